//! Membership: a row for each member of a group, so that adding one costs the same whatever the group's size.
//!
//! Rows go with the group and with the member (foreign keys). Whoever changes a group's members has locked
//! the group ([`crate::resources::lock`]).

use std::collections::{HashMap, HashSet};

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use scim_core::render::{GroupRef, MemberRef};
use uuid::Uuid;

use crate::conn::{self, on};
use crate::id::{Id, ids};
use crate::insert::{Columns, Values};
use crate::prepared::Prepared;
use crate::schema::{held, memberships, resources};
use crate::tables::resources::{REMOVED, View};
use crate::{Conn, Error, insert};

/// Ids in one statement; SQLite takes 32,766 binds.
const CHUNK_ROWS: usize = 1_000;

/// Whether a member is not held as removed. Hardly anybody is held, so to look costs next to nothing.
macro_rules! is_there {
    ($tenant:expr) => {
        not(exists(
            held::table
                .filter(held::tenant_id.eq($tenant))
                .filter(held::resource_id.eq(memberships::member_id))
                .filter(held::kind.eq(REMOVED)),
        ))
    };
}

/// A membership to insert.
#[derive(Insertable)]
#[diesel(table_name = memberships)]
pub(crate) struct NewMembership<'a> {
    tenant_id: &'a str,
    group_id: Id,
    member_id: Id,
}

impl<'r> From<&'r [NewMembership<'_>]> for Columns<'r> {
    fn from(rows: &'r [NewMembership<'_>]) -> Self {
        let tenant = rows.first().map_or("", |row| row.tenant_id);
        debug_assert!(rows.iter().all(|row| row.tenant_id == tenant));
        Self {
            table: "memberships",
            tenant,
            columns: vec![
                (
                    "group_id",
                    Values::Ids(rows.iter().map(|row| row.group_id).collect()),
                ),
                (
                    "member_id",
                    Values::Ids(rows.iter().map(|row| row.member_id).collect()),
                ),
            ],
        }
    }
}

/// Makes resources members of a group, and answers those that were not. Ids may repeat.
///
/// # Errors
/// [`Error::Reference`] when a member or the group does not exist (see [`candidates`]).
pub fn add(
    conn: &mut Conn,
    tenant: &str,
    group: Uuid,
    members: &[Uuid],
) -> Result<Vec<Uuid>, Error> {
    let present = among(conn, tenant, group, members, View::Counted)?;
    let added: Vec<_> = distinct(members)
        .into_iter()
        .filter(|id| !present.contains(id))
        .collect();
    insert(conn, tenant, group, &added)?;
    Ok(added)
}

/// Ends memberships, and answers those that were there. Ids may repeat; whoever is not there in these eyes stays.
///
/// # Errors
/// Only the database's own.
pub fn remove(
    conn: &mut Conn,
    tenant: &str,
    group: Uuid,
    members: &[Uuid],
    view: View,
) -> Result<Vec<Uuid>, Error> {
    let present = among(conn, tenant, group, members, view)?;
    let removed: Vec<_> = distinct(members)
        .into_iter()
        .filter(|id| present.contains(id))
        .collect();
    delete(conn, tenant, group, &removed)?;
    Ok(removed)
}

/// Makes exactly these the members of a group, and answers who came and who left. Ids may repeat; whoever is not there in
/// these eyes stays.
///
/// # Errors
/// [`Error::Reference`] when a member or the group does not exist (see [`candidates`]).
pub fn replace(
    conn: &mut Conn,
    tenant: &str,
    group: Uuid,
    members: &[Uuid],
    view: View,
) -> Result<(Vec<Uuid>, Vec<Uuid>), Error> {
    let of_group = memberships::table
        .filter(memberships::tenant_id.eq(tenant))
        .filter(memberships::group_id.eq(Id(group)))
        .select(memberships::member_id)
        .order(memberships::member_id);
    let before: Vec<Id> = match view {
        View::Counted => of_group.load(&mut conn.db)?,
        View::Pushed => of_group.filter(is_there!(tenant)).load(&mut conn.db)?,
    };
    let wanted: HashSet<_> = members.iter().copied().collect();
    let present: HashSet<_> = before.iter().map(|id| id.0).collect();
    let added: Vec<_> = distinct(members)
        .into_iter()
        .filter(|id| !present.contains(id))
        .collect();
    let removed: Vec<_> = before
        .iter()
        .map(|id| id.0)
        .filter(|id| !wanted.contains(id))
        .collect();
    delete(conn, tenant, group, &removed)?;
    insert(conn, tenant, group, &added)?;
    Ok((added, removed))
}

/// The members of a group in these eyes, by id.
///
/// # Errors
/// Only the database's own.
pub fn members(
    conn: &mut Conn,
    tenant: &str,
    group: Uuid,
    view: View,
) -> Result<Vec<MemberRef>, Error> {
    let mut of_groups = members_of(conn, tenant, &[group], view)?;
    Ok(of_groups.remove(&group).unwrap_or_default())
}

/// Group, member, its type, its name, what it is held as.
type MemberRow = (Id, Id, String, Option<String>, Option<String>);

