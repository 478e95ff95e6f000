//! What Gophish takes: a file for one group, and the bodies of its API for all groups.

use std::io;

use serde::Serialize;

use super::tool::{Cell, Tool, ToolColumn};
use super::{ByGroup, Format, Passes, Recorded, nothing_after, nothing_before};
use crate::{Column, TargetUser};

// Always four cells: Gophish fills a short line with what it read from the line before.
const COLUMNS: &[ToolColumn] = &[
    ToolColumn::text("First Name", Column::FirstName),
    ToolColumn::text("Last Name", Column::LastName),
    ToolColumn::new("Email", Cell::Address).required(),
    ToolColumn::text("Position", Column::JobTitle),
];

const TOOL: Tool = Tool::new("Gophish", COLUMNS);

pub(super) const TARGET_USERS: Format = Format {
    name: "gophish-csv",
    media_type: "text/csv; charset=utf-8",
    file_name: "gophish-users.csv",
    doc: "The four columns of Gophish's bulk import, with `job_title` as Position. The import fills the group that is \
          open there: export with a group. Gophish refuses an empty list.",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::One,
    tool: Some(&TOOL),
};

const API_COLUMNS: &[ToolColumn] = &[
    ToolColumn::text("first_name", Column::FirstName),
    ToolColumn::text("last_name", Column::LastName),
    ToolColumn::new("email", Cell::Address).required(),
    ToolColumn::text("position", Column::JobTitle),
    ToolColumn::new("name", Cell::EachGroup).required(),
];

const API: Tool = Tool {
    is_json: true,
    ..Tool::new("Gophish", API_COLUMNS)
};

pub(super) const GROUPS: Format = Format {
    name: "gophish-json",
    media_type: "application/x-ndjson",
    file_name: "gophish-groups.ndjson",
    doc: "On each line a body for `POST /api/groups/`: `{\"name\", \"targets\": [{\"first_name\", \"last_name\", \"email\", \
          \"position\"}]}`, a line for each group that somebody is in, by name; whoever is in none is left out. \
          Gophish answers 409 to a name that it has (change that group by `PUT /api/groups/{id}` with its `id` in the \
          body, which takes out whoever is not named) and refuses a group of nobody, so none is written. With a filter or \
          group, each line has only those who were chosen.",
    begin: nothing_before,
    record: target,
    end: nothing_after,
    passes: Passes::ByGroup(ByGroup {
        groups: |user| &user.groups,
        open: |name, out| {
            out.extend_from_slice(b"{\"name\":");
            serde_json::to_writer(&mut *out, name)?;
            out.extend_from_slice(b",\"targets\":[");
            Ok(())
        },
        between: b",",
        close: b"]}\n",
    }),
    tool: Some(&API),
};

#[derive(Serialize)]
struct Target<'u> {
    first_name: &'u str,
    last_name: &'u str,
    email: &'u str,
    position: &'u str,
}

fn target(
    user: &TargetUser,
    _: &super::Context<'_>,
    _: u64,
    out: &mut Vec<u8>,
) -> io::Result<Recorded> {
    if API.absence(user).is_some() {
        return Ok(Recorded::Skipped);
    }
    let target = Target {
        first_name: &user.cell(Column::FirstName),
        last_name: &user.cell(Column::LastName),
        email: &user.cell(Column::Email),
        position: &user.cell(Column::JobTitle),
    };
    serde_json::to_writer(out, &target)?;
    Ok(Recorded::Written)
}
