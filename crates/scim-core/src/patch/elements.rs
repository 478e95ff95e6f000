//! Writing into the values of a multi-valued attribute that a path selects: `emails[type eq
//! "work"]`, `emails[type eq "work"].value`, `emails.value`.

use std::collections::HashMap;

use scim_filter_parser::{CompareOp, Filter, Literal};
use serde_json::{Number, Value};

use super::budget::Budget;
use super::draft::Write;
use super::target::Spot;
use super::{before, complex, primary};
use crate::condition::{Condition, compile_element, few_enough_terms};
use crate::normalize::{Reading, attribute_value, identity, is_primary};
use crate::schema::Attribute;
use crate::{ErrorKind, Object, Result, Rule, Rules};

/// The values of a multi-valued attribute that is stored, or absent.
pub(super) fn list(current: Option<Value>) -> Vec<Value> {
    match current {
        Some(Value::Array(values)) => values,
        Some(single) => vec![single],
        None => Vec::new(),
    }
}

/// The values of a multi-valued attribute while an operation writes some of them, each once: the
/// same `value` of the same `type` should not be there twice (RFC 7643 §2.4). Values without a
/// `value`, such as addresses, are the same if they are equal but for which of them is primary.
#[derive(Default)]
pub(super) struct Distinct {
    elements: Vec<Value>,
    places: HashMap<(Option<String>, String), usize>,
    /// Those of which the operation says whether they are the primary one.
    said: Vec<usize>,
    /// Those of which the operation says all there is.
    whole: Vec<usize>,
}

impl Distinct {
    /// Takes a value that the operation does not write. If the same value is there, it says only what that does not:
    /// what was written, or came first, stays.
    pub(super) fn keep(&mut self, element: Value) {
        let (index, twin) = self.place(element);
        let is_whole = twin.is_some() && self.whole.contains(&index);
        let becomes_primary = twin.as_ref().is_some_and(is_primary) && !self.said.contains(&index);
        if let (Some(Value::Object(known)), Some(Value::Object(twin))) =
            (self.elements.get_mut(index), twin)
        {
            let added = twin.into_iter().filter(|_| !is_whole);
            for (name, value) in added {
                known.entry(name).or_insert(value);
            }
            if becomes_primary {
                known.insert("primary".to_owned(), Value::Bool(true));
            }
        }
    }

    /// Takes a value that the operation writes. What it says is added to the same value if that is
    /// there; which of the two was primary is not changed by an operation that does not say so.
    pub(super) fn write(&mut self, element: Value, says_primary: bool) {
        let (index, twin) = self.place(element);
        if let (Some(known), Some(Value::Object(twin))) = (self.elements.get_mut(index), twin) {
            let stays_primary = !says_primary && is_primary(known);
            if let Value::Object(known) = known {
                known.extend(twin);
                if stays_primary {
                    known.insert("primary".to_owned(), Value::Bool(true));
                }
            }
        }
        if says_primary {
            self.said.push(index);
        }
    }

    /// Takes a value that replaces another as a whole: the same value, if it is there, is replaced with it, but for
    /// being the primary one, which an operation that does not say so does not change.
    fn replace(&mut self, element: Value, says_primary: bool) {
        let (index, twin) = self.place(element);
        if let (Some(known), Some(mut twin)) = (self.elements.get_mut(index), twin) {
            if let (false, true, Some(twin)) =
                (says_primary, is_primary(known), twin.as_object_mut())
            {
                twin.insert("primary".to_owned(), Value::Bool(true));
            }
            *known = twin;
        }
        self.whole.push(index);
        if says_primary {
            self.said.push(index);
        }
    }

    fn put(&mut self, element: Option<Value>, replaces: bool, says_primary: bool) {
        match element {
            Some(element) if replaces => self.replace(element, says_primary),
            Some(element) => self.write(element, says_primary),
            None => {}
        }
    }

    /// The attribute's new value; with no values it is unassigned (RFC 7643 §2.5).
    ///
    /// # Errors
    /// `invalidValue`: two of the values written are primary.
    pub(super) fn settled(mut self, spot: &Spot<'_>) -> Result<Option<Value>> {
        primary::settle(spot, &mut self.elements, &self.said)?;
        Ok(assigned(self.elements))
    }

    /// Where a value belongs; and the value again, if the same one is there already.
    fn place(&mut self, element: Value) -> (usize, Option<Value>) {
        let next = self.elements.len();
        let index = *self.places.entry(identity(&element)).or_insert(next);
        if index < next {
            return (index, Some(element));
        }
        self.elements.push(element);
        (index, None)
    }
}

/// No values are no attribute (RFC 7643 §2.5).
pub(super) fn assigned(elements: Vec<Value>) -> Option<Value> {
    (!elements.is_empty()).then_some(Value::Array(elements))
}

/// The condition between the brackets of the path.
///
/// # Errors
/// `invalidFilter`
pub(super) fn condition(spot: &Spot<'_>, rules: Rules) -> Result<Option<Condition>> {
    let compiled = |filter| {
        few_enough_terms(filter)?;
        compile_element(spot.attribute, filter, rules)
    };
    spot.filter.map(compiled).transpose()
}

