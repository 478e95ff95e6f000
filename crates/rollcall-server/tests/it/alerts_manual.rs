//! The tables of kinds and of codes in `docs/ALERTS.md` are made from the program: `UPDATE_DOCS=1 cargo test -p rollcall-server`
//! writes them anew; otherwise they are compared.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use rollcall_provisioning::alerts::{KINDS, WORDINGS};

const BEGIN: &str =
    "<!-- This is made from the program: UPDATE_DOCS=1 cargo test -p rollcall-server -->\n";
const END: &str = "<!-- The end of what is made. -->";

fn kinds() -> String {
    let mut text = String::from("| kind | severity | begins | |\n| --- | --- | --- | --- |\n");
    for kind in KINDS {
        let severity = serde_json::to_value(kind.severity).unwrap();
        let severity = severity.as_str().unwrap();
        writeln!(
            text,
            "| `{}` | {severity} | {} | {} |",
            kind.code, kind.begins, kind.over
        )
        .unwrap();
    }
    text
}

fn codes() -> String {
    let mut text = String::from("| code | in English |\n| --- | --- |\n");
    for wording in WORDINGS {
        // Of a number with its words, those of several.
        let words: String = wording
            .text
            .split_inclusive('}')
            .map(|part| match part.split_once('|') {
                Some((before, words)) => {
                    let (before, name) = before.rsplit_once('{').unwrap();
                    let of_several = words.rsplit('|').next().unwrap().trim_end_matches('}');
                    format!(
                        "{before}{}",
                        of_several.replace('#', &format!("{{{name}}}"))
                    )
                }
                None => part.to_owned(),
            })
            .collect();
        writeln!(text, "| `{}` | {words} |", wording.code).unwrap();
    }
    text
}

#[test]
fn the_manual_of_alerts_is_what_the_program_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/ALERTS.md");
    let is = fs::read_to_string(&path).unwrap();
    let mut wanted = is.clone();
    let mut at = 0;
    for table in [kinds(), codes()] {
        let from = at + wanted[at..].find(BEGIN).unwrap() + BEGIN.len();
        let to = from + wanted[from..].find(END).unwrap();
        wanted.replace_range(from..to, &table);
        at = from + table.len();
    }
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &wanted).unwrap();
    } else {
        assert!(
            is == wanted,
            "docs/ALERTS.md has not what the program has: run UPDATE_DOCS=1 cargo test -p rollcall-server"
        );
    }
}
