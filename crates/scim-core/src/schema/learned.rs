//! Extensions that nobody defined: what a provider sends under a URN that no schema knows is kept as sent,
//! and from it is inferred what a schema would say, so that it can be discovered, filtered, sorted and patched.
//!
//! A learned type says what to expect and refuses nothing. Where values disagree it widens: integer to decimal,
//! anything else to string; one value to several; complex stays complex.
//!
//! ```
//! use scim_core::schema::{Kind, Registry, learned};
//! use serde_json::json;
//!
//! let registry = Registry::builtin();
//! let document = json!({"userName": "amina", "urn:example:custom:User": {"shoeSize": 38}});
//! let lessons = learned::lessons(registry.by_name("User").unwrap(), document.as_object().unwrap(), 100);
//! assert_eq!(lessons[0].attributes[0].kind, Kind::Integer);
//! ```

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::Value;

use super::check::{is_plain_name, urn};
use super::extend::EXTENSIONS_MAX;
use super::{Attribute, Extension, Kind, Registry, ResourceType, Schema};
use crate::Object;
use crate::schema::is_urn;
use crate::text::instant;

/// What `/Schemas` says about everything learned.
pub const DESCRIPTION: &str = "Learned from what the provider sends; type inferred.";

/// What a document of that type teaches: for each URN with something new, its schema as it is to be from now
/// on. At most `room` attributes are added, and none whose name cannot be written in a path.
pub fn lessons(rt: &ResourceType, document: &Object, room: usize) -> Vec<Schema> {
    let mut room = room;
    let mut lessons: Vec<Schema> = Vec::new();
    for (key, value) in document.iter().filter(|(key, _)| is_urn(key)) {
        let (Value::Object(sent), known) = (value, rt.extension(key)) else {
            continue;
        };
        let unknown = Schema {
            id: key.clone(),
            name: key.clone(),
            description: DESCRIPTION.to_owned(),
            attributes: Vec::new(),
        };
        let start = match known {
            Some(known) if !known.learned => continue,
            Some(known) => &known.schema,
            None if urn(key).is_err() || rt.extensions.len() + lessons.len() >= EXTENSIONS_MAX => {
                continue;
            }
            None => &unknown,
        };
        // What is looked at is bounded as well: all that is known may come again, beside what there is room for.
        let most = room.saturating_add(size(&start.attributes));
        let joined = join(start, &inferred(key, sent, most), &mut room);
        if known.is_none() && joined.attributes.is_empty() || joined == *start {
            continue;
        }
        lessons.push(joined);
    }
    lessons
}

/// Whether a type that gets so many further extensions has as many as one may have: no other URN is learned then.
pub fn is_full(rt: &ResourceType, more: usize) -> bool {
    rt.extensions.len() + more >= EXTENSIONS_MAX
}

/// What is known, widened by all that was seen.
pub fn union(known: &Schema, seen: &Schema) -> Schema {
    let mut unlimited = usize::MAX;
    join(known, seen, &mut unlimited)
}

/// What is known, widened by what was seen; `room` counts down the attributes that are added.
fn join(known: &Schema, seen: &Schema, room: &mut usize) -> Schema {
    let mut joined = known.clone();
    join_all(&mut joined.attributes, &seen.attributes, room);
    joined
}

fn join_all(known: &mut Vec<Attribute>, seen: &[Attribute], room: &mut usize) {
    let mut places: HashMap<String, usize> = known
        .iter()
        .enumerate()
        .map(|(place, attribute)| (attribute.name.to_ascii_lowercase(), place))
        .collect();
    for attribute in seen {
        let place = places.entry(attribute.name.to_ascii_lowercase());
        match place {
            Entry::Occupied(place) => {
                if let Some(known) = known.get_mut(*place.get()) {
                    widen(known, attribute, room);
                }
            }
            Entry::Vacant(place) if *room > attribute.sub_attributes.len() => {
                *room -= 1 + attribute.sub_attributes.len();
                place.insert(known.len());
                known.push(attribute.clone());
            }
            Entry::Vacant(_) => {}
        }
    }
}

/// How many attributes and sub-attributes these are.
fn size(attributes: &[Attribute]) -> usize {
    attributes
        .iter()
        .map(|attribute| 1 + attribute.sub_attributes.len())
        .sum()
}

fn widen(known: &mut Attribute, seen: &Attribute, room: &mut usize) {
    known.multi_valued |= seen.multi_valued;
    known.kind = match (known.kind, seen.kind) {
        (one, other) if one == other => one,
        (Kind::Integer | Kind::Decimal, Kind::Integer | Kind::Decimal) => Kind::Decimal,
        (Kind::Complex, _) | (_, Kind::Complex) => Kind::Complex,
        _ => Kind::String,
    };
    join_all(&mut known.sub_attributes, &seen.sub_attributes, room);
}

/// The schema that one extension object seems to have; at most `most` attributes of it.
fn inferred(urn: &str, sent: &Object, most: usize) -> Schema {
    let mut room = most;
    Schema {
        id: urn.to_owned(),
        name: urn.to_owned(),
        description: DESCRIPTION.to_owned(),
        attributes: inferred_all(sent, true, &mut room),
    }
}

