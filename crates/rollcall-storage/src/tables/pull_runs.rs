//! Runs of connections that pull, and how far each has come.

use diesel::prelude::*;
use uuid::Uuid;

use crate::conn::MultiBackend;
use crate::id::Id;
use crate::schema::pull_runs;
use crate::{Conn, Error};

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its id, a UUIDv7.
    pub id: Uuid,
    /// The connection.
    pub connection_id: Uuid,
    /// `full` or `changes`.
    pub kind: String,
    /// When it began, in microseconds since the Unix epoch, as all times here.
    pub began_at: i64,
    /// When it ended, if it has.
    pub ended_at: Option<i64>,
    /// How it ended: `done`, `failed`, `held`, `stopped`.
    pub outcome: Option<String>,
    /// How far it has come and what it did: JSON.
    pub progress: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = pull_runs, treat_none_as_default_value = false)]
struct Row {
    tenant_id: String,
    id: Id,
    connection_id: Id,
    kind: String,
    began_at: i64,
    ended_at: Option<i64>,
    outcome: Option<String>,
    progress: String,
}

impl From<Row> for Run {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.0,
            connection_id: row.connection_id.0,
            kind: row.kind,
            began_at: row.began_at,
            ended_at: row.ended_at,
            outcome: row.outcome,
            progress: row.progress,
        }
    }
}

/// Adds one.
///
/// # Errors
/// [`Error::Reference`] when there is no such connection.
pub fn insert(conn: &mut Conn, tenant: &str, run: &Run) -> Result<(), Error> {
    let run = run.clone();
    let row = Row {
        tenant_id: tenant.to_owned(),
        id: Id(run.id),
        connection_id: Id(run.connection_id),
        kind: run.kind,
        began_at: run.began_at,
        ended_at: run.ended_at,
        outcome: run.outcome,
        progress: run.progress,
    };
    diesel::insert_into(pull_runs::table)
        .values(&row)
        .execute(&mut conn.db)?;
    Ok(())
}

/// Writes how far a run has come; one that has ended stays as it is. Answers whether it ran.
///
/// # Errors
/// Only the database's own.
pub fn update(conn: &mut Conn, tenant: &str, run: &Run) -> Result<bool, Error> {
    let running = pull_runs::table
        .find((tenant, Id(run.id)))
        .filter(pull_runs::ended_at.is_null());
    let written = diesel::update(running)
        .set((
            pull_runs::ended_at.eq(run.ended_at),
            pull_runs::outcome.eq(&run.outcome),
            pull_runs::progress.eq(&run.progress),
        ))
        .execute(&mut conn.db)?;
    Ok(written > 0)
}

/// Has a run that has ended go on; answers whether it had.
///
/// # Errors
/// Only the database's own.
pub fn reopen(conn: &mut Conn, tenant: &str, run: &Run) -> Result<bool, Error> {
    let ended = pull_runs::table
        .find((tenant, Id(run.id)))
        .filter(pull_runs::ended_at.is_not_null());
    let none: Option<i64> = None;
    let written = diesel::update(ended)
        .set((
            pull_runs::ended_at.eq(none),
            pull_runs::outcome.eq(&run.outcome),
            pull_runs::progress.eq(&run.progress),
        ))
        .execute(&mut conn.db)?;
    Ok(written > 0)
}

/// Writes what is told of a run that has ended.
///
/// # Errors
/// Only the database's own.
pub fn annotate(conn: &mut Conn, tenant: &str, run: &Run) -> Result<(), Error> {
    diesel::update(pull_runs::table.find((tenant, Id(run.id))))
        .set((
            pull_runs::outcome.eq(&run.outcome),
            pull_runs::progress.eq(&run.progress),
        ))
        .execute(&mut conn.db)?;
    Ok(())
}

/// The run of that id.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<Option<Run>, Error> {
    let row: Option<Row> = pull_runs::table
        .find((tenant, Id(id)))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(Run::from))
}

/// The connection's runs before that one, the newest first, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn list(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Run>, Error> {
    let mut runs = pull_runs::table
        .into_boxed::<MultiBackend>()
        .filter(pull_runs::tenant_id.eq(tenant.to_owned()))
        .filter(pull_runs::connection_id.eq(Id(connection)));
    if let Some(before) = before {
        runs = runs.filter(pull_runs::id.lt(Id(before)));
    }
    let rows: Vec<Row> = runs
        .order(pull_runs::id.desc())
        .limit(limit)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Run::from).collect())
}

/// The connection's run under way, which may be an old one that was let go on.
///
/// # Errors
/// Only the database's own.
pub fn open(conn: &mut Conn, tenant: &str, connection: Uuid) -> Result<Option<Run>, Error> {
    let row: Option<Row> = pull_runs::table
        .filter(pull_runs::tenant_id.eq(tenant))
        .filter(pull_runs::connection_id.eq(Id(connection)))
        .filter(pull_runs::ended_at.is_null())
        .order(pull_runs::id.desc())
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(Run::from))
}

/// The connection's last run that has ended in which everybody was to be read.
///
/// # Errors
/// Only the database's own.
pub fn last_full(conn: &mut Conn, tenant: &str, connection: Uuid) -> Result<Option<Run>, Error> {
    let row: Option<Row> = pull_runs::table
        .filter(pull_runs::tenant_id.eq(tenant))
        .filter(pull_runs::connection_id.eq(Id(connection)))
        .filter(pull_runs::kind.eq("full"))
        .filter(pull_runs::ended_at.is_not_null())
        .order(pull_runs::id.desc())
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(Run::from))
}

/// Forgets the connection's runs before that one, but for `but`.
///
/// # Errors
/// Only the database's own.
pub fn forget(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    before: Uuid,
    but: Option<Uuid>,
) -> Result<usize, Error> {
    let old = pull_runs::table
        .filter(pull_runs::tenant_id.eq(tenant))
        .filter(pull_runs::connection_id.eq(Id(connection)))
        .filter(pull_runs::id.lt(Id(before)))
        .filter(pull_runs::id.ne(Id(but.unwrap_or_default())));
    Ok(diesel::delete(old).execute(&mut conn.db)?)
}
