//! Webhooks: who is sent announcements, how far each has got, and what became of the last attempts.

use diesel::dsl::exists;
use diesel::prelude::*;
use uuid::Uuid;

use crate::conn::{self, MultiBackend};
use crate::id::Id;
use crate::schema::{announcements, webhook_attempts, webhooks};
use crate::{Conn, Error};

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// The tenant's id.
    pub tenant: String,
    /// Its own id.
    pub id: Uuid,
    /// For people; unique within the tenant.
    pub name: String,
    /// Where to.
    pub url: String,
    /// What it is signed with, encrypted.
    pub secret: Vec<u8>,
    /// Every announcement up to this number was taken.
    pub position: i64,
    /// The numbers of those that are to be sent once more, first.
    pub again: Vec<i64>,
    /// Since when nothing is sent. Microseconds since the Unix epoch, as all times here.
    pub disabled_at: Option<i64>,
    /// Since when no attempt has succeeded.
    pub failing_since: Option<i64>,
    /// Failed attempts in a row.
    pub attempts: i64,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// Not to be tried before.
    pub next_attempt_at: i64,
    /// Until when it is somebody's to send to; it tells holders apart.
    pub lease_until: i64,
    /// When it was made.
    pub created_at: i64,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = webhooks, primary_key(tenant_id, id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct Row {
    tenant_id: String,
    id: Id,
    name: String,
    url: String,
    secret: Vec<u8>,
    position: i64,
    again: String,
    disabled_at: Option<i64>,
    failing_since: Option<i64>,
    attempts: i64,
    last_error: Option<String>,
    next_attempt_at: i64,
    lease_until: i64,
    created_at: i64,
}

impl TryFrom<Row> for Webhook {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            tenant: row.tenant_id,
            id: row.id.0,
            name: row.name,
            url: row.url,
            secret: row.secret,
            position: row.position,
            again: serde_json::from_str(&row.again)
                .map_err(|_| Error::Corrupt("webhooks.again is no list of numbers"))?,
            disabled_at: row.disabled_at,
            failing_since: row.failing_since,
            attempts: row.attempts,
            last_error: row.last_error,
            next_attempt_at: row.next_attempt_at,
            lease_until: row.lease_until,
            created_at: row.created_at,
        })
    }
}

impl TryFrom<&Webhook> for Row {
    type Error = Error;

    fn try_from(webhook: &Webhook) -> Result<Self, Error> {
        let webhook = webhook.clone();
        Ok(Self {
            tenant_id: webhook.tenant,
            id: Id(webhook.id),
            name: webhook.name,
            url: webhook.url,
            secret: webhook.secret,
            position: webhook.position,
            again: serde_json::to_string(&webhook.again)
                .map_err(|_| Error::Corrupt("numbers cannot be written as JSON"))?,
            disabled_at: webhook.disabled_at,
            failing_since: webhook.failing_since,
            attempts: webhook.attempts,
            last_error: webhook.last_error,
            next_attempt_at: webhook.next_attempt_at,
            lease_until: webhook.lease_until,
            created_at: webhook.created_at,
        })
    }
}

/// An attempt to send something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its id; later ones have greater ones.
    pub id: Uuid,
    /// The number of what was sent; none for a test.
    pub seq: Option<i64>,
    /// When.
    pub at: i64,
    /// How long it took.
    pub milliseconds: i64,
    /// The HTTP status of the answer, if there was one.
    pub status: Option<i64>,
    /// Why it was not taken, if it was not.
    pub error: Option<String>,
}

/// Adds a webhook.
///
/// # Errors
/// [`Error::Uniqueness`] when the tenant has one of that name, [`Error::Reference`] without the tenant.
pub fn insert(conn: &mut Conn, webhook: &Webhook) -> Result<(), Error> {
    diesel::insert_into(webhooks::table)
        .values(&Row::try_from(webhook)?)
        .execute(&mut conn.db)?;
    Ok(())
}

/// The tenant's webhooks, by name.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn, tenant: &str) -> Result<Vec<Webhook>, Error> {
    let rows: Vec<Row> = webhooks::table
        .filter(webhooks::tenant_id.eq(tenant))
        .order(webhooks::name)
        .load(&mut conn.db)?;
    rows.into_iter().map(Webhook::try_from).collect()
}

