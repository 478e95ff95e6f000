//! What came of a run.

use super::disagreement::Disagreement;
use super::explained::{Explanation, Right};
use super::trial::Options;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// So many unexplained disagreements are shown.
const SHOWN_MAX: usize = 25;

/// Of an example so much is shown.
const EXAMPLE_CHARACTERS_MAX: usize = 120;

/// One kind of question.
#[derive(Debug, Default, Serialize)]
pub struct Comparison {
    /// How many were asked.
    pub asked: usize,
    /// How many were answered alike.
    pub agreed: usize,
    /// How many disagreements each class explains.
    pub explained: BTreeMap<String, usize>,
    /// Of each class the first exchange that it explains.
    pub examples: BTreeMap<String, Disagreement>,
    /// The disagreements that no class explains, each once.
    pub unexplained: Vec<Disagreement>,
}

impl Comparison {
    pub(super) fn take(&mut self, disagreement: Option<Disagreement>) {
        self.asked += 1;
        let Some(disagreement) = disagreement else {
            self.agreed += 1;
            return;
        };
        match disagreement.explained_by.clone() {
            Some(class) => {
                *self.explained.entry(class.clone()).or_default() += 1;
                self.examples.entry(class).or_insert(disagreement);
            }
            None if self
                .unexplained
                .iter()
                .any(|known| known.is_same_as(&disagreement)) => {}
            None => self.unexplained.push(disagreement),
        }
    }
}

/// The beginning of an example, in one line.
fn shortened(example: &str) -> String {
    if example.chars().count() <= EXAMPLE_CHARACTERS_MAX {
        return example.to_owned();
    }
    let kept: String = example.chars().take(EXAMPLE_CHARACTERS_MAX - 1).collect();
    format!("{kept}…")
}

/// A class that occurred.
#[derive(Debug, Serialize)]
struct Occurrence<'a> {
    name: &'a str,
    times: usize,
    right: Right,
    rfc: &'a str,
    reason: &'a str,
    example: String,
}

/// All that was compared.
#[derive(Debug)]
pub struct Report {
    /// Where the lots began.
    pub seed: u64,
    /// How long it took.
    pub seconds: u64,
    /// Resources created.
    pub documents: Comparison,
    /// Filters.
    pub filters: Comparison,
    /// PATCHes.
    pub patches: Comparison,
    explanations: Vec<Explanation>,
}

impl Report {
    pub(super) fn new(options: &Options) -> Report {
        Report {
            seed: options.seed,
            seconds: 0,
            documents: Comparison::default(),
            filters: Comparison::default(),
            patches: Comparison::default(),
            explanations: options.explanations.clone(),
        }
    }

    fn kinds(&self) -> [(&'static str, &Comparison); 3] {
        [
            ("documents", &self.documents),
            ("filters", &self.filters),
            ("PATCHes", &self.patches),
        ]
    }

    pub(super) fn unexplained(&self) -> impl Iterator<Item = &Disagreement> {
        self.kinds()
            .into_iter()
            .flat_map(|(_, kind)| &kind.unexplained)
    }

    /// Whether every disagreement is explained, and something was compared at all.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.unexplained().next().is_none() && self.kinds().iter().any(|(_, kind)| kind.asked > 0)
    }

    /// What came of it, in a sentence.
    fn verdict(&self) -> String {
        match self.unexplained().count() {
            0 if !self.passed() => "Nothing was asked".into(),
            0 => "The two agree, but for what is known".into(),
            1 => "They differ in a way that no class explains".into(),
            some => format!("They differ in {some} ways that no class explains"),
        }
    }

    fn occurrences(&self) -> Vec<Occurrence<'_>> {
        let times = |name: &str| {
            self.kinds()
                .iter()
                .filter_map(|(_, kind)| kind.explained.get(name))
                .sum::<usize>()
        };
        let example = |name: &str| {
            self.kinds()
                .iter()
                .find_map(|(_, kind)| kind.examples.get(name))
                .map_or_else(String::new, Disagreement::question)
        };
        self.explanations
            .iter()
            .map(|class| Occurrence {
                example: example(&class.name),
                name: &class.name,
                times: times(&class.name),
                right: class.right,
                rfc: &class.rfc,
                reason: &class.reason,
            })
            .filter(|occurrence| occurrence.times > 0)
            .collect()
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for disagreement in self.unexplained().take(SHOWN_MAX) {
            let _infallible = write!(text, "UNEXPLAINED\n{}", disagreement.text());
        }
        let classes = self.occurrences();
        if !classes.is_empty() {
            text.push_str("Known disagreements, how often, and why\n");
        }
        for class in classes {
            let _infallible = writeln!(
                text,
                "{:>6}  {}: {}; {}\n        {}\n        for instance {}",
                class.times,
                class.name,
                class.right.words(),
                class.rfc,
                class.reason,
                shortened(&class.example)
            );
        }
        let _infallible = writeln!(
            text,
            "\n{:<10}{:>8}{:>8}{:>11}{:>13}",
            "", "asked", "alike", "explained", "unexplained"
        );
        for (name, kind) in self.kinds() {
            let explained: usize = kind.explained.values().sum();
            let unexplained = kind.asked - kind.agreed - explained;
            let _infallible = writeln!(
                text,
                "{name:<10}{:>8}{:>8}{explained:>11}{unexplained:>13}",
                kind.asked, kind.agreed
            );
        }
        let _infallible = writeln!(
            text,
            "{} (seed {}, {} s)",
            self.verdict(),
            self.seed,
            self.seconds
        );
        text
    }

    /// As JSON: the three comparisons, `classes` with how often each occurred, `seed`, `seconds`.
    #[must_use]
    pub fn json(&self) -> String {
        let value = serde_json::json!({
            "seed": self.seed,
            "seconds": self.seconds,
            "documents": self.documents,
            "filters": self.filters,
            "patches": self.patches,
            "classes": self.occurrences(),
        });
        format!("{value:#}\n")
    }
}
