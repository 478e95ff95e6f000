//! Which attributes are part of an answer: `attributes` and `excludedAttributes` (RFC 7644 §3.9).
//!
//! ```
//! use scim_core::{project::Projection, schema::Registry};
//! use serde_json::json;
//!
//! let registry = Registry::builtin();
//! let users = registry.by_endpoint("Users").unwrap();
//! let person = json!({"id": "2819c223", "userName": "amina", "title": "Dr", "name": {"givenName": "Amina", "familyName": "Okafor"}});
//! let projection = Projection::parse(Some("name.givenName"), None).unwrap();
//! let shown = projection.apply(users, person.as_object().cloned().unwrap());
//! assert_eq!(serde_json::Value::Object(shown), json!({"id": "2819c223", "name": {"givenName": "Amina"}}));
//! ```

use std::borrow::Cow;

use scim_filter_parser::{Path, parse_path};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::schema::is_urn;
use crate::schema::{Attribute, Resolved, ResourceType, Returned};
use crate::{Error, ErrorKind, Object, Result};

/// The most names in one list: each is looked up for each resource of an answer.
const NAMES_MAX: usize = 500;

/// The attributes that a client wants to see.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Projection {
    /// Those returned by default.
    #[default]
    Default,
    /// Only these, and those that are always returned.
    Only(Vec<Path>),
    /// Those returned by default, without these.
    Without(Vec<Path>),
}

impl Projection {
    /// Reads the two query parameters: comma-separated attribute names in any case, with or without
    /// URN and sub-attribute, or the URN of an extension. Names that no schema knows do no harm.
    ///
    /// # Errors
    /// `invalidValue` if both are given: they exclude each other. Also for more than 500 names.
    pub fn parse(attributes: Option<&str>, excluded: Option<&str>) -> Result<Self> {
        let given = |list: Option<&'_ str>| {
            list.is_some_and(|list| list.split(',').any(|name| !name.trim().is_empty()))
        };
        for list in [attributes, excluded].into_iter().flatten() {
            let names = list.split(',').count();
            if names > NAMES_MAX {
                return Err(Error::new(
                    ErrorKind::InvalidValue,
                    format!("{names} attributes are named; at most {NAMES_MAX} are looked at."),
                ));
            }
        }
        match (given(attributes), given(excluded)) {
            (false, false) => Ok(Self::Default),
            // Also where nothing of it is a path: that asks for the least, never for everything.
            (true, false) => Ok(Self::Only(paths(attributes))),
            (false, true) => Ok(Self::Without(paths(excluded))),
            (true, true) => Err(Error::new(
                ErrorKind::InvalidValue,
                "attributes and excludedAttributes cannot be used together; leave one of them out.",
            )),
        }
    }

    /// Whether an answer may contain that base attribute, so that a caller need not read `members`
    /// or `groups` in vain.
    pub fn wants(&self, resource_type: &ResourceType, attribute: &str) -> bool {
        let Some(attribute) = resource_type.attribute(attribute) else {
            return false;
        };
        let name = Name {
            urn: None,
            attribute: &attribute.name,
        };
        self.choice(&self.chosen(resource_type), name, Some(attribute)) != Choice::Nothing
    }

    /// What of a rendered resource is part of the answer.
    pub fn apply(&self, resource_type: &ResourceType, object: Object) -> Object {
        let projector = self.on(resource_type);
        let members = object.into_iter();
        // The URNs of extensions stay in `schemas`: it describes the resource, not the answer.
        members
            .filter_map(|(key, value)| {
                let value = projector.member(&key, value)?;
                Some((key, value))
            })
            .collect()
    }

    /// The projection in the terms of a type's schemas.
    pub(crate) fn on<'p>(&'p self, resource_type: &'p ResourceType) -> Projector<'p> {
        Projector {
            projection: self,
            resource_type,
            chosen: self.chosen(resource_type),
        }
    }

    fn extension(
        &self,
        resource_type: &ResourceType,
        chosen: &[Chosen],
        urn: &str,
        members: Object,
    ) -> Option<Object> {
        let schema = resource_type
            .extension(urn)
            .map(|extension| &extension.schema);
        let mut projected = Object::new();
        for (attribute, value) in members {
            let definition = schema.and_then(|schema| schema.attribute(&attribute));
            let name = Name {
                urn: Some(urn),
                attribute: &attribute,
            };
            if let Some(value) = self.value(chosen, name, definition, value) {
                projected.insert(attribute, value);
            }
        }
        (!projected.is_empty()).then_some(projected)
    }

    fn value(
        &self,
        chosen: &[Chosen],
        name: Name<'_>,
        definition: Option<&Attribute>,
        value: Value,
    ) -> Option<Value> {
        match self.choice(chosen, name, definition) {
            Choice::Nothing => None,
            Choice::Everything => match definition {
                Some(definition) => {
                    sub_values(value, &|sub| by_default(definition.sub_attribute(sub)))
                }
                None => Some(value),
            },
            Choice::Subs(subs) => sub_values(value, &|sub| {
                let definition = definition.and_then(|d| d.sub_attribute(sub));
                if definition.is_some_and(|definition| !definition.is_kept()) {
                    return false;
                }
                let returned = definition.map(|s| s.returned);
                let named = subs.iter().any(|named| named.eq_ignore_ascii_case(sub));
                match (self, returned) {
                    (_, Some(Returned::Always)) => true,
                    (Self::Only(_), _) => named,
                    (_, Some(Returned::Request)) => false,
                    _ => !named,
                }
            }),
        }
    }

    fn choice(&self, chosen: &[Chosen], name: Name<'_>, definition: Option<&Attribute>) -> Choice {
        if definition.is_some_and(|definition| !definition.is_kept()) {
            return Choice::Nothing;
        }
        let returned = definition.map_or(Returned::Default, |definition| definition.returned);
        match (returned, self) {
            (Returned::Always, _) => return Choice::Everything,
            (Returned::Never, _) | (Returned::Request, Self::Default | Self::Without(_)) => {
                return Choice::Nothing;
            }
            (Returned::Default, Self::Default) => return Choice::Everything,
            (Returned::Default | Returned::Request, _) => {}
        }
        let named: Vec<&Chosen> = chosen.iter().filter(|chosen| chosen.covers(name)).collect();
        let whole = named.iter().any(|chosen| chosen.sub.is_none());
        let only = matches!(self, Self::Only(_));
        match (named.is_empty(), whole) {
            (true, _) => {
                if only {
                    Choice::Nothing
                } else {
                    Choice::Everything
                }
            }
            (false, true) => {
                if only {
                    Choice::Everything
                } else {
                    Choice::Nothing
                }
            }
            (false, false) => Choice::Subs(
                named
                    .iter()
                    .filter_map(|chosen| chosen.sub.clone())
                    .collect(),
            ),
        }
    }

    /// The named paths in the schema's terms.
    fn chosen(&self, resource_type: &ResourceType) -> Vec<Chosen> {
        match self {
            Self::Default => Vec::new(),
            Self::Only(paths) | Self::Without(paths) => paths
                .iter()
                .flat_map(|path| chosen(resource_type, path))
                .collect(),
        }
    }
}

