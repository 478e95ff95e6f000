//! Everybody's signature as an archive.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use scim_core::schema::Registry;
use serde_json::json;
use zip::ZipArchive;

use super::people;
use crate::{Bundle, BundleCounts, Definition, Earlier, Mapping, Person, Signature};

fn mapping() -> Mapping {
    let mut definition = Definition::builtin().clone();
    definition.signatures = Signature::starters();
    let rules = json!({"default": "lines", "exceptions": [{"name": "Nobody", "when": "title eq \"Nobody\""}]});
    definition.assignment = serde_json::from_value(rules).unwrap();
    let registry = Registry::builtin();
    Mapping::new(&definition, registry.by_name("User").unwrap()).unwrap()
}

fn packed(earlier: Earlier, people: &[Person<'_>]) -> (BTreeMap<String, String>, BundleCounts) {
    let mut bundle = Bundle::new(earlier, "2026-11-30T00:00:00Z".parse().unwrap()).unwrap();
    let mut bytes = Vec::new();
    for person in people {
        bundle.add(&mapping(), person).unwrap();
        bytes.extend(bundle.take());
    }
    let (rest, counts) = bundle.end().unwrap();
    bytes.extend(rest);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for number in 0..archive.len() {
        let mut file = archive.by_index(number).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        files.insert(file.name().unwrap().into_owned(), text);
    }
    (files, counts)
}

#[test]
fn everybody_has_two_files_and_a_line() {
    let people = people();
    let seen: Vec<_> = people.iter().map(super::Someone::person).collect();
    let (files, counts) = packed(Earlier::default(), &seen);
    let active = u64::try_from(files.len() - 2).unwrap() / 2;
    assert_eq!(counts.written, active);
    assert_eq!(counts.written + counts.without, seen.len() as u64);
    assert_eq!(files["index.csv"].lines().count() as u64, active + 1);
    assert_eq!(files["index.html"].matches("<tr>").count() as u64, active);
    let html = files
        .iter()
        .find(|(name, _)| name.starts_with("html/"))
        .unwrap();
    assert!(html.1.contains("<meta charset=\"utf-8\">"), "{}", html.1);
    assert!(files.keys().all(|name| {
        name.chars()
            .all(|c| c.is_ascii_alphanumeric() || "/@._~-".contains(c))
    }));
}

#[test]
fn the_next_bundle_has_what_is_new() {
    let person = |title: &str| json!({"userName": "ada@example.com", "title": title});
    let (ada, changed, gone) = (person("Analyst"), person("Countess"), person("Nobody"));
    let [ada, changed, gone] = [&ada, &changed, &gone].map(|it| it.as_object().unwrap());
    let (files, _) = packed(
        Earlier::default(),
        &[
            Person::new("a", ada),
            Person::new("b", ada),
            Person::new("c", ada),
            Person::new("d", ada),
        ],
    );
    let earlier = Earlier::read(files["index.csv"].as_bytes()).unwrap();
    let now = [
        Person::new("a", ada),
        Person::new("b", changed),
        Person::new("c", gone),
        Person::new("e", ada),
    ];
    let (files, counts) = packed(earlier, &now);
    assert_eq!(
        (counts.written, counts.unchanged, counts.removed),
        (2, 1, 2)
    );
    assert_eq!(files.len(), 2 * 2 + 2);
    let index = &files["index.csv"];
    let mut states: Vec<_> = index.lines().skip(1).map(of_line).collect();
    states.sort();
    assert_eq!(
        states,
        [
            "a unchanged",
            "b written",
            "c removed",
            "d removed",
            "e written"
        ]
    );
    let (files, counts) = packed(Earlier::read(index.as_bytes()).unwrap(), &now);
    assert_eq!(
        (counts.written, counts.unchanged, counts.removed),
        (0, 3, 0),
        "{}",
        files["index.csv"]
    );
    assert!(
        Earlier::read(b"name,title\r\nx,y\r\n")
            .unwrap_err()
            .contains("first line")
    );
}

fn of_line(line: &str) -> String {
    let cells: Vec<_> = line.split(',').collect();
    format!("{} {}", cells[0], cells[cells.len() - 1])
}
