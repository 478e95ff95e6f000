//! `rollcall guard …`

use clap::{ArgGroup, Args, Subcommand};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::guard::{self, Decision, Guard, PAGE_MAX, People};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use crate::config::Loaded;
use crate::guarding::{REJECTED, ShownGuard, ShownHeld, ShownSettings};

/// What changes from the command line are noted with.
const REQUEST: &str = "command line";

/// `rollcall guard …`
#[derive(Debug, Subcommand)]
pub(super) enum GuardCommand {
    /// Shows how many people a provider may deactivate or delete before the rest is held
    Show(ListArgs),
    /// Sets that for the tenant, or with --connection for one of its connections
    Set(SetArgs),
    /// Lists the people who are held
    List(ListArgs),
    /// Lets people who are held leave now
    Release(DecideArgs),
    /// Makes people who are held active again; their provider is told nothing
    Reject(DecideArgs),
}

/// `rollcall guard set …`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").args(["people", "percent", "minutes", "on", "off", "inherit"]).required(true).multiple(true))]
pub(super) struct SetArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Only this connection, by its name or id
    #[arg(long)]
    connection: Option<String>,
    /// So many people may go within the time
    #[arg(long)]
    people: Option<i64>,
    /// Or so many of a hundred who are active, if that is more
    #[arg(long)]
    percent: Option<i64>,
    /// Within so many minutes
    #[arg(long)]
    minutes: Option<i64>,
    /// Hold what is beyond
    #[arg(long, conflicts_with = "off")]
    on: bool,
    /// Hold nothing
    #[arg(long)]
    off: bool,
    /// The connection has no guard of its own any more
    #[arg(long, requires = "connection", conflicts_with_all = ["people", "percent", "minutes", "on", "off"])]
    inherit: bool,
}

/// `rollcall guard release …` and `reject …`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whom").args(["people", "all"]).required(true))]
pub(super) struct DecideArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// People's ids
    people: Vec<String>,
    /// Everybody who is held
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: GuardCommand) -> Result<(), CliError> {
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            GuardCommand::Show(args) => show(&p, &args).await,
            GuardCommand::Set(args) => set(&p, args).await,
            GuardCommand::List(args) => list(&p, &args).await,
            GuardCommand::Release(args) => release(&p, args).await,
            GuardCommand::Reject(args) => reject(&p, args).await,
        }
    })
}

async fn show(p: &Provisioning, args: &ListArgs) -> Result<(), CliError> {
    let shown = ShownSettings::of(guard::settings(p, &args.tenant).await?);
    if args.json {
        return output::json(&json!(shown));
    }
    let row = |of: String, guard: &ShownGuard| {
        let number = |number: i64| number.to_string();
        let held = if guard.enabled { "held" } else { "let go" };
        [
            of,
            number(guard.people_max),
            format!("{} %", guard.percent_max),
            format!("{} minutes", guard.window_minutes),
            held.to_owned(),
        ]
    };
    let own = shown.connections.iter();
    let own = own.map(|it| row(it.connection.clone(), &it.guard));
    let tenant = std::iter::once(row("every connection".to_owned(), &shown.tenant));
    output::table(
        ["OF", "PEOPLE", "OR OF ALL", "WITHIN", "BEYOND"],
        tenant.chain(own),
    )
}

async fn set(p: &Provisioning, args: SetArgs) -> Result<(), CliError> {
    let found = guard::settings(p, &args.tenant).await?;
    let of = args.connection.as_deref();
    let own = of.and_then(|wanted| {
        let mut all = found.connections.iter();
        all.find(|(id, name, _)| *name == wanted || id.to_string() == wanted)
    });
    let before = own.map_or(found.tenant, |(.., guard)| *guard);
    let guard = Guard {
        enabled: (before.enabled || args.on) && !args.off,
        people_max: args.people.unwrap_or(before.people_max),
        percent_max: args.percent.unwrap_or(before.percent_max),
        window_minutes: args.minutes.unwrap_or(before.window_minutes),
    };
    match of {
        Some(connection) => {
            let guard = (!args.inherit).then_some(guard);
            guard::set_of(p, &args.tenant, connection, guard).await?;
        }
        None => guard::set(p, &args.tenant, guard).await?,
    }
    let list = ListArgs {
        tenant: args.tenant,
        json: false,
    };
    show(p, &list).await
}

async fn list(p: &Provisioning, args: &ListArgs) -> Result<(), CliError> {
    let (mut all, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = guard::list(p, &args.tenant, after.as_deref(), PAGE_MAX).await?;
        all.extend(page.held.into_iter().map(ShownHeld::of));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    if args.json {
        return output::json(&json!(all));
    }
    let row = |held: &ShownHeld| {
        [
            held.person.id.clone(),
            held.person.user_name.clone(),
            held.kind.to_owned(),
            held.at.clone(),
            held.connection.clone(),
        ]
    };
    output::table(["ID", "USER NAME", "WAS", "AT", "BY"], all.iter().map(row))
}

fn people(args: &DecideArgs) -> People {
    if args.all {
        People::All
    } else {
        People::Of(args.people.clone())
    }
}

async fn release(p: &Provisioning, args: DecideArgs) -> Result<(), CliError> {
    let mut done = guard::release(p, &args.tenant, people(&args), REQUEST).await?;
    let mut all = done.decided;
    while args.all && done.left > 0 && done.decided > 0 {
        done = guard::release(p, &args.tenant, People::All, REQUEST).await?;
        all += done.decided;
    }
    say(&format!("{all} have left"), &done)
}

async fn reject(p: &Provisioning, args: DecideArgs) -> Result<(), CliError> {
    let mut done = guard::reject(p, &args.tenant, people(&args), REQUEST).await?;
    let mut all = done.decided;
    while args.all && done.left > 0 && done.decided > 0 {
        done = guard::reject(p, &args.tenant, People::All, REQUEST).await?;
        all += done.decided;
    }
    say(&format!("{all} stay"), &done)?;
    output::note(REJECTED)
}

fn say(what: &str, done: &Decision) -> Result<(), CliError> {
    if !done.not_held.is_empty() {
        output::note(&format!("Not held: {}", done.not_held.join(", ")))?;
    }
    output::line(&format!("{what}; {} are held still", done.left))
}
