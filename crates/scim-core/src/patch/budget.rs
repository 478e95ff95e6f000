//! How much one request may make the server compare. What operations cost is a product: each looks at every value of its
//! attribute, with every term of its filter, and may write a long value into all of them. So it is counted.

use serde_json::Value;

use super::target::Spot;
use crate::condition::terms;
use crate::{Error, ErrorKind, Result};

/// The most comparisons that the operations of one request make: an operation looks at each value that the attribute has
/// already (one, or what it says if it has no `value` of its own), holds it against each term of its filter (one each), and against what it writes into it or removes by
/// value (one for each JSON value, and for each [`BYTES_PER_COMPARISON`] of its text). Five hundred values, added one by
/// one, make 124,750. Members of groups are rows and not compared here.
const COMPARISONS_MAX: usize = 200_000;

/// So many bytes are copied in about the time of a comparison.
const BYTES_PER_COMPARISON: usize = 64;

/// So many names are looked through, where no schema says which there are, in about the time of a comparison.
const NAMES_PER_COMPARISON: usize = 32;

/// What is left for the rest of the request.
#[derive(Debug)]
pub(super) struct Budget {
    comparisons: usize,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            comparisons: COMPARISONS_MAX,
        }
    }

    /// Takes what an operation costs that writes or removes `value` where `spot` leads, in an attribute that has these
    /// values.
    ///
    /// # Errors
    /// `tooMany`
    pub(super) fn look_at(
        &mut self,
        spot: &Spot<'_>,
        current: Option<&Value>,
        value: Option<&Value>,
    ) -> Result<()> {
        let values = current.and_then(Value::as_array).into_iter().flatten();
        let (count, looks) = values.fold((0, 0_usize), |(count, looks), value| {
            (count + 1, looks + look(value))
        });
        let each: usize = spot.filter.map_or(0, terms) + value.map_or(0, weight);
        let comparisons = each.saturating_mul(count).saturating_add(looks);
        self.spend(comparisons, &spot.attribute.name)
    }

    /// Takes what it costs to find a name among so many.
    ///
    /// # Errors
    /// `tooMany`
    pub(super) fn find_name(&mut self, names: usize, path: &str) -> Result<()> {
        self.spend(names / NAMES_PER_COMPARISON, path)
    }

    /// Takes so many comparisons.
    ///
    /// # Errors
    /// `tooMany`
    pub(super) fn spend(&mut self, comparisons: usize, path: &str) -> Result<()> {
        match self.comparisons.checked_sub(comparisons) {
            Some(left) => {
                self.comparisons = left;
                Ok(())
            }
            None => Err(Error::new(
                ErrorKind::TooMany,
                format!(
                    "The operations together make more than {COMPARISONS_MAX} comparisons, here with values of `{path}`. \
                     Write all values of an attribute in one operation, or send fewer operations in a request."
                ),
            )),
        }
    }
}

/// What it costs to see whether a value is the same as another: those without a `value` are compared by all that they say.
fn look(element: &Value) -> usize {
    match element.get("value") {
        None if element.is_object() => weight(element).max(1),
        _ => 1,
    }
}

/// How many comparisons are like writing this value, or comparing with it.
fn weight(value: &Value) -> usize {
    match value {
        Value::Array(values) => values.iter().map(weight).sum(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| 1 + name.len() / BYTES_PER_COMPARISON + weight(value))
            .sum(),
        Value::String(text) => 1 + text.len() / BYTES_PER_COMPARISON,
        _ => 1,
    }
}
