//! Membership: rows, so that one change costs the same in a group of ten and of a hundred thousand.

use std::collections::HashSet;

use rollcall_storage::{Conn, id, memberships};
use scim_core::condition::Condition;
use scim_core::evaluate::Budget;
use scim_core::patch::MembersOp;
use scim_core::render::{self, Base, MemberRef};
use scim_core::schema::ResourceType;
use scim_core::{Error as ScimError, ErrorKind, Object};
use serde_json::Value;
use uuid::Uuid;

use super::{Call, nesting};
use crate::first_values::GroupChange;
use crate::{Error, Limits, Result};

/// What a request did to the members of one group, net: an id added and removed again is in neither set.
#[derive(Debug, Default)]
pub(super) struct Delta {
    added: HashSet<Uuid>,
    removed: HashSet<Uuid>,
}

impl Delta {
    pub(super) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// That these left.
    pub(super) fn removal(ids: Vec<Uuid>) -> Self {
        Self {
            added: HashSet::new(),
            removed: ids.into_iter().collect(),
        }
    }

    /// The same, as what happened to a group of this type.
    pub(super) fn in_group<'d>(&'d self, rt: &'d ResourceType, renamed: bool) -> GroupChange<'d> {
        GroupChange {
            resource_type: &rt.name,
            added: &self.added,
            removed: &self.removed,
            renamed,
        }
    }

    fn note_added(&mut self, ids: Vec<Uuid>) {
        for id in ids {
            if !self.removed.remove(&id) {
                self.added.insert(id);
            }
        }
    }

    fn note_removed(&mut self, ids: Vec<Uuid>) {
        for id in ids {
            if !self.added.remove(&id) {
                self.removed.insert(id);
            }
        }
    }

    /// Adds who left to `before` and who came to `after`, as member ids.
    pub(super) fn write_into(&self, before: &mut Object, after: &mut Object) {
        let ids = |set: &HashSet<Uuid>| {
            let mut ids: Vec<_> = set.iter().map(Uuid::to_string).collect();
            ids.sort_unstable();
            Value::from(ids)
        };
        if !self.removed.is_empty() {
            before.insert("members".to_owned(), ids(&self.removed));
        }
        if !self.added.is_empty() {
            after.insert("members".to_owned(), ids(&self.added));
        }
    }
}

/// Sets the members of a group to exactly these.
pub(super) fn replace(
    tx: &mut Conn,
    call: &Call,
    limits: &Limits,
    group: Uuid,
    ids: &[String],
) -> Result<Delta> {
    apply(tx, call, limits, group, &[MembersOp::Replace(ids.to_vec())])
}

/// Performs the membership operations of a PATCH, in order. Adding who is there and removing who is not
/// succeed and change nothing (RFC 7644 §3.5.2.1, §3.5.2.2).
pub(super) fn apply(
    tx: &mut Conn,
    call: &Call,
    limits: &Limits,
    group: Uuid,
    ops: &[MembersOp],
) -> Result<Delta> {
    let (tenant, view) = (&*call.caller.tenant, call.view());
    let mut delta = Delta::default();
    let mut budget = Budget::default();
    for op in ops {
        match op {
            MembersOp::Add(ids) => {
                let ids = known_members(tx, call, limits, group, ids)?;
                delta.note_added(memberships::add(tx, tenant, group, &ids)?);
            }
            MembersOp::Remove(ids) => {
                let ids: Vec<_> = ids.iter().filter_map(|id| id::parse(id)).collect();
                delta.note_removed(memberships::remove(tx, tenant, group, &ids, view)?);
            }
            MembersOp::RemoveWhere(condition) => {
                let members = memberships::members(tx, tenant, group, view)?;
                let mut ids = Vec::new();
                for member in &members {
                    if is_meant(condition, call.base(), member, &mut budget)? {
                        ids.extend(id::parse(&member.id));
                    }
                }
                delta.note_removed(memberships::remove(tx, tenant, group, &ids, view)?);
            }
            MembersOp::Replace(ids) => {
                let ids = known_members(tx, call, limits, group, ids)?;
                let (added, removed) = memberships::replace(tx, tenant, group, &ids, view)?;
                delta.note_added(added);
                delta.note_removed(removed);
            }
        }
    }
    Ok(delta)
}

/// Whether a filter in a PATCH path means this member.
///
/// # Errors
/// `tooMany`: all operations of the request together look at too many members.
fn is_meant(
    condition: &Condition,
    base: Base<'_>,
    member: &MemberRef,
    budget: &mut Budget,
) -> Result<bool> {
    budget
        .spend(COMPARISONS_PER_MEMBER)
        .map_err(ScimError::from)?;
    let object = render::member_object(member, base);
    let Some(object) = object.as_object() else {
        return Ok(false);
    };
    let meant = condition.matches_within(object, budget);
    Ok(meant.map_err(ScimError::from)?)
}

/// Reading a member and rendering it costs as much as so many comparisons.
const COMPARISONS_PER_MEMBER: usize = 20;

/// The ids as UUIDs, each of a resource of this tenant that can be a member of this group.
fn known_members(
    tx: &mut Conn,
    call: &Call,
    limits: &Limits,
    group: Uuid,
    ids: &[String],
) -> Result<Vec<Uuid>> {
    if ids.len() > limits.members_max {
        let detail = format!(
            "{} members in one request; at most {} are taken. Send several.",
            ids.len(),
            limits.members_max
        );
        return Err(Error::scim(ErrorKind::InvalidValue, detail));
    }
    let mut known = Vec::with_capacity(ids.len());
    for id in ids {
        known.push(id::parse(id).ok_or_else(|| unknown_members(std::slice::from_ref(id)))?);
    }
    if known.contains(&group) {
        return Err(Error::scim(
            ErrorKind::InvalidValue,
            format!("The group {group} cannot be a member of itself."),
        ));
    }
    let tenant = &*call.caller.tenant;
    let types = call.caller.registry.types().iter();
    let with_members: Vec<_> = types
        .filter(|rt| rt.has_members())
        .map(|rt| rt.name.as_str())
        .collect();
    let candidates = memberships::candidates(tx, tenant, &known, &with_members)?;
    if !candidates.unknown.is_empty() {
        let ids: Vec<_> = candidates.unknown.iter().map(Uuid::to_string).collect();
        return Err(unknown_members(&ids).into());
    }
    if !candidates.of_types.is_empty() {
        nesting::refuse_loops(tx, tenant, group, &candidates.of_types)?;
    }
    Ok(known)
}

fn unknown_members(ids: &[String]) -> ScimError {
    const SHOWN: usize = 5;
    let shown = ids
        .iter()
        .take(SHOWN)
        .map(|id| format!("{id:?}"))
        .collect::<Vec<_>>()
        .join(", ");
    let more = if ids.len() > SHOWN {
        format!(" and {} more", ids.len() - SHOWN)
    } else {
        String::new()
    };
    let detail = format!(
        "members: no person or group here has the id {shown}{more}. Assign people to the application before pushing their group."
    );
    ScimError::new(ErrorKind::InvalidValue, detail)
}
