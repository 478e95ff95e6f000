//! Pages of the whole list, a hundred people each.

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::line;
use crate::client::escape;
use crate::store::Store;

const COUNT: u64 = 100;

pub(super) fn first(store: &Store) -> Result<Vec<String>> {
    page(store, &format!("/Users?startIndex=1&count={COUNT}"))
}

pub(super) fn last_by_index(store: &Store) -> Result<Vec<String>> {
    let start = store.people.saturating_sub(COUNT) + 1;
    page(store, &format!("/Users?startIndex={start}&count={COUNT}"))
}

/// Walks there with the ids only, since a cursor belongs to `count` and filter and to no projection.
pub(super) fn last_by_cursor(store: &Store) -> Result<Vec<String>> {
    let cursor_of = |page: &Value| {
        page.get("nextCursor")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let with = |cursor: &str| format!("/Users?count={COUNT}&cursor={}", escape(cursor));
    let first = store
        .client
        .get(&format!("/Users?count={COUNT}&cursor=&attributes=id"))?;
    let mut cursor = cursor_of(&first).context("the first page has no nextCursor")?;
    // The page after this one is the last full one.
    for _ in 2..store.people / COUNT {
        let page = store
            .client
            .get(&format!("{}&attributes=id", with(&cursor)))?;
        cursor = cursor_of(&page).context("a page in the middle has no nextCursor")?;
    }
    page(store, &with(&cursor))
}

fn page(store: &Store, path: &str) -> Result<Vec<String>> {
    let found = store.client.get(path)?;
    let shown = found
        .get("Resources")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    ensure!(
        u64::try_from(shown)? == COUNT,
        "the page has {shown} people instead of {COUNT}"
    );
    Ok(vec![line(&store.client, "GET", path, None)])
}
