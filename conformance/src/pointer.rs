//! Finding a value in a JSON answer: JSON Pointer (RFC 6901) with two more kinds of segment.
//!
//! - `/emails/0/value` is a plain pointer; `~1` stands for `/` and `~0` for `~` inside a name;
//! - `/emails/[type=work]/value` picks the first element whose member `type` reads `work`;
//! - `/Resources/*/id` gathers the rest of the path from every element into one array; so does a second `*` below it.

use crate::variables::plain;
use serde_json::Value;

/// The value at `path` inside `value`, or `None` where there is nothing. The empty path is the whole value.
#[must_use]
pub(crate) fn find(value: &Value, path: &str) -> Option<Value> {
    let path = path.trim_start_matches('/');
    if path.is_empty() {
        return Some(value.clone());
    }
    let segments: Vec<String> = path.split('/').map(unescape).collect();
    follow(value, &segments)
}

fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

fn follow(value: &Value, segments: &[String]) -> Option<Value> {
    let Some((segment, rest)) = segments.split_first() else {
        return Some(value.clone());
    };
    if let Value::Array(elements) = value {
        if segment == "*" {
            let found = elements.iter().filter_map(|element| follow(element, rest));
            let gathered = if rest.iter().any(|segment| segment == "*") {
                found.flat_map(elements_of).collect()
            } else {
                found.collect()
            };
            return Some(Value::Array(gathered));
        }
        let element = match selection(segment) {
            Some((name, wanted)) => elements
                .iter()
                .find(|element| reads(element, name, wanted))?,
            None => elements.get(segment.parse::<usize>().ok()?)?,
        };
        return follow(element, rest);
    }
    follow(value.as_object()?.get(segment)?, rest)
}

/// What a `*` further down gathered.
fn elements_of(gathered: Value) -> Vec<Value> {
    match gathered {
        Value::Array(elements) => elements,
        other => vec![other],
    }
}

/// `[name=text]` as (name, text).
fn selection(segment: &str) -> Option<(&str, &str)> {
    segment
        .strip_prefix('[')?
        .strip_suffix(']')?
        .split_once('=')
}

/// Whether the member `name` of `element` reads `wanted`: text itself, anything else as JSON.
fn reads(element: &Value, name: &str, wanted: &str) -> bool {
    match element.get(name) {
        Some(other) => plain(other) == wanted,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_kind_of_segment_finds_its_value() {
        let value = json!({
            "a/b": {"~": 1},
            "emails": [{"type": "home", "value": "h"}, {"type": "work", "value": "w", "primary": true}],
            "Resources": [{"id": "1"}, {}, {"id": "2"}],
            "urn:x:2.0:User": {"department": "D"},
        });
        let table = [
            ("", Some(value.clone())),
            ("/a~1b/~0", Some(json!(1))),
            ("/emails/1/value", Some(json!("w"))),
            ("/emails/[type=work]/value", Some(json!("w"))),
            ("/emails/[primary=true]/type", Some(json!("work"))),
            ("/emails/[type=other]/value", None),
            ("/emails/7", None),
            ("/emails/x", None),
            ("/Resources/*/id", Some(json!(["1", "2"]))),
            ("/urn:x:2.0:User/department", Some(json!("D"))),
            ("/nothing/here", None),
        ];
        for (path, expected) in table {
            assert_eq!(find(&value, path), expected, "{path}");
        }
    }
}
