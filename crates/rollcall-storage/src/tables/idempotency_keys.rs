//! Requests that carry an `Idempotency-Key`, and what they were answered.

use diesel::prelude::*;

use crate::schema::idempotency_keys;
use crate::{Conn, Error};

/// A request that was begun. Times are microseconds since the Unix epoch.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = idempotency_keys, treat_none_as_default_value = false)]
pub struct Begun {
    /// The tenant's id; empty for what is about no tenant.
    pub tenant_id: String,
    /// Of the caller and their key: what tells requests apart.
    pub digest: Vec<u8>,
    /// Of what is asked.
    pub request: Vec<u8>,
    /// When it was begun.
    pub begun_at: i64,
    /// Until when it is somebody's to carry out; it tells holders apart.
    pub lease_until: i64,
    /// What it was answered, encrypted; empty where that is not kept, none where there is no answer yet.
    pub answer: Option<Vec<u8>>,
}

/// The request of that key, if there is one.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str, digest: &[u8]) -> Result<Option<Begun>, Error> {
    let row = idempotency_keys::table
        .find((tenant, digest))
        .first(&mut conn.db)
        .optional()?;
    Ok(row)
}

/// Notes that a request begins.
///
/// # Errors
/// [`Error::Conflict`] when somebody else began it meanwhile.
pub fn insert(conn: &mut Conn, row: &Begun) -> Result<(), Error> {
    diesel::insert_into(idempotency_keys::table)
        .values(row)
        .execute(&mut conn.db)
        .map_err(Error::raced)?;
    Ok(())
}

/// Takes over a request whose holder was silent for too long; answers whether it was still theirs.
///
/// # Errors
/// Only the database's own.
pub fn take_over(
    conn: &mut Conn,
    tenant: &str,
    digest: &[u8],
    from: i64,
    lease_until: i64,
) -> Result<bool, Error> {
    let row = idempotency_keys::table
        .find((tenant, digest))
        .filter(idempotency_keys::lease_until.eq(from))
        .filter(idempotency_keys::answer.is_null());
    let taken = diesel::update(row)
        .set(idempotency_keys::lease_until.eq(lease_until))
        .execute(&mut conn.db)?;
    Ok(taken > 0)
}

/// Keeps what a request was answered, if it is still its holder's.
///
/// # Errors
/// Only the database's own.
pub fn keep(
    conn: &mut Conn,
    tenant: &str,
    digest: &[u8],
    lease: i64,
    answer: &[u8],
) -> Result<(), Error> {
    let row = idempotency_keys::table
        .find((tenant, digest))
        .filter(idempotency_keys::lease_until.eq(lease));
    diesel::update(row)
        .set(idempotency_keys::answer.eq(Some(answer)))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Forgets a request that came to nothing, if it is still its holder's.
///
/// # Errors
/// Only the database's own.
pub fn release(conn: &mut Conn, tenant: &str, digest: &[u8], lease: i64) -> Result<(), Error> {
    let row = idempotency_keys::table
        .find((tenant, digest))
        .filter(idempotency_keys::lease_until.eq(lease))
        .filter(idempotency_keys::answer.is_null());
    diesel::delete(row).execute(&mut conn.db)?;
    Ok(())
}

/// Forgets those of the tenant's requests that were begun before a time, the oldest first and at most `limit`; answers how many.
///
/// # Errors
/// Only the database's own.
pub fn forget(conn: &mut Conn, tenant: &str, before: i64, limit: i64) -> Result<usize, Error> {
    let old: Vec<Vec<u8>> = idempotency_keys::table
        .filter(idempotency_keys::tenant_id.eq(tenant))
        .filter(idempotency_keys::begun_at.lt(before))
        .order(idempotency_keys::begun_at)
        .limit(limit)
        .select(idempotency_keys::digest)
        .load(&mut conn.db)?;
    if old.is_empty() {
        return Ok(0);
    }
    let these = idempotency_keys::table
        .filter(idempotency_keys::tenant_id.eq(tenant))
        .filter(idempotency_keys::digest.eq_any(old));
    Ok(diesel::delete(these).execute(&mut conn.db)?)
}
