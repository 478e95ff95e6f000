//! What phishing.club imports.

use super::tool::{Cell, Tool, ToolColumn};
use super::{Format, Passes, nothing_after};
use crate::Column;

const COLUMNS: &[ToolColumn] = &[
    ToolColumn::new("email", Cell::Address).required(),
    ToolColumn::new("phone", Cell::Phone(Column::Phone)),
    ToolColumn::new(
        "extraIdentifier",
        Cell::FirstOf(&[Column::ExternalId, Column::Id]),
    ),
    ToolColumn::text("firstName", Column::FirstName),
    ToolColumn::text("lastName", Column::LastName),
    ToolColumn::text("position", Column::JobTitle),
    ToolColumn::text("department", Column::Department),
    ToolColumn::text("city", Column::City),
    ToolColumn::text("country", Column::Country),
    ToolColumn::new("misc", Cell::Always("")),
];

const TOOL: Tool = Tool::new("phishing.club", COLUMNS);

pub(super) const TARGET_USERS: Format = Format {
    name: "phishing-club",
    media_type: "text/csv; charset=utf-8",
    file_name: "phishing-club-recipients.csv",
    doc: "`extraIdentifier` is the identity provider's id of the person, as over SCIM, or else Rollcall's. One file is one group: \
          export with a group. A missing or repeated address is skipped there, with the number of its line. `misc` is empty.",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::One,
    tool: Some(&TOOL),
};
