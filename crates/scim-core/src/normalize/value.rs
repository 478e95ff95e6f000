//! JSON values: what they are called in an error, what text may hold, what is kept of unknown ones.

use serde_json::Value;

use crate::validate::few_enough;
use crate::{Error, ErrorKind, Object, Result};

/// The most attributes below one unknown URN, or in one object there, and the most unknown URNs. Finding one of them again
/// ignoring case takes a look at all.
const UNKNOWN_ATTRIBUTES_MAX: usize = 1_000;

/// The JSON type of a value, in words.
fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The error for a value of the wrong type. It shows types and never the value: that could be a password.
pub(super) fn mismatch(subject: &str, expected: &str, value: &Value) -> Error {
    let message = format!(
        "{subject} must be {expected}, but {} was sent.",
        json_type(value)
    );
    Error::new(ErrorKind::InvalidValue, message)
}

/// Refuses a NUL character, which PostgreSQL cannot store in text.
pub(super) fn checked_text(path: &str, text: &str) -> Result<()> {
    if text.contains('\0') {
        let path = path.replace('\0', "\u{fffd}");
        return Err(Error::new(
            ErrorKind::InvalidValue,
            format!("{path} contains a NUL character."),
        ));
    }
    Ok(())
}

/// Refuses what no customer's own extension has and only a hostile body does.
pub(crate) fn few_enough_unknown(path: &str, attributes: usize) -> Result<()> {
    if attributes > UNKNOWN_ATTRIBUTES_MAX {
        let message = format!(
            "{path} has {attributes} attributes that no schema describes; at most {UNKNOWN_ATTRIBUTES_MAX} are kept."
        );
        return Err(Error::new(ErrorKind::InvalidValue, message));
    }
    Ok(())
}

/// A value of an unknown schema as it is kept: without nulls and what is empty because of that.
pub(crate) fn without_nulls(path: &str, value: &Value) -> Result<Option<Value>> {
    let kept = match value {
        Value::Null => return Ok(None),
        Value::String(text) => {
            checked_text(path, text)?;
            value.clone()
        }
        Value::Array(items) => {
            few_enough(path, items.len())?;
            let items: Vec<Option<Value>> = items
                .iter()
                .map(|item| without_nulls(path, item))
                .collect::<Result<_>>()?;
            Value::Array(items.into_iter().flatten().collect())
        }
        Value::Object(members) => {
            few_enough_unknown(path, members.len())?;
            let mut object = Object::new();
            for (key, value) in members {
                checked_text(path, key)?;
                if let Some(value) = without_nulls(path, value)? {
                    object.insert(key.clone(), value);
                }
            }
            Value::Object(object)
        }
        other => other.clone(),
    };
    let empty = kept.as_array().is_some_and(Vec::is_empty)
        || kept.as_object().is_some_and(Object::is_empty);
    Ok((!empty).then_some(kept))
}

/// Whether the text is base64 (RFC 4648 §4 or §5), padded or not.
pub(super) fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let length_fits = match padding {
        0 => digits.len() % 4 != 1,
        1 | 2 => text.len().is_multiple_of(4),
        _ => false,
    };
    let digit =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    length_fits && digits.bytes().all(digit)
}

#[cfg(test)]
mod tests;
