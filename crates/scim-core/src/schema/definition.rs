//! Definitions of schemas and resource types as they are written down: the JSON of RFC 7643 §6 and §7.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ResourceType, Schema, read};

/// What is wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// The URN of the schema, or the name of the resource type; empty where the text is neither.
    pub subject: String,
    /// The attribute (`name.givenName`), where one is to blame.
    pub attribute: Option<String>,
    /// Which rule is broken and what to write instead.
    pub reason: String,
}

impl Invalid {
    /// A mistake in a schema or type as a whole.
    pub(super) fn new(subject: &str, reason: impl Into<String>) -> Self {
        Self {
            subject: subject.to_owned(),
            attribute: None,
            reason: reason.into(),
        }
    }

    /// A mistake in one attribute.
    pub(super) fn at(subject: &str, attribute: &str, reason: impl Into<String>) -> Self {
        Self {
            attribute: Some(attribute.to_owned()),
            ..Self::new(subject, reason)
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.subject.is_empty() {
            write!(f, "{}: ", self.subject)?;
        }
        if let Some(attribute) = &self.attribute {
            write!(f, "the attribute `{attribute}` ")?;
        }
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Invalid {}

/// A resource type as RFC 7643 §6 writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceTypeDefinition {
    /// `Device`: name and id, which are the same.
    pub name: String,
    /// `/Devices`, with or without its slash.
    pub endpoint: String,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// The URN of the base schema.
    pub schema: String,
    /// The extensions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schema_extensions: Vec<ExtensionDefinition>,
}

/// An extension of a resource type (RFC 7643 §6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExtensionDefinition {
    /// The URN of the extension's schema.
    pub schema: String,
    /// Whether each resource must have it.
    #[serde(default)]
    pub required: bool,
}

impl ResourceTypeDefinition {
    /// The endpoint without its slash.
    pub fn endpoint(&self) -> &str {
        self.endpoint.strip_prefix('/').unwrap_or(&self.endpoint)
    }
}

impl ResourceType {
    /// The type as RFC 7643 §6 writes it, with all its extensions.
    pub fn definition(&self) -> ResourceTypeDefinition {
        let extension = |extension: &super::Extension| ExtensionDefinition {
            schema: extension.schema.id.clone(),
            required: extension.required,
        };
        ResourceTypeDefinition {
            name: self.name.clone(),
            endpoint: format!("/{}", self.endpoint),
            description: self.description.clone(),
            schema: self.schema.id.clone(),
            schema_extensions: self.extensions.iter().map(extension).collect(),
        }
    }
}

/// Schemas and resource types that were read, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Definitions {
    /// The schemas.
    pub schemas: Vec<Schema>,
    /// The resource types.
    pub resource_types: Vec<ResourceTypeDefinition>,
}

impl Definitions {
    /// Adds what a JSON document defines: one schema or resource type, an array of them, or the list
    /// response that `/Schemas` or `/ResourceTypes` of a server answers.
    ///
    /// # Errors
    /// [`Invalid`] for what is neither, and for a characteristic that is unknown or of the wrong type.
    pub fn read(&mut self, document: &Value) -> Result<(), Invalid> {
        match document {
            Value::Array(all) => all.iter().try_for_each(|one| self.read_one(one)),
            Value::Object(object) => match object.get("Resources") {
                Some(Value::Array(all)) => all.iter().try_for_each(|one| self.read_one(one)),
                _ => self.read_one(document),
            },
            _ => Err(neither()),
        }
    }

    fn read_one(&mut self, document: &Value) -> Result<(), Invalid> {
        let object = document.as_object().ok_or_else(neither)?;
        if object.contains_key("endpoint") {
            self.resource_types.push(read::resource_type(object)?);
        } else if object.contains_key("id") {
            self.schemas.push(read::schema(object)?);
        } else {
            return Err(neither());
        }
        Ok(())
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.schemas.is_empty() && self.resource_types.is_empty()
    }
}

fn neither() -> Invalid {
    Invalid::new(
        "",
        "A definition is a JSON object: a schema with `id` and `attributes` (RFC 7643 §7) or a resource type \
         with `name`, `endpoint` and `schema` (§6).",
    )
}
