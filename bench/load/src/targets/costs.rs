//! Targets on how cost grows: with people, with members, without an index.

use super::{Target, Verdict};
use crate::operations::OPERATIONS;
use crate::report::figures::{count, ratio, short};
use crate::result::{Cell, Outcome};
use crate::subjects::{self, POSTGRES, SQLITE};

const FLAT: &str = "3 Flat";
const SCAN: &str = "4 Unindexed";
const FLAT_MAX: f64 = 1.3;
const SCANNED_MIN: f64 = 200_000.0;
/// They cost by the people that they pass over or look at; the first has a row of its own.
const NOT_FLAT: [&str; 2] = ["page-index", "scan"];

/// Least and greatest number of people of a subject.
fn sizes(outcome: &Outcome, subject: &str) -> Option<(u64, u64)> {
    let people = || {
        outcome
            .cells
            .iter()
            .filter(|cell| cell.subject == subject)
            .map(|cell| cell.people)
    };
    Some((people().min()?, people().max()?))
}

/// How many times as much an operation costs on the largest store as on the smallest.
pub fn growth(outcome: &Outcome, subject: &str, operation: &str) -> Option<f64> {
    let (small, large) = sizes(outcome, subject)?;
    let rate = |people| outcome.usual(subject, operation, people);
    let (small, large) = (rate(small)?, rate(large)?);
    let comparable = small.connections == large.connections && small.people < large.people;
    comparable.then_some(small.rate()?.median / large.rate()?.median)
}

pub(super) fn flat(outcome: &Outcome) -> Vec<Target> {
    [SQLITE, POSTGRES]
        .into_iter()
        .flat_map(|subject| {
            [
                people(outcome, subject),
                deep_page(outcome, subject),
                members(outcome, subject),
            ]
        })
        .flatten()
        .collect()
}

fn people(outcome: &Outcome, subject: &str) -> Option<Target> {
    let (small, large) = sizes(outcome, subject)?;
    let operations = OPERATIONS
        .iter()
        .filter(|operation| !NOT_FLAT.contains(&operation.key));
    let mut found: Vec<(f64, &str)> = operations
        .filter_map(|one| Some((growth(outcome, subject, one.key)?, one.title)))
        .collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    let beyond = found
        .iter()
        .filter(|(growth, _)| *growth > FLAT_MAX)
        .count();
    let worst: Vec<String> = found
        .iter()
        .take(beyond.max(1))
        .map(|(growth, title)| format!("{title} {} ×", ratio(*growth)))
        .collect();
    Some(Target {
        group: FLAT,
        what: format!(
            "{}: each operation on {} people, of its cost on {}",
            subjects::title(subject),
            count(large),
            count(small)
        ),
        wanted: format!("≤ {FLAT_MAX} ×"),
        measured: format!(
            "{} of {} within; dearest: {}",
            found.len() - beyond,
            found.len(),
            worst.join(", ")
        ),
        verdict: if small == large {
            Verdict::Open("one size only".to_owned())
        } else {
            Verdict::of(beyond == 0)
        },
    })
}

fn deep_page(outcome: &Outcome, subject: &str) -> Option<Target> {
    let (_, large) = sizes(outcome, subject)?;
    let rate = |operation| outcome.usual_rate(subject, operation, large);
    let (first, cursor, index) = (
        rate("page-first")?,
        rate("page-cursor")?,
        rate("page-index")?,
    );
    Some(Target {
        group: FLAT,
        what: format!(
            "{}: last page of {} people by cursor, of the first page's cost",
            subjects::title(subject),
            count(large)
        ),
        wanted: format!("≤ {FLAT_MAX} ×"),
        measured: format!(
            "{} × (by index {} ×)",
            ratio(first / cursor),
            ratio(first / index)
        ),
        verdict: Verdict::of(first / cursor <= FLAT_MAX),
    })
}

