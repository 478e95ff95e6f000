//! The document while operations are applied to it, and the rules that hold whatever the operation.

use scim_filter_parser::Path;
use serde_json::Value;

use super::before::{Before, may_go};
use super::budget::Budget;
use super::target::{self, Spot, Target};
use super::{MembersOp, Operation, Patched, add, members, remove, replace};
use crate::given::Given;
use crate::normalize::{Reading, arrange};
use crate::schema::{Attribute, ResourceType, Schema};
use crate::validate::few_enough;
use crate::{Error, ErrorKind, Object, Result, Rule, Rules};

/// A copy of the document, and what has been found out beside it.
pub(super) struct Draft<'s> {
    pub(super) rt: &'s ResourceType,
    pub(super) attributes: Object,
    /// The rules in force, and what was received and not kept.
    pub(super) reading: Reading,
    /// What the value of the current operation has named so far.
    pub(super) given: Given,
    /// What the operations may still compare.
    pub(super) budget: Budget,
    id: &'s str,
    members: Vec<MembersOp>,
}

/// The two operations that have a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Write {
    Add,
    Replace,
}

/// Where an attribute was named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// By the operation's path.
    InPath,
    /// As a member of the operation's value.
    InValue,
}

/// Takes note of a path that no schema knows.
///
/// # Errors
/// [`unknown_kind`] unless [`Rule::UnknownAttributes`] is in force.
pub(super) fn unknown(path: &str, reading: &mut Reading) -> Result<()> {
    if !reading.allows(Rule::UnknownAttributes) {
        return Err(Error::new(
            unknown_kind(reading),
            format!("`{path}` is not an attribute of this resource."),
        ));
    }
    reading.unknown_attribute(path)
}

/// What an attribute or schema that is unknown is refused with: `invalidPath` (RFC 7644 table 9), or
/// `invalidSyntax` under [`Rule::UnknownIsInvalidSyntax`].
pub(super) fn unknown_kind(reading: &Reading) -> ErrorKind {
    if reading.allows(Rule::UnknownIsInvalidSyntax) {
        ErrorKind::InvalidSyntax
    } else {
        ErrorKind::InvalidPath
    }
}

