//! Okta's life of a person: looked up, created, updated, put into a group, deactivated, reactivated.

use anyhow::{Result, ensure};
use serde_json::Value;

use super::line;
use crate::person::{self, ID, NUMBER};
use crate::store::Store;

const FAMILY: &str = "life";

/// A line for each step; requests.lua fills in who it is about.
pub(super) fn life(store: &Store) -> Result<Vec<String>> {
    let client = &store.client;
    let group = client.create(
        "/Groups",
        &person::group(&format!("lives {}", store.people), []),
    )?;
    let steps = |number: &str, id: &str| {
        let (one, in_group) = (format!("/Users/{id}"), format!("/Groups/{group}"));
        let whole = |title| Some(person::person(FAMILY, number, title));
        [
            (
                "GET",
                person::filtered(&format!(
                    "userName eq \"{}\"",
                    person::user_name(FAMILY, number)
                )),
                None,
            ),
            ("POST", "/Users".to_owned(), whole("Engineer")),
            ("PUT", one.clone(), whole("Director")),
            ("PATCH", in_group, Some(person::add_members([id]))),
            ("PATCH", one.clone(), Some(person::set_active(false))),
            ("PATCH", one, Some(person::set_active(true))),
        ]
    };
    let mut id = String::new();
    for step in 0..steps("", "").len() {
        let (method, path, body) = steps(&person::number(0), &id)[step].clone();
        let answer = client
            .send(method, &path, body.as_ref())?
            .succeeded(&format!("{method} {path}"))?;
        if method == "POST" {
            id = answer
                .get("id")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
        }
    }
    let now = client.get(&format!("/Users/{id}"))?;
    ensure!(
        now.get("title").and_then(Value::as_str) == Some("Director"),
        "the life left no trace: {now}"
    );
    // A path's marks must not be escaped.
    let unescape = |path: String| path.replace("%40NUMBER%40", NUMBER);
    let lines = steps(NUMBER, ID)
        .map(|(method, path, body)| line(client, method, &unescape(path), body.as_ref()));
    Ok(lines.to_vec())
}
