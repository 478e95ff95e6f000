//! What Security Journey imports.

use super::tool::{Cell, Tool, ToolColumn};
use super::{Format, Passes, nothing_after};
use crate::Column;

const COLUMNS: &[ToolColumn] = &[
    ToolColumn::new("Email", Cell::Address).required(),
    ToolColumn::text("First Name", Column::FirstName),
    ToolColumn::text("Last Name", Column::LastName),
    ToolColumn::text("Business Unit", Column::Division),
    ToolColumn::text("Company", Column::Organization),
    ToolColumn::new("Country", Cell::CountryCode),
    ToolColumn::text("Department", Column::Department),
    ToolColumn::text("Employee Number", Column::EmployeeNumber),
    ToolColumn::text("Job Role", Column::JobTitle),
    ToolColumn::text("Manager's Email Address", Column::ManagerEmail),
    ToolColumn::text("Manager's Name", Column::ManagerName),
    ToolColumn::text("Title", Column::JobTitle),
    ToolColumn::new("Team", Cell::FirstGroup),
    // FALSE is not said to bring anybody back.
    ToolColumn::new("Archive", Cell::Status("", "TRUE")),
];

const TOOL: Tool = Tool::new("Security Journey", COLUMNS);

pub(super) const TARGET_USERS: Format = Format {
    name: "security-journey",
    media_type: "text/csv; charset=utf-8",
    file_name: "security-journey-learners.csv",
    doc: "Countries by their code of two letters; a wrong one fails the upload there, so what is no country is left empty. \
          Archive is TRUE for the deactivated: export with `status` any. The columns Admin and Security Champion are left out: \
          FALSE would take that away from whoever has it, and Rollcall does not know. One team, the first group. *Unverified: \
          what an empty cell does.*",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::One,
    tool: Some(&TOOL),
};
