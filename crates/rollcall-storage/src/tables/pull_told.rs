//! Of whom a source told by itself, so that they are read at once.

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::Id;
use crate::schema::pull_told;
use crate::{Conn, Error};

/// Notes that a source told of somebody at `now`; answers whether that is news. What happened no later than what is known already is none.
///
/// # Errors
/// [`Error::Reference`] when there is no such connection.
pub fn tell(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    external_id: &str,
    published_at: i64,
    now: i64,
) -> Result<bool, Error> {
    let place = pull_told::table.find((tenant, Id(connection), external_id));
    let known: Option<i64> = place
        .select(pull_told::published_at)
        .first(&mut conn.db)
        .optional()?;
    match known {
        Some(known) if published_at != 0 && published_at <= known => return Ok(false),
        Some(_) => {
            let none: Option<i64> = None;
            diesel::update(place)
                .set((
                    pull_told::published_at.eq(published_at),
                    pull_told::told_at.eq(now),
                    pull_told::read_at.eq(none),
                ))
                .execute(&mut conn.db)?;
        }
        None => {
            diesel::insert_into(pull_told::table)
                .values((
                    pull_told::tenant_id.eq(tenant),
                    pull_told::connection_id.eq(Id(connection)),
                    pull_told::external_id.eq(external_id),
                    pull_told::published_at.eq(published_at),
                    pull_told::told_at.eq(now),
                ))
                .execute(&mut conn.db)?;
        }
    }
    Ok(true)
}

/// Those who are to be read, whom the source told of up to `until`, by id, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn unread(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    until: i64,
    limit: i64,
) -> Result<Vec<String>, Error> {
    Ok(pull_told::table
        .filter(pull_told::tenant_id.eq(tenant))
        .filter(pull_told::connection_id.eq(Id(connection)))
        .filter(pull_told::read_at.is_null())
        .filter(pull_told::told_at.le(until))
        .order(pull_told::external_id)
        .limit(limit)
        .select(pull_told::external_id)
        .load(&mut conn.db)?)
}

/// How many of whom the source told until then wait to be read.
///
/// # Errors
/// Only the database's own.
pub fn waiting(conn: &mut Conn, tenant: &str, connection: Uuid, until: i64) -> Result<i64, Error> {
    Ok(pull_told::table
        .filter(pull_told::tenant_id.eq(tenant))
        .filter(pull_told::connection_id.eq(Id(connection)))
        .filter(pull_told::read_at.is_null())
        .filter(pull_told::told_at.le(until))
        .count()
        .get_result(&mut conn.db)?)
}

/// Notes at `now` that these were read, as far as the source has told nothing of them after `until`; and forgets who was read before `old`.
///
/// # Errors
/// Only the database's own.
pub fn read(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    external_ids: &[&str],
    (old, until, now): (i64, i64, i64),
) -> Result<(), Error> {
    let these = pull_told::table
        .filter(pull_told::tenant_id.eq(tenant))
        .filter(pull_told::connection_id.eq(Id(connection)))
        .filter(pull_told::external_id.eq_any(external_ids.to_vec()))
        .filter(pull_told::told_at.le(until));
    diesel::update(these)
        .set(pull_told::read_at.eq(now))
        .execute(&mut conn.db)?;
    let over = pull_told::table
        .filter(pull_told::tenant_id.eq(tenant))
        .filter(pull_told::connection_id.eq(Id(connection)))
        .filter(pull_told::read_at.lt(old));
    diesel::delete(over).execute(&mut conn.db)?;
    Ok(())
}
