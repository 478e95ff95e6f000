//! A leaver comes back: a `POST` for somebody who is here but deactivated.
//!
//! A provider that lost its link to a person creates the person anew. Answering 409 is a dead end for the
//! administrator (better-auth#11111, rancher#54024), so the person becomes active again with the new
//! attributes, the old id and the old history. The `strict` profile answers 409, as RFC 7644 §3.3 has it.

use rollcall_storage::Conn;
use rollcall_storage::resources::{self, Scope, Stored};
use scim_core::normalize::Incoming;
use scim_core::{Object, diff, fold};
use serde_json::Value;

use super::announce::{Difference, Operation, announce};
use super::{Answer, Call, Outcome, unique};
use crate::auth::Profile;
use crate::{Provisioning, Result};

/// The deactivated resource that this `POST` means: the one with the same unique value, else the one with
/// the same `externalId`.
///
/// # Errors
/// 409 `uniqueness` when the unique value belongs to somebody who is not a leaver.
pub(super) fn find(
    tx: &mut Conn,
    scope: &Scope<'_>,
    profile: Profile,
    unique_value: Option<(&str, &str)>,
    attributes: &Object,
) -> Result<Option<Stored>> {
    if let Some((_, value)) = unique_value
        && let Some(holder) = resources::find_by_unique_key(tx, scope, &fold(value))?
    {
        // Read again under a lock: of two who revive at once, the second meets somebody active.
        let holder = resources::lock(tx, scope, holder.id)?;
        return match holder {
            Some(leaver) if profile == Profile::Auto && is_leaver(&leaver) => Ok(Some(leaver)),
            Some(_) => Err(unique::uniqueness(scope, attributes)),
            None => Ok(None),
        };
    }
    let Some(external_id) = attributes.get("externalId").and_then(Value::as_str) else {
        return Ok(None);
    };
    if profile == Profile::Strict {
        return Ok(None);
    }
    match resources::find_by_external_id(tx, scope, external_id)?.as_slice() {
        [only] if is_leaver(only) => Ok(resources::lock(tx, scope, only.id)?.filter(is_leaver)),
        _ => Ok(None),
    }
}

fn is_leaver(stored: &Stored) -> bool {
    stored.attributes.get("active") == Some(&Value::Bool(false))
}

/// Gives the leaver the attributes of the `POST`.
pub(super) fn revive(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    scope: &Scope<'_>,
    leaver: Stored,
    incoming: &Incoming,
) -> Result<Answer> {
    let rt = scope.resource_type;
    let Some((before, after)) = diff::diff(&leaver.attributes, &incoming.attributes) else {
        return call.answer(tx, rt, leaver, Outcome::Created);
    };
    let revived = Stored {
        version: leaver.version + 1,
        modified: p.now(),
        attributes: incoming.attributes.clone(),
        ..leaver
    };
    let unique_key =
        unique::unique_value(rt, call.caller.profile, &revived.attributes).map(|(_, value)| value);
    unique::taken(
        resources::update(tx, scope, &revived, unique_key),
        scope,
        &revived.attributes,
    )?;
    let difference = Difference {
        operation: Operation::Revived,
        resource_type: rt.name.clone(),
        id: revived.id,
        version: revived.version,
        before: Some(before),
        after: Some(after),
    };
    announce(tx, call, revived.modified, difference)?;
    call.answer(tx, rt, revived, Outcome::Created)
}
