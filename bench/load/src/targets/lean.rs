//! Targets on memory, disk, start, and on tenants beside each other.

use super::{Target, Verdict};
use crate::report::figures::{count, ratio};
use crate::result::{Footprint, Outcome, median};
use crate::subjects::{self, POSTGRES, SQLITE};

const LEAN: &str = "5 Lean";
const FAIR: &str = "6 Fair";
const RESIDENT_MAX_MB: f64 = 60.0;
const RESIDENT_PEOPLE: u64 = 100_000;
const START_MAX_MILLISECONDS: f64 = 200.0;
const START_PEOPLE: u64 = 1_000_000;
const PERSON_MAX_BYTES: f64 = 3_072.0;
const UNFAIR: f64 = 3.0;

/// The store of that size, or else the largest; and whether it is that size.
fn footprint<'a>(
    outcome: &'a Outcome,
    subject: &str,
    people: u64,
) -> Option<(&'a Footprint, bool)> {
    let all = || {
        outcome
            .footprints
            .iter()
            .filter(|footprint| footprint.subject == subject)
    };
    let exact = all().find(|footprint| footprint.people == people);
    exact
        .map(|found| (found, true))
        .or_else(|| Some((all().max_by_key(|footprint| footprint.people)?, false)))
}

/// Judged if it was measured at the size that the target names, or is missed already.
fn judged(holds: bool, exact: bool, people: u64) -> Verdict {
    match (holds, exact) {
        (true, false) => Verdict::Open(format!("not measured with {} people", count(people))),
        (holds, _) => Verdict::of(holds),
    }
}

pub(super) fn lean(outcome: &Outcome) -> Vec<Target> {
    [SQLITE, POSTGRES]
        .into_iter()
        .flat_map(|subject| {
            [
                resident(outcome, subject),
                start(outcome, subject),
                disk(outcome, subject),
            ]
        })
        .flatten()
        .collect()
}

fn resident(outcome: &Outcome, subject: &str) -> Option<Target> {
    let (found, exact) = footprint(outcome, subject, RESIDENT_PEOPLE)?;
    let megabytes = found.rss_loaded_bytes as f64 / 1e6;
    Some(Target {
        group: LEAN,
        what: format!(
            "{}: resident after the load of {} people",
            subjects::title(subject),
            count(found.people)
        ),
        wanted: format!("≤ {RESIDENT_MAX_MB} MB"),
        measured: format!("{megabytes:.0} MB"),
        verdict: judged(megabytes <= RESIDENT_MAX_MB, exact, RESIDENT_PEOPLE),
    })
}

fn start(outcome: &Outcome, subject: &str) -> Option<Target> {
    let (found, exact) = footprint(outcome, subject, START_PEOPLE)?;
    let taken = median(found.start_milliseconds.iter().copied())?;
    Some(Target {
        group: LEAN,
        what: format!(
            "{}: first answer after the start on {} people",
            subjects::title(subject),
            count(found.people)
        ),
        wanted: format!("≤ {START_MAX_MILLISECONDS} ms"),
        measured: format!("{:.0} ms ({:.0}–{:.0})", taken.median, taken.min, taken.max),
        verdict: judged(taken.median <= START_MAX_MILLISECONDS, exact, START_PEOPLE),
    })
}

fn disk(outcome: &Outcome, subject: &str) -> Option<Target> {
    let (found, _) = footprint(outcome, subject, START_PEOPLE)?;
    let each = found.disk_bytes? as f64 / found.people as f64;
    Some(Target {
        group: LEAN,
        what: format!(
            "{}: a person on disk, of {} people, indexes and history included",
            subjects::title(subject),
            count(found.people)
        ),
        wanted: "≤ 3 KB".to_owned(),
        measured: format!("{each:.0} bytes"),
        verdict: Verdict::of(each <= PERSON_MAX_BYTES),
    })
}

pub(super) fn fair(outcome: &Outcome) -> Vec<Target> {
    let one = |found: &crate::result::Fairness| {
        let grown = found.flooded_p99_us / found.alone_p99_us;
        Target {
            group: FAIR,
            what: format!(
                "{}: p99 of a tenant at 25 requests a second beside {} connections of `{}` of another",
                subjects::title(&found.subject),
                found.flood_connections,
                found.flood
            ),
            wanted: format!("≤ {UNFAIR} × its p99 alone, nothing refused"),
            measured: format!(
                "{} × ({:.1} ms of {:.1}), {} refused",
                ratio(grown),
                found.flooded_p99_us / 1e3,
                found.alone_p99_us / 1e3,
                found.refused
            ),
            verdict: Verdict::of(grown <= UNFAIR && found.refused == 0),
        }
    };
    outcome.fairness.iter().map(one).collect()
}
