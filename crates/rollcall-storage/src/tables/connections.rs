//! Connections: one identity provider's feed into a tenant.

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::Id;
use crate::schema::{connections, connections_in_test};
use crate::{Conn, Error, conn};

/// A connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The tenant's id.
    pub tenant: String,
    /// Its own id.
    pub id: Uuid,
    /// For people; unique in the tenant.
    pub name: String,
    /// How resources come: `scim` for push.
    pub kind: String,
    /// How the other side speaks: `auto`, `okta`, `entra`, `strict` …
    pub profile: String,
    /// Rules that are switched on or off beside the profile: `+read-only-in-path,-dotted-keys`.
    pub rules: String,
    /// Whether tokens may come as the password of HTTP Basic.
    pub basic_allowed: bool,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
    /// The provider that was recognised last.
    pub speaks_like: Option<Recognised>,
    /// Counts the changes of its settings, from 1.
    pub version: i64,
    /// Since when it is paused and by whom, if it is; microseconds since the Unix epoch.
    pub paused: Option<(i64, String)>,
    /// Since when it is disconnected for good and by whom, if it is.
    pub disconnected: Option<(i64, String)>,
    /// Whether its changes are only tried.
    pub test_mode: bool,
}

/// A provider that was recognised by how it speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// Its name.
    pub provider: String,
    /// When it was first recognised here since another one was; microseconds since the Unix epoch.
    pub first_seen_at: i64,
    /// When it was last recognised here.
    pub last_seen_at: i64,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = connections)]
struct Row {
    tenant_id: String,
    id: Id,
    name: String,
    kind: String,
    profile: String,
    basic_allowed: bool,
    created_at: i64,
    rules: String,
    provider: Option<String>,
    provider_first_seen_at: Option<i64>,
    provider_last_seen_at: Option<i64>,
    version: i64,
    paused_at: Option<i64>,
    paused_by: Option<String>,
    disconnected_at: Option<i64>,
    disconnected_by: Option<String>,
}

impl From<Row> for Connection {
    fn from(row: Row) -> Self {
        let seen = (row.provider_first_seen_at, row.provider_last_seen_at);
        let speaks_like = match (row.provider, seen) {
            (Some(provider), (Some(first_seen_at), Some(last_seen_at))) => Some(Recognised {
                provider,
                first_seen_at,
                last_seen_at,
            }),
            _ => None,
        };
        Self {
            tenant: row.tenant_id,
            id: row.id.0,
            name: row.name,
            kind: row.kind,
            profile: row.profile,
            rules: row.rules,
            basic_allowed: row.basic_allowed,
            created_at: row.created_at,
            speaks_like,
            version: row.version,
            paused: row.paused_at.zip(row.paused_by),
            disconnected: row.disconnected_at.zip(row.disconnected_by),
            test_mode: false,
        }
    }
}

/// Adds a connection. Nobody has spoken for it yet.
///
/// # Errors
/// [`Error::Uniqueness`] when the tenant has one of that name, [`Error::Reference`] when there is no such tenant.
pub fn create(conn: &mut Conn, connection: &Connection) -> Result<(), Error> {
    let connection = connection.clone();
    let row = Row {
        tenant_id: connection.tenant,
        id: Id(connection.id),
        name: connection.name,
        kind: connection.kind,
        profile: connection.profile,
        basic_allowed: connection.basic_allowed,
        created_at: connection.created_at,
        rules: connection.rules,
        provider: None,
        provider_first_seen_at: None,
        provider_last_seen_at: None,
        version: 1,
        paused_at: None,
        paused_by: None,
        disconnected_at: None,
        disconnected_by: None,
    };
    diesel::insert_into(connections::table)
        .values(&row)
        .execute(&mut conn.db)?;
    Ok(())
}

/// Writes what a connection is called, how it speaks and whether it is paused or disconnected, as its next version; only if the
/// version that is there is the one that `connection` was read as. Answers whether it was.
///
/// # Errors
/// [`Error::Uniqueness`] when the tenant has another one of that name.
pub fn update(conn: &mut Conn, connection: &Connection) -> Result<bool, Error> {
    let (paused_at, paused_by) = connection.paused.clone().unzip();
    let (disconnected_at, disconnected_by) = connection.disconnected.clone().unzip();
    let same = connections::table
        .find((&connection.tenant, Id(connection.id)))
        .filter(connections::version.eq(connection.version));
    let updated = diesel::update(same)
        .set((
            connections::name.eq(&connection.name),
            connections::profile.eq(&connection.profile),
            connections::rules.eq(&connection.rules),
            connections::basic_allowed.eq(connection.basic_allowed),
            connections::paused_at.eq(paused_at),
            connections::paused_by.eq(paused_by),
            connections::disconnected_at.eq(disconnected_at),
            connections::disconnected_by.eq(disconnected_by),
            connections::version.eq(connection.version + 1),
        ))
        .execute(&mut conn.db)?;
    if updated > 0 {
        keep_test_mode(conn, connection)?;
    }
    Ok(updated > 0)
}

