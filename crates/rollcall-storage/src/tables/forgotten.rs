//! The forgotten: deleted or anonymised resources whose values are yet to be taken out of the change log, where each one's
//! changes are found by the index of resources (`changes_resource`).

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::Id;
use crate::schema::{changes, forgotten};
use crate::{Conn, Error};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    /// Whose values.
    pub id: Uuid,
    /// The last change that may have any.
    pub until: i64,
    /// Up to which change there are none any more.
    pub position: i64,
}

/// Notes that the values of a resource are to go from all changes up to this one.
///
/// # Errors
/// [`Error::Reference`] when there is no such tenant.
pub fn add(conn: &mut Conn, tenant: &str, id: Uuid, until: i64) -> Result<(), Error> {
    diesel::delete(forgotten::table.find((tenant, Id(id)))).execute(&mut conn.db)?;
    let row = (
        forgotten::tenant_id.eq(tenant),
        forgotten::resource_id.eq(Id(id)),
        forgotten::until_seq.eq(until),
        forgotten::position.eq(0),
    );
    diesel::insert_into(forgotten::table)
        .values(row)
        .execute(&mut conn.db)?;
    Ok(())
}

/// Those of the tenant who have come least far, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn next(conn: &mut Conn, tenant: &str, limit: i64) -> Result<Vec<Forgotten>, Error> {
    let rows: Vec<(Id, i64, i64)> = forgotten::table
        .filter(forgotten::tenant_id.eq(tenant))
        .order((forgotten::position, forgotten::resource_id))
        .limit(limit)
        .select((
            forgotten::resource_id,
            forgotten::until_seq,
            forgotten::position,
        ))
        .load(&mut conn.db)?;
    let read = |(id, until, position): (Id, i64, i64)| Forgotten {
        id: id.0,
        until,
        position,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The next changes of one of them that may have values, by their numbers, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn changes_of(
    conn: &mut Conn,
    tenant: &str,
    of: &Forgotten,
    limit: i64,
) -> Result<Vec<i64>, Error> {
    Ok(changes::table
        .filter(changes::tenant_id.eq(tenant))
        .filter(changes::resource_id.eq(Id(of.id)))
        .filter(changes::seq.gt(of.position))
        .filter(changes::seq.le(of.until))
        .order(changes::seq)
        .limit(limit)
        .select(changes::seq)
        .load(&mut conn.db)?)
}

/// Takes the values out of these changes; that they took place stays.
///
/// # Errors
/// Only the database's own.
pub fn scrub(conn: &mut Conn, tenant: &str, numbers: &[i64]) -> Result<(), Error> {
    for some in numbers.chunks(500) {
        let these = changes::table
            .filter(changes::tenant_id.eq(tenant))
            .filter(changes::seq.eq_any(some));
        diesel::update(these)
            .set((
                changes::before.eq(None::<String>),
                changes::after.eq(None::<String>),
                changes::document.eq(None::<String>),
                changes::external_id.eq(None::<String>),
            ))
            .execute(&mut conn.db)?;
    }
    Ok(())
}

/// Notes that one of them has come as far as that change; whoever needs no more is done with.
///
/// # Errors
/// Only the database's own.
pub fn advance(conn: &mut Conn, tenant: &str, id: Uuid, position: i64) -> Result<(), Error> {
    diesel::update(forgotten::table.find((tenant, Id(id))))
        .set(forgotten::position.eq(position))
        .execute(&mut conn.db)?;
    let done = forgotten::table
        .find((tenant, Id(id)))
        .filter(forgotten::until_seq.le(position));
    diesel::delete(done).execute(&mut conn.db)?;
    Ok(())
}

/// How many of the tenant are not done with yet.
///
/// # Errors
/// Only the database's own.
pub fn count(conn: &mut Conn, tenant: &str) -> Result<i64, Error> {
    Ok(forgotten::table
        .filter(forgotten::tenant_id.eq(tenant))
        .count()
        .get_result(&mut conn.db)?)
}
