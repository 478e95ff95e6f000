//! `rollcall check-config`

use clap::Args;
use serde_json::json;

use super::failure::CliError;
use super::output;
use crate::config::{Loaded, SETTINGS, registry};
use crate::telemetry;

/// `rollcall check-config …`
#[derive(Debug, Args)]
pub(super) struct CheckConfigArgs {
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// Shows what is in force. That it can be shown means that it was understood, and so were the schema files and the
/// log filter.
pub(super) fn run(loaded: &Loaded, args: &CheckConfigArgs) -> Result<(), CliError> {
    registry(&loaded.config)?;
    telemetry::filter(&loaded.config)?;
    if args.json {
        let setting = |setting: &crate::config::Setting| {
            json!({
                "key": setting.key,
                "value": loaded.shown(setting),
                "origin": loaded.origin(setting.key).to_string(),
                "variable": setting.variable(),
                "meaning": setting.meaning,
            })
        };
        return output::json(&SETTINGS.iter().map(setting).collect());
    }
    let row = |setting: &crate::config::Setting| {
        let origin = loaded.origin(setting.key).to_string();
        [
            setting.key.to_owned(),
            loaded.shown(setting),
            origin,
            setting.meaning.to_owned(),
        ]
    };
    output::table(
        ["setting", "value", "from", "meaning"],
        SETTINGS.iter().map(row),
    )
}
