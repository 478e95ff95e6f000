//! What is made of a value.

use serde::{Deserialize, Serialize};

use super::Language;

/// What is made of a value before it is shown. A value of which one can make nothing stays as it is: `phone` of what is no
/// telephone number, `country_name` of what is no code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Transform {
    /// One space for each stretch of white space.
    Trim,
    /// Capitals.
    Upper,
    /// Small letters.
    Lower,
    /// A capital at the beginning of each word that is all in capitals or all in small letters; `McArthur` stays.
    Title,
    /// The first characters, as people count them.
    First(usize),
    /// The first letter of each word, as a capital.
    Initials,
    /// The values of a list as one text, with this between two.
    Join(String),
    /// A telephone number in this form.
    Phone(PhoneForm),
    /// The name of a country for its code (ISO 3166-1 alpha-2), in this language or else the person's.
    CountryName {
        /// The language.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
    },
    /// A date as it is written in this language, or else the person's.
    Date {
        /// How long.
        length: DateLength,
        /// The language.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
    },
}

/// How a telephone number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneForm {
    /// `+49 30 901820` (ITU-T E.123).
    International,
    /// `030 901820`.
    National,
    /// `tel:+49-30-901820`, for links (RFC 3966).
    Tel,
}

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateLength {
    /// `30.11.26`
    Short,
    /// `30. Nov. 2026`
    Medium,
    /// `30. November 2026`
    Long,
}
