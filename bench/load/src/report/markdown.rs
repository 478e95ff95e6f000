//! The generated part of docs/PERFORMANCE.md.

use std::fmt::Write as _;

use super::curves::Curve;
use super::figures::count;
use super::tables;
use crate::result::{Outcome, median};
use crate::targets::Target;

/// All of it. `curves` lie in the folder `folder` beside the page.
pub fn page(outcome: &Outcome, targets: &[Target], folder: &str, curves: &[Curve]) -> String {
    let parts = [
        heading(outcome),
        target_table(targets),
        tables::operations(outcome),
        tables::ratios(outcome),
        tables::sizes(outcome),
        curves.iter().fold(String::new(), |text, curve| {
            text + &format!("![{}]({folder}/{})\n\n", curve.title, curve.file)
        }),
        tables::groups(outcome),
        tables::footprints(outcome),
        tables::disk(outcome),
        remarks(outcome),
    ];
    parts.concat()
}

fn heading(outcome: &Outcome) -> String {
    let list = |facts: &[(String, String)]| {
        facts
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let machine = outcome
        .machine
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect::<Vec<_>>()
        .join("; ");
    let foreign = outcome
        .cells
        .iter()
        .flat_map(|cell| &cell.runs)
        .map(|run| run.foreign_cores);
    let foreign = median(foreign).map_or_else(String::new, |cores| {
        format!(" Processes that had nothing to do with it took {:.2} cores meanwhile (median over all runs; at most {:.2}).", cores.median, cores.max)
    });
    format!(
        "## The run of {}\n\n`{}`, {} minutes. {machine}. {}.{foreign}\n\n\
         Figures are medians over the runs, least and greatest in brackets. Everything a row compares was measured by turns. \
         A cell in which any request was refused or any connection broke has no figure.\n\n",
        outcome.started,
        outcome.command,
        outcome.seconds.div_ceil(60),
        list(&outcome.versions),
    )
}

fn target_table(targets: &[Target]) -> String {
    let mut text =
        "### Targets\n\n| | target | wanted | measured | |\n| --- | --- | --- | --- | --- |\n"
            .to_owned();
    for target in targets {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            target.group,
            target.what,
            target.wanted,
            target.measured,
            target.verdict.text()
        );
    }
    text + "\n"
}

fn remarks(outcome: &Outcome) -> String {
    let mut lines: Vec<String> = outcome.remarks.clone();
    for cell in &outcome.cells {
        if let Some(why) = &cell.invalid {
            let whose = crate::subjects::title(&cell.subject);
            lines.push(format!(
                "{whose}, `{}`, {} people, {} connections: {}",
                cell.operation,
                count(cell.people),
                cell.connections,
                why.lines().next().unwrap_or_default()
            ));
        }
    }
    if lines.is_empty() {
        return String::new();
    }
    let lines = lines
        .iter()
        .fold(String::new(), |text, line| text + "- " + line + "\n");
    format!("### Without a figure\n\n{lines}\n")
}
