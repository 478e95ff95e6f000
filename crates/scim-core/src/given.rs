//! One attribute is given once, in every profile: names differ by more than case (RFC 7643 §2.1), so whoever gives two values
//! to one name does not say which is meant, and a proxy on the way may have looked at the other. Exactly equal members of
//! an object are refused where text becomes JSON ([`crate::body`]), other spellings of one attribute wherever names are
//! looked up: in resources, PATCH values, bulk and search requests.

use std::collections::HashSet;

use serde_json::Value;

use crate::{Error, ErrorKind, Object, Result};

/// The longest path or name, in characters, that is noted or shown as a client chose it.
const SHOWN_CHARS_MAX: usize = 200;

/// Up to so many names are compared each with each, which takes no memory.
const COMPARED_MAX: usize = 24;

/// What was given so far.
#[derive(Debug, Default)]
pub(crate) struct Given(HashSet<String>);

impl Given {
    /// Takes note of an attribute by its path, in the spelling of its schema.
    ///
    /// # Errors
    /// `invalidSyntax`: it has been given before.
    pub(crate) fn once(&mut self, path: &str) -> Result<()> {
        self.note(path.to_owned(), path)
    }

    /// As [`Self::once`], for what no schema spells.
    ///
    /// # Errors
    /// `invalidSyntax`: it has been given before, perhaps in another case.
    pub(crate) fn once_in_any_case(&mut self, path: &str) -> Result<()> {
        self.note(path.to_ascii_lowercase(), path)
    }

    fn note(&mut self, key: String, path: &str) -> Result<()> {
        if self.0.insert(key) {
            return Ok(());
        }
        Err(twice(path))
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The error for an attribute that is given again.
pub(crate) fn twice(path: &str) -> Error {
    let detail = format!("{} is given twice; send it once.", shown(path));
    Error::new(ErrorKind::InvalidSyntax, detail)
}

/// Whether no two members of an object have one name; what they hold is not looked at.
///
/// # Errors
/// `invalidSyntax`: two have. `prefix` stands before the name.
pub(crate) fn each_once(prefix: &str, members: &Object) -> Result<()> {
    match repeated(members) {
        Some(name) => Err(twice(&format!("{prefix}{name}"))),
        None => Ok(()),
    }
}

/// As [`each_once`], for every object within a value.
///
/// # Errors
/// `invalidSyntax` with the names that lead there.
pub(crate) fn each_once_within(value: &Value) -> Result<()> {
    match repeated_within(value) {
        Some(mut names) => {
            names.reverse();
            Err(twice(&names.join(".")))
        }
        None => Ok(()),
    }
}

/// The names that lead to one that is repeated, the innermost first.
fn repeated_within(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::Object(members) => match repeated(members) {
            Some(name) => Some(vec![name]),
            None => members.iter().find_map(|(name, value)| {
                let mut names = repeated_within(value)?;
                names.push(name);
                Some(names)
            }),
        },
        Value::Array(values) => values.iter().find_map(repeated_within),
        _ => None,
    }
}

fn repeated(members: &Object) -> Option<&str> {
    if members.len() <= COMPARED_MAX {
        let mut names = members.keys().enumerate();
        let repeated = names.find(|(index, name)| {
            let mut before = members.keys().take(*index);
            before.any(|other| other.eq_ignore_ascii_case(name))
        });
        return repeated.map(|(_, name)| name.as_str());
    }
    let mut seen = HashSet::with_capacity(members.len());
    let repeated = members
        .keys()
        .find(|name| !seen.insert(name.to_ascii_lowercase()));
    repeated.map(String::as_str)
}

/// A member of a message that is there and says something, whatever the case of its name (RFC 7643 §2.1).
pub(crate) fn member<'b>(message: &'b Object, name: &str) -> Option<&'b Value> {
    member_or_null(message, name).filter(|value| !value.is_null())
}

/// As [`member`], where `null` says something too: that there is no value.
pub(crate) fn member_or_null<'b>(message: &'b Object, name: &str) -> Option<&'b Value> {
    let mut members = message.iter();
    let (_, value) = members.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    Some(value)
}

/// A path that a client chose, as it is stored or shown.
pub(crate) fn shown(path: &str) -> String {
    path.chars()
        .take(SHOWN_CHARS_MAX)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}
