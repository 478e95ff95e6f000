//! Changes of single people.

use anyhow::{Result, ensure};
use serde_json::Value;

use super::line;
use crate::person::{self, NUMBER};
use crate::store::{Known, STORED, Store, bulk_of_creations};

/// A change is undone so many changes later: far enough apart that the two never overtake each other.
pub(super) const LAG: usize = 200;
const BULK_OPERATIONS: u64 = 1_000;

/// Deactivates one and reactivates who was deactivated a while ago, so that each request is a change.
pub(super) fn set_active(store: &Store) -> Result<Vec<String>> {
    let client = &store.client;
    let path = |somebody: &Known| format!("/Users/{}", somebody.id);
    let somebody = store.somebody()?;
    for active in [false, true] {
        client.change("PATCH", &path(somebody), &person::set_active(active))?;
        let now = client.get(&path(somebody))?;
        ensure!(
            now.get("active") == Some(&Value::Bool(active)),
            "`active` is {:?} after PATCH {active}",
            now.get("active")
        );
    }
    let change = |somebody: &Known, active| {
        line(
            client,
            "PATCH",
            &path(somebody),
            Some(&person::set_active(active)),
        )
    };
    let count = store.known.len();
    let lag = LAG.min(count / 2);
    let lines = store
        .known
        .iter()
        .enumerate()
        .flat_map(|(index, somebody)| {
            [
                change(somebody, false),
                change(&store.known[(index + count - lag) % count], true),
            ]
        });
    Ok(lines.collect())
}

/// Sends all of a person with another title each time.
pub(super) fn replace(store: &Store) -> Result<Vec<String>> {
    let client = &store.client;
    let (path, somebody) = (
        |somebody: &Known| format!("/Users/{}", somebody.id),
        store.somebody()?,
    );
    client.change(
        "PUT",
        &path(somebody),
        &person::person(STORED, &somebody.number, "Director"),
    )?;
    let now = client.get(&path(somebody))?;
    ensure!(
        now.get("title").and_then(Value::as_str) == Some("Director"),
        "the title is {:?} after PUT",
        now.get("title")
    );
    let title = format!("Engineer {NUMBER}");
    let replacement = |somebody: &Known| person::person(STORED, &somebody.number, &title);
    Ok(store
        .known
        .iter()
        .map(|somebody| line(client, "PUT", &path(somebody), Some(&replacement(somebody))))
        .collect())
}

/// Creates one person after the other.
pub(super) fn create(store: &Store) -> Result<Vec<String>> {
    let client = &store.client;
    let body = person::person("tried", &person::number(0), "Engineer");
    let id = client.create("/Users", &body)?;
    client.get(&format!("/Users/{id}"))?;
    ensure!(
        client.send("POST", "/Users", Some(&body))?.status == 409,
        "the same userName was taken twice"
    );
    Ok(vec![line(
        client,
        "POST",
        "/Users",
        Some(&person::person("created", NUMBER, "Engineer")),
    )])
}

/// Creates a thousand people by one request.
pub(super) fn bulk(store: &Store) -> Result<Vec<String>> {
    let client = &store.client;
    let tried = [(
        "POST",
        "/Users".to_owned(),
        person::person("bulk", &person::number(0), "Engineer"),
    )];
    let answer = client.change("POST", "/Bulk", &person::bulk(tried))?;
    ensure!(
        crate::store::created_ids(&answer)?.len() == 1,
        "the bulk created nobody"
    );
    Ok(vec![line(
        client,
        "POST",
        "/Bulk",
        Some(&bulk_of_creations(BULK_OPERATIONS)),
    )])
}
