//! What a change changed: the two rows of an audit record.
//!
//! ```
//! use scim_core::diff::diff;
//! use serde_json::json;
//!
//! let object = |value: serde_json::Value| value.as_object().cloned().unwrap();
//! let (before, after) = (object(json!({"title": "Dr", "active": true})), object(json!({"active": false})));
//! let (was, is) = diff(&before, &after).unwrap();
//! assert_eq!((was, is), (object(json!({"title": "Dr", "active": true})), object(json!({"active": false}))));
//! assert!(diff(&after, &after).is_none());
//! ```

use serde_json::Value;

use crate::Object;
use crate::schema::is_urn;

/// The attributes in which two documents differ, as they were before and as they are after; an
/// attribute that is missing on one side is missing there. Inside an extension each attribute counts
/// for itself. `None` when the documents are equal.
pub fn diff(before: &Object, after: &Object) -> Option<(Object, Object)> {
    differing(before, after, true)
}

/// `outer`: keys may be extensions. Inside one, a name that looks like a URN is an attribute.
fn differing(before: &Object, after: &Object, outer: bool) -> Option<(Object, Object)> {
    let (mut was, mut is) = (Object::new(), Object::new());
    let added = after.keys().filter(|key| !before.contains_key(*key));
    for key in before.keys().chain(added) {
        let pair = match (before.get(key), after.get(key)) {
            (one, other) if one == other => continue,
            (one, other) if outer && is_urn(key) => within_extension(one, other),
            (one, other) => (one.cloned(), other.cloned()),
        };
        was.extend(pair.0.map(|value| (key.clone(), value)));
        is.extend(pair.1.map(|value| (key.clone(), value)));
    }
    let equal = was.is_empty() && is.is_empty();
    (!equal).then_some((was, is))
}

fn within_extension(
    before: Option<&Value>,
    after: Option<&Value>,
) -> (Option<Value>, Option<Value>) {
    let (Some(Value::Object(one)), Some(Value::Object(other))) = (before, after) else {
        return (before.cloned(), after.cloned());
    };
    let (was, is) = differing(one, other, false).unwrap_or_default();
    let unless_empty = |object: Object| (!object.is_empty()).then_some(Value::Object(object));
    (unless_empty(was), unless_empty(is))
}

#[cfg(test)]
mod tests;
