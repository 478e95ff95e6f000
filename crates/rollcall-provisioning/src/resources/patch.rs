//! `PATCH /{type}/{id}` (RFC 7644 §3.5.2).

use rollcall_storage::Conn;
use scim_core::bulk::Method;
use scim_core::event::Operation;
use scim_core::patch::{self, Patched};
use scim_core::project::Projection;
use scim_core::render::Relations;
use scim_core::schema::ResourceType;
use scim_core::{ErrorKind, Rule, validate};
use serde_json::Value;

use super::commit::{Change, commit};
use super::verb::{carry_out, target};
use super::{Answer, Call, Outcome, lock, members};
use crate::{Error, Provisioning, Result};

/// Applies the operations, all or none.
///
/// A group is answered without a body under [`Rule::QuietGroupPatch`] unless the client asks for
/// attributes: repeating a hundred thousand members would make the cost of adding one grow with the group.
///
/// # Errors
/// 400 with the `scimType` of RFC 7644 table 9, 404, 409 `uniqueness`, 412.
pub async fn patch(
    p: &Provisioning,
    call: Call,
    endpoint: &str,
    id: &str,
    body: Value,
) -> Result<Answer> {
    carry_out(p, call, target(Method::Patch, endpoint, id), &body).await
}

/// Reads the operations.
pub(super) fn read(p: &Provisioning, call: &Call, body: &Value) -> Result<Vec<patch::Operation>> {
    let operations = patch::parse(body, call.caller.rules)?;
    let limit = p.limits().patch_operations_max;
    if operations.len() > limit {
        let detail = format!(
            "{} operations in one PATCH; at most {limit} are taken. Send several.",
            operations.len()
        );
        return Err(Error::scim(ErrorKind::InvalidValue, detail));
    }
    Ok(operations)
}

/// The verb itself, inside the caller's transaction.
pub(super) fn patch_in(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    id: &str,
    operations: &[patch::Operation],
) -> Result<Answer> {
    let before = lock(tx, call, &call.scope(rt), id)?;
    call.check_version(before.version)?;
    let seen = call.view().attributes(&before);
    let rules = call.caller.rules;
    let id = before.id.to_string();
    let Patched {
        attributes,
        members: ops,
        ..
    } = patch::apply(rt, &id, &seen, operations, rules)?;
    validate::replacement(rt, &seen, &attributes)?;
    let delta = members::apply(tx, call, p.limits(), before.id, &ops)?;
    let change = Change {
        before,
        after: attributes,
        delta,
        operation: Operation::Patched,
    };
    let committed = commit(tx, p, call, rt, change)?;
    let quiet = rt.has_members()
        && call.projection == Projection::Default
        && rules.allows(Rule::QuietGroupPatch);
    if quiet {
        let nothing = Relations::default();
        return Ok(call.bare(rt, &committed.stored, &nothing, Outcome::NoContent));
    }
    call.answer_committed(tx, rt, committed, Outcome::Ok)
}
