//! Writing into one complex value: its named sub-attributes change, the others stay (RFC 7644
//! §3.5.2.1, §3.5.2.3).

use serde_json::Value;

use super::draft::unknown;
use super::target::Spot;
use crate::normalize::Reading;
use crate::schema::{Attribute, Mutability};
use crate::{ErrorKind, Object, Result, Rule};

/// Merges `value` into a complex value. `null` (or what a rule takes for it) unassigns the
/// whole.
pub(super) fn merge(
    spot: &Spot<'_>,
    current: Option<Value>,
    value: &Value,
    reading: &mut Reading,
) -> Result<Option<Value>> {
    let normalized;
    let named = match value {
        Value::Object(named) => named,
        other => match element_value(spot.attribute, spot.path, other, reading)? {
            Some(Value::Object(object)) => {
                normalized = object;
                &normalized
            }
            _ => return Ok(None),
        },
    };
    let mut object = object(current);
    let old_value = object.get("value").cloned();
    let mut kept = Vec::new();
    for (name, value) in named {
        let path = format!("{}.{name}", spot.path);
        match spot.attribute.sub_attribute(name) {
            Some(sub) if sub.mutability == Mutability::ReadOnly => read_only(spot, sub, reading)?,
            Some(sub) => {
                set(&mut object, sub, &path, value, reading)?;
                kept.push(sub.name.as_str());
            }
            None => unknown(&path, reading)?,
        }
    }
    // What described the old `value` does not describe the new one.
    if reading.allows(Rule::ManagerForms)
        && !spot.attribute.multi_valued
        && kept.contains(&"value")
        && (object.get("value") != old_value.as_ref() || !object.contains_key("value"))
    {
        object.retain(|name, _| kept.contains(&name.as_str()));
    }
    Ok(assigned(object))
}

/// Sets one sub-attribute of a complex value.
pub(super) fn write_sub(
    spot: &Spot<'_>,
    sub: &Attribute,
    current: Option<Value>,
    value: &Value,
    reading: &mut Reading,
) -> Result<Option<Value>> {
    let mut object = object(current);
    set(&mut object, sub, spot.path, value, reading)?;
    Ok(assigned(object))
}

/// Removes one sub-attribute of a complex value.
pub(super) fn remove_sub(sub: &Attribute, current: Option<Value>) -> Option<Value> {
    let mut object = object(current);
    object.shift_remove(&sub.name);
    assigned(object)
}

/// One value of an attribute in canonical form, whether the attribute has one or several.
pub(super) fn element_value(
    attribute: &Attribute,
    path: &str,
    value: &Value,
    reading: &mut Reading,
) -> Result<Option<Value>> {
    if !attribute.multi_valued {
        return reading.attribute_value(attribute, path, value);
    }
    let list = reading.attribute_value(attribute, path, &Value::Array(vec![value.clone()]))?;
    Ok(match list {
        Some(Value::Array(values)) => values.into_iter().next(),
        other => other,
    })
}

fn set(
    object: &mut Object,
    sub: &Attribute,
    path: &str,
    value: &Value,
    reading: &mut Reading,
) -> Result<()> {
    match reading.attribute_value(sub, path, value)? {
        Some(value) => {
            object.insert(sub.name.clone(), value);
        }
        None => {
            object.shift_remove(&sub.name);
        }
    }
    Ok(())
}

fn read_only(spot: &Spot<'_>, sub: &Attribute, reading: &Reading) -> Result<()> {
    if reading.allows(Rule::ReadOnlyInPatchValue) {
        return Ok(());
    }
    Err(spot.error(
        ErrorKind::Mutability,
        &format!("has a value for `{}`, which is readOnly.", sub.name),
    ))
}

fn object(value: Option<Value>) -> Object {
    match value {
        Some(Value::Object(object)) => object,
        _ => Object::new(),
    }
}

/// "If a complex attribute has no sub-attributes, it is unassigned" (RFC 7643 §2.5).
fn assigned(object: Object) -> Option<Value> {
    (!object.is_empty()).then_some(Value::Object(object))
}
