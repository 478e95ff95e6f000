//! Formats in which many people leave, one record at a time, so that memory does not grow with their number.
//!
//! A caller asks [`find`] for a format, calls `begin`, `record` for each person with
//! the number of records before it, and `end`; each appends to the buffer it is given, which the caller sends
//! on and clears whenever it likes.

mod csv;
mod gophish;
mod json;
mod ndjson;
mod spreadsheet;

use std::fmt;
use std::io;

pub(crate) use spreadsheet::line;
pub use spreadsheet::{FORMULA_STARTS, safe_cell};

use crate::{Mapping, PersonFields, TargetUser};

/// A format for records of type `R`.
pub struct Format<R: 'static = TargetUser> {
    /// The name by which commands and requests choose it.
    pub name: &'static str,
    /// The value of `Content-Type`.
    pub media_type: &'static str,
    /// The suggested name of a file.
    pub file_name: &'static str,
    /// What is in it, and whatever its reader should know.
    pub doc: &'static str,
    begin: fn(&Mapping, &mut Vec<u8>) -> io::Result<()>,
    record: fn(&R, u64, &mut Vec<u8>) -> io::Result<Recorded>,
    end: fn(&mut Vec<u8>),
}

/// What became of a record. Callers count the skipped ones and say how many there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "somebody who is left out has to be counted"]
pub enum Recorded {
    /// It was written.
    Written,
    /// The format cannot say anything about this person; its [`doc`](Format::doc) tells why. Nothing was written.
    Skipped,
}

/// The formats of target users.
pub const FORMATS: &[Format] = &[
    csv::TARGET_USERS,
    json::TARGET_USERS,
    ndjson::TARGET_USERS,
    gophish::TARGET_USERS,
];

/// The formats of smart fields.
pub const SMART_FIELD_FORMATS: &[Format<PersonFields>] =
    &[csv::SMART_FIELDS, json::SMART_FIELDS, ndjson::SMART_FIELDS];

/// There is no format of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFormat {
    name: String,
    known: Vec<&'static str>,
}

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "There is no format {:?}; there are {}.",
            self.name,
            self.known.join(", ")
        )
    }
}

impl std::error::Error for UnknownFormat {}

/// The one of these formats ([`FORMATS`], [`SMART_FIELD_FORMATS`]) that has that name.
///
/// # Errors
/// [`UnknownFormat`], which names those that there are.
pub fn find<R>(
    formats: &'static [Format<R>],
    name: &str,
) -> Result<&'static Format<R>, UnknownFormat> {
    let found = formats.iter().find(|format| format.name == name);
    found.ok_or_else(|| UnknownFormat {
        name: name.to_owned(),
        known: formats.iter().map(|format| format.name).collect(),
    })
}

impl<R> Format<R> {
    /// Writes what stands before the first record of this mapping.
    ///
    /// # Errors
    /// None in practice: the buffer is memory. It is the signature of the writers below.
    pub fn begin(&self, mapping: &Mapping, out: &mut Vec<u8>) -> io::Result<()> {
        (self.begin)(mapping, out)
    }

    /// Writes a record. `index` is the number of records given before it, in the whole export.
    ///
    /// # Errors
    /// None in practice, as for [`begin`](Self::begin).
    pub fn record(&self, record: &R, index: u64, out: &mut Vec<u8>) -> io::Result<Recorded> {
        (self.record)(record, index, out)
    }

    /// Writes what stands after the last record.
    pub fn end(&self, out: &mut Vec<u8>) {
        (self.end)(out);
    }
}

impl<R> fmt::Debug for Format<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Format")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// For formats that have nothing before the first record.
fn nothing_before(_: &Mapping, _: &mut Vec<u8>) -> io::Result<()> {
    Ok(())
}

/// For formats that have nothing after the last record.
fn nothing_after(_: &mut Vec<u8>) {}
