//! What a definition says about the value that an attribute had: a required one may not go, an immutable one not change.

use serde_json::Value;

use super::target::Spot;
use crate::schema::{Attribute, Kind, Mutability};
use crate::{ErrorKind, Result};

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
    /// Values of several are many, and all that counts is whether there were any, unless they are immutable.
    pub(super) fn of(spot: &Spot<'_>, current: Option<&Value>) -> Self {
        let attribute = spot.attribute;
        match current {
            None => Self::Absent,
            Some(_) if attribute.multi_valued && attribute.mutability != Mutability::Immutable => {
                Self::Some
            }
            Some(value) => Self::Value(value.clone()),
        }
    }

    /// Whether the definitions allow `next` to follow.
    ///
    /// # Errors
    /// `mutability`
    pub(super) fn allows(&self, spot: &Spot<'_>, next: Option<&Value>) -> Result<()> {
        let attribute = spot.attribute;
        let current = match self {
            Self::Absent => return Ok(()),
            Self::Some if next.is_some() => return Ok(()),
            Self::Some => Some(&Value::Null),
            Self::Value(value) => Some(value),
        };
        allowed(attribute, spot, current, next)?;
        if attribute.kind == Kind::Complex && !attribute.multi_valued {
            for sub in &attribute.sub_attributes {
                allowed(sub, spot, part(current, sub), part(next, sub))?;
            }
        }
        Ok(())
    }
}

fn part<'v>(value: Option<&'v Value>, sub: &Attribute) -> Option<&'v Value> {
    value?.get(&sub.name)
}

fn allowed(
    attribute: &Attribute,
    spot: &Spot<'_>,
    current: Option<&Value>,
    next: Option<&Value>,
) -> Result<()> {
    if attribute.required && current.is_some() && next.is_none() {
        let why = format!(
            "would leave the required `{}` without a value.",
            attribute.name
        );
        return Err(spot.error(ErrorKind::Mutability, &why));
    }
    if attribute.mutability == Mutability::Immutable && current.is_some() && next != current {
        let why = format!(
            "would change `{}`, which is immutable and has a value already.",
            attribute.name
        );
        return Err(spot.error(ErrorKind::Mutability, &why));
    }
    Ok(())
}
