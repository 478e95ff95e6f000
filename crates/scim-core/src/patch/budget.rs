//! How much one request may make the server compare. What operations cost is a product: each looks at every value of its
//! attribute, with every term of its filter, and may write a long value into all of them. So it is counted.

use serde_json::Value;

use super::target::Spot;
use crate::condition::Condition;
use crate::evaluate::{self, Exhausted, folding_cost, text_cost};
use crate::{Error, ErrorKind, Result};

/// The most comparisons that the operations of one request make: an operation looks at each value that the attribute has
/// already (one, or what it says if it has no `value` of its own), holds it against the terms of its filter (see
/// [`evaluate::Budget`]), and against what it writes into it or removes by value (one for each JSON value, and for each 64
/// bytes of its text). Five hundred values, added one by one, make 124,750. Members of groups are rows and not compared here.
const COMPARISONS_MAX: usize = 200_000;

/// So many names are looked through, where no schema says which there are, in about the time of a comparison.
const NAMES_PER_COMPARISON: usize = 32;

/// What is left for the rest of the request.
#[derive(Debug)]
pub(super) struct Budget(evaluate::Budget);

impl Budget {
    pub(super) fn new() -> Self {
        Self(evaluate::Budget::new(COMPARISONS_MAX))
    }

    /// Takes what an operation costs that writes or removes `value` where `spot` leads, in an attribute that has these
    /// values; what its filter costs is taken by [`Self::selects`].
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
        let written = value.map_or(0, weight);
        let comparisons = written.saturating_mul(count).saturating_add(looks);
        self.spend(comparisons, &spot.attribute.name)
    }

    /// Whether the path selects this value: its condition holds, or it has none.
    ///
    /// # Errors
    /// `tooMany`
    pub(super) fn selects(
        &mut self,
        spot: &Spot<'_>,
        condition: Option<&Condition>,
        element: &Value,
    ) -> Result<bool> {
        match condition {
            None => Ok(true),
            Some(condition) => condition
                .matches_value(element, &mut self.0)
                .map_err(|Exhausted| too_many(&spot.attribute.name)),
        }
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
        self.0
            .spend(comparisons)
            .map_err(|Exhausted| too_many(path))
    }
}

fn too_many(path: &str) -> Error {
    Error::new(
        ErrorKind::TooMany,
        format!(
            "The operations together make more than {COMPARISONS_MAX} comparisons, here with values of `{path}`. \
             Write all values of an attribute in one operation, or send fewer operations in a request."
        ),
    )
}

/// What it costs to see whether a value is the same as another (`normalize::identity`): the text of its `value` and its
/// folded `type`; those without a `value` are compared by all that they say.
fn look(element: &Value) -> usize {
    let text = |name: &str| element.get(name).and_then(Value::as_str);
    match element.get("value") {
        None if element.is_object() => weight(element).max(1),
        _ => 1 + text("value").map_or(0, text_cost) + text("type").map_or(0, folding_cost),
    }
}

/// How many comparisons are like writing this value, or comparing with it.
fn weight(value: &Value) -> usize {
    match value {
        Value::Array(values) => values.iter().map(weight).sum(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| 1 + text_cost(name) + weight(value))
            .sum(),
        Value::String(text) => 1 + text_cost(text),
        _ => 1,
    }
}
