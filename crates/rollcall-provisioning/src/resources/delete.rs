//! `DELETE /{type}/{id}` (RFC 7644 §3.6).

use rollcall_storage::resources::{self, HeldAs, Stored, View};
use rollcall_storage::{Conn, id, memberships};
use scim_core::Object;
use scim_core::bulk::Method;
use scim_core::event::Operation;
use scim_core::render::Relations;
use scim_core::schema::ResourceType;
use serde_json::Value;
use uuid::Uuid;

use super::announce::{Difference, announce};
use super::commit::{Change, commit, keeping};
use super::members::Delta;
use super::verb::{carry_out, target};
use super::{Answer, Call, Outcome, held, not_found, resource_id};
use crate::{Provisioning, Result};

/// Deletes a resource. It also leaves every group it was in, and each of those moves to a new version.
///
/// # Errors
/// 404 for what is not there (any more), 412.
pub async fn delete(p: &Provisioning, call: Call, endpoint: &str, id: &str) -> Result<()> {
    let target = target(Method::Delete, endpoint, id);
    carry_out(p, call, target, &Value::Null).await?;
    Ok(())
}

/// The verb itself, inside the caller's transaction.
pub(super) fn delete_in(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    id: &str,
) -> Result<Answer> {
    let uuid = resource_id(&call.scope(rt), id)?;
    let locked = hold(tx, call, rt, uuid)?;
    call.check_version(locked.before.version)?;
    if held::is_to_be_held(tx, p, call, rt, &locked.before)? {
        let removed = held::remove(tx, p, call, rt, &locked)?;
        return Ok(call.bare(rt, &removed, &Relations::default(), Outcome::NoContent));
    }
    let (before, lost) = take_out(tx, p, call, rt, locked)?;
    let answer = call.bare(rt, &before, &Relations::default(), Outcome::NoContent);
    announce_deletion(tx, p, call, rt, before, &lost)?;
    Ok(answer)
}

/// A resource that nobody changes or begins to refer to until the transaction ends.
pub(super) struct Held<'c> {
    pub(super) before: Stored,
    /// What it is in, locked too.
    pub(super) groups: Vec<(&'c ResourceType, Stored)>,
}

/// Locks a resource that is to go, with the groups it is in.
///
/// # Errors
/// 404 for what is not there (any more).
pub(super) fn hold<'c>(
    tx: &mut Conn,
    call: &'c Call,
    rt: &ResourceType,
    id: Uuid,
) -> Result<Held<'c>> {
    let scope = call.scope(rt);
    let groups = lock_groups_of(tx, call, id)?;
    let before = resources::lock_for_deletion(tx, &scope, id)?
        .filter(|stored| call.view().shows(stored))
        .ok_or_else(|| not_found(&scope, &id.to_string()))?;
    // From here on nobody can make it a member. Whoever did so since its groups were read has come between.
    let known = |group: &Uuid| groups.iter().any(|(_, locked)| locked.id == *group);
    if !memberships::groups_containing(tx, &call.caller.tenant, id)?
        .iter()
        .all(known)
    {
        return Err(rollcall_storage::Error::Conflict.into());
    }
    Ok(Held { before, groups })
}

/// Takes a resource out of its groups and then away; answers it, and who was in it. What is left is to announce that.
pub(super) fn take_out(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    held: Held<'_>,
) -> Result<(Stored, Delta)> {
    let Held { before, groups } = held;
    leave(tx, p, call, groups, before.id)?;
    let lost = if rt.has_members() {
        all_members(tx, call, before.id)?
    } else {
        Delta::default()
    };
    let keeping = keeping(tx, p, call, p.now())?;
    if let Some(keeping) = keeping.as_ref().filter(|it| it.is_about(rt)) {
        let goes = keeping.seen(tx, (before.clone(), Relations::default()))?;
        keeping.manager(tx, Some(&goes), None)?;
    }
    if before.held == Some(HeldAs::Removed) {
        resources::hold(tx, &call.scope(rt), &before, None)?;
    }
    resources::delete(tx, &call.scope(rt), before.id)?;
    if let Some(keeping) = keeping.filter(|_| rt.has_members()) {
        keeping.group(tx, &before, &lost.in_group(rt, false))?;
    }
    Ok((before, lost))
}

/// Locks the groups that the resource is in: before the resource itself and in the order of their ids, as
/// whoever changes members does, so that nobody waits in a circle.
pub(super) fn lock_groups_of<'c>(
    tx: &mut Conn,
    call: &'c Call,
    member: Uuid,
) -> Result<Vec<(&'c ResourceType, Stored)>> {
    let groups = memberships::groups_containing(tx, &call.caller.tenant, member)?;
    let mut locked = Vec::with_capacity(groups.len());
    for rt in call
        .caller
        .registry
        .types()
        .iter()
        .filter(|rt| rt.has_members())
    {
        for group in &groups {
            if let Some(stored) = resources::lock(tx, &call.scope(rt), *group)? {
                locked.push((rt, stored));
            }
        }
    }
    Ok(locked)
}

/// Takes the resource out of its groups.
pub(super) fn leave(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    groups: Vec<(&ResourceType, Stored)>,
    member: Uuid,
) -> Result<()> {
    for (rt, before) in groups {
        let removed =
            memberships::remove(tx, &call.caller.tenant, before.id, &[member], View::Counted)?;
        let after = before.attributes.clone();
        let operation = Operation::Patched;
        let change = Change {
            before,
            after,
            delta: Delta::removal(removed),
            operation,
        };
        commit(tx, p, call, rt, change)?;
    }
    Ok(())
}

/// Everybody who is in the group that is about to go.
fn all_members(tx: &mut Conn, call: &Call, group: Uuid) -> Result<Delta> {
    let members = memberships::members(tx, &call.caller.tenant, group, View::Counted)?;
    let ids = members.iter().filter_map(|member| id::parse(&member.id));
    Ok(Delta::removal(ids.collect()))
}

fn announce_deletion(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    before: Stored,
    lost: &Delta,
) -> Result<()> {
    let mut old = before.attributes;
    lost.write_into(&mut old, &mut Object::new());
    let difference = Difference {
        operation: Operation::Deleted,
        resource_type: rt.name.clone(),
        id: before.id,
        version: before.version + 1,
        external_id: old.get("externalId").cloned(),
        before: Some(old),
        after: None,
        document: None,
        etag: None,
    };
    announce(tx, call, p.now(), difference)?;
    Ok(())
}
