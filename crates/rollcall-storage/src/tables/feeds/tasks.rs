//! Whom to look at beside those that changes name.

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::Id;
use crate::schema::feed_tasks;
use crate::{Conn, Error};

/// Some people to look at, now or later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: Uuid,
    /// Whom, as JSON that this module does not read.
    pub whom: String,
    /// Why, likewise.
    pub cause: String,
    /// Everybody of them up to this id was looked at.
    pub position: Option<Uuid>,
    /// Not before this, in microseconds since the Unix epoch.
    pub due_at: i64,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = feed_tasks, treat_none_as_default_value = false)]
struct Row {
    tenant_id: String,
    id: Id,
    whom: String,
    cause: String,
    position: Option<Id>,
    due_at: i64,
}

impl From<Row> for Task {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.0,
            whom: row.whom,
            cause: row.cause,
            position: row.position.map(|id| id.0),
            due_at: row.due_at,
        }
    }
}

/// Adds a task.
///
/// # Errors
/// [`Error::Reference`] when the tenant has no feed.
pub fn add_task(conn: &mut Conn, tenant: &str, task: &Task) -> Result<(), Error> {
    let row = Row {
        tenant_id: tenant.to_owned(),
        id: Id(task.id),
        whom: task.whom.clone(),
        cause: task.cause.clone(),
        position: task.position.map(Id),
        due_at: task.due_at,
    };
    diesel::insert_into(feed_tasks::table)
        .values(&row)
        .execute(&mut conn.db)?;
    Ok(())
}

/// The task that has been due for longest at `now`.
///
/// # Errors
/// Only the database's own.
pub fn next_task(conn: &mut Conn, tenant: &str, now: i64) -> Result<Option<Task>, Error> {
    let row: Option<Row> = feed_tasks::table
        .filter(feed_tasks::tenant_id.eq(tenant))
        .filter(feed_tasks::due_at.le(now))
        .order((feed_tasks::due_at, feed_tasks::id))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(Task::from))
}

/// The tenant's tasks, the next first, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn tasks(conn: &mut Conn, tenant: &str, limit: i64) -> Result<Vec<Task>, Error> {
    let rows: Vec<Row> = feed_tasks::table
        .filter(feed_tasks::tenant_id.eq(tenant))
        .order((feed_tasks::due_at, feed_tasks::id))
        .limit(limit)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Task::from).collect())
}

/// Notes how far a task is.
///
/// # Errors
/// Only the database's own.
pub fn move_task(
    conn: &mut Conn,
    tenant: &str,
    id: Uuid,
    position: Option<Uuid>,
) -> Result<(), Error> {
    diesel::update(feed_tasks::table.find((tenant, Id(id))))
        .set(feed_tasks::position.eq(position.map(Id)))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Forgets a task.
///
/// # Errors
/// Only the database's own.
pub fn remove_task(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<(), Error> {
    diesel::delete(feed_tasks::table.find((tenant, Id(id)))).execute(&mut conn.db)?;
    Ok(())
}
