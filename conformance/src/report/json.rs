//! The report as JSON.

use super::Report;
use crate::case::Requirement;
use serde_json::{Map, Value, json};

/// The whole report with a `summary` by requirement; pretty-printed.
#[must_use]
pub fn render(report: &Report) -> String {
    let requirements: Map<String, Value> = Requirement::ALL
        .iter()
        .map(|one| (one.word().to_owned(), json!(report.tally_of(*one))))
        .collect();
    let document = json!({
        "target": report.target,
        "asked": report.asked,
        "run": report.run,
        "milliseconds": report.milliseconds,
        "passed": report.passed(),
        "verdict": report.verdict(),
        "interrupted": report.interrupted,
        "summary": {
            "all": report.tally(),
            "requirements": requirements,
            "sections": report.sections(),
            "providers": report.providers(),
        },
        "left_behind": report.leftovers(),
        "cases": report.outcomes,
    });
    format!("{document:#}\n")
}
