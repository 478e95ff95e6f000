//! What the signatures to begin with make of the company, and what holds for all of them.

use std::fmt::Write as _;

use scim_core::schema::Registry;

use super::Someone;
use super::company::{golden, people};
use crate::{Bundle, Definition, Earlier, Mapping, Signature};

const STARTERS: [&str; 3] = ["lines", "photo", "card"];

fn mapping() -> Mapping {
    let mut definition = Definition::builtin().clone();
    definition.signatures = Signature::starters();
    definition.assignment.default = Some("card".to_owned());
    let registry = Registry::builtin();
    Mapping::new(&definition, registry.by_name("User").unwrap()).unwrap()
}

/// Whoever is odd, and every tenth of the others: the files are to be read.
fn looked_at(place: usize, someone: &Someone) -> bool {
    !someone.what.is_empty() || place.is_multiple_of(10)
}

#[test]
fn every_signature_says_of_everybody_what_it_said() {
    let mapping = mapping();
    let people = people(&mapping);
    for signature in STARTERS {
        let (mut html, mut text) = (String::new(), String::new());
        for (place, someone) in people.iter().enumerate() {
            let made = mapping
                .render(signature, &someone.person())
                .unwrap()
                .unwrap();
            let what = &someone.what;
            writeln!(
                text,
                "=== {} {what} ({})\n{}",
                someone.id,
                made.language.tag(),
                made.text
            )
            .unwrap();
            if looked_at(place, someone) {
                writeln!(html, "<!-- {} {what} -->\n{}", someone.id, made.html).unwrap();
            }
        }
        golden(&format!("golden/signature-{signature}.html"), &html);
        golden(&format!("golden/signature-{signature}.txt"), &text);
    }
}

#[test]
fn nobody_has_a_row_of_nothing_or_a_dangling_separator() {
    let mapping = mapping();
    for someone in people(&mapping) {
        for signature in STARTERS {
            let made = mapping
                .render(signature, &someone.person())
                .unwrap()
                .unwrap();
            let (html, what) = (&made.html, &someone.what);
            for nothing in [
                "<td></td>",
                "<b></b></td></tr>\n<tr data",
                "href=\"\"",
                "src=\"\"",
                "href=\"mailto:\"",
                "href=\"tel:\"",
                "|</span> </td>",
                "· </td>",
                "data-hide",
            ] {
                assert!(
                    !html.contains(nothing),
                    "{signature} of {what}: {nothing}\n{html}"
                );
            }
            assert!(
                !made.text.contains("\n\n") && !made.text.contains("| \n"),
                "{signature} of {what}: {}",
                made.text
            );
        }
    }
}

#[test]
fn one_persons_trouble_costs_nobody_else_theirs() {
    let mapping = mapping();
    let mut bundle =
        Bundle::new(Earlier::default(), "2026-11-30T00:00:00Z".parse().unwrap()).unwrap();
    for someone in people(&mapping) {
        bundle.add(&mapping, &someone.person()).unwrap();
    }
    let counts = bundle.counts();
    assert_eq!(counts.written + counts.without, 200);
    assert_eq!(counts.failed, 0);
}
