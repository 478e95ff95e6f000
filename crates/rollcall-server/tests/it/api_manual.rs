//! The table of operations in `docs/API.md` is made from the API's description. `UPDATE_DOCS=1 cargo test -p rollcall-server`
//! writes it anew; otherwise it is compared.

use std::path::Path;
use std::{env, fs};

use serde_json::Value;

use crate::described::document;

const BEGIN: &str = "<!-- This table is made from crates/rollcall-server/openapi: UPDATE_DOCS=1 cargo test -p rollcall-server -->\n";
const END: &str = "<!-- The end of the table. -->";

/// A table for each area, in the order of the description.
fn tables() -> String {
    let mut text = String::new();
    for tag in document()["tags"].as_array().unwrap() {
        let area = tag["description"].as_str().unwrap().trim_end_matches('.');
        text.push_str(&format!(
            "\n### {area}\n\n| operation | permission | what |\n|---|---|---|\n"
        ));
        for (path, item) in document()["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if operation["tags"][0] == tag["name"] {
                    text.push_str(&row(method, path, operation));
                }
            }
        }
    }
    text.push('\n');
    text
}

fn row(method: &str, path: &str, operation: &Value) -> String {
    let method = method.to_ascii_uppercase();
    let permission = operation["x-rollcall-permission"].as_str().unwrap();
    let summary = operation["summary"].as_str().unwrap();
    format!("| `{method} {path}` | {permission} | {summary} |\n")
}

#[test]
fn the_manual_has_every_operation() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/API.md");
    let is = fs::read_to_string(&path).unwrap();
    let (before, rest) = is.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let wanted = format!("{before}{BEGIN}{}{END}{after}", tables());
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &wanted).unwrap();
    } else {
        assert!(
            is == wanted,
            "docs/API.md has not what the description has: run UPDATE_DOCS=1 cargo test -p rollcall-server"
        );
    }
}
