//! One committed difference, one row in `changes`.

use rollcall_storage::Conn;
use rollcall_storage::changes::{self, NewChange};
use scim_core::Object;
use scim_core::event::Operation;
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
    /// The entity tag that it has since, where more than the version is in it.
    pub etag: Option<String>,
}

/// Writes the change row, in the transaction that made the change, and answers its number.
pub(super) fn announce(tx: &mut Conn, call: &Call, at: i64, difference: Difference) -> Result<i64> {
    let change = NewChange {
        tenant: call.caller.tenant.to_string(),
        at,
        resource_type: difference.resource_type,
        resource_id: difference.id,
        operation: difference.operation.as_str().to_owned(),
        version: difference.version,
        connection_id: Some(call.caller.connection).filter(|connection| !connection.is_nil()),
        request_id: Some(call.request_id.clone()),
        before: difference.before.map(Value::Object),
        after: difference.after.map(Value::Object),
        document: difference.document.map(Value::Object),
        external_id: difference
            .external_id
            .as_ref()
            .and_then(Value::as_str)
            .map(str::to_owned),
        etag: difference.etag,
    };
    Ok(changes::append(tx, &change)?)
}
