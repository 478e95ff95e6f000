//! The one evaluator of conditions. Databases that evaluate a part themselves must agree with it.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::Object;
use crate::condition::{CompareOp, Condition, Operand, Place};
use crate::text::{fold, instant};

impl Condition {
    /// Whether a rendered resource (with `id`, `meta`, `members`, `groups` …) or, for conditions
    /// relative to one, a single value of a complex attribute fulfils this. Spelling must be
    /// canonical.
    pub fn matches(&self, object: &Object) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.matches(object)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(object)),
            Self::Not(part) => !part.matches(object),
            Self::Present(place) => any_value(object, place, present),
            Self::Compare { place, op, operand } => {
                any_value(object, place, |value| compares(value, place, *op, operand))
            }
            Self::Element {
                attribute,
                condition,
            } => any_value(object, attribute, |element| {
                condition.matches_value(element)
            }),
        }
    }

    /// As [`Condition::matches`], for one value of a multi-valued attribute, complex or not.
    pub(crate) fn matches_value(&self, element: &Value) -> bool {
        match element {
            Value::Object(object) => self.matches(object),
            simple => self.matches(&Map::from_iter([("value".to_owned(), simple.clone())])),
        }
    }
}

/// Whether `test` holds for any single value at `place` ("only one has to match", RFC 7644
/// §3.4.2.2).
fn any_value(object: &Object, place: &Place, test: impl Fn(&Value) -> bool) -> bool {
    let Some(attribute) = attribute(object, place) else {
        return false;
    };
    each(attribute).any(|value| match &place.sub {
        None => test(value),
        Some(sub) => value.get(sub).is_some_and(|sub| each(sub).any(&test)),
    })
}

/// The value of the attribute (not of the sub-attribute) at `place`.
pub(crate) fn attribute<'o>(object: &'o Object, place: &Place) -> Option<&'o Value> {
    match &place.schema {
        None => object.get(&place.attribute),
        Some(urn) => object.get(urn)?.get(&place.attribute),
    }
}

/// The values of an array, or the one value itself.
pub(crate) fn each(value: &Value) -> std::slice::Iter<'_, Value> {
    match value {
        Value::Array(values) => values.iter(),
        single => std::slice::from_ref(single).iter(),
    }
}

/// "A non-empty or non-null value, or a non-empty node for complex attributes" (RFC 7644 table 3).
pub(crate) fn present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => values.iter().any(present),
        Value::Object(object) => object.values().any(present),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn compares(value: &Value, place: &Place, op: CompareOp, operand: &Operand) -> bool {
    match operand {
        Operand::Boolean(wanted) => value
            .as_bool()
            .is_some_and(|is| op == CompareOp::Eq && is == *wanted),
        Operand::Integer(wanted) => match value.as_i64() {
            Some(is) => ordered(op, is.cmp(wanted)),
            // Decimal places hold fractions; whole numbers beyond 2^53 exist only in integer ones.
            None => value
                .as_f64()
                .is_some_and(|is| ordered_by(op, is.partial_cmp(&as_decimal(*wanted)))),
        },
        Operand::Decimal(wanted) => value
            .as_f64()
            .is_some_and(|is| ordered_by(op, is.partial_cmp(wanted))),
        Operand::Instant(wanted) => value
            .as_str()
            .and_then(instant)
            .is_some_and(|is| ordered(op, is.cmp(wanted))),
        Operand::Text(wanted) => textual(value).is_some_and(|is| {
            if place.case_exact {
                compares_text(&is, op, wanted)
            } else {
                compares_text(&fold(&is), op, wanted)
            }
        }),
    }
}

/// A value where text is expected. Numbers and booleans are there only where a learned type widened to string.
pub(crate) fn textual(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(_) | Value::Bool(_) => Some(Cow::Owned(value.to_string())),
        _ => None,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "compared with a fraction, so the nearest decimal decides"
)]
fn as_decimal(integer: i64) -> f64 {
    integer as f64
}

fn compares_text(is: &str, op: CompareOp, wanted: &str) -> bool {
    match op {
        CompareOp::Co => is.contains(wanted),
        CompareOp::Sw => is.starts_with(wanted),
        CompareOp::Ew => is.ends_with(wanted),
        _ => ordered(op, is.cmp(wanted)),
    }
}

fn ordered_by(op: CompareOp, ordering: Option<Ordering>) -> bool {
    ordering.is_some_and(|ordering| ordered(op, ordering))
}

/// Whether `ordering` (of the value towards the operand) is what `op` asks for.
fn ordered(op: CompareOp, ordering: Ordering) -> bool {
    match op {
        CompareOp::Eq => ordering.is_eq(),
        CompareOp::Ne => ordering.is_ne(),
        CompareOp::Gt => ordering.is_gt(),
        CompareOp::Ge => ordering.is_ge(),
        CompareOp::Lt => ordering.is_lt(),
        CompareOp::Le => ordering.is_le(),
        // Textual operators never reach numbers and dates: compilation refuses them.
        CompareOp::Co | CompareOp::Sw | CompareOp::Ew => false,
    }
}

#[cfg(test)]
mod tests;
