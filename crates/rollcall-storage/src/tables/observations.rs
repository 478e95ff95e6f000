//! The catalogue of attributes that were received and not kept.

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::Id;
use crate::promote::prefix;
use crate::schema::observations;
use crate::{Conn, Error};

/// How often, and when, a connection sent an attribute that is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The tenant's id.
    pub tenant: String,
    /// The connection.
    pub connection_id: Uuid,
    /// The attribute's path as sent; its first 255 characters are kept.
    pub path: String,
    /// How often.
    pub count: i64,
    /// Microseconds since the Unix epoch.
    pub first_seen_at: i64,
    /// Microseconds since the Unix epoch.
    pub last_seen_at: i64,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = observations)]
struct Row {
    tenant_id: String,
    connection_id: Id,
    path: String,
    seen_count: i64,
    first_seen_at: i64,
    last_seen_at: i64,
}

/// Adds sightings to the catalogue.
///
/// # Errors
/// [`Error::Reference`] when there is no such connection; [`Error::Conflict`] when another replica just added
/// the same path.
pub fn record(conn: &mut Conn, seen: &[Observation]) -> Result<(), Error> {
    // In one order everywhere, so that two replicas cannot wait for each other.
    let mut seen: Vec<_> = seen.iter().collect();
    seen.sort_unstable_by_key(|seen| (&seen.tenant, seen.connection_id, &seen.path));
    for seen in seen {
        let path = prefix(&seen.path);
        let known =
            diesel::update(observations::table.find((&seen.tenant, Id(seen.connection_id), path)))
                .set((
                    observations::seen_count.eq(observations::seen_count + seen.count),
                    observations::last_seen_at.eq(seen.last_seen_at),
                ))
                .execute(&mut conn.db)?;
        if known == 0 {
            let row = Row {
                tenant_id: seen.tenant.clone(),
                connection_id: Id(seen.connection_id),
                path: path.to_owned(),
                seen_count: seen.count,
                first_seen_at: seen.first_seen_at,
                last_seen_at: seen.last_seen_at,
            };
            diesel::insert_into(observations::table)
                .values(&row)
                .execute(&mut conn.db)
                .map_err(Error::raced)?;
        }
    }
    Ok(())
}

/// The tenant's catalogue, by connection and path.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn, tenant: &str) -> Result<Vec<Observation>, Error> {
    let rows: Vec<Row> = observations::table
        .filter(observations::tenant_id.eq(tenant))
        .order((observations::connection_id, observations::path))
        .load(&mut conn.db)?;
    let observation = |row: Row| Observation {
        tenant: row.tenant_id,
        connection_id: row.connection_id.0,
        path: row.path,
        count: row.seen_count,
        first_seen_at: row.first_seen_at,
        last_seen_at: row.last_seen_at,
    };
    Ok(rows.into_iter().map(observation).collect())
}
