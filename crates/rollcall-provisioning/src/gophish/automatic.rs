//! Which groups are to be brought into step by themselves.

use rollcall_storage::{feeds, gophish as rows};
use serde_json::Value;

use super::Settings;
use crate::{Error, Provisioning, Result};

/// Tenants that are read at once.
const PAGE_TENANTS: usize = 500;

/// The tenants whose Gophish is kept in step by itself and of whose people something was announced since it was. A tenant whose
/// settings cannot be read is logged and left out.
///
/// # Errors
/// When the database does not answer.
pub async fn due(p: &Provisioning) -> Result<Vec<String>> {
    let mut due = Vec::new();
    let mut after = String::new();
    loop {
        let limit = i64::try_from(PAGE_TENANTS).unwrap_or(i64::MAX);
        let begin = after.clone();
        let page = p
            .store()
            .read(move |conn| Ok::<_, Error>(rows::all(conn, &begin, limit)?));
        let page = page.await?;
        let is_last = page.len() < PAGE_TENANTS;
        if let Some(row) = page.last() {
            after.clone_from(&row.tenant_id);
        }
        for row in page {
            if is_automatic(&row) && has_news(p, &row).await? {
                due.push(row.tenant_id);
            }
        }
        if is_last {
            return Ok(due);
        }
    }
}

fn is_automatic(row: &rows::Gophish) -> bool {
    match serde_json::from_str::<Settings>(&row.settings) {
        Ok(settings) => settings.automatic,
        Err(error) => {
            tracing::warn!(tenant = row.tenant_id, cause = %error, "a tenant's settings for Gophish cannot be read; connect it anew");
            false
        }
    }
}

/// Whether something was announced since the last run that came to its end.
async fn has_news(p: &Provisioning, row: &rows::Gophish) -> Result<bool> {
    let tenant = row.tenant_id.clone();
    let feed = p
        .store()
        .read(move |conn| Ok::<_, Error>(feeds::find(conn, &tenant)?));
    let Some(feed) = feed.await?.filter(|feed| feed.ready_at.is_some()) else {
        return Ok(false);
    };
    let text = row.last_run.as_deref();
    let last: Option<Value> = text.and_then(|text| serde_json::from_str(text).ok());
    let cursor = feed.last_seq.to_string();
    let is_done = |run: &Value| run["cursor"] == cursor && run.get("failed").is_none();
    Ok(!last.as_ref().is_some_and(is_done))
}
