//! Targets on how cost grows: with people, with members, without an index.

use super::{Target, Verdict};
use crate::operations::OPERATIONS;
use crate::report::figures::{count, megabytes, ratio, short};
use crate::result::{Cell, Outcome};
use crate::subjects::{self, POSTGRES, SQLITE};

const FLAT: &str = "3 Flat";
const SCAN: &str = "4 Unindexed";
const FLAT_MAX: f64 = 1.3;
const SCANNED_MIN: f64 = 200_000.0;
const MAPPED_MIN: f64 = 200_000.0;
/// The name of its micro-benchmark.
const MAPPING: &str = "mapping: target user";
/// What a hundred times the people may not add up to; answers on their way take some.
const EXPORT_MAX_MB: u64 = 40;
/// In which everybody is read once and seen twice: as the mapping in force sees them, and as the draft does.
const DIFF_SECONDS_MAX: f64 = 30.0;
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

/// How many times as much an operation costs on the largest store as on the smallest, by what a cell says of its cost.
fn growth_of(
    outcome: &Outcome,
    subject: &str,
    operation: &str,
    cost: impl Fn(&Cell) -> Option<f64>,
) -> Option<f64> {
    let (small, large) = sizes(outcome, subject)?;
    let cell = |people| outcome.usual(subject, operation, people);
    let (small, large) = (cell(small)?, cell(large)?);
    let comparable = small.connections == large.connections && small.people < large.people;
    comparable.then_some(cost(large)? / cost(small)?)
}

/// The same by the time that a request takes the server with all that waits for it: the inverse of the rate.
pub fn growth(outcome: &Outcome, subject: &str, operation: &str) -> Option<f64> {
    growth_of(outcome, subject, operation, |cell| {
        Some(1.0 / cell.rate()?.median)
    })
}

/// The same by CPU time.
pub fn growth_of_cpu(outcome: &Outcome, subject: &str, operation: &str) -> Option<f64> {
    growth_of(outcome, subject, operation, |cell| {
        cell.figure(|run| run.cpu_us)
    })
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
    Some(
        Target::new(
            FLAT,
            format!(
                "{}: each operation on {} people, of its cost on {}",
                subjects::title(subject),
                count(large),
                count(small)
            ),
            format!("≤ {FLAT_MAX} ×"),
            format!(
                "{} of {} within; dearest: {}",
                found.len() - beyond,
                found.len(),
                worst.join(", ")
            ),
            if small == large {
                Verdict::Open("one size only".to_owned())
            } else {
                Verdict::of(beyond == 0)
            },
        )
        .at("people", subject, large),
    )
}

fn deep_page(outcome: &Outcome, subject: &str) -> Option<Target> {
    let (_, large) = sizes(outcome, subject)?;
    let rate = |operation| outcome.usual_rate(subject, operation, large);
    let (first, cursor, index) = (
        rate("page-first")?,
        rate("page-cursor")?,
        rate("page-index")?,
    );
    Some(
        Target::new(
            FLAT,
            format!(
                "{}: last page of {} people by cursor, of the first page's cost",
                subjects::title(subject),
                count(large)
            ),
            format!("≤ {FLAT_MAX} ×"),
            format!(
                "{} × (by index {} ×)",
                ratio(first / cursor),
                ratio(first / index)
            ),
            Verdict::of(first / cursor <= FLAT_MAX),
        )
        .at("deep page", subject, large),
    )
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
    Some(
        Target::new(
            FLAT,
            format!(
                "{}: one member of a group of {}, of the cost in a group of {}",
                subjects::title(subject),
                count(large),
                count(small)
            ),
            format!("≤ {FLAT_MAX} ×"),
            format!(
                "adding {} ×, removing {} ×, both under load {} ×",
                ratio(adding),
                ratio(removing),
                ratio(loaded)
            ),
            if small == large {
                Verdict::Open("one size only".to_owned())
            } else {
                Verdict::of(adding.max(removing).max(loaded) <= FLAT_MAX)
            },
        )
        .at("members", subject, large),
    )
}

pub(super) fn scans(outcome: &Outcome) -> Vec<Target> {
    [SQLITE, POSTGRES]
        .into_iter()
        .flat_map(|subject| {
            [
                scanned(outcome, subject),
                refused(outcome, subject),
                exported(outcome, subject),
                compared(outcome, subject),
            ]
        })
        .flatten()
        .chain(mapped(outcome))
        .collect()
}

