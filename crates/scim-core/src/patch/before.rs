//! What a definition says about the value that an attribute had: a required one may not go, an immutable one not change.
//! Both are refused with `mutability` (RFC 7644 §3.5.2.2), whichever way the operation takes.

use serde_json::Value;

use super::target::Spot;
use crate::normalize::twins;
use crate::schema::{Attribute, Mutability, Schema, same};
use crate::validate::{Omitted, keep};
use crate::{Error, ErrorKind, Object, Result};

/// What has to be known of the value that an attribute had.
pub(super) enum Before {
    /// There was none.
    Absent,
    /// There was one, and it is of no account which.
    Some,
    /// This one, which decides what may come.
    Value(Value),
}

impl Before {
    /// Values of several are many, and all that counts is whether there were any, unless something in them is immutable.
    pub(super) fn of(spot: &Spot<'_>, current: Option<&Value>) -> Self {
        match current {
            None => Self::Absent,
            Some(_) if spot.attribute.multi_valued && !has_immutable(spot.attribute) => Self::Some,
            Some(value) => Self::Value(value.clone()),
        }
    }

    /// The value that follows if the definitions allow it: `next`, but for what is immutable and stays written as it was.
    ///
    /// # Errors
    /// `mutability`
    pub(super) fn followed_by(
        &self,
        spot: &Spot<'_>,
        mut next: Option<Value>,
    ) -> Result<Option<Value>> {
        let attribute = spot.attribute;
        let current = match self {
            Self::Absent => return Ok(next),
            Self::Some if next.is_some() => return Ok(next),
            Self::Some => &Value::Null,
            Self::Value(value) => value,
        };
        allowed(attribute, spot, Some(current), next.as_ref())?;
        match (attribute.multi_valued, &next) {
            (false, _) => Parts::of(spot, current).allow(spot, next.as_ref())?,
            (true, Some(next)) => {
                for (was, is) in twins(current, next) {
                    unchanged(spot, was, is)?;
                }
            }
            (true, None) => {}
        }
        if let Some(next) = &mut next {
            keep(attribute, current, next, Omitted::Stays);
        }
        Ok(next)
    }
}

/// What has to be known of a complex value of which an operation writes or removes parts.
pub(super) struct Parts(Object);

impl Parts {
    pub(super) fn of(spot: &Spot<'_>, value: &Value) -> Self {
        let known = spot.attribute.sub_attributes.iter().filter_map(|sub| {
            let was = value.get(&sub.name)?;
            match sub.mutability {
                Mutability::Immutable => Some((sub.name.clone(), was.clone())),
                _ => sub.required.then(|| (sub.name.clone(), Value::Null)),
            }
        });
        Self(known.collect())
    }

    /// Whether the definitions of the parts allow `next` to follow. A value that goes as a whole takes what it
    /// requires along, and if it is one of several also what is immutable.
    ///
    /// # Errors
    /// `mutability`
    pub(super) fn allow(&self, spot: &Spot<'_>, next: Option<&Value>) -> Result<()> {
        let goes = next.is_none() && spot.sub.is_none();
        if goes && spot.attribute.multi_valued {
            return Ok(());
        }
        for (name, was) in &self.0 {
            let Some(sub) = spot.attribute.sub_attribute(name) else {
                continue;
            };
            if !goes || sub.mutability == Mutability::Immutable {
                allowed(sub, spot, Some(was), part(next, sub))?;
            }
        }
        Ok(())
    }
}

/// Whether an extension may go as a whole.
///
/// # Errors
/// `mutability`: it is required, or something in it is immutable.
pub(super) fn may_go(schema: &Schema, required: bool, current: Option<&Value>) -> Result<()> {
    let Some(current) = current else {
        return Ok(());
    };
    let refuse = |why: String| {
        let detail = format!("`{}` {why}", schema.id);
        Err(Error::new(ErrorKind::Mutability, detail))
    };
    if required {
        return refuse("is required and cannot be removed.".to_owned());
    }
    let kept = |attribute: &&Attribute| {
        let value = current.get(&attribute.name);
        value.is_some_and(|value| !goes_with(attribute, value))
    };
    match schema.attributes.iter().find(kept) {
        Some(attribute) => refuse(format!(
            "cannot be removed: `{}` is immutable and has a value.",
            attribute.name
        )),
        None => Ok(()),
    }
}

/// Whether nothing immutable is lost with a value: what is immutable in one of several goes with it.
fn goes_with(attribute: &Attribute, value: &Value) -> bool {
    attribute.mutability != Mutability::Immutable
        && (attribute.multi_valued
            || !attribute.sub_attributes.iter().any(|sub| {
                sub.mutability == Mutability::Immutable && value.get(&sub.name).is_some()
            }))
}

fn has_immutable(attribute: &Attribute) -> bool {
    let immutable = |attribute: &Attribute| attribute.mutability == Mutability::Immutable;
    immutable(attribute) || attribute.sub_attributes.iter().any(immutable)
}

fn part<'v>(value: Option<&'v Value>, sub: &Attribute) -> Option<&'v Value> {
    value?.get(&sub.name)
}

/// Whether the immutable parts of one of several values are the same.
fn unchanged(spot: &Spot<'_>, was: &Value, is: &Value) -> Result<()> {
    let immutable = |sub: &&Attribute| sub.mutability == Mutability::Immutable;
    for sub in spot.attribute.sub_attributes.iter().filter(immutable) {
        allowed(sub, spot, part(Some(was), sub), part(Some(is), sub))?;
    }
    Ok(())
}

fn allowed(
    attribute: &Attribute,
    spot: &Spot<'_>,
    current: Option<&Value>,
    next: Option<&Value>,
) -> Result<()> {
    let Some(current) = current else {
        return Ok(());
    };
    if attribute.required && next.is_none() {
        let why = format!(
            "would leave the required `{}` without a value.",
            attribute.name
        );
        return Err(spot.error(ErrorKind::Mutability, &why));
    }
    let immutable = attribute.mutability == Mutability::Immutable;
    if immutable && !next.is_some_and(|next| same(attribute, current, next)) {
        let why = format!(
            "would change `{}`, which is immutable and has a value already.",
            attribute.name
        );
        return Err(spot.error(ErrorKind::Mutability, &why));
    }
    Ok(())
}
