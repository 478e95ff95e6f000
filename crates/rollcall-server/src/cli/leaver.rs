//! `rollcall leaver …`

use clap::{Args, Subcommand, ValueEnum};
use rollcall_provisioning::leavers::{self, Forgetting, PAGE_MAX};
use rollcall_provisioning::{Afterwards, Provisioning};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use crate::config::Loaded;
use crate::leaver::Shown;

/// What changes from the command line are noted with.
const REQUEST: &str = "command line";

/// `rollcall leaver …`
#[derive(Debug, Subcommand)]
pub(super) enum LeaverCommand {
    /// Lists who is deactivated, since when and until when they are kept
    List(ListArgs),
    /// Makes a deactivated person active again
    Restore(RestoreArgs),
    /// Forgets one deactivated person now, or everybody whose retention time has ended
    Purge(PurgeArgs),
}

/// `rollcall leaver restore`
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Person's id
    person: String,
}

/// `rollcall leaver purge`
#[derive(Debug, Args)]
pub(super) struct PurgeArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Person's id [default: everybody whose retention time has ended]
    person: Option<String>,
    /// Only say who would be forgotten
    #[arg(long)]
    dry_run: bool,
    /// What becomes of them [default: the setting leavers.afterwards; for one person, delete where that keeps them]
    #[arg(long, value_enum)]
    how: Option<How>,
}

/// What becomes of them, on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum How {
    /// Nothing is left, and everybody who follows the changes is told
    Delete,
    /// The id stays, with nothing personal
    Anonymise,
}

impl From<How> for Forgetting {
    fn from(how: How) -> Self {
        match how {
            How::Delete => Self::Delete,
            How::Anonymise => Self::Anonymise,
        }
    }
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: LeaverCommand) -> Result<(), CliError> {
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            LeaverCommand::List(args) => list(&p, args).await,
            LeaverCommand::Restore(args) => restore(&p, args).await,
            LeaverCommand::Purge(args) => purge(&p, args).await,
        }
    })
}

async fn list(p: &Provisioning, args: ListArgs) -> Result<(), CliError> {
    let (mut all, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = leavers::list(p, &args.tenant, after.as_deref(), PAGE_MAX).await?;
        all.extend(page.leavers.into_iter().map(Shown::of));
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    if args.json {
        return output::json(&json!(all));
    }
    let row = |leaver: &Shown| {
        let then = match (&leaver.anonymised_at, &leaver.until, leaver.then) {
            (Some(at), _, _) => format!("anonymised {at}"),
            (None, Some(until), Some(then)) => format!("{then} after {until}"),
            _ => "kept".to_owned(),
        };
        [
            leaver.id.clone(),
            leaver.user_name.clone(),
            leaver.left_at.clone(),
            then,
        ]
    };
    output::table(["ID", "USER NAME", "LEFT", "THEN"], all.iter().map(row))
}

async fn restore(p: &Provisioning, args: RestoreArgs) -> Result<(), CliError> {
    leavers::restore(p, &args.tenant, &args.person, REQUEST).await?;
    output::line(&format!("{} is active again", args.person))
}

async fn purge(p: &Provisioning, args: PurgeArgs) -> Result<(), CliError> {
    match &args.person {
        Some(person) => purge_one(p, &args, person).await,
        None => purge_due(p, &args).await,
    }
}

async fn purge_one(p: &Provisioning, args: &PurgeArgs, person: &str) -> Result<(), CliError> {
    let how = args.how.map_or_else(|| leavers::usual(p), Forgetting::from);
    let leaver = leavers::find(p, &args.tenant, person).await?;
    if args.dry_run {
        return output::line(&format!("{} would be forgotten", leaver.user_name));
    }
    leavers::purge(p, &args.tenant, person, how, REQUEST).await?;
    scrub(p).await?;
    output::line(&format!("{} is forgotten", leaver.user_name))
}

/// Leavers forgotten at a time.
const CHUNK: i64 = 500;

async fn purge_due(p: &Provisioning, args: &PurgeArgs) -> Result<(), CliError> {
    let limits = p.limits();
    let how = match (args.how, limits.leavers_afterwards) {
        (None, Afterwards::Keep) => {
            return Err(CliError::Refused(
                "The setting leavers.afterwards keeps leavers. Say with --how delete or --how anonymise what becomes of those \
                 who left long enough ago; --dry-run with it shows who that is."
                    .to_owned(),
            ));
        }
        (None, _) => leavers::usual(p),
        (Some(how), _) => how.into(),
    };
    let (count, some) = leavers::due(p, &args.tenant, CHUNK).await?;
    if args.dry_run {
        output::line(&format!(
            "{count} left more than {} days ago and would be forgotten",
            limits.leaver_retention_days
        ))?;
        let row = |leaver: Shown| [leaver.id, leaver.user_name, leaver.left_at];
        let rows = some.into_iter().map(Shown::of).map(row);
        return output::table(["ID", "USER NAME", "LEFT"], rows);
    }
    let (mut forgotten, mut some) = (0_u64, some);
    while !some.is_empty() {
        let before = forgotten;
        for leaver in some {
            match leavers::purge(p, &args.tenant, &leaver.id, how, REQUEST).await {
                Ok(()) => forgotten += 1,
                // Came back, or somebody else was quicker.
                Err(rollcall_provisioning::Error::Unknown(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if forgotten == before {
            break;
        }
        some = leavers::due(p, &args.tenant, CHUNK).await?.1;
    }
    scrub(p).await?;
    output::line(&format!("{forgotten} are forgotten"))
}

/// Takes their values out of the log of changes; a server that runs does it too.
async fn scrub(p: &Provisioning) -> Result<(), CliError> {
    while leavers::work_round(p, &|| false).await? > 0 {}
    Ok(())
}
