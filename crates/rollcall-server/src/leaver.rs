//! A leaver as the API and the command line show them.

use rollcall_provisioning::leavers::{Forgetting, Leaver};
use serde::Serialize;

/// A leaver as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) user_name: String,
    pub(crate) display_name: Option<String>,
    pub(crate) left_at: String,
    /// From when on `then` may happen; none where nothing does.
    pub(crate) until: Option<String>,
    /// `anonymise` or `delete`.
    pub(crate) then: Option<&'static str>,
    pub(crate) anonymised_at: Option<String>,
}

impl Shown {
    /// Shows a leaver.
    pub(crate) fn of(leaver: Leaver) -> Self {
        Self {
            id: leaver.id,
            user_name: leaver.user_name,
            display_name: leaver.display_name,
            left_at: scim_core::format_instant(leaver.left_at),
            until: leaver.until.map(|(at, _)| scim_core::format_instant(at)),
            then: leaver.until.map(|(_, then)| then.as_str()),
            anonymised_at: leaver.anonymised_at.map(scim_core::format_instant),
        }
    }
}

/// The words for how somebody is forgotten.
pub(crate) const FORGETTING: [(&str, Forgetting); 2] = [
    ("delete", Forgetting::Delete),
    ("anonymise", Forgetting::Anonymise),
];
