//! Who is held: a provider deactivated or deleted them, and that does not count until somebody here decides. The row goes with
//! the person; that they are held is in the person's own row too ([`crate::resources::hold`]).

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::{Id, ids};
use crate::schema::held;
use crate::tables::resources::{HeldAs, REMOVED};
use crate::{Conn, Error};

/// Somebody who is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Their id.
    pub id: Uuid,
    /// What the provider did.
    pub kind: HeldAs,
    /// When, in microseconds since the Unix epoch, as all times here.
    pub at: i64,
    /// Over which connection.
    pub connection: Uuid,
    /// In which request.
    pub request: String,
}

/// A place in the list of those who are held, which is in the order of when that was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// When it was.
    pub at: i64,
    /// Whom it was done to.
    pub id: Uuid,
}

type Row = (Id, String, i64, Id, String);

const COLUMNS: (
    held::resource_id,
    held::kind,
    held::at,
    held::connection_id,
    held::request_id,
) = (
    held::resource_id,
    held::kind,
    held::at,
    held::connection_id,
    held::request_id,
);

fn read((id, kind, at, connection, request): Row) -> Result<Held, Error> {
    Ok(Held {
        id: id.0,
        kind: HeldAs::of(&kind).ok_or(Error::Corrupt("held.kind is no word of ours"))?,
        at,
        connection: connection.0,
        request,
    })
}

/// Notes what was done to somebody, instead of what was noted before.
///
/// # Errors
/// [`Error::Reference`] when there is no such person.
pub fn note(conn: &mut Conn, tenant: &str, new: &Held) -> Result<(), Error> {
    forget(conn, tenant, new.id)?;
    let row = (
        held::tenant_id.eq(tenant),
        held::resource_id.eq(Id(new.id)),
        held::kind.eq(new.kind.as_str()),
        held::at.eq(new.at),
        held::connection_id.eq(Id(new.connection)),
        held::request_id.eq(&new.request),
    );
    diesel::insert_into(held::table)
        .values(row)
        .execute(&mut conn.db)?;
    Ok(())
}

/// Somebody is held no more.
///
/// # Errors
/// Only the database's own.
pub fn forget(conn: &mut Conn, tenant: &str, person: Uuid) -> Result<(), Error> {
    diesel::delete(held::table.find((tenant, Id(person)))).execute(&mut conn.db)?;
    Ok(())
}

/// Those of the tenant after that position, at most `limit`; who was held first comes first.
///
/// # Errors
/// Only the database's own.
pub fn list(
    conn: &mut Conn,
    tenant: &str,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Held>, Error> {
    let after = after.unwrap_or(Position {
        at: i64::MIN,
        id: Uuid::nil(),
    });
    let beyond = held::at.gt(after.at).or(held::at
        .eq(after.at)
        .and(held::resource_id.gt(Id(after.id))));
    let rows: Vec<Row> = held::table
        .filter(held::tenant_id.eq(tenant))
        // Both, so that it enters the index at the position.
        .filter(held::at.ge(after.at))
        .filter(beyond)
        .order((held::at, held::resource_id))
        .limit(limit)
        .select(COLUMNS)
        .load(&mut conn.db)?;
    rows.into_iter().map(read).collect()
}

/// Those of these people who are held.
///
/// # Errors
/// Only the database's own.
pub fn among(conn: &mut Conn, tenant: &str, people: &[Uuid]) -> Result<Vec<Held>, Error> {
    let mut found = Vec::new();
    // SQLite takes 32,766 binds.
    for chunk in people.chunks(1_000) {
        let rows: Vec<Row> = held::table
            .filter(held::tenant_id.eq(tenant))
            .filter(held::resource_id.eq_any(ids(chunk)))
            .select(COLUMNS)
            .load(&mut conn.db)?;
        for row in rows {
            found.push(read(row)?);
        }
    }
    Ok(found)
}

/// How many are held by what each connection did, and since when the first of them.
///
/// # Errors
/// Only the database's own.
pub fn by_connection(conn: &mut Conn, tenant: &str) -> Result<Vec<(Uuid, i64, i64)>, Error> {
    let rows: Vec<(Id, i64, Option<i64>)> = held::table
        .filter(held::tenant_id.eq(tenant))
        .group_by(held::connection_id)
        .select((
            held::connection_id,
            diesel::dsl::count_star(),
            diesel::dsl::min(held::at),
        ))
        .load(&mut conn.db)?;
    let read = |(id, count, first): (Id, i64, Option<i64>)| (id.0, count, first.unwrap_or(0));
    Ok(rows.into_iter().map(read).collect())
}

/// When the last of the tenant's was held.
///
/// # Errors
/// Only the database's own.
pub fn latest(conn: &mut Conn, tenant: &str) -> Result<Option<i64>, Error> {
    Ok(held::table
        .filter(held::tenant_id.eq(tenant))
        .select(diesel::dsl::max(held::at))
        .first(&mut conn.db)?)
}

/// How many are held as removed: they are not among those whom providers are shown.
///
/// # Errors
/// Only the database's own.
pub fn count_removed(conn: &mut Conn, tenant: &str) -> Result<i64, Error> {
    Ok(held::table
        .filter(held::tenant_id.eq(tenant))
        .filter(held::kind.eq(REMOVED))
        .count()
        .get_result(&mut conn.db)?)
}
