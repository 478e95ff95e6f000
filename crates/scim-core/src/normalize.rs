//! What a client sends, brought into the one form in which resources are stored and compared.
//!
//! The canonical form has the schema's spelling and order, no `null`, no empty array or object, and
//! nothing that the server itself assigns. It keeps the client's values as they are: a locale or a
//! URL is not checked for its format, a date keeps its offset.
//!
//! ```
//! use scim_core::{Rules, normalize, schema::Registry};
//! use serde_json::json;
//!
//! let registry = Registry::builtin();
//! let users = registry.by_endpoint("Users").unwrap();
//! let body = json!({"USERNAME": "amina", "title": null, "emails": {"value": "a@example.com"}, "password": "secret", "shoeSize": 38});
//! let incoming = normalize::resource(users, &body, Rules::ALL).unwrap();
//! assert_eq!(serde_json::Value::Object(incoming.attributes), json!({"userName": "amina", "emails": [{"value": "a@example.com"}]}));
//! assert_eq!((incoming.withheld, incoming.dropped), (vec!["password".to_owned()], vec!["shoeSize".to_owned()]));
//! ```

mod elements;
mod fields;
mod members;
mod order;
mod reading;
mod value;

pub use elements::each_once;
pub(crate) use elements::{identity, is_primary, twins};
pub use members::member_ids;
pub(crate) use order::arrange;
pub use reading::{INDEXED_BYTES_MAX, Reading, TEXT_BYTES_MAX, attribute_value};

use serde_json::Value;

use crate::given::{self, Given};
use crate::quirks;
use crate::schema::learned::respelled;
use crate::schema::{MEMBERS, Mutability, ResourceType, Schema};
use crate::{Error, ErrorKind, Object, Result, Rule, Rules};
use fields::Fields;
use value::{checked_text, mismatch};
pub(crate) use value::{few_enough_unknown, without_nulls};

/// A resource as a client sent it, in canonical form.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Incoming {
    /// The attributes, without `schemas`, `id`, `meta`, `groups`, `members` and `password`.
    pub attributes: Object,
    /// The ids in `members`, each once, in their order; `None` when the body does not name members.
    pub members: Option<Vec<String>>,
    /// Paths that were received and not kept, because no schema knows them.
    pub dropped: Vec<String>,
    /// Paths that were received and are never kept, because nobody may read them (`password`).
    pub withheld: Vec<String>,
}

/// Reads the body of a POST or PUT (RFC 7644 §3.3, §3.5.1).
///
/// What is readOnly is ignored, and `id`, `meta` and `groups` are not even type-checked: Okta sends
/// back whatever it once read. Whether required attributes are there is for
/// [`complete`](crate::validate::complete) to say.
///
/// # Errors
/// `invalidSyntax`: the body is no object, `schemas` is wrong, an attribute is unknown or comes
/// twice. `invalidValue`: a value has the wrong type; the text names the attribute and both types.
pub fn resource(resource_type: &ResourceType, body: &Value, rules: Rules) -> Result<Incoming> {
    let whole = body;
    let Value::Object(body) = whole else {
        return Err(Error::new(
            ErrorKind::InvalidSyntax,
            mismatch("The body", "a JSON object", whole).detail,
        ));
    };
    given::each_once_within(whole)?;
    let mut parts = Parts::new(resource_type, Reading::new(rules));
    for (key, value) in body {
        parts.put(key, value)?;
    }
    check_schemas(resource_type, parts.core.value("schemas"), rules)?;
    parts.read()
}

/// The body's members, sorted by the schema they belong to.
struct Parts<'b> {
    resource_type: &'b ResourceType,
    reading: Reading,
    core: Fields<'b>,
    /// One per extension of the resource type, in its order.
    extensions: Vec<(&'b Schema, Fields<'b>)>,
    /// Objects below URNs that the resource type does not know, or learned.
    unknown: Object,
    /// The attributes of the learned ones.
    learned: Given,
}

impl<'b> Parts<'b> {
    fn new(resource_type: &'b ResourceType, reading: Reading) -> Self {
        let defined = resource_type.extensions.iter().filter(|e| !e.learned);
        let extensions = defined.map(|e| {
            let prefix = format!("{}:", e.schema.id);
            (&e.schema, Fields::new(prefix, &e.schema.attributes))
        });
        Self {
            resource_type,
            reading,
            core: Fields::new(String::new(), resource_type.attributes()),
            extensions: extensions.collect(),
            unknown: Object::new(),
            learned: Given::default(),
        }
    }

    fn put(&mut self, key: &str, value: &'b Value) -> Result<()> {
        let key = &*quirks::current(key, self.reading.rules());
        if self.core.put(key, value, &self.reading)? {
            return Ok(());
        }
        if let Some((_, fields)) = self
            .extensions
            .iter_mut()
            .find(|(s, _)| s.id.eq_ignore_ascii_case(key))
        {
            return fields.put_object(key, value, &mut self.reading);
        }
        if let Some(learned) = self.learned(key)
            && (value.is_object() || value.is_null())
        {
            return self.put_learned(learned, value);
        }
        if self.reading.allows(Rule::DottedKeys) && self.put_qualified(key, value)? {
            return Ok(());
        }
        if key.contains(':') && (value.is_object() || value.is_null()) {
            return self.put_unknown(key, value);
        }
        self.reading.unknown_attribute(key)
    }

