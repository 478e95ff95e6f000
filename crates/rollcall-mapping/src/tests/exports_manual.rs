//! docs/EXPORTS.md, made of the lists of formats, columns and problems.

use std::fmt::Write as _;

use super::manual::{HEAD, cell, check};
use crate::export::{FORMATS, Format, PROBLEMS, SMART_FIELD_FORMATS, Severity};
use crate::{Column, Definition};

fn files<R>(text: &mut String, formats: &[Format<R>]) {
    text.push_str("| format | media type | file |\n| --- | --- | --- |\n");
    for format in formats {
        let Format {
            name,
            media_type,
            file_name,
            ..
        } = format;
        writeln!(
            text,
            "| [`{name}`](#{name}) | `{media_type}` | `{file_name}` |"
        )
        .unwrap();
    }
}

fn each(text: &mut String, formats: &[Format]) {
    for format in formats {
        write!(text, "\n### {}\n\n{}\n", format.name, format.doc).unwrap();
        if let Some(tool) = format.tool {
            writeln!(
                text,
                "\n| column | what stands in it | |\n| --- | --- | --- |"
            )
            .unwrap();
            for column in tool.told() {
                let [header, content, marks] = column;
                writeln!(text, "| `{header}` | {} | {marks} |", cell(&content)).unwrap();
            }
        }
    }
}

fn columns(text: &mut String) {
    text.push_str("\n## Columns\n\nThose of `csv`, `json` and `ndjson`, always in this order; new ones are added at the end.\n\n");
    text.push_str("| column | smart field | |\n| --- | --- | --- |\n");
    for column in Column::ALL {
        let fields = Definition::builtin().fields.iter();
        let fields = fields.filter(|field| field.target == Some(column));
        let fields: Vec<_> = fields.map(|field| format!("`{}`", field.key)).collect();
        let (name, doc) = (column.name(), cell(column.doc()));
        writeln!(text, "| `{name}` | {} | {doc} |", fields.join(", else ")).unwrap();
    }
}

fn problems(text: &mut String) {
    text.push_str("\n| code | at worst | |\n| --- | --- | --- |\n");
    for kind in PROBLEMS {
        let severity = match kind.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        writeln!(
            text,
            "| `{}` | {severity} | {} |",
            kind.code,
            cell(kind.doc)
        )
        .unwrap();
    }
}

#[test]
fn exports() {
    let mut text = format!("{HEAD}# Exports\n\n## Target users\n\n");
    text.push_str(
        "`rollcall export target-users --format F [--check]`, `GET /api/v1/target-users?format=F` and, for what is wrong beforehand,\n\
         `GET /api/v1/target-users/problems?format=F`. All take a filter, a group and a status.\n\n",
    );
    files(&mut text, FORMATS);
    text.push_str(include_str!("exports.md"));
    problems(&mut text);
    text.push_str("\n## Each format\n");
    each(&mut text, FORMATS);
    columns(&mut text);
    text.push_str("\n## Smart fields\n\n`rollcall export smart-fields --format F`, `GET /api/v1/smart-fields?format=F`.\n\n");
    text.push_str("| format | media type | file | |\n| --- | --- | --- | --- |\n");
    for format in SMART_FIELD_FORMATS {
        let (name, doc) = (format.name, cell(format.doc));
        writeln!(
            text,
            "| `{name}` | `{}` | `{}` | {doc} |",
            format.media_type, format.file_name
        )
        .unwrap();
    }
    check("EXPORTS.md", &text);
}
