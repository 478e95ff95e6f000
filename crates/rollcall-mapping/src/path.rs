//! SCIM paths made ready: parsed, resolved against the User schema, their filters compiled.

use std::borrow::Cow;

use scim_core::condition::{self, Condition};
use scim_core::schema::{Kind, Mutability, Resolved, ResourceType};
use scim_core::{Object, Rules};
use scim_filter_parser::{Filter, Path, parse_path};
use serde_json::Value;

use crate::content::trimmed;

/// A path that names one simple value of each element.
#[derive(Debug, Clone)]
pub(crate) struct ReadyPath {
    schema: Option<String>,
    attribute: String,
    element: Option<Condition>,
    sub: Option<String>,
}

impl ReadyPath {
    /// Prepares `text` for resources of type `rt`.
    ///
    /// # Errors
    /// In words: a syntax error, an unknown attribute, or a path that ends at a complex value.
    pub(crate) fn new(rt: &ResourceType, text: &str) -> Result<Self, String> {
        let path = parse_path(text).map_err(|error| error.to_string())?;
        match rt.resolve(&path) {
            Some(Resolved::Attribute {
                extension,
                attribute,
                sub,
            }) => {
                if attribute.mutability == Mutability::WriteOnly {
                    return Err("it is never kept".to_owned());
                }
                let is_complex = sub.unwrap_or(attribute).kind == Kind::Complex;
                if is_complex && extension.is_some_and(|schema| is_open(rt, &schema.id)) {
                    return Self::of_unknown_extension(rt, path);
                }
                if is_complex {
                    return Err(
                        "it ends at a complex value: name one of its sub-attributes".to_owned()
                    );
                }
                Ok(Self {
                    schema: extension.map(|schema| schema.id.clone()),
                    attribute: attribute.name.clone(),
                    element: path
                        .filter
                        .as_deref()
                        .map(|filter| element(rt, &path, filter))
                        .transpose()?,
                    sub: sub.map(|sub| sub.name.clone()),
                })
            }
            Some(Resolved::Extension(_)) => Err("it names a whole extension".to_owned()),
            None => Self::of_unknown_extension(rt, path),
        }
    }

    /// A path into an extension that no schema describes, or of which only what came until now is known: nothing to resolve, so
    /// it is taken at its word.
    fn of_unknown_extension(rt: &ResourceType, path: Path) -> Result<Self, String> {
        match path.urn {
            Some(urn) if is_open(rt, &urn) && !urn.eq_ignore_ascii_case(&rt.schema.id) => {
                if path.filter.is_some() {
                    return Err("a filter needs a schema that knows the attribute".to_owned());
                }
                Ok(Self {
                    schema: Some(urn),
                    attribute: path.name,
                    element: None,
                    sub: path.sub,
                })
            }
            _ => Err("it is no attribute of a person".to_owned()),
        }
    }

    /// The first text at this path that is not empty, without the white space around it.
    pub(crate) fn read<'o>(&self, object: &'o Object) -> Option<Cow<'o, str>> {
        self.elements(object)
            .find_map(|element| self.read_element(element))
    }

    /// All of them, in order.
    pub(crate) fn read_all<'o>(
        &self,
        object: &'o Object,
    ) -> impl Iterator<Item = Cow<'o, str>> + use<'_, 'o> {
        self.elements(object)
            .filter_map(|element| self.read_element(element))
    }

    fn elements<'o>(&self, object: &'o Object) -> std::slice::Iter<'o, Value> {
        let value = match &self.schema {
            None => object.get(&self.attribute),
            Some(urn) => object
                .get(urn)
                .and_then(Value::as_object)
                .and_then(|extension| member(extension, &self.attribute)),
        };
        match value {
            None => [].iter(),
            Some(Value::Array(elements)) => elements.iter(),
            Some(single) => std::slice::from_ref(single).iter(),
        }
    }

    fn read_element<'o>(&self, element: &'o Value) -> Option<Cow<'o, str>> {
        if let Some(condition) = &self.element
            && !condition.matches(element.as_object()?)
        {
            return None;
        }
        text(match &self.sub {
            None => element,
            Some(sub) => element.get(sub)?,
        })
    }
}

