//! One JSON array.

use std::io;

use serde::Serialize;

use super::{Context, Format, Passes, Recorded};
use crate::{PersonFields, TargetUser};

pub(super) const TARGET_USERS: Format = Format {
    name: "json",
    media_type: "application/json",
    file_name: "target-users.json",
    doc: "An array of objects with all columns; what is not known is `null`, `groups` is an array.",
    begin,
    record: target_user,
    end,
    passes: Passes::One,
    tool: None,
};

pub(super) const SMART_FIELDS: Format<PersonFields> = Format {
    name: "json",
    media_type: "application/json",
    file_name: "smart-fields.json",
    doc: "An array of objects `{\"id\", \"fields\"}`; `fields` has for each key `{\"value\", \"source\"}`, or `null`.",
    begin,
    record: record::<PersonFields>,
    end,
    passes: Passes::One,
    tool: None,
};

fn begin(_: &Context<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    out.push(b'[');
    Ok(())
}

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
    index: u64,
    out: &mut Vec<u8>,
) -> io::Result<Recorded> {
    out.extend_from_slice(if index == 0 { b"\n" } else { b",\n" });
    serde_json::to_writer(out, record)?;
    Ok(Recorded::Written)
}

fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(b"\n]\n");
}
