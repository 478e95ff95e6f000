//! Who is believed about which attribute, where somebody is pushed by one connection and pulled by another.

use std::collections::{BTreeMap, BTreeSet};

use scim_core::{Object, fold};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Winner {
    /// Who pushes, as long as they say anything.
    #[default]
    Push,
    /// Who is pulled from.
    Pull,
}

/// Who is believed about which attribute. Attributes are named as everywhere: `title`, or with the extension before it
/// (`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`), ignoring case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Priorities {
    otherwise: Winner,
    attributes: BTreeMap<String, Winner>,
}

impl Priorities {
    /// One for some, and one for all others.
    pub fn new<'a>(
        otherwise: Winner,
        attributes: impl IntoIterator<Item = (&'a str, Winner)>,
    ) -> Self {
        let attributes = attributes.into_iter();
        Self {
            otherwise,
            attributes: attributes
                .map(|(name, winner)| (fold(name).into_owned(), winner))
                .collect(),
        }
    }

    fn winner(&self, name: &str) -> Winner {
        let named = self.attributes.get(&*fold(name));
        // What was read from a file stands there as somebody wrote it.
        let named = named.or_else(|| {
            let mut all = self.attributes.iter();
            all.find(|(key, _)| fold(key) == fold(name))
                .map(|(_, winner)| winner)
        });
        named.copied().unwrap_or(self.otherwise)
    }
}

/// The attributes of a person about which the connection that pushes them says something.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Owned(BTreeSet<String>);

impl Owned {
    /// Those that have a value in what it sent last.
    pub fn of(sent: &Object) -> Self {
        let mut names = BTreeSet::new();
        for (name, value) in sent {
            match value {
                Value::Null => {}
                Value::Object(extension) if is_extension(name) => names.extend(
                    extension
                        .iter()
                        .filter(|(_, value)| !value.is_null())
                        .map(|(inner, _)| fold(&format!("{name}:{inner}")).into_owned()),
                ),
                _ => {
                    names.insert(fold(name).into_owned());
                }
            }
        }
        Self(names)
    }

    /// Those of that name.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(
            names
                .into_iter()
                .map(|name| fold(name).into_owned())
                .collect(),
        )
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(&*fold(name))
    }
}

/// What a pulled resource may write: all of it but the attributes about which the connection that pushes is believed and says something. An
/// extension of which nothing is left is left out, and `schemas` names what is there.
pub fn reduce(resource: &Object, owned: &Owned, priorities: &Priorities) -> Object {
    let may = |name: &str| priorities.winner(name) == Winner::Pull || !owned.has(name);
    let mut reduced = Object::new();
    for (name, value) in resource {
        match value {
            _ if name == "schemas" => {
                reduced.insert(name.clone(), value.clone());
            }
            Value::Object(extension) if is_extension(name) => {
                let mut left = extension.clone();
                left.retain(|inner, _| may(&format!("{name}:{inner}")));
                if !left.is_empty() {
                    reduced.insert(name.clone(), left.into());
                }
            }
            _ if may(name) => {
                reduced.insert(name.clone(), value.clone());
            }
            _ => {}
        }
    }
    let gone = |urn: &str| resource.contains_key(urn) && !reduced.contains_key(urn);
    let schemas = resource.get("schemas").and_then(Value::as_array);
    let kept: Option<Vec<Value>> = schemas.map(|schemas| {
        let urns = schemas.iter().filter(|urn| !urn.as_str().is_some_and(gone));
        urns.cloned().collect()
    });
    if let Some(kept) = kept {
        reduced.insert("schemas".to_owned(), kept.into());
    }
    reduced
}

fn is_extension(name: &str) -> bool {
    name.get(..4)
        .is_some_and(|urn| urn.eq_ignore_ascii_case("urn:"))
}
