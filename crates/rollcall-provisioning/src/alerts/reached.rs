//! What cannot be reached: receivers, and sources of people.

use rollcall_storage::connections::Connection;
use rollcall_storage::event_streams::EventStream;
use rollcall_storage::webhooks::Webhook;
use rollcall_storage::{Conn, event_streams, gophish, pulls, webhooks};
use scim_core::format_instant;
use serde_json::{Value, json};

use super::SubjectKind;
use super::checks::Finding;
use super::kinds::CONNECTOR_FAILING;
use super::words::Words;
use crate::{Result, SECOND};

/// A webhook may fail for so long.
const FAILING: i64 = 600 * SECOND;

/// Something that people are sent to, or come from, and that does not work.
fn failing(kind: SubjectKind, id: String, name: &str, words: Words) -> Finding {
    Finding {
        kind: &CONNECTOR_FAILING,
        subject_kind: kind,
        subject_id: id,
        subject_name: name.to_owned(),
        words,
        level: 0,
    }
}

/// An error without the dot that its sentence may end with: it stands within another.
fn within(why: &str) -> &str {
    why.trim_end_matches('.')
}

/// Webhooks, event streams and Gophish that are not reached.
pub(super) fn receivers(conn: &mut Conn, tenant: &str, now: i64) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for it in webhooks::list(conn, tenant)? {
        let words = of_webhook(&it, now).into_iter();
        let id = it.id.to_string();
        found.extend(words.map(|words| failing(SubjectKind::Webhook, id.clone(), &it.name, words)));
    }
    for it in event_streams::list(conn, tenant)? {
        let words = of_stream(&it).into_iter();
        let id = it.id.to_string();
        found.extend(
            words.map(|words| failing(SubjectKind::EventStream, id.clone(), &it.name, words)),
        );
    }
    let run = gophish::find(conn, tenant)?.and_then(|it| it.last_run);
    let run: Option<Value> = run.and_then(|text| serde_json::from_str(&text).ok());
    if let Some(why) = run.as_ref().and_then(|run| run.get("failed")) {
        let why = why.as_str().map_or_else(|| why.to_string(), str::to_owned);
        let words = Words::of("gophish_failing", json!({ "why": within(&why) }));
        found.push(failing(
            SubjectKind::Gophish,
            "gophish".to_owned(),
            "Gophish",
            words,
        ));
    }
    Ok(found)
}

fn of_webhook(webhook: &Webhook, now: i64) -> Option<Words> {
    let (code, since) = match (webhook.disabled_at, webhook.failing_since) {
        (Some(at), _) => ("webhook_disabled", at),
        (None, Some(since)) if now - since >= FAILING => ("webhook_failing", since),
        _ => return None,
    };
    let why = webhook.last_error.as_deref().unwrap_or_default();
    let arguments =
        json!({ "webhook": webhook.name, "since": format_instant(since), "why": within(why) });
    Some(Words::of(code, arguments))
}

fn of_stream(stream: &EventStream) -> Option<Words> {
    let why = stream
        .last_error
        .as_deref()
        .filter(|_| stream.attempts > 0)?;
    let (name, attempts, why) = (&stream.name, stream.attempts, within(why));
    Some(match stream.paused_at {
        Some(at) => Words::of(
            "event_stream_resting",
            json!({ "stream": name, "since": format_instant(at), "attempts": attempts, "why": why }),
        ),
        None => Words::of(
            "event_stream_failing",
            json!({ "stream": name, "attempts": attempts, "why": why }),
        ),
    })
}

/// Connections that pull, and cannot.
pub(super) fn sources(
    conn: &mut Conn,
    tenant: &str,
    connections: &[Connection],
) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for pull in pulls::list(conn, tenant)? {
        let of = |it: &&Connection| it.id == pull.connection_id && it.disconnected.is_none();
        let Some(connection) = connections.iter().find(of) else {
            continue;
        };
        if !["failing", "needs_sign_in"].contains(&pull.state.as_str()) {
            continue;
        }
        let problem = pull.problem.as_deref();
        let problem: Value = problem
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        let words = Words::of(
            "pull_failing",
            json!({
                "connection": connection.name,
                "problem": problem["code"].as_str().unwrap_or("needs_sign_in"),
                "why": within(problem["detail"].as_str().unwrap_or("nobody has signed in")),
            }),
        );
        let id = connection.id.to_string();
        found.push(failing(SubjectKind::Pull, id, &connection.name, words));
    }
    Ok(found)
}
