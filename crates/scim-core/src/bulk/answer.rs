//! The BulkResponse message (RFC 7644 §3.7.3).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Operation;

/// The message URN of a bulk response.
pub const BULK_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

/// What became of one operation, as the answer shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationResult {
    /// The resource's URL; absent for a POST that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// As sent.
    pub method: String,
    /// As sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bulk_id: Option<String>,
    /// The resource's new version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The status of a request of its own, in digits.
    pub status: String,
    /// The error message; always there for an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Value>,
}

impl OperationResult {
    /// That it succeeded with this status.
    pub fn success(
        operation: &Operation,
        status: u16,
        location: Option<String>,
        version: Option<String>,
    ) -> Self {
        Self {
            location,
            method: operation.method.clone(),
            bulk_id: operation.bulk_id.clone(),
            version,
            status: status.to_string(),
            response: None,
        }
    }

    /// That it failed with this status; `message` is the error's body ([`crate::error::message`]).
    pub fn failure(operation: &Operation, base_url: &str, status: u16, message: Value) -> Self {
        let path = operation.path.trim_start_matches('/');
        let has_location = !operation.is_post() && !path.is_empty();
        Self {
            location: has_location.then(|| format!("{base_url}/{path}")),
            method: operation.method.clone(),
            bulk_id: operation.bulk_id.clone(),
            version: None,
            status: status.to_string(),
            response: Some(message),
        }
    }

    /// Whether it failed.
    pub fn is_error(&self) -> bool {
        !self.status.starts_with('2')
    }
}

/// The answer to a bulk request.
pub fn response<'r>(results: impl IntoIterator<Item = &'r OperationResult>) -> Value {
    let results: Vec<_> = results.into_iter().collect();
    json!({ "schemas": [BULK_RESPONSE], "Operations": results })
}
