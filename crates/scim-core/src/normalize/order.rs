//! The order of a canonical document: as in the schemas, extensions after the core, what no schema
//! knows last.

use serde_json::Value;

use crate::Object;
use crate::schema::learned::respelled;
use crate::schema::{Attribute, ResourceType};

/// Puts attributes and sub-attributes into the order of their definitions.
pub(crate) fn arrange(rt: &ResourceType, mut attributes: Object) -> Object {
    let mut arranged = arranged(rt.attributes(), &mut attributes);
    for extension in &rt.extensions {
        let Some((urn, value)) = attributes.shift_remove_entry(&extension.schema.id) else {
            continue;
        };
        let value = match value {
            Value::Object(own) if extension.learned => {
                Value::Object(respelled(&extension.schema, own))
            }
            Value::Object(mut own) => {
                let mut in_order = self::arranged(extension.schema.attributes.iter(), &mut own);
                in_order.append(&mut own);
                Value::Object(in_order)
            }
            other => other,
        };
        arranged.insert(urn, value);
    }
    arranged.append(&mut attributes);
    arranged
}

/// Moves what is defined from `from`, in the order of the definitions.
fn arranged<'s>(definitions: impl Iterator<Item = &'s Attribute>, from: &mut Object) -> Object {
    let mut to = Object::new();
    for attribute in definitions {
        if let Some((name, mut value)) = from.shift_remove_entry(&attribute.name) {
            arrange_value(attribute, &mut value);
            to.insert(name, value);
        }
    }
    to
}

fn arrange_value(attribute: &Attribute, value: &mut Value) {
    match value {
        Value::Array(elements) => elements
            .iter_mut()
            .for_each(|element| arrange_value(attribute, element)),
        Value::Object(object) => {
            let mut in_order = arranged(attribute.sub_attributes.iter(), object);
            in_order.append(object);
            *object = in_order;
        }
        _ => {}
    }
}
