//! Which groups are to be brought into step by themselves.

use rollcall_storage::{feeds, gophish as rows};
use serde_json::Value;

use super::Settings;
use crate::{Error, Provisioning, Result};

/// Tenants that one look finds.
const TENANTS_MAX: i64 = 1_000;

/// The tenants whose Gophish is kept in step by itself and of whose people something was announced since it was.
///
/// # Errors
/// When the database does not answer.
pub async fn due(p: &Provisioning) -> Result<Vec<String>> {
    let all = p
        .store()
        .read(|conn| Ok::<_, Error>(rows::all(conn, TENANTS_MAX)?));
    let mut due = Vec::new();
    for row in all.await? {
        let settings: Settings = serde_json::from_str(&row.settings)
            .map_err(|error| Error::Internal(Box::new(error)))?;
        if !settings.automatic {
            continue;
        }
        let tenant = row.tenant_id.clone();
        let feed = p
            .store()
            .read(move |conn| Ok::<_, Error>(feeds::find(conn, &tenant)?));
        let last_run: Option<Value> = row
            .last_run
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        let done = |cursor: &str| {
            let last = last_run.as_ref();
            last.is_some_and(|run| run["cursor"] == cursor && run.get("failed").is_none())
        };
        if let Some(feed) = feed.await?
            && feed.ready_at.is_some()
            && !done(&feed.last_seq.to_string())
        {
            due.push(row.tenant_id);
        }
    }
    Ok(due)
}
