//! What the files of security-awareness tools have in common: a table, one row for each address.

use std::borrow::Cow;
use std::io;

pub(super) use super::cell::Cell;
use super::spreadsheet::{Cell as Written, cells, safe_cell};
use super::survey::Filled;
use super::{Context, Recorded};
use crate::source::is_address;
use crate::{Column, HELD, TargetUser};

/// A tool's file.
#[derive(Debug)]
pub(crate) struct Tool {
    /// What people call the tool.
    pub(super) name: &'static str,
    pub(super) columns: &'static [ToolColumn],
    /// Whether the first line names the columns.
    pub(super) has_header: bool,
    /// Whether each cell is quoted, and not only those that need it.
    pub(super) is_quoted: bool,
    /// Whether a column that nobody has anything in is left out, since it would clear what the tool has.
    pub(super) drops_empty_columns: bool,
    /// Whether the file is JSON, in which nothing is taken for a formula.
    pub(super) is_json: bool,
}

/// A column of a tool's file.
#[derive(Debug)]
pub(crate) struct ToolColumn {
    /// Its name in the first line.
    pub(super) header: &'static str,
    pub(super) cell: Cell,
    /// Whether the tool refuses a row without it.
    pub(super) is_required: bool,
    /// Whether an empty cell clears what the tool has.
    pub(super) clears: bool,
}

/// Why somebody is not in a tool's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absence {
    /// The definition's rules say that the person is no target user.
    LeftOut,
    Held,
    Inactive,
    NoAddress,
    FlawedAddress,
    /// Neutralised as a formula it would be somebody else's.
    FormulaAddress,
    /// The file has a record for each group.
    NoGroup,
}

impl ToolColumn {
    pub(super) const fn new(header: &'static str, cell: Cell) -> Self {
        Self {
            header,
            cell,
            is_required: false,
            clears: false,
        }
    }

    pub(super) const fn text(header: &'static str, column: Column) -> Self {
        Self::new(header, Cell::Text(column))
    }

    /// The tool refuses a row without it.
    pub(super) const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    /// An empty cell clears what the tool has.
    pub(super) const fn clearing(self) -> Self {
        Self {
            clears: true,
            ..self
        }
    }
}

impl Tool {
    /// A table with a header, in which nothing is special.
    pub(super) const fn new(name: &'static str, columns: &'static [ToolColumn]) -> Self {
        Self {
            name,
            columns,
            has_header: true,
            is_quoted: false,
            drops_empty_columns: false,
            is_json: false,
        }
    }

    /// Whether the first line names the columns.
    #[cfg(test)]
    pub(crate) fn names_columns(&self) -> bool {
        self.has_header
    }

    /// For the manual: of each column its name, what stands in it, and what its being empty means.
    #[cfg(test)]
    pub(crate) fn told(&self) -> impl Iterator<Item = [String; 3]> {
        self.columns.iter().map(|column| {
            let empty = match (column.is_required, column.clears) {
                (true, _) => "needed",
                (false, true) => "empty clears",
                _ => "",
            };
            [
                column.header.to_owned(),
                column.cell.told(),
                empty.to_owned(),
            ]
        })
    }

    /// The columns whose telephone numbers begin with a plus.
    #[cfg(test)]
    pub(crate) fn bare_phones(&self) -> Vec<&'static str> {
        let columns = self.columns.iter();
        let phones = columns.filter(|column| matches!(column.cell, Cell::Phone(_)));
        phones.map(|column| column.header).collect()
    }

    /// Writes the line that names the columns, if the tool wants one.
    pub(super) fn head(&self, context: &Context<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        if !self.has_header {
            return Ok(());
        }
        let kept = self.kept(context);
        cells(
            kept.map(|column| Written::Bare(Cow::Borrowed(column.header))),
            self.is_quoted,
            out,
        )
    }

    /// Writes somebody's row.
    pub(super) fn row(
        &self,
        user: &TargetUser,
        context: &Context<'_>,
        out: &mut Vec<u8>,
    ) -> io::Result<Recorded> {
        if self.absence(user).is_some() {
            return Ok(Recorded::Skipped);
        }
        let kept = self.kept(context);
        let row = kept.map(|column| column.cell.written(user, context.mapping));
        cells(row, self.is_quoted, out)?;
        Ok(Recorded::Written)
    }

    /// The columns that somebody in the file has something in.
    pub(super) fn filled(&self, user: &TargetUser) -> Filled {
        if self.absence(user).is_some() {
            return 0;
        }
        let places = self.columns.iter().enumerate();
        places
            .filter(|(_, column)| column.is_required || column.cell.is_filled(user))
            .fold(0, |filled, (place, _)| filled | 1 << place)
    }

    /// The columns that are written.
    pub(super) fn kept<'c>(
        &'c self,
        context: &'c Context<'_>,
    ) -> impl Iterator<Item = &'c ToolColumn> {
        let places = self.columns.iter().enumerate();
        let is_kept =
            |place| !self.drops_empty_columns || place == 0 || context.survey.fills(place);
        places.filter_map(move |(place, column)| is_kept(place).then_some(column))
    }

    /// Why somebody is not in the file, if so.
    pub(super) fn absence(&self, user: &TargetUser) -> Option<Absence> {
        let is = |status: &str| user.status.eq_ignore_ascii_case(status);
        let tells_status = |column: &ToolColumn| matches!(column.cell, Cell::Status(..));
        if user.left_out.is_some() {
            return Some(Absence::LeftOut);
        }
        if is(HELD) {
            return Some(Absence::Held);
        }
        let is_inactive = user.deactivated || is("inactive");
        if is_inactive && !self.columns.iter().any(tells_status) {
            return Some(Absence::Inactive);
        }
        let Some(address) = user.email.as_deref() else {
            return Some(Absence::NoAddress);
        };
        if !is_address(address) {
            return Some(Absence::FlawedAddress);
        }
        let has_each = |column: &ToolColumn| column.cell == Cell::EachGroup;
        if user.groups.is_empty() && self.columns.iter().any(has_each) {
            return Some(Absence::NoGroup);
        }
        let changes = !self.is_json && safe_cell(address) != address;
        changes.then_some(Absence::FormulaAddress)
    }
}
