//! `rollcall alerts …`

use clap::Subcommand;
use rollcall_provisioning::alerts::{self, ShownAlert};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use crate::config::Loaded;

/// Alerts read at a time.
const PAGE: i64 = 500;

/// `rollcall alerts …`
#[derive(Debug, Subcommand)]
pub(super) enum AlertsCommand {
    /// Lists what goes wrong, and what went wrong in the last 30 days
    List(ListArgs),
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: AlertsCommand) -> Result<(), CliError> {
    let AlertsCommand::List(args) = command;
    with_installation(loaded, Missing::Refuse, |p| async move {
        let (mut all, mut after) = (Vec::new(), None::<String>);
        loop {
            let page = alerts::list(&p, &args.tenant, after.as_deref(), PAGE).await?;
            all.extend(page.alerts);
            match page.next_after {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        if args.json {
            return output::json(&json!(all));
        }
        let row = |alert: &ShownAlert| {
            [
                alert.kind.clone(),
                alert.subject.name.clone(),
                alert.opened_at.clone(),
                alert.closed_at.clone().unwrap_or_default(),
                alert.text.clone(),
            ]
        };
        output::table(
            ["KIND", "OF", "SINCE", "UNTIL", "WHAT TO DO"],
            all.iter().map(row),
        )
    })
}
