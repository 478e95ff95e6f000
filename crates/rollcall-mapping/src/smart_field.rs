//! The values of a person's fields, each with where it came from.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::FieldKind;

/// A field of one person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SmartField {
    /// The field's key.
    pub key: &'static str,
    /// The field's kind.
    pub kind: FieldKind,
    /// The field's label.
    pub label: &'static str,
    /// A string, or for lists an array of strings; `None` if no source has anything.
    pub value: Option<Value>,
    /// The source that won, for example `phoneNumbers[type eq "mobile"].value`; there exactly if a value is.
    pub source: Option<String>,
}

/// All fields of one person: a record of the smart-field exports.
///
/// As JSON: `{"id": "…", "fields": {"email": {"value": "…", "source": "…"}, "pronouns": null, …}}`, with
/// every field of the table, in its order, and `null` for those without a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonFields {
    /// The resource's id.
    pub id: String,
    /// In the order of the table, as [`Mapping::smart_fields`](crate::Mapping::smart_fields) gives them.
    #[serde(serialize_with = "by_key")]
    pub fields: Vec<SmartField>,
}

#[derive(Serialize)]
struct Explained<'f> {
    value: &'f Value,
    source: Option<&'f str>,
}

fn by_key<S: Serializer>(fields: &[SmartField], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(fields.len()))?;
    for field in fields {
        let explained = field.value.as_ref().map(|value| Explained {
            value,
            source: field.source.as_deref(),
        });
        map.serialize_entry(field.key, &explained)?;
    }
    map.end()
}
