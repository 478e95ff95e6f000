//! `rollcall schema …`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::schemas::{self, Defined, Named};
use scim_core::schema::Definitions;
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use crate::config::{Loaded, schema_definitions};

/// `rollcall schema …`
#[derive(Debug, Subcommand)]
pub(super) enum SchemaCommand {
    /// Lists a tenant's schemas and resource types, with where each comes from
    List(ListArgs),
    /// Defines schemas and resource types from JSON files: all of them, or none
    Add(AddArgs),
    /// Removes a schema or resource type that was added, or what was learned about a URN that nobody uses
    Remove(RemoveArgs),
}

/// `rollcall schema add …`
#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Files with schemas and resource types as RFC 7643 §6 and §7 write them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// `rollcall schema remove …`
#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// A schema's URN or a resource type's name
    name: String,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: SchemaCommand) -> Result<(), CliError> {
    match command {
        SchemaCommand::List(args) => with_installation(loaded, Missing::Refuse, |p| list(p, args)),
        SchemaCommand::Add(args) => {
            let mut definitions = Definitions::default();
            for file in &args.files {
                let read = schema_definitions(file)
                    .map_err(|error| CliError::Refused(error.to_string()))?;
                definitions.schemas.extend(read.schemas);
                definitions.resource_types.extend(read.resource_types);
            }
            with_installation(loaded, Missing::Refuse, |p| {
                add(p, args.tenant, definitions)
            })
        }
        SchemaCommand::Remove(args) => {
            with_installation(loaded, Missing::Refuse, |p| remove(p, args))
        }
    }
}

async fn list(p: Provisioning, args: ListArgs) -> Result<(), CliError> {
    let known = schemas::list(&p, &args.tenant).await?;
    let source = |source: schemas::Source| json!(source).as_str().unwrap_or_default().to_owned();
    let schemas = known.schemas.iter().map(|known| {
        let used_by = known.resource_types.join(", ");
        [
            "schema".to_owned(),
            known.schema.id.clone(),
            source(known.source),
            used_by,
        ]
    });
    let types = known.resource_types.iter().map(|known| {
        let definition = &known.definition;
        [
            "resource type".to_owned(),
            definition.name.clone(),
            source(known.source),
            definition.endpoint.clone(),
        ]
    });
    let rows: Vec<[String; 4]> = types.chain(schemas).collect();
    for known in known.resource_types.iter().filter(|known| known.full) {
        output::note(&format!(
            "{} has as many extensions as a resource type may have: no further URN is learned. \
             `rollcall schema remove --tenant {}` forgets one that nobody uses.",
            known.definition.name, args.tenant
        ))?;
    }
    if !args.json {
        return output::table(["kind", "name", "source", "at or used by"], rows);
    }
    let types: Vec<_> = known
        .resource_types
        .iter()
        .map(|known| json!({"source": known.source, "full": known.full, "definition": known.definition}))
        .collect();
    let schemas = known
        .schemas
        .iter()
        .map(|known| json!({"source": known.source, "definition": known.schema}));
    output::json(&types.into_iter().chain(schemas).collect())
}

async fn add(p: Provisioning, tenant: String, definitions: Definitions) -> Result<(), CliError> {
    if definitions.is_empty() {
        return Err(CliError::Refused("The files define nothing.".to_owned()));
    }
    let urns = definitions.schemas.iter().map(|schema| schema.id.clone());
    let names: Vec<_> = urns
        .chain(definitions.resource_types.iter().map(|rt| rt.name.clone()))
        .collect();
    let done = schemas::define(&p, &tenant, definitions).await?;
    names.iter().zip(done).try_for_each(|(name, done)| {
        let word = match done {
            Defined::Created => "added",
            Defined::Replaced => "replaced",
            Defined::Unchanged => "unchanged:",
        };
        output::line(&format!("{word} {name}"))
    })
}

async fn remove(p: Provisioning, args: RemoveArgs) -> Result<(), CliError> {
    let named = if args.name.contains(':') {
        Named::Schema(args.name.clone())
    } else {
        Named::ResourceType(args.name.clone())
    };
    schemas::remove(&p, &args.tenant, named).await?;
    output::line(&format!("removed {}", args.name))
}