/// Of the scans that were let through, or of those that were not: the one of the largest store.
fn scan<'a>(outcome: &'a Outcome, subject: &str, through: bool) -> Option<&'a Cell> {
    let cells = outcome.cells.iter().filter(|cell| {
        cell.subject == subject && cell.operation == "scan" && cell.invalid.is_none() == through
    });
    cells.max_by_key(|cell| cell.people)
}

fn scanned(outcome: &Outcome, subject: &str) -> Option<Target> {
    let cell = scan(outcome, subject, true)?;
    let each_second = cell.people as f64 / cell.figure(|run| run.cpu_us)? * 1e6;
    let target = Target::new(
        SCAN,
        format!(
            "{}: a filter that no index serves, {} people",
            subjects::title(subject),
            count(cell.people)
        ),
        "≥ 200,000 people a second a core",
        short(each_second),
        Verdict::of(each_second >= SCANNED_MIN),
    );
    Some(target.at("scan", subject, cell.people))
}

fn refused(outcome: &Outcome, subject: &str) -> Option<Target> {
    let cell = scan(outcome, subject, false)?;
    let why = cell.invalid.clone()?;
    let verdict = Verdict::of(why.contains("tooMany") && why.contains("index"));
    let target = Target::new(
        SCAN,
        format!(
            "{}: the same on {} people, over the limit",
            subjects::title(subject),
            count(cell.people)
        ),
        "`tooMany`, with what to index",
        why.replace('|', "/"),
        verdict,
    );
    Some(target.at("scan refused", subject, cell.people))
}

fn exported(outcome: &Outcome, subject: &str) -> Option<Target> {
    let cells = outcome.cells.iter();
    let cell = cells
        .filter(|cell| cell.subject == subject && cell.operation == "export")
        .max_by_key(|cell| cell.people)?;
    let footprint = outcome
        .footprints
        .iter()
        .find(|footprint| footprint.subject == subject && footprint.people == cell.people)?;
    let each_second = 1e6 / cell.figure(|run| run.cpu_us)?;
    let most = footprint.rss_export_bytes?;
    let before = footprint
        .rss_before_export_bytes
        .unwrap_or(footprint.rss_loaded_bytes);
    let target = Target::new(
        SCAN,
        format!(
            "{}: memory of an export of {} target users",
            subjects::title(subject),
            count(cell.people)
        ),
        format!("constant: ≤ {EXPORT_MAX_MB} MB more than before it"),
        format!(
            "{} MB at most, {} MB before it; {} people a second a core, reading and mapping together",
            megabytes(most),
            megabytes(before),
            short(each_second)
        ),
        Verdict::of(most.saturating_sub(before) <= EXPORT_MAX_MB * 1_000_000),
    );
    Some(target.at("export", subject, cell.people))
}

/// What a draft would change for everybody.
fn compared(outcome: &Outcome, subject: &str) -> Option<Target> {
    let cells = outcome.cells.iter();
    let cell = cells
        .filter(|cell| cell.subject == subject && cell.operation == "diff")
        .max_by_key(|cell| cell.people)?;
    let seconds = cell.figure(|run| Some(run.seconds))?;
    let footprints = outcome.footprints.iter();
    let most = footprints
        .filter(|it| it.subject == subject && it.people == cell.people)
        .find_map(|it| it.rss_export_bytes)?;
    let allowed = DIFF_SECONDS_MAX * cell.people as f64 / 100_000.0;
    let target = Target::new(
        SCAN,
        format!(
            "{}: a draft of fields, signatures and rules compared over {} people",
            subjects::title(subject),
            count(cell.people)
        ),
        format!("seconds: ≤ {DIFF_SECONDS_MAX} s for 100,000 people"),
        format!(
            "{seconds:.1} s, {} people a second; {} MB at most",
            short(cell.people as f64 / seconds),
            megabytes(most)
        ),
        Verdict::of(seconds <= allowed),
    );
    Some(target.at("diff", subject, cell.people))
}

/// By the micro-benchmark: one person alone, without reading or writing.
fn mapped(outcome: &Outcome) -> Option<Target> {
    let found = outcome.micro.iter().find(|micro| micro.name == MAPPING)?;
    let each_second = 1e9 / found.nanoseconds;
    Some(Target::new(
        SCAN,
        "mapping a person to a target user".to_owned(),
        "≥ 200,000 people a second a core",
        short(each_second),
        Verdict::of(each_second >= MAPPED_MIN),
    ))
}
