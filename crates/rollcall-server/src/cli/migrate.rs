//! `rollcall migrate`

use super::failure::CliError;
use super::installation::{Missing, open};
use super::output;
use crate::config::Loaded;
use crate::telemetry;

/// Migrates, and says what ran.
pub(super) fn run(loaded: &Loaded) -> Result<(), CliError> {
    telemetry::start(&loaded.config)?;
    let (provisioning, migrations) = open(loaded, Missing::Create)?;
    provisioning.close();
    if migrations.is_empty() {
        return output::line("The database is up to date.");
    }
    migrations
        .iter()
        .try_for_each(|name| output::line(&format!("applied {name}")))
}
