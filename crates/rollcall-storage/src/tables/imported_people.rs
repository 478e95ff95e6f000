//! Entries of imported lists: who came by which list, and as what it knows them. They go with the person.

use diesel::prelude::*;
use uuid::Uuid;

use crate::id::Id;
use crate::schema::imported_people;
use crate::{Conn, Error};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its own id.
    pub id: Uuid,
    /// The list.
    pub connection_id: Uuid,
    /// The person; once linked, the one whom a provider pushes.
    pub resource_id: Uuid,
    /// What the list's own column of ids has.
    pub row_id: Option<String>,
    /// The e-mail address in the list, folded.
    pub address: String,
    /// Since when it is linked, in microseconds since the Unix epoch, if it is.
    pub linked_at: Option<i64>,
    /// By whom.
    pub linked_by: Option<String>,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = imported_people, treat_none_as_default_value = false)]
struct Row {
    tenant_id: String,
    id: Id,
    connection_id: Id,
    resource_id: Id,
    row_id: Option<String>,
    address: String,
    linked_at: Option<i64>,
    linked_by: Option<String>,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        Self {
            id: row.id.0,
            connection_id: row.connection_id.0,
            resource_id: row.resource_id.0,
            row_id: row.row_id,
            address: row.address,
            linked_at: row.linked_at,
            linked_by: row.linked_by,
        }
    }
}

/// Adds an entry.
///
/// # Errors
/// [`Error::Reference`] when there is no such list or person; [`Error::Uniqueness`] when the list has an entry of that
/// `row_id`.
pub fn insert(conn: &mut Conn, tenant: &str, entry: &Entry) -> Result<(), Error> {
    let entry = entry.clone();
    let row = Row {
        tenant_id: tenant.to_owned(),
        id: Id(entry.id),
        connection_id: Id(entry.connection_id),
        resource_id: Id(entry.resource_id),
        row_id: entry.row_id,
        address: entry.address,
        linked_at: entry.linked_at,
        linked_by: entry.linked_by,
    };
    diesel::insert_into(imported_people::table)
        .values(&row)
        .execute(&mut conn.db)?;
    Ok(())
}

/// Writes as what the list knows an entry now.
///
/// # Errors
/// [`Error::Uniqueness`] when the list has another entry of that `row_id`.
pub fn rename(
    conn: &mut Conn,
    tenant: &str,
    id: Uuid,
    row_id: Option<&str>,
    address: &str,
) -> Result<(), Error> {
    diesel::update(imported_people::table.find((tenant, Id(id))))
        .set((
            imported_people::row_id.eq(row_id),
            imported_people::address.eq(address),
        ))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Makes an entry mean another person.
///
/// # Errors
/// [`Error::Reference`] when there is no such person.
pub fn link(
    conn: &mut Conn,
    tenant: &str,
    id: Uuid,
    person: Uuid,
    at: i64,
    by: &str,
) -> Result<(), Error> {
    diesel::update(imported_people::table.find((tenant, Id(id))))
        .set((
            imported_people::resource_id.eq(Id(person)),
            imported_people::linked_at.eq(at),
            imported_people::linked_by.eq(by),
        ))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Removes the entries that mean a person.
///
/// # Errors
/// Only the database's own.
pub fn forget(conn: &mut Conn, tenant: &str, person: Uuid) -> Result<(), Error> {
    let entries = imported_people::table
        .filter(imported_people::tenant_id.eq(tenant))
        .filter(imported_people::resource_id.eq(Id(person)));
    diesel::delete(entries).execute(&mut conn.db)?;
    Ok(())
}

/// The list's entry of that `row_id`.
///
/// # Errors
/// Only the database's own.
pub fn find_by_row_id(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    row_id: &str,
) -> Result<Option<Entry>, Error> {
    let row: Option<Row> = imported_people::table
        .filter(imported_people::tenant_id.eq(tenant))
        .filter(imported_people::connection_id.eq(Id(connection)))
        .filter(imported_people::row_id.eq(row_id))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(Entry::from))
}

/// The list's entries with that address, folded; the oldest first.
///
/// # Errors
/// Only the database's own.
pub fn find_by_address(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
    address: &str,
) -> Result<Vec<Entry>, Error> {
    let rows: Vec<Row> = imported_people::table
        .filter(imported_people::tenant_id.eq(tenant))
        .filter(imported_people::connection_id.eq(Id(connection)))
        .filter(imported_people::address.eq(address))
        .order(imported_people::id)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// The entries that mean a person.
///
/// # Errors
/// Only the database's own.
pub fn of(conn: &mut Conn, tenant: &str, person: Uuid) -> Result<Vec<Entry>, Error> {
    let rows: Vec<Row> = imported_people::table
        .filter(imported_people::tenant_id.eq(tenant))
        .filter(imported_people::resource_id.eq(Id(person)))
        .order(imported_people::id)
        .load(&mut conn.db)?;
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// The entries that are not linked, of one list or of all, after that one; at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn unlinked(
    conn: &mut Conn,
    tenant: &str,
    connection: Option<Uuid>,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Entry>, Error> {
    let entries = imported_people::table
        .filter(imported_people::tenant_id.eq(tenant))
        .filter(imported_people::linked_at.is_null())
        .filter(imported_people::id.gt(Id(after)))
        .order(imported_people::id)
        .limit(limit);
    let rows: Vec<Row> = match connection {
        Some(connection) => entries
            .filter(imported_people::connection_id.eq(Id(connection)))
            .load(&mut conn.db)?,
        None => entries.load(&mut conn.db)?,
    };
    Ok(rows.into_iter().map(Entry::from).collect())
}

/// How many entries a list has, and how many of them are linked.
///
/// # Errors
/// Only the database's own.
pub fn count(conn: &mut Conn, tenant: &str, connection: Uuid) -> Result<(i64, i64), Error> {
    let all = imported_people::table
        .filter(imported_people::tenant_id.eq(tenant))
        .filter(imported_people::connection_id.eq(Id(connection)));
    let number = all.count().get_result(&mut conn.db)?;
    let linked = all
        .filter(imported_people::linked_at.is_not_null())
        .count()
        .get_result(&mut conn.db)?;
    Ok((number, linked))
}
