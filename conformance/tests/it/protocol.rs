//! docs/PROTOCOL.md is true: it has every line of the checklist, and the cases and tests it names exist. So is docs/CONFORMANCE.md as far as can be
//! seen without a run: it is about the cases that there are.

use rollcall_conformance::{Case, Group, Requirement, built_in};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Lines whose evidence is still to be named.
const PENDING: [u16; 0] = [];

/// One row of the page.
struct Line {
    number: u16,
    /// What stands in code letters in the last column.
    evidence: Vec<String>,
    pending: bool,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn page() -> Vec<Line> {
    let text = std::fs::read_to_string(root().join("docs/PROTOCOL.md")).unwrap();
    text.lines().filter_map(line).collect()
}

fn line(row: &str) -> Option<Line> {
    let row = row.strip_prefix("| ")?.strip_suffix(" |")?;
    let (number, rest) = row.split_once(" | ")?;
    let (_, shown) = rest.rsplit_once(" | ")?;
    Some(Line {
        number: number.parse().ok()?,
        evidence: shown
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect(),
        pending: shown.contains("evidence pending"),
    })
}

/// The names of all functions in the project's Rust sources.
fn functions(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            let names = source.split("fn ").skip(1).filter_map(|rest| {
                let name = rest.split(['(', '<']).next()?;
                name.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                    .then(|| name.to_owned())
            });
            found.extend(names);
        }
    }
}

#[test]
fn every_line_of_the_checklist_is_on_the_page_once_and_in_order() {
    let numbers: Vec<u16> = page().iter().map(|line| line.number).collect();
    assert_eq!(numbers, (1..=154).collect::<Vec<u16>>());
}

#[test]
fn every_line_has_evidence_or_is_known_to_wait_for_it() {
    let pending: Vec<u16> = page()
        .iter()
        .filter(|line| line.pending)
        .map(|line| line.number)
        .collect();
    assert_eq!(pending, PENDING);
    let without: Vec<u16> = page()
        .iter()
        .filter(|line| line.evidence.is_empty() && !line.pending)
        .map(|line| line.number)
        .collect();
    assert_eq!(without, Vec::<u16>::new());
}

#[test]
fn every_case_and_every_test_that_is_named_exists() {
    let cases: BTreeSet<String> = built_in()
        .unwrap()
        .into_iter()
        .map(|case| case.id)
        .collect();
    let mut tests = BTreeSet::new();
    functions(&root().join("crates"), &mut tests);
    functions(&root().join("conformance/tests"), &mut tests);
    let unknown: Vec<String> = page()
        .iter()
        .flat_map(|line| line.evidence.iter().map(move |name| (line.number, name)))
        .filter(|(_, name)| match name.contains('/') {
            true => !cases.contains(*name),
            false => !tests.contains(*name),
        })
        .map(|(number, name)| format!("line {number}: {name}"))
        .collect();
    assert!(unknown.is_empty(), "not there: {unknown:?}");
}

#[test]
fn every_line_that_a_client_can_see_is_shown_by_a_case_or_named_test() {
    let shown: BTreeSet<u16> = built_in()
        .unwrap()
        .iter()
        .flat_map(|case: &Case| case.checklist.clone())
        .collect();
    for number in (1..=65).chain(68..=76).chain(86..=124).chain(134..=137) {
        let named = page()
            .iter()
            .any(|line| line.number == number && !line.evidence.is_empty());
        assert!(shown.contains(&number) || named, "line {number}");
    }
}

/// Passed, failed and skipped together, of a cell such as `12 of 14 (3 skipped)`.
fn cases_in(cell: &str) -> usize {
    let numbers = cell.split(|letter: char| !letter.is_ascii_digit());
    let numbers: Vec<usize> = numbers.filter_map(|text| text.parse().ok()).collect();
    numbers.get(1).unwrap() + numbers.get(2).unwrap_or(&0)
}

#[test]
fn the_comparison_is_about_the_cases_that_there_are() {
    let page = std::fs::read_to_string(root().join("docs/CONFORMANCE.md")).unwrap();
    let all = page
        .lines()
        .find(|line| line.starts_with("| all |"))
        .unwrap();
    let cells: Vec<&str> = all.trim_matches('|').split('|').skip(1).collect();
    assert_eq!(
        cells.len(),
        4,
        "ours on both databases, and two others: {all}"
    );
    let there_are = built_in().unwrap().len();
    for cell in cells {
        assert_eq!(
            cases_in(cell),
            there_are,
            "docs/CONFORMANCE.md is of another catalogue: `./test.sh compare` writes it anew"
        );
    }
}

#[test]
fn each_row_of_the_comparison_by_provider_is_the_generators_and_the_unnamed_one_is_explained() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).unwrap();
    let (page, generator) = (
        read("docs/CONFORMANCE.md"),
        read("conformance/others/publish.py"),
    );
    let section = page.split("## By provider\n").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter_map(|row| row.strip_prefix("| "));
    let names: Vec<&str> = rows
        .skip(1)
        .filter_map(|row| row.split(" |").next())
        .collect();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        assert!(generator.contains(&format!("\"{name}\"")), "{name}");
    }
    let told = section
        .lines()
        .find(|line| line.starts_with("*Other* "))
        .unwrap();
    assert!(generator.contains(&format!("\"{told}\"")), "{told}");
    let mut others: Vec<String> = built_in()
        .unwrap()
        .iter()
        .filter(|case| {
            case.requirement == Requirement::Provider && Group::of(case.group()).is_some()
        })
        .map(|case| case.id.clone())
        .collect();
    others.retain(|id| !id.starts_with("interop/"));
    assert_eq!(
        others,
        [
            "discovery/04_okta_import_user_schema",
            "discovery/11_entra_schema_discoverability"
        ],
        "ABOUT_OTHER in conformance/others/publish.py and docs/CONFORMANCE.md tell of these"
    );
}