/// The members in these eyes of each of these groups that has any, by id.
///
/// # Errors
/// Only the database's own.
pub fn members_of(
    conn: &mut Conn,
    tenant: &str,
    groups: &[Uuid],
    view: View,
) -> Result<HashMap<Uuid, Vec<MemberRef>>, Error> {
    let mut found: HashMap<Uuid, Vec<MemberRef>> = HashMap::new();
    for chunk in groups.chunks(CHUNK_ROWS) {
        let member = resources::tenant_id
            .eq(memberships::tenant_id)
            .and(resources::id.eq(memberships::member_id));
        let rows: Vec<MemberRow> = memberships::table
            .inner_join(resources::table.on(member))
            .filter(memberships::tenant_id.eq(tenant))
            .filter(memberships::group_id.eq_any(ids(chunk)))
            .order((memberships::group_id, memberships::member_id))
            .select((
                memberships::group_id,
                resources::id,
                resources::resource_type,
                resources::label,
                resources::held,
            ))
            .load(&mut conn.db)?;
        for (group, id, resource_type, display, held) in rows {
            if view == View::Pushed && held.as_deref() == Some(REMOVED) {
                continue;
            }
            found.entry(group.0).or_default().push(MemberRef {
                id: id.0.to_string(),
                resource_type,
                display,
            });
        }
    }
    Ok(found)
}

/// The members of a group with ids greater than `after`, by id, at most `limit`.
///
/// # Errors
/// Only the database's own.
pub fn members_after(
    conn: &mut Conn,
    tenant: &str,
    group: Uuid,
    after: Uuid,
    limit: i64,
) -> Result<Vec<MemberRef>, Error> {
    let member = resources::tenant_id
        .eq(memberships::tenant_id)
        .and(resources::id.eq(memberships::member_id));
    let rows: Vec<(Id, String, Option<String>)> = memberships::table
        .inner_join(resources::table.on(member))
        .filter(memberships::tenant_id.eq(tenant))
        .filter(memberships::group_id.eq(Id(group)))
        .filter(memberships::member_id.gt(Id(after)))
        .order(memberships::member_id)
        .limit(limit)
        .select((resources::id, resources::resource_type, resources::label))
        .load(&mut conn.db)?;
    let members = rows
        .into_iter()
        .map(|(id, resource_type, display)| MemberRef {
            id: id.0.to_string(),
            resource_type,
            display,
        });
    Ok(members.collect())
}

/// How many members each of these groups has; nothing for those without.
///
/// # Errors
/// Only the database's own.
pub fn counts(conn: &mut Conn, tenant: &str, groups: &[Uuid]) -> Result<HashMap<Uuid, i64>, Error> {
    let mut found = HashMap::new();
    for chunk in groups.chunks(CHUNK_ROWS) {
        let rows: Vec<(Id, i64)> = memberships::table
            .filter(memberships::tenant_id.eq(tenant))
            .filter(memberships::group_id.eq_any(ids(chunk)))
            .group_by(memberships::group_id)
            .select((memberships::group_id, diesel::dsl::count_star()))
            .load(&mut conn.db)?;
        found.extend(rows.into_iter().map(|(group, members)| (group.0, members)));
    }
    Ok(found)
}

/// The groups that each of these resources is a direct member of, by id; nothing for those in no group.
///
/// # Errors
/// Only the database's own.
pub fn groups_of(
    conn: &mut Conn,
    tenant: &str,
    members: &[Uuid],
) -> Result<HashMap<Uuid, Vec<GroupRef>>, Error> {
    let mut found: HashMap<Uuid, Vec<GroupRef>> = HashMap::new();
    for chunk in members.chunks(CHUNK_ROWS) {
        let group = resources::tenant_id
            .eq(memberships::tenant_id)
            .and(resources::id.eq(memberships::group_id));
        let groups = memberships::table
            .inner_join(resources::table.on(group))
            .filter(memberships::tenant_id.eq(tenant))
            .filter(memberships::member_id.eq_any(ids(chunk)))
            .order((memberships::member_id, memberships::group_id))
            .select((
                memberships::member_id,
                resources::id,
                resources::resource_type,
                resources::label,
            ));
        let groups = Prepared::if_few(chunk.len(), groups);
        let rows: Vec<(Id, Id, String, Option<String>)> = on!(&mut conn.db, |db| groups.load(db))?;
        for (member, id, resource_type, display) in rows {
            found.entry(member.0).or_default().push(GroupRef {
                id: id.0.to_string(),
                resource_type,
                display,
            });
        }
    }
    Ok(found)
}

/// The ids of the groups that a resource is a direct member of, in order.
///
/// # Errors
/// Only the database's own.
pub fn groups_containing(conn: &mut Conn, tenant: &str, member: Uuid) -> Result<Vec<Uuid>, Error> {
    let groups: Vec<Id> = memberships::table
        .filter(memberships::tenant_id.eq(tenant))
        .filter(memberships::member_id.eq(Id(member)))
        .select(memberships::group_id)
        .order(memberships::group_id)
        .load(&mut conn.db)?;
    Ok(groups.into_iter().map(|id| id.0).collect())
}

