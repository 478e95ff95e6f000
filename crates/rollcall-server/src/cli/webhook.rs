//! `rollcall webhook …`

use clap::{ArgGroup, Args, Subcommand};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::events::EndpointUrl;
use rollcall_provisioning::webhooks::{self, NewWebhook, Replay, Webhook};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use crate::config::Loaded;
use crate::hooks;
use crate::webhook::{Shown, ShownAttempt, ShownTest};

/// `rollcall webhook …`
#[derive(Debug, Subcommand)]
pub(super) enum WebhookCommand {
    /// Makes a webhook and prints its secret, alone, on standard output
    Create(CreateArgs),
    /// Lists webhooks: how far each has got, and what went wrong last
    List(ListArgs),
    /// Shows the last attempts to send to one, as JSON
    Attempts(OneArgs),
    /// Sends a message that says nothing, and shows what came of it
    Test(OneArgs),
    /// Lets a disabled one go on where it stopped
    Enable(OneArgs),
    /// Has announcements sent again
    Replay(ReplayArgs),
    /// Deletes one
    Delete(OneArgs),
}

/// `rollcall webhook create …`
#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    /// Name, for people: who is told
    #[arg(long)]
    name: String,
    /// Where to: an https URL
    #[arg(long)]
    url: String,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
}

/// A webhook.
#[derive(Debug, Args)]
pub(super) struct OneArgs {
    /// The webhook's id or name
    webhook: String,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
}

/// `rollcall webhook replay …`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args(["after", "cursor"]).required(true))]
pub(super) struct ReplayArgs {
    #[command(flatten)]
    of: OneArgs,
    /// Everything after this cursor
    #[arg(long)]
    after: Option<i64>,
    /// The announcement of this cursor
    #[arg(long)]
    cursor: Option<i64>,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: WebhookCommand) -> Result<(), CliError> {
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            WebhookCommand::Create(args) => create(p, args).await,
            WebhookCommand::List(args) => list(p, args).await,
            WebhookCommand::Attempts(of) => {
                let all = webhooks::attempts(&p, &of.tenant, &of.webhook).await?;
                let shown: Vec<_> = all.iter().map(ShownAttempt::of).collect();
                output::json(&json!(shown))
            }
            WebhookCommand::Test(of) => {
                let outcome = hooks::test(&p, &of.tenant, &of.webhook).await?;
                let failed = outcome.error.clone();
                output::json(&json!(ShownTest::of(outcome)))?;
                match failed {
                    None => Ok(()),
                    Some(why) => Err(CliError::Failed(format!("The test was not taken: {why}."))),
                }
            }
            WebhookCommand::Enable(of) => {
                let webhook = webhooks::enable(&p, &of.tenant, &of.webhook).await?;
                told(&webhook, "goes on")
            }
            WebhookCommand::Replay(ReplayArgs { of, after, cursor }) => {
                let what = match (after, cursor) {
                    (Some(after), _) => Replay::After(after),
                    (None, cursor) => Replay::One(cursor.unwrap_or_default()),
                };
                let webhook = webhooks::replay(&p, &of.tenant, &of.webhook, what).await?;
                told(&webhook, "is sent that again")
            }
            WebhookCommand::Delete(of) => {
                let webhook = webhooks::delete(&p, &of.tenant, &of.webhook).await?;
                told(&webhook, "is deleted")
            }
        }
    })
}

async fn create(p: Provisioning, args: CreateArgs) -> Result<(), CliError> {
    let new = NewWebhook {
        tenant: args.tenant,
        name: args.name,
        url: EndpointUrl::parse(&args.url)?,
    };
    let created = webhooks::create(&p, new).await?;
    output::line(&created.secret)?;
    output::note(&format!(
        "This secret is shown once: the receiver verifies each message with it (standardwebhooks.com). The webhook's id is {}.",
        created.webhook.id
    ))
}

async fn list(p: Provisioning, args: ListArgs) -> Result<(), CliError> {
    let all = webhooks::list(&p, &args.tenant).await?;
    let shown: Vec<_> = all.iter().map(Shown::of).collect();
    if args.json {
        return output::json(&json!(shown));
    }
    let header = [
        "id",
        "name",
        "to",
        "state",
        "position",
        "attempts",
        "last error",
    ];
    let row = |it: &Shown| {
        [
            it.id.clone(),
            it.name.clone(),
            it.url.clone(),
            it.state.to_owned(),
            it.position.clone(),
            it.attempts.to_string(),
            it.last_error.clone().unwrap_or_default(),
        ]
    };
    output::table(header, shown.iter().map(row))
}

fn told(webhook: &Webhook, what: &str) -> Result<(), CliError> {
    output::note(&format!(
        "Webhook {} ({:?}) {what}.",
        webhook.id, webhook.name
    ))
}
