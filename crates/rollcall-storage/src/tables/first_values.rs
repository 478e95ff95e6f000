//! First values of fields that keep them: what the sources of a field said for a person before they said something else. They
//! go with the person.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::{Id, ids};
use crate::prepared::Prepared;
use crate::schema::first_values;
use crate::{Conn, Error};

/// A value that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstValue {
    /// The field's key.
    pub field: String,
    /// What the sources said, before transforms, as JSON.
    pub value: String,
    /// When they began to say something else, in microseconds since the Unix epoch.
    pub kept_at: i64,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = first_values)]
struct Row {
    tenant_id: String,
    resource_id: Id,
    field: String,
    value: String,
    kept_at: i64,
}

/// What is kept of these people, by their ids.
///
/// # Errors
/// Only the database's own.
pub fn of(
    conn: &mut Conn,
    tenant: &str,
    people: &[Uuid],
) -> Result<HashMap<Uuid, Vec<FirstValue>>, Error> {
    let mut all: HashMap<Uuid, Vec<FirstValue>> = HashMap::new();
    // SQLite takes 32,766 binds.
    for chunk in people.chunks(1_000) {
        let of_these = first_values::table
            .filter(first_values::tenant_id.eq(tenant))
            .filter(first_values::resource_id.eq_any(ids(chunk)));
        let rows: Vec<Row> = Prepared::if_few(chunk.len(), of_these).load(&mut conn.db)?;
        for row in rows {
            all.entry(row.resource_id.0).or_default().push(FirstValue {
                field: row.field,
                value: row.value,
                kept_at: row.kept_at,
            });
        }
    }
    Ok(all)
}

/// Keeps a value of a field of which none is kept yet.
///
/// # Errors
/// [`Error::Reference`] when there is no such person; [`Error::Conflict`] when somebody else just kept one.
pub fn keep(conn: &mut Conn, tenant: &str, person: Uuid, first: &FirstValue) -> Result<(), Error> {
    let row = Row {
        tenant_id: tenant.to_owned(),
        resource_id: Id(person),
        field: first.field.clone(),
        value: first.value.clone(),
        kept_at: first.kept_at,
    };
    diesel::insert_into(first_values::table)
        .values(&row)
        .execute(&mut conn.db)
        .map_err(Error::raced)?;
    Ok(())
}

/// Forgets what is kept of all fields but these.
///
/// # Errors
/// Only the database's own.
pub fn forget_others(conn: &mut Conn, tenant: &str, fields: &[&str]) -> Result<(), Error> {
    let others = first_values::table
        .filter(first_values::tenant_id.eq(tenant))
        .filter(first_values::field.ne_all(fields.to_vec()));
    diesel::delete(others).execute(&mut conn.db)?;
    Ok(())
}

/// Forgets all that was kept of a person.
///
/// # Errors
/// Only the database's own.
pub fn unset_all(conn: &mut Conn, tenant: &str, person: Uuid) -> Result<(), Error> {
    let kept = first_values::table
        .filter(first_values::tenant_id.eq(tenant))
        .filter(first_values::resource_id.eq(Id(person)));
    diesel::delete(kept).execute(&mut conn.db)?;
    Ok(())
}
