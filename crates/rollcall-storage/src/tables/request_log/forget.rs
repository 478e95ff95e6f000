//! Requests that are kept no longer.

use diesel::prelude::*;
use uuid::Uuid;

use super::{as_kept, grow};
use crate::conn::MultiBackend;
use crate::id::Id;
use crate::schema::request_log;
use crate::{Conn, Error};

/// Forgets the oldest requests of a tenant, at most `limit`: those before that id, and others as long as all together take more
/// than `bytes_max`. Answers how many.
///
/// # Errors
/// Only the database's own.
pub fn trim(
    conn: &mut Conn,
    tenant: &str,
    before: Uuid,
    bytes_max: i64,
    limit: i64,
) -> Result<usize, Error> {
    // Nobody else counts until the transaction ends.
    let mut bytes = grow(conn, tenant, 0)?;
    let oldest: Vec<(Id, i64)> = request_log::table
        .filter(request_log::tenant_id.eq(tenant))
        .order(request_log::id)
        .limit(limit)
        .select((request_log::id, request_log::bytes))
        .load(&mut conn.db)?;
    let (mut last, mut freed) = (None, 0);
    for (id, taken) in oldest {
        if id.0 >= before && bytes <= bytes_max {
            break;
        }
        last = Some(id);
        freed += taken;
        bytes -= taken;
    }
    let Some(last) = last else {
        return Ok(0);
    };
    let old = request_log::table
        .filter(request_log::tenant_id.eq(tenant))
        .filter(request_log::id.le(last));
    let removed = diesel::delete(old).execute(&mut conn.db)?;
    grow(conn, tenant, -freed)?;
    Ok(removed)
}

/// Forgets what is kept about a person, at most `limit` requests at a time: those about their id or their folded name. Answers
/// how many.
///
/// # Errors
/// Only the database's own.
pub fn forget_about(
    conn: &mut Conn,
    tenant: &str,
    person: Uuid,
    key: Option<&str>,
    limit: i64,
) -> Result<usize, Error> {
    grow(conn, tenant, 0)?;
    let mut of_person = request_log::table
        .into_boxed::<MultiBackend>()
        .filter(request_log::tenant_id.eq(tenant.to_owned()));
    of_person = match key {
        None => of_person.filter(request_log::subject_id.eq(Id(person))),
        Some(key) => of_person.filter(request_log::subject_key.eq(as_kept(key).to_owned())),
    };
    let rows: Vec<(Id, i64)> = of_person
        .order(request_log::id)
        .limit(limit)
        .select((request_log::id, request_log::bytes))
        .load(&mut conn.db)?;
    let ids: Vec<Id> = rows.iter().map(|(id, _)| *id).collect();
    let freed: i64 = rows.iter().map(|(_, bytes)| bytes).sum();
    let these = request_log::table
        .filter(request_log::tenant_id.eq(tenant))
        .filter(request_log::id.eq_any(ids));
    let removed = diesel::delete(these).execute(&mut conn.db)?;
    grow(conn, tenant, -freed)?;
    Ok(removed)
}