fn members(outcome: &Outcome, subject: &str) -> Option<Target> {
    let of = |operation: &str| -> Option<(u64, u64, f64)> {
        let cells: Vec<&Cell> = outcome
            .cells
            .iter()
            .filter(|cell| {
                cell.subject == subject && cell.operation == operation && cell.members.is_some()
            })
            .collect();
        let (small, large) = (
            cells.iter().min_by_key(|cell| cell.members)?,
            cells.iter().max_by_key(|cell| cell.members)?,
        );
        Some((
            small.members?,
            large.members?,
            small.rate()?.median / large.rate()?.median,
        ))
    };
    let ((small, large, adding), (_, _, removing), (_, _, loaded)) =
        (of("member-add")?, of("member-remove")?, of("member")?);
    Some(Target {
        group: FLAT,
        what: format!(
            "{}: one member of a group of {}, of the cost in a group of {}",
            subjects::title(subject),
            count(large),
            count(small)
        ),
        wanted: format!("≤ {FLAT_MAX} ×"),
        measured: format!(
            "adding {} ×, removing {} ×, both under load {} ×",
            ratio(adding),
            ratio(removing),
            ratio(loaded)
        ),
        verdict: if small == large {
            Verdict::Open("one size only".to_owned())
        } else {
            Verdict::of(adding.max(removing).max(loaded) <= FLAT_MAX)
        },
    })
}

pub(super) fn scans(outcome: &Outcome) -> Vec<Target> {
    [SQLITE, POSTGRES]
        .into_iter()
        .flat_map(|subject| {
            [
                scanned(outcome, subject),
                refused(outcome, subject),
                exported(outcome, subject),
            ]
        })
        .flatten()
        .collect()
}

/// The largest store that a scan is let through.
fn scanned(outcome: &Outcome, subject: &str) -> Option<Target> {
    let cells = outcome.cells.iter().filter(|cell| {
        cell.subject == subject && cell.operation == "scan" && cell.invalid.is_none()
    });
    let cell = cells.max_by_key(|cell| cell.people)?;
    let each_second = cell.people as f64 / cell.figure(|run| run.cpu_us)? * 1e6;
    Some(Target {
        group: SCAN,
        what: format!(
            "{}: a filter that no index serves, {} people",
            subjects::title(subject),
            count(cell.people)
        ),
        wanted: "≥ 200,000 people a second a core".to_owned(),
        measured: short(each_second),
        verdict: Verdict::of(each_second >= SCANNED_MIN),
    })
}

fn refused(outcome: &Outcome, subject: &str) -> Option<Target> {
    let cells = outcome.cells.iter().filter(|cell| {
        cell.subject == subject && cell.operation == "scan" && cell.invalid.is_some()
    });
    let cell = cells.max_by_key(|cell| cell.people)?;
    let why = cell.invalid.clone()?;
    Some(Target {
        group: SCAN,
        what: format!(
            "{}: the same on {} people, over the limit",
            subjects::title(subject),
            count(cell.people)
        ),
        wanted: "`tooMany`, with what to index".to_owned(),
        measured: why.replace('|', "/"),
        verdict: Verdict::of(why.contains("tooMany") && why.contains("index")),
    })
}

fn exported(outcome: &Outcome, subject: &str) -> Option<Target> {
    let cell = outcome
        .cells
        .iter()
        .find(|cell| cell.subject == subject && cell.operation == "export")?;
    let footprint = outcome
        .footprints
        .iter()
        .find(|footprint| footprint.subject == subject && footprint.people == cell.people)?;
    let each_second = 1e6 / cell.figure(|run| run.cpu_us)?;
    let most = footprint.rss_export_bytes? as f64 / 1e6;
    Some(Target {
        group: SCAN,
        what: format!(
            "{}: export of {} target users, reading and mapping together",
            subjects::title(subject),
            count(cell.people)
        ),
        wanted: "mapping ≥ 200,000 people a second a core; constant memory".to_owned(),
        measured: format!(
            "{} a second a core, {most:.0} MB resident at most",
            short(each_second)
        ),
        verdict: match each_second >= SCANNED_MIN {
            true => Verdict::Met,
            false => Verdict::Open("mapping alone is `cargo bench`'s to measure".to_owned()),
        },
    })
}
