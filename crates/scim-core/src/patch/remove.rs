//! "remove" (RFC 7644 §3.5.2.2): one attribute's value after it, or a part of it, was removed.

use serde_json::Value;

use super::budget::Budget;
use super::target::Spot;
use super::{before, complex, elements};
use crate::normalize::attribute_value;
use crate::{ErrorKind, Result, Rule, Rules};

/// What is left of the attribute.
///
/// # Errors
/// `noTarget`: the filter selects nothing, unless [`Rule::RemoveAbsent`] is in force.
/// `invalidValue`: a `value` for a multi-valued attribute without [`Rule::RemoveWithValue`].
/// `invalidFilter`.
pub(super) fn remove(
    spot: &Spot<'_>,
    current: Option<Value>,
    value: Option<&Value>,
    rules: Rules,
    budget: &mut Budget,
) -> Result<Option<Value>> {
    if !spot.attribute.multi_valued {
        return Ok(spot.sub.and_then(|sub| complex::remove_sub(sub, current)));
    }
    match (spot.filter, spot.sub, value) {
        (None, None, None) => Ok(None),
        (None, None, Some(value)) => remove_named(spot, current, value, rules),
        _ => remove_selected(spot, current, rules, budget),
    }
}

fn remove_selected(
    spot: &Spot<'_>,
    current: Option<Value>,
    rules: Rules,
    budget: &mut Budget,
) -> Result<Option<Value>> {
    let condition = elements::condition(spot, rules)?;
    let mut selected = 0;
    let mut left = elements::Distinct::default();
    for element in elements::list(current) {
        if !budget.selects(spot, condition.as_ref(), &element)? {
            left.keep(element);
            continue;
        }
        selected += 1;
        let parts = before::Parts::of(spot, &element);
        let rest = spot
            .sub
            .and_then(|sub| complex::remove_sub(sub, Some(element)));
        parts.allow(spot, rest.as_ref())?;
        if let Some(element) = rest {
            left.keep(element);
        }
    }
    elements::check_matches(spot, selected, rules)?;
    if spot.filter.is_some() && selected == 0 && !rules.allows(Rule::RemoveAbsent) {
        return Err(spot.error(ErrorKind::NoTarget, "selects no value."));
    }
    left.settled(spot)
}

/// A remove whose `value` names what to remove: only that goes. To remove everything instead, as
/// the path alone says, would destroy what the client meant to keep.
fn remove_named(
    spot: &Spot<'_>,
    current: Option<Value>,
    value: &Value,
    rules: Rules,
) -> Result<Option<Value>> {
    if !rules.allows(Rule::RemoveWithValue) {
        return Err(spot.error(
            ErrorKind::InvalidValue,
            "cannot be removed by `value`: name the values to remove by a filter in the path.",
        ));
    }
    let named = elements::list(attribute_value(spot.attribute, spot.path, value, rules)?);
    let mut left = elements::list(current);
    left.retain(|element| !named.iter().any(|named| has_all(element, named)));
    Ok(elements::assigned(left))
}

/// Whether `element` has every sub-attribute of `named` with the same value.
fn has_all(element: &Value, named: &Value) -> bool {
    match (element, named) {
        (Value::Object(element), Value::Object(named)) => named
            .iter()
            .all(|(name, value)| element.get(name) == Some(value)),
        _ => element == named,
    }
}
