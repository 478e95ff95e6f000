//! What was announced: of each person what holds since, and the announcements one by one.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use crate::conn::on;
use crate::id::{Id, ids};
use crate::prepared::Prepared;
use crate::schema::{announced, announcements};
use crate::{Conn, Error};

/// Rows in one statement; SQLite takes 32,766 binds.
const CHUNK_ROWS: usize = 500;

/// Something that was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Its number: greater than those of all earlier ones of the tenant.
    pub seq: i64,
    /// When, in microseconds since the Unix epoch.
    pub at: i64,
    /// Of whom.
    pub resource_id: Uuid,
    /// `created`, `changed` or `left`.
    pub kind: String,
    /// The names of the values that differ, as JSON.
    pub changed: String,
    /// Why, as JSON.
    pub cause: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = announcements, treat_none_as_default_value = false)]
struct Row {
    tenant_id: String,
    seq: i64,
    at: i64,
    resource_id: Id,
    kind: String,
    changed: String,
    cause: String,
}

impl From<Row> for Announcement {
    fn from(row: Row) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            resource_id: row.resource_id.0,
            kind: row.kind,
            changed: row.changed,
            cause: row.cause,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = announced)]
struct NewDigests<'a> {
    tenant_id: &'a str,
    resource_id: Id,
    digests: &'a [u8],
}

/// What was noted of each of these people.
///
/// # Errors
/// Only the database's own.
pub fn digests(
    conn: &mut Conn,
    tenant: &str,
    of: &[Uuid],
) -> Result<HashMap<Uuid, Vec<u8>>, Error> {
    let mut all = HashMap::with_capacity(of.len());
    for chunk in of.chunks(CHUNK_ROWS) {
        let of_these = announced::table
            .filter(announced::tenant_id.eq(tenant))
            .filter(announced::resource_id.eq_any(ids(chunk)))
            .select((announced::resource_id, announced::digests));
        let rows: Vec<(Id, Vec<u8>)> =
            Prepared::if_few(chunk.len(), of_these).load(&mut conn.db)?;
        all.extend(rows.into_iter().map(|(id, digests)| (id.0, digests)));
    }
    Ok(all)
}

/// Notes what holds of these people now; nothing for who is gone. Only under the lock of the feed ([`super::lock`]).
///
/// # Errors
/// Only the database's own.
pub fn set_digests(
    conn: &mut Conn,
    tenant: &str,
    of: &[(Uuid, Option<Vec<u8>>)],
) -> Result<(), Error> {
    for chunk in of.chunks(CHUNK_ROWS) {
        let these: Vec<_> = chunk.iter().map(|(id, _)| *id).collect();
        let before = announced::table
            .filter(announced::tenant_id.eq(tenant))
            .filter(announced::resource_id.eq_any(ids(&these)));
        diesel::delete(before).execute(&mut conn.db)?;
        let row = |(id, digests): &'_ (Uuid, Option<Vec<u8>>)| Some((Id(*id), digests.clone()?));
        let kept: Vec<_> = chunk.iter().filter_map(row).collect();
        let rows: Vec<_> = kept
            .iter()
            .map(|(resource_id, digests)| NewDigests {
                tenant_id: tenant,
                resource_id: *resource_id,
                digests,
            })
            .collect();
        if !rows.is_empty() {
            let insertion = diesel::insert_into(announced::table).values(&rows);
            on!(&mut conn.db, |db| insertion.execute(db))?;
        }
    }
    Ok(())
}

/// Adds announcements, whose numbers are the next ones of the feed. Only under its lock ([`super::lock`]), so that
/// they are committed in the order of their numbers, and whoever reads on from a number skips none.
///
/// # Errors
/// Only the database's own.
pub fn append(conn: &mut Conn, tenant: &str, new: &[Announcement]) -> Result<(), Error> {
    for chunk in new.chunks(CHUNK_ROWS) {
        let row = |it: &Announcement| Row {
            tenant_id: tenant.to_owned(),
            seq: it.seq,
            at: it.at,
            resource_id: Id(it.resource_id),
            kind: it.kind.clone(),
            changed: it.changed.clone(),
            cause: it.cause.clone(),
        };
        let rows: Vec<_> = chunk.iter().map(row).collect();
        let insertion = diesel::insert_into(announcements::table).values(&rows);
        on!(&mut conn.db, |db| insertion.execute(db))?;
    }
    Ok(())
}

/// The announcements with numbers greater than `seq`, in order, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn after(
    conn: &mut Conn,
    tenant: &str,
    seq: i64,
    limit: i64,
) -> Result<Vec<Announcement>, Error> {
    let rows: Vec<Row> = announcements::table
        .filter(announcements::tenant_id.eq(tenant))
        .filter(announcements::seq.gt(seq))
        .order(announcements::seq)
        .limit(limit)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Announcement::from).collect())
}

/// The announcements with smaller numbers than `seq`, the latest first, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn before(
    conn: &mut Conn,
    tenant: &str,
    seq: i64,
    limit: i64,
) -> Result<Vec<Announcement>, Error> {
    let rows: Vec<Row> = announcements::table
        .filter(announcements::tenant_id.eq(tenant))
        .filter(announcements::seq.lt(seq))
        .order(announcements::seq.desc())
        .limit(limit)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Announcement::from).collect())
}

/// The announcements of these numbers that are kept, in order.
///
/// # Errors
/// Only the database's own.
pub fn find_all(
    conn: &mut Conn,
    tenant: &str,
    numbers: &[i64],
) -> Result<Vec<Announcement>, Error> {
    let rows: Vec<Row> = announcements::table
        .filter(announcements::tenant_id.eq(tenant))
        .filter(announcements::seq.eq_any(numbers))
        .order(announcements::seq)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Announcement::from).collect())
}

/// Forgets announcements from before `time`, the oldest first, at most `limit`; answers the number of the last of them.
///
/// # Errors
/// Only the database's own.
pub fn forget(conn: &mut Conn, tenant: &str, time: i64, limit: i64) -> Result<Option<i64>, Error> {
    let oldest: Vec<(i64, i64)> = announcements::table
        .filter(announcements::tenant_id.eq(tenant))
        .order(announcements::seq)
        .limit(limit)
        .select((announcements::seq, announcements::at))
        .load(&mut conn.db)?;
    let old = oldest.iter().take_while(|(_, at)| *at < time);
    let Some(last) = old.last().map(|(seq, _)| *seq) else {
        return Ok(None);
    };
    let gone = announcements::table
        .filter(announcements::tenant_id.eq(tenant))
        .filter(announcements::seq.le(last));
    diesel::delete(gone).execute(&mut conn.db)?;
    Ok(Some(last))
}
