//! The report as JSON.

use super::Report;
use crate::case::Level;
use serde_json::{Map, Value, json};

/// The whole report with a `summary` by level; pretty-printed.
#[must_use]
pub fn render(report: &Report) -> String {
    let levels: Map<String, Value> = Level::ALL
        .iter()
        .map(|level| (level.word().to_owned(), json!(report.tally_of(*level))))
        .collect();
    let document = json!({
        "target": report.target,
        "run": report.run,
        "milliseconds": report.milliseconds,
        "passed": report.passed(),
        "summary": {"all": report.tally(), "levels": levels},
        "cases": report.outcomes,
    });
    format!("{document:#}\n")
}
