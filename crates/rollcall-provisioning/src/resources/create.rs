//! `POST /{type}` (RFC 7644 §3.3).

use rollcall_storage::resources::{self, Scope, Stored};
use rollcall_storage::{Conn, attribute_entries};
use scim_core::bulk::Method;
use scim_core::event::Operation;
use scim_core::normalize::{self, Incoming};
use scim_core::render::Relations;
use scim_core::schema::{Kind, ResourceType};
use scim_core::{Object, validate};
use serde_json::Value;
use uuid::Uuid;

use super::announce::{Difference, announce};
use super::commit::keeping;
use super::learn::learn;
use super::verb::{carry_out, target};
use super::{Answer, Call, Outcome, left, members, revive, unique};
use crate::{Provisioning, Result};

/// Creates a resource; or, where it is a leaver who comes back, revives it under its old id
/// (see `revive.rs`).
///
/// # Errors
/// [`crate::Error::Scim`] for a body that is not a valid resource, and 409 `uniqueness` for a twin.
pub async fn create(p: &Provisioning, call: Call, endpoint: &str, body: Value) -> Result<Answer> {
    carry_out(p, call, target(Method::Post, endpoint, ""), &body).await
}

/// Reads the body of a new resource.
pub(super) fn read(call: &Call, rt: &ResourceType, body: &Value) -> Result<Incoming> {
    let mut incoming = normalize::resource(rt, body, call.caller.rules)?;
    assume_active(rt, &mut incoming.attributes);
    validate::complete(rt, &incoming.attributes)?;
    validate::withheld(rt, &incoming)?;
    Ok(incoming)
}

/// Who is created without a word about `active` is active: clients ask for it back.
pub(super) fn assume_active(rt: &ResourceType, attributes: &mut Object) {
    let optional = rt
        .attribute("active")
        .is_some_and(|a| a.kind == Kind::Boolean && !a.required);
    if optional && !attributes.contains_key("active") {
        attributes.insert("active".to_owned(), Value::Bool(true));
    }
}

/// The verb itself, inside the caller's transaction.
pub(super) fn create_in(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    incoming: &Incoming,
) -> Result<Answer> {
    let scope = call.scope(rt);
    let unique_value = unique::unique_value(rt, call.caller.rules, &incoming.attributes);
    if let Some(leaver) = revive::find(
        tx,
        &scope,
        call.caller.rules,
        unique_value,
        &incoming.attributes,
    )? {
        return revive::revive(tx, p, call, &scope, leaver, incoming);
    }
    let now = p.now();
    let stored = Stored {
        id: Uuid::now_v7(),
        version: 1,
        created: now,
        modified: now,
        attributes: incoming.attributes.clone(),
        held: None,
    };
    unique::taken(
        resources::insert(tx, &scope, &stored, unique_value),
        &scope,
        &stored.attributes,
    )?;
    unique::claim(tx, &scope, stored.id, &stored.attributes)?;
    learn(tx, p, call, rt, &stored.attributes)?;
    let delta = match &incoming.members {
        Some(ids) => members::replace(tx, call, p.limits(), stored.id, ids)?,
        None => members::Delta::default(),
    };
    announce_creation(tx, call, &scope, &stored, &delta)?;
    attribute_entries::keep(tx, &scope, stored.id, &stored.attributes)?;
    left::note(tx, &scope, false, &stored)?;
    if let Some(keeping) = keeping(tx, p, call, now)? {
        if keeping.is_about(rt) {
            let came = keeping.seen(tx, (stored.clone(), Relations::default()))?;
            keeping.manager(tx, None, Some(&came))?;
        } else if rt.has_members() {
            keeping.group(tx, &stored, &delta.in_group(rt, false))?;
        }
    }
    let stored = stored.written()?;
    if rt.has_members() {
        return call.answer(tx, rt, &stored, Outcome::Created);
    }
    // Nobody can have put into a group what is only now there.
    call.answer_with(rt, &stored, &Relations::default(), Outcome::Created)
}

fn announce_creation(
    tx: &mut Conn,
    call: &Call,
    scope: &Scope<'_>,
    stored: &Stored,
    delta: &members::Delta,
) -> Result<()> {
    let mut after = stored.attributes.clone();
    delta.write_into(&mut Object::new(), &mut after);
    let difference = Difference {
        operation: Operation::Created,
        resource_type: scope.resource_type.name.clone(),
        id: stored.id,
        version: stored.version,
        before: None,
        after: Some(after),
        document: None,
        external_id: stored.attributes.get("externalId").cloned(),
        etag: None,
    };
    announce(tx, call, stored.created, difference)?;
    Ok(())
}
