//! What an admin, or an API key, may do in a tenant.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// A role in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, admins and API keys among it.
    Owner,
    /// Everything but admins, API keys and single sign-on.
    Admin,
    /// Reads everything, the audit log among it, and changes nothing.
    Auditor,
    /// Reads, and changes what signatures are made of and who gets which.
    SignatureEditor,
    /// Reads, and changes target users: rules, imported people, connectors.
    TargetEditor,
}

impl Role {
    /// The words of the API, the database and the command line.
    pub const WORDS: [(&str, Self); 5] = [
        ("owner", Self::Owner),
        ("admin", Self::Admin),
        ("auditor", Self::Auditor),
        ("signature_editor", Self::SignatureEditor),
        ("target_editor", Self::TargetEditor),
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
            Self::SignatureEditor => "signature_editor",
            Self::TargetEditor => "target_editor",
        }
    }

    /// The role of that word.
    ///
    /// # Errors
    /// [`Error::Input`] that names the roles there are.
    pub fn parse(word: &str) -> Result<Self> {
        Self::known(word).ok_or_else(|| {
            let known = Self::WORDS.map(|(word, _)| word).join(", ");
            Error::Input(format!("There is no role {word:?}; the roles are {known}."))
        })
    }

    /// The role of that word, if this version knows it.
    pub(crate) fn known(word: &str) -> Option<Self> {
        let found = Self::WORDS.iter().find(|(known, _)| *known == word);
        found.map(|(_, role)| *role)
    }

    /// Whether whoever has this role may do all that one with the other may.
    pub fn covers(self, other: Self) -> bool {
        self == other
            || match self {
                Self::Owner => true,
                Self::Admin => other != Self::Owner,
                Self::Auditor | Self::SignatureEditor | Self::TargetEditor => false,
            }
    }
}

/// An admin's roles, by tenant. A word that a newer program wrote is kept and opens nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles(BTreeMap<String, String>);

impl Roles {
    /// Those of a row.
    pub(crate) fn read(json: &str) -> Self {
        Self(serde_json::from_str(json).unwrap_or_default())
    }

    /// The role in a tenant.
    pub fn of(&self, tenant: &str) -> Option<Role> {
        Role::known(self.0.get(tenant)?)
    }

    /// Gives or takes a role.
    pub(crate) fn set(&mut self, tenant: &str, role: Option<Role>) {
        match role {
            Some(role) => self.0.insert(tenant.to_owned(), role.as_str().to_owned()),
            None => self.0.remove(tenant),
        };
    }

    /// The tenants in which there is one.
    pub fn tenants(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string(&self.0).map_err(|_| fmt::Error)?;
        f.write_str(&json)
    }
}

#[cfg(test)]
mod tests {
    use super::{Role, Roles};

    #[test]
    fn roles_survive_the_database_and_unknown_ones_open_nothing() {
        let mut roles = Roles::read(r#"{"acme":"owner","new":"emperor"}"#);
        assert_eq!(roles.of("acme"), Some(Role::Owner));
        assert_eq!(roles.of("new"), None);
        roles.set("acme", None);
        roles.set("globex", Some(Role::TargetEditor));
        assert_eq!(
            roles.to_string(),
            r#"{"globex":"target_editor","new":"emperor"}"#
        );
    }

    #[test]
    fn nobody_covers_more_than_they_have() {
        assert!(Role::Owner.covers(Role::Owner) && Role::Owner.covers(Role::Auditor));
        assert!(Role::Admin.covers(Role::TargetEditor) && !Role::Admin.covers(Role::Owner));
        assert!(
            !Role::Auditor.covers(Role::SignatureEditor) && Role::Auditor.covers(Role::Auditor)
        );
    }
}
