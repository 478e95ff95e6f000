//! The run: which cases, in which order, and what came of each.

use crate::case::{Case, Requirement};
use crate::client::Client;
use crate::group::Profile;
use crate::leftovers;
use crate::offer::Offer;
use crate::pattern;
use crate::report::{CaseOutcome, Failure, Report, Verdict};
use crate::target::Target;
use crate::trial::{Trial, Unplayed};
use crate::variables::{Variables, letters};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Instant;

/// No run has more threads.
const JOBS_MAX: usize = 64;
/// Pages of one walk, where nothing else is said.
const PAGES_MAX: usize = 1000;

const INTERRUPTED: &str = "the run was interrupted";

/// Which cases to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The cases to choose from, in the order in which they run.
    pub cases: Vec<Case>,
    /// Where they were read from, if they are not the built-in ones; for the verdict.
    pub folder: Option<PathBuf>,
    /// Run only cases whose id or name matches one of these; empty: all. `*` stands for any text.
    pub only: Vec<String>,
    /// Leave out cases whose id or name matches one of these.
    pub skip: Vec<String>,
    /// Run only cases of these requirements; empty: all.
    pub requirements: Vec<Requirement>,
    /// Run only cases of this profile.
    pub profile: Profile,
    /// How many cases run at the same time.
    pub jobs: usize,
    /// A case that would walk through more pages than this is skipped, so that a huge tenant does not hold up the run.
    pub pages_max: usize,
    /// Keep every exchange in the report, not only those of failures.
    pub record: bool,
    /// Once true, no further step begins; what was created is still deleted.
    pub stop: Option<Arc<AtomicBool>>,
}

impl Options {
    /// All of `cases`.
    #[must_use]
    pub fn new(cases: Vec<Case>) -> Options {
        Options {
            cases,
            folder: None,
            only: Vec::new(),
            skip: Vec::new(),
            requirements: Vec::new(),
            profile: Profile::All,
            jobs: 1,
            pages_max: PAGES_MAX,
            record: false,
            stop: None,
        }
    }

    /// The cases that these options choose.
    pub fn chosen(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| self.chooses(case))
    }

    /// What was asked of all that there is, in words: `profile rfc, paging, MUST`; nothing where all of it was.
    fn asked(&self) -> Option<String> {
        let folder = self.folder.as_ref();
        let folder = folder.map(|folder| format!("cases of {}", folder.display()));
        let profile = match self.profile {
            Profile::All => None,
            other => Some(format!("profile {}", other.name())),
        };
        let requirements = self.requirements.iter();
        let requirements = requirements.map(|requirement| requirement.word().to_owned());
        let skip = self.skip.iter().map(|pattern| format!("without {pattern}"));
        let parts: Vec<String> = folder
            .into_iter()
            .chain(profile)
            .chain(self.only.iter().cloned())
            .chain(requirements)
            .chain(skip)
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    fn chooses(&self, case: &Case) -> bool {
        let any =
            |patterns: &[String]| patterns.iter().any(|pattern| pattern::means(pattern, case));
        (self.only.is_empty() || any(&self.only)) && !any(&self.skip) && self.admits(case)
    }

    /// Whether profile and requirements leave it.
    fn admits(&self, case: &Case) -> bool {
        (self.requirements.is_empty() || self.requirements.contains(&case.requirement))
            && self.profile.includes(case)
    }

    /// Whether each pattern means something and something is left to run.
    ///
    /// # Errors
    /// The pattern that means no case, with those that were perhaps meant.
    pub fn check(&self) -> Result<(), String> {
        let only = self.only.iter().map(|pattern| ("--only", pattern));
        let skip = self.skip.iter().map(|pattern| ("--skip", pattern));
        for (option, pattern) in only.chain(skip) {
            let mut meant = self
                .cases
                .iter()
                .filter(|case| pattern::means(pattern, case))
                .peekable();
            if meant.peek().is_none() {
                let hint = pattern::hint(pattern, &self.cases);
                return Err(format!(
                    "{option} {pattern} matches no case; {hint}; --list shows every case"
                ));
            }
            if option == "--only" && !meant.any(|case| self.admits(case)) {
                return Err(format!(
                    "{option} {pattern} matches no case that --profile and --requirement leave; leave one of them out"
                ));
            }
        }
        match self.chosen().next() {
            Some(_) => Ok(()),
            None => Err("no case matches; see --list".to_owned()),
        }
    }
}

