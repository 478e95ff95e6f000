//! An attribute's index as the API and the command line show it.

use rollcall_provisioning::indexes::Index;
use serde::Serialize;

/// An index as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    id: String,
    resource_type: String,
    attribute: String,
    /// `building`, `ready` or `deleting`.
    state: &'static str,
    /// Resources that have their entries.
    resources_indexed: i64,
    /// Resources of the type.
    resources: i64,
    /// Why no filter uses it, where that is so.
    unused: Option<String>,
    created_at: String,
}

impl Shown {
    /// Shows an index.
    pub(crate) fn of(index: Index) -> Self {
        let done = match index.state {
            rollcall_provisioning::indexes::State::Ready => index.total,
            _ => index.seen,
        };
        Self {
            id: index.id.to_string(),
            resource_type: index.resource_type,
            attribute: index.attribute,
            state: index.state.as_str(),
            resources_indexed: done,
            resources: index.total,
            unused: index.unused,
            created_at: scim_core::format_instant(index.created_at),
        }
    }
}
