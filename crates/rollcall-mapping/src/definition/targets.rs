//! Who is a target user, and in which groups.

use serde::{Deserialize, Serialize};

use super::Named;

/// Who is a target user of security-awareness campaigns, and in which target groups.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// The target groups.
    #[serde(default, skip_serializing_if = "is_default")]
    pub groups: TargetGroups,
    /// Addresses have to be of one of these domains, or of a domain below one; any will do where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_domains: Vec<String>,
    /// Whoever fulfils one of these is no target user.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Named>,
    /// Whoever fulfils one of these is held back: a target user, of status `held`, to whom nothing is sent for the time being.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Named>,
}

impl Targets {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// In which target groups people are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TargetGroups {
    /// In those of the provider: what the field has that fills the column `groups`.
    #[default]
    Provider,
    /// In none.
    None,
    /// All in one, which is called that.
    One(String),
    /// In the one that is called as the value of a field.
    Field {
        /// The field's key.
        key: String,
        /// The group of whoever has no value there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        otherwise: Option<String>,
    },
    /// In each whose condition they fulfil.
    Saved(Vec<Named>),
}

fn is_default(groups: &TargetGroups) -> bool {
    *groups == TargetGroups::default()
}