/// A projection of the resources of one type.
pub(crate) struct Projector<'p> {
    projection: &'p Projection,
    resource_type: &'p ResourceType,
    chosen: Vec<Chosen>,
}

impl Projector<'_> {
    /// What of a member of a rendered resource is part of the answer.
    pub(crate) fn member(&self, key: &str, value: Value) -> Option<Value> {
        let (projection, resource_type) = (self.projection, self.resource_type);
        match value {
            Value::Object(members) if is_urn(key) => projection
                .extension(resource_type, &self.chosen, key, members)
                .map(Value::Object),
            value => {
                let definition = resource_type.attribute(key);
                projection.value(&self.chosen, Name::of_core(key), definition, value)
            }
        }
    }

    /// As [`Self::member`], of a member that is JSON text: its own where all of it is part of the answer.
    pub(crate) fn text<'t>(
        &self,
        key: &str,
        text: &'t RawValue,
    ) -> serde_json::Result<Option<Cow<'t, RawValue>>> {
        let json = text.get();
        let is_object = json.starts_with('{');
        // What is empty is left out, so it has to be read.
        let has_empty =
            (is_object || json.starts_with('[')) && (json.contains("{}") || json.contains("[]"));
        let takes_all = if is_object && is_urn(key) {
            self.takes_all_of_extension(key)
        } else {
            self.takes_all(key)
        };
        if takes_all && !has_empty {
            return Ok(Some(Cow::Borrowed(text)));
        }
        let part = self.member(key, serde_json::from_str(json)?);
        part.map(|part| to_raw_value(&part).map(Cow::Owned))
            .transpose()
    }

    /// Whether a member that is no extension is part of the answer whatever it says, but for what is empty in it.
    pub(crate) fn takes_all(&self, key: &str) -> bool {
        let definition = self.resource_type.attribute(key);
        let choice = self
            .projection
            .choice(&self.chosen, Name::of_core(key), definition);
        choice == Choice::Everything && definition.is_none_or(shows_subs)
    }

    fn takes_all_of_extension(&self, urn: &str) -> bool {
        let shows = |a: &Attribute| by_default(Some(a)) && shows_subs(a);
        let extension = self.resource_type.extension(urn);
        !matches!(self.projection, Projection::Only(_))
            && self.chosen.is_empty()
            && extension.is_none_or(|e| e.schema.attributes.iter().all(shows))
    }
}

