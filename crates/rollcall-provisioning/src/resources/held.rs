//! What a provider does to more people than the guard lets go is held. The person's row goes on saying what counts: active, and
//! in their groups. That the provider deactivated or deleted them is noted beside it, and shown to providers only
//! ([`View::Pushed`](rollcall_storage::resources::View)), until an administrator lets it count, or never lets it.

use rollcall_storage::resources::{self, HeldAs, Scope, Stored};
use rollcall_storage::{Conn, held};
use scim_core::Object;
use scim_core::bulk::Method;
use scim_core::event::Operation;
use scim_core::schema::ResourceType;
use serde_json::{Value, json};
use uuid::Uuid;

use super::announce::{Difference, announce};
use super::delete::{self, Held};
use super::left::is_left;
use super::verb::target;
use super::{Call, Prepared};
use crate::{Provisioning, Result, guard};

/// What a change of a resource comes to.
pub(super) struct Decided {
    /// Its attributes as they are to count.
    pub(super) after: Object,
    /// What the provider is shown instead.
    pub(super) held: Option<HeldAs>,
}

/// Decides what counts of a change: somebody is deactivated only if the guard lets them go.
pub(super) fn decide(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    before: &Stored,
    after: Object,
) -> Result<Decided> {
    if !is_left(&after) {
        // Whoever is active again for the provider is so for everybody; what is done here decides nothing by itself.
        let held = before.held.filter(|_| call.is_own());
        return Ok(Decided { after, held });
    }
    let goes = before.held.is_none() && !is_to_be_held(tx, p, call, rt, before)?;
    if call.is_own() || goes {
        return Ok(Decided { after, held: None });
    }
    Ok(Decided {
        after: still_active(before, after),
        held: Some(HeldAs::Deactivated),
    })
}

fn still_active(before: &Stored, mut after: Object) -> Object {
    match before.attributes.get("active") {
        Some(active) => drop(after.insert("active".to_owned(), active.clone())),
        None => drop(after.shift_remove("active")),
    }
    after
}

/// Whether the guard keeps somebody whom a provider deactivates or deletes. Who is held already stays so, and who is not
/// active has gone before.
pub(super) fn is_to_be_held(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    before: &Stored,
) -> Result<bool> {
    if call.is_own() || rt.endpoint != "Users" || is_left(&before.attributes) {
        return Ok(false);
    }
    Ok(before.held.is_some() || !guard::lets_go(tx, p, call, &call.scope(rt), before.created)?)
}

/// That somebody is held since, or no longer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Turn {
    Held,
    Kept,
}

/// What a change does to who is held.
pub(super) fn turn(before: &Stored, held: Option<HeldAs>) -> Option<Turn> {
    match held {
        _ if before.held == held => None,
        Some(_) => Some(Turn::Held),
        None => Some(Turn::Kept),
    }
}

impl Turn {
    /// As it stands in the log of changes: what the provider sees.
    pub(super) fn told(self, before: &mut Object, after: &mut Object) -> Operation {
        let mut say = |was: bool, is: bool| {
            before.insert("active".to_owned(), Value::Bool(was));
            after.insert("active".to_owned(), Value::Bool(is));
        };
        match self {
            Self::Held => {
                say(true, false);
                Operation::Held
            }
            Self::Kept => {
                say(false, true);
                Operation::Kept
            }
        }
    }
}

/// Notes that somebody is held, or no longer.
pub(super) fn note(
    tx: &mut Conn,
    call: &Call,
    scope: &Scope<'_>,
    before: &Stored,
    after: &Stored,
) -> Result<()> {
    resources::hold(tx, scope, before, after.held)?;
    let Some(kind) = after.held else {
        return Ok(held::forget(tx, scope.tenant, after.id)?);
    };
    let row = held::Held {
        id: after.id,
        kind,
        at: after.modified,
        connection: call.caller.connection,
        request: call.request_id.clone(),
    };
    Ok(held::note(tx, scope.tenant, &row)?)
}

/// A provider deletes somebody whom the guard keeps: for it they are gone, out of their groups too.
pub(super) fn remove(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    locked: &Held<'_>,
) -> Result<Stored> {
    let Held { before, groups } = locked;
    let after = moved(tx, p, call, rt, before, Operation::Held)?;
    let after = Stored {
        held: Some(HeldAs::Removed),
        ..after
    };
    note(tx, call, &call.scope(rt), before, &after)?;
    for (rt, group) in groups {
        moved(tx, p, call, rt, group, Operation::Held)?;
    }
    Ok(after)
}

/// A resource that is another for providers, and the same for everybody else: a new version, with its row among the changes.
fn moved(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    before: &Stored,
    operation: Operation,
) -> Result<Stored> {
    let after = Stored {
        version: before.version + 1,
        modified: p.now(),
        ..before.clone()
    };
    let scope = call.scope(rt);
    resources::touch(tx, &scope, after.id, after.version, after.modified)?;
    let external_id = after.attributes.get("externalId").cloned();
    let difference = Difference {
        operation,
        resource_type: rt.name.clone(),
        id: after.id,
        version: after.version,
        before: None,
        after: None,
        document: None,
        external_id,
        etag: None,
    };
    announce(tx, call, after.modified, difference)?;
    Ok(after)
}

/// What a provider did to somebody counts from now on, inside the caller's transaction; answers whether they were held.
///
/// # Errors
/// 404 where there is no such person.
pub(crate) fn release_in(tx: &mut Conn, p: &Provisioning, call: &Call, id: Uuid) -> Result<bool> {
    let scope = call.scope(call.endpoint("Users")?);
    let locked = resources::lock(tx, &scope, id)?;
    let (method, body) = match locked.and_then(|person| person.held) {
        None => return Ok(false),
        Some(HeldAs::Removed) => (Method::Delete, Value::Null),
        Some(HeldAs::Deactivated) => {
            let operation = json!({"op": "replace", "value": {"active": false}});
            let schemas = [scim_core::patch::PATCH_OP];
            let body = json!({"schemas": schemas, "Operations": [operation]});
            (Method::Patch, body)
        }
    };
    let target = target(method, "Users", &id.to_string());
    Prepared::read(p, call, target, &body)?.run(tx, p, call)?;
    Ok(true)
}

/// What a provider did to somebody never counts, and it sees them again as they were, in their groups; answers whether they
/// were held.
///
/// # Errors
/// 404 where there is no such person.
pub(crate) fn keep_in(tx: &mut Conn, p: &Provisioning, call: &Call, id: Uuid) -> Result<bool> {
    let rt = call.endpoint("Users")?;
    let Held { before, groups } = delete::hold(tx, call, rt, id)?;
    let Some(kind) = before.held else {
        return Ok(false);
    };
    let after = moved(tx, p, call, rt, &before, Operation::Kept)?;
    let after = Stored {
        held: None,
        ..after
    };
    note(tx, call, &call.scope(rt), &before, &after)?;
    if kind == HeldAs::Removed {
        for (rt, group) in &groups {
            moved(tx, p, call, rt, group, Operation::Kept)?;
        }
    }
    Ok(true)
}
