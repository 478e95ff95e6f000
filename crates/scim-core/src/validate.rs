//! What must hold for a whole resource, once its values are in canonical form.
//!
//! ```
//! use scim_core::{schema::Registry, validate};
//! use serde_json::json;
//!
//! let registry = Registry::builtin();
//! let users = registry.by_endpoint("Users").unwrap();
//! let error = validate::complete(users, json!({"title": "Dr"}).as_object().unwrap()).unwrap_err();
//! assert_eq!(error.detail, "userName is required and must not be empty.");
//! ```

use std::collections::HashMap;

use serde_json::Value;

use crate::normalize::{Incoming, arrange, identity, is_primary, twins};
use crate::schema::{Attribute, MEMBERS, Mutability, ResourceType, Schema, same};
use crate::{Error, ErrorKind, Object, Result};

/// The most values of one multi-valued attribute of a person. Members of a group are no values: they have no limit.
pub const VALUES_MAX: usize = 500;

/// Checks that a multi-valued attribute has at most [`VALUES_MAX`] values.
///
/// # Errors
/// `invalidValue` naming the attribute.
pub(crate) fn few_enough(path: &str, values: usize) -> Result<()> {
    if values > VALUES_MAX {
        let message = format!("{path} has {values} values; at most {VALUES_MAX} are kept.");
        return Err(Error::new(ErrorKind::InvalidValue, message));
    }
    Ok(())
}

/// Checks that everything required is there and not blank, and that at most one value of each
/// multi-valued attribute is primary (RFC 7643 §2.4, §4).
///
/// # Errors
/// `invalidValue` naming the attribute; also for more than [`VALUES_MAX`] values.
pub fn complete(resource_type: &ResourceType, attributes: &Object) -> Result<()> {
    for attribute in stored(&resource_type.schema.attributes) {
        value_complete(&attribute.name, attribute, attributes.get(&attribute.name))?;
    }
    for extension in resource_type.extensions.iter().filter(|e| !e.learned) {
        let urn = &extension.schema.id;
        let Some(object) = attributes.get(urn) else {
            // Of what is never kept nobody can tell whether it was given: that is for `withheld` to ask.
            if extension.required && extension.schema.attributes.iter().all(Attribute::is_kept) {
                return Err(missing(urn));
            }
            continue;
        };
        for attribute in stored(&extension.schema.attributes) {
            value_complete(
                &format!("{urn}:{}", attribute.name),
                attribute,
                object.get(&attribute.name),
            )?;
        }
    }
    Ok(())
}

/// Checks that a new resource was given everything required that is never kept, since nobody may read it: of a
/// stored one nobody can tell.
///
/// # Errors
/// `invalidValue` naming the attribute.
pub fn withheld(resource_type: &ResourceType, incoming: &Incoming) -> Result<()> {
    all_given("", &resource_type.schema, &incoming.attributes, incoming)?;
    for extension in resource_type.extensions.iter().filter(|e| !e.learned) {
        let urn = &extension.schema.id;
        let prefix = format!("{urn}:");
        let own = incoming.attributes.get(urn).and_then(Value::as_object);
        let is_given = own.is_some()
            || incoming
                .withheld
                .iter()
                .any(|path| path.starts_with(&prefix));
        if is_given {
            let nothing = Object::new();
            all_given(
                &prefix,
                &extension.schema,
                own.unwrap_or(&nothing),
                incoming,
            )?;
        } else if extension.required {
            return Err(missing(urn));
        }
    }
    Ok(())
}

/// The same for the attributes of one schema, and for the parts of those that are there.
fn all_given(prefix: &str, schema: &Schema, kept: &Object, incoming: &Incoming) -> Result<()> {
    let times = |path: &str| {
        incoming
            .withheld
            .iter()
            .filter(|given| *given == path)
            .count()
    };
    let withheld = |attribute: &&Attribute| attribute.required && !attribute.is_kept();
    for attribute in &schema.attributes {
        let path = format!("{prefix}{}", attribute.name);
        if withheld(&attribute) && times(&path) == 0 {
            return Err(missing(&path));
        }
        let values = match kept.get(&attribute.name) {
            Some(Value::Array(elements)) => elements.len(),
            value => usize::from(value.is_some()),
        };
        for sub in attribute.sub_attributes.iter().filter(withheld) {
            let path = format!("{path}.{}", sub.name);
            if times(&path) < values {
                return Err(missing(&path));
            }
        }
    }
    Ok(())
}

