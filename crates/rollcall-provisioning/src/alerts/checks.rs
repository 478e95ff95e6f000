//! What goes wrong now, as far as the database tells.

use std::collections::{BTreeSet, HashMap};

use rollcall_storage::connections::Connection;
use rollcall_storage::request_log::{self, Wanted};
use rollcall_storage::tokens::Token;
use rollcall_storage::{Conn, connections, event_streams, gophish, held, pulls, tokens, webhooks};
use scim_core::format_instant;
use serde_json::Value;
use uuid::Uuid;

use super::Thresholds;
use super::kinds::{
    self, CONNECTOR_FAILING, ERROR_RATE, GUARD_HIT, Kind, SILENCE, TOKEN_EXPIRED_IN_USE,
    TOKEN_EXPIRING,
};
use crate::pulls::undecided;
use crate::tokens::{SOON_DAYS, expires_soon};
use crate::{Result, SECOND};

const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// So many days before it expires a token is told of, and again.
const EXPIRY_DAYS: [i64; 3] = [1, 7, SOON_DAYS];
/// A token that was not used for so long is nobody's loss.
const IN_USE: i64 = 7 * DAY;
/// A connection is live if there were requests on so many of the last days.
const LIVE_DAYS: usize = 3;
const LOOKED_AT_DAYS: i64 = 7;
/// A webhook may fail for so long.
const FAILING: i64 = 10 * MINUTE;
/// The cause of what is turned away while a connection is paused.
const PAUSED: &str = "paused";
/// Refused requests that are looked at for expired tokens.
const REFUSED_ROWS_MAX: i64 = 500;

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) kind: &'static Kind,
    pub(super) subject_kind: &'static str,
    pub(super) subject_id: String,
    pub(super) subject_name: String,
    pub(super) text: String,
    pub(super) level: i64,
}

/// The kinds that [`look`] tells everything of.
pub(super) const LOOKED_FOR: [&Kind; 6] = [
    &TOKEN_EXPIRING,
    &TOKEN_EXPIRED_IN_USE,
    &SILENCE,
    &ERROR_RATE,
    &GUARD_HIT,
    &CONNECTOR_FAILING,
];

/// Everything that goes wrong with a tenant's things at this moment.
pub(super) fn look(
    conn: &mut Conn,
    tenant: &str,
    thresholds: &Thresholds,
    now: i64,
) -> Result<Vec<Finding>> {
    let connections = connections::list(conn, tenant)?;
    let tokens = tokens::list(conn, tenant)?;
    let mut found = Vec::new();
    for token in &tokens {
        found.extend(expiring(token, &connections, now));
    }
    found.extend(expired_in_use(conn, tenant, &tokens, now)?);
    for connection in &connections {
        found.extend(silent(conn, connection, thresholds.silence_hours, now)?);
    }
    found.extend(refused(conn, tenant, thresholds, now)?);
    found.extend(guarded(conn, tenant, &connections)?);
    found.extend(receivers(conn, tenant, &connections, now)?);
    Ok(found)
}

fn name_of(connections: &[Connection], id: Uuid) -> String {
    let mut all = connections.iter();
    let found = all.find(|it| it.id == id);
    found.map(|it| it.name.clone()).unwrap_or_default()
}

fn expiring(token: &Token, connections: &[Connection], now: i64) -> Option<Finding> {
    if !expires_soon(token, now) {
        return None;
    }
    let used_at = token.last_used_at.filter(|at| *at > now - IN_USE)?;
    let expires_at = token.expires_at?;
    let left = expires_at - now;
    let level = EXPIRY_DAYS.into_iter().find(|days| left <= days * DAY)?;
    let (name, connection) = (&token.name, name_of(connections, token.connection_id));
    let when = match left / DAY {
        0 => "within a day".to_owned(),
        1 => "in 1 day".to_owned(),
        days => format!("in {days} days"),
    };
    Some(Finding {
        kind: &kinds::TOKEN_EXPIRING,
        subject_kind: "token",
        subject_id: token.id.to_string(),
        subject_name: name.clone(),
        text: format!(
            "The secret token {name:?} of the connection {connection:?} expires {when}, on {}, and was last used on {}. \
             Rotate it, and paste the new one into the identity provider; both work until then.",
            format_instant(expires_at),
            format_instant(used_at)
        ),
        level,
    })
}

