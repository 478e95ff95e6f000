//! The manuals in `docs/` are generated from the tables. `UPDATE_DOCS=1 cargo test -p rollcall-mapping` writes
//! them anew; otherwise they are compared.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use scim_core::schema::Registry;

use crate::{Definition, EXTENSION, EXTENSION_ATTRIBUTES, Field, Language, Mapping, Source};

pub(super) const HEAD: &str =
    "<!-- Generated: `UPDATE_DOCS=1 cargo test -p rollcall-mapping` writes it anew. -->\n";

pub(super) fn check(file: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(file);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, wanted).unwrap();
    }
    let is = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        is == wanted,
        "docs/{file} is not what the tables say: run UPDATE_DOCS=1 cargo test -p rollcall-mapping"
    );
}

/// A table cell cannot hold a bar.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn sources(field: &Field) -> String {
    let chain = field.sources.iter().map(|source| match source {
        Source::Constant {
            when: Some(when),
            value,
        } => format!("`{value}` if `{when}`"),
        Source::Path(path) => format!("`{path}`"),
        Source::Address(path) => format!("`{path}` if it is an e-mail address"),
        other => other.to_string(),
    });
    cell(&chain.collect::<Vec<_>>().join("<br>"))
}

#[test]
fn smart_fields() {
    let mut text = format!("{HEAD}# Smart fields\n\n");
    text.push_str(
        "Each field of a person is read from a chain of sources: the first that has a value wins, and every answer\n\
         names the winner. White space around a value is dropped; a value of nothing else is none. Everything else is\n\
         kept as the identity provider sent it, but for the spelling of languages. Paths are those of SCIM filters;\n\
         of several values that match, the first one counts. This is the definition that every tenant begins with;\n\
         [below](#a-definition-of-your-own) is how to have another.\n\n\
         | key | kind | label | sources, in order | target column | |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for field in &Definition::builtin().fields {
        let target = field
            .target
            .map(|column| format!("`{}`", column.name()))
            .unwrap_or_default();
        let (key, kind, label, doc) = (
            &field.key,
            field.kind,
            field.labels.in_language(Language::En),
            cell(&field.doc),
        );
        writeln!(
            text,
            "| `{key}` | {kind} | {label} | {} | {target} | {doc} |",
            sources(field)
        )
        .unwrap();
    }
    write!(
        text,
        "\n## What no standard attribute carries\n\n\
         Send it in the extension `{EXTENSION}`. In Okta's Profile Editor ([step by step](OKTA.md#6-attributes-of-your-own)), add an attribute to the app's\n\
         user profile with these two; without the *external namespace* Okta drops the value and says nothing.\n\n\
         | external name | external namespace | |\n| --- | --- | --- |\n",
    )
    .unwrap();
    for attribute in EXTENSION_ATTRIBUTES {
        writeln!(
            text,
            "| `{}` | `{EXTENSION}` | {} |",
            attribute.name,
            cell(attribute.doc)
        )
        .unwrap();
    }
    text.push_str(include_str!("definitions.md"));
    check("SMART_FIELDS.md", &text);
}

#[test]
fn the_example_is_a_definition() {
    let text = include_str!("definitions.md");
    let (_, rest) = text.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let definition = Definition::read(example.as_bytes()).unwrap();
    let registry = Registry::builtin();
    assert!(Mapping::new(&definition, registry.by_name("User").unwrap()).is_ok());
}