/// Writes `value` into every selected element, or into a new one where there is none.
///
/// # Errors
/// `noTarget`: a filter selects nothing, and [`Rule::CreateOnAbsent`] is not in force or cannot
/// tell from it what to create. `invalidFilter`: too much is selected for
/// [`Rule::OneMatch`]. Whatever the value's own errors are.
pub(super) fn write(
    write: Write,
    spot: &Spot<'_>,
    current: Option<Value>,
    value: &Value,
    reading: &mut Reading,
    budget: &mut Budget,
) -> Result<Option<Value>> {
    let condition = condition(spot, reading.rules())?;
    let says_primary = primary::is_said(spot, value);
    let replaces = write == Write::Replace && spot.sub.is_none();
    let mut elements = Distinct::default();
    let mut selected = 0;
    for element in list(current) {
        if !budget.selects(spot, condition.as_ref(), &element)? {
            elements.keep(element);
            continue;
        }
        selected += 1;
        let parts = before::Parts::of(spot, &element);
        let written = write_one(write, spot, element, value, reading)?;
        parts.allow(spot, written.as_ref())?;
        elements.put(written, replaces, says_primary);
    }
    check_matches(spot, selected, reading.rules())?;
    if selected == 0 {
        let created = create(write, spot, condition.as_ref(), value, reading, budget)?;
        elements.put(created, replaces, says_primary);
    }
    elements.settled(spot)
}

/// Holds a filter to [`Rule::OneMatch`].
///
/// # Errors
/// `invalidFilter`: it selects several values.
pub(super) fn check_matches(spot: &Spot<'_>, selected: usize, rules: Rules) -> Result<()> {
    if selected > 1 && spot.filter.is_some() && rules.allows(Rule::OneMatch) {
        let why = format!("selects {selected} values; it must select one.");
        return Err(spot.error(ErrorKind::InvalidFilter, &why));
    }
    Ok(())
}

fn write_one(
    write: Write,
    spot: &Spot<'_>,
    element: Value,
    value: &Value,
    reading: &mut Reading,
) -> Result<Option<Value>> {
    match (spot.sub, write) {
        (Some(sub), _) => complex::write_sub(spot, sub, Some(element), value, reading),
        (None, Write::Add) if element.is_object() => {
            complex::merge(spot, Some(element), value, reading)
        }
        (None, _) => {
            let mut next = complex::element_value(spot.attribute, spot.path, value, reading)?;
            // What the path selects by stays true unless the value says otherwise, so that the same
            // path finds the value again.
            if let Some(Value::Object(next)) = &mut next {
                for (name, value) in equalities(spot, reading.rules())? {
                    next.entry(name).or_insert(value);
                }
            }
            Ok(next)
        }
    }
}

/// The element that a path selects and that does not exist, if the filter says enough about it:
/// Microsoft Entra ID expects `emails[type eq "work"].value` to make an e-mail of that type.
fn create(
    write: Write,
    spot: &Spot<'_>,
    condition: Option<&Condition>,
    value: &Value,
    reading: &mut Reading,
    budget: &mut Budget,
) -> Result<Option<Value>> {
    let no_target = || spot.error(ErrorKind::NoTarget, "selects no value.");
    // "If the target location path specifies an attribute that does not exist, the service provider SHALL treat the
    // operation as an add" (RFC 7644 §3.5.2.3); noTarget is for filters that match nothing.
    if spot.filter.is_some() && !reading.allows(Rule::CreateOnAbsent) {
        return Err(no_target());
    }
    let start = equalities(spot, reading.rules())?;
    let read = match spot.sub {
        Some(sub) => reading.attribute_value(sub, spot.path, value)?,
        None => complex::element_value(spot.attribute, spot.path, value, reading)?,
    };
    if read.is_none() {
        return Ok(None);
    }
    if spot.filter.is_some() && start.is_empty() {
        return Err(no_target());
    }
    match write_one(write, spot, Value::Object(start), value, reading)? {
        Some(element) if budget.selects(spot, condition, &element)? => Ok(Some(element)),
        _ => Err(no_target()),
    }
}

/// What the filter says about the elements that it selects: `type eq "work" and primary eq true`.
/// Everything that is no such equality is left out.
fn equalities(spot: &Spot<'_>, rules: Rules) -> Result<Object> {
    let mut found = Object::new();
    if let Some(filter) = spot.filter {
        collect(spot.attribute, filter, rules, &mut found)?;
    }
    Ok(found)
}

fn collect(attribute: &Attribute, filter: &Filter, rules: Rules, found: &mut Object) -> Result<()> {
    match filter {
        Filter::And(parts) => parts
            .iter()
            .try_for_each(|part| collect(attribute, part, rules, found)),
        Filter::Compare {
            path,
            op: CompareOp::Eq,
            value,
        } => {
            // What no client may set cannot be made to fit the filter either.
            if let Some(sub) = attribute.sub_attribute(&path.name)
                && sub.is_stored()
                && let Some(value) = attribute_value(sub, &path.name, &json(value), rules)?
            {
                found.insert(sub.name.clone(), value);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn json(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => Value::Bool(*value),
        Literal::Integer(value) => Value::from(*value),
        Literal::Decimal(value) => Number::from_f64(*value).map_or(Value::Null, Value::Number),
        Literal::String(value) => Value::String(value.clone()),
    }
}
