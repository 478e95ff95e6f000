//! `DELETE /{type}/{id}` (RFC 7644 §3.6).

use rollcall_storage::resources::{self, Stored};
use rollcall_storage::{Conn, memberships};
use scim_core::Object;
use scim_core::schema::ResourceType;
use uuid::Uuid;

use super::announce::{Difference, Operation, announce};
use super::replace::commit;
use super::{Call, lock, members};
use crate::{Provisioning, Result};

/// Deletes a resource. It also leaves every group it was in, and each of those moves to a new version.
///
/// # Errors
/// 404 for what is not there (any more), 412.
pub async fn delete(p: &Provisioning, call: Call, endpoint: &str, id: &str) -> Result<()> {
    p.endpoint(endpoint)?;
    let (verb, endpoint, id) = (p.clone(), endpoint.to_owned(), id.to_owned());
    p.store()
        .write(move |tx| delete_in(tx, &verb, &call, verb.endpoint(&endpoint)?, &id))
        .await
}

/// The verb itself, inside the caller's transaction.
fn delete_in(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    id: &str,
) -> Result<()> {
    let scope = call.scope(rt);
    let before = lock(tx, &scope, id)?;
    call.check_version(before.version)?;
    leave_groups(tx, p, call, before.id)?;
    resources::delete(tx, &scope, before.id)?;
    announce_deletion(tx, p, call, rt, before)
}

/// Takes the resource out of its groups. Groups are locked in the order of their ids, so that two
/// deletions at once cannot wait for each other.
fn leave_groups(tx: &mut Conn, p: &Provisioning, call: &Call, member: Uuid) -> Result<()> {
    let tenant = &*call.caller.tenant;
    let mut groups = memberships::groups_containing(tx, tenant, member)?;
    groups.sort_unstable();
    for rt in p.registry().types().iter().filter(|rt| rt.has_members()) {
        for group in &groups {
            let Some(before) = resources::lock(tx, &call.scope(rt), *group)? else {
                continue;
            };
            memberships::remove(tx, tenant, *group, &[member])?;
            let attributes = before.attributes.clone();
            commit(tx, p, call, rt, before, attributes, &members::loss(member))?;
        }
    }
    Ok(())
}

fn announce_deletion(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    before: Stored,
) -> Result<()> {
    let difference = Difference {
        operation: Operation::Deleted,
        resource_type: rt.name.clone(),
        id: before.id,
        version: before.version + 1,
        before: Some(before.attributes),
        after: None::<Object>,
    };
    announce(tx, call, p.now(), difference)
}
