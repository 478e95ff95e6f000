//! Event streams: who is told of a tenant's changes, and how far that has got.

use diesel::dsl::exists;
use diesel::prelude::*;
use uuid::Uuid;

use crate::id::Id;
use crate::schema::{changes, event_acknowledgements as acknowledgements, event_streams};
use crate::tables::changes::SILENT;
use crate::{Conn, Error, conn};

/// An event stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventStream {
    /// The tenant's id.
    pub tenant: String,
    /// Its own id.
    pub id: Uuid,
    /// For people; unique within the tenant.
    pub name: String,
    /// `poll` or `push`.
    pub delivery: String,
    /// `notice` or `full`.
    pub detail: String,
    /// The `aud` of its events.
    pub audience: String,
    /// Where to a push goes.
    pub endpoint: Option<String>,
    /// The `Authorization` header of a push, encrypted.
    pub authorization: Option<Vec<u8>>,
    /// Every change up to this number is acknowledged.
    pub position: i64,
    /// Since when it rests. Microseconds since the Unix epoch, as all times here.
    pub paused_at: Option<i64>,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// Failed attempts in a row.
    pub attempts: i64,
    /// Not to be tried before.
    pub next_attempt_at: i64,
    /// The push that is under way.
    pub lease_id: Option<Uuid>,
    /// Until when nobody else may push.
    pub lease_until: i64,
    /// When it was made.
    pub created_at: i64,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = event_streams, primary_key(tenant_id, id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct Row {
    tenant_id: String,
    id: Id,
    name: String,
    delivery: String,
    detail: String,
    audience: String,
    endpoint: Option<String>,
    authorization: Option<Vec<u8>>,
    position: i64,
    paused_at: Option<i64>,
    last_error: Option<String>,
    attempts: i64,
    next_attempt_at: i64,
    lease_id: Option<Id>,
    lease_until: i64,
    created_at: i64,
}

impl From<Row> for EventStream {
    fn from(row: Row) -> Self {
        Self {
            tenant: row.tenant_id,
            id: row.id.0,
            name: row.name,
            delivery: row.delivery,
            detail: row.detail,
            audience: row.audience,
            endpoint: row.endpoint,
            authorization: row.authorization,
            position: row.position,
            paused_at: row.paused_at,
            last_error: row.last_error,
            attempts: row.attempts,
            next_attempt_at: row.next_attempt_at,
            lease_id: row.lease_id.map(|id| id.0),
            lease_until: row.lease_until,
            created_at: row.created_at,
        }
    }
}

impl From<&EventStream> for Row {
    fn from(stream: &EventStream) -> Self {
        let stream = stream.clone();
        Self {
            tenant_id: stream.tenant,
            id: Id(stream.id),
            name: stream.name,
            delivery: stream.delivery,
            detail: stream.detail,
            audience: stream.audience,
            endpoint: stream.endpoint,
            authorization: stream.authorization,
            position: stream.position,
            paused_at: stream.paused_at,
            last_error: stream.last_error,
            attempts: stream.attempts,
            next_attempt_at: stream.next_attempt_at,
            lease_id: stream.lease_id.map(Id),
            lease_until: stream.lease_until,
            created_at: stream.created_at,
        }
    }
}

/// Adds a stream.
///
/// # Errors
/// [`Error::Uniqueness`] when the tenant has one of that name, [`Error::Reference`] without the tenant.
pub fn insert(conn: &mut Conn, stream: &EventStream) -> Result<(), Error> {
    diesel::insert_into(event_streams::table)
        .values(&Row::from(stream))
        .execute(&mut conn.db)?;
    Ok(())
}

/// The tenant's streams, by name.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn, tenant: &str) -> Result<Vec<EventStream>, Error> {
    let rows: Vec<Row> = event_streams::table
        .filter(event_streams::tenant_id.eq(tenant))
        .order(event_streams::name)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(EventStream::from).collect())
}

/// The stream of that id.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<Option<EventStream>, Error> {
    let row: Option<Row> = event_streams::table
        .find((tenant, Id(id)))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(EventStream::from))
}

/// The stream of that id, which nobody else changes until the transaction ends.
///
/// # Errors
/// Only the database's own.
pub fn lock(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<Option<EventStream>, Error> {
    let row = conn::lock_event_stream(&mut conn.db, tenant, Id(id))?;
    Ok(row.map(EventStream::from))
}

/// Writes a locked stream back.
///
/// # Errors
/// Only the database's own.
pub fn update(conn: &mut Conn, stream: &EventStream) -> Result<(), Error> {
    diesel::update(event_streams::table.find((&stream.tenant, Id(stream.id))))
        .set(&Row::from(stream))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Deletes a stream with its acknowledgements; answers whether it was there.
///
/// # Errors
/// Only the database's own.
pub fn delete(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<bool, Error> {
    let deleted =
        diesel::delete(event_streams::table.find((tenant, Id(id)))).execute(&mut conn.db)?;
    Ok(deleted > 0)
}

/// The push streams that have something to send and may be worked on now: not paused, not waiting, leased by
/// nobody. Of every tenant but `without`, since one worker serves all; those that have rested longest first.
///
/// # Errors
/// Only the database's own.
pub fn due(
    conn: &mut Conn,
    now: i64,
    without: &[String],
    limit: i64,
) -> Result<Vec<EventStream>, Error> {
    let waiting = changes::table
        .filter(changes::tenant_id.eq(event_streams::tenant_id))
        .filter(changes::seq.gt(event_streams::position))
        .filter(changes::operation.ne_all(SILENT));
    let rows: Vec<Row> = event_streams::table
        .filter(event_streams::delivery.eq("push"))
        .filter(event_streams::tenant_id.ne_all(without))
        .filter(event_streams::paused_at.is_null())
        .filter(event_streams::next_attempt_at.le(now))
        .filter(event_streams::lease_until.le(now))
        .filter(exists(waiting))
        .order(event_streams::lease_until)
        .limit(limit)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(EventStream::from).collect())
}

/// The numbers beyond the stream's position that are acknowledged, in order.
///
/// # Errors
/// Only the database's own.
pub fn acknowledged(conn: &mut Conn, tenant: &str, stream: Uuid) -> Result<Vec<i64>, Error> {
    Ok(acknowledgements::table
        .filter(acknowledgements::tenant_id.eq(tenant))
        .filter(acknowledgements::stream_id.eq(Id(stream)))
        .order(acknowledgements::seq)
        .select(acknowledgements::seq)
        .load(&mut conn.db)?)
}

/// Makes these the numbers beyond the position of a locked stream that are acknowledged.
///
/// # Errors
/// Only the database's own.
pub fn set_acknowledged(
    conn: &mut Conn,
    tenant: &str,
    stream: Uuid,
    numbers: &[i64],
) -> Result<(), Error> {
    let known = acknowledged(conn, tenant, stream)?;
    diesel::delete(
        acknowledgements::table
            .filter(acknowledgements::tenant_id.eq(tenant))
            .filter(acknowledgements::stream_id.eq(Id(stream)))
            .filter(acknowledgements::seq.ne_all(numbers)),
    )
    .execute(&mut conn.db)?;
    for number in numbers.iter().filter(|number| !known.contains(number)) {
        diesel::insert_into(acknowledgements::table)
            .values((
                acknowledgements::tenant_id.eq(tenant),
                acknowledgements::stream_id.eq(Id(stream)),
                acknowledgements::seq.eq(number),
            ))
            .execute(&mut conn.db)?;
    }
    Ok(())
}
