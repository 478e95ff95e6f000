//! Reads of single people.

use anyhow::{Result, ensure};
use serde_json::Value;

use super::line;
use crate::person::{external_id, filtered, user_name};
use crate::store::{Known, STORED, Store};

/// `GET /Users/{id}`
pub(super) fn by_id(store: &Store) -> Result<Vec<String>> {
    let path = |somebody: &Known| format!("/Users/{}", somebody.id);
    let somebody = store.somebody()?;
    let found = store.client.get(&path(somebody))?;
    ensure!(
        found.get("userName").and_then(Value::as_str) == Some(&user_name(STORED, &somebody.number)),
        "GET answered somebody else"
    );
    Ok(store
        .known
        .iter()
        .map(|somebody| line(&store.client, "GET", &path(somebody), None))
        .collect())
}

pub(super) fn by_user_name(store: &Store) -> Result<Vec<String>> {
    filters(store, |somebody| {
        format!("userName eq \"{}\"", user_name(STORED, &somebody.number))
    })
}

pub(super) fn by_external_id(store: &Store) -> Result<Vec<String>> {
    filters(store, |somebody| {
        format!(
            "externalId eq \"{}\"",
            external_id(STORED, &somebody.number)
        )
    })
}

pub(super) fn by_email(store: &Store) -> Result<Vec<String>> {
    filters(store, |somebody| {
        format!(
            "emails.value eq \"{}\"",
            user_name(STORED, &somebody.number)
        )
    })
}

fn filters(store: &Store, filter: impl Fn(&Known) -> String) -> Result<Vec<String>> {
    let somebody = store.somebody()?;
    let found = store.client.get(&filtered(&filter(somebody)))?;
    ensure!(
        found.get("totalResults").and_then(Value::as_u64) == Some(1)
            && found.pointer("/Resources/0/id").and_then(Value::as_str) == Some(&somebody.id),
        "the filter found another than the one person"
    );
    Ok(store
        .known
        .iter()
        .map(|somebody| line(&store.client, "GET", &filtered(&filter(somebody)), None))
        .collect())
}

/// Nobody has this title, so that every person is looked at; a server that refuses to, refuses here.
pub(super) fn by_no_index(store: &Store) -> Result<Vec<String>> {
    let path = filtered("title co \"zebra\"");
    let found = store.client.get(&path)?;
    ensure!(
        found.get("totalResults").and_then(Value::as_u64) == Some(0),
        "the filter found somebody"
    );
    Ok(vec![line(&store.client, "GET", &path, None)])
}
