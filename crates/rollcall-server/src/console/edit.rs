//! A form that changes a part of something larger: the larger thing as it is, with what the form says put in.
//!
//! Fields are named by their places in it (JSON Pointer, RFC 6901). A place behind the last of an array is a new one of it; a
//! field that may be empty and is takes away what is there. `_remove` names places that go, `_move` two places of one array
//! that change.

use actix_web::http::StatusCode;
use serde_json::{Map, Value};

use super::form::Form;
use crate::error::{Failure, Result};

/// `whole` with what the form says put in below `at`; answers that part.
///
/// # Errors
/// 400 for a place that is not there, and for a field whose text is not of its type.
pub(super) fn edited(whole: &Value, at: &str, form: &Form) -> Result<Value> {
    let mut part = whole.pointer(at).cloned().ok_or_else(|| gone(at))?;
    for field in form.fields() {
        if field.is_silent() {
            remove(&mut part, field.path);
        } else {
            put(&mut part, field.path, field.value()?)?;
        }
    }
    // The last ones first: what stands before them keeps its place.
    let mut removed: Vec<_> = form.texts("_remove").collect();
    removed.sort_unstable_by_key(|place| std::cmp::Reverse(index_of(place)));
    for place in removed {
        remove(&mut part, place);
    }
    if let Some((one, other)) = form.text("_move").and_then(|it| it.split_once(' ')) {
        change_places(&mut part, one, other)?;
    }
    Ok(part)
}

fn gone(place: &str) -> Failure {
    Failure::new(
        StatusCode::BAD_REQUEST,
        format!("{place:?} is no longer there: somebody else changed it. Reload the page."),
    )
}

/// The place that something stands in, and its name there.
fn parted(place: &str) -> Option<(&str, String)> {
    let (parent, name) = place.rsplit_once('/')?;
    Some((parent, name.replace("~1", "/").replace("~0", "~")))
}

fn index_of(place: &str) -> usize {
    let last = place.rsplit('/').next();
    last.and_then(|it| it.parse().ok()).unwrap_or(0)
}

fn put(part: &mut Value, place: &str, value: Value) -> Result<()> {
    let (parent, name) = parted(place).ok_or_else(|| gone(place))?;
    if part.pointer(parent).is_none() && !parent.is_empty() {
        // A new entry, or a member of one: what it stands in is made for it.
        let is_index = name.bytes().all(|byte| byte.is_ascii_digit());
        let empty = if is_index {
            Value::Array(Vec::new())
        } else {
            Value::Object(Map::new())
        };
        put(part, parent, empty)?;
    }
    match part.pointer_mut(parent).ok_or_else(|| gone(place))? {
        Value::Object(object) => {
            object.insert(name, value);
        }
        Value::Array(array) => {
            let index: usize = name.parse().map_err(|_| gone(place))?;
            if index == array.len() {
                array.push(value);
            } else {
                *array.get_mut(index).ok_or_else(|| gone(place))? = value;
            }
        }
        _ => return Err(gone(place)),
    }
    Ok(())
}

fn remove(part: &mut Value, place: &str) {
    let Some((parent, name)) = parted(place) else {
        return;
    };
    match part.pointer_mut(parent) {
        Some(Value::Object(object)) => {
            object.shift_remove(&name);
        }
        Some(Value::Array(array)) => {
            if let Some(index) = name.parse().ok().filter(|index| *index < array.len()) {
                array.remove(index);
            }
        }
        _ => {}
    }
}

fn change_places(part: &mut Value, one: &str, other: &str) -> Result<()> {
    let (parent, first) = parted(one).ok_or_else(|| gone(one))?;
    let (same, second) = parted(other).ok_or_else(|| gone(other))?;
    let array = part.pointer_mut(parent).and_then(Value::as_array_mut);
    let array = array.filter(|_| parent == same).ok_or_else(|| gone(one))?;
    match (first.parse::<usize>(), second.parse::<usize>()) {
        (Ok(a), Ok(b)) if a < array.len() && b < array.len() => {
            array.swap(a, b);
            Ok(())
        }
        _ => Err(gone(one)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Form, edited};

    fn edit(form: &str) -> Result<Value, String> {
        let whole = json!({"definition": {"fields": [
            {"key": "a", "labels": {"en": "A", "de": "Ah"}, "required": true}, {"key": "b"}, {"key": "c"},
        ]}});
        let form = form
            .replace(' ', "+")
            .replace('/', "%2F")
            .replace(':', "%3A")
            .replace('?', "%3F");
        edited(&whole, "/definition", &Form::read(form.as_bytes()))
            .map_err(|it| it.detail().to_owned())
    }

    #[test]
    fn what_a_form_says_is_put_into_what_is_there() {
        let made =
            edit("/fields/0/labels/en=Name&/fields/0/labels/de?=&/fields/0/required:bool=false")
                .unwrap();
        assert_eq!(
            made["fields"][0],
            json!({"key": "a", "labels": {"en": "Name"}, "required": false})
        );
        let made = edit("/fields/3/key=d&/fields/3/labels/en=D").unwrap();
        assert_eq!(
            made["fields"][3],
            json!({"key": "d", "labels": {"en": "D"}})
        );
        assert_eq!(edit("_remove=/fields/1").unwrap()["fields"][1]["key"], "c");
        assert_eq!(
            edit("_remove=/fields/0&_remove=/fields/1").unwrap()["fields"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        assert_eq!(
            edit("_move=/fields/2 /fields/1").unwrap()["fields"][1]["key"],
            "c"
        );
        assert!(
            edit("/fields/9/key=x")
                .unwrap_err()
                .contains("somebody else")
        );
        assert!(edit("_move=/fields/2 /fields/7").is_err());
    }
}
