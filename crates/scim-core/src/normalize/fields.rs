//! The members of one JSON object, matched with the attributes of one schema or complex attribute.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::Reading;
use super::value::mismatch;
use crate::given::twice;
use crate::schema::{Attribute, Kind};
use crate::{Object, Result, Rule};

/// A place for each attribute's value, in the schema's order.
pub(super) struct Fields<'b> {
    /// What stands before the attribute's name in an error: nothing, `name.` or `urn:…:User:`.
    prefix: String,
    places: Vec<Place<'b>>,
}

struct Place<'b> {
    attribute: &'b Attribute,
    value: Option<Cow<'b, Value>>,
    /// Whether it was given by its own name, and not only parts of it by dotted ones.
    whole: bool,
}

impl<'b> Fields<'b> {
    pub(super) fn new(prefix: String, attributes: impl IntoIterator<Item = &'b Attribute>) -> Self {
        let places = attributes
            .into_iter()
            .map(|attribute| Place {
                attribute,
                value: None,
                whole: false,
            })
            .collect();
        Self { prefix, places }
    }

    /// Puts a member in its place, whatever the case of its name (RFC 7643 §2.1). `false`: no
    /// attribute has that name.
    pub(super) fn put(&mut self, name: &str, value: &'b Value, reading: &Reading) -> Result<bool> {
        if let Some(place) = find(&mut self.places, name) {
            return place.take(&self.prefix, value).map(|()| true);
        }
        match name.split_once('.') {
            Some((name, sub)) if reading.allows(Rule::DottedKeys) => {
                self.put_dotted(name, sub, value)
            }
            _ => Ok(false),
        }
    }

    /// Puts every member of an object; those without a place are unknown attributes.
    pub(super) fn put_object(
        &mut self,
        path: &str,
        value: &'b Value,
        reading: &mut Reading,
    ) -> Result<()> {
        let members = match value {
            Value::Object(members) => members,
            Value::Null => return Ok(()),
            Value::String(text)
                if text.is_empty() && reading.allows(Rule::EmptyStringUnassigns) =>
            {
                return Ok(());
            }
            other => return Err(mismatch(path, "an object", other)),
        };
        self.put_members(members, reading)
    }

    pub(super) fn put_members(&mut self, members: &'b Object, reading: &mut Reading) -> Result<()> {
        for (name, value) in members {
            if !self.put(name, value, reading)? {
                reading.unknown_attribute(&format!("{}{name}", self.prefix))?;
            }
        }
        Ok(())
    }

    /// The value given for that attribute.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        let place = self
            .places
            .iter()
            .find(|place| place.attribute.name == name)?;
        place.value.as_deref()
    }

    /// The attributes that were given, in the schema's order.
    pub(super) fn take(&mut self) -> Vec<(&'b Attribute, Cow<'b, Value>)> {
        let places = std::mem::take(&mut self.places).into_iter();
        places
            .filter_map(|place| Some((place.attribute, place.value?)))
            .collect()
    }

    /// The attributes that were given, as a canonical object.
    pub(super) fn read(mut self, reading: &mut Reading) -> Result<Object> {
        let mut object = Object::new();
        for (attribute, value) in self.take() {
            let path = format!("{}{}", self.prefix, attribute.name);
            if let Some(value) = reading.assignable_value(attribute, &path, &value)? {
                object.insert(attribute.name.clone(), value);
            }
        }
        Ok(object)
    }

    /// `name.givenName`: a sub-attribute of a single-valued complex attribute.
    fn put_dotted(&mut self, name: &str, sub: &str, value: &Value) -> Result<bool> {
        let Some(place) = find(&mut self.places, name) else {
            return Ok(false);
        };
        let attribute = place.attribute;
        if attribute.kind != Kind::Complex || attribute.multi_valued {
            return Ok(false);
        }
        let Some(sub) = attribute.sub_attribute(sub) else {
            return Ok(false);
        };
        let parts = place
            .value
            .get_or_insert_with(|| Cow::Owned(Value::Object(Map::new())))
            .to_mut();
        let Value::Object(object) = parts else {
            return Err(mismatch(&attribute.name, "an object", parts));
        };
        match object.insert(sub.name.clone(), value.clone()) {
            Some(_) => {
                let path = format!("{}{}.{}", self.prefix, attribute.name, sub.name);
                Err(twice(&path))
            }
            None => Ok(true),
        }
    }
}

fn find<'p, 'b>(places: &'p mut [Place<'b>], name: &str) -> Option<&'p mut Place<'b>> {
    places
        .iter_mut()
        .find(|place| place.attribute.name.eq_ignore_ascii_case(name))
}

impl<'b> Place<'b> {
    /// Takes the attribute's own value, to which parts of it may have come already.
    fn take(&mut self, prefix: &str, value: &'b Value) -> Result<()> {
        let path = || format!("{prefix}{}", self.attribute.name);
        if self.whole {
            return Err(twice(&path()));
        }
        self.whole = true;
        match (&mut self.value, value) {
            (None, _) => self.value = Some(Cow::Borrowed(value)),
            (Some(Cow::Owned(Value::Object(parts))), Value::Object(members)) => {
                for (name, value) in members {
                    if parts.insert(name.clone(), value.clone()).is_some() {
                        return Err(twice(&format!("{}.{name}", path())));
                    }
                }
            }
            (Some(_), other) => return Err(mismatch(&path(), "an object", other)),
        }
        Ok(())
    }
}
