//! What goes into the template of SoSafe.

use super::spelling::LanguageCode;
use super::tool::{Cell, Tool, ToolColumn};
use super::{Format, Passes, nothing_after};
use crate::Column;

const COLUMNS: &[ToolColumn] = &[
    ToolColumn::text("First name", Column::FirstName).required(),
    ToolColumn::text("Last name", Column::LastName).required(),
    ToolColumn::new("Email", Cell::Address).required(),
    ToolColumn::new("Gender", Cell::Always("")),
    ToolColumn::new("Group", Cell::FirstGroup).required(),
    ToolColumn::new("Language", Cell::Language(LanguageCode::Small)).required(),
];

const TOOL: Tool = Tool::new("SoSafe", COLUMNS);

pub(super) const TARGET_USERS: Format = Format {
    name: "sosafe",
    media_type: "text/csv; charset=utf-8",
    file_name: "sosafe-users.csv",
    doc: "SoSafe imports an Excel template: paste these columns into it, or save them as one. An empty cell is an error there. A \
          person is in one group. Languages as `de`. Rollcall knows nobody's gender; the column is empty. People are known by \
          their address; whoever has a new one is found only by SoSafe's own ID: export the users there, and change the address \
          in that file. *Unverified: the names of the columns; the import asks which is which.*",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::One,
    tool: Some(&TOOL),
};