fn inferred_all(sent: &Object, outer: bool, room: &mut usize) -> Vec<Attribute> {
    let addressable = |name: &str| is_plain_name(name) || (!outer && name == "$ref");
    let mut all = Vec::new();
    for (name, value) in sent.iter().filter(|(name, _)| addressable(name)) {
        // The attribute's own place first; its sub-attributes share what is left.
        let Some(mut left) = room.checked_sub(1) else {
            break;
        };
        if let Some(attribute) = inferred_one(name, value, outer, &mut left) {
            *room = left;
            all.push(attribute);
        }
    }
    // Names that differ in their case only are one attribute.
    let (mut attributes, mut unlimited) = (Vec::new(), usize::MAX);
    join_all(&mut attributes, &all, &mut unlimited);
    attributes
}

/// None for what SCIM has no type for: complex values inside complex ones, lists of lists, empty things. `room`
/// counts down the sub-attributes.
fn inferred_one(name: &str, value: &Value, outer: bool, room: &mut usize) -> Option<Attribute> {
    let learned = Attribute {
        description: DESCRIPTION.to_owned(),
        learned: true,
        ..Attribute::named(name)
    };
    let kind = match value {
        Value::Null => return None,
        Value::Bool(_) => Kind::Boolean,
        Value::Number(number) if number.is_i64() => Kind::Integer,
        Value::Number(_) => Kind::Decimal,
        Value::String(text) if instant(text).is_some() => Kind::DateTime,
        Value::String(_) => Kind::String,
        Value::Object(members) if outer => {
            let sub_attributes = inferred_all(members, false, room);
            return (!sub_attributes.is_empty()).then_some(Attribute {
                kind: Kind::Complex,
                sub_attributes,
                ..learned
            });
        }
        Value::Object(_) => return None,
        Value::Array(elements) => {
            let mut whole: Option<Attribute> = None;
            for element in elements.iter().filter(|element| !element.is_array()) {
                // Each element may repeat what the others have; what it adds is counted.
                let known = whole.as_ref().map_or(0, |whole| whole.sub_attributes.len());
                let mut most = room.saturating_add(known);
                if let Some(one) = inferred_one(name, element, outer, &mut most) {
                    match &mut whole {
                        Some(whole) => widen(whole, &one, room),
                        None => {
                            *room = most;
                            whole = Some(one);
                        }
                    }
                }
            }
            return whole.map(|attribute| Attribute {
                multi_valued: true,
                ..attribute
            });
        }
    };
    Some(Attribute { kind, ..learned })
}

/// Gives the attributes of a learned extension the spelling in which they became known.
pub(crate) fn respelled(schema: &Schema, object: Object) -> Object {
    respelled_by(&schema.attributes, object)
}

fn respelled_by(attributes: &[Attribute], object: Object) -> Object {
    let mut respelled = Object::new();
    for (name, value) in object {
        let known = attributes
            .iter()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(&name));
        let value = match (known, value) {
            (Some(known), Value::Object(members)) => {
                Value::Object(respelled_by(&known.sub_attributes, members))
            }
            (Some(known), Value::Array(elements)) => elements
                .into_iter()
                .map(|element| match element {
                    Value::Object(members) => {
                        Value::Object(respelled_by(&known.sub_attributes, members))
                    }
                    simple => simple,
                })
                .collect(),
            (_, value) => value,
        };
        let spelling = known
            .map(|known| known.name.clone())
            .filter(|spelling| !respelled.contains_key(spelling));
        respelled.insert(spelling.unwrap_or(name), value);
    }
    respelled
}

impl Registry {
    /// This registry with what was learned: resource type and schema, in the order in which it was. What has
    /// been defined since is as its definition says.
    #[must_use]
    pub fn with_learned(&self, learned: &[(String, Schema)]) -> Self {
        let mut registry = self.clone();
        for (type_name, schema) in learned {
            // One URN is one schema, whoever sent it.
            let same = learned
                .iter()
                .filter(|(_, other)| other.id.eq_ignore_ascii_case(&schema.id));
            let mut whole = same.fold(None, |whole: Option<Schema>, (_, part)| {
                Some(whole.map_or_else(|| part.clone(), |whole| union(&whole, part)))
            });
            if let (Some(whole), false) = (whole.take(), self.schema(&schema.id).is_some()) {
                registry.attach_learned(type_name, whole);
            }
        }
        registry
    }

    fn attach_learned(&mut self, type_name: &str, mut schema: Schema) {
        mark(&mut schema.attributes);
        if let Some(rt) = self.types.iter_mut().find(|rt| rt.name == type_name)
            && rt.extension(&schema.id).is_none()
        {
            rt.extensions.push(Extension {
                schema,
                required: false,
                learned: true,
            });
        }
    }

    /// How many attributes and sub-attributes are learned.
    pub fn learned_attributes(&self) -> usize {
        let learned = self
            .types
            .iter()
            .flat_map(|rt| &rt.extensions)
            .filter(|extension| extension.learned);
        learned
            .map(|extension| size(&extension.schema.attributes))
            .sum()
    }
}

/// Stored definitions do not say that they are learned.
fn mark(attributes: &mut [Attribute]) {
    for attribute in attributes {
        attribute.learned = true;
        mark(&mut attribute.sub_attributes);
    }
}

#[cfg(test)]
mod tests;
