//! The guard: from how many people on what a provider does to them is held, and how many it has let go of late.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Text};
use uuid::Uuid;

use crate::conn::{on, parameters};
use crate::id::Id;
use crate::prepared::Prepared;
use crate::schema::{guard_windows, guards};
use crate::{Conn, Error};

/// What a connection may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// Whether anything is held at all.
    pub enabled: bool,
    /// So many people may go within the window,
    pub people_max: i64,
    /// or so many of a hundred who are active, whichever are more.
    pub percent_max: i64,
    /// How long the window is.
    pub window_minutes: i64,
}

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = guards)]
struct Row {
    tenant_id: String,
    connection_id: Id,
    enabled: bool,
    people_max: i64,
    percent_max: i64,
    window_minutes: i64,
}

/// The tenant's guards by connection; that of the nil connection is for all that have none of their own.
///
/// # Errors
/// Only the database's own.
pub fn list(conn: &mut Conn, tenant: &str) -> Result<Vec<(Uuid, Guard)>, Error> {
    let rows: Vec<Row> = guards::table
        .filter(guards::tenant_id.eq(tenant))
        .load(&mut conn.db)?;
    let read = |row: Row| {
        let guard = Guard {
            enabled: row.enabled,
            people_max: row.people_max,
            percent_max: row.percent_max,
            window_minutes: row.window_minutes,
        };
        (row.connection_id.0, guard)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Sets the guard of a connection, or with the nil connection that of the tenant; without one it has none of its own.
///
/// # Errors
/// [`Error::Conflict`] when somebody else just set the first one; [`Error::Reference`] when there is no such tenant.
pub fn set(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    guard: Option<Guard>,
) -> Result<(), Error> {
    diesel::delete(guards::table.find((tenant, Id(connection)))).execute(&mut conn.db)?;
    let Some(guard) = guard else {
        return Ok(());
    };
    let row = Row {
        tenant_id: tenant.to_owned(),
        connection_id: Id(connection),
        enabled: guard.enabled,
        people_max: guard.people_max,
        percent_max: guard.percent_max,
        window_minutes: guard.window_minutes,
    };
    diesel::insert_into(guards::table)
        .values(&row)
        .execute(&mut conn.db)
        .map_err(Error::raced)?;
    Ok(())
}

/// How many people a connection has let go of late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// JSON: since when, and how many, some minutes at a time.
    pub counts: String,
    /// How many people were active when that was last counted.
    pub people: i64,
    /// When that was, in microseconds since the Unix epoch; 0: never.
    pub counted_at: i64,
}

#[derive(QueryableByName)]
struct WindowRow {
    #[diesel(sql_type = Text)]
    counts: String,
    #[diesel(sql_type = BigInt)]
    people: i64,
    #[diesel(sql_type = BigInt)]
    counted_at: i64,
}

/// A connection's window, which nobody else reads or changes until the transaction ends; an empty one before the first.
///
/// # Errors
/// [`Error::Busy`] when others keep it locked for too long; [`Error::Reference`] when there is no such tenant.
pub fn lock_window(conn: &mut Conn, tenant: &str, connection: Uuid) -> Result<Window, Error> {
    let [of_tenant, of_connection, ..] = parameters(&conn.db);
    // A row that is written is locked, whether it was there or not.
    let locked = sql_query(format!(
        "INSERT INTO guard_windows (tenant_id, connection_id, counts, people, counted_at) \
         VALUES ({of_tenant}, {of_connection}, '[]', 0, 0) \
         ON CONFLICT (tenant_id, connection_id) DO UPDATE SET people = guard_windows.people \
         RETURNING counts, people, counted_at"
    ))
    .bind::<Text, _>(tenant)
    .bind::<Binary, _>(Id(connection));
    let locked = Prepared::always(locked);
    let row: WindowRow = on!(&mut conn.db, |db| locked.get_result(db))?;
    Ok(Window {
        counts: row.counts,
        people: row.people,
        counted_at: row.counted_at,
    })
}

/// Writes a window that is locked.
///
/// # Errors
/// Only the database's own.
pub fn write_window(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    window: &Window,
) -> Result<(), Error> {
    diesel::update(guard_windows::table.find((tenant, Id(connection))))
        .set((
            guard_windows::counts.eq(&window.counts),
            guard_windows::people.eq(window.people),
            guard_windows::counted_at.eq(window.counted_at),
        ))
        .execute(&mut conn.db)?;
    Ok(())
}
