//! `rollcall requests …`

use std::time::Duration;

use clap::{Args, Subcommand};
use rollcall_provisioning::requests::{
    self, Detailed, Following, ListQuery, Meant, Outcome, PAGE_MAX, ShownRequest,
};
use rollcall_provisioning::{Provisioning, connections};
use serde_json::json;
use uuid::Uuid;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::output;
use crate::config::Loaded;
use crate::replay;

/// How long is waited at a time for what comes.
const PATIENCE: Duration = Duration::from_secs(1);
/// Where requests went, where that is not configured.
const BASE: &str = "http://127.0.0.1:8080";

/// `rollcall requests …`
#[derive(Debug, Subcommand)]
pub(super) enum RequestsCommand {
    /// Lists requests to /scim, the latest first, with what became of them
    List(ListArgs),
    /// Shows one request: why, bodies without anybody's values, changes
    Show(OneArgs),
    /// Shows requests as they come, until it is ended
    Follow(FollowArgs),
    /// Tells what would happen if the request came now; nothing is written
    Replay(OneArgs),
}

/// Which requests are meant.
#[derive(Debug, Args)]
struct MeantArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// ok, info, refused or failed
    #[arg(long, value_parser = outcome)]
    outcome: Option<Outcome>,
    /// Connection's id or name
    #[arg(long)]
    connection: Option<String>,
    /// Beginning of a user name or of a path, id of a resource or of a request
    #[arg(long)]
    search: Option<String>,
    /// As JSON, as the API has it
    #[arg(long)]
    json: bool,
}

/// `rollcall requests list`
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    meant: MeantArgs,
    /// Only those after this moment, for example 2026-05-01T12:00:00Z
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<i64>,
    /// At most so many
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=PAGE_MAX))]
    limit: i64,
}

/// `rollcall requests follow`
#[derive(Debug, Args)]
pub(super) struct FollowArgs {
    #[command(flatten)]
    meant: MeantArgs,
    /// Begins after the request of that id
    #[arg(long, value_name = "ID")]
    after: Option<String>,
}

/// `rollcall requests show` and `replay`
#[derive(Debug, Args)]
pub(super) struct OneArgs {
    /// Request's id, as in X-Request-Id
    id: String,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// As JSON, as the API has it
    #[arg(long)]
    json: bool,
}

fn outcome(word: &str) -> Result<Outcome, String> {
    let known = Outcome::WORDS.iter().find(|(known, _)| *known == word);
    known
        .map(|(_, outcome)| *outcome)
        .ok_or_else(|| "write ok, info, refused or failed".to_owned())
}

fn moment(text: &str) -> Result<i64, String> {
    scim_core::instant(text).ok_or_else(|| "write a moment such as 2026-05-01T12:00:00Z".to_owned())
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: RequestsCommand) -> Result<(), CliError> {
    let base = loaded.config.public_url.as_deref().unwrap_or(BASE);
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            RequestsCommand::List(args) => list(&p, args).await,
            RequestsCommand::Show(args) => show(&p, &args, base).await,
            RequestsCommand::Follow(args) => follow(&p, args).await,
            RequestsCommand::Replay(args) => try_again(&p, &args, base).await,
        }
    })
}

async fn connection(p: &Provisioning, args: &MeantArgs) -> Result<Option<Uuid>, CliError> {
    let Some(named) = &args.connection else {
        return Ok(None);
    };
    Ok(Some(connections::find(p, &args.tenant, named).await?.id))
}

async fn list(p: &Provisioning, args: ListArgs) -> Result<(), CliError> {
    let query = ListQuery {
        limit: args.limit,
        outcome: args.meant.outcome,
        connection: connection(p, &args.meant).await?,
        search: args.meant.search,
        since: args.since,
        ..ListQuery::default()
    };
    let page = requests::list(p, &args.meant.tenant, &query).await?;
    if args.meant.json {
        return output::json(&json!(page.requests));
    }
    output::table(
        ["TIME", "STATUS", "REQUEST", "ABOUT", "CAUSE", "ID"],
        page.requests.iter().map(columns),
    )
}

