//! The one evaluator of conditions. Databases that evaluate a part themselves must agree with it.
//!
//! What a filter costs is a product of terms, values and bytes, over all resources that it is held against; so whoever
//! looks at more than one resource passes one [`Budget`] through all of them.

mod budget;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::marker::PhantomData;

use serde_json::Value;

use crate::Object;
use crate::condition::{CompareOp, Condition, Operand, Place};
use crate::text::{fold, instant};

pub use budget::{Budget, Exhausted};
pub(crate) use budget::{folding_cost, text_cost};

impl Condition {
    /// Whether a rendered resource (with `id`, `meta`, `members`, `groups` …) or, for conditions
    /// relative to one, a single value of a complex attribute fulfils this. Spelling must be
    /// canonical. What it costs is not limited: see [`Condition::matches_within`].
    ///
    /// ```
    /// use scim_core::{Rules, condition, schema::Registry};
    ///
    /// let registry = Registry::builtin();
    /// let users = registry.by_endpoint("Users").unwrap();
    /// let filter = condition::parse(users, r#"emails[type eq "work" and value ew "@example.com"]"#, Rules::NONE).unwrap();
    /// let person = serde_json::json!({"emails": [{"value": "a@example.com", "type": "home"}, {"value": "b@x.org", "type": "work"}]});
    /// assert!(!filter.matches(person.as_object().unwrap()));
    /// ```
    pub fn matches(&self, object: &Object) -> bool {
        self.matches_within(object, &mut Budget::unlimited())
            .unwrap_or(false)
    }

    /// As [`Condition::matches`], for one of many resources that a request looks at: `budget` is what the request may
    /// still compare.
    ///
    /// # Errors
    /// [`Exhausted`]: there is nothing left of the budget. It becomes a `tooMany` (RFC 7644 §3.12, table 9).
    ///
    /// ```
    /// use scim_core::{Error, ErrorKind, Rules, condition, evaluate::Budget, schema::Registry};
    ///
    /// let registry = Registry::builtin();
    /// let users = registry.by_endpoint("Users").unwrap();
    /// let filter = condition::parse(users, r#"title co "engineer""#, Rules::NONE).unwrap();
    /// let person = serde_json::json!({"title": "Engineer"});
    /// let mut budget = Budget::new(2);
    /// assert_eq!(filter.matches_within(person.as_object().unwrap(), &mut budget), Ok(true));
    /// assert_eq!(filter.matches_within(person.as_object().unwrap(), &mut budget), Ok(true));
    /// let exhausted = filter.matches_within(person.as_object().unwrap(), &mut budget).unwrap_err();
    /// assert_eq!(Error::from(exhausted).kind, ErrorKind::TooMany);
    /// ```
    pub fn matches_within(&self, object: &Object, budget: &mut Budget) -> Result<bool, Exhausted> {
        Evaluation::new(budget).holds(self, Seen::Object(object))
    }

    /// As [`Condition::matches_within`], for one value of a multi-valued attribute, complex or not.
    pub(crate) fn matches_value(
        &self,
        element: &Value,
        budget: &mut Budget,
    ) -> Result<bool, Exhausted> {
        Evaluation::new(budget).holds(self, Seen::of(element))
    }
}

/// What a condition is held against.
#[derive(Clone, Copy)]
enum Seen<'o> {
    Object(&'o Object),
    /// A simple value, which is its own sub-attribute `value`.
    Simple(&'o Value),
}

impl<'o> Seen<'o> {
    fn of(element: &'o Value) -> Self {
        match element {
            Value::Object(object) => Self::Object(object),
            simple => Self::Simple(simple),
        }
    }

    fn attribute(self, place: &Place) -> Option<&'o Value> {
        match self {
            Self::Object(object) => attribute(object, place),
            Self::Simple(value) => {
                (place.schema.is_none() && place.attribute == "value").then_some(value)
            }
        }
    }
}

/// One look at one resource.
struct Evaluation<'o, 'b> {
    budget: &'b mut Budget,
    /// The texts that differ from their folded forms, by the values that they are of: however many terms look at a
    /// value, it is folded once.
    folded: HashMap<*const Value, String>,
    /// They stay where they are as long as the resource is borrowed.
    resource: PhantomData<&'o Value>,
}

type Holds = Result<bool, Exhausted>;

impl<'o, 'b> Evaluation<'o, 'b> {
    fn new(budget: &'b mut Budget) -> Self {
        Self {
            budget,
            folded: HashMap::new(),
            resource: PhantomData,
        }
    }

    fn holds(&mut self, condition: &Condition, seen: Seen<'o>) -> Holds {
        match condition {
            Condition::All(parts) => {
                for part in parts {
                    if !self.holds(part, seen)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Condition::Any(parts) => {
                for part in parts {
                    if self.holds(part, seen)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Condition::Not(part) => Ok(!self.holds(part, seen)?),
            Condition::Present(place) => {
                self.any_value(seen, place, &mut |_, value| Ok(present(value)))
            }
            Condition::Compare { place, op, operand } => {
                self.any_value(seen, place, &mut |this, value| {
                    this.compares(value, place, *op, operand)
                })
            }
            Condition::Element {
                attribute,
                condition,
            } => self.any_value(seen, attribute, &mut |this, element| {
                this.holds(condition, Seen::of(element))
            }),
        }
    }

    /// Whether `test` holds for any single value at `place` ("only one has to match", RFC 7644
    /// §3.4.2.2).
    fn any_value(
        &mut self,
        seen: Seen<'o>,
        place: &Place,
        test: &mut dyn FnMut(&mut Self, &'o Value) -> Holds,
    ) -> Holds {
        let Some(attribute) = seen.attribute(place) else {
            self.budget.spend(1)?;
            return Ok(false);
        };
        for value in each(attribute) {
            let leaves = match &place.sub {
                None => std::slice::from_ref(value).iter(),
                Some(sub) => value.get(sub).map_or([].iter(), each),
            };
            self.budget.spend(leaves.len().max(1))?;
            for leaf in leaves {
                if test(self, leaf)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn compares(
        &mut self,
        value: &'o Value,
        place: &Place,
        op: CompareOp,
        operand: &Operand,
    ) -> Holds {
        Ok(match operand {
            Operand::Text(wanted) => match textual(value) {
                Some(is) if place.case_exact => {
                    self.budget.spend_text(&is)?;
                    compares_text(&is, op, wanted)
                }
                Some(is) => compares_text(self.folded(value, is)?.as_ref(), op, wanted),
                None => false,
            },
            _ => compares(value, op, operand),
        })
    }

    /// The text of a value in the form in which it is compared.
    fn folded<'e>(
        &'e mut self,
        value: &'o Value,
        is: Cow<'o, str>,
    ) -> Result<Cow<'e, str>, Exhausted> {
        self.budget.spend_text(&is)?;
        let key = std::ptr::from_ref(value);
        if !self.folded.contains_key(&key) {
            self.budget.spend_folding(&is)?;
            match fold(&is) {
                Cow::Borrowed(_) => return Ok(is),
                Cow::Owned(folded) => self.folded.insert(key, folded),
            };
        }
        Ok(self
            .folded
            .get(&key)
            .map_or(is, |folded| Cow::Borrowed(folded)))
    }
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

/// Whether a value that is no text compares so.
fn compares(value: &Value, op: CompareOp, operand: &Operand) -> bool {
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
        Operand::Text(_) => false,
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
