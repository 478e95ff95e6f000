//! "add" (RFC 7644 §3.5.2.1): one attribute's value after something was added to it.

use serde_json::Value;

use super::budget::Budget;
use super::draft::Write;
use super::target::Spot;
use super::{complex, elements};
use crate::Result;
use crate::normalize::Reading;
use crate::schema::Kind;

/// The attribute's new value.
///
/// # Errors
/// See [`super::apply`].
pub(super) fn add(
    spot: &Spot<'_>,
    current: Option<Value>,
    value: &Value,
    reading: &mut Reading,
    budget: &mut Budget,
) -> Result<Option<Value>> {
    let attribute = spot.attribute;
    if attribute.multi_valued {
        return match (spot.filter, spot.sub) {
            (None, None) => append(spot, current, value, reading),
            _ => elements::write(Write::Add, spot, current, value, reading, budget),
        };
    }
    match spot.sub {
        Some(sub) => complex::write_sub(spot, sub, current, value, reading),
        None if attribute.kind == Kind::Complex => complex::merge(spot, current, value, reading),
        None => reading.attribute_value(attribute, spot.path, value),
    }
}

/// "If the target location specifies a multi-valued attribute, a new value is added to the
/// attribute"; but "if the target location already contains the value specified, no changes SHOULD
/// be made".
fn append(
    spot: &Spot<'_>,
    current: Option<Value>,
    value: &Value,
    reading: &mut Reading,
) -> Result<Option<Value>> {
    // One value to add may come without an array: "it may be a JSON object".
    let added = match value {
        Value::Object(_) => {
            complex::element_value(spot.attribute, spot.path, value, reading)?.map(|one| vec![one])
        }
        _ => reading
            .attribute_value(spot.attribute, spot.path, value)?
            .map(|all| elements::list(Some(all))),
    };
    let mut elements = elements::Distinct::default();
    elements::list(current)
        .into_iter()
        .for_each(|element| elements.keep(element));
    added.unwrap_or_default().into_iter().for_each(|element| {
        let says_primary = element.get("primary").is_some();
        elements.write(element, says_primary);
    });
    elements.settled(spot)
}
