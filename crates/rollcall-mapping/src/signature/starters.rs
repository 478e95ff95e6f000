//! Signatures to begin with.

use std::collections::BTreeMap;

use crate::{Language, Signature, Template};

/// Key, name, HTML, text.
const STARTERS: [(&str, &str, &str, &str); 3] = [
    (
        "lines",
        "Lines: name, position, numbers with separators",
        include_str!("starters/lines.html"),
        include_str!("starters/lines.txt"),
    ),
    (
        "photo",
        "Photo: a picture beside the details",
        include_str!("starters/photo.html"),
        include_str!("starters/photo.txt"),
    ),
    (
        "card",
        "Card: a coloured head above labelled rows",
        include_str!("starters/card.html"),
        include_str!("starters/card.txt"),
    ),
];

impl Signature {
    /// Three signatures to begin with, in the four languages of labels, over the fields of
    /// [`Definition::builtin`](crate::Definition::builtin). Tables, inline styles, system fonts and sizes as attributes: what
    /// classic Outlook, Gmail and Apple Mail show alike.
    pub fn starters() -> Vec<Self> {
        let made = STARTERS.map(|(key, name, html, text)| {
            let template = || Template {
                html: html.to_owned(),
                text: text.to_owned(),
            };
            let templates = Language::ALL.map(|language| (language, template()));
            Self {
                key: key.to_owned(),
                name: name.to_owned(),
                templates: BTreeMap::from(templates),
            }
        });
        made.into()
    }
}
