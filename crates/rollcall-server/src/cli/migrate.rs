//! `rollcall migrate`

use clap::Args;
use rollcall_provisioning::{Provisioning, keys};

use super::failure::CliError;
use super::installation::{set_up, settle_key};
use super::output;
use crate::config::Loaded;
use crate::telemetry;

/// `rollcall migrate …`
#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    /// Goes on with the secret key in force, though the database was set up with another one: every secret token ends,
    /// event streams that push need their credentials again, and requests that wait to be answered later are dropped
    #[arg(long)]
    new_secret_key: bool,
    /// Then distributes every table by tenant, where PostgreSQL has the extension Citus (docs/SCALE.md)
    #[arg(long)]
    distribute: bool,
}

/// Migrates, and says what ran.
pub(super) fn run(loaded: &Loaded, args: &MigrateArgs) -> Result<(), CliError> {
    telemetry::start(&loaded.config)?;
    let (provisioning, migrations) = set_up(loaded)?;
    let key = actix_web::rt::System::new().block_on(key(&provisioning, args.new_secret_key));
    let may_distribute = args.distribute && key.is_ok();
    let distributed = may_distribute.then(|| provisioning.distribute());
    provisioning.close();
    if migrations.is_empty() && key.is_ok() {
        output::line("The database is up to date.")?;
    }
    for name in &migrations {
        output::line(&format!("applied {name}"))?;
    }
    key?;
    match distributed.transpose()?.as_deref() {
        None => Ok(()),
        Some([]) => output::line("Every table is distributed by tenant already."),
        Some(tables) => tables
            .iter()
            .try_for_each(|table| output::line(&format!("distributed {table} by tenant"))),
    }
}

async fn key(p: &Provisioning, new: bool) -> Result<(), CliError> {
    if !new {
        return settle_key(p).await;
    }
    let ended = keys::replace(p).await?;
    output::note(&format!(
        "The secret key in force is this database's. Secret tokens that ended: {}; waiting requests that were dropped: {}. Make tokens \
         anew (`rollcall token create`).",
        ended.tokens, ended.waiting
    ))
}
