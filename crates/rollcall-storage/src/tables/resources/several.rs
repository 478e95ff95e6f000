//! Some resources by their ids.

use std::collections::HashMap;

use diesel::prelude::*;
use scim_core::render::Relations;
use uuid::Uuid;

use super::{Row, Scope, Stored};
use crate::conn::MultiBackend;
use crate::id::{Id, ids};
use crate::prepared::Prepared;
use crate::schema::resources;
use crate::tables::memberships;
use crate::{Conn, Error};

/// Those of these resources that are there, in the order of their ids, each with the groups that it is a direct member of.
///
/// # Errors
/// Only the database's own.
pub fn find_in_groups_all(
    conn: &mut Conn,
    scope: &Scope<'_>,
    of: &[Uuid],
) -> Result<Vec<(Stored, Relations)>, Error> {
    let mut groups = memberships::groups_of(conn, scope.tenant, of)?;
    let found = find_all(conn, scope, of)?.into_iter().map(|stored| {
        let relations = Relations {
            groups: groups.remove(&stored.id).unwrap_or_default(),
            ..Relations::default()
        };
        (stored, relations)
    });
    Ok(found.collect())
}

/// Those of these resources that are there, in the order of their ids.
///
/// # Errors
/// Only the database's own.
pub fn find_all(conn: &mut Conn, scope: &Scope<'_>, of: &[Uuid]) -> Result<Vec<Stored>, Error> {
    let mut found = Vec::with_capacity(of.len());
    // SQLite takes 32,766 binds.
    for chunk in of.chunks(1_000) {
        let wanted = resources::table
            .filter(resources::tenant_id.eq(scope.tenant))
            .filter(resources::id.eq_any(ids(chunk)))
            .filter(resources::resource_type.eq(&scope.resource_type.name))
            .select(Row::COLUMNS);
        let rows: Vec<Row> = Prepared::if_few(chunk.len(), wanted).load(&mut conn.db)?;
        for row in rows {
            found.push(Stored::from(row).read()?);
        }
    }
    found.sort_unstable_by_key(|stored| stored.id);
    Ok(found)
}

/// What each of these resources that is there is called: its display name, else its whole name, else its unique value.
///
/// # Errors
/// Only the database's own.
pub fn labels(conn: &mut Conn, tenant: &str, of: &[Uuid]) -> Result<HashMap<Uuid, String>, Error> {
    let mut found = HashMap::with_capacity(of.len());
    // SQLite takes 32,766 binds.
    for chunk in of.chunks(1_000) {
        let rows: Vec<(Id, Option<String>)> = resources::table
            .filter(resources::tenant_id.eq(tenant))
            .filter(resources::id.eq_any(ids(chunk)))
            .filter(resources::label.is_not_null())
            .select((resources::id, resources::label))
            .load(&mut conn.db)?;
        found.extend(
            rows.into_iter()
                .filter_map(|(id, label)| Some((id.0, label?))),
        );
    }
    Ok(found)
}

/// The ids of the resources after an id, in order, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn ids_after(
    conn: &mut Conn,
    scope: &Scope<'_>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Uuid>, Error> {
    let mut next = resources::table
        .into_boxed::<MultiBackend>()
        .filter(resources::tenant_id.eq(scope.tenant.to_owned()))
        .filter(resources::resource_type.eq(scope.resource_type.name.clone()));
    if let Some(after) = after {
        next = next.filter(resources::id.gt(Id(after)));
    }
    let found: Vec<Id> = next
        .select(resources::id)
        .order(resources::id)
        .limit(limit)
        .load(&mut conn.db)?;
    Ok(found.into_iter().map(|id| id.0).collect())
}
