//! What a case may demand of one value.

use serde::Deserialize;
use serde_json::{Map, Value};

/// One demand on a value found (or not found) in an answer. In a case file: a word (`"absent"`), or a member of an
/// object (`{"equals": "x"}`; several members must all hold), or a list of both.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assertion {
    /// Nothing stands at the path, not even null.
    Absent,
    /// Something stands at the path, whatever it is.
    Present,
    /// There is a value and it is not null, `""`, `[]` or `{}`.
    NotEmpty,
    /// Nothing, null, `""`, `[]` or `{}`: what RFC 7643 section 2.5 calls unassigned.
    Unassigned,
    /// An array in which no value stands twice.
    Unique,
    /// The same JSON value; the order of object members and `1` against `1.0` make no difference.
    Equals(Value),
    /// Some other value.
    NotEquals(Value),
    /// One of these values.
    OneOf(Vec<Value>),
    /// The same text, ignoring case.
    EqualsIgnoringCase(String),
    /// Text that begins so.
    StartsWith(String),
    /// A value of this type.
    Type(JsonType),
    /// Text: has this part. Array: has an element equal to this; an object need only name the members that matter.
    Contains(Value),
    /// The contrary of `contains`; also true where nothing stands.
    Excludes(Value),
    /// The number of elements of an array, members of an object or characters of a text.
    Length(usize),
    /// The same elements as this array, in any order; nothing is as good as no elements.
    SetEquals(Value),
    /// A number not below this one.
    AtLeast(i64),
}

/// The types a case can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonType {
    /// Text.
    String,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// true or false.
    Boolean,
    /// An object.
    Object,
    /// An array.
    Array,
    /// Text of the form 2026-11-22T09:30:00Z, with optional fraction and any offset (RFC 7643 section 2.3.5).
    DateTime,
}

/// What was demanded and what came instead, in words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Mismatch {
    /// The demand.
    pub expected: String,
    /// What the answer had.
    pub got: String,
}

/// Reads the assertions of one path.
///
/// # Errors
/// A sentence that says what is wrong with them.
pub(crate) fn parse(checks: &Value) -> Result<Vec<Assertion>, String> {
    match checks {
        Value::Array(list) => list
            .iter()
            .map(parse)
            .collect::<Result<Vec<_>, _>>()
            .map(|lists| lists.concat()),
        Value::Object(members) if members.is_empty() => {
            Err("an empty object demands nothing".into())
        }
        Value::Object(members) => members
            .iter()
            .map(|(name, operand)| {
                one(Value::Object(Map::from_iter([(
                    name.clone(),
                    operand.clone(),
                )])))
            })
            .collect(),
        word => one(word.clone()).map(|assertion| vec![assertion]),
    }
}

fn one(value: Value) -> Result<Assertion, String> {
    let shown = value.to_string();
    serde_json::from_value(value).map_err(|error| format!("{shown} is not an assertion: {error}"))
}

impl Assertion {
    /// Holds this assertion against what stands at `place` (`None`: nothing).
    ///
    /// # Errors
    /// The mismatch, where it does not hold.
    pub fn check(&self, place: &str, actual: Option<&Value>) -> Result<(), Mismatch> {
        if self.holds(actual) {
            return Ok(());
        }
        let got = actual.map_or_else(|| "nothing".to_owned(), Value::to_string);
        Err(Mismatch {
            expected: format!("{place} {}", self.demand()),
            got,
        })
    }

    fn holds(&self, actual: Option<&Value>) -> bool {
        match (self, actual) {
            (Assertion::Absent | Assertion::Excludes(_), None) => true,
            (Assertion::Absent, Some(_)) => false,
            (Assertion::Unassigned, actual) => actual.is_none_or(is_empty),
            (Assertion::SetEquals(expected), None) => is_empty(expected),
            (_, None) => false,
            (Assertion::Present, Some(_)) => true,
            (Assertion::NotEmpty, Some(value)) => !is_empty(value),
            (Assertion::Unique, Some(value)) => is_unique(value),
            (Assertion::Equals(expected), Some(value)) => same(expected, value),
            (Assertion::NotEquals(other), Some(value)) => !same(other, value),
            (Assertion::OneOf(list), Some(value)) => {
                list.iter().any(|expected| same(expected, value))
            }
            (Assertion::EqualsIgnoringCase(text), Some(value)) => value
                .as_str()
                .is_some_and(|actual| actual.to_lowercase() == text.to_lowercase()),
            (Assertion::StartsWith(start), Some(value)) => value
                .as_str()
                .is_some_and(|actual| actual.starts_with(start)),
            (Assertion::Type(kind), Some(value)) => kind.is_of(value),
            (Assertion::Contains(part), Some(value)) => contains(value, part),
            (Assertion::Excludes(part), Some(value)) => !contains(value, part),
            (Assertion::Length(length), Some(value)) => length_of(value) == Some(*length),
            (Assertion::SetEquals(expected), Some(value)) => set_equals(expected, value),
            (Assertion::AtLeast(least), Some(value)) => {
                value.as_i64().is_some_and(|number| number >= *least)
            }
        }
    }

