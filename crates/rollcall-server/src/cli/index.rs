//! `rollcall index …`

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use clap::{Args, Subcommand};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::indexes::{self, Index, State, Worked};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use crate::attribute_index::Shown;
use crate::config::Loaded;

/// How often it is looked how far somebody else is.
const LOOK_PERIOD: Duration = Duration::from_millis(200);

/// `rollcall index …`
#[derive(Debug, Subcommand)]
pub(super) enum IndexCommand {
    /// Indexes an attribute, so that filters by it read only what matches; the server may run meanwhile
    Create(OneArgs),
    /// Lists a tenant's indexes, and how far each is
    List(ListArgs),
    /// Deletes an index
    Delete(OneArgs),
}

/// An attribute of a type.
#[derive(Debug, Args)]
pub(super) struct OneArgs {
    /// Resource type
    #[arg(long = "type", value_name = "TYPE", default_value = "User")]
    resource_type: String,
    /// Attribute as in a filter: title, addresses.country, urn:…:User:department
    attribute: String,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: IndexCommand) -> Result<(), CliError> {
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            IndexCommand::Create(args) => create(p, args).await,
            IndexCommand::List(args) => list(p, args).await,
            IndexCommand::Delete(args) => delete(p, args).await,
        }
    })
}

async fn create(p: Provisioning, args: OneArgs) -> Result<(), CliError> {
    let index = indexes::create(&p, &args.tenant, &args.resource_type, &args.attribute).await?;
    if let Some(done) = finish(&p, &args.tenant, &index).await? {
        return output::line(&format!(
            "{} of {} is indexed: {} resources",
            done.attribute, done.resource_type, done.total
        ));
    }
    Err(CliError::Failed(
        "The index was deleted before it was built.".to_owned(),
    ))
}

async fn delete(p: Provisioning, args: OneArgs) -> Result<(), CliError> {
    let index = indexes::delete(&p, &args.tenant, &args.resource_type, &args.attribute).await?;
    finish(&p, &args.tenant, &index).await?;
    output::line(&format!(
        "the index of {} of {} is deleted",
        index.attribute, index.resource_type
    ))
}

/// Does the work on an index, or waits for whoever does; answers it as it is then, if it is still there. Ended early, the
/// server goes on with it.
async fn finish(p: &Provisioning, tenant: &str, index: &Index) -> Result<Option<Index>, CliError> {
    let told = AtomicI64::new(-1);
    let total = index.total;
    let tell = |seen: i64| {
        let tenth = seen.saturating_mul(10) / total.max(1);
        if index.state == State::Building && told.swap(tenth, Ordering::Relaxed) != tenth {
            // Who closed standard error gets no progress; the work goes on.
            drop(output::note(&format!("{seen} of {total} resources")));
        }
        true
    };
    loop {
        let worked = indexes::work(p, tenant, index.id, &tell).await?;
        let all = indexes::list(p, tenant).await?;
        let now = all.into_iter().find(|other| other.id == index.id);
        match now {
            Some(index) if index.state != State::Ready && worked != Worked::Finished => {
                tell(index.seen);
                tokio::time::sleep(LOOK_PERIOD).await;
            }
            now => return Ok(now),
        }
    }
}

async fn list(p: Provisioning, args: ListArgs) -> Result<(), CliError> {
    let all = indexes::list(&p, &args.tenant).await?;
    if args.json {
        let shown: Vec<_> = all.into_iter().map(Shown::of).collect();
        return output::json(&json!(shown));
    }
    let row = |index: &Index| {
        let state = match (&index.unused, index.state) {
            (Some(why), _) => format!("unused: {why}"),
            (None, State::Building) => format!("building, {} of {}", index.seen, index.total),
            (None, state) => state.as_str().to_owned(),
        };
        [
            index.resource_type.clone(),
            index.attribute.clone(),
            state,
            output::moment(Some(index.created_at)),
        ]
    };
    output::table(
        ["type", "attribute", "state", "created"],
        all.iter().map(row),
    )
}