/// What candidates for a membership are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Those that no resource of the tenant has as its id, in their order, each once.
    pub unknown: Vec<Uuid>,
    /// Those that are of one of the types asked for.
    pub of_types: Vec<Uuid>,
}

/// Looks up whom a provider wants to be a member: whoever is held as removed is unknown to it. `types` are the names of those that can have members themselves.
///
/// # Errors
/// Only the database's own.
pub fn candidates(
    conn: &mut Conn,
    tenant: &str,
    ids_of_candidates: &[Uuid],
    types: &[&str],
) -> Result<Candidates, Error> {
    let mut known = HashSet::with_capacity(ids_of_candidates.len());
    let mut of_types = Vec::new();
    for chunk in ids_of_candidates.chunks(CHUNK_ROWS) {
        let wanted = resources::table
            .filter(resources::tenant_id.eq(tenant))
            .filter(resources::id.eq_any(ids(chunk)))
            .select((resources::id, resources::resource_type, resources::held));
        let wanted = Prepared::if_few(chunk.len(), wanted);
        let found: Vec<(Id, String, Option<String>)> = on!(&mut conn.db, |db| wanted.load(db))?;
        for (id, resource_type, held) in found {
            if held.as_deref() == Some(REMOVED) {
                continue;
            }
            known.insert(id.0);
            if types.contains(&resource_type.as_str()) {
                of_types.push(id.0);
            }
        }
    }
    let unknown = distinct(ids_of_candidates)
        .into_iter()
        .filter(|id| !known.contains(id));
    Ok(Candidates {
        unknown: unknown.collect(),
        of_types,
    })
}

/// Those of the ids that no resource of the tenant has, in their order, each once.
///
/// # Errors
/// Only the database's own.
pub fn unknown(conn: &mut Conn, tenant: &str, ids: &[Uuid]) -> Result<Vec<Uuid>, Error> {
    Ok(candidates(conn, tenant, ids, &[])?.unknown)
}

/// From here to the end of the transaction nobody else puts a group of this tenant into another. To be
/// called before looking whether doing so would close a loop.
///
/// # Errors
/// Only the database's own.
pub fn lock_nesting(conn: &mut Conn, tenant: &str) -> Result<(), Error> {
    Ok(conn::lock_nesting(&mut conn.db, tenant)?)
}

/// Those of the ids that are members of the group in these eyes.
fn among(
    conn: &mut Conn,
    tenant: &str,
    group: Uuid,
    members: &[Uuid],
    view: View,
) -> Result<HashSet<Uuid>, Error> {
    let mut present = HashSet::new();
    for chunk in members.chunks(CHUNK_ROWS) {
        let wanted = memberships::table
            .filter(memberships::tenant_id.eq(tenant))
            .filter(memberships::group_id.eq(Id(group)))
            .filter(memberships::member_id.eq_any(ids(chunk)))
            .select(memberships::member_id);
        let found: Vec<Id> = match view {
            View::Counted => {
                let wanted = Prepared::if_few(chunk.len(), wanted);
                on!(&mut conn.db, |db| wanted.load(db))?
            }
            View::Pushed => {
                let there = Prepared::if_few(chunk.len(), wanted.filter(is_there!(tenant)));
                on!(&mut conn.db, |db| there.load(db))?
            }
        };
        present.extend(found.into_iter().map(|id| id.0));
    }
    Ok(present)
}

fn insert(conn: &mut Conn, tenant: &str, group: Uuid, members: &[Uuid]) -> Result<(), Error> {
    for chunk in members.chunks(CHUNK_ROWS) {
        let row = |member: &Uuid| NewMembership {
            tenant_id: tenant,
            group_id: Id(group),
            member_id: Id(*member),
        };
        let rows: Vec<_> = chunk.iter().map(row).collect();
        insert::memberships(&mut conn.db, &rows).map_err(Error::raced)?;
    }
    Ok(())
}

fn delete(conn: &mut Conn, tenant: &str, group: Uuid, members: &[Uuid]) -> Result<(), Error> {
    for chunk in members.chunks(CHUNK_ROWS) {
        let rows = memberships::table
            .filter(memberships::tenant_id.eq(tenant))
            .filter(memberships::group_id.eq(Id(group)));
        // One is the usual case, and its statement stays prepared.
        if let [one] = chunk {
            let deletion = diesel::delete(rows.filter(memberships::member_id.eq(Id(*one))));
            on!(&mut conn.db, |db| deletion.execute(db))?;
        } else {
            let deletion = diesel::delete(rows.filter(memberships::member_id.eq_any(ids(chunk))));
            deletion.execute(&mut conn.db)?;
        }
    }
    Ok(())
}

/// Each id once, in the order of its first occurrence.
fn distinct(ids: &[Uuid]) -> Vec<Uuid> {
    let mut seen = HashSet::with_capacity(ids.len());
    ids.iter().copied().filter(|id| seen.insert(*id)).collect()
}
