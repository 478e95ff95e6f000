//! Whether somebody has left: noted with the change that says so.

use rollcall_storage::resources::{Scope, Stored};
use rollcall_storage::{Conn, leavers};
use scim_core::Object;
use serde_json::Value;

use crate::Result;

/// Whether these are the attributes of somebody who is deactivated.
pub(crate) fn is_left(attributes: &Object) -> bool {
    attributes.get("active") == Some(&Value::Bool(false))
}

/// Notes that a change made a person a leaver, or brought one back. A change that does neither asks the database nothing.
pub(super) fn note(
    tx: &mut Conn,
    scope: &Scope<'_>,
    was_left: bool,
    stored: &Stored,
) -> Result<()> {
    let is_left = is_left(&stored.attributes);
    if was_left == is_left || scope.resource_type.endpoint != "Users" {
        return Ok(());
    }
    if is_left {
        leavers::note(tx, scope.tenant, stored.id, stored.modified)?;
    } else {
        leavers::forget(tx, scope.tenant, stored.id)?;
    }
    Ok(())
}
