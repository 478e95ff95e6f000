//! The entries of attribute indexes: what a filter finds resources by.
//!
//! # Why no entry is ever missing
//! Whoever writes a resource calls [`keep`] after the change was numbered ([`super::changes::append`]), and looks there which
//! indexes there are. Whoever builds an index waits, once its row is committed, until every transaction that had
//! drawn a number by then has ended ([`super::changes::drawn`], [`super::changes::have_ended`]): those that did not see the
//! index are among them, and their resources are committed before [`fill`] looks at any. All others see it.

use std::collections::HashSet;

use diesel::prelude::*;
use scim_core::Object;
use scim_core::comparable::comparables;
use uuid::Uuid;

use super::attribute_indexes::{AttributeIndex, kept};
use super::resources::{Row, Scope, Stored};
use crate::conn::{self, LockFor};
use crate::entry_key::key;
use crate::id::{Id, ids};
use crate::insert::{self, Columns, Values};
use crate::schema::{attribute_entries, resources};
use crate::{Conn, Error};

/// An entry to insert.
#[derive(Insertable)]
#[diesel(table_name = attribute_entries)]
pub(crate) struct NewEntry<'a> {
    tenant_id: &'a str,
    index_id: Id,
    value: Vec<u8>,
    resource_id: Id,
}

impl<'r> From<&'r [NewEntry<'_>]> for Columns<'r> {
    fn from(rows: &'r [NewEntry<'_>]) -> Self {
        let tenant = rows.first().map_or("", |row| row.tenant_id);
        debug_assert!(rows.iter().all(|row| row.tenant_id == tenant));
        Self {
            table: "attribute_entries",
            tenant,
            columns: vec![
                (
                    "index_id",
                    Values::Ids(rows.iter().map(|row| row.index_id).collect()),
                ),
                (
                    "value",
                    Values::Bytes(rows.iter().map(|row| row.value.as_slice()).collect()),
                ),
                (
                    "resource_id",
                    Values::Ids(rows.iter().map(|row| row.resource_id).collect()),
                ),
            ],
        }
    }
}

/// What was done of an index that is building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// How many resources were looked at.
    pub seen: usize,
    /// The last one; none where there was none left.
    pub last: Option<Uuid>,
    /// Those of them that somebody else is changing: each is for [`fill_one`].
    pub locked: Vec<Uuid>,
}

/// Brings the entries of a resource to what its document has, for all indexes of its type. To be called in the
/// transaction that writes it, after the change has its number.
///
/// # Errors
/// Only the database's own.
pub fn keep(conn: &mut Conn, scope: &Scope<'_>, id: Uuid, document: &Object) -> Result<(), Error> {
    let indexes = kept(conn, scope)?;
    if indexes.is_empty() {
        return Ok(());
    }
    let held = held(conn, scope.tenant, &[id], &indexes)?;
    let wanted = wanted(&indexes, id, document);
    settle(conn, scope.tenant, &held, &wanted)
}

/// Gives the next resources of the type their entries in one index, at most `limit` of them in the order of their ids.
/// It waits for nobody: what others are changing is left out and named.
///
/// # Errors
/// Only the database's own.
pub fn fill(
    conn: &mut Conn,
    tenant: &str,
    index: &AttributeIndex,
    limit: i64,
) -> Result<Filled, Error> {
    let mut next = resources::table
        .into_boxed::<crate::conn::MultiBackend>()
        .filter(resources::tenant_id.eq(tenant.to_owned()))
        .filter(resources::resource_type.eq(index.resource_type.clone()));
    if let Some(position) = index.position {
        next = next.filter(resources::id.gt(Id(position)));
    }
    let next: Vec<Id> = next
        .select(resources::id)
        .order(resources::id)
        .limit(limit)
        .load(&mut conn.db)?;
    let next: Vec<Uuid> = next.into_iter().map(|id| id.0).collect();
    let rows = conn::lock_free_resources(&mut conn.db, tenant, &ids(&next))?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(Stored::from(row).read()?);
    }
    fill_all(conn, tenant, index, &found)?;
    let locked = next
        .iter()
        .filter(|id| !found.iter().any(|stored| stored.id == **id));
    Ok(Filled {
        seen: next.len(),
        last: next.last().copied(),
        locked: locked.copied().collect(),
    })
}

/// Gives one resource its entries in one index, if it is still there. It waits until nobody is changing it, so the
/// transaction should hold nothing else.
///
/// # Errors
/// [`Error::Busy`] when others keep it locked for too long.
pub fn fill_one(
    conn: &mut Conn,
    tenant: &str,
    index: &AttributeIndex,
    id: Uuid,
) -> Result<(), Error> {
    let name = &index.resource_type;
    let row: Option<Row> =
        conn::lock_resource(&mut conn.db, tenant, name, Id(id), LockFor::Change)?;
    match row {
        Some(row) => fill_all(conn, tenant, index, &[Stored::from(row).read()?]),
        None => Ok(()),
    }
}

