//! The resource types this server knows, read from the JSON files beside this one.

use std::sync::LazyLock;

use serde::de::DeserializeOwned;

use super::{Attribute, Extension, ResourceType, Schema};

/// The resource types, in the order in which `/ResourceTypes` shows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Registry {
    pub(super) types: Vec<ResourceType>,
    /// Schemas that were defined and that no type uses (yet).
    pub(super) unused: Vec<Schema>,
}

static BUILTIN: LazyLock<Registry> = LazyLock::new(|| {
    Registry::new(vec![
        ResourceType {
            name: "User".to_owned(),
            endpoint: "Users".to_owned(),
            description: "People".to_owned(),
            schema: compiled_in(include_str!("user.json")),
            extensions: vec![Extension {
                schema: compiled_in(include_str!("enterprise_user.json")),
                required: false,
                learned: false,
            }],
        },
        ResourceType {
            name: "Group".to_owned(),
            endpoint: "Groups".to_owned(),
            description: "Groups of people".to_owned(),
            schema: compiled_in(include_str!("group.json")),
            extensions: Vec::new(),
        },
    ])
});

static COMMON: LazyLock<Vec<Attribute>> =
    LazyLock::new(|| compiled_in(include_str!("common.json")));

/// The attributes that every resource has: `schemas`, `id`, `externalId`, `meta` (RFC 7643 §3.1).
pub(super) fn common() -> &'static [Attribute] {
    &COMMON
}

#[expect(
    clippy::expect_used,
    reason = "the text is compiled in, and every test of this module parses it"
)]
fn compiled_in<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).expect("a schema file that is compiled in is valid")
}

impl Registry {
    /// A registry of exactly these types. Names, endpoints and schema URNs must differ.
    pub fn new(types: Vec<ResourceType>) -> Self {
        Self {
            types,
            unused: Vec::new(),
        }
    }

    /// User (with the enterprise extension) and Group, as RFC 7643 §4 defines them with its errata.
    ///
    /// Where the answers of this server differ from RFC 7643 §8.7.1, the schema says what is true:
    /// `addresses.primary` exists, `manager.displayName` is kept as sent, a group's `displayName` is unique.
    pub fn builtin() -> Self {
        BUILTIN.clone()
    }

    /// All resource types.
    pub fn types(&self) -> &[ResourceType] {
        &self.types
    }

    /// The type served at that path segment (`Users`), which is compared with its case.
    pub fn by_endpoint(&self, endpoint: &str) -> Option<&ResourceType> {
        self.types.iter().find(|t| t.endpoint == endpoint)
    }

    /// The type of that name (`User`), in any case.
    pub fn by_name(&self, name: &str) -> Option<&ResourceType> {
        self.types
            .iter()
            .find(|t| t.name.eq_ignore_ascii_case(name))
    }

    /// Every schema once: the base schemas, then the extensions.
    pub fn schemas(&self) -> Vec<&Schema> {
        let bases = self.types.iter().map(|t| &t.schema);
        let extensions = self
            .types
            .iter()
            .flat_map(|t| &t.extensions)
            .map(|e| &e.schema);
        let mut schemas: Vec<&Schema> = Vec::new();
        for schema in bases.chain(extensions) {
            if !schemas.iter().any(|known| known.id == schema.id) {
                schemas.push(schema);
            }
        }
        schemas
    }
}

#[cfg(test)]
mod tests;
