//! Okta's eight statuses, and SCIM's one boolean.

use serde::{Deserialize, Serialize};

/// Whether people count as active in the two statuses about which organizations differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StatusPolicy {
    /// `STAGED`: created, and not yet told so. By default not active.
    pub staged_is_active: bool,
    /// `SUSPENDED`: kept out for the time being. By default not active.
    pub suspended_is_active: bool,
}

impl StatusPolicy {
    /// Whether somebody in that status is active. `None` for a status that Okta did not have when this was
    /// written: nobody is deactivated, or brought back, for a word that is not understood.
    pub fn is_active(self, status: &str) -> Option<bool> {
        match status {
            "ACTIVE" | "LOCKED_OUT" | "PASSWORD_EXPIRED" | "PROVISIONED" | "RECOVERY" => Some(true),
            "STAGED" => Some(self.staged_is_active),
            "SUSPENDED" => Some(self.suspended_is_active),
            "DEPROVISIONED" => Some(false),
            _ => None,
        }
    }
}
