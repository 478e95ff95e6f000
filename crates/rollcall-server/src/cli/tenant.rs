//! `rollcall tenant …`

use clap::{ArgGroup, Args, Subcommand};
use rollcall_provisioning::{Provisioning, tenants};

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::output;
use crate::config::Loaded;
use crate::tenant::{shown, slug};

/// `rollcall tenant …`
#[derive(Debug, Subcommand)]
pub(super) enum TenantCommand {
    /// Makes a tenant and prints its id
    Create(CreateArgs),
    /// Lists all tenants
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

/// `rollcall tenant create …`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("who").args(["id", "name"]).required(true).multiple(true))]
pub(super) struct CreateArgs {
    /// Id: 1 to 20 lower-case letters, digits and hyphens [default: made from the name]
    id: Option<String>,
    /// Name, for people [default: the id]
    #[arg(long)]
    name: Option<String>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: TenantCommand) -> Result<(), CliError> {
    match command {
        TenantCommand::Create(args) => {
            with_installation(loaded, Missing::MakeAndSay, |p| create(p, args))
        }
        TenantCommand::List { json } => {
            with_installation(loaded, Missing::Refuse, |p| list(p, json))
        }
    }
}

async fn create(p: Provisioning, args: CreateArgs) -> Result<(), CliError> {
    let name = args.name.or_else(|| args.id.clone()).unwrap_or_default();
    let id = args.id.unwrap_or_else(|| slug(&name));
    if id.is_empty() {
        return Err(CliError::Refused(format!(
            "No id can be made of the name {name:?}; give one: `rollcall tenant create ID --name …`."
        )));
    }
    let tenant = tenants::create(&p, &id, &name).await?;
    if args.json {
        output::json(&shown(&tenant))
    } else {
        output::line(&tenant.id)
    }
}

async fn list(p: Provisioning, json: bool) -> Result<(), CliError> {
    let tenants = tenants::list(&p).await?;
    if json {
        return output::json(&tenants.iter().map(shown).collect());
    }
    let row = |tenant: &tenants::Tenant| {
        [
            tenant.id.clone(),
            tenant.name.clone(),
            output::moment(Some(tenant.created_at)),
        ]
    };
    output::table(["id", "name", "created"], tenants.iter().map(row))
}
