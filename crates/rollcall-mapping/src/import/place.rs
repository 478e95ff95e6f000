//! Where in a person a value belongs, and putting it there.

use std::borrow::Cow;

use scim_core::Object;
use serde_json::{Value, json};

/// Where a value belongs in a SCIM User.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// An attribute.
    Single(&'static str),
    /// A sub-attribute.
    Sub(&'static str, &'static str),
    /// A sub-attribute of the element of that type; whether a new one is the primary one.
    Element {
        attribute: &'static str,
        of_type: &'static str,
        sub: &'static str,
        primary: bool,
    },
    /// An attribute of an extension.
    Extension(Cow<'static, str>, Cow<'static, str>),
    /// A sub-attribute of one.
    ExtensionSub(&'static str, &'static str, &'static str),
    /// Whether the person is active.
    Active,
    /// By what the list knows the person; nowhere in them.
    Key,
}

impl Place {
    /// Writes the value, or without one takes away what is there. What else the person has stays.
    pub(super) fn set(&self, person: &mut Object, value: Option<&str>) {
        match self {
            Self::Key | Self::Active => {}
            Self::Single(name) => put(person, name, value),
            Self::Sub(name, sub) => within(person, name, |inner| put(inner, sub, value)),
            Self::Extension(urn, name) => within(person, urn, |inner| put(inner, name, value)),
            Self::ExtensionSub(urn, name, sub) => {
                within(person, urn, |extension| {
                    within(extension, name, |inner| put(inner, sub, value));
                });
            }
            Self::Element {
                attribute,
                of_type,
                sub,
                primary,
            } => element(person, attribute, of_type, sub, *primary, value),
        }
    }
}

fn put(object: &mut Object, name: &str, value: Option<&str>) {
    match value {
        Some(value) => {
            object.insert(name.to_owned(), Value::from(value));
        }
        None => {
            object.shift_remove(name);
        }
    }
}

/// Changes the object of that name, which is there only as long as something is in it.
fn within(object: &mut Object, name: &str, change: impl FnOnce(&mut Object)) {
    let mut inner = match object.get_mut(name) {
        Some(Value::Object(inner)) => std::mem::take(inner),
        _ => Object::new(),
    };
    change(&mut inner);
    if inner.is_empty() {
        object.shift_remove(name);
    } else {
        object.insert(name.to_owned(), Value::Object(inner));
    }
}

fn element(
    person: &mut Object,
    attribute: &str,
    of_type: &str,
    sub: &str,
    primary: bool,
    value: Option<&str>,
) {
    let mut elements = match person.get_mut(attribute) {
        Some(Value::Array(elements)) => std::mem::take(elements),
        _ => Vec::new(),
    };
    let is_of_type = |element: &Value| {
        let named = element.get("type").and_then(Value::as_str);
        named.is_some_and(|named| named.eq_ignore_ascii_case(of_type))
    };
    let found = elements.iter().position(is_of_type);
    match (found, value) {
        (Some(at), _) => {
            if let Some(Value::Object(element)) = elements.get_mut(at) {
                put(element, sub, value);
            }
        }
        (None, Some(value)) => {
            let is_alone = !elements
                .iter()
                .any(|it| it.get("primary") == Some(&json!(true)));
            let mut element = json!({ sub: value, "type": of_type });
            if primary && is_alone {
                element["primary"] = json!(true);
            }
            elements.push(element);
        }
        (None, None) => {}
    }
    // A type without anything of that type is nothing.
    elements.retain(|element| {
        element
            .as_object()
            .is_none_or(|it| it.keys().any(|key| key != "type" && key != "primary"))
    });
    if elements.is_empty() {
        person.shift_remove(attribute);
    } else {
        person.insert(attribute.to_owned(), Value::Array(elements));
    }
}
