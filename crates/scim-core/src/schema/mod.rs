//! Schemas and resource types as data (RFC 7643 §6 and §7), and finding one's way in them.
//!
//! A [`Registry`] begins as the built-in types and is extended by [`Definitions`], which are read from the same
//! JSON that `/Schemas` and `/ResourceTypes` serve:
//!
//! ```
//! use scim_core::schema::{Definitions, Registry};
//!
//! let mut definitions = Definitions::default();
//! definitions.read(&serde_json::json!([
//!     {"id": "urn:example:2.0:Printer", "name": "Printer", "attributes": [{"name": "model", "type": "string"}]},
//!     {"name": "Printer", "endpoint": "/Printers", "schema": "urn:example:2.0:Printer"},
//! ])).unwrap();
//! let registry = Registry::builtin().extend(&definitions.schemas, &definitions.resource_types).unwrap();
//! assert!(registry.by_endpoint("Printers").unwrap().attribute("MODEL").is_some());
//! ```

mod attribute;
mod check;
mod definition;
mod extend;
pub mod learned;
mod narrowing;
mod read;
mod registry;
mod resolve;
mod unique;

pub use attribute::{Attribute, Kind, Mutability, Returned, Uniqueness};
pub(crate) use check::is_plain_name;
pub use definition::{Definitions, ExtensionDefinition, Invalid, ResourceTypeDefinition};
pub use narrowing::{Narrowing, narrowings};
pub use registry::Registry;
pub use resolve::Resolved;
pub(crate) use unique::same;
pub use unique::unique_values;

use serde::{Deserialize, Serialize};

/// The core User schema's URN.
pub const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// The core Group schema's URN.
pub const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
/// The enterprise User extension's URN.
pub const ENTERPRISE_USER: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A schema: a URN and its attributes (RFC 7643 §7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// The URN.
    pub id: String,
    /// For people.
    pub name: String,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// In the order in which answers show them.
    pub attributes: Vec<Attribute>,
}

/// A resource type with its schemas resolved (RFC 7643 §6).
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceType {
    /// `User`, `Group` …: id and name, which are the same.
    pub name: String,
    /// The path below the base URL, without a slash: `Users`.
    pub endpoint: String,
    /// For people.
    pub description: String,
    /// The base schema, to which the common attributes `schemas`, `id`, `externalId` and `meta`
    /// (RFC 7643 §3.1) are added by resolution, not by the schema itself.
    pub schema: Schema,
    /// The extensions.
    pub extensions: Vec<Extension>,
}

/// A schema extension of a resource type.
#[derive(Debug, Clone, PartialEq)]
pub struct Extension {
    /// The extension's schema.
    pub schema: Schema,
    /// Whether each resource must have it.
    pub required: bool,
    /// Whether it is known only from what providers sent (see [`learned`]).
    pub learned: bool,
}

/// Whether the name of a member, or of an attribute, is the URN of an extension: no other name has a colon (RFC 7643 §2.1).
pub fn is_urn(name: &str) -> bool {
    name.contains(':')
}

/// The attribute whose values are kept as membership rows and never inside a document.
pub const MEMBERS: &str = "members";
