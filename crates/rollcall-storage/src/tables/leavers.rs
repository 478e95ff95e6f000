//! Leavers: who is deactivated, and since when. One that is deleted has none; nor has one who came back.

use diesel::prelude::*;
use uuid::Uuid;

use super::resources::Scope;
use crate::id::Id;
use crate::schema::{leaver_work, leavers, resources};
use crate::{Conn, Error};

/// Somebody who is deactivated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaver {
    /// Their id.
    pub id: Uuid,
    /// Since when, in microseconds since the Unix epoch, as all times here.
    pub left_at: i64,
    /// Since when nothing personal is left of them, if that is so.
    pub anonymised_at: Option<i64>,
}

/// A place in the list of leavers, which is in the order of when they left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// When the one there left.
    pub left_at: i64,
    /// Their id.
    pub id: Uuid,
}

type Row = (Id, i64, Option<i64>);

fn leaver((id, left_at, anonymised_at): Row) -> Leaver {
    Leaver {
        id: id.0,
        left_at,
        anonymised_at,
    }
}

const COLUMNS: (
    leavers::resource_id,
    leavers::left_at,
    leavers::anonymised_at,
) = (
    leavers::resource_id,
    leavers::left_at,
    leavers::anonymised_at,
);

/// Notes that somebody left. Whoever has left already did so when that was noted. Only in a transaction that keeps the
/// person from changing.
///
/// # Errors
/// [`Error::Reference`] when there is no such person.
pub fn note(conn: &mut Conn, tenant: &str, person: Uuid, left_at: i64) -> Result<(), Error> {
    if find(conn, tenant, person)?.is_some() {
        return Ok(());
    }
    let row = (
        leavers::tenant_id.eq(tenant),
        leavers::resource_id.eq(Id(person)),
        leavers::left_at.eq(left_at),
    );
    diesel::insert_into(leavers::table)
        .values(row)
        .execute(&mut conn.db)?;
    Ok(())
}

/// Notes that nothing personal is left of a leaver.
///
/// # Errors
/// Only the database's own.
pub fn note_anonymised(conn: &mut Conn, tenant: &str, person: Uuid, at: i64) -> Result<(), Error> {
    diesel::update(leavers::table.find((tenant, Id(person))))
        .set(leavers::anonymised_at.eq(at))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Notes that somebody came back.
///
/// # Errors
/// Only the database's own.
pub fn forget(conn: &mut Conn, tenant: &str, person: Uuid) -> Result<(), Error> {
    diesel::delete(leavers::table.find((tenant, Id(person)))).execute(&mut conn.db)?;
    Ok(())
}

/// The leaver of that id.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str, person: Uuid) -> Result<Option<Leaver>, Error> {
    let row: Option<Row> = leavers::table
        .find((tenant, Id(person)))
        .select(COLUMNS)
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(leaver))
}

/// The tenant's leavers after that position, at most `limit`; who left first comes first.
///
/// # Errors
/// Only the database's own.
pub fn list(
    conn: &mut Conn,
    tenant: &str,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Leaver>, Error> {
    let after = after.unwrap_or(Position {
        left_at: i64::MIN,
        id: Uuid::nil(),
    });
    let beyond = leavers::left_at.gt(after.left_at).or(leavers::left_at
        .eq(after.left_at)
        .and(leavers::resource_id.gt(Id(after.id))));
    let rows: Vec<Row> = leavers::table
        .filter(leavers::tenant_id.eq(tenant))
        // Both, so that it enters the index at the position.
        .filter(leavers::left_at.ge(after.left_at))
        .filter(beyond)
        .order((leavers::left_at, leavers::resource_id))
        .limit(limit)
        .select(COLUMNS)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(leaver).collect())
}

/// The tenant's leavers who left by then and of whom anything is left, at most `limit`; who left first comes first.
///
/// # Errors
/// Only the database's own.
pub fn due(conn: &mut Conn, tenant: &str, by: i64, limit: i64) -> Result<Vec<Leaver>, Error> {
    let rows: Vec<Row> = leavers::table
        .filter(leavers::tenant_id.eq(tenant))
        .filter(leavers::left_at.le(by))
        .filter(leavers::anonymised_at.is_null())
        .order((leavers::left_at, leavers::resource_id))
        .limit(limit)
        .select(COLUMNS)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(leaver).collect())
}

/// How many people the tenant keeps who have left.
///
/// # Errors
/// Only the database's own.
pub fn count(conn: &mut Conn, tenant: &str) -> Result<i64, Error> {
    Ok(leavers::table
        .filter(leavers::tenant_id.eq(tenant))
        .count()
        .get_result(&mut conn.db)?)
}