fn columns(it: &ShownRequest) -> [String; 6] {
    let subject = it.subject.as_ref();
    let about = subject.and_then(|subject| {
        let id = || subject.id.map(|id| id.to_string());
        subject.name.clone().or_else(id)
    });
    [
        it.at.clone(),
        it.status.to_string(),
        format!("{} {}", it.method, it.path),
        about.unwrap_or_default(),
        it.cause
            .as_ref()
            .map_or(String::new(), |it| it.code.to_owned()),
        it.id.to_string(),
    ]
}

async fn show(p: &Provisioning, args: &OneArgs, base: &str) -> Result<(), CliError> {
    let found = requests::find(p, &args.tenant, &args.id, base).await?;
    if args.json {
        return output::json(&json!(found));
    }
    for line in lines(&found) {
        output::line(&output::printable(&line))?;
    }
    Ok(())
}

/// A request for people.
fn lines(found: &Detailed) -> Vec<String> {
    let it = &found.request;
    let mut lines = vec![
        format!("{} {}", it.method, it.path),
        format!("{} in {} µs at {}", it.status, it.microseconds, it.at),
    ];
    let mut tell = |name: &str, value: Option<String>| {
        lines.extend(value.map(|value| format!("{name}: {value}")));
    };
    tell(
        "Why",
        it.cause
            .as_ref()
            .map(|it| format!("{} ({})", it.text, it.code)),
    );
    tell(
        "What to do",
        it.cause.as_ref().map(|it| it.fix.text.to_owned()),
    );
    tell("Told the client", found.detail.clone());
    tell("Connection", it.connection_name.clone());
    tell("Token", it.token_name.clone());
    tell("About", it.subject.as_ref().and_then(|it| it.name.clone()));
    tell("From", it.address.clone());
    tell(
        "Request",
        found.request_body.as_ref().map(ToString::to_string),
    );
    tell(
        "Answer",
        found.response_body.as_ref().map(ToString::to_string),
    );
    for change in &found.changes {
        let paths: Vec<_> = change
            .differences
            .iter()
            .map(|it| it.path.as_str())
            .collect();
        lines.push(format!(
            "Changed: {} {} {} ({})",
            change.resource_type,
            change.resource_id,
            change.operation,
            paths.join(", ")
        ));
    }
    lines.push(found.curl.clone());
    lines
}

async fn follow(p: &Provisioning, args: FollowArgs) -> Result<(), CliError> {
    let meant = Meant {
        connection: connection(p, &args.meant).await?,
        outcome: args.meant.outcome,
        search: args.meant.search,
    };
    let after = args.after.as_deref();
    let mut following = Following::begin(p, &args.meant.tenant, meant, after).await?;
    loop {
        if let Some(request) = following.next(PATIENCE).await? {
            let line = match args.meant.json {
                true => json!(request).to_string(),
                false => output::printable(&columns(&request).join("  ")),
            };
            output::line(&line)?;
        }
    }
}

async fn try_again(p: &Provisioning, args: &OneArgs, base: &str) -> Result<(), CliError> {
    let base = format!("{base}/scim");
    let tried = replay::replay(p, &args.tenant, &args.id, &base).await?;
    if args.json {
        return output::json(&json!(tried));
    }
    output::line(&format!("{} now; nothing was written", tried.status))?;
    if let Some(detail) = &tried.detail {
        output::line(&output::printable(detail))?;
    }
    for change in &tried.changes {
        let paths: Vec<_> = change
            .differences
            .iter()
            .map(|it| it.path.as_str())
            .collect();
        output::line(&format!(
            "Would change: {} {} {} ({})",
            change.resource_type,
            change.resource_id,
            change.operation,
            paths.join(", ")
        ))?;
    }
    Ok(())
}
