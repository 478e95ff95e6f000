//! One attribute's value to its canonical form.

use serde_json::{Value, json};

use super::elements::{each_once, is_emptied};
use super::fields::Fields;
use super::value::{checked_text, is_base64, mismatch, without_nulls};
use crate::given::{member_or_null, shown};
use crate::schema::{Attribute, Kind, Mutability, Uniqueness};
use crate::text::instant;
use crate::{Error, ErrorKind, Object, Result, Rule, Rules};

/// The longest `externalId` and unique value (`userName`, a group's `displayName`) in bytes. Databases index
/// them; an index entry of PostgreSQL ends at 2,704 bytes, folding can make text three times as long, and the
/// paths of unique attributes are indexed with their values.
pub const INDEXED_BYTES_MAX: usize = 640;

/// The longest text of any attribute, in bytes: a photo as a data URI fits, a film does not.
pub const TEXT_BYTES_MAX: usize = 256 * 1024;

/// The most paths that are noted as dropped in one body.
const DROPPED_PATHS_MAX: usize = 200;

/// Brings one attribute's value into canonical form; `None` means unassigned (RFC 7643 §2.5).
///
/// `path` is the attribute's name for errors. A value that is never returned (`password`) is
/// checked and then unassigned, so that nothing can store it.
///
/// # Errors
/// `invalidValue` with path, expected and received type. `invalidSyntax` for an unknown
/// sub-attribute where [`Rule::UnknownAttributes`] is not in force.
pub fn attribute_value(
    attribute: &Attribute,
    path: &str,
    value: &Value,
    rules: Rules,
) -> Result<Option<Value>> {
    Reading::new(rules).attribute_value(attribute, path, value)
}

/// Reads values under some rules and notes what it had to drop.
#[derive(Debug, Clone)]
pub struct Reading {
    rules: Rules,
    /// Paths that were received and not kept, because no schema knows them.
    pub dropped: Vec<String>,
    /// Paths that were received and are never kept, because nobody may read them.
    pub withheld: Vec<String>,
}

