//! What a message sends, path by path, in the spelling of the schemas: so that an administrator can be told what a provider
//! sends, and what it never sent. Nothing is checked here; that is for whoever carries the message out.
//!
//! ```
//! use scim_core::{Rules, bulk::Method, schema::Registry, sent};
//! use serde_json::json;
//!
//! let registry = Registry::builtin();
//! let users = registry.by_endpoint("Users").unwrap();
//! let body = json!({"USERNAME": "amina", "phoneNumbers": [{"type": "Mobile", "value": "+49 1"}], "titel": "Dr", "nickName": ""});
//! let mut paths = Vec::new();
//! sent::each(users, Method::Post, &body, Rules::ALL, &mut |sent| paths.push((sent.path.to_owned(), sent.fate)));
//! assert_eq!(paths, [
//!     ("userName".to_owned(), sent::Fate::Kept),
//!     (r#"phoneNumbers[type eq "mobile"].value"#.to_owned(), sent::Fate::Kept),
//!     ("titel".to_owned(), sent::Fate::Dropped),
//! ]);
//! ```

#[cfg(test)]
mod tests;

use scim_filter_parser::{CompareOp, Filter, Literal, Path, parse_path};
use serde_json::Value;

use crate::bulk::Method;
use crate::given::{member, shown};
use crate::schema::{Attribute, Kind, MEMBERS, Mutability, Resolved, ResourceType, Schema};
use crate::{Rules, quirks};

/// So many elements of one array are looked at.
const ELEMENTS_MAX: usize = 20;
/// So many operations of one PATCH are looked at.
const OPERATIONS_MAX: usize = 100;
/// So many values of one message are told.
const VALUES_MAX: usize = 500;
/// The longest `type` that becomes part of a path, in bytes.
const TYPE_BYTES_MAX: usize = 40;

/// A value that was sent, and is not empty.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// Where it belongs: `title`, `name.givenName`, `phoneNumbers[type eq "mobile"].value`, `urn:…:User:department`. An element
    /// that has no type stands under `phoneNumbers.value`; so do those that a filter by anything but the type picks.
    pub path: &'a str,
    /// The value.
    pub value: &'a Value,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It is kept: a schema has the attribute, or it stands under a URN that no schema has.
    Kept,
    /// It is a secret (`password`), which is never kept.
    Withheld,
    /// No schema has the attribute.
    Dropped,
}

impl Fate {
    /// Each.
    pub const ALL: [Self; 3] = [Self::Kept, Self::Withheld, Self::Dropped];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Withheld => "withheld",
            Self::Dropped => "dropped",
        }
    }
}

/// Tells each value of the body of a POST, PUT or PATCH; of a DELETE there is none. What only the server assigns (`id`, `meta`,
/// `groups`) is left out, and so is `primary` where it is false, which is as good as not there. Of very long messages only the
/// beginning is looked at.
pub fn each(
    resource_type: &ResourceType,
    method: Method,
    body: &Value,
    rules: Rules,
    see: &mut dyn FnMut(Sent<'_>),
) {
    let Value::Object(message) = body else {
        return;
    };
    let mut telling = Telling {
        resource_type,
        rules,
        path: String::with_capacity(128),
        told: 0,
        see,
    };
    match method {
        Method::Post | Method::Put => telling.members(body),
        Method::Patch => {
            let operations = member(message, "Operations").and_then(Value::as_array);
            for operation in operations.into_iter().flatten().take(OPERATIONS_MAX) {
                telling.operation(operation);
            }
        }
        Method::Delete => {}
    }
}

struct Telling<'s, 'f> {
    resource_type: &'s ResourceType,
    rules: Rules,
    /// Of what is being looked at.
    path: String,
    told: usize,
    see: &'f mut dyn FnMut(Sent<'_>),
}

