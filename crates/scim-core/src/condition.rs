//! A filter resolved against a resource type: names found, literals typed, case folded (RFC 7644
//! §3.4.2.2).
//!
//! A [`Condition`] can no longer be wrong: whoever evaluates it or compiles it to SQL decides
//! nothing about schemas. Logic has two truth values, and these rewrites leave less to handle: `x
//! ne v` is `not (x eq v)`, `x eq null` is `not (x pr)`, `x ne null` is `x pr`.
//!
//! ```
//! use scim_core::{Rules, condition, condition::{Condition, Operand}, schema::Registry};
//!
//! let registry = Registry::builtin();
//! let users = registry.by_endpoint("Users").unwrap();
//! let Condition::Compare { place, operand, .. } = condition::parse(users, r#"USERNAME eq "Amina""#, Rules::NONE).unwrap() else {
//!     panic!("one comparison")
//! };
//! assert_eq!((place.to_string().as_str(), operand), ("userName", Operand::Text("amina".to_owned())));
//! assert!(condition::parse(users, "active gt true", Rules::NONE).is_err());
//! ```

mod across;
mod compile;
#[cfg(test)]
mod tests;
mod unquoted;

pub use across::parse_across;
pub use compile::{compile, parse};
pub(crate) use compile::{compile_element, few_enough_terms, place};
pub use scim_filter_parser::CompareOp;

use std::fmt;

use crate::schema::Kind;

/// A typed filter.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Every part holds.
    All(Vec<Condition>),
    /// At least one part holds.
    Any(Vec<Condition>),
    /// The part does not hold. True where the attribute is absent and the part asks for a value.
    Not(Box<Condition>),
    /// The place has a value that is not empty.
    Present(Place),
    /// Some value at the place compares so with the operand.
    Compare {
        /// What is compared.
        place: Place,
        /// How; never [`CompareOp::Ne`].
        op: CompareOp,
        /// With what, in the type of the place.
        operand: Operand,
    },
    /// One and the same value of the attribute fulfils the condition, whose places are relative to
    /// it: their `attribute` is the sub-attribute's name, `schema` and `sub` are empty. A value
    /// that is not an object is seen as its own sub-attribute `value`.
    Element {
        /// The attribute whose values are looked at, one by one.
        attribute: Place,
        /// What one value has to fulfil.
        condition: Box<Condition>,
    },
}

/// Where a value stands in a resource, in canonical spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The extension's URN; none for core and common attributes.
    pub schema: Option<String>,
    /// The attribute, or the URN of an extension that is looked at as a whole.
    pub attribute: String,
    /// The sub-attribute.
    pub sub: Option<String>,
    /// The data type of the sub-attribute, or of the attribute if there is none.
    pub kind: Kind,
    /// Whether text is compared with its case; always so for binaries.
    pub case_exact: bool,
    /// Whether the attribute has several values.
    pub multi_valued: bool,
}

impl Place {
    /// Where to look in a rendered resource: the attribute's name, or the URN of the extension that it is in.
    pub fn key(&self) -> &str {
        self.schema.as_ref().unwrap_or(&self.attribute)
    }
}

impl fmt::Display for Place {
    /// As in a filter: `emails.value`, `urn:…:User:manager.value`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}:")?;
        }
        f.write_str(&self.attribute)?;
        match &self.sub {
            Some(sub) => write!(f, ".{sub}"),
            None => Ok(()),
        }
    }
}

/// A literal in the type of the place that it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// For boolean attributes.
    Boolean(bool),
    /// For integer attributes, and whole numbers compared with decimal ones.
    Integer(i64),
    /// For decimal attributes, and fractions compared with integer ones.
    Decimal(f64),
    /// For strings, references and binaries: folded already, unless the place is `case_exact`.
    Text(String),
    /// For dates: microseconds since the Unix epoch, UTC.
    Instant(i64),
}

impl Condition {
    /// The keys of a rendered resource that the condition looks at: attributes by their canonical names (for example
    /// `members`), extensions by their URNs. Some may come several times.
    pub fn keys(&self) -> Vec<&str> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::keys).collect(),
            Self::Not(part) => part.keys(),
            Self::Present(place)
            | Self::Compare { place, .. }
            | Self::Element {
                attribute: place, ..
            } => vec![place.key()],
        }
    }
}
