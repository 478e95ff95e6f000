//! Resources: a canonical JSON document each, with what SQL finds and orders by in columns beside it.

mod in_groups;
mod list;
mod namesakes;
mod rewrite;
mod several;
mod stored;
mod view;

use std::collections::HashMap;

use diesel::prelude::*;
use scim_core::fold;
use scim_core::schema::ResourceType;
use uuid::Uuid;

use self::rewrite::{Key, Rewrite, Touch};
use crate::conn::{self, LockFor, on};
use crate::id::{Id, ids};
use crate::insert::{self, Columns, Values};
use crate::promote::{Promoted, index_rows};
use crate::schema::{attribute_values, resources};
use crate::tables::resource_counts;
use crate::{Conn, Error};

pub use in_groups::find_in_groups;
pub use list::{Bound, Listed, Page, Part, Query, Start, Window, after, list, sort_key};
pub use namesakes::{Namesakes, namesakes, namesakes_of_all};
pub use several::{find_all, find_in_groups_all, ids_after, labels};
pub(crate) use stored::Row;
pub use stored::{Stored, Unread};
pub(crate) use view::REMOVED;
pub use view::{HeldAs, View};

/// The longest document, in bytes of its JSON: a filter that no index helps with reads every one.
pub const DOCUMENT_BYTES_MAX: usize = 1024 * 1024;

/// Which resources are meant: those of one type in one tenant.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The tenant's id.
    pub tenant: &'a str,
    /// The type.
    pub resource_type: &'a ResourceType,
}

#[derive(Insertable)]
#[diesel(table_name = resources, treat_none_as_default_value = false)]
struct NewRow<'a> {
    tenant_id: &'a str,
    id: Id,
    resource_type: &'a str,
    created_at: i64,
    unique_key: Option<String>,
    #[diesel(embed)]
    content: Content<'a>,
}

/// What a change of the document may change. Absent values become NULL.
#[derive(Insertable)]
#[diesel(table_name = resources, treat_none_as_default_value = false)]
struct Content<'a> {
    version: i64,
    modified_at: i64,
    external_id: Option<&'a str>,
    display_name: Option<String>,
    active: Option<bool>,
    email: Option<String>,
    label: Option<&'a str>,
    document: String,
}

impl<'a> Content<'a> {
    fn of(scope: &Scope<'_>, stored: &'a Stored) -> Result<Self, Error> {
        let promoted = Promoted::of(scope.resource_type, &stored.attributes);
        let Unread(document) = Unread::write(&stored.attributes)?;
        if document.len() > DOCUMENT_BYTES_MAX {
            return Err(Error::DocumentTooLong {
                limit: DOCUMENT_BYTES_MAX,
            });
        }
        Ok(Self {
            version: stored.version,
            modified_at: stored.modified,
            external_id: promoted.external_id,
            display_name: promoted.display_name,
            active: promoted.active,
            email: promoted.email,
            label: promoted.label,
            document,
        })
    }
}

/// An index row to insert.
#[derive(Insertable)]
#[diesel(table_name = attribute_values)]
pub(crate) struct NewAttributeValue<'a> {
    tenant_id: &'a str,
    resource_type: &'a str,
    path: &'static str,
    value: String,
    resource_id: Id,
}

impl<'r> From<&'r [NewAttributeValue<'_>]> for Columns<'r> {
    fn from(rows: &'r [NewAttributeValue<'_>]) -> Self {
        let tenant = rows.first().map_or("", |row| row.tenant_id);
        debug_assert!(rows.iter().all(|row| row.tenant_id == tenant));
        Self {
            table: "attribute_values",
            tenant,
            columns: vec![
                (
                    "resource_type",
                    Values::Texts(rows.iter().map(|row| row.resource_type).collect()),
                ),
                (
                    "path",
                    Values::Texts(rows.iter().map(|row| row.path).collect()),
                ),
                (
                    "value",
                    Values::Texts(rows.iter().map(|row| row.value.as_str()).collect()),
                ),
                (
                    "resource_id",
                    Values::Ids(rows.iter().map(|row| row.resource_id).collect()),
                ),
            ],
        }
    }
}

/// Selects the row of one resource in a scope.
macro_rules! one {
    ($scope:expr, $id:expr) => {
        resources::table
            .filter(resources::tenant_id.eq($scope.tenant))
            .filter(resources::id.eq(Id($id)))
            .filter(resources::resource_type.eq(&$scope.resource_type.name))
    };
}