/// Removes entries of an index, at most `limit`; answers whether any are left.
///
/// # Errors
/// Only the database's own.
pub fn clear(conn: &mut Conn, tenant: &str, index: Uuid, limit: i64) -> Result<bool, Error> {
    let of_index = attribute_entries::table
        .filter(attribute_entries::tenant_id.eq(tenant))
        .filter(attribute_entries::index_id.eq(Id(index)));
    let end: Option<(Vec<u8>, Id)> = of_index
        .select((attribute_entries::value, attribute_entries::resource_id))
        .order((attribute_entries::value, attribute_entries::resource_id))
        .offset(limit)
        .first(&mut conn.db)
        .optional()?;
    let Some((value, resource)) = end else {
        diesel::delete(of_index).execute(&mut conn.db)?;
        return Ok(false);
    };
    let before = attribute_entries::value
        .lt(value.clone())
        .or(attribute_entries::value
            .eq(value)
            .and(attribute_entries::resource_id.lt(resource)));
    diesel::delete(of_index.filter(before)).execute(&mut conn.db)?;
    Ok(true)
}

/// How many entries an index has.
///
/// # Errors
/// Only the database's own.
pub fn count(conn: &mut Conn, tenant: &str, index: Uuid) -> Result<i64, Error> {
    let of_index = attribute_entries::table
        .filter(attribute_entries::tenant_id.eq(tenant))
        .filter(attribute_entries::index_id.eq(Id(index)));
    Ok(of_index.count().get_result(&mut conn.db)?)
}

/// Index, value and resource.
type Entry = (Uuid, Vec<u8>, Uuid);

fn fill_all(
    conn: &mut Conn,
    tenant: &str,
    index: &AttributeIndex,
    found: &[Stored],
) -> Result<(), Error> {
    let indexes = std::slice::from_ref(index);
    let of: Vec<_> = found.iter().map(|stored| stored.id).collect();
    let held = held(conn, tenant, &of, indexes)?;
    let mut all = HashSet::new();
    for stored in found {
        all.extend(wanted(indexes, stored.id, &stored.attributes));
    }
    settle(conn, tenant, &held, &all)
}

/// The entries that these resources have in these indexes.
fn held(
    conn: &mut Conn,
    tenant: &str,
    of: &[Uuid],
    indexes: &[AttributeIndex],
) -> Result<HashSet<Entry>, Error> {
    let rows: Vec<(Id, Vec<u8>, Id)> = attribute_entries::table
        .filter(attribute_entries::tenant_id.eq(tenant))
        .filter(attribute_entries::resource_id.eq_any(ids(of)))
        .select((
            attribute_entries::index_id,
            attribute_entries::value,
            attribute_entries::resource_id,
        ))
        .load(&mut conn.db)?;
    let is_meant = |entry: &Entry| indexes.iter().any(|index| index.id == entry.0);
    let entries = rows
        .into_iter()
        .map(|(index, value, resource)| (index.0, value, resource.0));
    Ok(entries.filter(is_meant).collect())
}

/// The entries that a resource with this document is to have in these indexes.
fn wanted(indexes: &[AttributeIndex], id: Uuid, document: &Object) -> HashSet<Entry> {
    let of_index = |index: &AttributeIndex| {
        let values = comparables(document, &index.place, index.form);
        let index = index.id;
        values
            .into_iter()
            .map(move |value| (index, key(&value), id))
    };
    indexes.iter().flat_map(of_index).collect()
}

/// Removes and adds what makes the one of the other.
fn settle(
    conn: &mut Conn,
    tenant: &str,
    held: &HashSet<Entry>,
    wanted: &HashSet<Entry>,
) -> Result<(), Error> {
    for (index, value, resource) in held.difference(wanted) {
        let gone = attribute_entries::table.find((tenant, Id(*index), value, Id(*resource)));
        diesel::delete(gone).execute(&mut conn.db)?;
    }
    let added: Vec<_> = wanted
        .difference(held)
        .map(|(index, value, resource)| NewEntry {
            tenant_id: tenant,
            index_id: Id(*index),
            value: value.clone(),
            resource_id: Id(*resource),
        })
        .collect();
    // SQLite takes 32,766 binds, and each row has four.
    for rows in added.chunks(1_000) {
        insert::attribute_entries(&mut conn.db, rows)?;
    }
    Ok(())
}
