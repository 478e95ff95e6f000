//! What must hold for a whole resource, once its values are in canonical form.

use serde_json::Value;

use crate::normalize::Incoming;
use crate::schema::{Attribute, Kind, MEMBERS, Mutability, ResourceType};
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
            if extension.required {
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
    let given = |path: &str| incoming.withheld.iter().any(|given| given == path);
    let present = |urn: &str| {
        incoming.attributes.contains_key(urn)
            || incoming.withheld.iter().any(|given| given.starts_with(urn))
    };
    let extensions = resource_type
        .extensions
        .iter()
        .filter(|e| present(&e.schema.id));
    let own = (String::new(), &resource_type.schema);
    for (prefix, schema) in
        std::iter::once(own).chain(extensions.map(|e| (format!("{}:", e.schema.id), &e.schema)))
    {
        for attribute in schema
            .attributes
            .iter()
            .filter(|a| a.required && !a.is_kept())
        {
            let path = format!("{prefix}{}", attribute.name);
            if !given(&path) {
                return Err(missing(&path));
            }
        }
    }
    Ok(())
}

/// Checks whether `after` may take the place of `before`: it is [`complete`], and nothing immutable
/// changed (RFC 7644 §3.5.1).
///
/// # Errors
/// As [`complete`]; `mutability` for an immutable attribute that had a value and now has another or none.
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
    let primaries = elements
        .iter()
        .filter(|element| element.get("primary") == Some(&Value::Bool(true)));
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
    if attribute.mutability == Mutability::Immutable && after != Some(before) {
        let message = format!("{path} is immutable: it has a value and cannot get another.");
        return Err(Error::new(ErrorKind::Mutability, message));
    }
    // The elements of a multi-valued attribute have no identity by which to compare one with its successor.
    if attribute.kind == Kind::Complex && !attribute.multi_valued {
        for sub in &attribute.sub_attributes {
            let after = after.and_then(|after| after.get(&sub.name));
            value_kept(
                &format!("{path}.{}", sub.name),
                sub,
                before.get(&sub.name),
                after,
            )?;
        }
    }
    Ok(())
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
