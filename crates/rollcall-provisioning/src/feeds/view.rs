//! What is made of people: all that is announced.

use std::collections::HashMap;

use jiff::Timestamp;
use rollcall_mapping::{Mapping, Person};
use rollcall_storage::Conn;
use rollcall_storage::resources::{self, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

use super::digest::{self, Digest, Noted};
use crate::people::{self, Record};
use crate::{Error, Result};

/// Before the names of a target user's columns; smart fields are called by their keys.
pub(super) const TARGET_USER: &str = "target_user.";
/// Before what is said of a signature.
pub(super) const SIGNATURE: &str = "signature.";

/// A person as announcements see them.
pub(super) struct Seen {
    /// What they have, by name; nothing for who is deactivated.
    pub(super) values: Option<Vec<(String, Value)>>,
    /// By which others may name them as their manager.
    pub(super) user_name: String,
    as_manager: Digest,
}

/// Those of these people who are there, as this mapping sees them.
pub(super) fn look(
    conn: &mut Conn,
    scope: &Scope<'_>,
    mapping: &Mapping,
    now: Timestamp,
    of: &[Uuid],
) -> Result<HashMap<Uuid, Seen>> {
    let rows = resources::find_in_groups_all(conn, scope, of)?;
    let ids: Vec<_> = rows.iter().map(|(stored, _)| stored.id).collect();
    let records = people::records(conn, scope, std::slice::from_ref(mapping), rows)?;
    let seen = records.iter().map(|record| seen(mapping, record, now));
    ids.into_iter()
        .zip(seen)
        .map(|(id, seen)| Ok((id, seen?)))
        .collect()
}

fn seen(mapping: &Mapping, record: &Record, now: Timestamp) -> Result<Seen> {
    let person = record.person(0);
    let is_present = person.object.get("active") != Some(&Value::Bool(false));
    let mut as_manager = String::new();
    for (key, value) in mapping.manager(&person).values() {
        // No key and no value has these between.
        as_manager.extend([key, "\u{1f}", value, "\u{1e}"]);
    }
    Ok(Seen {
        values: is_present
            .then(|| made_of(mapping, &person, now))
            .transpose()?,
        user_name: record.user_name().to_owned(),
        as_manager: digest::of(&as_manager),
    })
}

/// Everything that is made of a person, by name. Whatever else comes to be made of people joins here, and is announced.
fn made_of(mapping: &Mapping, person: &Person<'_>, now: Timestamp) -> Result<Vec<(String, Value)>> {
    let fields = mapping.values(person).into_iter();
    let mut values: Vec<_> = fields
        .filter_map(|field| Some((field.key, field.value?.0)))
        .collect();
    let target = serde_json::to_value(mapping.target_user(person))
        .map_err(|error| Error::Internal(Box::new(error)))?;
    if let Value::Object(columns) = target {
        let columns = columns
            .into_iter()
            .filter(|(name, value)| name != "id" && !is_empty(value));
        values.extend(columns.map(|(name, value)| (format!("{TARGET_USER}{name}"), value)));
    }
    values.extend(signature(mapping, person, now));
    Ok(values)
}

/// The signature that a person gets at a moment, and what it says; that it cannot be made is something that it says.
fn signature(mapping: &Mapping, person: &Person<'_>, now: Timestamp) -> Vec<(String, Value)> {
    let Some(key) = mapping.choice(person).signature else {
        return Vec::new();
    };
    let said = match mapping.signature(person, now) {
        Ok(made) => json!(made),
        Err(error) => json!({ "failure": error.to_string() }),
    };
    vec![
        (format!("{SIGNATURE}key"), Value::from(key)),
        (format!("{SIGNATURE}rendered"), said),
    ]
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

impl Seen {
    /// What is noted of them. `names` are those that have numbers; new ones get the next.
    ///
    /// # Errors
    /// When there are more names than numbers, which no tenant comes to.
    pub(super) fn note(&self, names: &mut Names) -> Result<Noted> {
        let mut noted = Noted {
            present: self.values.is_some(),
            as_manager: self.as_manager,
            ..Noted::default()
        };
        for (name, value) in self.values.iter().flatten() {
            let number = names.number(name)?;
            noted.values.insert(number, digest::of(&value.to_string()));
        }
        Ok(noted)
    }
}

/// The names of values and their numbers.
pub(super) struct Names {
    pub(super) all: Vec<String>,
    numbers: HashMap<String, u16>,
}

impl Names {
    pub(super) fn new(all: Vec<String>) -> Self {
        let numbered = all.iter().zip(0..);
        let numbers = numbered.map(|(name, number)| (name.clone(), number));
        Self {
            numbers: numbers.collect(),
            all,
        }
    }

    fn number(&mut self, name: &str) -> Result<u16> {
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        let number = u16::try_from(self.all.len())
            .map_err(|_| Error::Internal("a feed has seen 65,536 names of values".into()))?;
        self.all.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        Ok(number)
    }

    /// The names of these numbers.
    pub(super) fn of(&self, numbers: &[u16]) -> Vec<&str> {
        let named = numbers
            .iter()
            .filter_map(|number| self.all.get(usize::from(*number)));
        named.map(String::as_str).collect()
    }
}