/// Runs the chosen cases and calls `on_case` after each, in the order in which they end; the report has them in their own.
/// With several jobs, the cases that must be alone come last, one after the other.
pub fn run(target: &Target, options: &Options, on_case: &mut dyn FnMut(&CaseOutcome)) -> Report {
    let begun = Instant::now();
    let client = Client::new(target);
    let run = format!("{}{}", leftovers::PREFIX, letters(leftovers::RUN_LETTERS));
    let session = Session {
        target,
        client: &client,
        offer: Offer::new(target, &client),
        run: &run,
        options,
        uncertain: AtomicBool::new(false),
    };
    let cases: Vec<&Case> = options.chosen().collect();
    let (alone, together): (Vec<usize>, Vec<usize>) = (0..cases.len())
        .partition(|&index| options.jobs > 1 && cases.get(index).is_some_and(|case| case.alone));
    let mut outcomes: Vec<(usize, CaseOutcome)> = Vec::new();
    for (indices, jobs) in [(together, options.jobs), (alone, 1)] {
        session.play_all(&cases, &indices, jobs, &mut |index, outcome| {
            on_case(&outcome);
            outcomes.push((index, outcome));
        });
    }
    outcomes.sort_by_key(|(index, _)| *index);
    let left_behind = session.sweep();
    Report {
        target: target.mask(&target.base_url),
        asked: options.asked(),
        profile: options.profile,
        interrupted: session.interrupted(),
        run: run.clone(),
        milliseconds: elapsed(begun),
        left_behind,
        outcomes: outcomes.into_iter().map(|(_, outcome)| outcome).collect(),
    }
}

/// What all cases of a run share.
struct Session<'a> {
    target: &'a Target,
    client: &'a Client,
    offer: Offer<'a>,
    run: &'a str,
    options: &'a Options,
    /// A case that did not pass may have made something of which no answer told.
    uncertain: AtomicBool,
}

impl Session<'_> {
    /// Plays the cases at `indices` on `jobs` threads; `on_outcome` is called on this one.
    fn play_all(
        &self,
        cases: &[&Case],
        indices: &[usize],
        jobs: usize,
        on_outcome: &mut dyn FnMut(usize, CaseOutcome),
    ) {
        let next = AtomicUsize::new(0);
        let (sender, receiver) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..jobs.clamp(1, JOBS_MAX).min(indices.len()) {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    while let Some(&index) = indices.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let Some(case) = cases.get(index) else { return };
                        // The receiver outlives every thread of this scope.
                        let _received = sender.send((index, self.outcome(case)));
                    }
                });
            }
            drop(sender);
            for (index, outcome) in receiver {
                on_outcome(index, outcome);
            }
        });
    }

    fn outcome(&self, case: &Case) -> CaseOutcome {
        if self.interrupted() {
            return CaseOutcome::skipped(case, INTERRUPTED);
        }
        let lacking = case.needs.iter().find_map(|need| self.offer.lacks(need));
        let forbidden = || {
            let mut profiles = case.unless.iter();
            profiles.find_map(|profile| self.offer.forbids(*profile))
        };
        match lacking.or_else(forbidden) {
            Some(reason) => CaseOutcome::skipped(case, &reason),
            None => self.play(case),
        }
    }

    fn interrupted(&self) -> bool {
        let stop = self.options.stop.as_ref();
        stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    /// Looks for what bears the run's word and no case could delete, where there may be something; returns what stays.
    fn sweep(&self) -> Vec<String> {
        if !self.uncertain.load(Ordering::Relaxed) {
            return Vec::new();
        }
        let pages_max = self.options.pages_max;
        match leftovers::sweep_word(self.target, self.client, self.run, pages_max) {
            Ok(found) => found
                .into_iter()
                .filter_map(|one| Some(format!("{} ({})", one.path, one.kept?)))
                .collect(),
            Err(error) => vec![format!(
                "perhaps something whose name contains {} ({error})",
                self.run
            )],
        }
    }

    fn play(&self, case: &Case) -> CaseOutcome {
        let begun = Instant::now();
        let token = self.target.token.as_deref();
        let variables = Variables::of_case(self.run, &self.target.base_url, token);
        let mut trial = Trial::new(self.target, self.client, variables, self.options);
        let played = trial.play(case);
        let milliseconds = elapsed(begun);
        let leftovers = trial.clean_up(case);
        if trial.is_uncertain() && !matches!(&played, Ok(failures) if failures.is_empty()) {
            self.uncertain.store(true, Ordering::Relaxed);
        }
        let verdict = match played {
            Ok(failures) if failures.is_empty() => Verdict::Passed,
            Ok(failures) => Verdict::Failed { failures },
            Err(Unplayed::Interrupted) => Verdict::Skipped {
                reason: INTERRUPTED.into(),
            },
            Err(Unplayed::Senseless(reason)) => Verdict::Skipped { reason },
            Err(Unplayed::Template(error)) => Verdict::Failed {
                failures: vec![Failure::of_case(&error.to_string())],
            },
        };
        CaseOutcome {
            leftovers,
            exchanges: trial.recorded,
            ..CaseOutcome::of(case, verdict, milliseconds)
        }
    }
}

fn elapsed(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)
}
