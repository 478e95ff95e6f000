//! Learning what a provider sends under URNs that no schema knows, in the transaction of the write that brought it.

use rollcall_storage::schemas::{self, Learned};
use rollcall_storage::{Conn, Error as StorageError};
use scim_core::Object;
use scim_core::schema::{ResourceType, Schema, learned};

use super::Call;
use crate::schemas::{parse_learned, written};
use crate::{Provisioning, Result};

/// Writes down what is new in a document. Where nothing is, which is almost always, the database is not asked.
pub(super) fn learn(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    document: &Object,
) -> Result<()> {
    let known = call.caller.registry.learned_attributes();
    let room = p.limits().learned_attributes_max.saturating_sub(known);
    let mut news = false;
    for lesson in learned::lessons(rt, document, room) {
        news |= write_down(tx, p, call, rt, &lesson)?;
    }
    if news {
        schemas::count_on(tx, &call.caller.tenant)?;
        p.registries().expect_change(&call.caller.tenant);
    }
    Ok(())
}

/// Joins a lesson with what others have learned meanwhile. Whether that is more than was written down before.
fn write_down(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    lesson: &Schema,
) -> Result<bool> {
    let tenant = &*call.caller.tenant;
    let before = schemas::find_learned(tx, tenant, &rt.name, &lesson.id)?;
    let joined = match &before {
        Some(before) => learned::union(&parse_learned(before)?, lesson),
        None => lesson.clone(),
    };
    let definition = written(&joined)?;
    if before.as_ref() == Some(&definition) {
        return Ok(false);
    }
    let learned = Learned {
        resource_type: rt.name.clone(),
        urn: lesson.id.clone(),
        definition,
    };
    match schemas::learn(tx, tenant, &learned, before.as_deref(), p.now()) {
        // A tenant that was never created has nobody to show its schemas to.
        Err(StorageError::Reference) => Ok(false),
        done => done.map(|()| true).map_err(Into::into),
    }
}
