//! What Gophish imports as a group.

use std::borrow::Cow;
use std::io;

use super::spreadsheet::line;
use super::{Format, Recorded, nothing_after};
use crate::{Column, TargetUser};

pub(super) const TARGET_USERS: Format = Format {
    name: "gophish-csv",
    media_type: "text/csv; charset=utf-8",
    file_name: "gophish-users.csv",
    doc: "The four columns of Gophish's bulk import, with `job_title` as Position. Gophish knows people by their \
          address, so whoever has none is left out and counted. Gophish refuses an empty list.",
    begin: |_, out| {
        line(
            ["First Name", "Last Name", "Email", "Position"].map(Cow::Borrowed),
            out,
        )
    },
    record,
    end: nothing_after,
};

fn record(user: &TargetUser, _: u64, out: &mut Vec<u8>) -> io::Result<Recorded> {
    if user.email.is_none() {
        return Ok(Recorded::Skipped);
    }
    // Always four cells: Gophish fills a short line with what it read from the line before.
    let columns = [
        Column::FirstName,
        Column::LastName,
        Column::Email,
        Column::JobTitle,
    ];
    line(columns.map(|column| user.cell(column)), out)?;
    Ok(Recorded::Written)
}
