//! What holds between the values of one multi-valued attribute.

use std::collections::HashMap;

use serde_json::Value;

use crate::{Object, fold};

/// The elements without those that repeat the type and value of another (RFC 7643 §2.4: a value
/// should not be there twice). The first stays where it is, but a primary twin takes its place.
pub fn each_once(elements: Vec<Value>) -> Vec<Value> {
    let mut places: HashMap<(Option<String>, String), usize> = HashMap::new();
    let mut kept: Vec<Value> = Vec::new();
    for element in elements {
        let identity = identity(&element);
        match places.get(&identity) {
            Some(&place) if is_primary(&element) => {
                kept[place] = element;
            }
            Some(_) => {}
            None => {
                places.insert(identity, kept.len());
                kept.push(element);
            }
        }
    }
    kept
}

/// Whether an element says that it is the primary one (RFC 7643 §2.4).
pub(crate) fn is_primary(element: &Value) -> bool {
    element.get("primary") == Some(&Value::Bool(true))
}

/// The elements of one array that are still there in another, each with what it is there.
pub(crate) fn twins<'v>(before: &'v Value, after: &'v Value) -> Vec<(&'v Value, &'v Value)> {
    let elements = |value: &'v Value| value.as_array().map_or(&[][..], Vec::as_slice);
    let known: HashMap<_, _> = elements(before)
        .iter()
        .map(|was| (identity(was), was))
        .collect();
    elements(after)
        .iter()
        .filter_map(|is| Some((*known.get(&identity(is))?, is)))
        .collect()
}

/// What makes two elements the same one: type and value; without a value, all that they say but for `primary`,
/// in whatever order they say it.
pub(crate) fn identity(element: &Value) -> (Option<String>, String) {
    if let Some(value) = element.get("value") {
        let kind = element
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        return (Some(fold(kind).into_owned()), value.to_string());
    }
    let Value::Object(said) = element else {
        return (None, element.to_string());
    };
    let mut said: Vec<_> = said.iter().filter(|(name, _)| *name != "primary").collect();
    said.sort_by_key(|(name, _)| *name);
    (
        None,
        said.iter()
            .map(|(name, value)| format!("{name}:{value}\0"))
            .collect(),
    )
}

/// Whether a client cleared the element: it sent a `value`, which is unassigned, and what is left
/// says only which one it was: `{"type": "work", "value": ""}`.
pub(super) fn is_emptied(element: &Value, sent: &Object) -> bool {
    let sent_value = sent.keys().any(|name| name.eq_ignore_ascii_case("value"));
    let says_which = |name: &String| name == "type" || name == "primary";
    sent_value
        && element
            .as_object()
            .is_some_and(|left| left.keys().all(says_which))
}
