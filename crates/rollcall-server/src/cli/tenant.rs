//! `rollcall tenant …`

use clap::{ArgGroup, Args, Subcommand};
use rollcall_provisioning::{Provisioning, tenants};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::output;
use crate::config::Loaded;

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

fn shown(tenant: &tenants::Tenant) -> serde_json::Value {
    json!({ "id": tenant.id, "name": tenant.name, "created_at": output::moment(Some(tenant.created_at)) })
}

/// A name as an id: `Acme Corp.` is `acme-corp`. A long one ends after a word.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit())
        .filter(|word| !word.is_empty());
    let mut id = String::new();
    for word in words {
        let separator = if id.is_empty() { "" } else { "-" };
        if !id.is_empty() && id.len() + separator.len() + word.len() > tenants::ID_LENGTH_MAX {
            break;
        }
        id.push_str(separator);
        id.push_str(word);
    }
    id.truncate(tenants::ID_LENGTH_MAX);
    id
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_become_ids() {
        for (name, id) in [
            ("acme", "acme"),
            ("Acme Corp.", "acme-corp"),
            ("  A--B ", "a-b"),
            ("Ω", ""),
            ("Acme Foods and Drinks Incorporated", "acme-foods-and"),
            ("Twenty Letters, Exact", "twenty-letters-exact"),
            (
                "Donaudampfschifffahrtsgesellschaft AG",
                "donaudampfschifffahr",
            ),
        ] {
            assert_eq!(slug(name), id);
        }
    }
}