/// How many of the tenant's leavers left by then and have something left.
///
/// # Errors
/// Only the database's own.
pub fn count_due(conn: &mut Conn, tenant: &str, by: i64) -> Result<i64, Error> {
    Ok(leavers::table
        .filter(leavers::tenant_id.eq(tenant))
        .filter(leavers::left_at.le(by))
        .filter(leavers::anonymised_at.is_null())
        .count()
        .get_result(&mut conn.db)?)
}

/// The next people after that id who are deactivated without being noted, and when each last changed. A program that knew
/// nothing of leavers may have deactivated them.
///
/// # Errors
/// Only the database's own.
pub fn unnoted(
    conn: &mut Conn,
    scope: &Scope<'_>,
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, i64)>, Error> {
    let noted = leavers::table
        .filter(leavers::tenant_id.eq(scope.tenant))
        .filter(leavers::resource_id.eq(resources::id));
    let rows: Vec<(Id, i64)> = resources::table
        .filter(resources::tenant_id.eq(scope.tenant))
        .filter(resources::resource_type.eq(&scope.resource_type.name))
        .filter(resources::active.eq(false))
        .filter(resources::id.gt(Id(after)))
        .filter(diesel::dsl::not(diesel::dsl::exists(noted)))
        .order(resources::id)
        .limit(limit)
        .select((resources::id, resources::modified_at))
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(|(id, at)| (id.0, at)).collect())
}

/// Some of those who are noted and not deactivated (any more), at most `limit`; as [`unnoted`].
///
/// # Errors
/// Only the database's own.
pub fn mistaken(conn: &mut Conn, tenant: &str, limit: i64) -> Result<Vec<Uuid>, Error> {
    let back = resources::table
        .filter(resources::tenant_id.eq(tenant))
        .filter(resources::id.eq(leavers::resource_id))
        .filter(resources::active.is_null().or(resources::active.eq(true)));
    let rows: Vec<Id> = leavers::table
        .filter(leavers::tenant_id.eq(tenant))
        .filter(diesel::dsl::exists(back))
        .limit(limit)
        .select(leavers::resource_id)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(|id| id.0).collect())
}

/// The work on a tenant's leavers, in one replica's hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Until when; also tells it from a lease that somebody else took over.
    pub until: i64,
    /// When the leavers were last compared with the people; 0: never.
    pub compared_at: i64,
}

/// When a tenant's leavers were last compared with its people; none before the first time.
///
/// # Errors
/// Only the database's own.
pub fn compared_at(conn: &mut Conn, tenant: &str) -> Result<Option<i64>, Error> {
    let at = leaver_work::table
        .find(tenant)
        .select(leaver_work::compared_at)
        .first(&mut conn.db);
    Ok(at.optional()?)
}

/// Takes the work on a tenant's leavers in hand, unless somebody has it at `now`.
///
/// # Errors
/// [`Error::Uniqueness`] when somebody takes it at the same time, for the first time.
pub fn claim(conn: &mut Conn, tenant: &str, now: i64, until: i64) -> Result<Option<Lease>, Error> {
    let row: Option<(i64, i64)> = leaver_work::table
        .find(tenant)
        .select((leaver_work::lease_until, leaver_work::compared_at))
        .first(&mut conn.db)
        .optional()?;
    let Some((_, compared_at)) = row else {
        let row = (
            leaver_work::tenant_id.eq(tenant),
            leaver_work::lease_until.eq(until),
            leaver_work::compared_at.eq(0),
        );
        let made = diesel::insert_into(leaver_work::table)
            .values(row)
            .execute(&mut conn.db);
        made?;
        return Ok(Some(Lease {
            until,
            compared_at: 0,
        }));
    };
    let free = leaver_work::table
        .find(tenant)
        .filter(leaver_work::lease_until.le(now));
    let taken = diesel::update(free)
        .set(leaver_work::lease_until.eq(until))
        .execute(&mut conn.db)?;
    Ok((taken > 0).then_some(Lease { until, compared_at }))
}

/// Moves the end of a lease, and with `compared_at` notes a comparison; answers whether it is still the holder's. If so,
/// nobody else gets it before the transaction ends.
///
/// # Errors
/// Only the database's own.
pub fn hold(conn: &mut Conn, tenant: &str, held: Lease, next: Lease) -> Result<bool, Error> {
    let ours = leaver_work::table
        .find(tenant)
        .filter(leaver_work::lease_until.eq(held.until));
    let moved = diesel::update(ours)
        .set((
            leaver_work::lease_until.eq(next.until),
            leaver_work::compared_at.eq(next.compared_at),
        ))
        .execute(&mut conn.db)?;
    Ok(moved > 0)
}
