//! A signature.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Language;

/// A signature, in the languages that it is written in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The name in rules and requests: as that of a field. It never changes.
    pub key: String,
    /// What people read.
    pub name: String,
    /// Its templates. A person gets the one of their language, or else of the definition's, or else the first.
    pub templates: BTreeMap<Language, Template>,
}

/// The two forms of a signature, in one language: templates in the language of Jinja.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// HTML.
    pub html: String,
    /// Plain text, for mail programs that show no HTML.
    pub text: String,
}