impl<'s> Draft<'s> {
    pub(super) fn new(rt: &'s ResourceType, id: &'s str, before: &Object, rules: Rules) -> Self {
        Self {
            rt,
            attributes: before.clone(),
            reading: Reading::new(rules),
            given: Given::default(),
            budget: Budget::new(),
            id,
            members: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Patched {
        Patched {
            attributes: arrange(self.rt, self.attributes),
            members: members::deduplicated(self.members),
            dropped: self.reading.dropped,
        }
    }

    pub(super) fn operate(&mut self, operation: &Operation) -> Result<()> {
        self.given.clear();
        match operation {
            Operation::Add {
                path: Some(path),
                value,
            } => self.write(Write::Add, path, value, Named::InPath),
            Operation::Add { path: None, value } => self.write_resource(Write::Add, value),
            Operation::Replace {
                path: Some(path),
                value,
            } => self.write(Write::Replace, path, value, Named::InPath),
            Operation::Replace { path: None, value } => self.write_resource(Write::Replace, value),
            Operation::Remove { path, value } => self.remove(path, value.as_ref()),
        }
    }

    /// Adds or replaces what a path names.
    pub(super) fn write(
        &mut self,
        write: Write,
        path: &Path,
        value: &Value,
        named: Named,
    ) -> Result<()> {
        let written = path.to_string();
        match target::find(self.rt, path, &written)? {
            Target::Resource => self.write_resource(write, value),
            Target::Extension(schema) => self.write_extension(write, schema, value),
            Target::Attribute(spot) => self.write_attribute(write, &spot, value, named),
            Target::Foreign => self.write_foreign(write, path, value),
            Target::Unknown => unknown(&written, &mut self.reading),
        }
    }

    fn write_attribute(
        &mut self,
        write: Write,
        spot: &Spot<'_>,
        value: &Value,
        named: Named,
    ) -> Result<()> {
        if named == Named::InValue {
            self.give_once(spot, value)?;
        }
        if spot.filter.is_some()
            && spot.sub.is_none()
            && self.reading.allows(Rule::SubAttributeAfterFilter)
        {
            return Err(spot.error(
                ErrorKind::InvalidPath,
                "must name a sub-attribute behind its filter.",
            ));
        }
        if spot.is_members(self.rt) {
            return members::write(&mut self.members, write, spot, value, self.reading.rules());
        }
        if is_schemas(spot) {
            // RFC 7644 §3.5.2 lets clients write it; it always follows from the attributes that
            // there are.
            return self
                .reading
                .attribute_value(spot.attribute, spot.path, value)
                .map(drop);
        }
        if spot.is_read_only() {
            return self.ignore_read_only(spot, value, named);
        }
        if spot.is_never_kept() {
            return self
                .reading
                .attribute_value(spot.sub.unwrap_or(spot.attribute), spot.path, value)
                .map(drop);
        }
        let current = self.take(spot);
        let before = Before::of(spot, current.as_ref());
        // A whole attribute is written once, a part of it into every value that the path selects.
        let written = (spot.filter.is_some() || spot.sub.is_some()).then_some(value);
        self.budget.look_at(spot, current.as_ref(), written)?;
        let next = match write {
            Write::Add => add::add(spot, current, value, &mut self.reading, &mut self.budget)?,
            Write::Replace => {
                replace::replace(spot, current, value, &mut self.reading, &mut self.budget)?
            }
        };
        self.put(spot, &before, next)
    }

    /// Takes note of an attribute that a value names, and of its parts, which dotted keys may name too.
    fn give_once(&mut self, spot: &Spot<'_>, value: &Value) -> Result<()> {
        let path = spot.canonical_path();
        self.given.once(&path)?;
        if spot.attribute.multi_valued || spot.sub.is_some() {
            return Ok(());
        }
        let names = value.as_object().into_iter().flat_map(Object::keys);
        names
            .filter_map(|name| spot.attribute.sub_attribute(name))
            .try_for_each(|sub| self.given.once(&format!("{path}.{}", sub.name)))
    }

    /// A readOnly attribute inside a value is ignored under [`Rule::ReadOnlyInPatchValue`],
    /// and in a path under [`Rule::ReadOnlyInPath`]; but not an `id` that is not this resource's:
    /// such a request is meant for another one.
    fn ignore_read_only(&self, spot: &Spot<'_>, value: &Value, named: Named) -> Result<()> {
        let is_other = spot.extension.is_none()
            && spot.attribute.name == "id"
            && value.as_str().is_none_or(|value| value != self.id);
        let rule = match named {
            Named::InPath => Rule::ReadOnlyInPath,
            Named::InValue => Rule::ReadOnlyInPatchValue,
        };
        if is_other || !self.reading.allows(rule) {
            return Err(spot.error(
                ErrorKind::Mutability,
                "is readOnly: leave it out of the request.",
            ));
        }
        Ok(())
    }

    fn remove(&mut self, path: &Path, value: Option<&Value>) -> Result<()> {
        let written = path.to_string();
        match target::find(self.rt, path, &written)? {
            Target::Resource => Err(Error::new(
                ErrorKind::NoTarget,
                format!(
                    "The path `{written}` is the resource itself, which a PATCH cannot remove."
                ),
            )),
            Target::Extension(schema) => self.remove_extension(schema),
            Target::Attribute(spot) => self.remove_attribute(&spot, value),
            Target::Foreign => self.remove_foreign(path),
            Target::Unknown => unknown(&written, &mut self.reading),
        }
    }

    /// Removes an extension as a whole.
    ///
    /// # Errors
    /// `mutability`: it is required, or something in it is immutable.
    pub(super) fn remove_extension(&mut self, schema: &Schema) -> Result<()> {
        let current = self.attributes.get(&schema.id);
        may_go(schema, self.is_required(schema), current)?;
        self.attributes.shift_remove(&schema.id);
        Ok(())
    }

    fn is_required(&self, schema: &Schema) -> bool {
        let extension = self.rt.extension(&schema.id);
        extension.is_some_and(|extension| extension.required)
    }

    fn remove_attribute(&mut self, spot: &Spot<'_>, value: Option<&Value>) -> Result<()> {
        if spot.is_members(self.rt) {
            return members::remove(&mut self.members, spot, value, self.reading.rules());
        }
        let read_only = spot.is_read_only();
        if read_only && self.reading.allows(Rule::ReadOnlyInPath) {
            return Ok(());
        }
        if read_only || is_schemas(spot) {
            return Err(spot.error(
                ErrorKind::Mutability,
                "is kept by the server and cannot be removed.",
            ));
        }
        let current = self.take(spot);
        let before = Before::of(spot, current.as_ref());
        self.budget.look_at(spot, current.as_ref(), value)?;
        let next = remove::remove(spot, current, value, self.reading.rules(), &mut self.budget)?;
        self.put(spot, &before, next)
    }

    /// Whether a value that no definition describes means that there is none.
    pub(super) fn unassigns(&self, value: &Value) -> bool {
        value.is_null()
            || (value.as_str() == Some("") && self.reading.allows(Rule::EmptyStringUnassigns))
    }

    fn take(&mut self, spot: &Spot<'_>) -> Option<Value> {
        match spot.extension {
            None => self.attributes.shift_remove(&spot.attribute.name),
            Some(schema) => self
                .attributes
                .get_mut(&schema.id)?
                .as_object_mut()?
                .shift_remove(&spot.attribute.name),
        }
    }

    /// Puts an attribute back, if its definition allows the change.
    ///
    /// # Errors
    /// `mutability`: a required attribute would be unassigned (RFC 7644 §3.5.2.2), or an immutable
    /// one changed. `invalidValue`: more values than are kept.
    fn put(&mut self, spot: &Spot<'_>, before: &Before, next: Option<Value>) -> Result<()> {
        // Here and not only at the end: each operation looks at all values that those before it left.
        let values = next.as_ref().and_then(Value::as_array).map_or(0, Vec::len);
        few_enough(&spot.attribute.name, values)?;
        let next = before.followed_by(spot, next)?;
        match (spot.extension, next) {
            (None, Some(next)) => {
                self.attributes.insert(spot.attribute.name.clone(), next);
            }
            (None, None) => {}
            (Some(schema), next) => {
                let was_there = self.attributes.contains_key(&schema.id);
                self.put_in_extension(schema, spot.attribute, next);
                if was_there
                    && self.is_required(schema)
                    && !self.attributes.contains_key(&schema.id)
                {
                    let why = format!(
                        "would leave the required `{}` without attributes.",
                        schema.id
                    );
                    return Err(spot.error(ErrorKind::Mutability, &why));
                }
            }
        }
        Ok(())
    }

    fn put_in_extension(&mut self, schema: &Schema, attribute: &Attribute, next: Option<Value>) {
        let mut extension = match self.attributes.shift_remove(&schema.id) {
            Some(Value::Object(extension)) => extension,
            _ => Object::new(),
        };
        if let Some(next) = next {
            extension.insert(attribute.name.clone(), next);
        }
        if !extension.is_empty() {
            self.attributes
                .insert(schema.id.clone(), Value::Object(extension));
        }
    }
}

fn is_schemas(spot: &Spot<'_>) -> bool {
    spot.extension.is_none() && spot.attribute.name == "schemas"
}