/// The webhook of that id, which nobody else changes until the transaction ends.
///
/// # Errors
/// Only the database's own.
pub fn lock(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<Option<Webhook>, Error> {
    let row = conn::lock_webhook(&mut conn.db, tenant, Id(id))?;
    row.map(Webhook::try_from).transpose()
}

/// Writes a locked webhook back.
///
/// # Errors
/// Only the database's own.
pub fn update(conn: &mut Conn, webhook: &Webhook) -> Result<(), Error> {
    diesel::update(webhooks::table.find((&webhook.tenant, Id(webhook.id))))
        .set(&Row::try_from(webhook)?)
        .execute(&mut conn.db)?;
    Ok(())
}

/// Deletes a webhook with its attempts; answers whether it was there.
///
/// # Errors
/// Only the database's own.
pub fn delete(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<bool, Error> {
    let deleted = diesel::delete(webhooks::table.find((tenant, Id(id)))).execute(&mut conn.db)?;
    Ok(deleted > 0)
}

/// The webhooks that have something to be sent and may be worked on now: not disabled, not waiting, held by nobody. Of every
/// tenant but `without`, since one worker serves all; tenant and id, those that have rested longest first.
///
/// # Errors
/// Only the database's own.
pub fn due(
    conn: &mut Conn,
    now: i64,
    without: &[String],
    limit: i64,
) -> Result<Vec<(String, Uuid)>, Error> {
    let waiting = announcements::table
        .filter(announcements::tenant_id.eq(webhooks::tenant_id))
        .filter(announcements::seq.gt(webhooks::position));
    let rows: Vec<(String, Id)> = webhooks::table
        .into_boxed::<MultiBackend>()
        .filter(webhooks::disabled_at.is_null())
        .filter(webhooks::tenant_id.ne_all(without.to_vec()))
        .filter(webhooks::next_attempt_at.le(now))
        .filter(webhooks::lease_until.le(now))
        .filter(webhooks::again.ne("[]").or(exists(waiting)))
        .order(webhooks::lease_until)
        .limit(limit)
        .select((webhooks::tenant_id, webhooks::id))
        .load(&mut conn.db)?;
    Ok(rows
        .into_iter()
        .map(|(tenant, id)| (tenant, id.0))
        .collect())
}

/// Notes an attempt, and forgets all but the last `kept`.
///
/// # Errors
/// Only the database's own.
pub fn add_attempt(
    conn: &mut Conn,
    tenant: &str,
    webhook: Uuid,
    attempt: &Attempt,
    kept: i64,
) -> Result<(), Error> {
    diesel::insert_into(webhook_attempts::table)
        .values((
            webhook_attempts::tenant_id.eq(tenant),
            webhook_attempts::webhook_id.eq(Id(webhook)),
            webhook_attempts::id.eq(Id(attempt.id)),
            webhook_attempts::seq.eq(attempt.seq),
            webhook_attempts::at.eq(attempt.at),
            webhook_attempts::milliseconds.eq(attempt.milliseconds),
            webhook_attempts::status.eq(attempt.status),
            webhook_attempts::error.eq(attempt.error.as_ref()),
        ))
        .execute(&mut conn.db)?;
    let of_webhook = webhook_attempts::table
        .filter(webhook_attempts::tenant_id.eq(tenant))
        .filter(webhook_attempts::webhook_id.eq(Id(webhook)));
    let last_old: Option<Id> = of_webhook
        .select(webhook_attempts::id)
        .order(webhook_attempts::id.desc())
        .offset(kept)
        .limit(1)
        .first(&mut conn.db)
        .optional()?;
    if let Some(last_old) = last_old {
        let old = of_webhook.filter(webhook_attempts::id.le(last_old));
        diesel::delete(old).execute(&mut conn.db)?;
    }
    Ok(())
}

/// The last attempts, the latest first, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn attempts(
    conn: &mut Conn,
    tenant: &str,
    webhook: Uuid,
    limit: i64,
) -> Result<Vec<Attempt>, Error> {
    type Columns = (Id, Option<i64>, i64, i64, Option<i64>, Option<String>);
    let rows: Vec<Columns> = webhook_attempts::table
        .filter(webhook_attempts::tenant_id.eq(tenant))
        .filter(webhook_attempts::webhook_id.eq(Id(webhook)))
        .order(webhook_attempts::id.desc())
        .limit(limit)
        .select((
            webhook_attempts::id,
            webhook_attempts::seq,
            webhook_attempts::at,
            webhook_attempts::milliseconds,
            webhook_attempts::status,
            webhook_attempts::error,
        ))
        .load(&mut conn.db)?;
    let attempt = |(id, seq, at, milliseconds, status, error): Columns| Attempt {
        id: id.0,
        seq,
        at,
        milliseconds,
        status,
        error,
    };
    Ok(rows.into_iter().map(attempt).collect())
}