/// An attribute as it stands in a resource.
#[derive(Clone, Copy)]
struct Name<'a> {
    urn: Option<&'a str>,
    attribute: &'a str,
}

impl<'a> Name<'a> {
    /// A common attribute, or one of the base schema.
    fn of_core(attribute: &'a str) -> Self {
        Self {
            urn: None,
            attribute,
        }
    }
}

/// A named path in the schema's spelling. Without an attribute it is a whole extension.
struct Chosen {
    urn: Option<String>,
    attribute: Option<String>,
    sub: Option<String>,
}

impl Chosen {
    fn covers(&self, name: Name<'_>) -> bool {
        let same_urn = match (&self.urn, name.urn) {
            (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        same_urn
            && self
                .attribute
                .as_ref()
                .is_none_or(|attribute| attribute.eq_ignore_ascii_case(name.attribute))
    }
}

/// What of one attribute is part of the answer.
#[derive(PartialEq)]
enum Choice {
    Nothing,
    Everything,
    /// It depends on whether a sub-attribute is one of these.
    Subs(Vec<String>),
}

/// What a path may name: nothing, one thing, or for a URN that no schema has, an attribute below it
/// or an extension.
fn chosen(resource_type: &ResourceType, path: &Path) -> Vec<Chosen> {
    match (resource_type.resolve(path), &path.urn) {
        (Some(Resolved::Extension(schema)), _) => {
            vec![Chosen {
                urn: Some(schema.id.clone()),
                attribute: None,
                sub: None,
            }]
        }
        (
            Some(Resolved::Attribute {
                extension,
                attribute,
                sub,
            }),
            _,
        ) => vec![Chosen {
            urn: extension.map(|schema| schema.id.clone()),
            attribute: Some(attribute.name.clone()),
            sub: sub.map(|sub| sub.name.clone()),
        }],
        (None, Some(urn)) => vec![
            Chosen {
                urn: Some(format!("{urn}:{}", path.name)),
                attribute: None,
                sub: None,
            },
            Chosen {
                urn: Some(urn.clone()),
                attribute: Some(path.name.clone()),
                sub: path.sub.clone(),
            },
        ],
        (None, None) => Vec::new(),
    }
}

/// The paths in a comma-separated list. What is no path names nothing, like any unknown name.
fn paths(list: Option<&str>) -> Vec<Path> {
    let names = list.unwrap_or_default().split(',').map(str::trim);
    names.filter_map(|name| parse_path(name).ok()).collect()
}

/// A complex value with only the sub-attributes that `keep` wants; `None` if nothing is left.
fn sub_values(value: Value, keep: &dyn Fn(&str) -> bool) -> Option<Value> {
    match value {
        Value::Object(mut members) => {
            members.retain(|name, _| keep(name));
            (!members.is_empty()).then_some(Value::Object(members))
        }
        Value::Array(elements) => {
            let elements: Vec<Value> = elements
                .into_iter()
                .filter_map(|e| sub_values(e, keep))
                .collect();
            (!elements.is_empty()).then_some(Value::Array(elements))
        }
        simple => Some(simple),
    }
}

/// Whether all sub-attributes are shown by default.
fn shows_subs(attribute: &Attribute) -> bool {
    let mut subs = attribute.sub_attributes.iter();
    subs.all(|sub| by_default(Some(sub)))
}

fn by_default(sub: Option<&Attribute>) -> bool {
    sub.is_none_or(|sub| {
        sub.is_kept() && matches!(sub.returned, Returned::Default | Returned::Always)
    })
}

#[cfg(test)]
mod tests;
