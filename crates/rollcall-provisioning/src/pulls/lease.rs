//! Connections in hand: one replica at a time pulls over each.

use std::time::Duration;

use rollcall_okta::{Kind, Trouble};
use rollcall_storage::pulls::{self as rows, Pull};
use rollcall_storage::{Conn, connections, pull_runs, pull_told};
use uuid::Uuid;

use super::manage::{locked, problem};
use super::settings::Settings;
use super::tokens::needs_sign_in_in;
use crate::{Error, Provisioning, Result, SECOND};

/// How long a replica may be silent before another one goes on.
const LEASE_SECONDS: i64 = 60;
/// Connections that are looked for at a time.
const DUE_MAX: i64 = 100;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A connection that is to be asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Due {
    /// The tenant's id.
    pub tenant: String,
    /// The connection.
    pub connection: Uuid,
}

/// A connection in hand.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The tenant's id.
    pub tenant: String,
    /// The connection.
    pub connection: Uuid,
    /// How people are pulled.
    pub settings: Settings,
    /// Since when it is asked with what it is asked with: when somebody signed in.
    pub secrets_at: i64,
    pub(super) held: i64,
}

/// How a claim ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// What was due is done, or somebody else has it in hand.
    Done,
    /// With trouble, which says what is to be done.
    Trouble(Trouble),
}

/// Connections that are to be asked, of all tenants but these.
///
/// # Errors
/// When the database does not answer.
pub async fn due(p: &Provisioning, without: Vec<String>) -> Result<Vec<Due>> {
    let now = p.now();
    let found = p
        .store()
        .read(move |conn| Ok::<_, Error>(rows::due(conn, now, &without, DUE_MAX)?));
    let due = |(tenant, connection)| Due { tenant, connection };
    Ok(found.await?.into_iter().map(due).collect())
}

/// Takes a connection in hand, unless another one has it, or nothing is to be done any more.
///
/// # Errors
/// When the database does not answer.
pub async fn claim(p: &Provisioning, due: &Due) -> Result<Option<Claimed>> {
    let (due, now) = (due.clone(), p.now());
    let until = now + LEASE_SECONDS * SECOND;
    p.store()
        .write(move |tx| {
            let (tenant, connection) = (&due.tenant, due.connection);
            let open = connections::find(tx, tenant, connection)?
                .is_some_and(|it| it.paused.is_none() && it.disconnected.is_none());
            if !open || !rows::claim(tx, tenant, connection, now, until)? {
                return Ok(None);
            }
            let Some(pull) = rows::find(tx, tenant, connection)? else {
                return Ok(None);
            };
            Ok(Some(Claimed {
                tenant: tenant.clone(),
                connection,
                settings: Settings::stored(&pull.settings)?,
                secrets_at: pull.secrets_at,
                held: until,
            }))
        })
        .await
}

/// Holds a connection longer, while something takes its time. Answers whether it is still in this hand.
///
/// # Errors
/// When the database does not answer.
pub async fn hold(p: &Provisioning, claimed: &mut Claimed, longer: Duration) -> Result<bool> {
    let longer = i64::try_from(longer.as_micros()).unwrap_or_default();
    let until = p.now() + longer + LEASE_SECONDS * SECOND;
    let of = claimed.clone();
    let held = p.store().write(move |tx| {
        Ok::<_, Error>(rows::hold(tx, &of.tenant, of.connection, of.held, until)?)
    });
    let held = held.await?;
    claimed.held = until;
    Ok(held)
}

/// As [`hold`], inside a transaction that writes more. Answers until when, if it is still in this hand.
pub(super) fn hold_in(tx: &mut Conn, p: &Provisioning, claimed: &Claimed) -> Result<Option<i64>> {
    // Two in a row within a microsecond would be one.
    let until = (p.now() + LEASE_SECONDS * SECOND).max(claimed.held);
    let held = rows::hold(tx, &claimed.tenant, claimed.connection, claimed.held, until)?;
    Ok(held.then_some(until))
}