fn expired_in_use(
    conn: &mut Conn,
    tenant: &str,
    tokens: &[Token],
    now: i64,
) -> Result<Vec<Finding>> {
    const CAUSE: &str = "token_expired";
    let from = hour_of(now) - HOUR;
    let counts = request_log::counts(conn, tenant, from)?;
    if !counts.iter().any(|count| count.cause == CAUSE) {
        return Ok(Vec::new());
    }
    let wanted = Wanted {
        outcome: Some("refused".to_owned()),
        from: Some(first_id(from)),
        ..Wanted::default()
    };
    let rows = request_log::list(conn, tenant, &wanted, REFUSED_ROWS_MAX)?;
    let of_expired = rows
        .iter()
        .filter(|row| row.cause.as_deref() == Some(CAUSE));
    let used: HashMap<Uuid, i64> = of_expired
        .rev()
        .filter_map(|row| {
            let about: Value = serde_json::from_str(&row.about).ok()?;
            Some((about["token"].as_str()?.parse().ok()?, row.at))
        })
        .collect();
    let mut found = Vec::new();
    for token in tokens {
        let Some(at) = used.get(&token.id) else {
            continue;
        };
        found.push(Finding {
            kind: &kinds::TOKEN_EXPIRED_IN_USE,
            subject_kind: "token",
            subject_id: token.id.to_string(),
            subject_name: token.name.clone(),
            text: format!(
                "The secret token {:?} expired on {}, and a request came with it on {}. Make a new one and paste it into the identity provider.",
                token.name,
                token.expires_at.map(format_instant).unwrap_or_default(),
                format_instant(*at)
            ),
            level: 0,
        });
    }
    Ok(found)
}

fn hour_of(at: i64) -> i64 {
    at - at.rem_euclid(HOUR)
}

/// The least id that a request of that moment can have.
fn first_id(at: i64) -> Uuid {
    let milliseconds = u128::try_from(at / 1_000).unwrap_or(0);
    Uuid::from_u128(milliseconds << 80)
}

fn silent(
    conn: &mut Conn,
    connection: &Connection,
    hours: i64,
    now: i64,
) -> Result<Option<Finding>> {
    let rests = connection.paused.is_some() || connection.disconnected.is_some();
    if rests || connection.kind != "scim" {
        return Ok(None);
    }
    let mut came = |from: i64, to: i64| {
        let (from, to) = (first_id(from), first_id(to));
        request_log::came(conn, &connection.tenant, connection.id, from, to)
    };
    if came(now - hours * HOUR, now + DAY)? {
        return Ok(None);
    }
    let mut days = BTreeSet::new();
    for day in 0..LOOKED_AT_DAYS {
        let end = now - day * DAY;
        if came(end - DAY, end)? {
            days.insert(day);
        }
    }
    if days.len() < LIVE_DAYS {
        return Ok(None);
    }
    let name = &connection.name;
    Ok(Some(Finding {
        kind: &kinds::SILENCE,
        subject_kind: "connection",
        subject_id: connection.id.to_string(),
        subject_name: name.clone(),
        text: format!(
            "Nothing has come over the connection {name:?} for {hours} hours; there were requests on {} of the last {LOOKED_AT_DAYS} days. \
             See whether provisioning is switched on at the identity provider, and whether it reaches this server.",
            days.len()
        ),
        level: 0,
    }))
}

fn refused(
    conn: &mut Conn,
    tenant: &str,
    thresholds: &Thresholds,
    now: i64,
) -> Result<Option<Finding>> {
    let this = hour_of(now);
    let counts = request_log::counts(conn, tenant, this - HOUR)?;
    for hour in [this, this - HOUR] {
        // What comes over a paused connection is turned away because somebody wants it.
        let of_hour = || {
            let of_hour = counts.iter().filter(|count| count.hour == hour);
            of_hour.filter(|count| count.cause != PAUSED)
        };
        let all: i64 = of_hour().map(|count| count.number).sum();
        let is_bad = |outcome: &str| matches!(outcome, "refused" | "failed");
        let bad = of_hour().filter(|count| is_bad(&count.outcome));
        let refused: i64 = bad.clone().map(|count| count.number).sum();
        if all < thresholds.error_requests_min || refused * 100 <= all * thresholds.error_percent {
            continue;
        }
        let most = bad.max_by_key(|count| count.number);
        let most = most.map(|count| count.cause.clone()).unwrap_or_default();
        return Ok(Some(Finding {
            kind: &kinds::ERROR_RATE,
            subject_kind: "tenant",
            subject_id: String::new(),
            subject_name: String::new(),
            text: format!(
                "Of {all} requests in the hour from {}, {refused} were refused or failed, most for {most:?}. The list of requests says why and what to do.",
                format_instant(hour)
            ),
            level: 0,
        }));
    }
    Ok(None)
}

