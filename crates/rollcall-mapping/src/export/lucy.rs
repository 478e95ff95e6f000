//! What Lucy imports as a group of recipients.

use super::tool::{Cell, Tool, ToolColumn};
use super::{Format, Passes, nothing_after};
use crate::Column;

const COLUMNS: &[ToolColumn] = &[
    ToolColumn::new("Email", Cell::Address).required(),
    ToolColumn::text("Full Name", Column::FullName).required(),
    ToolColumn::text("Staff", Column::JobTitle),
    ToolColumn::text("Location", Column::City),
    ToolColumn::text("Division", Column::Division),
];

const TOOL: Tool = Tool {
    has_header: false,
    is_quoted: true,
    ..Tool::new("Lucy", COLUMNS)
};

pub(super) const TARGET_USERS: Format = Format {
    name: "lucy",
    media_type: "text/csv; charset=utf-8",
    file_name: "lucy-recipients.csv",
    doc: "No line of names: the place of a column says what it is. Lucy also takes `:` and `;` for separators, so every cell is \
          quoted. One file is one group: export with a group. Lucy needs a name and an address or a telephone number of \
          everybody; the place of the telephone number is not known, so whoever has no address is left out. *Unverified: the \
          columns after Division (comment, language and telephone number are among them), which are left out, and that quotes are read.*",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::One,
    tool: Some(&TOOL),
};
