//! `rollcall pull …`

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::pulls::{
    self as verbs, Asked, AskedSource, Decision, NewPull, PullView, RunView, Wanted,
};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use super::stream::read;
use crate::config::{ConfigError, Loaded};
use crate::routes::OKTA_CALLBACK;

/// How often it is looked how far a run has come.
const LOOK_PERIOD: Duration = Duration::from_millis(500);
/// How long nobody may begin what was asked for before that is told.
const IDLE_LOOKS: u32 = 20;

/// `rollcall pull …`
#[derive(Debug, Subcommand)]
pub(super) enum PullCommand {
    /// Makes a connection over which people are pulled, and prints its id
    Create(CreateArgs),
    /// Lists the connections over which people are pulled
    List(ListArgs),
    /// Shows one, and what came of its last run, as JSON
    Show(OneArgs),
    /// Changes how people are pulled
    Set(SetArgs),
    /// Prints the address at which to sign in to Okta
    Connect(OneArgs),
    /// Has a run begin, and shows how far it comes; a server has to run
    Sync(SyncArgs),
    /// Lists runs, the newest first
    Runs(ListOfOneArgs),
    /// Lists those who vanished in a run that holds them
    Vanished(VanishedArgs),
    /// Deactivates those who vanished in a run that holds them
    Release(RunArgs),
    /// Lets those stay who vanished in a run that holds them
    Reject(RunArgs),
    /// Makes an address for Okta's event hooks, and prints it with its secret
    Hook(OneArgs),
}

/// A connection.
#[derive(Debug, Args)]
pub(super) struct OneArgs {
    /// The connection's name or id
    connection: String,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
}

/// `rollcall pull runs …`
#[derive(Debug, Args)]
pub(super) struct ListOfOneArgs {
    #[command(flatten)]
    one: OneArgs,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// `rollcall pull create …`
#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    /// Name, for people; unique in the tenant
    #[arg(long)]
    name: String,
    /// From where people are pulled
    #[arg(long, value_enum)]
    from: From,
    /// Okta: the domain in the menu at the top right of its admin console
    #[arg(long)]
    domain: Option<String>,
    /// Okta: the application's Client ID
    #[arg(long)]
    client_id: Option<String>,
    /// Okta: the domain is your own, and meant
    #[arg(long)]
    custom_domain: bool,
    /// SCIM: the base URL
    #[arg(long)]
    url: Option<String>,
    /// SCIM, Rippling, PayFit: file with the token; - is standard input
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    #[command(flatten)]
    how: HowArgs,
}

/// From where people are pulled, on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum From {
    /// Okta
    Okta,
    /// Any SCIM server
    Scim,
    /// Rippling
    Rippling,
    /// `PayFit`
    Payfit,
}

/// How people are pulled.
#[derive(Debug, Args)]
struct HowArgs {
    /// How many of a hundred requests that the source allows everybody together may be ours [default: 50]
    #[arg(long)]
    share_percent: Option<u8>,
    /// Minutes between two runs [default: 5]
    #[arg(long)]
    every_minutes: Option<u32>,
    /// Hour of the day (UTC) from which on everybody is read once [default: 2]
    #[arg(long)]
    full_hour: Option<u8>,
}

/// `rollcall pull set …`
#[derive(Debug, Args)]
pub(super) struct SetArgs {
    #[command(flatten)]
    one: OneArgs,
    #[command(flatten)]
    how: HowArgs,
    /// SCIM, Rippling, PayFit: file with another token; - is standard input
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// File with JSON of whatever else is to change (statuses, adoption, vanished, priorities, source); - is standard input
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

/// `rollcall pull sync …`
#[derive(Debug, Args)]
pub(super) struct SyncArgs {
    #[command(flatten)]
    one: OneArgs,
    /// Reads everybody, and writes everything again
    #[arg(long)]
    full: bool,
    /// Does not wait for its end
    #[arg(long)]
    no_wait: bool,
}

/// A run.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    one: OneArgs,
    /// The run's id, as `rollcall pull runs` shows it
    #[arg(long)]
    run: String,
}

/// `rollcall pull vanished …`
#[derive(Debug, Args)]
pub(super) struct VanishedArgs {
    #[command(flatten)]
    of: RunArgs,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: PullCommand) -> Result<(), CliError> {
    let redirect = loaded.config.public_url.clone();
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            PullCommand::Create(args) => create(&p, args).await,
            PullCommand::List(args) => list(&p, &args).await,
            PullCommand::Show(one) => {
                let found = verbs::find(&p, &one.tenant, &one.connection).await?;
                output::json(&json!(found))
            }
            PullCommand::Set(args) => set(&p, args).await,
            PullCommand::Connect(one) => connect(&p, &one, redirect).await,
            PullCommand::Sync(args) => sync(&p, &args).await,
            PullCommand::Runs(args) => runs(&p, &args).await,
            PullCommand::Vanished(args) => vanished(&p, &args).await,
            PullCommand::Release(args) => decide(&p, &args, Decision::Release).await,
            PullCommand::Reject(args) => decide(&p, &args, Decision::Reject).await,
            PullCommand::Hook(one) => hook(&p, &one, redirect).await,
        }
    })
}

