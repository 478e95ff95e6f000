//! The members of one JSON object, matched with the attributes of one schema or complex attribute.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::Reading;
use super::value::mismatch;
use crate::schema::{Attribute, Kind};
use crate::{Error, ErrorKind, Object, Result, Tolerance};

/// A place for each attribute's value, in the schema's order.
pub(super) struct Fields<'b> {
    /// What stands before the attribute's name in an error: nothing, `name.` or `urn:…:User:`.
    prefix: String,
    places: Vec<(&'b Attribute, Option<Cow<'b, Value>>)>,
}

impl<'b> Fields<'b> {
    pub(super) fn new(prefix: String, attributes: impl IntoIterator<Item = &'b Attribute>) -> Self {
        let places = attributes
            .into_iter()
            .map(|attribute| (attribute, None))
            .collect();
        Self { prefix, places }
    }

    /// Puts a member in its place, whatever the case of its name (RFC 7643 §2.1). `false`: no
    /// attribute has that name.
    pub(super) fn put(&mut self, name: &str, value: &'b Value, reading: &Reading) -> Result<bool> {
        if let Some((attribute, place)) = self.place(name) {
            if place.is_some() {
                return Err(self.twice(&attribute.name));
            }
            *place = Some(Cow::Borrowed(value));
            return Ok(true);
        }
        match name.split_once('.') {
            Some((name, sub)) if reading.allows(Tolerance::DottedKeys) => {
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
                if text.is_empty() && reading.allows(Tolerance::EmptyStringUnassigns) =>
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
        let (_, value) = self
            .places
            .iter()
            .find(|(attribute, _)| attribute.name == name)?;
        value.as_deref()
    }

    /// The attributes that were given, in the schema's order.
    pub(super) fn take(&mut self) -> Vec<(&'b Attribute, Cow<'b, Value>)> {
        let places = std::mem::take(&mut self.places).into_iter();
        places
            .filter_map(|(attribute, value)| Some((attribute, value?)))
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
        let Some((attribute, place)) = self.place(name) else {
            return Ok(false);
        };
        if attribute.kind != Kind::Complex || attribute.multi_valued {
            return Ok(false);
        }
        let Some(sub) = attribute.sub_attribute(sub) else {
            return Ok(false);
        };
        let path = format!("{}.{}", attribute.name, sub.name);
        let place = place
            .get_or_insert_with(|| Cow::Owned(Value::Object(Map::new())))
            .to_mut();
        let Value::Object(object) = place else {
            return Err(mismatch(&attribute.name, "an object", place));
        };
        match object.insert(sub.name.clone(), value.clone()) {
            Some(_) => Err(self.twice(&path)),
            None => Ok(true),
        }
    }

    fn place(&mut self, name: &str) -> Option<(&'b Attribute, &mut Option<Cow<'b, Value>>)> {
        let (attribute, value) = self
            .places
            .iter_mut()
            .find(|(a, _)| a.name.eq_ignore_ascii_case(name))?;
        Some((attribute, value))
    }

    fn twice(&self, name: &str) -> Error {
        Error::new(
            ErrorKind::InvalidSyntax,
            format!("{}{name} is given twice.", self.prefix),
        )
    }
}
