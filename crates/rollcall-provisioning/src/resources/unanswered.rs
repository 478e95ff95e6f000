//! What is answered for a request that can no longer be read.

use scim_core::bulk::OperationResult;
use scim_core::error::message;
use serde::{Deserialize, Serialize};

/// What is known of an operation without its request, so that it is answered even if that becomes unreadable. It
/// says no more than the result will.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Unanswered {
    /// The name of the type that it is about.
    pub(crate) resource_type: String,
    /// What its change would be noted with.
    pub(crate) request_id: String,
    /// What names it in a result.
    pub(super) result: OperationResult,
}

impl Unanswered {
    /// That it was never attempted.
    pub(crate) fn lost(self) -> OperationResult {
        const STATUS: u16 = 500;
        let detail = "This operation was not attempted: the server can no longer read the request. Send it again.";
        OperationResult {
            status: STATUS.to_string(),
            response: Some(message(STATUS, None, detail)),
            ..self.result
        }
    }
}