/// What becomes of a replacement that says nothing about an immutable attribute, or says the same in another form: it
/// keeps the value that it has, as it is written (RFC 7644 §3.5.1: "if one or more values are already set for the
/// attribute, the input value(s) MUST match"; nothing is asked of who gives none). Whether what is given matches is for
/// [`replacement`] to say.
///
/// ```
/// use scim_core::{Object, schema::{Attribute, Mutability, Registry}, validate};
/// use serde_json::json;
///
/// let mut users = Registry::builtin().by_name("User").unwrap().clone();
/// users.schema.attributes.push(Attribute { mutability: Mutability::Immutable, ..Attribute::named("badge") });
/// let object = |value: serde_json::Value| value.as_object().cloned().unwrap();
/// let before = object(json!({"userName": "amina", "badge": "A7"}));
/// let after = validate::keep_immutable(&users, &before, object(json!({"userName": "amina.o"})));
/// assert_eq!(after, object(json!({"userName": "amina.o", "badge": "A7"})));
/// assert!(validate::replacement(&users, &before, &after).is_ok());
/// ```
#[must_use]
pub fn keep_immutable(resource_type: &ResourceType, before: &Object, mut after: Object) -> Object {
    keep_all(&resource_type.schema.attributes, before, &mut after);
    for extension in resource_type.extensions.iter().filter(|e| !e.learned) {
        let urn = &extension.schema.id;
        let Some(Value::Object(was)) = before.get(urn) else {
            continue;
        };
        let mut own = match after.shift_remove(urn) {
            Some(Value::Object(own)) => own,
            _ => Object::new(),
        };
        keep_all(&extension.schema.attributes, was, &mut own);
        if !own.is_empty() {
            after.insert(urn.clone(), Value::Object(own));
        }
    }
    arrange(resource_type, after)
}

fn keep_all(attributes: &[Attribute], before: &Object, after: &mut Object) {
    for attribute in stored(attributes) {
        let Some(was) = before.get(&attribute.name) else {
            continue;
        };
        let single_parts = !attribute.multi_valued && has_immutable_parts(attribute);
        let mut is = match after.shift_remove(&attribute.name) {
            Some(is) => is,
            None if attribute.mutability == Mutability::Immutable => was.clone(),
            // Some of its parts may be kept.
            None if single_parts => Value::Object(Object::new()),
            None => continue,
        };
        keep(attribute, was, &mut is, Omitted::Kept);
        if is.as_object().is_none_or(|parts| !parts.is_empty()) {
            after.insert(attribute.name.clone(), is);
        }
    }
}

/// Checks whether `after` may take the place of `before`: it is [`complete`], and nothing immutable
/// changed (RFC 7644 §3.5.1). An immutable value is the same in whatever form: a date with another offset, text in another
/// case unless its case counts.
///
/// # Errors
/// As [`complete`]; `mutability` for an immutable attribute that had a value and now has another or none.
///
/// ```
/// use scim_core::{schema::{Attribute, Mutability, Registry}, validate};
/// use serde_json::json;
///
/// let mut users = Registry::builtin().by_name("User").unwrap().clone();
/// users.schema.attributes.push(Attribute { mutability: Mutability::Immutable, ..Attribute::named("badge") });
/// let check = |before: serde_json::Value, after: serde_json::Value| {
///     validate::replacement(&users, before.as_object().unwrap(), after.as_object().unwrap())
/// };
/// assert!(check(json!({"userName": "a"}), json!({"userName": "a", "badge": "A7"})).is_ok());
/// assert!(check(json!({"userName": "a", "badge": "A7"}), json!({"userName": "a", "badge": "B8"})).is_err());
/// ```
pub fn replacement(resource_type: &ResourceType, before: &Object, after: &Object) -> Result<()> {
    complete(resource_type, after)?;
    for attribute in stored(&resource_type.schema.attributes) {
        let name = &attribute.name;
        value_kept(name, attribute, before.get(name), after.get(name))?;
    }
    for extension in &resource_type.extensions {
        let urn = &extension.schema.id;
        for attribute in stored(&extension.schema.attributes) {
            let within = |object: &'_ Object| {
                object
                    .get(urn)
                    .and_then(|e| e.get(&attribute.name))
                    .cloned()
            };
            let path = format!("{urn}:{}", attribute.name);
            value_kept(
                &path,
                attribute,
                within(before).as_ref(),
                within(after).as_ref(),
            )?;
        }
    }
    Ok(())
}

