//! A leaver comes back: a `POST` for somebody who is here but deactivated.
//!
//! A provider that lost its link to a person creates the person anew. Answering 409 is a dead end for the
//! administrator (better-auth#11111, rancher#54024), so the person gets the new attributes, under the old id
//! and with the old history. So does whoever the provider deleted while that is held. Without [`Rule::ReviveLeavers`] the answer is 409, as RFC 7644 §3.3 has it.

use rollcall_storage::Conn;
use rollcall_storage::resources::{self, HeldAs, Scope, Stored};
use scim_core::event::Operation;
use scim_core::normalize::Incoming;
use scim_core::{Object, Rule, Rules, fold, validate};
use serde_json::Value;

use super::commit::{Change, commit};
use super::left::is_left;
use super::members::Delta;
use super::{Answer, Call, Outcome, delete, unique};
use crate::{Provisioning, Result};

/// The deactivated resource that this `POST` means: the one with the same unique value, else the one with
/// the same `externalId`. It is locked.
///
/// # Errors
/// 409 `uniqueness` when the unique value belongs to somebody who is not a leaver.
pub(super) fn find(
    tx: &mut Conn,
    scope: &Scope<'_>,
    rules: Rules,
    unique_value: Option<&str>,
    attributes: &Object,
) -> Result<Option<Stored>> {
    let may_revive = rules.allows(Rule::ReviveLeavers);
    let external_id = attributes.get("externalId").and_then(Value::as_str);
    let external_id = external_id.filter(|_| may_revive);
    let folded = unique_value.map(fold);
    let namesakes = resources::namesakes(tx, scope, folded.as_deref(), external_id)?;
    if let Some(holder) = namesakes.holder {
        // Whoever it was may have been renamed, or revived by somebody else, until the lock is ours.
        let is_holder = |stored: &Stored| {
            let held = unique::unique_value(scope.resource_type, rules, &stored.attributes);
            held.map(fold) == folded
        };
        return match resources::lock(tx, scope, holder.id)?.filter(is_holder) {
            Some(gone) if is_removed(&gone) => Ok(Some(gone)),
            Some(leaver) if may_revive && is_leaver(&leaver) => Ok(Some(leaver)),
            Some(_) => Err(unique::uniqueness(scope, attributes)),
            None => Ok(None),
        };
    }
    let [only] = namesakes.same_external_id.as_slice() else {
        return Ok(None);
    };
    let still = |stored: &Stored| {
        let same = stored.attributes.get("externalId").and_then(Value::as_str) == external_id;
        same && is_leaver(stored)
    };
    Ok(resources::lock(tx, scope, only.id)?.filter(still))
}

/// In the provider's eyes.
fn is_leaver(stored: &Stored) -> bool {
    stored.held.is_some() || is_left(&stored.attributes)
}

fn is_removed(stored: &Stored) -> bool {
    stored.held == Some(HeldAs::Removed)
}

/// Gives the leaver the attributes of the `POST`. One that says `"active": false` updates them only. Whom the provider had
/// deleted it takes for somebody new, who is in no group.
pub(super) fn revive(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    scope: &Scope<'_>,
    leaver: Stored,
    incoming: &Incoming,
) -> Result<Answer> {
    let rt = scope.resource_type;
    let after = if is_removed(&leaver) {
        let groups = delete::lock_groups_of(tx, call, leaver.id)?;
        delete::leave(tx, p, call, groups, leaver.id)?;
        incoming.attributes.clone()
    } else {
        let after = validate::keep_immutable(rt, &leaver.attributes, incoming.attributes.clone());
        validate::replacement(rt, &leaver.attributes, &after)?;
        after
    };
    let comes_back = after.get("active") != Some(&Value::Bool(false));
    let operation = if comes_back {
        Operation::Revived
    } else {
        Operation::Replaced
    };
    let change = Change {
        before: leaver,
        after,
        delta: Delta::default(),
        operation,
    };
    let committed = commit(tx, p, call, rt, change)?;
    call.answer_committed(tx, rt, committed, Outcome::Created)
}
