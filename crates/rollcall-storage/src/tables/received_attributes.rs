//! The catalogue of attributes that connections sent.

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::Id;
use crate::promote::prefix;
use crate::schema::received_attributes;
use crate::tables::connections;
use crate::{Conn, Error};

/// How often, and when, a connection sent an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedAttribute {
    /// The tenant's id.
    pub tenant: String,
    /// The connection.
    pub connection_id: Uuid,
    /// `User`, `Group` …; empty where that was not noted.
    pub resource_type: String,
    /// The attribute's path; its first 255 characters are kept.
    pub path: String,
    /// What becomes of its values: a word of `scim_core::sent::Fate`.
    pub fate: String,
    /// In how many requests.
    pub count: i64,
    /// Microseconds since the Unix epoch.
    pub first_seen_at: i64,
    /// Microseconds since the Unix epoch.
    pub last_seen_at: i64,
    /// The shape of a value; that of the first one stays.
    pub sample: Option<String>,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = received_attributes)]
struct Row {
    tenant_id: String,
    connection_id: Id,
    resource_type: String,
    path: String,
    fate: String,
    seen_count: i64,
    first_seen_at: i64,
    last_seen_at: i64,
    sample: Option<String>,
}

/// Adds sightings to the catalogue. Of a connection that is gone nothing is noted, nor any attribute beyond
/// `of_connection_max`: a client that invents names must not fill the database.
///
/// # Errors
/// [`Error::Conflict`] when another replica just added the same path.
pub fn record(
    conn: &mut Conn,
    seen: &[ReceivedAttribute],
    of_connection_max: i64,
) -> Result<(), Error> {
    // In one order everywhere, so that two replicas cannot wait for each other.
    let mut seen: Vec<_> = seen.iter().collect();
    seen.sort_unstable_by_key(|it| (&it.tenant, it.connection_id, &it.resource_type, &it.path));
    for seen in seen {
        let path = prefix(&seen.path);
        let key = (
            &seen.tenant,
            Id(seen.connection_id),
            &seen.resource_type,
            path,
        );
        let known = diesel::update(received_attributes::table.find(key))
            .set((
                received_attributes::seen_count.eq(received_attributes::seen_count + seen.count),
                received_attributes::last_seen_at.eq(seen.last_seen_at),
                received_attributes::fate.eq(&seen.fate),
            ))
            .execute(&mut conn.db)?;
        if known == 0 && has_room(conn, seen, of_connection_max)? {
            let row = Row {
                tenant_id: seen.tenant.clone(),
                connection_id: Id(seen.connection_id),
                resource_type: seen.resource_type.clone(),
                path: path.to_owned(),
                fate: seen.fate.clone(),
                seen_count: seen.count,
                first_seen_at: seen.first_seen_at,
                last_seen_at: seen.last_seen_at,
                sample: seen.sample.clone(),
            };
            diesel::insert_into(received_attributes::table)
                .values(&row)
                .execute(&mut conn.db)
                .map_err(Error::raced)?;
        }
    }
    Ok(())
}

fn has_room(conn: &mut Conn, seen: &ReceivedAttribute, max: i64) -> Result<bool, Error> {
    let count: i64 = received_attributes::table
        .filter(received_attributes::tenant_id.eq(&seen.tenant))
        .filter(received_attributes::connection_id.eq(Id(seen.connection_id)))
        .count()
        .get_result(&mut conn.db)?;
    // Whoever has rows is there.
    let is_there =
        count > 0 || connections::find(conn, &seen.tenant, seen.connection_id)?.is_some();
    Ok(is_there && count < max)
}

/// What the tenant's connections sent, or one of them, by connection, type and path.
///
/// # Errors
/// Only the database's own.
pub fn list(
    conn: &mut Conn,
    tenant: &str,
    connection: Option<Uuid>,
) -> Result<Vec<ReceivedAttribute>, Error> {
    let mut of_tenant = received_attributes::table
        .filter(received_attributes::tenant_id.eq(tenant))
        .order((
            received_attributes::connection_id,
            received_attributes::resource_type,
            received_attributes::path,
        ))
        .into_boxed();
    if let Some(id) = connection {
        of_tenant = of_tenant.filter(received_attributes::connection_id.eq(Id(id)));
    }
    let rows: Vec<Row> = of_tenant.load(&mut conn.db)?;
    let received = |row: Row| ReceivedAttribute {
        tenant: row.tenant_id,
        connection_id: row.connection_id.0,
        resource_type: row.resource_type,
        path: row.path,
        fate: row.fate,
        count: row.seen_count,
        first_seen_at: row.first_seen_at,
        last_seen_at: row.last_seen_at,
        sample: row.sample,
    };
    Ok(rows.into_iter().map(received).collect())
}

/// Whether a connection sent anything of that resource type.
///
/// # Errors
/// Only the database's own.
pub fn is_any_of(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    resource_type: &str,
) -> Result<bool, Error> {
    let of_type = received_attributes::table
        .filter(received_attributes::tenant_id.eq(tenant))
        .filter(received_attributes::connection_id.eq(Id(connection)))
        .filter(received_attributes::resource_type.eq(resource_type));
    let first: Option<String> = of_type
        .select(received_attributes::path)
        .first(&mut conn.db)
        .optional()?;
    Ok(first.is_some())
}