fn token(file: Option<&Path>) -> Result<Option<String>, CliError> {
    file.map(read).transpose()
}

fn asked(how: &HowArgs, source: Option<AskedSource>, token: Option<String>) -> Asked {
    Asked {
        source,
        token,
        share_percent: how.share_percent,
        every_minutes: how.every_minutes,
        full_hour: how.full_hour,
        ..Asked::default()
    }
}

async fn create(p: &Provisioning, args: CreateArgs) -> Result<(), CliError> {
    let needed = |name: &str, value: Option<String>| {
        value.ok_or_else(|| {
            rollcall_provisioning::Error::Input(format!("This source needs --{name}."))
        })
    };
    let source = match args.from {
        From::Okta => AskedSource::Okta {
            domain: needed("domain", args.domain)?,
            client_id: needed("client-id", args.client_id)?,
            custom_domain: args.custom_domain,
            sends_origin: true,
        },
        From::Scim => AskedSource::Scim {
            url: needed("url", args.url)?,
        },
        From::Rippling => AskedSource::Rippling { origin: None },
        From::Payfit => AskedSource::Payfit { origin: None },
    };
    let new = NewPull {
        name: args.name,
        asked: asked(&args.how, Some(source), token(args.token_file.as_deref())?),
    };
    let made = verbs::create(p, &args.tenant, new).await?;
    output::line(&made.id)?;
    if made.state == "new" {
        output::note(&format!(
            "Sign in to have people pulled: rollcall pull connect {:?} --tenant {}",
            made.name, args.tenant
        ))?;
    }
    Ok(())
}

async fn set(p: &Provisioning, args: SetArgs) -> Result<(), CliError> {
    let more = match &args.settings {
        Some(file) => {
            let text = read(file)?;
            serde_json::from_str(&text).map_err(|error| {
                rollcall_provisioning::Error::Input(format!(
                    "The settings cannot be used: {error}."
                ))
            })?
        }
        None => Asked::default(),
    };
    let asked = Asked {
        token: token(args.token_file.as_deref())?.or(more.token),
        share_percent: args.how.share_percent.or(more.share_percent),
        every_minutes: args.how.every_minutes.or(more.every_minutes),
        full_hour: args.how.full_hour.or(more.full_hour),
        ..more
    };
    let changed = verbs::change(p, &args.one.tenant, &args.one.connection, asked, None).await?;
    output::json(&json!(changed.settings))
}

async fn list(p: &Provisioning, args: &ListArgs) -> Result<(), CliError> {
    let all = verbs::list(p, &args.tenant).await?;
    if args.json {
        return output::json(&json!(all));
    }
    let rows = all.iter().map(|it| {
        [
            it.name.clone(),
            it.settings.source.kind().to_owned(),
            it.state.clone(),
            it.people.to_string(),
            it.last_run.as_ref().map(last).unwrap_or_default(),
            it.next_at.clone().unwrap_or_default(),
        ]
    });
    output::table(
        ["NAME", "FROM", "STATE", "PEOPLE", "LAST RUN", "NEXT"],
        rows,
    )
}

/// A run that has ended, in a few words.
fn last(run: &RunView) -> String {
    let outcome = run.outcome.as_deref().unwrap_or("running");
    format!("{outcome} {}", run.ended_at.as_deref().unwrap_or_default())
}

fn public_url(configured: Option<String>) -> Result<String, CliError> {
    configured.ok_or_else(|| {
        ConfigError(
            "Set public_url (ROLLCALL_PUBLIC_URL) to the URL by which the server is reached: Okta sends people back there."
                .to_owned(),
        )
        .into()
    })
}

async fn connect(
    p: &Provisioning,
    one: &OneArgs,
    configured: Option<String>,
) -> Result<(), CliError> {
    let redirect = format!("{}{OKTA_CALLBACK}", public_url(configured)?);
    let url = verbs::begin(p, &one.tenant, &one.connection, &redirect, None).await?;
    output::note(&format!(
        "Open this within ten minutes, as an administrator of Okta. In Okta, {redirect} has to be one of the application's Sign-in redirect URIs."
    ))?;
    output::line(&url)
}

async fn hook(p: &Provisioning, one: &OneArgs, configured: Option<String>) -> Result<(), CliError> {
    let base = public_url(configured)?;
    let made = verbs::new_hook(p, &one.tenant, &one.connection).await?;
    output::json(&json!({
        "url": format!("{base}{}{}", verbs::HOOK_PREFIX, made.code),
        "authorization": made.secret,
        "event_types": verbs::sources::hooks::EVENT_TYPES,
    }))
}