/// Whether attributes that nobody knows yet may come in an extension of that URN.
fn is_open(rt: &ResourceType, urn: &str) -> bool {
    rt.extension(urn).is_none_or(|extension| extension.learned)
}

/// Compiles the part between the brackets with what `filter=` is compiled with.
fn element(rt: &ResourceType, path: &Path, filter: &Filter) -> Result<Condition, String> {
    let whole = Path {
        filter: Some(Box::new(filter.clone())),
        sub: None,
        ..path.clone()
    };
    match condition::compile(rt, &Filter::ValuePath(whole), Rules::NONE) {
        Ok(Condition::Element { condition, .. }) => Ok(*condition),
        Ok(_) => Err("its filter is not about single elements".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The attribute of an extension. What no schema describes was kept in the sender's spelling, and names are
/// compared ignoring case (RFC 7643 §2.1).
fn member<'o>(extension: &'o Object, name: &str) -> Option<&'o Value> {
    let in_any_case = || {
        extension
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    };
    extension.get(name).or_else(in_any_case)
}

/// A simple value as text. Numbers and booleans come only from extensions that no schema describes.
fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => trimmed(text).map(Cow::Borrowed),
        Value::Number(_) | Value::Bool(_) => Some(Cow::Owned(value.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use scim_core::schema::Registry;
    use serde_json::json;

    use super::ReadyPath;

    fn ready(path: &str) -> Result<ReadyPath, String> {
        ReadyPath::new(Registry::builtin().by_name("User").unwrap(), path)
    }

    #[test]
    fn a_path_reads_the_first_text_that_is_not_empty() {
        let person = json!({
            "title": "  Chief  ",
            "nickName": " ",
            "phoneNumbers": [
                {"value": "", "type": "work"},
                {"value": "2", "type": "WORK"},
                {"value": "3", "type": "work"},
                {"value": "4"},
            ],
            "urn:x:1.0:User": {"Shoe": 42, "left": true, "deep": {"er": "down"}, "list": ["", "first"]},
        });
        let table = [
            ("title", Some("Chief")),
            ("TITLE", Some("Chief")),
            ("nickName", None),
            ("displayName", None),
            ("name.givenName", None),
            ("phoneNumbers.value", Some("2")),
            (r#"phoneNumbers[type eq "work"].value"#, Some("2")),
            ("phoneNumbers[not (type pr)].value", Some("4")),
            (
                r#"phoneNumbers[value eq "3" and type eq "work"].type"#,
                Some("work"),
            ),
            ("urn:x:1.0:User:shoe", Some("42")),
            ("urn:x:1.0:User:left", Some("true")),
            ("urn:x:1.0:User:deep", None),
            ("urn:x:1.0:User:deep.er", Some("down")),
            ("urn:x:1.0:User:list", Some("first")),
            ("urn:X:1.0:User:shoe", None),
        ];
        for (path, wanted) in table {
            assert_eq!(
                ready(path)
                    .unwrap()
                    .read(person.as_object().unwrap())
                    .as_deref(),
                wanted,
                "{path}"
            );
        }
    }

    #[test]
    fn a_path_that_names_no_simple_value_is_refused() {
        let table = [
            ("name", "complex value"),
            ("titel", "no attribute"),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:departmnt",
                "no attribute",
            ),
            (
                "urn:ietf:params:scim:schemas:core:2.0:User:titel",
                "no attribute",
            ),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                "whole extension",
            ),
            (r#"phoneNumbers[kind eq "x"].value"#, "kind"),
            (r#"urn:x:1.0:User:list[value eq "x"]"#, "needs a schema"),
            ("phoneNumbers[", "never closed"),
            ("password", "never kept"),
        ];
        for (path, wanted) in table {
            let error = ready(path).unwrap_err();
            assert!(error.contains(wanted), "{path}: {error}");
        }
    }
}