fn guarded(conn: &mut Conn, tenant: &str, connections: &[Connection]) -> Result<Vec<Finding>> {
    let held = held::by_connection(conn, tenant)?.into_iter();
    let found = held.map(|(id, count, since)| {
        let name = name_of(connections, id);
        let people = if count == 1 { "person is" } else { "people are" };
        Finding {
            kind: &kinds::GUARD_HIT,
            subject_kind: "connection",
            subject_id: id.to_string(),
            text: format!(
                "The connection {name:?} deactivated or deleted more people than the guard lets go: {count} {people} held since {}. \
                 They count as before until you let them go or keep them.",
                format_instant(since)
            ),
            subject_name: name,
            level: 0,
        }
    });
    Ok(found.collect())
}

/// Something that people are sent to, or come from, and that does not work.
fn failing(kind: &'static str, id: String, name: &str, text: String) -> Finding {
    Finding {
        kind: &kinds::CONNECTOR_FAILING,
        subject_kind: kind,
        subject_id: id,
        subject_name: name.to_owned(),
        text,
        level: 0,
    }
}

fn receivers(
    conn: &mut Conn,
    tenant: &str,
    connections: &[Connection],
    now: i64,
) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for webhook in webhooks::list(conn, tenant)? {
        let why = webhook.last_error.as_deref().unwrap_or("no answer");
        let (id, name) = (webhook.id.to_string(), webhook.name.as_str());
        if let Some(at) = webhook.disabled_at {
            let at = format_instant(at);
            found.push(failing("webhook", id, name, format!(
                "The webhook {name:?} is disabled since {at}: {why}. Mend the receiver, and enable the webhook; it goes on where it stopped."
            )));
        } else if let Some(since) = webhook.failing_since.filter(|since| now - since >= FAILING) {
            let since = format_instant(since);
            found.push(failing("webhook", id, name, format!(
                "The webhook {name:?} has failed since {since}: {why}. It is tried again by itself."
            )));
        }
    }
    for stream in event_streams::list(conn, tenant)? {
        let Some(why) = stream.last_error.as_deref().filter(|_| stream.attempts > 0) else {
            continue;
        };
        let (id, name) = (stream.id.to_string(), stream.name.as_str());
        let what = match stream.paused_at {
            Some(at) => format!(
                "rests since {} after {} failed attempts",
                format_instant(at),
                stream.attempts
            ),
            None => format!("has failed {} times in a row", stream.attempts),
        };
        found.push(failing(
            "event_stream",
            id,
            name,
            format!("The event stream {name:?} {what}: {why}."),
        ));
    }
    found.extend(sources(conn, tenant, connections)?);
    if let Some(gophish) = gophish::find(conn, tenant)? {
        let run = gophish.last_run.as_deref();
        let run: Option<Value> = run.and_then(|text| serde_json::from_str(text).ok());
        if let Some(why) = run.as_ref().and_then(|run| run.get("failed")) {
            let why = why.as_str().map_or_else(|| why.to_string(), str::to_owned);
            found.push(failing(
                "gophish",
                "gophish".to_owned(),
                "Gophish",
                format!("The groups of Gophish could not be brought into step: {why}."),
            ));
        }
    }
    Ok(found)
}

/// Connections that pull, and cannot.
fn sources(conn: &mut Conn, tenant: &str, connections: &[Connection]) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for pull in pulls::list(conn, tenant)? {
        let is_failing = ["failing", "needs_sign_in"].contains(&pull.state.as_str());
        let of = |it: &&Connection| it.id == pull.connection_id && it.disconnected.is_none();
        let Some(connection) = connections.iter().find(of) else {
            continue;
        };
        if let Some(run) = undecided(conn, tenant, connection.id)? {
            found.push(Finding {
                kind: &kinds::GUARD_HIT,
                subject_kind: "pull",
                subject_id: connection.id.to_string(),
                subject_name: connection.name.clone(),
                text: format!(
                    "The source of {:?} does not have more people any more than may go at once, since {}. They count as before until you let \
                     them go or keep them.",
                    connection.name,
                    format_instant(run.began_at)
                ),
                level: 0,
            });
        }
        if !is_failing {
            continue;
        }
        let problem = pull.problem.as_deref();
        let problem: Option<Value> = problem.and_then(|text| serde_json::from_str(text).ok());
        let why = problem.as_ref().and_then(|it| it.get("detail")?.as_str());
        found.push(failing(
            "pull",
            connection.id.to_string(),
            &connection.name,
            format!(
                "People are not pulled over {:?} any more: {}",
                connection.name,
                why.unwrap_or("nobody has signed in.")
            ),
        ));
    }
    Ok(found)
}
