//! The audit log: who did what, when and from where, with what it was before and after. It has no secrets.

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::{Id, ids};
use crate::schema::audit;
use crate::{Conn, Error};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The tenant's id; empty for what is about the installation.
    pub tenant: String,
    /// UUIDv7: entries are in the order of their ids.
    pub id: Uuid,
    /// Microseconds since the Unix epoch.
    pub at: i64,
    /// What kind of actor it was: `admin`, `api_key`, `set_up_link`, `command_line`, `provider`, `program` or `nobody`.
    pub actor_kind: String,
    /// The actor's id.
    pub actor_id: Option<String>,
    /// The actor's name: an e-mail address, the name of a key.
    pub actor_name: String,
    /// From which network address.
    pub address: Option<String>,
    /// What was done: `token.revoke`.
    pub action: String,
    /// To what kind of thing: `token`.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: Option<String>,
    /// Its name.
    pub subject_name: Option<String>,
    /// What it was, as JSON.
    pub before: Option<String>,
    /// What it is, as JSON.
    pub after: Option<String>,
    /// The id of the request.
    pub request_id: Option<String>,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = audit, treat_none_as_default_value = false)]
struct Row {
    tenant_id: String,
    id: Id,
    at: i64,
    actor_kind: String,
    actor_id: Option<String>,
    actor_name: String,
    address: Option<String>,
    action: String,
    subject_kind: String,
    subject_id: Option<String>,
    subject_name: Option<String>,
    before: Option<String>,
    after: Option<String>,
    request_id: Option<String>,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        Self {
            tenant: row.tenant_id,
            id: row.id.0,
            at: row.at,
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            actor_name: row.actor_name,
            address: row.address,
            action: row.action,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            subject_name: row.subject_name,
            before: row.before,
            after: row.after,
            request_id: row.request_id,
        }
    }
}

impl From<Entry> for Row {
    fn from(entry: Entry) -> Self {
        Self {
            tenant_id: entry.tenant,
            id: Id(entry.id),
            at: entry.at,
            actor_kind: entry.actor_kind,
            actor_id: entry.actor_id,
            actor_name: entry.actor_name,
            address: entry.address,
            action: entry.action,
            subject_kind: entry.subject_kind,
            subject_id: entry.subject_id,
            subject_name: entry.subject_name,
            before: entry.before,
            after: entry.after,
            request_id: entry.request_id,
        }
    }
}

/// Which entries are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Those before this one, which are the older ones.
    pub after: Option<Uuid>,
    /// Those of the actor of that id or name.
    pub actor: Option<String>,
    /// Those of that action.
    pub action: Option<String>,
}

/// Adds an entry.
///
/// # Errors
/// Only the database's own.
pub fn insert(conn: &mut Conn, entry: Entry) -> Result<(), Error> {
    diesel::insert_into(audit::table)
        .values(&Row::from(entry))
        .execute(&mut conn.db)?;
    Ok(())
}

/// A tenant's entries, newest first.
///
/// # Errors
/// Only the database's own.
pub fn list(
    conn: &mut Conn,
    tenant: &str,
    wanted: &Wanted,
    limit: i64,
) -> Result<Vec<Entry>, Error> {
    let mut entries = audit::table
        .filter(audit::tenant_id.eq(tenant))
        .order(audit::id.desc())
        .limit(limit)
        .into_boxed();
    if let Some(after) = wanted.after {
        entries = entries.filter(audit::id.lt(Id(after)));
    }
    if let Some(actor) = &wanted.actor {
        entries = entries.filter(
            audit::actor_name
                .eq(actor)
                .or(audit::actor_id.eq(Some(actor))),
        );
    }
    if let Some(action) = &wanted.action {
        entries = entries.filter(audit::action.eq(action));
    }
    let rows: Vec<Row> = entries.load(&mut conn.db)?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// Forgets a tenant's oldest entries of before a moment, as many at most, and answers how many they were.
///
/// # Errors
/// Only the database's own.
pub fn delete_before(
    conn: &mut Conn,
    tenant: &str,
    before: i64,
    limit: i64,
) -> Result<usize, Error> {
    let oldest: Vec<Id> = audit::table
        .filter(audit::tenant_id.eq(tenant))
        .filter(audit::at.lt(before))
        .order(audit::id)
        .limit(limit)
        .select(audit::id)
        .load(&mut conn.db)?;
    let oldest: Vec<Uuid> = oldest.into_iter().map(|id| id.0).collect();
    let entries = audit::table
        .filter(audit::tenant_id.eq(tenant))
        .filter(audit::id.eq_any(ids(&oldest)));
    Ok(diesel::delete(entries).execute(&mut conn.db)?)
}
