//! "replace" (RFC 7644 §3.5.2.3): one attribute's value after it, or a part of it, was replaced.

use serde_json::Value;

use super::budget::Budget;
use super::draft::Write;
use super::target::Spot;
use super::{complex, elements};
use crate::normalize::Reading;
use crate::schema::Kind;
use crate::{Result, Rule};

/// The attribute's new value.
///
/// # Errors
/// See [`super::apply`].
pub(super) fn replace(
    spot: &Spot<'_>,
    current: Option<Value>,
    value: &Value,
    reading: &mut Reading,
    budget: &mut Budget,
) -> Result<Option<Value>> {
    let attribute = spot.attribute;
    if !attribute.multi_valued {
        return match spot.sub {
            Some(sub) => complex::write_sub(spot, sub, current, value, reading),
            None if reading.allows(Rule::WholeComplex) => {
                reading.attribute_value(attribute, spot.path, value)
            }
            // "Sub-attributes that are not specified in the "value" parameter are left unchanged."
            None if attribute.kind == Kind::Complex => {
                complex::merge(spot, current, value, reading)
            }
            None => reading.attribute_value(attribute, spot.path, value),
        };
    }
    if spot.filter.is_some() || spot.sub.is_some() {
        return elements::write(Write::Replace, spot, current, value, reading, budget);
    }
    // "… the attribute and all values are replaced."
    let mut elements = elements::Distinct::default();
    let values = elements::list(reading.attribute_value(attribute, spot.path, value)?);
    values.into_iter().for_each(|element| {
        let says_primary = element.get("primary").is_some();
        elements.write(element, says_primary);
    });
    elements.settled(spot)
}
