//! What the benchmark must show, and whether it does.

mod costs;
mod floors;
mod lean;

pub use costs::growth;
pub use floors::{fastest_peer, ours_beside, peer_cell};

use crate::report::figures::{ratio, short};
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
}

/// All targets, in their order.
pub fn targets(outcome: &Outcome) -> Vec<Target> {
    let families = [
        floors::creations(outcome),
        floors::reads(outcome),
        costs::flat(outcome),
        costs::scans(outcome),
        lean::lean(outcome),
        lean::fair(outcome),
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
                format!(
                    "{} × ({} of {}/s)",
                    ratio(found),
                    short(ours),
                    short(theirs)
                ),
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
    Target {
        group,
        what,
        wanted: format!("≥ {wanted} ×"),
        measured,
        verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_judged() {
        let found = |ours, theirs| at_least("1", String::new(), 0.4, ours, theirs).verdict;
        assert_eq!(found(Some(40.0), Some(100.0)), Verdict::Met);
        assert_eq!(found(Some(39.0), Some(100.0)), Verdict::Missed);
        assert!(matches!(found(None, Some(100.0)), Verdict::Open(_)));
    }
}
