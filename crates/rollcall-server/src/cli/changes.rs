//! `rollcall changes`

use std::time::Duration;

use clap::Args;
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::feeds::{self, After, Item};
use serde_json::json;

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::output;
use crate::config::Loaded;

/// How often it is looked for more.
const LOOK_PERIOD: Duration = Duration::from_millis(500);
const PAGE_ITEMS: usize = 100;

/// `rollcall changes …`
#[derive(Debug, Args)]
pub(super) struct ChangesArgs {
    /// Only what was announced after this cursor; now: only what comes [default: all that is kept]
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
    /// Waits for more, until it is ended
    #[arg(long)]
    follow: bool,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// A line of JSON for each, as the API has it
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, args: ChangesArgs) -> Result<(), CliError> {
    with_installation(
        loaded,
        Missing::Refuse,
        |p| async move { tell(&p, &args).await },
    )
}

async fn tell(p: &Provisioning, args: &ChangesArgs) -> Result<(), CliError> {
    let after = args.after.as_deref().map(After::parse).transpose()?;
    let mut after = after.unwrap_or(After::Beginning);
    if feeds::state(p, &args.tenant).await?.is_none() {
        feeds::switch_on(p, &args.tenant).await?;
        output::note(
            "The feed is switched on: what changes from now on is announced. Take a full export when this command has ended.",
        )?;
    }
    loop {
        // Where no server runs, nobody else does it.
        feeds::catch_up(p, &args.tenant, &mut || true).await?;
        let page = feeds::changes(p, &args.tenant, after, PAGE_ITEMS).await?;
        for item in &page.items {
            show(item, args.json)?;
        }
        after = After::parse(&page.next)?;
        if page.more {
            continue;
        }
        if !args.follow {
            return output::note(&format!("Next: rollcall changes --after {}", page.next));
        }
        tokio::time::sleep(LOOK_PERIOD).await;
    }
}

fn show(item: &Item, as_json: bool) -> Result<(), CliError> {
    if as_json {
        return output::line(&json!(item).to_string());
    }
    let fields = item.fields.keys().cloned();
    let columns = item.target_user.keys();
    let columns = columns.map(|name| format!("target_user.{name}"));
    let signature = item.signature.keys();
    let signature = signature.map(|name| format!("signature.{name}"));
    let changed: Vec<_> = fields.chain(columns).chain(signature).collect();
    let cause = json!(item.cause);
    output::line(&format!(
        "{} {} {} {} ({}) {}",
        item.cursor,
        item.at,
        item.kind.name(),
        item.person,
        cause["kind"].as_str().unwrap_or_default(),
        changed.join(",")
    ))
}
