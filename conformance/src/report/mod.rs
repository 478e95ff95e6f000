//! What came of a run, and its three forms: text for people, JSON for programs, JUnit XML for CI.

use crate::assertion::Mismatch;
use crate::case::{Case, Requirement};
use crate::client::{Exchange, Target};
use serde::Serialize;

pub mod json;
pub mod junit;
pub mod text;

/// A whole run.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The base URL.
    pub target: String,
    /// The word that stands in every name this run made.
    pub run: String,
    /// How long it took.
    pub milliseconds: u64,
    /// Each chosen case, in order.
    pub outcomes: Vec<CaseOutcome>,
}

/// What came of one case.
#[derive(Debug, Clone, Serialize)]
pub struct CaseOutcome {
    /// `<group>/<nn_name>`.
    pub id: String,
    /// The folder.
    pub group: String,
    /// What the client does or the server owes.
    pub name: String,
    /// Where it is written.
    pub source: String,
    /// What breaks without it.
    pub doc: String,
    /// Who demands it, and how strongly.
    pub requirement: Requirement,
    /// The lines of the checklist that it shows.
    pub checklist: Vec<u16>,
    /// How long its steps took, without cleaning up.
    pub milliseconds: u64,
    /// The result.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Resources that could not be deleted afterwards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leftovers: Vec<String>,
}

/// The result of a case.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "verdict", rename_all = "lowercase")]
pub enum Verdict {
    /// Everything was as expected.
    Passed,
    /// A step was not.
    Failed {
        /// What was wrong in it.
        failures: Vec<Failure>,
    },
    /// The case makes no sense for this target.
    Skipped {
        /// Why.
        reason: String,
    },
}

/// One thing that was not as expected.
#[derive(Debug, Clone, Serialize)]
pub struct Failure {
    /// Which step.
    pub step: String,
    /// What was expected and what came.
    #[serde(flatten)]
    pub mismatch: Mismatch,
    /// The request and the answer, without secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<Box<Exchange>>,
}

impl Failure {
    pub(crate) fn of(
        step: &str,
        mismatch: &Mismatch,
        exchange: &Exchange,
        target: &Target,
    ) -> Failure {
        let mismatch = Mismatch {
            expected: target.mask(&mismatch.expected),
            got: target.mask(&mismatch.got),
        };
        Failure {
            step: step.to_owned(),
            mismatch,
            exchange: Some(Box::new(exchange.masked(target))),
        }
    }

    pub(crate) fn without_exchange(step: &str, mismatch: Mismatch) -> Failure {
        Failure {
            step: step.to_owned(),
            mismatch,
            exchange: None,
        }
    }

    pub(crate) fn of_case(reason: &str) -> Failure {
        let mismatch = Mismatch {
            expected: "a case that can be run".into(),
            got: reason.to_owned(),
        };
        Failure::without_exchange("the case itself", mismatch)
    }
}

impl CaseOutcome {
    pub(crate) fn of(case: &Case, verdict: Verdict, milliseconds: u64) -> CaseOutcome {
        CaseOutcome {
            id: case.id.clone(),
            group: case.group().to_owned(),
            name: case.name.clone(),
            source: case.source.clone(),
            doc: case.doc.clone(),
            requirement: case.requirement,
            checklist: case.checklist.clone(),
            milliseconds,
            verdict,
            leftovers: Vec::new(),
        }
    }
}

/// How many cases came out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// As expected.
    pub passed: usize,
    /// Not as expected.
    pub failed: usize,
    /// Not run.
    pub skipped: usize,
}

impl Tally {
    /// Counts outcomes.
    pub fn of<'a>(outcomes: impl Iterator<Item = &'a CaseOutcome>) -> Tally {
        outcomes.fold(Tally::default(), |mut tally, outcome| {
            match outcome.verdict {
                Verdict::Passed => tally.passed += 1,
                Verdict::Failed { .. } => tally.failed += 1,
                Verdict::Skipped { .. } => tally.skipped += 1,
            }
            tally
        })
    }
}

impl Report {
    /// Whether no case failed and at least one passed.
    #[must_use]
    pub fn passed(&self) -> bool {
        let tally = self.tally();
        tally.failed == 0 && tally.passed > 0
    }

    /// The count of all cases.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally::of(self.outcomes.iter())
    }

    /// The count of one requirement.
    #[must_use]
    pub fn tally_of(&self, requirement: Requirement) -> Tally {
        Tally::of(
            self.outcomes
                .iter()
                .filter(|outcome| outcome.requirement == requirement),
        )
    }

    /// What failed, in the text form without colours: for the message of an assertion.
    #[must_use]
    pub fn failures_as_text(&self) -> String {
        let failed = self
            .outcomes
            .iter()
            .filter(|outcome| matches!(outcome.verdict, Verdict::Failed { .. }));
        let blocks: Vec<String> = failed
            .map(|outcome| format!("{}\n{}", outcome.id, text::outcome(outcome, false)))
            .collect();
        blocks.join("\n")
    }
}