    /// `urn:…:2.0:User:userName`, `urn:…:enterprise:2.0:User:department`, or the base schema's URN
    /// with its attributes below it. Whether the key was one of these.
    fn put_qualified(&mut self, key: &str, value: &'b Value) -> Result<bool> {
        if key.eq_ignore_ascii_case(&self.resource_type.schema.id) {
            self.core.put_object(key, value, &mut self.reading)?;
            return Ok(true);
        }
        let Some((urn, name)) = key.rsplit_once(':') else {
            return Ok(false);
        };
        // A sub-attribute's dot is after the last colon, since the version in a URN is before it.
        if urn.eq_ignore_ascii_case(&self.resource_type.schema.id) {
            return self.core.put(name, value, &self.reading);
        }
        match self
            .extensions
            .iter_mut()
            .find(|(s, _)| s.id.eq_ignore_ascii_case(urn))
        {
            Some((_, fields)) => fields.put(name, value, &self.reading),
            None => match self.learned(urn) {
                Some(learned) => {
                    let one = Object::from_iter([(name.to_owned(), value.clone())]);
                    self.put_learned(learned, &Value::Object(one))?;
                    Ok(true)
                }
                None => Ok(false),
            },
        }
    }

    /// The extension with that URN, if it is known only from what providers sent.
    fn learned(&self, urn: &str) -> Option<&'b Schema> {
        let extension = self.resource_type.extension(urn)?;
        extension.learned.then_some(&extension.schema)
    }

    /// Keeps what stands under a learned URN as sent, but in the spelling that is known.
    fn put_learned(&mut self, schema: &Schema, value: &Value) -> Result<()> {
        // Each may stand below its URN, or on its own behind it.
        let names = value.as_object().into_iter().flat_map(Object::keys);
        for name in names {
            self.learned
                .once_in_any_case(&format!("{}:{name}", schema.id))?;
        }
        let Some(Value::Object(sent)) = without_nulls(&schema.id, value)? else {
            return Ok(());
        };
        let sent = respelled(schema, sent);
        match self.unknown.get_mut(&schema.id) {
            Some(Value::Object(before)) => {
                before.extend(sent);
                few_enough_unknown(&schema.id, before.len())?;
            }
            _ => {
                self.unknown.insert(schema.id.clone(), Value::Object(sent));
            }
        }
        Ok(())
    }

    fn put_unknown(&mut self, urn: &str, value: &Value) -> Result<()> {
        if !self.reading.allows(Rule::UnknownSchemas) {
            let message = format!(
                "{urn} is not a schema of {} resources.",
                self.resource_type.name
            );
            return Err(Error::new(ErrorKind::InvalidSyntax, message));
        }
        checked_text(urn, urn)?;
        few_enough_unknown("The body", self.unknown.len() + 1)?;
        if let Some(kept) = without_nulls(urn, value)? {
            self.unknown.insert(urn.to_owned(), kept);
        }
        Ok(())
    }

    fn read(mut self) -> Result<Incoming> {
        let mut incoming = Incoming::default();
        for (attribute, value) in self.core.take() {
            if attribute.mutability == Mutability::ReadOnly || attribute.name == "schemas" {
                continue;
            }
            if attribute.name == MEMBERS {
                incoming.members = Some(member_ids(&value, self.reading.rules())?);
                continue;
            }
            if let Some(value) = self
                .reading
                .attribute_value(attribute, &attribute.name, &value)?
            {
                incoming.attributes.insert(attribute.name.clone(), value);
            }
        }
        for (schema, fields) in self.extensions {
            let extension = fields.read(&mut self.reading)?;
            if !extension.is_empty() {
                incoming
                    .attributes
                    .insert(schema.id.clone(), Value::Object(extension));
            }
        }
        incoming.attributes.append(&mut self.unknown);
        incoming.dropped = self.reading.dropped;
        incoming.withheld = self.reading.withheld;
        Ok(incoming)
    }
}

/// `schemas` must name the base schema and known extensions, each once (RFC 7643 §3).
fn check_schemas(
    resource_type: &ResourceType,
    schemas: Option<&Value>,
    rules: Rules,
) -> Result<()> {
    let refused = |message: String| Err(Error::new(ErrorKind::InvalidSyntax, message));
    let base = &resource_type.schema.id;
    let tolerant = rules.allows(Rule::UnknownSchemas);
    let listed: Vec<&Value> = match schemas {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(listed)) => listed.iter().collect(),
        Some(one @ Value::String(_)) if rules.allows(Rule::SingleForArray) => vec![one],
        Some(other) => return refused(mismatch("schemas", "an array of URNs", other).detail),
    };
    let mut seen: Vec<&str> = Vec::new();
    for value in listed {
        let Some(urn) = value.as_str() else {
            return refused(mismatch("Each value of schemas", "a string", value).detail);
        };
        if tolerant {
            continue;
        }
        if seen.iter().any(|other| other.eq_ignore_ascii_case(urn)) {
            return refused(format!("schemas names {urn} twice."));
        }
        if !urn.eq_ignore_ascii_case(base) && resource_type.extension(urn).is_none() {
            return refused(format!(
                "schemas names {urn}, which {} resources do not have.",
                resource_type.name
            ));
        }
        seen.push(urn);
    }
    if !tolerant && !seen.iter().any(|urn| urn.eq_ignore_ascii_case(base)) {
        return refused(format!("schemas must name {base}."));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
