//! Values of fields that were set by hand for one person. They go with the person.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::{Id, ids};
use crate::prepared::Prepared;
use crate::schema::overrides;
use crate::{Conn, Error};

/// A value that was set by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The field's key.
    pub field: String,
    /// The value; none where the field was emptied.
    pub value: Option<String>,
    /// Whether it stays whatever the sources say.
    pub locked: bool,
    /// What the sources said when it was set, as JSON.
    pub instead_of: Option<String>,
    /// When, in microseconds since the Unix epoch.
    pub set_at: i64,
    /// By whom.
    pub set_by: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = overrides, treat_none_as_default_value = false)]
struct Row {
    tenant_id: String,
    resource_id: Id,
    field: String,
    value: Option<String>,
    locked: bool,
    instead_of: Option<String>,
    set_at: i64,
    set_by: String,
}

/// What was set for these people, by their ids.
///
/// # Errors
/// Only the database's own.
pub fn of(
    conn: &mut Conn,
    tenant: &str,
    people: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Override>>, Error> {
    let mut all: HashMap<Uuid, Vec<Override>> = HashMap::new();
    // SQLite takes 32,766 binds.
    for chunk in people.chunks(1_000) {
        let of_these = overrides::table
            .filter(overrides::tenant_id.eq(tenant))
            .filter(overrides::resource_id.eq_any(ids(chunk)));
        let rows: Vec<Row> = Prepared::if_few(chunk.len(), of_these).load(&mut conn.db)?;
        for row in rows {
            all.entry(row.resource_id.0).or_default().push(Override {
                field: row.field,
                value: row.value,
                locked: row.locked,
                instead_of: row.instead_of,
                set_at: row.set_at,
                set_by: row.set_by,
            });
        }
    }
    Ok(all)
}

/// How many values are set, and when the last of them was: whatever is set or taken back makes another pair of it.
///
/// # Errors
/// Only the database's own.
pub fn mark(conn: &mut Conn, tenant: &str) -> Result<(i64, i64), Error> {
    let (count, last): (i64, Option<i64>) = overrides::table
        .filter(overrides::tenant_id.eq(tenant))
        .select((
            diesel::dsl::count_star(),
            diesel::dsl::max(overrides::set_at),
        ))
        .first(&mut conn.db)?;
    Ok((count, last.unwrap_or(0)))
}

/// Sets a value, in the place of the one that was set before. Only in a transaction that keeps the person from changing
/// ([`crate::resources::lock`]).
///
/// # Errors
/// [`Error::Reference`] when there is no such person.
pub fn set(conn: &mut Conn, tenant: &str, person: Uuid, by_hand: &Override) -> Result<(), Error> {
    unset(conn, tenant, person, &by_hand.field)?;
    let row = Row {
        tenant_id: tenant.to_owned(),
        resource_id: Id(person),
        field: by_hand.field.clone(),
        value: by_hand.value.clone(),
        locked: by_hand.locked,
        instead_of: by_hand.instead_of.clone(),
        set_at: by_hand.set_at,
        set_by: by_hand.set_by.clone(),
    };
    diesel::insert_into(overrides::table)
        .values(&row)
        .execute(&mut conn.db)?;
    Ok(())
}

/// Takes back what was set; answers whether anything was.
///
/// # Errors
/// Only the database's own.
pub fn unset(conn: &mut Conn, tenant: &str, person: Uuid, field: &str) -> Result<bool, Error> {
    let set = overrides::table.find((tenant, Id(person), field));
    Ok(diesel::delete(set).execute(&mut conn.db)? > 0)
}

/// Takes back all that was set for a person.
///
/// # Errors
/// Only the database's own.
pub fn unset_all(conn: &mut Conn, tenant: &str, person: Uuid) -> Result<(), Error> {
    let set = overrides::table
        .filter(overrides::tenant_id.eq(tenant))
        .filter(overrides::resource_id.eq(Id(person)));
    diesel::delete(set).execute(&mut conn.db)?;
    Ok(())
}
