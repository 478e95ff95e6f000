//! Lists of people from files, CSV or XLSX: the columns are recognised, each line becomes values for one person.
//!
//! What is wrong with a line is said of that line and keeps no other from being read; what is wrong with the file as a whole
//! refuses all of it, before anything is made of it.
//!
//! ```
//! use rollcall_mapping::import::{Options, read};
//!
//! let file = "Vorname;Nachname;E-Mail;Abteilung\r\nAda;Lovelace;ada@example.com;Rechnen\r\n";
//! let list = read(file.as_bytes(), &Options::default()).unwrap();
//! let keys: Vec<_> = list.columns.iter().map(|column| column.attribute.as_deref().unwrap()).collect();
//! assert_eq!(keys, ["first_name", "last_name", "email", "department"]);
//! assert_eq!(list.people[0].address(), Some("ada@example.com"));
//! ```

mod attribute;
mod columns;
mod csv;
mod encoding;
mod place;
mod row;
mod table;
mod xlsx;

#[cfg(test)]
mod tests;

pub use attribute::{ATTRIBUTES, Attribute};
pub use columns::{ColumnMap, ListColumn};
pub use row::ListPerson;

use std::fmt;

use serde::Serialize;

use table::Table;

/// The limits on a file, each with its unit in its name.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes_max: usize,
    /// Bytes of an XLSX once it is unpacked: a small file can become very large.
    pub unpacked_bytes_max: u64,
    /// Lines with people.
    pub rows_max: usize,
    /// Columns.
    pub columns_max: usize,
    /// Cells in all, empty ones too.
    pub cells_max: usize,
    /// Characters in one cell.
    pub cell_chars_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes_max: 16 * 1024 * 1024,
            unpacked_bytes_max: 128 * 1024 * 1024,
            rows_max: 100_000,
            columns_max: 200,
            cells_max: 2_000_000,
            cell_chars_max: 2_000,
        }
    }
}

/// How a file is to be read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What stands in which column, where that is not to be recognised.
    pub map: ColumnMap,
    /// The sheet of an XLSX; the first one unless it is named.
    pub sheet: Option<String>,
    /// The limits.
    pub limits: Limits,
}

/// What a file says.
#[derive(Debug, Clone)]
pub struct List {
    /// Its columns, in order.
    pub columns: Vec<ListColumn>,
    /// Its people, in order.
    pub people: Vec<ListPerson>,
    /// What is wrong with single lines.
    pub problems: Vec<LineProblem>,
}

/// Something about one line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineProblem {
    /// The line of the file, or the row of the sheet, from 1.
    pub line: u64,
    /// The column, as the file calls it.
    pub column: Option<String>,
    /// What is wrong, and what to do.
    pub detail: String,
    /// Whether the line is left out; else this is only to be known.
    pub left_out: bool,
}

/// Why a file is refused as a whole, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// Reads a file. Whether it is CSV or XLSX is told from its first bytes.
///
/// # Errors
/// A file that cannot be read, is longer than a limit, or has no column by which anybody could be known.
pub fn read(file: &[u8], options: &Options) -> Result<List, Refusal> {
    let limits = &options.limits;
    if file.len() > limits.file_bytes_max {
        return Err(Refusal(format!(
            "The file is longer than {} bytes. Split it.",
            limits.file_bytes_max
        )));
    }
    let mut problems = Vec::new();
    let table = match xlsx::is_xlsx(file) {
        true => xlsx::read(file, options)?,
        false => csv::read(&encoding::decode(file)?, limits, &mut problems)?,
    };
    let Table { header, rows } = table;
    let columns = columns::recognise(&header, &options.map)?;
    let people = row::people(&columns, rows, limits, &mut problems);
    problems.sort_by_key(|problem| problem.line);
    Ok(List {
        columns,
        people,
        problems,
    })
}
