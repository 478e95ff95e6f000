//! `rollcall alerts …`

use clap::{ArgGroup, Args, Subcommand};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::alerts::{self, NewSettings, ShownAlert};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use crate::config::Loaded;

/// Alerts read at a time.
const PAGE: i64 = 500;

/// `rollcall alerts …`
#[derive(Debug, Subcommand)]
pub(super) enum AlertsCommand {
    /// Lists what goes wrong, and what went wrong in the last 30 days
    List(ListArgs),
    /// Shows who is told, in which language, and from when on something is wrong
    Show(ListArgs),
    /// Sets that; what is not named stays
    Set(SetArgs),
}

/// `rollcall alerts set …`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args([
    "emails", "no_emails", "language", "webhook", "no_webhook", "muted", "no_muted", "silence_hours", "error_percent",
    "error_requests_min", "completeness_points",
]).required(true).multiple(true))]
pub(super) struct SetArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// E-mail address that is told; may be given several times, in the place of those of before
    #[arg(long = "email", value_name = "ADDRESS", conflicts_with = "no_emails")]
    emails: Vec<String>,
    /// Nobody is told by e-mail
    #[arg(long)]
    no_emails: bool,
    /// Language of the e-mails: en, de, nl or fr
    #[arg(long)]
    language: Option<String>,
    /// Webhook that is told; the secret of a new one is shown, once
    #[arg(long, value_name = "URL", conflicts_with = "no_webhook")]
    webhook: Option<String>,
    /// No webhook is told
    #[arg(long)]
    no_webhook: bool,
    /// Kind that nobody is told of; may be given several times, in the place of those of before
    #[arg(long = "mute", value_name = "KIND", conflicts_with = "no_muted")]
    muted: Vec<String>,
    /// Every kind is told of
    #[arg(long)]
    no_muted: bool,
    /// Hours that a live connection may be quiet
    #[arg(long)]
    silence_hours: Option<i64>,
    /// Requests of a hundred that may be refused,
    #[arg(long)]
    error_percent: Option<i64>,
    /// where there are at least so many in an hour
    #[arg(long)]
    error_requests_min: Option<i64>,
    /// Points of a hundred that a required field may become less complete within a day
    #[arg(long)]
    completeness_points: Option<i64>,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: AlertsCommand) -> Result<(), CliError> {
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            AlertsCommand::List(args) => list(&p, &args).await,
            AlertsCommand::Show(args) => show(&p, &args).await,
            AlertsCommand::Set(args) => set(&p, args).await,
        }
    })
}

async fn list(p: &Provisioning, args: &ListArgs) -> Result<(), CliError> {
    let (mut all, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = alerts::list(p, &args.tenant, after.as_deref(), PAGE).await?;
        all.extend(page.alerts);
        match page.next_after {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    if args.json {
        return output::json(&json!(all));
    }
    let row = |alert: &ShownAlert| {
        [
            alert.kind.clone(),
            alert.subject.name.clone(),
            alert.opened_at.clone(),
            alert.closed_at.clone().unwrap_or_default(),
            alert.text.clone(),
        ]
    };
    output::table(
        ["KIND", "OF", "SINCE", "UNTIL", "WHAT TO DO"],
        all.iter().map(row),
    )
}

async fn show(p: &Provisioning, args: &ListArgs) -> Result<(), CliError> {
    let found = alerts::settings(p, &args.tenant).await?;
    if args.json {
        return output::json(&json!(found));
    }
    let from = found.thresholds;
    let rows = [
        ("E-MAILS", found.emails.join(", ")),
        ("LANGUAGE", found.language.tag().to_owned()),
        ("WEBHOOK", found.webhook_url.unwrap_or_default()),
        ("MUTED", found.muted.join(", ")),
        ("SILENCE HOURS", from.silence_hours.to_string()),
        ("ERROR PERCENT", from.error_percent.to_string()),
        ("ERROR REQUESTS", from.error_requests_min.to_string()),
        ("COMPLETENESS", from.completeness_points.to_string()),
    ];
    output::table(
        ["SETTING", "VALUE"],
        rows.map(|(name, value)| [name.to_owned(), value]),
    )
}

async fn set(p: &Provisioning, args: SetArgs) -> Result<(), CliError> {
    let before = alerts::settings(p, &args.tenant).await?;
    let list = |said: Vec<String>, none: bool, before| match (said.is_empty(), none) {
        (true, false) => before,
        _ => said,
    };
    let mut thresholds = before.thresholds;
    for (place, said) in [
        (&mut thresholds.silence_hours, args.silence_hours),
        (&mut thresholds.error_percent, args.error_percent),
        (&mut thresholds.error_requests_min, args.error_requests_min),
        (
            &mut thresholds.completeness_points,
            args.completeness_points,
        ),
    ] {
        *place = said.unwrap_or(*place);
    }
    let new = NewSettings {
        emails: list(args.emails, args.no_emails, before.emails),
        language: args.language,
        webhook_url: match args.no_webhook {
            true => None,
            false => args.webhook.or(before.webhook_url),
        },
        muted: list(args.muted, args.no_muted, before.muted),
        thresholds: Some(thresholds),
    };
    let changed = alerts::set(p, &args.tenant, new).await?;
    match changed.secret {
        Some(secret) => output::line(&secret),
        None => Ok(()),
    }
}
