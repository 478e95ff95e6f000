//! Formats in which many people leave, one record at a time, so that memory does not grow with their number.
//!
//! A caller asks [`find`] for a format, makes a [`Writer`] and gives it everybody, some people at a time; it appends to the
//! buffer it is given, which the caller sends on and clears whenever it likes. Some formats have to see everybody more than
//! once. Whoever wants to know beforehand what a tool will make of the rows asks [`problems`].

mod arsen;
mod cell;
mod csv;
mod gophish;
mod hoxhunt;
mod json;
mod keepnet;
mod knowbe4;
mod lucy;
mod microsoft;
mod ndjson;
mod phishing_club;
mod phishing_tackle;
mod problem;
mod problem_kinds;
mod revel8;
mod security_journey;
mod sheaves;
mod sosafe;
mod spelling;
mod spreadsheet;
mod survey;
mod tool;
mod writer;

use std::fmt;
use std::io;

pub use problem::{RowProblem, problems, survey};
pub use problem_kinds::{PROBLEMS, ProblemKind, Severity};
pub(crate) use spreadsheet::line;
pub use spreadsheet::{FORMULA_STARTS, safe_cell};
pub use survey::Survey;
pub use writer::{Pass, Writer};

use crate::{Mapping, PersonFields, TargetUser};
use survey::Filled;
pub(crate) use tool::Tool;

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
    begin: fn(&Context<'_>, &mut Vec<u8>) -> io::Result<()>,
    record: fn(&R, &Context<'_>, u64, &mut Vec<u8>) -> io::Result<Recorded>,
    end: fn(&mut Vec<u8>),
    passes: Passes<R>,
    /// The tool that reads it, if it is one's.
    pub(crate) tool: Option<&'static Tool>,
}

/// What a format knows beside the record.
#[derive(Clone, Copy)]
pub struct Context<'c> {
    /// By which the records were made.
    pub mapping: &'c Mapping,
    /// What a first look at everybody found.
    pub survey: &'c Survey,
}

/// How often everybody has to be seen.
enum Passes<R: 'static> {
    /// Each record is written when it comes.
    One,
    /// Once to see which columns anybody has something in, once to write.
    Two(fn(&R) -> Filled),
    /// As often as it takes to bring the records together by group.
    ByGroup(ByGroup<R>),
}

/// How records are written by group.
struct ByGroup<R: 'static> {
    groups: fn(&R) -> &[String],
    open: fn(&str, &mut Vec<u8>) -> io::Result<()>,
    between: &'static [u8],
    close: &'static [u8],
}

/// What became of a record. Callers count the skipped ones and say how many there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "somebody who is left out has to be counted"]
pub enum Recorded {
    /// It was written.
    Written,
    /// The format cannot say anything about this person; [`problems`] tells why. Nothing was written.
    Skipped,
}

/// The formats of target users.
pub const FORMATS: &[Format] = &[
    csv::TARGET_USERS,
    json::TARGET_USERS,
    ndjson::TARGET_USERS,
    gophish::TARGET_USERS,
    gophish::GROUPS,
    knowbe4::TARGET_USERS,
    keepnet::TARGET_USERS,
    hoxhunt::TARGET_USERS,
    sosafe::TARGET_USERS,
    security_journey::TARGET_USERS,
    phishing_tackle::TARGET_USERS,
    arsen::TARGET_USERS,
    revel8::TARGET_USERS,
    lucy::TARGET_USERS,
    phishing_club::TARGET_USERS,
    microsoft::TARGET_USERS,
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

impl<R> fmt::Debug for Format<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Format")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// For formats that have nothing before the first record.
fn nothing_before(_: &Context<'_>, _: &mut Vec<u8>) -> io::Result<()> {
    Ok(())
}

/// For formats that have nothing after the last record.
fn nothing_after(_: &mut Vec<u8>) {}
