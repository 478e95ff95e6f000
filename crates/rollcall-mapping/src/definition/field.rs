//! A smart field.

use serde::{Deserialize, Serialize};

use super::{FieldKind, Labels, Source, Transform};
use crate::Column;

/// The definition of a smart field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name in templates, rules and exports: lower-case letters, digits and `_`, a letter first. Whatever refers to the
    /// field does so by this, so it never changes; what people read may.
    pub key: String,
    /// What its values are.
    pub kind: FieldKind,
    /// What people read.
    pub labels: Labels,
    /// Whether somebody without a value counts as incomplete.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// The column of the target user that this field fills. Where several fields fill one, the first in the table that has a
    /// value does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Column>,
    /// Where the value comes from, in order; the first that has one wins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// What is made of the winner's value, one after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transforms: Vec<Transform>,
    /// The value of whoever has none, as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Whether the value follows its sources.
    #[serde(default, skip_serializing_if = "is_default")]
    pub updates: Updates,
    /// Whether one person's value may be set by hand.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub overridable: bool,
    /// What an administrator wants to know about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
}

/// Whether the value of a field follows its sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Updates {
    /// It does.
    #[default]
    Always,
    /// Only until it has one: the first value that the sources had for the person stays, whatever they say later.
    NewOnly,
    /// It does not: a value is set by hand, or is the default.
    Never,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
fn is_yes(value: &bool) -> bool {
    *value
}
