//! Which disagreements are known, and why: classes as data.

use super::disagreement::Disagreement;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Who is right about a class of disagreements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// The server of `--url`.
    First,
    /// The server of `--other`.
    Second,
    /// The RFCs leave it open, or say nothing.
    Either,
}

impl Right {
    /// For people.
    pub(super) fn words(self) -> &'static str {
        match self {
            Right::First => "the first server is right",
            Right::Second => "the second server is right",
            Right::Either => "both may do so",
        }
    }
}

/// A named class of disagreements.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// A short name, for counting.
    pub name: String,
    /// What the features of a disagreement must look like (see [`Disagreement::features`]): each named one must match one of its
    /// patterns, in which `*` stands for any text.
    pub when: BTreeMap<String, Patterns>,
    /// Who is right.
    pub right: Right,
    /// The place in the RFCs.
    pub rfc: String,
    /// Why the servers differ.
    pub reason: String,
}

/// One pattern or several of which one must match.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Patterns {
    /// This one.
    One(String),
    /// Any of these.
    Any(Vec<String>),
}

impl Patterns {
    fn matches(&self, text: &str) -> bool {
        match self {
            Patterns::One(pattern) => matches(pattern, text),
            Patterns::Any(patterns) => patterns.iter().any(|pattern| matches(pattern, text)),
        }
    }
}

/// Reads the classes from a file.
///
/// # Errors
/// Says what is wrong with the file.
pub(super) fn read(file: &Path) -> Result<Vec<Explanation>, String> {
    let problem = |error: String| format!("{}: {error}", file.display());
    let text = std::fs::read_to_string(file).map_err(|error| problem(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| problem(error.to_string()))
}

/// The first class that `disagreement` belongs to.
pub(super) fn explain<'a>(
    all: &'a [Explanation],
    disagreement: &Disagreement,
) -> Option<&'a Explanation> {
    let features = disagreement.features();
    let holds = |(name, patterns): (&String, &Patterns)| {
        features
            .get(name.as_str())
            .is_some_and(|text| patterns.matches(text))
    };
    all.iter()
        .find(|explanation| explanation.when.iter().all(holds))
}

/// Whether the whole of `text` is `pattern`, where `*` stands for any text; case matters.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let end = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some((_, behind)) = text.split_once(piece) else {
            return false;
        };
        text = behind;
    }
    text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_match_the_whole_text() {
        let table = [
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("a*", "abcd", true),
            ("*d", "abcd", true),
            ("*b*d", "abcd", true),
            ("a*b*c", "a-c-b", false),
            ("ab*ba", "aba", false),
            ("*", "", true),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
