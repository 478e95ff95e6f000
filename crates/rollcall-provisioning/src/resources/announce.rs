//! One committed difference, one row in `changes`.

use rollcall_storage::changes::{self, NewChange};
use rollcall_storage::{Conn, memberships};
use scim_core::Object;
use scim_core::event::Operation;
use scim_core::render::{self, Relations};
use scim_core::schema::ResourceType;
use serde_json::Value;
use uuid::Uuid;

use super::Call;
use crate::Result;

/// A difference about to be announced: only what differs, before and after.
pub(super) struct Difference {
    pub operation: Operation,
    pub resource_type: String,
    pub id: Uuid,
    pub version: i64,
    pub before: Option<Object>,
    pub after: Option<Object>,
    /// All of it as it is, where an event will want that.
    pub document: Option<Object>,
    /// The resource's `externalId`.
    pub external_id: Option<Value>,
}

impl Call {
    /// The entity tag that a person has since, where more than the version is in it.
    fn etag(&self, tx: &mut Conn, difference: &Difference) -> Result<Option<String>> {
        let rt = self.caller.registry.by_name(&difference.resource_type);
        if rt.is_some_and(ResourceType::has_members) {
            return Ok(None);
        }
        let mut groups = memberships::groups_of(tx, &self.caller.tenant, &[difference.id])?;
        let relations = Relations {
            groups: groups.remove(&difference.id).unwrap_or_default(),
            ..Relations::default()
        };
        let etag = render::etag(difference.version, &relations);
        Ok((!relations.groups.is_empty()).then_some(etag))
    }
}

/// Writes the change row, in the transaction that made the change.
pub(super) fn announce(tx: &mut Conn, call: &Call, at: i64, difference: Difference) -> Result<()> {
    let etag = match difference.operation {
        Operation::Created | Operation::Deleted => None,
        _ => call.etag(tx, &difference)?,
    };
    let change = NewChange {
        tenant: call.caller.tenant.to_string(),
        at,
        resource_type: difference.resource_type,
        resource_id: difference.id,
        operation: difference.operation.as_str().to_owned(),
        version: difference.version,
        connection_id: Some(call.caller.connection),
        request_id: Some(call.request_id.clone()),
        before: difference.before.map(Value::Object),
        after: difference.after.map(Value::Object),
        document: difference.document.map(Value::Object),
        external_id: difference
            .external_id
            .as_ref()
            .and_then(Value::as_str)
            .map(str::to_owned),
        etag,
    };
    changes::append(tx, &change)?;
    Ok(())
}
