//! The run: which cases, in which order, and what came of each.

use crate::case::{Case, Requirement};
use crate::client::{Client, Target};
use crate::group::Profile;
use crate::offer::{self, Offer};
use crate::report::{CaseOutcome, Report, Verdict};
use crate::trial::Trial;
use crate::variables::{Variables, letters};
use std::time::Instant;

/// Which cases to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The cases to choose from, in the order in which they run.
    pub cases: Vec<Case>,
    /// Run only cases whose id or name matches one of these; empty: all. `*` stands for any text.
    pub only: Vec<String>,
    /// Leave out cases whose id or name matches one of these.
    pub skip: Vec<String>,
    /// Run only cases of these requirements; empty: all.
    pub requirements: Vec<Requirement>,
    /// Run only cases of this profile.
    pub profile: Profile,
}

impl Options {
    /// All of `cases`.
    #[must_use]
    pub fn new(cases: Vec<Case>) -> Options {
        Options {
            cases,
            only: Vec::new(),
            skip: Vec::new(),
            requirements: Vec::new(),
            profile: Profile::All,
        }
    }

    /// The cases that these options choose.
    pub fn chosen(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| self.chooses(case))
    }

    fn chooses(&self, case: &Case) -> bool {
        let any = |patterns: &[String]| {
            patterns
                .iter()
                .any(|pattern| matches(pattern, &case.id) || matches(pattern, &case.name))
        };
        (self.only.is_empty() || any(&self.only))
            && !any(&self.skip)
            && (self.requirements.is_empty() || self.requirements.contains(&case.requirement))
            && self.profile.includes(case)
    }
}

/// Whether `text` contains `pattern`, ignoring case; the pieces between `*` must come in that order.
fn matches(pattern: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    let mut rest = text.as_str();
    pattern
        .to_lowercase()
        .split('*')
        .all(|piece| match rest.split_once(piece) {
            Some((_, behind)) => {
                rest = behind;
                true
            }
            None => false,
        })
}

/// Runs the chosen cases one after the other and calls `on_case` after each.
pub fn run(target: &Target, options: &Options, on_case: &mut dyn FnMut(&CaseOutcome)) -> Report {
    let begun = Instant::now();
    let client = Client::new(target.timeout);
    let offer = Offer::new(target, &client);
    let run = letters();
    let mut outcomes = Vec::new();
    for case in options.chosen() {
        let outcome = match case.needs.iter().find_map(|need| offer.lacks(need)) {
            Some(reason) => CaseOutcome::of(case, Verdict::Skipped { reason }, 0),
            None => play(case, target, &client, &run),
        };
        on_case(&outcome);
        outcomes.push(outcome);
    }
    Report {
        target: target.mask(&target.base_url),
        run,
        milliseconds: elapsed(begun),
        outcomes,
    }
}

/// Whether anything answers at the target's base URL.
///
/// # Errors
/// Why nothing does, without secrets.
pub fn reach(target: &Target) -> Result<(), String> {
    let exchange = Client::new(target.timeout).send(offer::plain(
        target,
        "GET",
        "/ServiceProviderConfig",
        None,
    ));
    exchange
        .answer
        .map(|_| ())
        .map_err(|error| target.mask(&error))
}

fn play(case: &Case, target: &Target, client: &Client, run: &str) -> CaseOutcome {
    let begun = Instant::now();
    let variables = Variables::of_case(run, &target.base_url, target.token.as_deref());
    let mut trial = Trial::new(target, client, variables);
    let failures = trial.play(case);
    let milliseconds = elapsed(begun);
    let leftovers = trial.clean_up(case);
    let verdict = if failures.is_empty() {
        Verdict::Passed
    } else {
        Verdict::Failed { failures }
    };
    CaseOutcome {
        leftovers,
        ..CaseOutcome::of(case, verdict, milliseconds)
    }
}

fn elapsed(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_parts_of_the_text_with_stars() {
        let table = [
            ("okta", "okta_spec/01_list", true),
            ("OKTA*list", "okta_spec/01_list", true),
            ("list*okta", "okta_spec/01_list", false),
            ("entra", "okta_spec/01_list", false),
            ("", "x", true),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(matches(pattern, text), expected, "{pattern} in {text}");
        }
    }
}
