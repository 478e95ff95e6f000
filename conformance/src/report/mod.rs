//! What came of a run, and its forms: text and HTML for people, JSON for programs, JUnit XML for CI.

use crate::assertion::Mismatch;
use crate::case::{Case, Requirement};
use crate::client::Exchange;
use crate::group::Profile;
use crate::target::Target;
use serde::Serialize;
use std::fs::OpenOptions;
use std::path::Path;

pub mod html;
pub mod json;
pub mod junit;
mod section;
pub mod text;

pub use section::Section;

/// A whole run.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The base URL.
    pub target: String,
    /// What was asked of all that there is, in words; nothing where all of it was.
    pub asked: Option<String>,
    /// The profile that was asked for.
    #[serde(skip)]
    pub profile: Profile,
    /// The word that stands in every name this run made.
    pub run: String,
    /// How long it took.
    pub milliseconds: u64,
    /// It was stopped before its end.
    pub interrupted: bool,
    /// What a look for the run's word at the end found and could not delete.
    pub left_behind: Vec<String>,
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
    /// Every request and its answer, without secrets, where the run was told to keep them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<Exchange>,
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
            exchanges: Vec::new(),
        }
    }

    /// Whether it failed.
    #[must_use]
    pub fn failed(&self) -> bool {
        matches!(self.verdict, Verdict::Failed { .. })
    }

    /// Why it was skipped, if it was.
    #[must_use]
    pub fn reason_to_skip(&self) -> Option<&str> {
        match &self.verdict {
            Verdict::Skipped { reason } => Some(reason),
            _ => None,
        }
    }

    pub(crate) fn skipped(case: &Case, reason: &str) -> CaseOutcome {
        let reason = reason.to_owned();
        CaseOutcome::of(case, Verdict::Skipped { reason }, 0)
    }
}

/// What a verdict is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// Nothing failed.
    Good,
    /// Every MUST holds, something else failed.
    Partly,
    /// A MUST failed, or there is no verdict.
    Bad,
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

/// `1 case`, `10 cases`.
fn cases(count: usize) -> String {
    match count {
        1 => "1 case".to_owned(),
        more => format!("{more} cases"),
    }
}

/// Whether a report can be written to `file`, asked before a run of minutes; what stands there stays.
///
/// # Errors
/// The file, and why it cannot be written.
pub fn can_be_written(file: &Path) -> Result<(), String> {
    let opened = OpenOptions::new().append(true).create(true).open(file);
    opened
        .map(|_| ())
        .map_err(|error| format!("{} cannot be written: {error}", file.display()))
}

impl Report {
    /// Whether no case failed and something of what was asked was played.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.tally().failed == 0 && !self.nothing_was_played() && !self.interrupted
    }

    /// Whether all that was asked was skipped; of a profile, all that it adds to the cases that others share with it.
    #[must_use]
    pub fn nothing_was_played(&self) -> bool {
        let played = |tally: Tally| tally.passed + tally.failed > 0;
        let own = self.tally_of_own();
        !played(self.tally()) || (own != Tally::default() && !played(own))
    }

    /// The count of what the profile adds.
    fn tally_of_own(&self) -> Tally {
        let outcomes = self.outcomes.iter();
        Tally::of(outcomes.filter(|outcome| self.profile.owns(&outcome.group)))
    }

    /// Whether a case of one of these requirements failed.
    #[must_use]
    pub fn any_failed(&self, requirements: &[Requirement]) -> bool {
        requirements
            .iter()
            .any(|requirement| self.tally_of(*requirement).failed > 0)
    }

    /// What the verdict is worth in one of three words, for its colour.
    #[must_use]
    pub fn grade(&self) -> Grade {
        if self.passed() {
            Grade::Good
        } else if !self.interrupted
            && !self.nothing_was_played()
            && self.tally().passed > 0
            && !self.any_failed(&[Requirement::Must])
        {
            Grade::Partly
        } else {
            Grade::Bad
        }
    }

    /// How long the run took, for people: `12.3 s`.
    #[must_use]
    pub fn duration(&self) -> String {
        format!(
            "{}.{} s",
            self.milliseconds / 1000,
            self.milliseconds % 1000 / 100
        )
    }

    /// The verdict in a line: on what was asked and no more.
    #[must_use]
    pub fn verdict(&self) -> String {
        let musts = self.tally_of(Requirement::Must);
        let others = self.tally().failed - musts.failed;
        let among_others = match others {
            0 => String::new(),
            others => format!("; others failed: {others}"),
        };
        let scope = self.scope();
        if self.interrupted {
            "INTERRUPTED: no verdict".to_owned()
        } else if musts.failed > 0 && others > 0 {
            format!(
                "DOES NOT CONFORM: {} of MUST and {others} others failed",
                musts.failed
            )
        } else if musts.failed > 0 {
            format!("DOES NOT CONFORM: {} of MUST failed", musts.failed)
        } else if self.nothing_was_played() {
            format!("NOTHING WAS PLAYED{}{among_others}", self.unplayed())
        } else if others == 0 {
            format!("CONFORMS{scope}")
        } else if musts.passed == 0 {
            format!("NO MUST WAS PLAYED{scope}{among_others}")
        } else {
            format!("CONFORMS to every MUST{scope}{among_others}")
        }
    }

    /// How far the verdict goes, where not all was asked: ` in what was asked: paging, 10 cases`.
    fn scope(&self) -> String {
        let Some(asked) = &self.asked else {
            return String::new();
        };
        let tally = self.tally();
        let skipped = match tally.skipped {
            0 => String::new(),
            skipped => format!(" ({skipped} more skipped)"),
        };
        let played = cases(tally.passed + tally.failed);
        format!(" in what was asked: {asked}, {played}{skipped}")
    }

    /// What was skipped, where that is all of it: ` of what profile interop adds (17 cases skipped)`.
    fn unplayed(&self) -> String {
        match self.tally_of_own() {
            own if own == Tally::default() => format!(" ({} skipped)", cases(self.tally().skipped)),
            own => {
                let (profile, skipped) = (self.profile.name(), cases(own.skipped));
                format!(" of what profile {profile} adds ({skipped} skipped)")
            }
        }
    }

    /// Everything that this run made and could not delete.
    #[must_use]
    pub fn leftovers(&self) -> Vec<&str> {
        let of_cases = self.outcomes.iter().flat_map(|case| &case.leftovers);
        of_cases
            .chain(&self.left_behind)
            .map(String::as_str)
            .collect()
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
        let failed = self.outcomes.iter().filter(|outcome| outcome.failed());
        let blocks: Vec<String> = failed
            .map(|outcome| text::failure(outcome, false))
            .collect();
        blocks.join("\n")
    }
}
