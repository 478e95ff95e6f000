//! What Hoxhunt imports.

use super::tool::{Cell, Tool, ToolColumn};
use super::{Format, Passes, nothing_after};
use crate::Column;

const COLUMNS: &[ToolColumn] = &[
    ToolColumn::text("firstName", Column::FirstName).required(),
    ToolColumn::text("lastName", Column::LastName).required(),
    ToolColumn::new("email", Cell::Address).required(),
    ToolColumn::new("country", Cell::CountryCode),
    ToolColumn::text("department", Column::Department),
    ToolColumn::text("site", Column::Division),
    ToolColumn::text("city", Column::City),
];

const TOOL: Tool = Tool::new("Hoxhunt", COLUMNS);

pub(super) const TARGET_USERS: Format = Format {
    name: "hoxhunt",
    media_type: "text/csv; charset=utf-8",
    file_name: "hoxhunt-users.csv",
    doc: "Countries by their code of two letters, from a code or a name in English, German, Dutch or French; the site is the \
          division. No groups. Domains have to be allowed there first. *Unverified: the name of the column `email`.*",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::One,
    tool: Some(&TOOL),
};
