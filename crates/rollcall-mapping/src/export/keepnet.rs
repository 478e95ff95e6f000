//! What Keepnet imports.

use super::tool::{Cell, Tool, ToolColumn};
use super::{Format, Passes, nothing_after};
use crate::Column;

const COLUMNS: &[ToolColumn] = &[
    ToolColumn::text("First Name", Column::FirstName).required(),
    ToolColumn::text("Last Name", Column::LastName).required(),
    ToolColumn::new("Email Address", Cell::Address).required(),
    ToolColumn::new("Phone Number", Cell::Phone(Column::Phone)),
    ToolColumn::text("Department", Column::Department),
    ToolColumn::new("Time Zone", Cell::TimeZone),
    ToolColumn::text("Priority", Column::Priority),
];

const TOOL: Tool = Tool::new("Keepnet", COLUMNS);

pub(super) const TARGET_USERS: Format = Format {
    name: "keepnet",
    media_type: "text/csv; charset=utf-8",
    file_name: "keepnet-target-users.csv",
    doc: "The columns of Keepnet's example sheet; its import asks which column is which, and into which one group everybody goes: \
          export with a group. The mobile number, or else the work number. Domains have to be allowed there first. *Unverified: \
          how its list of time zones spells them (ours are tzdata's), and which priorities it knows; skip those columns if they are refused.*",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::One,
    tool: Some(&TOOL),
};
