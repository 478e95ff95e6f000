//! An event stream as the API and the command line show it.

use rollcall_provisioning::events::{EventStream, Listed};
use scim_core::format_instant;
use serde::Serialize;

/// A stream as it is shown. What the receiver's credentials are is never shown.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: String,
    name: String,
    delivery: String,
    detail: String,
    issuer: String,
    audience: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    has_authorization: Option<bool>,
    created_at: String,
    paused_at: Option<String>,
    waiting_since: Option<String>,
    failed_attempts: i64,
    last_error: Option<String>,
}

impl Shown {
    /// This stream of an installation that issues events under this name.
    pub(crate) fn of(issuer: &str, stream: EventStream, waiting_since: Option<i64>) -> Self {
        Self {
            id: stream.id.to_string(),
            name: stream.name,
            delivery: stream.delivery,
            detail: stream.detail,
            issuer: issuer.to_owned(),
            audience: stream.audience,
            has_authorization: stream
                .endpoint
                .as_ref()
                .map(|_| stream.authorization.is_some()),
            endpoint: stream.endpoint,
            created_at: format_instant(stream.created_at),
            paused_at: stream.paused_at.map(format_instant),
            waiting_since: waiting_since.map(format_instant),
            failed_attempts: stream.attempts,
            last_error: stream.last_error,
        }
    }

    /// A stream of a list.
    pub(crate) fn listed(issuer: &str, listed: Listed) -> Self {
        Self::of(issuer, listed.stream, listed.waiting_since)
    }
}
