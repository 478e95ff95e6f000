//! What goes wrong now, as far as the database tells.

use std::collections::{BTreeSet, HashMap};

use rollcall_storage::connections::Connection;
use rollcall_storage::request_log::{self, Wanted};
use rollcall_storage::tokens::Token;
use rollcall_storage::{Conn, connections, held, tokens};
use scim_core::format_instant;
use serde_json::{Value, json};
use uuid::Uuid;

use super::kinds::{
    self, CONNECTOR_FAILING, ERROR_RATE, GUARD_HIT, Kind, SILENCE, TOKEN_EXPIRED_IN_USE,
    TOKEN_EXPIRING,
};
use super::reached;
use super::words::Words;
use super::{SubjectKind, Thresholds};
use crate::auth::Scope;
use crate::pulls::undecided;
use crate::tokens::{SOON_DAYS, expires_soon};
use crate::{Result, SECOND};

const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;
/// So many days before it expires a token is told of, and again.
const EXPIRY_DAYS: [i64; 3] = [1, 7, SOON_DAYS];
/// A token that was not used for so long is nobody's loss.
const IN_USE: i64 = 7 * DAY;
/// A connection is live if there were requests on so many of the last days.
const LIVE_DAYS: usize = 3;
const LOOKED_AT_DAYS: i64 = 7;
/// The cause of what is turned away while a connection is paused.
const PAUSED: &str = "paused";
/// The cause of what is turned away because its token has expired.
const EXPIRED: &str = "token_expired";
/// The words for it.
const EXPIRED_IN_USE: &str = "token_expired_in_use";
/// Requests with expired tokens that are read at a time,
const EXPIRED_CHUNK_ROWS: i64 = 500;
/// and so often at most.
const EXPIRED_CHUNKS_MAX: usize = 20;

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) kind: &'static Kind,
    pub(super) subject_kind: SubjectKind,
    pub(super) subject_id: String,
    pub(super) subject_name: String,
    pub(super) words: Words,
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
    found.extend(reached::receivers(conn, tenant, now)?);
    found.extend(reached::sources(conn, tenant, &connections)?);
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
    let code = if token.scope == Scope::Api.as_str() {
        "key_expiring"
    } else {
        "token_expiring"
    };
    Some(Finding {
        kind: &kinds::TOKEN_EXPIRING,
        subject_kind: SubjectKind::Token,
        subject_id: token.id.to_string(),
        subject_name: token.name.clone(),
        words: Words::of(
            code,
            json!({
                "token": token.name,
                "connection": name_of(connections, token.connection_id),
                "connection_id": token.connection_id,
                // What is left of a day is one.
                "days": (left + DAY - 1) / DAY,
                "expires_at": format_instant(expires_at),
                "used_at": format_instant(used_at),
            }),
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
    let from = hour_of(now) - HOUR;
    let counts = request_log::counts(conn, tenant, from)?;
    if !counts.iter().any(|count| count.cause == EXPIRED) {
        return Ok(Vec::new());
    }
    let expired = |token: &&Token| token.expires_at.is_some_and(|at| at <= now);
    let expired: Vec<_> = tokens.iter().filter(expired).collect();
    let used = last_used(conn, tenant, &expired, from)?;
    let found = expired.into_iter().filter_map(|token| {
        let used_at = used.get(&token.id)?;
        Some(Finding {
            kind: &kinds::TOKEN_EXPIRED_IN_USE,
            subject_kind: SubjectKind::Token,
            subject_id: token.id.to_string(),
            subject_name: token.name.clone(),
            words: Words::of(
                EXPIRED_IN_USE,
                json!({
                    "token": token.name,
                    "connection_id": token.connection_id,
                    "expires_at": token.expires_at.map(format_instant),
                    "used_at": format_instant(*used_at),
                }),
            ),
            level: 0,
        })
    });
    Ok(found.collect())
}

/// When each of these expired tokens last came with a request, as far as it did from that moment on.
fn last_used(
    conn: &mut Conn,
    tenant: &str,
    expired: &[&Token],
    from: i64,
) -> Result<HashMap<Uuid, i64>> {
    let mut used = HashMap::new();
    let mut wanted = Wanted {
        cause: Some(EXPIRED.to_owned()),
        outcome: Some("refused".to_owned()),
        from: Some(first_id(from)),
        ..Wanted::default()
    };
    for _ in 0..EXPIRED_CHUNKS_MAX {
        let rows = request_log::list(conn, tenant, &wanted, EXPIRED_CHUNK_ROWS)?;
        let Some(last) = rows.last() else {
            break;
        };
        wanted.before = Some(last.id);
        for row in &rows {
            let about: Value = serde_json::from_str(&row.about).unwrap_or_default();
            let id = about["token"].as_str().and_then(|id| id.parse().ok());
            if let Some(id) = id {
                used.entry(id).or_insert(row.at);
            }
        }
        if expired.iter().all(|token| used.contains_key(&token.id)) {
            break;
        }
    }
    Ok(used)
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
    Ok(Some(Finding {
        kind: &kinds::SILENCE,
        subject_kind: SubjectKind::Connection,
        subject_id: connection.id.to_string(),
        subject_name: connection.name.clone(),
        words: Words::of(
            "silence",
            json!({ "connection": connection.name, "hours": hours, "days": days.len() }),
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
            subject_kind: SubjectKind::Tenant,
            subject_id: String::new(),
            subject_name: String::new(),
            words: Words::of(
                "error_rate",
                json!({ "requests": all, "refused": refused, "cause": most, "since": format_instant(hour) }),
            ),
            level: 0,
        }));
    }
    Ok(None)
}

/// Departures that wait for somebody: whom the guard holds, and who vanished from a source. Of one connection it is one finding.
fn guarded(conn: &mut Conn, tenant: &str, connections: &[Connection]) -> Result<Vec<Finding>> {
    let held = held::by_connection(conn, tenant)?;
    let mut found = Vec::new();
    for connection in connections {
        let held = held.iter().find(|(id, ..)| *id == connection.id);
        let vanished = match connection.kind == "pull" && connection.disconnected.is_none() {
            true => undecided(conn, tenant, connection.id)?,
            false => None,
        };
        let name = &connection.name;
        let people = held.map(|(_, people, _)| *people);
        let since = [
            held.map(|(.., at)| *at),
            vanished.as_ref().map(|it| it.began_at),
        ];
        let Some(since) = since.into_iter().flatten().min() else {
            continue;
        };
        let code = match (people, &vanished) {
            (Some(_), Some(_)) => "people_held_and_vanished",
            (Some(_), None) => "people_held",
            (None, _) => "people_vanished",
        };
        found.push(Finding {
            kind: &kinds::GUARD_HIT,
            subject_kind: match vanished {
                Some(_) => SubjectKind::Pull,
                None => SubjectKind::Connection,
            },
            subject_id: connection.id.to_string(),
            subject_name: name.clone(),
            words: Words::of(
                code,
                json!({ "connection": name, "people": people, "since": format_instant(since) }),
            ),
            // Whoever knows of the one is told when the other comes.
            level: i64::from(people.is_some() && vanished.is_some()),
        });
    }
    Ok(found)
}
