//! What Arsen imports.

use super::spelling::LanguageCode;
use super::tool::{Cell, Tool, ToolColumn};
use super::{Format, Passes, nothing_after};
use crate::Column;

const COLUMNS: &[ToolColumn] = &[
    ToolColumn::text("firstname", Column::FirstName),
    ToolColumn::text("lastname", Column::LastName),
    ToolColumn::new("email", Cell::Address).required(),
    ToolColumn::new("phone", Cell::Phone(Column::Phone)),
    ToolColumn::new("language", Cell::Language(LanguageCode::Capital)),
    ToolColumn::new("memberOf", Cell::Groups(";")),
];

const TOOL: Tool = Tool::new("Arsen", COLUMNS);

pub(super) const TARGET_USERS: Format = Format {
    name: "arsen",
    media_type: "text/csv; charset=utf-8",
    file_name: "arsen-employees.csv",
    doc: "Languages as `EN`; telephone numbers with `+`. One address of a domain that is not validated there fails the whole \
          import. Do not delete people there who are only away: their results go too. *Unverified: that several groups are separated by `;`.*",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::One,
    tool: Some(&TOOL),
};
