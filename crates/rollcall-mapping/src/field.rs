//! What a field is: an entry of the table [`FIELDS`](crate::FIELDS).

use std::fmt;

use serde::Serialize;

use crate::Column;

/// The definition of a smart field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name in templates, rules and exports. It never changes.
    pub key: &'static str,
    /// What its values are.
    pub kind: FieldKind,
    /// What people read, in English.
    pub label: &'static str,
    /// The column of the target user that this field fills. Where several fields fill one, the first in the
    /// table that has a value does.
    pub target: Option<Column>,
    /// Where the value comes from, in order; the first that has one wins.
    pub sources: &'static [Source],
    /// What an administrator wants to know about it.
    pub doc: &'static str,
}

/// What the values of a field are. None of them is refused: a value that an identity provider sent is shown
/// as it is, but for white space around it and the spelling of languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Any text.
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// The address of a page.
    Url,
    /// The address of a picture.
    Image,
    /// A language tag, brought into the spelling of BCP 47.
    Language,
    /// A country: ISO 3166-1 alpha-2 if the provider keeps to RFC 7643 §4.1.2.
    Country,
    /// A time zone: an IANA name if the provider keeps to RFC 7643 §4.1.1.
    TimeZone,
    /// Several texts; a JSON array.
    List,
    /// One of a few words.
    Enum,
}

impl fmt::Display for FieldKind {
    /// For people: `time zone`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Email => "e-mail",
            Self::Phone => "phone",
            Self::Url => "URL",
            Self::Image => "image",
            Self::Language => "language",
            Self::Country => "country",
            Self::TimeZone => "time zone",
            Self::List => "list",
            Self::Enum => "enum",
        })
    }
}

/// One link of a field's chain. Its [`Display`](fmt::Display) is what a result names as the winner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The value at a SCIM path, in the language of filters: `phoneNumbers[type eq "mobile"].value`. Of several
    /// values the first that is not empty. An extension that no schema knows is read by its exact URN.
    Path(&'static str),
    /// The value at a SCIM path, if it is an e-mail address (RFC 5321, RFC 6531) with a domain of two labels or more.
    AddressAt(&'static str),
    /// The values of other fields, which stand earlier in the table, with a space between them.
    Join(&'static [&'static str]),
    /// The name of the person whom `manager` refers to.
    ManagerName,
    /// The e-mail address of the person whom `manager` refers to.
    ManagerEmail,
    /// The names of the groups that the person is in.
    Groups,
    /// A fixed value for everybody who fulfils a SCIM filter.
    Rule {
        /// The filter.
        when: &'static str,
        /// The value.
        value: &'static str,
    },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => f.write_str(path),
            Self::AddressAt(path) => write!(f, "{path} (an e-mail address)"),
            Self::Join(keys) => write!(f, "join({})", keys.join(", ")),
            Self::ManagerName => f.write_str("full_name of the manager"),
            Self::ManagerEmail => f.write_str("email of the manager"),
            Self::Groups => f.write_str("groups"),
            Self::Rule { when, .. } => write!(f, "rule: {when}"),
        }
    }
}