/// The attributes that a stored document may have: not what the server derives or never keeps.
fn stored(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.is_stored() && attribute.name != MEMBERS)
}

fn value_complete(path: &str, attribute: &Attribute, value: Option<&Value>) -> Result<()> {
    let Some(value) = value.filter(|value| !is_blank(value)) else {
        return if attribute.required {
            Err(missing(path))
        } else {
            Ok(())
        };
    };
    let elements = match value {
        Value::Array(elements) => elements.as_slice(),
        one => std::slice::from_ref(one),
    };
    few_enough(path, elements.len())?;
    for element in elements {
        for sub in attribute
            .sub_attributes
            .iter()
            .filter(|sub| sub.required && sub.is_stored())
        {
            if element.get(&sub.name).is_none_or(is_blank) {
                return Err(missing(&format!("{path}.{}", sub.name)));
            }
        }
    }
    let primaries = elements.iter().filter(|element| is_primary(element));
    if attribute.multi_valued && primaries.count() > 1 {
        let message = format!("More than one value of {path} is primary; at most one can be.");
        return Err(Error::new(ErrorKind::InvalidValue, message));
    }
    Ok(())
}

fn value_kept(
    path: &str,
    attribute: &Attribute,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Result<()> {
    let Some(before) = before else {
        return Ok(());
    };
    let immutable = attribute.mutability == Mutability::Immutable;
    if immutable && !after.is_some_and(|after| same(attribute, before, after)) {
        let message = format!("{path} is immutable: it has a value and cannot get another.");
        return Err(Error::new(ErrorKind::Mutability, message));
    }
    let parts_kept = |before: &Value, after: Option<&Value>| {
        attribute.sub_attributes.iter().try_for_each(|sub| {
            let after = after.and_then(|after| after.get(&sub.name));
            value_kept(
                &format!("{path}.{}", sub.name),
                sub,
                before.get(&sub.name),
                after,
            )
        })
    };
    match (attribute.multi_valued, after) {
        (false, after) => parts_kept(before, after),
        // What has the same value and type is the same element; of others nobody can tell which follows which.
        (true, Some(after)) if has_immutable_parts(attribute) => twins(before, after)
            .into_iter()
            .try_for_each(|(was, is)| parts_kept(was, Some(is))),
        (true, _) => Ok(()),
    }
}

fn has_immutable_parts(attribute: &Attribute) -> bool {
    let immutable = |sub: &Attribute| sub.mutability == Mutability::Immutable;
    attribute.sub_attributes.iter().any(immutable)
}

/// What becomes of an immutable value that a request does not name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Omitted {
    /// It is kept.
    Kept,
    /// It stays away.
    Stays,
}

/// Gives what is immutable in `after`, and means the same as before, the form that it had; and what is omitted, its value.
pub(crate) fn keep(attribute: &Attribute, before: &Value, after: &mut Value, omitted: Omitted) {
    if attribute.mutability == Mutability::Immutable {
        if same(attribute, before, after) {
            *after = before.clone();
        }
        return;
    }
    if !has_immutable_parts(attribute) {
        return;
    }
    if !attribute.multi_valued {
        keep_parts(attribute, before, after, omitted);
        return;
    }
    let Value::Array(elements) = after else {
        return;
    };
    let known: HashMap<_, _> = before
        .as_array()
        .into_iter()
        .flatten()
        .map(|was| (identity(was), was))
        .collect();
    for element in elements {
        if let Some(was) = known.get(&identity(element)) {
            keep_parts(attribute, was, element, omitted);
        }
    }
}

fn keep_parts(attribute: &Attribute, before: &Value, after: &mut Value, omitted: Omitted) {
    let Value::Object(after) = after else {
        return;
    };
    for sub in &attribute.sub_attributes {
        let Some(was) = before.get(&sub.name) else {
            continue;
        };
        if let Some(is) = after.get_mut(&sub.name) {
            keep(sub, was, is, omitted);
        } else if omitted == Omitted::Kept && sub.mutability == Mutability::Immutable {
            after.insert(sub.name.clone(), was.clone());
        }
    }
}

fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn missing(path: &str) -> Error {
    Error::new(
        ErrorKind::InvalidValue,
        format!("{path} is required and must not be empty."),
    )
}

#[cfg(test)]
mod tests;
