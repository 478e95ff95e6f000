//! What a tenant decides about its people, as data: JSON that is written by people, kept in versions and compiled into a
//! [`Mapping`](crate::Mapping).

mod alterations;
mod assignment;
mod builtin;
mod field;
mod kind;
mod labels;
mod problem;
mod signature;
mod source;
mod targets;
mod transform;

use serde::{Deserialize, Serialize};

pub use alterations::{Alteration, Alters, alterations};
pub use assignment::{Assignment, AssignmentRule, Campaign, Layer, Named, Repeats};
pub use field::{Field, Updates};
pub use kind::FieldKind;
pub use labels::{Labels, Language};
pub use problem::{Problem, Problems};
pub use signature::{Signature, Template};
pub use source::Source;
pub use targets::{TargetGroups, Targets};
pub use transform::{DateLength, PhoneForm, Transform};

/// What a tenant decides about its people. The order of the fields is that of results and of exported columns; a field
/// stands after those that it joins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The country whose national telephone numbers are meant where a person has none (ISO 3166-1 alpha-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_country: Option<String>,
    /// The language of names of countries and dates where a person has none of the four.
    #[serde(default)]
    pub default_language: Language,
    /// The smart fields.
    pub fields: Vec<Field>,
    /// The signatures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
    /// Who gets which signature.
    #[serde(default, skip_serializing_if = "Assignment::is_empty")]
    pub assignment: Assignment,
    /// Who is a target user.
    #[serde(default, skip_serializing_if = "Targets::is_empty")]
    pub targets: Targets,
}

impl Definition {
    /// The longest definition, in bytes of its JSON.
    pub const BYTES_MAX: usize = 1024 * 1024;

    /// Reads a definition.
    ///
    /// # Errors
    /// What is wrong with the JSON, and where in it: an unknown name, a wrong type, an unknown transform; that it is too long.
    pub fn read(json: &[u8]) -> Result<Self, Problem> {
        if json.len() > Self::BYTES_MAX {
            let detail = format!("it has more than {} bytes", Self::BYTES_MAX);
            return Err(Problem::new("", detail));
        }
        let value = serde_json::from_slice(json);
        Self::of(value.map_err(|error| Problem::new("", error.to_string()))?)
    }

    /// As [`Definition::read`], of JSON that is read already.
    ///
    /// # Errors
    /// As there.
    pub fn of(json: serde_json::Value) -> Result<Self, Problem> {
        if !json.is_object() {
            // Else a list would be taken for the members in their order.
            return Err(Problem::new("", "a definition is an object"));
        }
        serde_path_to_error::deserialize(json).map_err(|error| at(error.path(), error.inner()))
    }

    /// The field of that key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// A mistake at a place; that of the whole has no name.
fn at(path: &serde_path_to_error::Path, error: &serde_json::Error) -> Problem {
    let place = path.to_string();
    Problem::new(if place == "." { "" } else { &place }, error.to_string())
}
