//! Learning what a provider sends under URNs that no schema knows, in the transaction of the write that brought it.

use rollcall_storage::schemas::{self, Change, Learned};
use rollcall_storage::{Conn, Error as StorageError};
use scim_core::Object;
use scim_core::schema::{Registry, ResourceType, Schema, learned};

use super::Call;
use crate::schemas::{parse_learned, written};
use crate::{Provisioning, Result, registries};

/// Writes down what is new in a document. Where nothing is, which is almost always, the database is not asked.
pub(super) fn learn(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    document: &Object,
) -> Result<()> {
    let tenant = &*call.caller.tenant;
    let room = |registry: &Registry| {
        let known = registry.learned_attributes();
        p.limits().learned_attributes_max.saturating_sub(known)
    };
    if learned::lessons(rt, document, room(&call.caller.registry)).is_empty() {
        return Ok(());
    }
    // The caller's schemas may be old: others learn too, and so did earlier operations of the same request.
    // From here on nobody else does until the transaction ends, so that the limits hold for all together.
    match tx.savepoint(|tx| schemas::count_on(tx, tenant, Change::Learned)) {
        // A tenant that was never created has nobody to show its schemas to.
        Err(StorageError::Reference) => return Ok(()),
        counted => counted?,
    }
    p.registries().expect_change(tenant);
    let registry = registries::read_in(tx, p.common_registry(), tenant)?;
    let Some(rt) = registry.types().iter().find(|known| known.name == rt.name) else {
        return Ok(());
    };
    let lessons = learned::lessons(rt, document, room(&registry));
    for lesson in &lessons {
        write_down(tx, p, tenant, rt, lesson)?;
    }
    let new = lessons
        .iter()
        .filter(|lesson| rt.extension(&lesson.id).is_none());
    let new = new.count();
    if new > 0 && learned::is_full(rt, new) {
        tracing::warn!(
            tenant,
            resource_type = rt.name,
            "this was the last unknown URN that is learned; what comes under others is kept and not learned. \
             `rollcall schema list --tenant {tenant}` shows all, `rollcall schema remove --tenant {tenant}` forgets those that nobody uses"
        );
    }
    Ok(())
}

/// Joins a lesson with what resources of this type taught before.
fn write_down(
    tx: &mut Conn,
    p: &Provisioning,
    tenant: &str,
    rt: &ResourceType,
    lesson: &Schema,
) -> Result<()> {
    let before = schemas::find_learned(tx, tenant, &rt.name, &lesson.id)?;
    let joined = match &before {
        Some(before) => learned::union(&parse_learned(before)?, lesson),
        None => lesson.clone(),
    };
    let definition = written(&joined)?;
    if before.as_ref() == Some(&definition) {
        return Ok(());
    }
    let learned = Learned {
        resource_type: rt.name.clone(),
        urn: lesson.id.clone(),
        definition,
    };
    Ok(schemas::learn(
        tx,
        tenant,
        &learned,
        before.as_deref(),
        p.now(),
    )?)
}