/// Lets go of a connection, which is to be asked again after a while; `why` stands there until its run has ended.
///
/// # Errors
/// When the database does not answer.
pub async fn park(
    p: &Provisioning,
    claimed: Claimed,
    wait: Duration,
    why: Option<&Trouble>,
) -> Result<()> {
    let wait = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX);
    let at = p.now().saturating_add(wait);
    let (verb, why) = (p.clone(), why.map(|why| problem(p, why)));
    p.store()
        .write(move |tx| {
            let_go(tx, &verb, &claimed, |pull| {
                pull.next_at = at;
                pull.problem = why.clone().or(pull.problem.take());
            })
        })
        .await
}

/// Lets go of a connection that was in hand for something else than a run.
///
/// # Errors
/// When the database does not answer.
pub async fn park_as_it_was(p: &Provisioning, claimed: Claimed) -> Result<()> {
    let verb = p.clone();
    p.store()
        .write(move |tx| let_go(tx, &verb, &claimed, |_| {}))
        .await
}

/// Lets go of a connection, after what was due.
///
/// # Errors
/// When the database does not answer.
pub async fn release(p: &Provisioning, claimed: Claimed, ended: Ended) -> Result<()> {
    let verb = p.clone();
    p.store()
        .write(move |tx| {
            let now = verb.now();
            let settings = &claimed.settings;
            let is_more = is_more(tx, &claimed, now)?;
            let_go(tx, &verb, &claimed, |pull| {
                pull.next_at = match ended {
                    Ended::Done if is_more || pull.wanted.is_some() => now,
                    _ => next_at(settings, pull.full_at, now),
                };
            })?;
            match &ended {
                Ended::Done => Ok(()),
                Ended::Trouble(trouble) => trouble_in(tx, &verb, &claimed, trouble),
            }
        })
        .await
}

/// Whether something came up meanwhile: somebody of whom the source told, or a run that was let go on.
fn is_more(tx: &mut Conn, claimed: &Claimed, now: i64) -> Result<bool> {
    let (tenant, connection) = (&claimed.tenant, claimed.connection);
    let is_open = pull_runs::open(tx, tenant, connection)?.is_some();
    Ok(is_open || pull_told::waiting(tx, tenant, connection, now)? > 0)
}

fn let_go(
    tx: &mut Conn,
    p: &Provisioning,
    claimed: &Claimed,
    change: impl FnOnce(&mut Pull),
) -> Result<()> {
    let (tenant, connection) = (&claimed.tenant, claimed.connection);
    let (_, mut pull) = locked(tx, tenant, &connection.to_string())?;
    if pull.lease_until != claimed.held {
        return Ok(());
    }
    change(&mut pull);
    rows::update(tx, &pull)?;
    rows::hold(
        tx,
        tenant,
        connection,
        claimed.held,
        p.now().min(claimed.held) - 1,
    )?;
    Ok(())
}

/// Notes trouble at the connection.
pub(super) fn trouble_in(
    tx: &mut Conn,
    p: &Provisioning,
    claimed: &Claimed,
    trouble: &Trouble,
) -> Result<()> {
    if matches!(trouble.kind, Kind::NeedsSignIn | Kind::NeedsToken) {
        return needs_sign_in_in(tx, p, claimed, trouble);
    }
    let (_, mut pull) = locked(tx, &claimed.tenant, &claimed.connection.to_string())?;
    if pull.secrets_at != claimed.secrets_at {
        return Ok(());
    }
    "failing".clone_into(&mut pull.state);
    pull.problem = Some(problem(p, trouble));
    Ok(rows::update(tx, &pull)?)
}

/// When it is asked again: after the usual while, or for everybody.
fn next_at(settings: &Settings, full_at: Option<i64>, now: i64) -> i64 {
    let usual = now + i64::from(settings.every_minutes) * MINUTE;
    let full = last_mark(settings, now) + DAY;
    match full_at {
        Some(_) => usual.min(full),
        None => usual,
    }
}

/// Whether everybody is to be read.
pub(super) fn full_is_due(settings: &Settings, full_at: Option<i64>, now: i64) -> bool {
    full_at.is_none_or(|at| at < last_mark(settings, now))
}

/// The last time that it was that hour.
fn last_mark(settings: &Settings, now: i64) -> i64 {
    let today = now.div_euclid(DAY) * DAY + i64::from(settings.full_hour) * HOUR;
    if today > now { today - DAY } else { today }
}
