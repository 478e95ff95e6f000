//! Which column means what: as it is said, or else as it is called.

use std::borrow::Cow;

use serde::Serialize;

use super::Refusal;
use super::attribute::{ATTRIBUTES, Attribute};
use super::place::Place;

/// What stands in which column, where that is said: the column's name, and the key or path of an attribute; an empty one
/// means that the column is not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap(pub Vec<(String, String)>);

impl ColumnMap {
    /// Reads one entry, `Spalte=title`.
    ///
    /// # Errors
    /// A text without `=`.
    pub fn add(&mut self, entry: &str) -> Result<(), Refusal> {
        // A column's name may have one too; an attribute has none.
        let (column, attribute) = entry.rsplit_once('=').ok_or_else(|| {
            Refusal(format!(
                "{entry:?} maps nothing. Write the column's name, =, and what it has: \"Spalte=job_title\"."
            ))
        })?;
        let entry = (column.trim().to_owned(), attribute.trim().to_owned());
        self.0.push(entry);
        Ok(())
    }
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListColumn {
    /// What the file calls it.
    pub name: String,
    /// The key of what it means, or the path under an extension; none where it is not read.
    pub attribute: Option<String>,
    /// Whether that was said, rather than recognised.
    pub mapped: bool,
    /// Another column that means the same and is read instead, if that is why this one is not.
    pub same_as: Option<String>,
    #[serde(skip)]
    pub(super) place: Option<Place>,
}

/// Finds out what each column means.
pub(super) fn recognise(header: &[String], map: &ColumnMap) -> Result<Vec<ListColumn>, Refusal> {
    let mut columns: Vec<_> = header.iter().map(|name| unknown(name)).collect();
    let mut is_said = vec![false; columns.len()];
    for (name, attribute) in &map.0 {
        let at = position(header, name)?;
        if let (Some(column), Some(is_said)) = (columns.get_mut(at), is_said.get_mut(at)) {
            *is_said = true;
            if !attribute.is_empty() {
                let (key, place) = named(attribute)?;
                column.attribute = Some(key);
                column.place = Some(place);
                column.mapped = true;
            }
        }
    }
    refuse_twins(&columns)?;
    for attribute in ATTRIBUTES {
        take_surest(&mut columns, &is_said, attribute);
    }
    let is_known = |key| {
        columns
            .iter()
            .any(|it| it.attribute.as_deref() == Some(key))
    };
    if !is_known("email") {
        return Err(Refusal(format!(
            "No column has people's e-mail addresses, as far as the names of the columns tell: {}. Say which one does: \
             map it to email.",
            shown(header)
        )));
    }
    Ok(columns)
}

fn unknown(name: &str) -> ListColumn {
    ListColumn {
        name: name.to_owned(),
        attribute: None,
        mapped: false,
        same_as: None,
        place: None,
    }
}

fn shown(header: &[String]) -> String {
    const SHOWN: usize = 20;
    let names: Vec<_> = header.iter().take(SHOWN).map(String::as_str).collect();
    names.join(", ")
}

fn position(header: &[String], name: &str) -> Result<usize, Refusal> {
    let exact = header.iter().position(|known| known == name);
    let alike = || header.iter().position(|known| plain(known) == plain(name));
    exact.or_else(alike).ok_or_else(|| {
        Refusal(format!(
            "The file has no column {name:?}; it has {}.",
            shown(header)
        ))
    })
}

/// What a mapping names: a key, a path, or an attribute of an extension by its URN.
fn named(text: &str) -> Result<(String, Place), Refusal> {
    let known = ATTRIBUTES
        .iter()
        .find(|it| it.key.eq_ignore_ascii_case(text) || it.path.eq_ignore_ascii_case(text));
    if let Some(known) = known {
        return Ok((known.key.to_owned(), known.place.clone()));
    }
    let urn = text
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("urn:"));
    let extension = urn.and_then(|_| text.rsplit_once(':'));
    if let Some((urn, name)) = extension
        && is_name(name)
        && urn.len() > "urn:x:".len()
    {
        let place = Place::Extension(Cow::Owned(urn.to_owned()), Cow::Owned(name.to_owned()));
        return Ok((text.to_owned(), place));
    }
    let keys: Vec<_> = ATTRIBUTES.iter().map(|it| it.key).collect();
    Err(Refusal(format!(
        "{text:?} is nothing that a column can have. It may have {}, or an attribute of an extension (urn:…:User:name).",
        keys.join(", ")
    )))
}

/// RFC 7643 §2.1.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_$".contains(c))
}

fn refuse_twins(columns: &[ListColumn]) -> Result<(), Refusal> {
    for (number, column) in columns.iter().enumerate() {
        let same = |it: &&ListColumn| it.attribute.is_some() && it.attribute == column.attribute;
        if let Some(twin) = columns.iter().take(number).find(same) {
            return Err(Refusal(format!(
                "The columns {:?} and {:?} are both mapped to {}. Map one of them to nothing.",
                twin.name,
                column.name,
                column.attribute.as_deref().unwrap_or_default()
            )));
        }
    }
    Ok(())
}

/// Gives an attribute the column whose name is the surest for it; others that mean the same are told so.
fn take_surest(columns: &mut [ListColumn], is_said: &[bool], attribute: &Attribute) {
    let rank = |column: &ListColumn| {
        let name = plain(&column.name);
        attribute.names.iter().position(|known| *known == name)
    };
    let said = columns
        .iter()
        .position(|it| it.attribute.as_deref() == Some(attribute.key));
    let mut candidates: Vec<_> = columns
        .iter()
        .zip(is_said)
        .enumerate()
        .filter(|(_, (column, is_said))| !**is_said && column.attribute.is_none())
        .filter_map(|(at, (column, _))| Some((rank(column)?, at)))
        .collect();
    candidates.sort_unstable();
    let chosen = said.or(candidates.first().map(|(_, at)| *at));
    let Some(chosen) = chosen else {
        return;
    };
    let name = columns.get(chosen).map(|column| column.name.clone());
    for (_, at) in candidates {
        let Some(column) = columns.get_mut(at) else {
            continue;
        };
        if at == chosen {
            column.attribute = Some(attribute.key.to_owned());
            column.place = Some(attribute.place.clone());
        } else {
            column.same_as.clone_from(&name);
        }
    }
}

/// A name as names are compared: small letters and digits.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
