//! `PUT /{type}/{id}` (RFC 7644 §3.5.1).

use rollcall_storage::Conn;
use scim_core::bulk::Method;
use scim_core::event::Operation;
use scim_core::normalize::{self, Incoming};
use scim_core::schema::ResourceType;
use scim_core::{Object, Rule, diff, validate};
use serde_json::Value;

use super::commit::{Change, commit};
use super::create::assume_active;
use super::members::{self, Delta};
use super::verb::{carry_out, target};
use super::{Answer, Call, Outcome, lock};
use crate::{Provisioning, Result};

/// Replaces a resource. What the body leaves out is cleared, with two exceptions under
/// [`Rule::KeepOnPut`], which RFC 7644 §3.5.1 leaves to the server: `active`, since silence must not bring
/// a leaver back, and a group's `members`, since silence must not empty it.
///
/// # Errors
/// 400 for an invalid resource or a changed immutable value, 404, 409 `uniqueness`, 412.
pub async fn replace(
    p: &Provisioning,
    call: Call,
    endpoint: &str,
    id: &str,
    body: Value,
) -> Result<Answer> {
    carry_out(p, call, target(Method::Put, endpoint, id), &body).await
}

/// Reads the body of a replacement.
pub(super) fn read(call: &Call, rt: &ResourceType, body: &Value) -> Result<Incoming> {
    let mut incoming = normalize::resource(rt, body, call.caller.rules)?;
    if !call.caller.rules.allows(Rule::KeepOnPut) {
        assume_active(rt, &mut incoming.attributes);
        if rt.has_members() {
            incoming.members.get_or_insert_default();
        }
    }
    Ok(incoming)
}

/// The verb itself, inside the caller's transaction.
pub(super) fn replace_in(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    id: &str,
    incoming: &Incoming,
) -> Result<Answer> {
    let scope = call.scope(rt);
    let before = lock(tx, call, &scope, id)?;
    call.check_version(before.version)?;
    let seen = call.view().attributes(&before);
    let after = keep_active(rt, &seen, incoming.attributes.clone());
    let after = validate::keep_immutable(rt, &seen, after);
    validate::replacement(rt, &seen, &after)?;
    let delta = match &incoming.members {
        Some(ids) => members::replace(tx, call, p.limits(), before.id, ids)?,
        None => Delta::default(),
    };
    let committed = commit(
        tx,
        p,
        call,
        rt,
        Change {
            before,
            after,
            delta,
            operation: Operation::Replaced,
        },
    )?;
    call.answer_committed(tx, rt, committed, Outcome::Ok)
}

/// Whether a replacement would change anything.
///
/// # Errors
/// 400 for what the replacement itself would be refused for, as far as that goes without the database.
pub(crate) fn would_change(
    call: &Call,
    rt: &ResourceType,
    before: &Object,
    body: &Value,
) -> Result<bool> {
    let incoming = read(call, rt, body)?;
    let after = keep_active(rt, before, incoming.attributes);
    let after = validate::keep_immutable(rt, before, after);
    validate::replacement(rt, before, &after)?;
    Ok(diff::diff(before, &after).is_some())
}

fn keep_active(rt: &ResourceType, before: &Object, mut after: Object) -> Object {
    if rt.attribute("active").is_some_and(|active| active.required) {
        return after;
    }
    if let (Some(active), false) = (before.get("active"), after.contains_key("active")) {
        after.insert("active".to_owned(), active.clone());
    }
    after
}
