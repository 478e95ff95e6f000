//! Targets on memory, disk, start, and on tenants beside each other.

use std::cmp::Ordering;

use super::{Target, Verdict};
use crate::report::figures::count;
use crate::result::{Footprint, Outcome, median};
use crate::subjects::{self, POSTGRES, SQLITE};

const LEAN: &str = "5 Lean";
const RESIDENT_MAX_MB: f64 = 60.0;
const RESIDENT_PEOPLE: u64 = 100_000;
const START_MAX_MILLISECONDS: f64 = 200.0;
const START_PEOPLE: u64 = 1_000_000;
const PERSON_MAX_BYTES: f64 = 3_072.0;

/// The store of that size, or else the largest.
fn footprint<'a>(outcome: &'a Outcome, subject: &str, people: u64) -> Option<&'a Footprint> {
    let of_subject = outcome
        .footprints
        .iter()
        .filter(|footprint| footprint.subject == subject);
    of_subject.max_by_key(|footprint| (footprint.people == people, footprint.people))
}

/// A target on a store, which grows with its people.
fn judged(
    found: &Footprint,
    what: &str,
    wanted: String,
    measured: String,
    holds: bool,
    people: u64,
) -> Target {
    let verdict = match found.people.cmp(&people) {
        Ordering::Less if holds => Verdict::Open(format!("not with {} people", count(people))),
        Ordering::Greater if !holds => Verdict::Open(format!("not with {} people", count(people))),
        _ => Verdict::of(holds),
    };
    let what = format!(
        "{}: {what} {} people",
        subjects::title(&found.subject),
        count(found.people)
    );
    let key = wanted.clone();
    Target::new(LEAN, what, wanted, measured, verdict).at(&key, &found.subject, found.people)
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
    let found = footprint(outcome, subject, RESIDENT_PEOPLE)?;
    let megabytes = found.rss_loaded_bytes as f64 / 1e6;
    Some(judged(
        found,
        "resident after the load of",
        format!("≤ {RESIDENT_MAX_MB} MB"),
        format!("{megabytes:.0} MB"),
        megabytes <= RESIDENT_MAX_MB,
        RESIDENT_PEOPLE,
    ))
}

fn start(outcome: &Outcome, subject: &str) -> Option<Target> {
    let found = footprint(outcome, subject, START_PEOPLE)?;
    let taken = median(found.start_milliseconds.iter().copied())?;
    Some(judged(
        found,
        "first answer after the start on",
        format!("≤ {START_MAX_MILLISECONDS} ms"),
        format!("{:.0} ms ({:.0}–{:.0})", taken.median, taken.min, taken.max),
        taken.median <= START_MAX_MILLISECONDS,
        START_PEOPLE,
    ))
}

fn disk(outcome: &Outcome, subject: &str) -> Option<Target> {
    let found = footprint(outcome, subject, START_PEOPLE)?;
    let each = found.disk_bytes? as f64 / found.people as f64;
    Some(judged(
        found,
        "a person on disk, indexes and history included, of",
        "≤ 3 KB".to_owned(),
        format!("{} bytes", count(each as u64)),
        each <= PERSON_MAX_BYTES,
        // Of so few already, pages that are half empty do not count.
        found.people,
    ))
}