/// Notes that a provider was recognised between two moments. Another one than before begins anew.
///
/// # Errors
/// Only the database's own.
pub fn record_provider(
    conn: &mut Conn,
    tenant: &str,
    id: Uuid,
    seen: &Recognised,
) -> Result<(), Error> {
    let connection = connections::table.find((tenant, Id(id)));
    let continued = diesel::update(connection.filter(connections::provider.eq(&seen.provider)))
        .set(connections::provider_last_seen_at.eq(seen.last_seen_at))
        .execute(&mut conn.db)?;
    if continued == 0 {
        diesel::update(connection)
            .set((
                connections::provider.eq(&seen.provider),
                connections::provider_first_seen_at.eq(seen.first_seen_at),
                connections::provider_last_seen_at.eq(seen.last_seen_at),
            ))
            .execute(&mut conn.db)?;
    }
    Ok(())
}

/// Keeps others from locking or changing the connection until the transaction ends; answers whether there is one of that id. On
/// SQLite the write transaction itself does that.
///
/// # Errors
/// [`Error::Busy`] when others keep it locked for too long.
pub fn lock(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<bool, Error> {
    Ok(conn::lock_connection(&mut conn.db, tenant, Id(id))?)
}

/// The connection of that id.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<Option<Connection>, Error> {
    let row: Option<Row> = connections::table
        .find((tenant, Id(id)))
        .first(&mut conn.db)
        .optional()?;
    tested(conn, tenant, row)
}

/// The connection of that name.
///
/// # Errors
/// Only the database's own.
pub fn find_by_name(
    conn: &mut Conn,
    tenant: &str,
    name: &str,
) -> Result<Option<Connection>, Error> {
    let row: Option<Row> = connections::table
        .filter(connections::tenant_id.eq(tenant))
        .filter(connections::name.eq(name))
        .first(&mut conn.db)
        .optional()?;
    tested(conn, tenant, row)
}

/// The tenant's connections, by name.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn, tenant: &str) -> Result<Vec<Connection>, Error> {
    let rows: Vec<Row> = connections::table
        .filter(connections::tenant_id.eq(tenant))
        .order(connections::name)
        .load(&mut conn.db)?;
    let in_test: Vec<Id> = connections_in_test::table
        .filter(connections_in_test::tenant_id.eq(tenant))
        .select(connections_in_test::connection_id)
        .load(&mut conn.db)?;
    let connection = |row: Row| Connection {
        test_mode: in_test.contains(&row.id),
        ..Connection::from(row)
    };
    Ok(rows.into_iter().map(connection).collect())
}

/// With whether its changes are only tried.
fn tested(conn: &mut Conn, tenant: &str, row: Option<Row>) -> Result<Option<Connection>, Error> {
    let Some(row) = row else {
        return Ok(None);
    };
    let in_test: i64 = connections_in_test::table
        .filter(connections_in_test::tenant_id.eq(tenant))
        .filter(connections_in_test::connection_id.eq(row.id))
        .count()
        .get_result(&mut conn.db)?;
    Ok(Some(Connection {
        test_mode: in_test > 0,
        ..Connection::from(row)
    }))
}

/// Notes whether a connection's changes are only tried.
fn keep_test_mode(conn: &mut Conn, connection: &Connection) -> Result<(), Error> {
    let key = (connection.tenant.as_str(), Id(connection.id));
    let noted = connections_in_test::table.find(key);
    if !connection.test_mode {
        diesel::delete(noted).execute(&mut conn.db)?;
        return Ok(());
    }
    let known: i64 = noted.count().get_result(&mut conn.db)?;
    if known == 0 {
        diesel::insert_into(connections_in_test::table)
            .values((
                connections_in_test::tenant_id.eq(key.0),
                connections_in_test::connection_id.eq(key.1),
            ))
            .execute(&mut conn.db)
            .map_err(Error::raced)?;
    }
    Ok(())
}
