//! Targets on tenants beside each other.

use super::{Target, Verdict};
use crate::report::figures::{count, ratio};
use crate::result::{Fairness, Outcome, Run, median};
use crate::subjects;

const FAIR: &str = "6 Fair";
const UNFAIR: f64 = 3.0;

pub(super) fn fair(outcome: &Outcome) -> Vec<Target> {
    let each = outcome.fairness.iter().map(beside);
    let overloaded = outcome.fairness.iter().filter_map(overload);
    each.chain(overloaded).chain(paced(outcome)).collect()
}

fn flood(found: &Fairness) -> String {
    format!(
        "{} connections of `{}` of another",
        found.flood_connections, found.flood
    )
}

/// By how much the others move the p99, round by round.
pub fn moved(found: &Fairness) -> Option<f64> {
    let rounds = found.flooded_p99_us.iter().zip(&found.alone_p99_us);
    Some(median(rounds.map(|(flooded, alone)| flooded / alone))?.median)
}

fn beside(found: &Fairness) -> Target {
    let p99 = |of: &[f64]| {
        median(of.iter().copied()).map_or("–".to_owned(), |p99| {
            format!(
                "{:.1} ms ({:.1}–{:.1})",
                p99.median / 1e3,
                p99.min / 1e3,
                p99.max / 1e3
            )
        })
    };
    let (measured, verdict) = match (moved(found), &found.invalid) {
        (Some(moved), None) => (
            format!(
                "{} ×: {} of {}",
                ratio(moved),
                p99(&found.flooded_p99_us),
                p99(&found.alone_p99_us)
            ),
            Verdict::of(moved <= UNFAIR),
        ),
        (_, why) => (
            "–".to_owned(),
            Verdict::Open(why.clone().unwrap_or_else(|| "not measured".to_owned())),
        ),
    };
    Target::new(
        FAIR,
        format!(
            "{}: p99 of a tenant at 25 requests a second beside {}",
            subjects::title(&found.subject),
            flood(found)
        ),
        format!("≤ {UNFAIR} × its p99 alone"),
        measured,
        verdict,
    )
}

/// What a flood that was refused was told.
fn overload(found: &Fairness) -> Option<Target> {
    let sum = |of: fn(&Run) -> u64| found.floods.iter().map(of).sum::<u64>();
    let (refused, overloaded, untold, broken) = (
        sum(|run| run.refused),
        sum(Run::overloaded),
        sum(|run| run.untold),
        sum(|run| run.broken),
    );
    let slowest = found.floods.iter().filter_map(|run| run.p99_us);
    let slowest = slowest.fold(0.0, f64::max) / 1e3;
    (found.flood_connections > 64 || refused + broken > 0).then(|| Target::new(
FAIR,
format!(
            "{}: what {} are answered",
            subjects::title(&found.subject),
            flood(found)
        ),
        "429 or 503 with an integer Retry-After, no other refusal, no endless wait".to_owned(),
        format!(
            "{} of {} refused, {} of them 429 or 503, {} of those without Retry-After; {} broke or waited over 60 s; p99 {slowest:.0} ms",
            count(refused),
            count(sum(|run| run.requests)),
            count(overloaded),
            count(untold),
            count(broken)
        ),
        Verdict::of(refused == overloaded && untold == 0 && broken == 0),
    ))
}

/// What the quiet tenants were refused.
fn paced(outcome: &Outcome) -> Option<Target> {
    let sum = |of: fn(&Fairness) -> u64| outcome.fairness.iter().map(of).sum::<u64>();
    (!outcome.fairness.is_empty()).then(|| {
        let (paced, refused) = (
            sum(|found| found.quiet_paced),
            sum(|found| found.quiet_refused),
        );
        Target::new(
            FAIR,
            "both: a tenant at 25 requests a second, alone and beside all floods".to_owned(),
            "never 429, nothing refused".to_owned(),
            format!("{paced} times 429, {refused} refused otherwise"),
            Verdict::of(paced + refused == 0),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_round_is_compared_with_itself() {
        let found = Fairness {
            alone_p99_us: vec![1.0, 10.0, 1.0],
            flooded_p99_us: vec![2.0, 30.0, 4.0],
            ..Fairness::default()
        };
        assert_eq!(moved(&found), Some(3.0));
        assert_eq!(beside(&found).verdict, Verdict::Met);
    }
}
