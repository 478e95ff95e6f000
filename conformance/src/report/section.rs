//! The rows of a summary: by RFC section, then by provider.

use super::{CaseOutcome, Report, Tally};
use crate::group::{Group, Provider, heading};

/// One row of a summary.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Section {
    /// Its heading: `Filtering (RFC 7644 §3.4.2.2)`, or a provider's name.
    pub title: String,
    /// What came of its cases.
    pub tally: Tally,
}

impl Report {
    /// The RFC groups that have cases here, in the order of the RFCs; then groups that are neither an RFC's nor a provider's.
    #[must_use]
    pub fn sections(&self) -> Vec<Section> {
        let mut names: Vec<&str> = Group::ALL.iter().map(|group| group.name).collect();
        for case in &self.outcomes {
            if Provider::of(&case.group).is_none() && !names.contains(&case.group.as_str()) {
                names.push(&case.group);
            }
        }
        let rows = names.iter().filter_map(|name| {
            self.row(heading(name), |case| {
                case.group == **name && Provider::of(name).is_none()
            })
        });
        rows.collect()
    }

    /// The providers that have cases here.
    #[must_use]
    pub fn providers(&self) -> Vec<Section> {
        let rows = Provider::ALL.iter().filter_map(|provider| {
            self.row(provider.title.to_owned(), |case| provider.owns(&case.group))
        });
        rows.collect()
    }

    /// Why cases were skipped, with how many for each reason, the most frequent first.
    #[must_use]
    pub fn reasons_to_skip(&self) -> Vec<(&str, usize)> {
        let mut reasons: Vec<(&str, usize)> = Vec::new();
        for reason in self.outcomes.iter().filter_map(CaseOutcome::reason_to_skip) {
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, count)) => *count += 1,
                None => reasons.push((reason, 1)),
            }
        }
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        reasons
    }

    fn row(&self, title: String, chosen: impl Fn(&CaseOutcome) -> bool) -> Option<Section> {
        let tally = Tally::of(self.outcomes.iter().filter(|case| chosen(case)));
        (tally != Tally::default()).then_some(Section { title, tally })
    }
}
