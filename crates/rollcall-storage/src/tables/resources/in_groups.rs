//! A resource and the groups that it is in, by one statement: half the way of two, and nothing happens in between.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use scim_core::render::{GroupRef, Relations};
use uuid::Uuid;

use super::{Row, Scope, Stored, Unread};
use crate::conn::on;
use crate::id::Id;
use crate::schema::{memberships, resources};
use crate::{Conn, Error};

/// Whether it is a group of the resource; id, version, times; document or name; type; what it is held as.
type Part = (
    bool,
    Id,
    i64,
    i64,
    i64,
    Option<String>,
    String,
    Option<String>,
);

/// The resource of that id, and the groups that it is a direct member of.
///
/// # Errors
/// Only the database's own.
pub fn find_in_groups(
    conn: &mut Conn,
    scope: &Scope<'_>,
    id: Uuid,
) -> Result<Option<(Stored<Unread>, Relations)>, Error> {
    let itself = resources::table
        .filter(resources::tenant_id.eq(scope.tenant))
        .filter(resources::id.eq(Id(id)))
        .filter(resources::resource_type.eq(&scope.resource_type.name))
        .select((
            false.into_sql::<Bool>(),
            resources::id,
            resources::version,
            resources::created_at,
            resources::modified_at,
            resources::document.nullable(),
            resources::resource_type,
            resources::held,
        ));
    let group = resources::tenant_id
        .eq(memberships::tenant_id)
        .and(resources::id.eq(memberships::group_id));
    let groups = memberships::table
        .inner_join(resources::table.on(group))
        .filter(memberships::tenant_id.eq(scope.tenant))
        .filter(memberships::member_id.eq(Id(id)))
        .select((
            true.into_sql::<Bool>(),
            resources::id,
            0_i64.into_sql::<BigInt>(),
            0_i64.into_sql::<BigInt>(),
            0_i64.into_sql::<BigInt>(),
            resources::label,
            resources::resource_type,
            resources::held,
        ));
    let all = itself.union_all(groups);
    let parts: Vec<Part> = on!(&mut conn.db, |db| all.load(db))?;

    let mut stored = None;
    let mut groups = Vec::with_capacity(parts.len().saturating_sub(1));
    for (is_group, id, version, created_at, modified_at, text, resource_type, held) in parts {
        if is_group {
            groups.push(GroupRef {
                id: id.0.to_string(),
                resource_type,
                display: text,
            });
        } else {
            let row = Row {
                id,
                version,
                created_at,
                modified_at,
                document: text.unwrap_or_default(),
                held,
            };
            stored = Some(Stored::from(row));
        }
    }
    // As texts are ordered, so are ids.
    groups.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let relations = Relations {
        groups,
        ..Relations::default()
    };
    Ok(stored.map(|stored| (stored, relations)))
}
