//! One line of a list: the values for one person, or what is wrong with it.

use std::collections::HashMap;
use std::sync::Arc;

use scim_core::{Object, fold};
use serde_json::Value;

use super::columns::{ListColumn, plain};
use super::place::Place;
use super::table::{Cell, Row};
use super::{Limits, LineProblem};
use crate::export::safe_cell;
use crate::source::is_address;

/// What a list says of one person.
#[derive(Debug, Clone)]
pub struct ListPerson {
    /// The line of the file, from 1.
    pub line: u64,
    id: Option<String>,
    address: Option<String>,
    active: Option<bool>,
    /// By the numbers of the columns.
    values: Vec<(usize, Option<String>)>,
    places: Arc<[Option<Place>]>,
}

impl ListPerson {
    /// By what the list itself knows the person, where it has a column for that.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The e-mail address.
    pub fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }

    /// The person with what the list says: a column that is empty takes the value away, what the list has no column for stays. Whoever
    /// is in the list is active unless it says otherwise.
    pub fn apply(&self, before: &Object) -> Object {
        let mut after = before.clone();
        for (column, value) in &self.values {
            if let Some(Some(place)) = self.places.get(*column) {
                place.set(&mut after, value.as_deref());
            }
        }
        after.insert(
            "active".to_owned(),
            Value::Bool(self.active.unwrap_or(true)),
        );
        after
    }
}

/// Words for a status, in small letters.
const ACTIVE: &[&str] = &[
    "active",
    "aktiv",
    "actief",
    "actif",
    "active user",
    "true",
    "yes",
    "ja",
    "oui",
    "1",
    "y",
    "j",
    "o",
    "enabled",
];
const INACTIVE: &[&str] = &[
    "inactive", "inaktiv", "inactief", "inactif", "false", "no", "nein", "nee", "non", "0", "n",
    "disabled", "held",
];

/// Reads the lines. Of two with the same id or address the first one counts.
pub(super) fn people(
    columns: &[ListColumn],
    rows: Vec<Row>,
    limits: &Limits,
    problems: &mut Vec<LineProblem>,
) -> Vec<ListPerson> {
    let places: Arc<[_]> = columns.iter().map(|column| column.place.clone()).collect();
    let (mut ids, mut addresses) = (HashMap::new(), HashMap::new());
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        let mut reading = Reading {
            limits,
            line: row.line,
            problems,
        };
        let Some(person) = reading.person(columns, &places, &row.cells) else {
            continue;
        };
        let id = person.id.clone();
        let address = person.address.as_deref().map(|it| fold(it).into_owned());
        let twin = first(&mut ids, id, row.line).or(first(&mut addresses, address, row.line));
        match twin {
            Some(line) => reading.problem(
                None,
                format!("The same person is in line {line} already, which counts."),
                true,
            ),
            None => people.push(person),
        }
    }
    people
}

/// The line where the key was seen first, if it was.
fn first(seen: &mut HashMap<String, u64>, key: Option<String>, line: u64) -> Option<u64> {
    let first = *seen.entry(key?).or_insert(line);
    (first != line).then_some(first)
}

/// A line being read.
struct Reading<'r> {
    limits: &'r Limits,
    line: u64,
    problems: &'r mut Vec<LineProblem>,
}

impl Reading<'_> {
    fn problem(&mut self, column: Option<&ListColumn>, detail: String, left_out: bool) {
        self.problems.push(LineProblem {
            line: self.line,
            column: column.map(|column| column.name.clone()),
            detail,
            left_out,
        });
    }

    /// The person, unless something is so wrong that the line has to be left out.
    fn person(
        &mut self,
        columns: &[ListColumn],
        places: &Arc<[Option<Place>]>,
        cells: &[Cell],
    ) -> Option<ListPerson> {
        let mut person = ListPerson {
            line: self.line,
            id: None,
            address: None,
            active: None,
            values: Vec::new(),
            places: places.clone(),
        };
        for (number, (column, cell)) in columns.iter().zip(cells).enumerate() {
            if column.place.is_none() {
                continue;
            }
            let value = self.value(column, cell)?;
            match (column.attribute.as_deref(), &value) {
                (Some("id"), _) => person.id = value,
                (Some("status"), Some(word)) => person.active = Some(self.status(column, word)?),
                (Some("status"), None) => {}
                (Some("email"), None) => {
                    self.problem(
                        Some(column),
                        "There is no e-mail address, and nobody can be known without one."
                            .to_owned(),
                        true,
                    );
                    return None;
                }
                (Some("email"), Some(address)) if !is_address(address) => {
                    let detail = format!("{} is no e-mail address.", quoted(address));
                    self.problem(Some(column), detail, true);
                    return None;
                }
                (key, _) => {
                    if key == Some("email") {
                        person.address.clone_from(&value);
                    }
                    person.values.push((number, value));
                }
            }
        }
        Some(person)
    }

    /// The value of a cell; the outer `None` leaves the line out.
    fn value(&mut self, column: &ListColumn, cell: &Cell) -> Option<Option<String>> {
        let text = cell.text.trim();
        // What an export put before a formula's start, so that no spreadsheet program carries it out.
        let text = match text.strip_prefix('\'') {
            Some(rest) if safe_cell(rest) == text => rest.trim(),
            _ => text,
        };
        let chars_max = self.limits.cell_chars_max;
        if text.chars().count() > chars_max {
            let detail = format!(
                "The cell has more than {chars_max} characters. Is a quotation mark not closed?"
            );
            self.problem(Some(column), detail, true);
            return None;
        }
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        {
            let detail = "The cell has control characters. Take them out.".to_owned();
            self.problem(Some(column), detail, true);
            return None;
        }
        let is_phone = matches!(
            column.attribute.as_deref(),
            Some("work_phone" | "mobile_phone")
        );
        if is_phone && cell.is_number {
            let detail = format!(
                "{} is a number in the sheet; a + or 0 before it may be lost. Format the column as text.",
                quoted(text)
            );
            self.problem(Some(column), detail, false);
        }
        Some((!text.is_empty()).then(|| text.to_owned()))
    }

    fn status(&mut self, column: &ListColumn, word: &str) -> Option<bool> {
        let lower = word.to_lowercase();
        let is_archive = plain(&column.name) == "archived";
        let is_active = match (ACTIVE.contains(&&*lower), INACTIVE.contains(&&*lower)) {
            (true, _) => !is_archive,
            (_, true) => is_archive,
            _ => {
                let detail = format!("{} is no status; it is active or inactive.", quoted(word));
                self.problem(Some(column), detail, true);
                return None;
            }
        };
        Some(is_active)
    }
}

fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    let shown: String = text.chars().take(SHOWN).collect();
    format!("{shown:?}")
}
