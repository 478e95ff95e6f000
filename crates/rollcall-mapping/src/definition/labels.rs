//! What people read, in their language.

use serde::{Deserialize, Serialize};

/// A language in which labels are written.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// Dutch.
    Nl,
    /// French.
    Fr,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::En, Self::De, Self::Nl, Self::Fr];

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Nl => "nl",
            Self::Fr => "fr",
        }
    }

    /// The language of a tag (`de-AT` is German), if it is one of these.
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|known| primary.eq_ignore_ascii_case(known.tag()))
    }
}

/// A label in the languages that it is written in; in the others it is English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    /// English.
    pub en: String,
    /// German.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub de: Option<String>,
    /// Dutch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nl: Option<String>,
    /// French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fr: Option<String>,
}

impl Labels {
    /// The label in a language.
    pub fn in_language(&self, language: Language) -> &str {
        let written = match language {
            Language::En => None,
            Language::De => self.de.as_deref(),
            Language::Nl => self.nl.as_deref(),
            Language::Fr => self.fr.as_deref(),
        };
        written.unwrap_or(&self.en)
    }

    /// Every text.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let others = [&self.de, &self.nl, &self.fr];
        [self.en.as_str()]
            .into_iter()
            .chain(others.into_iter().flatten().map(String::as_str))
    }
}
