//! What KnowBe4 imports.

use super::tool::{Cell, Tool, ToolColumn};
use super::{Format, Passes, nothing_after};
use crate::Column;

const COLUMNS: &[ToolColumn] = &[
    ToolColumn::new("Email", Cell::Address).required(),
    ToolColumn::text("First Name", Column::FirstName).clearing(),
    ToolColumn::text("Last Name", Column::LastName).clearing(),
    ToolColumn::new("Phone Number", Cell::Phone(Column::WorkPhone)).clearing(),
    ToolColumn::new("Group", Cell::FirstGroup).clearing(),
    ToolColumn::text("Location", Column::City).clearing(),
    ToolColumn::text("Division", Column::Division).clearing(),
    ToolColumn::text("Manager Name", Column::ManagerName).clearing(),
    ToolColumn::text("Manager Email", Column::ManagerEmail).clearing(),
    ToolColumn::text("Employee Number", Column::EmployeeNumber).clearing(),
    ToolColumn::text("Job Title", Column::JobTitle).clearing(),
    ToolColumn::new("Mobile Phone Number", Cell::Phone(Column::MobilePhone)).clearing(),
    ToolColumn::text("Organization", Column::Organization).clearing(),
    ToolColumn::text("Department", Column::Department).clearing(),
];

const TOOL: Tool = Tool {
    drops_empty_columns: true,
    ..Tool::new("KnowBe4", COLUMNS)
};

pub(super) const TARGET_USERS: Format = Format {
    name: "knowbe4",
    media_type: "text/csv; charset=utf-8",
    file_name: "knowbe4-users.csv",
    doc: "An empty cell clears what KnowBe4 has, so a column that nobody has anything in is left out, and who has a gap in \
          one of the others is told. Extension, Comment, Employee Start Date and the custom columns are never written. One \
          group: how several would be written is not known. The address is the key: whoever has a new one becomes a second \
          user there. Whoever is not in the file stays; archive leavers in the console. Domains have to be allowed there first. \
          *Unverified: the names of the columns beside Email, First Name and Last Name; compare them with the console's example file.*",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::Two(|user| TOOL.filled(user)),
    tool: Some(&TOOL),
};
