//! What belongs to the rows of a page: their members and groups.

use std::collections::HashMap;

use scim_core::render::Relations;

use crate::tables::memberships;
use crate::tables::resources::{Scope, Stored, View};
use crate::{Conn, Error};

/// Adds the relations asked for, as far as the type has them, with one statement for all rows.
pub(super) fn with_relations<A>(
    conn: &mut Conn,
    scope: &Scope<'_>,
    rows: Vec<Stored<A>>,
    members: bool,
    groups: bool,
    view: View,
) -> Result<Vec<(Stored<A>, Relations)>, Error> {
    let keys: Vec<_> = rows.iter().map(|stored| stored.id).collect();
    let has_members = scope.resource_type.has_members();
    let mut members = match members && has_members {
        true => memberships::members_of(conn, scope.tenant, &keys, view)?,
        false => HashMap::new(),
    };
    let mut groups = match groups && !has_members {
        true => memberships::groups_of(conn, scope.tenant, &keys)?,
        false => HashMap::new(),
    };
    let with = |stored: Stored<A>| {
        let relations = Relations {
            members: members.remove(&stored.id).unwrap_or_default(),
            groups: groups.remove(&stored.id).unwrap_or_default(),
        };
        (stored, relations)
    };
    Ok(rows.into_iter().map(with).collect())
}