/// The resource of that id.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, scope: &Scope<'_>, id: Uuid) -> Result<Option<Stored>, Error> {
    find_text(conn, scope, id)?
        .map(|found| found.read())
        .transpose()
}

/// As [`find`], with its document as text.
///
/// # Errors
/// Only the database's own.
pub fn find_text(
    conn: &mut Conn,
    scope: &Scope<'_>,
    id: Uuid,
) -> Result<Option<Stored<Unread>>, Error> {
    let one = one!(scope, id).select(Row::COLUMNS);
    let row: Option<Row> = on!(&mut conn.db, |db| one.first(db)).optional()?;
    Ok(row.map(Stored::from))
}

/// The resource of that id, which nobody else changes until the transaction ends.
///
/// # Errors
/// [`Error::Busy`] when others keep it locked for too long.
pub fn lock(conn: &mut Conn, scope: &Scope<'_>, id: Uuid) -> Result<Option<Stored>, Error> {
    locked(conn, scope, id, LockFor::Change)
}

/// The resource of that id, which nobody else changes or begins to refer to until the transaction ends.
///
/// # Errors
/// [`Error::Busy`] when others keep it locked for too long.
pub fn lock_for_deletion(
    conn: &mut Conn,
    scope: &Scope<'_>,
    id: Uuid,
) -> Result<Option<Stored>, Error> {
    locked(conn, scope, id, LockFor::Deletion)
}

fn locked(
    conn: &mut Conn,
    scope: &Scope<'_>,
    id: Uuid,
    lock_for: LockFor,
) -> Result<Option<Stored>, Error> {
    let name = &scope.resource_type.name;
    let row = conn::lock_resource(&mut conn.db, scope.tenant, name, Id(id), lock_for)?;
    row.map(|row| Stored::from(row).read()).transpose()
}

/// The resource that holds a unique value.
///
/// # Errors
/// Only the database's own.
pub fn find_by_unique_key(
    conn: &mut Conn,
    scope: &Scope<'_>,
    folded: &str,
) -> Result<Option<Stored>, Error> {
    let holder = resources::table
        .filter(resources::tenant_id.eq(scope.tenant))
        .filter(resources::resource_type.eq(&scope.resource_type.name))
        .filter(resources::unique_key.eq(folded))
        .select(Row::COLUMNS);
    let row: Option<Row> = on!(&mut conn.db, |db| holder.first(db)).optional()?;
    row.map(|row| Stored::from(row).read()).transpose()
}

/// The `externalId` of each of these resources that is there and has one.
///
/// # Errors
/// Only the database's own.
pub fn external_ids(
    conn: &mut Conn,
    tenant: &str,
    of: &[Uuid],
) -> Result<HashMap<Uuid, String>, Error> {
    let found: Vec<(Id, Option<String>)> = resources::table
        .filter(resources::tenant_id.eq(tenant))
        .filter(resources::id.eq_any(ids(of)))
        .filter(resources::external_id.is_not_null())
        .select((resources::id, resources::external_id))
        .load(&mut conn.db)?;
    let pair = |(id, external_id): (Id, Option<String>)| Some((id.0, external_id?));
    Ok(found.into_iter().filter_map(pair).collect())
}

/// Adds a resource. `unique_value` is what no other resource of the type may have, ignoring case: for people
/// always the value of their unique attribute; for groups `None` where twins are allowed.
///
/// # Errors
/// [`Error::Uniqueness`] when another resource has that value.
pub fn insert(
    conn: &mut Conn,
    scope: &Scope<'_>,
    stored: &Stored,
    unique_value: Option<&str>,
) -> Result<(), Error> {
    let row = NewRow {
        tenant_id: scope.tenant,
        id: Id(stored.id),
        resource_type: &scope.resource_type.name,
        created_at: stored.created,
        unique_key: unique_value.map(|value| fold(value).into_owned()),
        content: Content::of(scope, stored)?,
    };
    let insertion = diesel::insert_into(resources::table).values(row);
    on!(&mut conn.db, |db| insertion.execute(db))?;
    resource_counts::note(conn, scope, 1);
    index(conn, scope, stored.id, &index_rows(&stored.attributes))
}

/// Changes what no other resource of the type may have; `unique_value` as for [`insert`]. It must be locked.
///
/// # Errors
/// [`Error::Uniqueness`] when another resource has that value, [`Error::Reference`] when there is no such
/// resource.
pub fn claim(
    conn: &mut Conn,
    scope: &Scope<'_>,
    id: Uuid,
    unique_value: Option<&str>,
) -> Result<(), Error> {
    let key = unique_value.map(|value| fold(value).into_owned());
    let claimed = diesel::update(one!(scope, id)).set(resources::unique_key.eq(key));
    found(claimed.execute(&mut conn.db)?)
}

