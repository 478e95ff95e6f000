//! An attribute definition with its characteristics (RFC 7643 §2.2 and §7), as data.

use serde::{Deserialize, Serialize};

/// The definition of one attribute or sub-attribute. Serialises to exactly what `/Schemas` shows;
/// deserialising fills in the RFC's defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// The name in its canonical spelling.
    pub name: String,
    /// The data type.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Whether values come as an array.
    #[serde(default)]
    pub multi_valued: bool,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// Whether a resource must have it.
    #[serde(default)]
    pub required: bool,
    /// Suggested values, for example `work` and `home`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub canonical_values: Vec<String>,
    /// Whether strings are compared with their case.
    #[serde(default)]
    pub case_exact: bool,
    /// Who may change it.
    #[serde(default)]
    pub mutability: Mutability,
    /// When it is part of an answer.
    #[serde(default)]
    pub returned: Returned,
    /// Whether two resources may share a value.
    #[serde(default)]
    pub uniqueness: Uniqueness,
    /// For references: the resource types, `external` or `uri`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference_types: Vec<String>,
    /// For complex attributes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_attributes: Vec<Attribute>,
    /// Whether it is known only from what providers sent: then its type says what to expect, and no value
    /// is refused for having another.
    #[serde(skip)]
    pub learned: bool,
}

/// Attribute data types (RFC 7643 §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Text (§2.3.1).
    String,
    /// true or false (§2.3.2).
    Boolean,
    /// A number that may have a fraction (§2.3.3).
    Decimal,
    /// A whole number, here of 64 bits (§2.3.4).
    Integer,
    /// A point in time as text (§2.3.5).
    DateTime,
    /// A URI (§2.3.7), always compared with its case.
    Reference,
    /// Bytes as base64 (§2.3.6), always compared with their case.
    Binary,
    /// An object of sub-attributes (§2.3.8).
    Complex,
}

/// Who may change an attribute (RFC 7643 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mutability {
    /// The server alone.
    ReadOnly,
    /// Clients, at any time.
    #[default]
    ReadWrite,
    /// Clients, once.
    Immutable,
    /// Clients; and nobody may read it.
    WriteOnly,
}

/// When an attribute is part of an answer (RFC 7643 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Returned {
    /// Part of every answer.
    Always,
    /// Part of none.
    Never,
    /// Unless other attributes are asked for, or it is excluded.
    #[default]
    Default,
    /// Only where it is asked for.
    Request,
}

/// Whether values are unique (RFC 7643 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Uniqueness {
    /// Any number of resources may have the same.
    #[default]
    None,
    /// No two resources of the type in a tenant.
    Server,
    /// As [`Uniqueness::Server`]: beyond its own resources a server cannot look.
    Global,
}

impl Attribute {
    /// A single string that anybody may read and write, without a description: the RFC's defaults (§2.2).
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            kind: Kind::String,
            multi_valued: false,
            description: String::new(),
            required: false,
            canonical_values: Vec::new(),
            case_exact: false,
            mutability: Mutability::default(),
            returned: Returned::default(),
            uniqueness: Uniqueness::default(),
            reference_types: Vec::new(),
            sub_attributes: Vec::new(),
            learned: false,
        }
    }

    /// Whether its values are stored. What nobody may ever read (`returned` never, `mutability` writeOnly,
    /// whose values "SHALL NOT be returned") is a secret: it is checked and not kept.
    pub fn is_kept(&self) -> bool {
        self.returned != Returned::Never && self.mutability != Mutability::WriteOnly
    }

    /// Whether clients give its values and the server stores them.
    pub fn is_stored(&self) -> bool {
        self.is_kept() && self.mutability != Mutability::ReadOnly
    }

    /// The sub-attribute of that name, in any case (RFC 7643 §2.1).
    pub fn sub_attribute(&self, name: &str) -> Option<&Attribute> {
        self.sub_attributes
            .iter()
            .find(|a| a.name.eq_ignore_ascii_case(name))
    }
}
