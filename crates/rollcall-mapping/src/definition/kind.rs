//! What the values of a field are.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the values of a field are. None of them is refused: a value that an identity provider sent is shown as it is, but for
/// white space around it and the spelling of languages; one that is not of the kind is flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// A day or an instant, as RFC 3339 writes them.
    Date,
    /// Several texts; a JSON array.
    List,
    /// One of a few words.
    Enum,
}

impl FieldKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Text,
        Self::Email,
        Self::Phone,
        Self::Url,
        Self::Image,
        Self::Language,
        Self::Country,
        Self::TimeZone,
        Self::Date,
        Self::List,
        Self::Enum,
    ];
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
            Self::Date => "date",
            Self::List => "list",
            Self::Enum => "enum",
        })
    }
}
