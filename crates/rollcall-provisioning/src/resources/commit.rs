//! Writing a change of a resource that exists, and announcing it: the same for every verb.

use rollcall_storage::resources::{self, Stored};
use rollcall_storage::{Conn, attribute_entries, memberships};
use scim_core::event::Operation;
use scim_core::render::{self, Relations};
use scim_core::schema::ResourceType;
use scim_core::{Object, diff};
use uuid::Uuid;

use super::announce::{Difference, announce};
use super::held::{self, Decided};
use super::learn::learn;
use super::members::Delta;
use super::{Call, left, own, unique};
use crate::first_values::Keeping;
use crate::provisioning::people;
use crate::{Provisioning, Result};

/// A change of a locked resource.
pub(super) struct Change {
    /// As it is.
    pub before: Stored,
    /// Its attributes as they are to be.
    pub after: Object,
    /// What has happened to its members.
    pub delta: Delta,
    /// What was done; a change of `active` alone is found out here.
    pub operation: Operation,
}

/// A resource as a change left it.
pub(super) struct Committed {
    pub stored: Stored,
    /// What belongs to it, where that had to be read for the change.
    pub relations: Option<Relations>,
}

/// Writes what differs between `before` and `after`, and what happened to the members, as one new version
/// with one change row. Where nothing differs, nothing moves.
pub(super) fn commit(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    change: Change,
) -> Result<Committed> {
    #[rustfmt::skip]
    let Change { before, after, delta, operation } = change;
    let Decided { after, held } = held::decide(tx, p, call, rt, &before, after)?;
    let changed = diff::diff(&before.attributes, &after);
    let turn = held::turn(&before, held);
    if changed.is_none() && delta.is_empty() && turn.is_none() {
        return Ok(Committed {
            stored: before,
            relations: None,
        });
    }
    if call.caller.subject.is_some() {
        own::refuse_what_is_not_theirs(changed.as_ref())?;
    }
    let renamed = unique::is_changed(rt, &before.attributes, &after);
    let was_left = left::is_left(&before.attributes);
    let stored = Stored {
        version: before.version + 1,
        modified: p.now(),
        attributes: after,
        held,
        ..before
    };
    let rewritten = changed.is_some();
    let turn_alone = turn.filter(|_| !rewritten && delta.is_empty());
    if rewritten {
        write(tx, call, rt, &stored, renamed)?;
        learn(tx, p, call, rt, &stored.attributes)?;
    } else {
        let (scope, id) = (call.scope(rt), stored.id);
        resources::touch(tx, &scope, id, stored.version, stored.modified)?;
    }
    let (mut old, mut new) = changed.unwrap_or_default();
    if turn.is_some() {
        held::note(tx, call, &call.scope(rt), &before, &stored)?;
    }
    delta.write_into(&mut old, &mut new);
    let operation = match (turn_alone, operation) {
        (Some(turn), _) => turn.told(&mut old, &mut new),
        // Who was held was there all the time for everybody but the provider.
        (None, Operation::Revived) if !was_left => Operation::Replaced.narrowed(&old, &new),
        (None, operation) => operation.narrowed(&old, &new),
    };
    // A full event of a PUT tells all of it, but never a group's members.
    let whole = matches!(operation, Operation::Replaced | Operation::Revived) && !rt.has_members();
    let relations = groups(tx, call, rt, stored.id)?;
    let etag = etag(stored.version, relations.as_ref());
    let difference = Difference {
        operation,
        resource_type: rt.name.clone(),
        id: stored.id,
        version: stored.version,
        external_id: stored
            .attributes
            .get("externalId")
            .or_else(|| old.get("externalId"))
            .cloned(),
        before: Some(old),
        after: Some(new),
        document: whole.then(|| stored.attributes.clone()),
        etag,
    };
    announce(tx, call, stored.modified, difference)?;
    if rewritten {
        attribute_entries::keep(tx, &call.scope(rt), stored.id, &stored.attributes)?;
        left::note(tx, &call.scope(rt), was_left, &stored)?;
    }
    keep_first(tx, p, call, rt, &before, &stored, &delta)?;
    Ok(Committed { stored, relations })
}

/// The entity tag, where more than the version is in it.
fn etag(version: i64, relations: Option<&Relations>) -> Option<String> {
    let relations = relations.filter(|relations| !relations.groups.is_empty());
    relations.map(|relations| render::etag(version, relations))
}

/// Keeps the first values of everybody whom a change is about.
fn keep_first(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    before: &Stored,
    stored: &Stored,
    delta: &Delta,
) -> Result<()> {
    let Some(keeping) = keeping(tx, p, call, stored.modified)? else {
        return Ok(());
    };
    if keeping.is_about(rt) {
        keeping.person(tx, before, stored)?;
    } else if rt.has_members() {
        let name = |it: &Stored| it.attributes.get("displayName").cloned();
        let renamed = name(before) != name(stored);
        keeping.group(tx, before, &delta.in_group(rt, renamed))?;
    }
    Ok(())
}

/// What this write has to keep of first values; none, where the tenant has no such fields.
pub(super) fn keeping<'c>(
    tx: &mut Conn,
    p: &Provisioning,
    call: &'c Call,
    at: i64,
) -> Result<Option<Keeping<'c>>> {
    if tx.keeps_first() == 0 {
        return Ok(None);
    }
    Keeping::of(tx, p, call.scope(people(&call.caller.registry)?), at)
}

/// The groups of a person, which are part of its entity tag.
fn groups(tx: &mut Conn, call: &Call, rt: &ResourceType, id: Uuid) -> Result<Option<Relations>> {
    if rt.has_members() {
        return Ok(None);
    }
    let mut groups = memberships::groups_of(tx, &call.caller.tenant, &[id])?;
    Ok(Some(Relations {
        groups: groups.remove(&id).unwrap_or_default(),
        ..Relations::default()
    }))
}

/// Writes the document. The unique value is claimed only if it changes: an old twin stays what it is.
fn write(
    tx: &mut Conn,
    call: &Call,
    rt: &ResourceType,
    stored: &Stored,
    renamed: bool,
) -> Result<()> {
    let scope = call.scope(rt);
    if renamed {
        let unique_value = unique::unique_value(rt, call.caller.rules, &stored.attributes);
        let claimed = resources::claim(tx, &scope, stored.id, unique_value);
        unique::taken(claimed, &scope, &stored.attributes)?;
    }
    unique::claim(tx, &scope, stored.id, &stored.attributes)?;
    Ok(resources::update(tx, &scope, stored)?)
}
