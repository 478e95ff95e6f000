//! What Phishing Tackle imports.

use super::tool::{Cell, Tool, ToolColumn};
use super::{Format, Passes, nothing_after};
use crate::Column;

const COLUMNS: &[ToolColumn] = &[
    ToolColumn::text("FirstName", Column::FirstName).clearing(),
    ToolColumn::text("LastName", Column::LastName).clearing(),
    ToolColumn::text("Department", Column::Department).clearing(),
    ToolColumn::new("EmailAddress", Cell::Address).required(),
    ToolColumn::new("AddTags", Cell::Groups(";")),
    ToolColumn::new("RemoveTags", Cell::Always("")),
    ToolColumn::text("ManagerName", Column::ManagerName),
    ToolColumn::text("ManagerEmail", Column::ManagerEmail),
];

const TOOL: Tool = Tool::new("Phishing Tackle", COLUMNS);

pub(super) const TARGET_USERS: Format = Format {
    name: "phishing-tackle",
    media_type: "text/csv; charset=utf-8",
    file_name: "phishing-tackle-recipients.csv",
    doc: "Groups become tags. A file cannot tell which tags somebody no longer has: RemoveTags is empty. An empty FirstName, \
          LastName or Department clears what is there. An address cannot be changed by a file; change it there by hand first, or \
          the person becomes a second recipient. Domains have to be verified there first. *Unverified: that several tags are separated by `;`.*",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::One,
    tool: Some(&TOOL),
};
