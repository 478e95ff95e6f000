//! What stands under a URN that no schema of the resource type has. It is kept as sent: customers
//! invent extensions and expect them back. Without a schema there are no types, and what has
//! several values cannot be known.

use std::collections::HashSet;

use scim_filter_parser::{Path, parse_path};
use serde_json::Value;

use super::budget::Budget;
use super::draft::{Draft, Write, unknown, unknown_kind};
use crate::normalize::{few_enough_unknown, without_nulls};
use crate::schema::{Extension, Resolved};
use crate::validate::few_enough;
use crate::{Error, ErrorKind, Object, Result, Rule};

/// What a path under an unknown URN means.
enum Foreign {
    /// The whole extension; its key in the document.
    Extension(String),
    /// One attribute: the extension's key, the attribute's, perhaps a sub-attribute's.
    Attribute(String, Vec<String>),
}

impl Draft<'_> {
    /// Adds or replaces a whole unknown extension, or an attribute of one.
    ///
    /// # Errors
    /// `invalidPath`: unknown URNs are not tolerated, or the path has a filter.
    pub(super) fn write_foreign(&mut self, write: Write, path: &Path, value: &Value) -> Result<()> {
        self.check_foreign(path)?;
        if ends_in_version(path) && !value.is_object() && !self.unassigns(value) {
            return unknown(&path.to_string(), &mut self.reading);
        }
        match self.foreign(path, value.is_object()) {
            Foreign::Extension(urn) => self.write_foreign_extension(write, &urn, value),
            Foreign::Attribute(urn, names) => self.set_foreign(write, &urn, &names, value),
        }
    }

    /// Adds or replaces the attributes of an unknown extension; without a value it goes.
    ///
    /// # Errors
    /// `invalidPath`: unknown URNs are not tolerated. `invalidValue`: not an object, or a NUL
    /// character somewhere.
    pub(super) fn write_foreign_extension(
        &mut self,
        write: Write,
        urn: &str,
        value: &Value,
    ) -> Result<()> {
        self.check_tolerated(urn)?;
        let urn = self.spelling(urn);
        match value {
            Value::Object(attributes) => attributes.iter().try_for_each(|(name, value)| {
                self.set_foreign(write, &urn, std::slice::from_ref(name), value)
            }),
            empty if self.unassigns(empty) => {
                self.attributes.shift_remove(&urn);
                Ok(())
            }
            _ => Err(Error::new(
                ErrorKind::InvalidValue,
                format!("`{urn}` is an extension: its value must be a JSON object."),
            )),
        }
    }

    /// Removes a whole unknown extension, or an attribute of one.
    ///
    /// # Errors
    /// As for [`Draft::write_foreign`].
    pub(super) fn remove_foreign(&mut self, path: &Path) -> Result<()> {
        self.check_foreign(path)?;
        match self.foreign(path, false) {
            Foreign::Extension(urn) => {
                self.write_foreign_extension(Write::Replace, &urn, &Value::Null)
            }
            Foreign::Attribute(urn, names) => {
                self.set_foreign(Write::Replace, &urn, &names, &Value::Null)
            }
        }
    }

    fn check_foreign(&self, path: &Path) -> Result<()> {
        if path.filter.is_some() {
            let why = "has a filter, but no schema says what its values are.";
            return Err(Error::new(
                ErrorKind::InvalidPath,
                format!("`{path}` {why}"),
            ));
        }
        // As a member of a body this "URN" is the attribute, so that nothing can stand under it.
        let urn = path.urn.as_deref().unwrap_or_default();
        if parse_path(urn).is_ok_and(|attribute| {
            matches!(
                self.rt.resolve(&attribute),
                Some(Resolved::Attribute { .. })
            )
        }) {
            return Err(Error::new(
                unknown_kind(&self.reading),
                format!(
                    "`{path}`: `{urn}` is an attribute, not a schema. A sub-attribute follows a dot."
                ),
            ));
        }
        self.check_tolerated(&path.to_string())
    }

    fn check_tolerated(&self, path: &str) -> Result<()> {
        if self.reading.allows(Rule::UnknownSchemas) || self.learned_under(path).is_some() {
            return Ok(());
        }
        Err(Error::new(
            unknown_kind(&self.reading),
            format!("`{path}` belongs to no schema of this resource."),
        ))
    }

    /// A path cannot tell an extension's URN from an attribute's: what the document has decides,
    /// else an object is an extension and anything else an attribute.
    fn foreign(&self, path: &Path, is_object: bool) -> Foreign {
        let prefix = path.urn.clone().unwrap_or_default();
        let whole = path.qualified_name();
        if ends_in_version(path) {
            return Foreign::Extension(self.spelling(&whole));
        }
        if self.rt.extension(&prefix).is_some() {
            return Foreign::Attribute(
                self.spelling(&prefix),
                [Some(path.name.clone()), path.sub.clone()]
                    .into_iter()
                    .flatten()
                    .collect(),
            );
        }
        if path.sub.is_none() && self.rt.extension(&whole).is_some() {
            return Foreign::Extension(self.spelling(&whole));
        }
        let names = || {
            [Some(path.name.clone()), path.sub.clone()]
                .into_iter()
                .flatten()
                .collect()
        };
        if let Some(urn) = known_key(&self.attributes, &whole) {
            return match &path.sub {
                None => Foreign::Extension(urn),
                Some(sub) => Foreign::Attribute(urn, vec![sub.clone()]),
            };
        }
        match known_key(&self.attributes, &prefix) {
            Some(urn) => Foreign::Attribute(urn, names()),
            None if is_object && path.sub.is_none() => Foreign::Extension(whole),
            None => Foreign::Attribute(prefix, names()),
        }
    }

    /// The key of an extension in the document: as learned, else as it stands there already, else as sent.
    fn spelling(&self, urn: &str) -> String {
        match self.rt.extension(urn) {
            Some(known) => known.schema.id.clone(),
            None => known_key(&self.attributes, urn).unwrap_or_else(|| urn.to_owned()),
        }
    }

    /// The learned extension that a path is, or begins with.
    fn learned_under(&self, path: &str) -> Option<&Extension> {
        let begins = |urn: &str| {
            let (start, rest) = (
                path.get(..urn.len()),
                path.get(urn.len()..).unwrap_or_default(),
            );
            start.is_some_and(|start| start.eq_ignore_ascii_case(urn))
                && (rest.is_empty() || rest.starts_with(':'))
        };
        self.rt
            .extensions
            .iter()
            .find(|known| known.learned && begins(&known.schema.id))
    }

    /// Writes an attribute, or a sub-attribute. Of a complex value those that are not named stay (RFC 7644 §3.5.2.1,
    /// §3.5.2.3); as in a body, only null is no value inside one.
    fn set_foreign(
        &mut self,
        write: Write,
        urn: &str,
        names: &[String],
        value: &Value,
    ) -> Result<()> {
        self.check_name(urn, names)?;
        let known = attribute_under(&self.attributes, urn, names);
        let appends = write == Write::Add && known.is_some_and(Value::is_array);
        let whole = write == Write::Replace && self.reading.allows(Rule::WholeComplex);
        let ([name], Value::Object(subs), false) = (names, value, appends) else {
            let value = (!self.unassigns(value)).then_some(value);
            return self.put_foreign(write, urn, names, value);
        };
        if whole || !known.is_some_and(Value::is_object) {
            self.put_foreign(write, urn, names, None)?;
        }
        for (sub, value) in subs {
            let names = [name.clone(), sub.clone()];
            self.check_name(urn, &names)?;
            self.put_foreign(write, urn, &names, Some(value))?;
        }
        Ok(())
    }

    /// Whether a value may name this: once, and by what may be in a document.
    fn check_name(&mut self, urn: &str, names: &[String]) -> Result<()> {
        let path = format!("{urn}:{}", names.join("."));
        // Whatever led here has looked for the URN among all attributes.
        self.budget.find_name(self.attributes.len(), &path)?;
        self.given.once_in_any_case(&path)?;
        // The names become part of the document, so they are checked as its text is.
        without_nulls(&path, &Value::from(path.as_str()))?;
        Ok(())
    }

    fn put_foreign(
        &mut self,
        write: Write,
        urn: &str,
        names: &[String],
        value: Option<&Value>,
    ) -> Result<()> {
        let path = format!("{urn}:{}", names.join("."));
        let value = match value {
            Some(value) => without_nulls(&path, value)?,
            None => None,
        };
        let names = [&[urn.to_owned()], names].concat();
        put(write, &mut self.attributes, &names, value, &mut self.budget)
            .map_err(|error| Error::new(error.kind, format!("`{path}`: {}", error.detail)))
    }
}