    fn demand(&self) -> String {
        match self {
            Assertion::Absent => "is absent".into(),
            Assertion::Present => "is present".into(),
            Assertion::NotEmpty => "is present and not empty".into(),
            Assertion::Unassigned => "is absent or empty".into(),
            Assertion::Unique => "has no value twice".into(),
            Assertion::Equals(value) => format!("equals {value}"),
            Assertion::NotEquals(value) => format!("is not {value}"),
            Assertion::OneOf(list) => format!("is one of {}", Value::Array(list.clone())),
            Assertion::EqualsIgnoringCase(text) => format!("equals {text:?} ignoring case"),
            Assertion::StartsWith(text) => format!("starts with {text:?}"),
            Assertion::Type(kind) => format!("is of type {kind:?}").to_lowercase(),
            Assertion::Contains(part) => format!("contains {part}"),
            Assertion::Excludes(part) => format!("does not contain {part}"),
            Assertion::Length(length) => format!("has length {length}"),
            Assertion::SetEquals(list) => {
                format!("has exactly these elements in any order: {list}")
            }
            Assertion::AtLeast(least) => format!("is a number not below {least}"),
        }
    }
}

impl JsonType {
    fn is_of(self, value: &Value) -> bool {
        match self {
            JsonType::String => value.is_string(),
            JsonType::Integer => value.is_i64() || value.is_u64(),
            JsonType::Number => value.is_number(),
            JsonType::Boolean => value.is_boolean(),
            JsonType::Object => value.is_object(),
            JsonType::Array => value.is_array(),
            JsonType::DateTime => value.as_str().is_some_and(is_date_time),
        }
    }
}

/// The shape of an xsd:dateTime with an offset; the ranges of its numbers are not judged.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let clock = time.trim_end_matches('Z');
    let clock = clock.split(['+', '-']).next().unwrap_or_default();
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let zoned = time.ends_with('Z') || time.contains(['+', '-']);
    zoned
        && shaped(date, "dddd-dd-dd")
        && shaped(clock, "dd:dd:dd")
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `text` has the form of `mask`, in which `d` stands for a digit.
fn shaped(text: &str, mask: &str) -> bool {
    text.len() == mask.len()
        && text.bytes().zip(mask.bytes()).all(|(byte, form)| {
            if form == b'd' {
                byte.is_ascii_digit()
            } else {
                byte == form
            }
        })
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || length_of(value) == Some(0)
}

fn length_of(value: &Value) -> Option<usize> {
    match value {
        Value::String(text) => Some(text.chars().count()),
        Value::Array(elements) => Some(elements.len()),
        Value::Object(members) => Some(members.len()),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn is_unique(value: &Value) -> bool {
    value.as_array().is_some_and(|list| {
        list.iter()
            .enumerate()
            .all(|(at, left)| !list.iter().skip(at + 1).any(|right| same(left, right)))
    })
}

/// JSON equality in which numbers are compared by value.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => a.len() == b.len() && covers(a, b),
        _ => left == right,
    }
}

/// Whether every member of `part` stands in `whole` with the same value.
fn covers(part: &Map<String, Value>, whole: &Map<String, Value>) -> bool {
    part.iter()
        .all(|(name, value)| whole.get(name).is_some_and(|actual| same(value, actual)))
}

fn contains(value: &Value, part: &Value) -> bool {
    match (value, part) {
        (Value::String(text), Value::String(part)) => text.contains(part),
        (Value::Array(elements), Value::Object(part)) => elements
            .iter()
            .any(|element| element.as_object().is_some_and(|whole| covers(part, whole))),
        (Value::Array(elements), part) => elements.iter().any(|element| same(element, part)),
        (Value::Object(whole), Value::Object(part)) => covers(part, whole),
        _ => false,
    }
}

fn set_equals(expected: &Value, value: &Value) -> bool {
    let (Some(expected), Some(actual)) = (expected.as_array(), value.as_array()) else {
        return false;
    };
    let mut left: Vec<&Value> = actual.iter().collect();
    expected.len() == left.len()
        && expected.iter().all(|wanted| {
            left.iter()
                .position(|candidate| same(wanted, candidate))
                .map(|at| left.swap_remove(at))
                .is_some()
        })
}

#[cfg(test)]
mod tests;
