//! `rollcall adoption …`

use clap::{Args, Subcommand};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::adoptions::{self, Decision, Evidence, Pair, Search};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use crate::config::Loaded;

/// Who decides on the command line.
const AUTHOR: &str = "command line";

/// `rollcall adoption …`
#[derive(Debug, Subcommand)]
pub(super) enum AdoptionCommand {
    /// Lists imported people with whom they may be, and why
    List(ListArgs),
    /// Says that both are one: the provider's person stays, the imported record goes
    Link(PairArgs),
    /// Says that they are two; it is remembered
    KeepApart(PairArgs),
    /// Takes that back
    Ask(PairArgs),
}

/// Two people.
#[derive(Debug, Args)]
pub(super) struct PairArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Id of the imported person
    imported: String,
    /// Id of the person whom a provider pushes
    person: String,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: AdoptionCommand) -> Result<(), CliError> {
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            AdoptionCommand::List(args) => list(&p, args).await,
            AdoptionCommand::Link(args) => link(&p, args).await,
            AdoptionCommand::KeepApart(args) => {
                let (imported, person) = (&args.imported, &args.person);
                adoptions::keep_apart(&p, &args.tenant, imported, person, AUTHOR).await?;
                output::line("they are kept apart")
            }
            AdoptionCommand::Ask(args) => {
                adoptions::ask(&p, &args.tenant, &args.imported, &args.person).await?;
                output::line("it is asked again")
            }
        }
    })
}

async fn list(p: &Provisioning, args: ListArgs) -> Result<(), CliError> {
    let mut search = Search::begin(p, &args.tenant).await?;
    let mut all = Vec::new();
    while let Some(pairs) = search.next().await? {
        all.extend(pairs);
    }
    if args.json {
        return output::json(&json!(all));
    }
    let row = |pair: &Pair| {
        let why: Vec<_> = pair.evidence.iter().map(|it| word(*it)).collect();
        let decision = match pair.decision {
            Decision::Ask => "ask",
            Decision::KeepApart => "kept apart",
        };
        [
            pair.imported.id.clone(),
            pair.source.clone(),
            pair.imported.name.clone().unwrap_or_default(),
            pair.person.id.clone(),
            pair.person.user_name.clone(),
            why.join(", "),
            decision.to_owned(),
        ]
    };
    let header = [
        "IMPORTED",
        "LIST",
        "NAME",
        "PERSON",
        "USER NAME",
        "SAME",
        "DECISION",
    ];
    output::table(header, all.iter().map(row))
}

fn word(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Address => "address",
        Evidence::EmployeeNumber => "employee number",
        Evidence::Name => "name",
    }
}

async fn link(p: &Provisioning, args: PairArgs) -> Result<(), CliError> {
    let (imported, person) = (&args.imported, &args.person);
    let linked = adoptions::link(p, &args.tenant, imported, person, AUTHOR, AUTHOR).await?;
    output::line(&format!("{imported} is {person} from now on"))?;
    if !linked.fields_moved.is_empty() {
        output::line(&format!(
            "set by hand, moved: {}",
            linked.fields_moved.join(", ")
        ))?;
    }
    if !linked.fields_kept.is_empty() {
        output::line(&format!(
            "set by hand on both, kept: {}",
            linked.fields_kept.join(", ")
        ))?;
    }
    Ok(())
}
