//! A value that is a set of attributes: of the resource (an operation without a path), or of an
//! extension.

use scim_filter_parser::{Path, parse_path};
use serde_json::Value;

use super::draft::{Draft, Named, Write, unknown};
use super::target::{self, Target};
use crate::quirks;
use crate::schema::Schema;
use crate::{Error, ErrorKind, Object, Result, Rule};

impl Draft<'_> {
    /// Writes each member of `value` as an attribute of the resource.
    ///
    /// # Errors
    /// `invalidValue`: not an object; whatever writing one of the attributes gives.
    pub(super) fn write_resource(&mut self, write: Write, value: &Value) -> Result<()> {
        let Value::Object(members) = value else {
            return Err(Error::new(
                ErrorKind::InvalidValue,
                "Without a `path`, the `value` must be a JSON object with the attributes to write.",
            ));
        };
        self.write_each(write, None, members)
    }

    /// Writes each member of `value` as an attribute of the extension, which goes if that is
    /// `null`.
    pub(super) fn write_extension(
        &mut self,
        write: Write,
        schema: &Schema,
        value: &Value,
    ) -> Result<()> {
        match value {
            Value::Object(members) => self.write_each(write, Some(&schema.id), members),
            empty if self.unassigns(empty) => self.remove_extension(schema),
            _ => Err(Error::new(
                ErrorKind::InvalidValue,
                format!(
                    "`{}` is an extension: its value must be a JSON object.",
                    schema.id
                ),
            )),
        }
    }

    fn write_each(&mut self, write: Write, urn: Option<&str>, members: &Object) -> Result<()> {
        for (key, value) in members {
            let key = &*quirks::current(key, self.reading.rules());
            match self.path_of(urn, key, value)? {
                Some(path) => self.write(write, &path, value, Named::InValue)?,
                // A URN that is no path, such as one with an escape at its end.
                None if key.contains(':') && (value.is_object() || value.is_null()) => {
                    self.write_foreign_extension(write, key, value)?;
                }
                None => unknown(key, &mut self.reading)?,
            }
        }
        Ok(())
    }

    /// The path that a key stands for: an attribute's name, an extension's URN, or, under
    /// [`Rule::DottedKeys`], any other path (`name.givenName`, `urn:…:User:employeeNumber`,
    /// `emails[type eq "work"].value`).
    fn path_of(&self, urn: Option<&str>, key: &str, value: &Value) -> Result<Option<Path>> {
        let is_name = !key.contains(['.', ':', '[']);
        let Some(mut path) = (if is_name {
            Some(Path::attribute(key))
        } else {
            parse_path(key).ok()
        }) else {
            return Ok(None);
        };
        if path.urn.is_none() {
            path.urn = urn.map(str::to_owned);
        }
        if is_name || self.reading.allows(Rule::DottedKeys) {
            return Ok(Some(path));
        }
        let is_schema = match target::find(self.rt, &path, key)? {
            Target::Resource | Target::Extension(_) => true,
            Target::Foreign => value.is_object() && path.filter.is_none() && path.sub.is_none(),
            Target::Attribute(_) | Target::Unknown => false,
        };
        Ok(is_schema.then_some(path))
    }
}