impl Reading {
    /// A reading that has dropped nothing yet.
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            dropped: Vec::new(),
            withheld: Vec::new(),
        }
    }

    /// The rules in force.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// Whether `rule` is in force.
    pub fn allows(&self, rule: Rule) -> bool {
        self.rules.allows(rule)
    }

    /// Notes an attribute that no schema knows, up to a limit that only a hostile body reaches.
    ///
    /// # Errors
    /// `invalidSyntax` where [`Rule::UnknownAttributes`] is not in force.
    pub fn unknown_attribute(&mut self, path: &str) -> Result<()> {
        let path = shown(path);
        if !self.allows(Rule::UnknownAttributes) {
            let message = format!("{path} is not an attribute of any schema here; leave it out.");
            return Err(Error::new(ErrorKind::InvalidSyntax, message));
        }
        if self.dropped.len() < DROPPED_PATHS_MAX && !self.dropped.contains(&path) {
            self.dropped.push(path);
        }
        Ok(())
    }

    /// [`attribute_value`], noting what is dropped.
    ///
    /// # Errors
    /// As [`attribute_value`].
    pub fn attribute_value(
        &mut self,
        attribute: &Attribute,
        path: &str,
        value: &Value,
    ) -> Result<Option<Value>> {
        if attribute.learned {
            return without_nulls(path, value);
        }
        let value = match (attribute.multi_valued, attribute.kind) {
            (true, _) => self.elements(attribute, path, value),
            (false, Kind::Complex) => self.complex(attribute, path, value),
            (false, _) => self.simple(attribute, path, value),
        }?;
        if value.is_some() && !attribute.is_kept() {
            self.withheld.push(path.to_owned());
            return Ok(None);
        }
        Ok(value)
    }

    /// As [`Self::attribute_value`], but what only the server assigns is ignored.
    pub(super) fn assignable_value(
        &mut self,
        attribute: &Attribute,
        path: &str,
        value: &Value,
    ) -> Result<Option<Value>> {
        match attribute.mutability {
            Mutability::ReadOnly => Ok(None),
            _ => self.attribute_value(attribute, path, value),
        }
    }

    fn elements(
        &mut self,
        attribute: &Attribute,
        path: &str,
        value: &Value,
    ) -> Result<Option<Value>> {
        let items = match value {
            Value::Null => return Ok(None),
            empty if self.unassigns(empty) => return Ok(None),
            Value::Array(items) => items.as_slice(),
            one if self.allows(Rule::SingleForArray) => std::slice::from_ref(one),
            other => return Err(mismatch(path, "an array", other)),
        };
        let mut elements = Vec::new();
        for item in items {
            elements.extend(self.element(attribute, path, item)?);
        }
        let elements = each_once(elements);
        Ok((!elements.is_empty()).then_some(Value::Array(elements)))
    }

    fn element(
        &mut self,
        attribute: &Attribute,
        path: &str,
        item: &Value,
    ) -> Result<Option<Value>> {
        let wrong = |expected| Err(mismatch(&format!("Each value of {path}"), expected, item));
        match (attribute.kind, item) {
            (_, Value::Null) => Ok(None),
            (_, empty) if self.unassigns(empty) => Ok(None),
            (Kind::Complex, Value::Object(members)) => {
                let element = self.members(attribute, path, members)?;
                // Of a value that is never kept nobody can tell whether it was cleared.
                let value_kept = attribute
                    .sub_attribute("value")
                    .is_some_and(Attribute::is_kept);
                Ok(element.filter(|element| !(value_kept && is_emptied(element, members))))
            }
            (Kind::Complex, Value::String(_))
                if has_value(attribute) && self.allows(Rule::SingleForArray) =>
            {
                self.value_alone(attribute, path, item)
            }
            (Kind::Complex, _) => wrong("an object"),
            (_, Value::Array(_)) => wrong("a single value"),
            _ => self.simple(attribute, path, item),
        }
    }

    fn complex(
        &mut self,
        attribute: &Attribute,
        path: &str,
        value: &Value,
    ) -> Result<Option<Value>> {
        let manager = has_value(attribute) && self.allows(Rule::ManagerForms);
        match value {
            Value::Null => Ok(None),
            empty if self.unassigns(empty) => Ok(None),
            Value::Object(members) => self.members(attribute, path, members),
            Value::String(_) if manager => self.value_alone(attribute, path, value),
            Value::Array(items) => match items.as_slice() {
                [] => Ok(None),
                [Value::Array(_)] => Err(mismatch(path, "an object", value)),
                [one] if manager => self.complex(attribute, path, one),
                _ => Err(mismatch(path, "an object", value)),
            },
            other => Err(mismatch(path, "an object", other)),
        }
    }

    fn simple(
        &mut self,
        attribute: &Attribute,
        path: &str,
        value: &Value,
    ) -> Result<Option<Value>> {
        let value = match value {
            Value::Array(items) => match items.as_slice() {
                // RFC 7643 §2.5: an empty array is unassigned, whatever the attribute.
                [] => return Ok(None),
                [one] if self.allows(Rule::ValueInArray) => value_within(one).unwrap_or(value),
                _ => value,
            },
            value => value,
        };
        if value.is_null() || self.unassigns(value) {
            return Ok(None);
        }
        match attribute.kind {
            Kind::Boolean => self.boolean(path, value).map(Some),
            Kind::Integer if value.is_i64() => Ok(Some(value.clone())),
            Kind::Integer if value.is_number() => {
                let message = format!("{path} must be a whole number that fits 64 bits.");
                Err(Error::new(ErrorKind::InvalidValue, message))
            }
            Kind::Integer => Err(mismatch(path, "a whole number", value)),
            Kind::Decimal if value.is_number() => Ok(Some(value.clone())),
            Kind::Decimal => Err(mismatch(path, "a number", value)),
            _ => text_value(attribute, path, value).map(Some),
        }
    }

    fn boolean(&self, path: &str, value: &Value) -> Result<Value> {
        match value {
            Value::Bool(_) => Ok(value.clone()),
            Value::String(text)
                if self.allows(Rule::StringBooleans) && text.eq_ignore_ascii_case("true") =>
            {
                Ok(Value::Bool(true))
            }
            Value::String(text)
                if self.allows(Rule::StringBooleans) && text.eq_ignore_ascii_case("false") =>
            {
                Ok(Value::Bool(false))
            }
            other => Err(mismatch(path, "a boolean", other)),
        }
    }

    /// An object given as its `value` alone.
    fn value_alone(
        &mut self,
        attribute: &Attribute,
        path: &str,
        value: &Value,
    ) -> Result<Option<Value>> {
        let object = json!({ "value": value });
        self.complex(attribute, path, &object)
    }

    /// The sub-attributes of one complex value.
    fn members(
        &mut self,
        attribute: &Attribute,
        path: &str,
        members: &Object,
    ) -> Result<Option<Value>> {
        let mut fields = Fields::new(format!("{path}."), &attribute.sub_attributes);
        fields.put_members(members, self)?;
        let object = fields.read(self)?;
        Ok((!object.is_empty()).then_some(Value::Object(object)))
    }

    fn unassigns(&self, value: &Value) -> bool {
        value.as_str().is_some_and(str::is_empty) && self.allows(Rule::EmptyStringUnassigns)
    }
}

/// A string, reference, date or binary: a JSON string with its own rules.
fn text_value(attribute: &Attribute, path: &str, value: &Value) -> Result<Value> {
    let Value::String(text) = value else {
        return Err(mismatch(path, "a string", value));
    };
    let wrong = |message: &str| {
        Err(Error::new(
            ErrorKind::InvalidValue,
            format!("{path} {message}"),
        ))
    };
    checked_text(path, text)?;
    if attribute.kind == Kind::DateTime && instant(text).is_none() {
        return wrong("must be a date and time such as 2026-11-22T08:30:00Z.");
    }
    if attribute.kind == Kind::Binary && !is_base64(text) {
        return wrong("must be base64.");
    }
    if text.len() > TEXT_BYTES_MAX {
        return wrong(&format!("is longer than {TEXT_BYTES_MAX} bytes."));
    }
    let indexed = attribute.uniqueness != Uniqueness::None || attribute.name == "externalId";
    if indexed && text.len() > INDEXED_BYTES_MAX {
        return wrong(&format!("is longer than {INDEXED_BYTES_MAX} bytes."));
    }
    Ok(value.clone())
}

/// Whether the complex attribute has a `value`, which then can stand for the whole.
fn has_value(attribute: &Attribute) -> bool {
    attribute.sub_attribute("value").is_some()
}

/// The `value` of an object: what [`Rule::ValueInArray`] looks for.
fn value_within(one: &Value) -> Option<&Value> {
    member_or_null(one.as_object()?, "value")
}

#[cfg(test)]
mod tests;
