//! What the benchmark must show, and whether it does.

mod costs;
mod fair;
mod floors;
mod lean;

pub use costs::{growth, growth_of_cpu};
pub use fair::moved;
pub use floors::{fastest_peer, ours_beside, peer_cell};

use crate::report::figures::short;
use crate::result::Outcome;

/// Whether a target is met.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It is.
    Met,
    /// It is not.
    Missed,
    /// This run cannot tell, and why.
    Open(String),
}

impl Verdict {
    /// Met if it holds.
    pub fn of(holds: bool) -> Self {
        if holds { Self::Met } else { Self::Missed }
    }

    /// For people.
    pub fn text(&self) -> String {
        match self {
            Self::Met => "met".to_owned(),
            Self::Missed => "**missed**".to_owned(),
            Self::Open(why) => format!("open: {why}"),
        }
    }
}

/// One target.
#[derive(Debug, Clone)]
pub struct Target {
    /// Which family it belongs to.
    pub group: &'static str,
    /// What was to be shown.
    pub what: String,
    /// How much of it.
    pub wanted: String,
    /// What was measured.
    pub measured: String,
    /// Whether that is enough.
    pub verdict: Verdict,
    /// What is the same in two runs of which one tells more.
    key: String,
    /// At how many people it was measured.
    people: u64,
}

impl Target {
    fn new(
        group: &'static str,
        what: String,
        wanted: impl Into<String>,
        measured: String,
        verdict: Verdict,
    ) -> Self {
        Self {
            key: what.clone(),
            group,
            what,
            wanted: wanted.into(),
            measured,
            verdict,
            people: 0,
        }
    }

    /// The same target may be measured at other sizes too.
    fn at(self, key: &str, subject: &str, people: u64) -> Self {
        Self {
            key: format!("{key} {subject}"),
            people,
            ..self
        }
    }

    /// How much it tells: a judgement more than none, and one at more people more.
    fn weight(&self) -> (bool, u64) {
        (!matches!(self.verdict, Verdict::Open(_)), self.people)
    }
}

/// All targets in their order, each by the run that tells most about it; the earlier of two that tell as much.
pub fn targets_of(outcomes: &[Outcome]) -> Vec<Target> {
    let mut best: Vec<Target> = Vec::new();
    for target in outcomes.iter().flat_map(targets) {
        match best
            .iter_mut()
            .find(|known| known.group == target.group && known.key == target.key)
        {
            Some(known) if target.weight() > known.weight() => *known = target,
            Some(_) => {}
            None => best.push(target),
        }
    }
    best.sort_by_key(|target| target.group);
    best
}

/// All targets that a run can tell of, in their order.
fn targets(outcome: &Outcome) -> Vec<Target> {
    let families = [
        floors::creations(outcome),
        floors::reads(outcome),
        costs::flat(outcome),
        costs::scans(outcome),
        lean::lean(outcome),
        fair::fair(outcome),
        floors::peers(outcome),
    ];
    families.concat()
}

/// A target that one figure has to be a multiple of another.
fn at_least(
    group: &'static str,
    what: String,
    wanted: f64,
    ours: Option<f64>,
    theirs: Option<f64>,
) -> Target {
    let (measured, verdict) = match (ours, theirs) {
        (Some(ours), Some(theirs)) => {
            let found = ours / theirs;
            (
                format!("{found:.3} × ({} of {}/s)", short(ours), short(theirs)),
                Verdict::of(found >= wanted),
            )
        }
        (None, _) => (
            "–".to_owned(),
            Verdict::Open("no figure of ours".to_owned()),
        ),
        (_, None) => (
            "–".to_owned(),
            Verdict::Open("nothing to compare with".to_owned()),
        ),
    };
    Target::new(group, what, format!("≥ {wanted} ×"), measured, verdict)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::Footprint;

    #[test]
    fn a_ratio_is_judged() {
        let found = |ours, theirs| at_least("1", String::new(), 0.4, ours, theirs).verdict;
        assert_eq!(found(Some(40.0), Some(100.0)), Verdict::Met);
        assert_eq!(found(Some(39.0), Some(100.0)), Verdict::Missed);
        assert!(matches!(found(None, Some(100.0)), Verdict::Open(_)));
    }

    #[test]
    fn the_run_that_tells_more_counts() {
        let run = |people, milliseconds| Outcome {
            footprints: vec![Footprint {
                subject: "sqlite".to_owned(),
                people,
                start_milliseconds: vec![milliseconds],
                ..Footprint::default()
            }],
            ..Outcome::default()
        };
        let verdict = |runs: &[Outcome]| {
            let found = targets_of(runs);
            let start = found.iter().find(|target| target.what.contains("start"));
            start.unwrap().verdict.clone()
        };
        let runs = [run(1_000, 50.0), run(1_000_000, 500.0)];
        assert!(matches!(verdict(&runs[..1]), Verdict::Open(_)));
        assert_eq!(verdict(&runs), Verdict::Missed);
    }
}