/// Writes a resource's new version, time and document. It must be locked.
///
/// # Errors
/// [`Error::Reference`] when there is no such resource.
pub fn update(conn: &mut Conn, scope: &Scope<'_>, stored: &Stored) -> Result<(), Error> {
    let content = Content::of(scope, stored)?;
    let rewrite = Rewrite {
        key: key(scope, stored.id),
        content,
    };
    found(on!(&mut conn.db, |db| rewrite.execute(db))?)?;
    let values = attribute_values::table
        .filter(attribute_values::tenant_id.eq(scope.tenant))
        .filter(attribute_values::resource_id.eq(Id(stored.id)))
        .select((attribute_values::path, attribute_values::value));
    let before: Vec<(String, String)> = on!(&mut conn.db, |db| values.load(db))?;
    let mut added = index_rows(&stored.attributes);
    for (path, value) in before {
        let kept = added
            .iter()
            .position(|(wanted, same)| *wanted == path && *same == value);
        if let Some(kept) = kept {
            added.swap_remove(kept);
            continue;
        }
        let gone = (
            scope.tenant,
            &scope.resource_type.name,
            &path,
            &value,
            Id(stored.id),
        );
        let deletion = diesel::delete(attribute_values::table.find(gone));
        on!(&mut conn.db, |db| deletion.execute(db))?;
    }
    index(conn, scope, stored.id, &added)
}

/// Moves a resource's version and time: its document is the same, but its members are not.
///
/// # Errors
/// [`Error::Reference`] when there is no such resource.
pub fn touch(
    conn: &mut Conn,
    scope: &Scope<'_>,
    id: Uuid,
    version: i64,
    modified: i64,
) -> Result<(), Error> {
    let touch = Touch {
        key: key(scope, id),
        version,
        modified_at: modified,
    };
    found(on!(&mut conn.db, |db| touch.execute(db))?)
}

fn key<'a>(scope: &Scope<'a>, id: Uuid) -> Key<'a> {
    Key {
        tenant: scope.tenant,
        resource_type: &scope.resource_type.name,
        id: Id(id),
    }
}

/// Notes what a provider did to a resource that is not to count, or that it counts after all or was never done. It must be
/// locked; `stored` is as it was.
///
/// # Errors
/// Only the database's own.
pub fn hold(
    conn: &mut Conn,
    scope: &Scope<'_>,
    stored: &Stored,
    held: Option<HeldAs>,
) -> Result<(), Error> {
    diesel::update(one!(scope, stored.id))
        .set(resources::held.eq(held.map(HeldAs::as_str)))
        .execute(&mut conn.db)?;
    // Totals are what providers are shown.
    let counts = |held: Option<HeldAs>| i64::from(held != Some(HeldAs::Removed));
    let added = counts(held) - counts(stored.held);
    if added != 0 {
        resource_counts::note(conn, scope, added);
    }
    Ok(())
}

/// Deletes a resource; with it go its memberships, and if it is a group, those in it.
///
/// Whoever is held as removed is taken out of that first ([`hold`]).
///
/// # Errors
/// [`Error::Reference`] when there is no such resource.
pub fn delete(conn: &mut Conn, scope: &Scope<'_>, id: Uuid) -> Result<(), Error> {
    found(diesel::delete(one!(scope, id)).execute(&mut conn.db)?)?;
    resource_counts::note(conn, scope, -1);
    Ok(())
}

fn found(rows: usize) -> Result<(), Error> {
    if rows == 0 {
        Err(Error::Reference)
    } else {
        Ok(())
    }
}

fn index(
    conn: &mut Conn,
    scope: &Scope<'_>,
    id: Uuid,
    rows: &[(&'static str, String)],
) -> Result<(), Error> {
    let row = |(path, value): &'_ (&'static str, String)| NewAttributeValue {
        tenant_id: scope.tenant,
        resource_type: &scope.resource_type.name,
        path,
        value: value.clone(),
        resource_id: Id(id),
    };
    // SQLite takes 32,766 binds, and each row has five.
    for chunk in rows.chunks(1_000) {
        let rows: Vec<_> = chunk.iter().map(row).collect();
        insert::attribute_values(&mut conn.db, &rows)?;
    }
    Ok(())
}