async fn sync(p: &Provisioning, args: &SyncArgs) -> Result<(), CliError> {
    let (tenant, connection) = (&args.one.tenant, &args.one.connection);
    let kind = if args.full {
        Wanted::Full
    } else {
        Wanted::Changes
    };
    let asked = verbs::sync(p, tenant, connection, kind).await?;
    if args.no_wait {
        return output::note("A server begins it as soon as a worker is free.");
    }
    let before = asked.last_run.map(|run| run.id);
    let ended = followed(p, tenant, connection, before.as_deref()).await?;
    output::line(&said(&ended))?;
    for problem in &ended.problems {
        let who = problem
            .user_name
            .as_deref()
            .or(problem.external_id.as_deref());
        output::note(&format!("{}: {}", who.unwrap_or("somebody"), problem.why))?;
    }
    if ended.outcome.as_deref() == Some("held") {
        let run = &ended.id;
        output::note(&format!(
            "More people are not there any more than may go at once: see `rollcall pull vanished {connection:?} --run {run} --tenant {tenant}`, then release or reject."
        ))?;
    }
    match ended.failed {
        Some(why) => Err(rollcall_provisioning::Error::Input(why).into()),
        None => Ok(()),
    }
}

/// Shows how far it comes until a run has ended that had not before.
async fn followed(
    p: &Provisioning,
    tenant: &str,
    connection: &str,
    before: Option<&str>,
) -> Result<RunView, CliError> {
    let bar = output::spinner();
    let mut idle = 0;
    loop {
        let view: PullView = verbs::find(p, tenant, connection).await?;
        if let Some(run) = &view.running {
            idle = 0;
            bar.set_message(said(run));
        } else if view.wanted.is_none()
            && let Some(run) = view.last_run.filter(|run| before != Some(&run.id))
        {
            bar.finish_and_clear();
            return Ok(run);
        } else {
            idle += 1;
            if idle == IDLE_LOOKS {
                output::note("Nobody has begun it yet: does a server run?")?;
            }
        }
        tokio::time::sleep(LOOK_PERIOD).await;
    }
}

/// What a run has done, in words.
fn said(run: &RunView) -> String {
    let counts = &run.counts;
    let all = [
        (counts.created, "created"),
        (counts.changed, "changed"),
        (counts.reactivated, "active again"),
        (counts.deactivated, "deactivated"),
        (counts.held, "held by the guard"),
        (counts.unchanged, "unchanged"),
        (counts.left_out, "left out"),
        (counts.failed, "failed"),
    ];
    let told: Vec<_> = all
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let outcome = run.outcome.as_deref().unwrap_or("running");
    let told = match told.as_slice() {
        [] => String::new(),
        told => format!("; {}", told.join(", ")),
    };
    format!("{outcome}: {} people read{told}", run.seen)
}

async fn runs(p: &Provisioning, args: &ListOfOneArgs) -> Result<(), CliError> {
    const LISTED: usize = 50;
    let found = verbs::runs(p, &args.one.tenant, &args.one.connection, None, LISTED).await?;
    if args.json {
        return output::json(&json!(found.runs));
    }
    let rows = found.runs.iter().map(|run| {
        [
            run.id.clone(),
            run.kind.clone(),
            run.began_at.clone(),
            said(run),
        ]
    });
    output::table(["ID", "KIND", "BEGAN", "WHAT CAME OF IT"], rows)
}

async fn vanished(p: &Provisioning, args: &VanishedArgs) -> Result<(), CliError> {
    const AT_ONCE: usize = 500;
    let (one, run) = (&args.of.one, &args.of.run);
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let after_now: Option<String> = after.take();
        let (tenant, connection) = (&one.tenant, &one.connection);
        let found =
            verbs::absent(p, tenant, connection, run, after_now.as_deref(), AT_ONCE).await?;
        all.extend(found.people);
        after = found.next_after;
        if after.is_none() {
            break;
        }
    }
    if args.json {
        return output::json(&json!(all));
    }
    let rows = all.iter().map(|it| {
        [
            it.id.clone(),
            it.name.clone().unwrap_or_default(),
            it.external_id.clone(),
        ]
    });
    output::table(["ID", "NAME", "AT THE SOURCE"], rows)
}

async fn decide(p: &Provisioning, args: &RunArgs, decision: Decision) -> Result<(), CliError> {
    let (tenant, connection) = (&args.one.tenant, &args.one.connection);
    let decided = verbs::decide(p, tenant, connection, &args.run, decision).await?;
    output::line(&decided.decided.unwrap_or_default())
}
