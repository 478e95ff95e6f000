//! The values of a person's fields, each with where it came from.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::FieldKind;

/// What wins where a value was set by hand.
pub(crate) const BY_HAND: &str = "set by hand";

/// A field of one person, explained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SmartField {
    /// The field's key.
    pub key: String,
    /// The field's kind.
    pub kind: FieldKind,
    /// The field's label.
    pub label: String,
    /// Whether somebody without a value counts as incomplete.
    pub required: bool,
    /// A string, or for lists an array of strings; `None` if no source has anything.
    pub value: Option<Value>,
    /// What won: a source such as `phoneNumbers[type eq "mobile"].value`, `first value`, `set by hand` or `default`; there exactly
    /// if a value is, or if it was emptied by hand.
    pub source: Option<String>,
    /// Whether it was set by hand to stay.
    pub locked: bool,
    /// What is wrong with the value as one of its kind; it is kept nevertheless.
    pub flaw: Option<&'static str>,
    /// What each source has that has anything, in the order of the chain: the winner and the losers.
    pub candidates: Vec<Candidate>,
}

impl SmartField {
    /// Whether it is as somebody set it.
    pub fn is_by_hand(&self) -> bool {
        self.source.as_deref() == Some(BY_HAND)
    }
}

/// What a source has, as it would be shown if it won.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// The source.
    pub source: String,
    /// Its value.
    pub value: Value,
}

/// The value of one field: all that an export says.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldValue {
    /// The field's key.
    pub key: String,
    /// A string or an array of strings, and what won.
    pub value: Option<(Value, String)>,
}

/// All fields of one person: a record of the smart-field exports.
///
/// As JSON: `{"id": "…", "fields": {"email": {"value": "…", "source": "…"}, "pronouns": null, …}}`, with
/// every field of the table, in its order, and `null` for those without a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonFields {
    /// The resource's id.
    pub id: String,
    /// In the order of the table, as [`Mapping::values`](crate::Mapping::values) gives them.
    #[serde(serialize_with = "by_key")]
    pub fields: Vec<FieldValue>,
}

#[derive(Serialize)]
struct Explained<'f> {
    value: &'f Value,
    source: &'f str,
}

fn by_key<S: Serializer>(fields: &[FieldValue], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(fields.len()))?;
    for field in fields {
        let explained = field
            .value
            .as_ref()
            .map(|(value, source)| Explained { value, source });
        map.serialize_entry(&field.key, &explained)?;
    }
    map.end()
}
