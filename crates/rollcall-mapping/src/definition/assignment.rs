//! Who gets which signature.

use serde::{Deserialize, Serialize};

/// Who gets which signature: what was set by hand, else none for whoever is an exception, else that of the first rule that
/// applies, else the default one. Campaigns are laid upon it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// Whoever fulfils one of these gets none, unless one is set by hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Named>,
    /// In order; the first whose condition a person fulfils decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<AssignmentRule>,
    /// The signature of everybody else, by its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// What is laid upon signatures for a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<Campaign>,
}

impl Assignment {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A condition that people know by a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// What people read.
    pub name: String,
    /// A SCIM filter over a person's attributes and, as `fields.department`, over smart fields.
    pub when: String,
}

/// Whoever fulfils a condition gets a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignmentRule {
    /// The name in answers: as that of a field. It never changes.
    pub key: String,
    /// What people read.
    pub name: String,
    /// As [`Named::when`].
    pub when: String,
    /// The signature, by its key.
    pub signature: String,
}

/// Something that is laid upon signatures for a time, once or again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// The name in answers: as that of a field. It never changes.
    pub key: String,
    /// What people read.
    pub name: String,
    /// What is laid upon a person's signature: a signature too, by its key.
    pub signature: String,
    /// Where.
    #[serde(default)]
    pub layer: Layer,
    /// For whoever fulfils this, as [`Named::when`]; for everybody where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The time zone of the two times (IANA), such as `Europe/Berlin`.
    pub time_zone: String,
    /// When it begins on the clocks there, such as `2026-12-01T00:00`.
    pub from: String,
    /// When it is over there.
    pub until: String,
    /// Whether it comes again.
    #[serde(default)]
    pub repeats: Repeats,
}

/// Where a campaign is laid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Below the signature.
    #[default]
    Below,
    /// Above it.
    Above,
    /// In its place.
    Instead,
}

/// Whether a campaign comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeats {
    /// It does not.
    #[default]
    Never,
    /// At the same time of the next month; on its last day where the month has no such day.
    Monthly,
    /// Three months later.
    Quarterly,
    /// A year later.
    Yearly,
}

impl Repeats {
    /// After so many months.
    pub(crate) fn months(self) -> Option<i32> {
        match self {
            Self::Never => None,
            Self::Monthly => Some(1),
            Self::Quarterly => Some(3),
            Self::Yearly => Some(12),
        }
    }
}