impl<'s> Telling<'s, '_> {
    fn operation(&mut self, operation: &Value) {
        let Some(operation) = operation.as_object() else {
            return;
        };
        let op = member(operation, "op").and_then(Value::as_str);
        let Some(value) = member(operation, "value") else {
            return;
        };
        if op.is_none_or(|op| op.eq_ignore_ascii_case("remove")) {
            return;
        }
        match member(operation, "path").and_then(Value::as_str) {
            None => self.members(value),
            Some(path) => self.member(path, value),
        }
    }

    fn members(&mut self, value: &Value) {
        for (key, value) in value.as_object().into_iter().flatten() {
            self.member(key, value);
        }
    }

    /// What is sent under a name or path.
    fn member(&mut self, key: &str, value: &Value) {
        if self.told >= VALUES_MAX {
            return;
        }
        let key = &*quirks::current(key, self.rules);
        let resource_type = self.resource_type;
        if let Some(attribute) = resource_type.attribute(key) {
            return self.attribute(None, attribute, value);
        }
        if let Some(extension) = resource_type.extension(key) {
            return self.extension(&extension.schema, extension.learned, value);
        }
        if key.eq_ignore_ascii_case(&resource_type.schema.id) {
            return self.members(value);
        }
        let path = key.contains([':', '.', '[']).then(|| parse_path(key));
        match path {
            Some(Ok(path)) => match resource_type.resolve(&path) {
                Some(resolved) => self.resolved(&path, resolved, value),
                None => self.unresolved(&path, value),
            },
            // `parse_path` knows of no extension within an extension.
            Some(Err(_)) if key.starts_with("urn:") && value.is_object() => {
                self.foreign(key, value);
            }
            None if resource_type.resolve(&Path::attribute(key)).is_some() => {
                let path = Path::attribute(key);
                if let Some(resolved) = resource_type.resolve(&path) {
                    self.resolved(&path, resolved, value);
                }
            }
            _ => {
                self.begin(None, &shown(key));
                self.tell(value, Fate::Dropped);
            }
        }
    }

    fn resolved(&mut self, path: &Path, resolved: Resolved<'s>, value: &Value) {
        let (extension, attribute, sub) = match resolved {
            Resolved::Extension(schema) => return self.extension(schema, false, value),
            Resolved::Attribute {
                extension,
                attribute,
                sub,
            } => (extension, attribute, sub),
        };
        if attribute.mutability == Mutability::ReadOnly {
            return;
        }
        let picked = path.filter.as_deref().and_then(picked);
        match (sub, &path.filter) {
            (None, None) => self.attribute(extension, attribute, value),
            (None, Some(_)) => {
                self.begin(extension, &attribute.name);
                self.element(attribute, picked_type(picked), value);
            }
            (Some(sub), _) => {
                self.begin(extension, &attribute.name);
                self.typed(picked_type(picked));
                if picked == Some(Picked::Primary) {
                    self.below("primary", &Value::Bool(true), Fate::Kept);
                }
                self.sub_attribute(sub, value);
            }
        }
    }

    /// A path into what no schema describes: it is kept under its URN.
    fn unresolved(&mut self, path: &Path, value: &Value) {
        let is_foreign = path.urn.as_ref().is_some_and(|urn| {
            self.resource_type.extension(urn).is_none()
                && !urn.eq_ignore_ascii_case(&self.resource_type.schema.id)
        });
        let whole = shown(&path.qualified_name());
        if is_foreign && path.sub.is_none() && value.is_object() {
            return self.foreign(&whole, value);
        }
        self.begin(None, &whole);
        if let Some(sub) = &path.sub {
            self.path.push('.');
            self.path.push_str(&shown(sub));
        }
        let fate = if is_foreign {
            Fate::Kept
        } else {
            Fate::Dropped
        };
        self.tell(value, fate);
    }

    fn extension(&mut self, schema: &'s Schema, learned: bool, value: &Value) {
        for (name, value) in value.as_object().into_iter().flatten() {
            if let Some(attribute) = schema.attribute(name) {
                self.attribute(Some(schema), attribute, value);
                continue;
            }
            self.begin(Some(schema), &shown(name));
            let fate = if learned { Fate::Kept } else { Fate::Dropped };
            self.undescribed(value, fate);
        }
    }

    /// An object under a URN that no schema has.
    fn foreign(&mut self, urn: &str, value: &Value) {
        for (name, value) in value.as_object().into_iter().flatten() {
            self.begin(None, urn);
            self.path.push(':');
            self.path.push_str(&shown(name));
            self.undescribed(value, Fate::Kept);
        }
    }

    fn undescribed(&mut self, value: &Value, fate: Fate) {
        match value {
            Value::Object(members) => {
                for (name, value) in members.iter().take(ELEMENTS_MAX) {
                    self.below(&shown(name), value, fate);
                }
            }
            other => self.tell(other, fate),
        }
    }

    fn attribute(&mut self, extension: Option<&Schema>, attribute: &Attribute, value: &Value) {
        if attribute.mutability == Mutability::ReadOnly || attribute.name == "schemas" {
            return;
        }
        self.begin(extension, &attribute.name);
        if !attribute.is_kept() {
            return self.tell(value, Fate::Withheld);
        }
        let elements_max = if attribute.name == MEMBERS {
            1
        } else {
            ELEMENTS_MAX
        };
        let start = self.path.len();
        let elements = match value {
            Value::Array(elements) => elements.as_slice(),
            single => std::slice::from_ref(single),
        };
        for element in elements.iter().take(elements_max) {
            self.path.truncate(start);
            self.element(attribute, None, element);
        }
    }

    /// A value of an attribute, or one of its values, whose path has begun. What the path says of its type goes before what it
    /// says itself.
    fn element(&mut self, attribute: &Attribute, of_type: Option<&str>, value: &Value) {
        let Value::Object(members) = value else {
            if attribute.kind == Kind::Complex {
                self.typed(of_type);
                return self.below("value", value, Fate::Kept);
            }
            return self.tell(value, Fate::Kept);
        };
        let is_typed = attribute.multi_valued && attribute.name != MEMBERS;
        if is_typed {
            let own = || member(members, "type").and_then(Value::as_str);
            self.typed(of_type.or_else(own));
        }
        for (name, value) in members {
            if is_typed && name.eq_ignore_ascii_case("type") {
                continue;
            }
            match attribute.sub_attribute(name) {
                Some(sub) => self.sub_attribute(sub, value),
                None if attribute.learned => self.below(&shown(name), value, Fate::Kept),
                None => self.below(&shown(name), value, Fate::Dropped),
            }
        }
    }

    fn sub_attribute(&mut self, sub: &Attribute, value: &Value) {
        let is_silent = sub.name == "primary" && *value == Value::Bool(false);
        if sub.mutability == Mutability::ReadOnly || is_silent {
            return;
        }
        let fate = if sub.is_kept() {
            Fate::Kept
        } else {
            Fate::Withheld
        };
        self.below(&sub.name, value, fate);
    }

    fn begin(&mut self, extension: Option<&Schema>, name: &str) {
        self.path.clear();
        if let Some(schema) = extension {
            self.path.push_str(&schema.id);
            self.path.push(':');
        }
        self.path.push_str(name);
    }

    /// Adds the type of an element, if there is one that can stand in a path.
    fn typed(&mut self, of_type: Option<&str>) {
        let fits = |text: &&str| {
            let is_plain = |c: char| !c.is_control() && c != '"' && c != '\\';
            !text.is_empty() && text.len() <= TYPE_BYTES_MAX && text.chars().all(is_plain)
        };
        if let Some(of_type) = of_type.filter(fits) {
            self.path.push_str("[type eq \"");
            let start = self.path.len();
            self.path.push_str(of_type);
            if let Some(added) = self.path.get_mut(start..) {
                added.make_ascii_lowercase();
            }
            self.path.push_str("\"]");
        }
    }

    /// Tells what stands below the path, which stays as it is.
    fn below(&mut self, name: &str, value: &Value, fate: Fate) {
        let start = self.path.len();
        self.path.push('.');
        self.path.push_str(name);
        self.tell(value, fate);
        self.path.truncate(start);
    }

    fn tell(&mut self, value: &Value, fate: Fate) {
        let is_empty = match value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(elements) => elements.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if is_empty || self.told >= VALUES_MAX {
            return;
        }
        self.told += 1;
        (self.see)(Sent {
            path: &self.path,
            value,
            fate,
        });
    }
}

/// What a filter in a path says of the element it picks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Picked<'p> {
    Type(&'p str),
    Primary,
}

fn picked(filter: &Filter) -> Option<Picked<'_>> {
    let Filter::Compare {
        path,
        op: CompareOp::Eq,
        value,
    } = filter
    else {
        return None;
    };
    let is = |name: &str| path.sub.is_none() && path.name.eq_ignore_ascii_case(name);
    match value {
        Literal::String(text) if is("type") => Some(Picked::Type(text)),
        Literal::Boolean(true) if is("primary") => Some(Picked::Primary),
        // Microsoft Entra ID writes booleans as text.
        Literal::String(text) if is("primary") && text.eq_ignore_ascii_case("true") => {
            Some(Picked::Primary)
        }
        _ => None,
    }
}

fn picked_type(picked: Option<Picked<'_>>) -> Option<&str> {
    match picked {
        Some(Picked::Type(text)) => Some(text),
        _ => None,
    }
}