/// Whether a path can only be a URN as a whole: no attribute begins with a digit.
fn ends_in_version(path: &Path) -> bool {
    path.name.starts_with(|c: char| c.is_ascii_digit())
}

/// An attribute of an extension, if the names are one.
fn attribute_under<'a>(attributes: &'a Object, urn: &str, names: &[String]) -> Option<&'a Value> {
    let ([name], Some(Value::Object(extension))) = (names, attributes.get(urn)) else {
        return None;
    };
    extension.get(&known_key(extension, name)?)
}

/// Puts a value where the names lead, through objects made on the way; what is left empty goes.
///
/// # Errors
/// `invalidValue`: more attributes or values than are kept. `tooMany`: more looks than are taken.
fn put(
    write: Write,
    object: &mut Object,
    names: &[String],
    value: Option<Value>,
    budget: &mut Budget,
) -> Result<()> {
    let Some((name, rest)) = names.split_first() else {
        return Ok(());
    };
    budget.find_name(object.len(), name)?;
    let key = known_key(object, name).unwrap_or_else(|| name.clone());
    let next = if rest.is_empty() {
        match (write, object.get(&key), value) {
            (Write::Add, Some(Value::Array(known)), Some(added)) => {
                budget.spend(known.len(), name)?;
                // One value to add may come without an array (RFC 7644 §3.5.2.1).
                let added = match added {
                    Value::Array(added) => added,
                    one => vec![one],
                };
                Some(union(known, added))
            }
            (_, _, value) => value,
        }
    } else {
        let mut inner = match object.get_mut(&key) {
            Some(Value::Object(inner)) => std::mem::take(inner),
            _ => Object::new(),
        };
        put(write, &mut inner, rest, value, budget)?;
        (!inner.is_empty()).then_some(Value::Object(inner))
    };
    match next {
        Some(next) => {
            few_enough("The list", next.as_array().map_or(0, Vec::len))?;
            object.insert(key, next);
            few_enough_unknown("The object", object.len())?;
        }
        None => drop(object.shift_remove(&key)),
    }
    Ok(())
}

/// What is known, then what is new.
fn union(known: &[Value], added: Vec<Value>) -> Value {
    let mut seen: HashSet<String> = known.iter().map(Value::to_string).collect();
    let new = added
        .into_iter()
        .filter(|value| seen.insert(value.to_string()));
    Value::Array(known.iter().cloned().chain(new).collect())
}

/// The key of that name, in the spelling that the object has (RFC 7643 §2.1: names ignore case).
fn known_key(object: &Object, name: &str) -> Option<String> {
    match object.get_key_value(name) {
        Some((key, _)) => Some(key),
        None => object.keys().find(|key| key.eq_ignore_ascii_case(name)),
    }
    .cloned()
}
