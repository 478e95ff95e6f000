//! Comma-separated values with every column.

use std::borrow::Cow;
use std::io;

use serde_json::Value;

use super::spreadsheet::line;
use super::{Context, Format, Passes, Recorded, nothing_after};
use crate::target_user::LIST_SEPARATOR;
use crate::{Column, PersonFields, TargetUser};

pub(super) const TARGET_USERS: Format = Format {
    name: "csv",
    media_type: "text/csv; charset=utf-8",
    file_name: "target-users.csv",
    doc: "All columns, with their names in the first line.",
    begin: |_, out| line(Column::ALL.map(|column| Cow::Borrowed(column.name())), out),
    record: target_user,
    end: nothing_after,
    passes: Passes::One,
    tool: None,
};

pub(super) const SMART_FIELDS: Format<PersonFields> = Format {
    name: "csv",
    media_type: "text/csv; charset=utf-8",
    file_name: "smart-fields.csv",
    doc: "`id` and one column per field, without the sources.",
    begin: |context, out| {
        line(
            ["id"]
                .into_iter()
                .chain(context.mapping.fields().map(|field| field.key.as_str()))
                .map(Cow::Borrowed),
            out,
        )
    },
    record: person_fields,
    end: nothing_after,
    passes: Passes::One,
    tool: None,
};

fn target_user(
    user: &TargetUser,
    _: &Context<'_>,
    _: u64,
    out: &mut Vec<u8>,
) -> io::Result<Recorded> {
    if user.left_out.is_some() {
        return Ok(Recorded::Skipped);
    }
    line(Column::ALL.map(|column| user.cell(column)), out)?;
    Ok(Recorded::Written)
}

fn person_fields(
    person: &PersonFields,
    _: &Context<'_>,
    _: u64,
    out: &mut Vec<u8>,
) -> io::Result<Recorded> {
    let cells = person.fields.iter().map(|field| {
        field
            .value
            .as_ref()
            .map_or(Cow::Borrowed(""), |(value, _)| cell(value))
    });
    line(
        [Cow::Borrowed(person.id.as_str())].into_iter().chain(cells),
        out,
    )?;
    Ok(Recorded::Written)
}

/// A field's value as one cell.
fn cell(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Array(values) => {
            let texts: Vec<_> = values.iter().map(cell).collect();
            Cow::Owned(texts.join(LIST_SEPARATOR))
        }
        other => Cow::Owned(other.to_string()),
    }
}
