//! At most one value of a multi-valued attribute is the primary one (RFC 7643 §2.4).

use serde_json::Value;

use super::target::Spot;
use crate::normalize::is_primary;
use crate::{ErrorKind, Result};

/// Makes the one element that an operation set as primary the only one: "a PATCH operation that
/// sets a value's "primary" sub-attribute to "true" SHALL cause the server to automatically set
/// "primary" to "false" for any other values" (RFC 7644 §3.5.2).
///
/// `said` are the indices of the elements of which the operation says whether they are the primary one.
///
/// # Errors
/// `invalidValue`: the operation set more than one.
pub(super) fn settle(spot: &Spot<'_>, elements: &mut [Value], said: &[usize]) -> Result<()> {
    let is_chosen = |index: &usize| elements.get(*index).is_some_and(is_primary);
    let mut chosen = said.iter().copied().filter(is_chosen);
    let Some(first) = chosen.next() else {
        return Ok(());
    };
    if chosen.any(|other| other != first) {
        return Err(spot.error(ErrorKind::InvalidValue, "may have one primary value only."));
    }
    for (index, element) in elements.iter_mut().enumerate() {
        if index != first && is_primary(element) {
            element["primary"] = Value::Bool(false);
        }
    }
    Ok(())
}

/// Whether a value that is written where `spot` leads says which element is the primary one, rather than leaving that
/// as it was.
pub(super) fn is_said(spot: &Spot<'_>, value: &Value) -> bool {
    match spot.sub {
        Some(sub) => sub.name == "primary",
        None => value
            .as_object()
            .is_some_and(|value| value.keys().any(|key| key.eq_ignore_ascii_case("primary"))),
    }
}
