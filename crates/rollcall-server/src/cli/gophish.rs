//! `rollcall gophish …`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::events::EndpointUrl;
use rollcall_provisioning::gophish::{self as verbs, NewConnection, Position, Settings, Step};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::output;
use super::stream::read;
use crate::config::Loaded;
use crate::gophish::{Progress, sync};

/// `rollcall gophish …`
#[derive(Debug, Subcommand)]
pub(super) enum GophishCommand {
    /// Connects a tenant to its Gophish
    Connect(ConnectArgs),
    /// Shows the connection and what came of the last run, as JSON
    Show(OfTenant),
    /// Makes the groups there what they are here
    Sync(SyncArgs),
    /// Forgets the connection; the groups there stay
    Disconnect(OfTenant),
}

/// `rollcall gophish connect …`
#[derive(Debug, Args)]
pub(super) struct ConnectArgs {
    /// URL of Gophish's admin server, such as https://gophish.example.com:3333
    #[arg(long)]
    url: String,
    /// File with the key of its API (Account Settings); - is standard input
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
    /// Group that is kept in step, * at the end for anything; may be given several times [default: all groups]
    #[arg(long = "group", value_name = "NAME")]
    groups: Vec<String>,
    /// What is sent as people's position
    #[arg(long, value_enum, default_value_t = PositionWord::JobTitle)]
    position: PositionWord,
    /// Brings groups into step by itself, a minute or so after something changed; a server has to run
    #[arg(long)]
    automatic: bool,
    #[command(flatten)]
    of: OfTenant,
}

/// A tenant.
#[derive(Debug, Args)]
pub(super) struct OfTenant {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
}

/// `rollcall gophish sync …`
#[derive(Debug, Args)]
pub(super) struct SyncArgs {
    /// Only says what would be done
    #[arg(long)]
    dry_run: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    of: OfTenant,
}

/// What is sent as people's position, on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum PositionWord {
    /// The job title
    JobTitle,
    /// The department
    Department,
    /// Nothing
    None,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: GophishCommand) -> Result<(), CliError> {
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            GophishCommand::Connect(args) => connect(&p, args).await,
            GophishCommand::Show(of) => output::json(&json!(verbs::find(&p, &of.tenant).await?)),
            GophishCommand::Sync(args) => bring_into_step(&p, &args).await,
            GophishCommand::Disconnect(of) => {
                verbs::disconnect(&p, &of.tenant).await?;
                output::note("Forgotten. The groups there are as they were.")
            }
        }
    })
}

async fn connect(p: &Provisioning, args: ConnectArgs) -> Result<(), CliError> {
    let new = NewConnection {
        tenant: args.of.tenant,
        url: EndpointUrl::parse(&args.url)?,
        api_key: read(&args.key_file)?,
        settings: Settings {
            groups: args.groups,
            position: match args.position {
                PositionWord::JobTitle => Position::JobTitle,
                PositionWord::Department => Position::Department,
                PositionWord::None => Position::None,
            },
            automatic: args.automatic,
        },
    };
    let connection = verbs::connect(p, new).await?;
    output::note(&format!(
        "Connected to {}. See what would be done: rollcall gophish sync --dry-run",
        connection.url
    ))
}

async fn bring_into_step(p: &Provisioning, args: &SyncArgs) -> Result<(), CliError> {
    let tell = |progress: Progress<'_>| {
        // Who closed standard error gets no progress; the work goes on.
        match progress {
            Progress::People(count) => drop(output::note(&format!("{count} people"))),
            Progress::Step(step) if !args.json => drop(output::line(&row(step))),
            Progress::Step(_) => {}
        }
    };
    let synced = sync(p, &args.of.tenant, args.dry_run, &tell).await?;
    if args.json {
        return output::json(&json!(synced));
    }
    for problem in &synced.problems {
        output::note(problem)?;
    }
    let would = if synced.dry_run { "It would be: " } else { "" };
    output::line(&format!("{would}{}", synced.says))
}

fn row(step: &Step) -> String {
    let action = json!(step.action);
    format!(
        "{} {:?}: {} added, {} removed, {} changed, {} with another address",
        action.as_str().unwrap_or_default(),
        step.name,
        step.added,
        step.removed,
        step.changed,
        step.readdressed
    )
}
