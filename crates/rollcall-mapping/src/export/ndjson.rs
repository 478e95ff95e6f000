//! One JSON object per line.

use std::io;

use serde::Serialize;

use super::{Context, Format, Passes, Recorded, nothing_after, nothing_before};
use crate::{PersonFields, TargetUser};

pub(super) const TARGET_USERS: Format = Format {
    name: "ndjson",
    media_type: "application/x-ndjson",
    file_name: "target-users.ndjson",
    doc: "The objects of `json`, one per line.",
    begin: nothing_before,
    record: target_user,
    end: nothing_after,
    passes: Passes::One,
    tool: None,
};

pub(super) const SMART_FIELDS: Format<PersonFields> = Format {
    name: "ndjson",
    media_type: "application/x-ndjson",
    file_name: "smart-fields.ndjson",
    doc: "The objects of `json`, one per line.",
    begin: nothing_before,
    record: record::<PersonFields>,
    end: nothing_after,
    passes: Passes::One,
    tool: None,
};

fn target_user(
    user: &TargetUser,
    context: &Context<'_>,
    index: u64,
    out: &mut Vec<u8>,
) -> io::Result<Recorded> {
    if user.left_out.is_some() {
        return Ok(Recorded::Skipped);
    }
    record(user, context, index, out)
}

fn record<R: Serialize>(
    record: &R,
    _: &Context<'_>,
    _: u64,
    out: &mut Vec<u8>,
) -> io::Result<Recorded> {
    serde_json::to_writer(&mut *out, record)?;
    out.push(b'\n');
    Ok(Recorded::Written)
}
