//! What Microsoft Defender imports for an attack simulation.

use super::tool::{Cell, Tool, ToolColumn};
use super::{Format, Passes, nothing_after};

const COLUMNS: &[ToolColumn] = &[ToolColumn::new("Email", Cell::Address).required()];

const TOOL: Tool = Tool {
    has_header: false,
    ..Tool::new("Attack simulation training", COLUMNS)
};

pub(super) const TARGET_USERS: Format = Format {
    name: "microsoft-attack-simulation",
    media_type: "text/csv; charset=utf-8",
    file_name: "attack-simulation-users.csv",
    doc: "For Microsoft Defender's attack simulation training: an address on each line and nothing else. Everybody has to be in \
          the Microsoft 365 tenant already.",
    begin: |context, out| TOOL.head(context, out),
    record: |user, context, _, out| TOOL.row(user, context, out),
    end: nothing_after,
    passes: Passes::One,
    tool: Some(&TOOL),
};
