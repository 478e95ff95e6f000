//! What stands inside a value path, read again from the text of a filter, to be tried by each way to compare texts.

use super::reading::{Reading, values};
use serde_json::Value;

/// A test of one element.
#[derive(Debug)]
pub(super) enum Test {
    /// A path, an operator in lower case, a value.
    Compare {
        path: String,
        operator: String,
        value: Value,
    },
    Present(String),
    Not(Box<Test>),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
}

/// A test and what stands behind it.
type Read<'a> = Option<(Test, &'a str)>;

impl Test {
    /// The test that `text` begins with (RFC 7644 section 3.4.2.2, without value paths); `None` where it begins with none.
    pub(super) fn read(text: &str) -> Read<'_> {
        let (mut test, mut rest) = conjunction(text)?;
        while let Some(behind) = keyword(rest, "or") {
            let (right, further) = conjunction(behind)?;
            (test, rest) = (Test::Or(Box::new(test), Box::new(right)), further);
        }
        Some((test, rest))
    }

    /// Whether something is compared with a text.
    pub(super) fn has_text(&self) -> bool {
        match self {
            Test::Compare { value, .. } => value.is_string(),
            Test::Present(_) => false,
            Test::Not(inner) => inner.has_text(),
            Test::And(left, right) | Test::Or(left, right) => left.has_text() || right.has_text(),
        }
    }

    /// Whether it holds of `element`, where texts are compared by `reading`.
    pub(super) fn holds(&self, element: &Value, reading: Reading) -> bool {
        match self {
            Test::Compare {
                path,
                operator,
                value,
            } => {
                let holds = |one: &&Value| compare(one, operator, value, reading);
                values(element, path).iter().any(holds) != (operator == "ne")
            }
            Test::Present(path) => {
                let values = values(element, path);
                values.iter().any(|one| !one.is_null() && **one != "")
            }
            Test::Not(inner) => !inner.holds(element, reading),
            Test::And(left, right) => left.holds(element, reading) && right.holds(element, reading),
            Test::Or(left, right) => left.holds(element, reading) || right.holds(element, reading),
        }
    }
}

fn conjunction(text: &str) -> Read<'_> {
    let (mut test, mut rest) = factor(text)?;
    while let Some(behind) = keyword(rest, "and") {
        let (right, further) = factor(behind)?;
        (test, rest) = (Test::And(Box::new(test), Box::new(right)), further);
    }
    Some((test, rest))
}

fn factor(text: &str) -> Read<'_> {
    let text = text.trim_start();
    let negated = keyword(text, "not").map(str::trim_start);
    if let Some(group) = negated.filter(|rest| rest.starts_with('(')) {
        let (inner, rest) = factor(group)?;
        return Some((Test::Not(Box::new(inner)), rest));
    }
    if let Some(inside) = text.strip_prefix('(') {
        let (inner, rest) = Test::read(inside)?;
        return Some((inner, rest.trim_start().strip_prefix(')')?));
    }
    let (path, rest) = text.split_once(' ')?;
    let rest = rest.trim_start();
    let (operator, rest) = rest.split_at(rest.find([' ', ')']).unwrap_or(rest.len()));
    let (path, operator) = (path.to_owned(), operator.to_lowercase());
    if operator == "pr" {
        return Some((Test::Present(path), rest));
    }
    let mut values = serde_json::Deserializer::from_str(rest).into_iter();
    let value = values.next()?.ok()?;
    let test = Test::Compare {
        path,
        operator,
        value,
    };
    Some((test, rest.get(values.byte_offset()..)?))
}

/// What stands behind `word`, in any case, if that is the next one.
fn keyword<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let text = text.trim_start();
    let (start, behind) = text.split_at_checked(word.len())?;
    (start.eq_ignore_ascii_case(word) && behind.starts_with([' ', '('])).then_some(behind)
}

/// One value by an operator other than `ne`, which is the opposite of `eq`.
fn compare(value: &Value, operator: &str, wanted: &Value, reading: Reading) -> bool {
    let (Some(value), Some(wanted)) = (value.as_str(), wanted.as_str()) else {
        return matches!(operator, "eq" | "ne") && value == wanted;
    };
    let (text, wanted) = (reading.of(value), reading.of(wanted));
    match operator {
        "eq" | "ne" => text == wanted,
        "co" => text.contains(&wanted),
        "sw" => text.starts_with(&wanted),
        "ew" => text.ends_with(&wanted),
        "gt" => text > wanted,
        "ge" => text >= wanted,
        "lt" => text < wanted,
        "le" => text <= wanted,
        _ => false,
    }
}
