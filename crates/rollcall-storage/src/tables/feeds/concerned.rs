//! Whom a change of somebody or something else concerns, by indexes.

use diesel::prelude::*;
use uuid::Uuid;

use crate::conn::MultiBackend;
use crate::id::Id;
use crate::promote::{MANAGER, indexable};
use crate::schema::{attribute_values, memberships};
use crate::tables::resources::Scope;
use crate::{Conn, Error};

/// The people who name one of these (ids, user names) as their manager, after an id, in order, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn reports_after(
    conn: &mut Conn,
    scope: &Scope<'_>,
    references: &[String],
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Uuid>, Error> {
    let mut all = Vec::new();
    for reference in references {
        let mut named = attribute_values::table
            .into_boxed::<MultiBackend>()
            .filter(attribute_values::tenant_id.eq(scope.tenant.to_owned()))
            .filter(attribute_values::resource_type.eq(scope.resource_type.name.clone()))
            .filter(attribute_values::path.eq(MANAGER))
            .filter(attribute_values::value.eq(indexable(reference)));
        if let Some(after) = after {
            named = named.filter(attribute_values::resource_id.gt(Id(after)));
        }
        let found: Vec<Id> = named
            .select(attribute_values::resource_id)
            .order(attribute_values::resource_id)
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .load(&mut conn.db)?;
        all.extend(found.into_iter().map(|id| id.0));
    }
    all.sort_unstable();
    all.dedup();
    all.truncate(limit);
    Ok(all)
}

/// The members of a group after an id, in order, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn members_after(
    conn: &mut Conn,
    tenant: &str,
    group: Uuid,
    after: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Uuid>, Error> {
    let mut members = memberships::table
        .into_boxed::<MultiBackend>()
        .filter(memberships::tenant_id.eq(tenant.to_owned()))
        .filter(memberships::group_id.eq(Id(group)));
    if let Some(after) = after {
        members = members.filter(memberships::member_id.gt(Id(after)));
    }
    let found: Vec<Id> = members
        .select(memberships::member_id)
        .order(memberships::member_id)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .load(&mut conn.db)?;
    Ok(found.into_iter().map(|id| id.0).collect())
}
