//! What CSV and XLSX have in common: a line of names, then lines of cells.

use super::{Limits, Refusal};

/// A file as cells.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The names of the columns.
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A line of cells, as many as there are columns.
#[derive(Debug)]
pub(super) struct Row {
    /// From 1.
    pub(super) line: u64,
    pub(super) cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cell {
    pub(super) text: String,
    /// Whether the sheet has a number there, whose zeros at the start are lost.
    pub(super) is_number: bool,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self {
            text,
            is_number: false,
        }
    }
}

/// Refuses more columns than are taken.
pub(super) fn few_columns(number: usize, limits: &Limits) -> Result<(), Refusal> {
    if number > limits.columns_max {
        return Err(Refusal(format!(
            "The file has more than {} columns. Leave out those that are not needed.",
            limits.columns_max
        )));
    }
    Ok(())
}

/// Refuses more rows, or cells in all, than are taken.
pub(super) fn few_rows(rows: usize, columns: usize, limits: &Limits) -> Result<(), Refusal> {
    if rows > limits.rows_max || rows.saturating_mul(columns) > limits.cells_max {
        return Err(Refusal(format!(
            "The file has more than {} lines, or {} cells. Split it, and keep those who are only in another part \
             (do not ask for those who are missing to be deactivated).",
            limits.rows_max, limits.cells_max
        )));
    }
    Ok(())
}

/// Refuses a file without anything in it.
pub(super) fn no_header() -> Refusal {
    Refusal(
        "The file has no line with the names of its columns. The first line that is not empty must have them."
            .to_owned(),
    )
}
