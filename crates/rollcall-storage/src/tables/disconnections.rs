//! What becomes of whom a disconnected connection made, and how far that has come.

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::{Id, ids};
use crate::schema::{changes, disconnections};
use crate::{Conn, Error};

/// The end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disconnection {
    /// The tenant's id.
    pub tenant: String,
    /// The connection's.
    pub connection: Uuid,
    /// What becomes of its people: `keep`, `deactivate`, `delete`.
    pub people: String,
    /// The request that asked for it; the changes are noted with it.
    pub request: String,
    /// What is worked on: an endpoint (`Users`), or `done`.
    pub stage: String,
    /// Everybody of the stage up to this id was looked at.
    pub position: Option<Uuid>,
    /// How many were looked at.
    pub seen: i64,
    /// How many were deactivated or deleted.
    pub changed: i64,
    /// How many of its own were left, since others have written them.
    pub kept: i64,
    /// Until when a worker has it; 0: nobody has.
    pub lease_until: i64,
    /// When it was done, in microseconds since the Unix epoch.
    pub finished_at: Option<i64>,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = disconnections, treat_none_as_default_value = false)]
struct Row {
    tenant_id: String,
    connection_id: Id,
    people: String,
    request_id: String,
    stage: String,
    position: Option<Id>,
    seen: i64,
    changed: i64,
    kept: i64,
    lease_until: i64,
    finished_at: Option<i64>,
}

impl From<Row> for Disconnection {
    fn from(row: Row) -> Self {
        Self {
            tenant: row.tenant_id,
            connection: row.connection_id.0,
            people: row.people,
            request: row.request_id,
            stage: row.stage,
            position: row.position.map(|id| id.0),
            seen: row.seen,
            changed: row.changed,
            kept: row.kept,
            lease_until: row.lease_until,
            finished_at: row.finished_at,
        }
    }
}

/// Begins one.
///
/// # Errors
/// [`Error::Uniqueness`] when there is one already.
pub fn create(conn: &mut Conn, new: &Disconnection) -> Result<(), Error> {
    let row = Row {
        tenant_id: new.tenant.clone(),
        connection_id: Id(new.connection),
        people: new.people.clone(),
        request_id: new.request.clone(),
        stage: new.stage.clone(),
        position: new.position.map(Id),
        seen: new.seen,
        changed: new.changed,
        kept: new.kept,
        lease_until: new.lease_until,
        finished_at: new.finished_at,
    };
    diesel::insert_into(disconnections::table)
        .values(&row)
        .execute(&mut conn.db)?;
    Ok(())
}

/// That of a connection.
///
/// # Errors
/// Only the database's own.
pub fn find(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
) -> Result<Option<Disconnection>, Error> {
    let row: Option<Row> = disconnections::table
        .find((tenant, Id(connection)))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(Disconnection::from))
}

/// Those of the tenant that are not finished and that nobody has in hand.
///
/// # Errors
/// Only the database's own.
pub fn open(conn: &mut Conn, tenant: &str, now: i64) -> Result<Vec<Disconnection>, Error> {
    let rows: Vec<Row> = disconnections::table
        .filter(disconnections::tenant_id.eq(tenant))
        .filter(disconnections::finished_at.is_null())
        .filter(disconnections::lease_until.le(now))
        .order(disconnections::connection_id)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Disconnection::from).collect())
}

/// Writes how far one has come, if its lease is still the one that `held` names; answers whether it was. If so, nobody else
/// gets it before the transaction ends.
///
/// # Errors
/// Only the database's own.
pub fn advance(conn: &mut Conn, held: i64, next: &Disconnection) -> Result<bool, Error> {
    let ours = disconnections::table
        .find((&next.tenant, Id(next.connection)))
        .filter(disconnections::lease_until.eq(held))
        .filter(disconnections::finished_at.is_null());
    let moved = diesel::update(ours)
        .set((
            disconnections::stage.eq(&next.stage),
            disconnections::position.eq(next.position.map(Id)),
            disconnections::seen.eq(next.seen),
            disconnections::changed.eq(next.changed),
            disconnections::kept.eq(next.kept),
            disconnections::lease_until.eq(next.lease_until),
            disconnections::finished_at.eq(next.finished_at),
        ))
        .execute(&mut conn.db)?;
    Ok(moved > 0)
}

/// Which of these resources a connection made, as the log of changes has it; and which of those another one has written too.
///
/// # Errors
/// Only the database's own.
pub fn made_by(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    of: &[Uuid],
) -> Result<(Vec<Uuid>, Vec<Uuid>), Error> {
    let made: Vec<Id> = changes::table
        .filter(changes::tenant_id.eq(tenant))
        .filter(changes::resource_id.eq_any(ids(of)))
        .filter(changes::operation.eq("created"))
        .filter(changes::connection_id.eq(Id(connection)))
        .select(changes::resource_id)
        .load(&mut conn.db)?;
    let made: Vec<Uuid> = made.into_iter().map(|id| id.0).collect();
    let shared: Vec<Id> = changes::table
        .filter(changes::tenant_id.eq(tenant))
        .filter(changes::resource_id.eq_any(ids(&made)))
        .filter(changes::connection_id.is_not_null())
        .filter(changes::connection_id.ne(Id(connection)))
        .select(changes::resource_id)
        .distinct()
        .load(&mut conn.db)?;
    Ok((made, shared.into_iter().map(|id| id.0).collect()))
}
