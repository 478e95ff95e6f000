//! The generated part of docs/PERFORMANCE.md.

use std::fmt::Write as _;

use super::curves::Curve;
use super::figures::count;
use super::{alone, pulled, served, tables};
use crate::result::{Outcome, median};
use crate::targets::{Target, Verdict};

/// One run. `curves` lie in the folder `folder` beside the page.
pub fn run(outcome: &Outcome, folder: &str, curves: &[Curve]) -> String {
    let tables = match outcome.cells.is_empty() {
        true => String::new(),
        false => [
            tables::operations(outcome),
            tables::ratios(outcome),
            tables::sizes(outcome),
            curves.iter().fold(String::new(), |text, curve| {
                text + &format!("![{}]({folder}/{})\n\n", curve.title, curve.file)
            }),
            tables::groups(outcome),
            tables::footprints(outcome),
            tables::disk(outcome),
        ]
        .concat(),
    };
    let parts = [
        heading(outcome),
        tables,
        alone::indexes(outcome),
        alone::fairness(outcome),
        served::request_log(outcome),
        served::console(outcome),
        pulled::pulls(outcome),
        alone::micro(outcome),
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
        .map(|run| run.foreign_cores)
        .chain(outcome.pulls.iter().map(|pull| pull.foreign_cores));
    let foreign = median(foreign).map_or_else(String::new, |cores| {
        format!(" Processes that had nothing to do with it took {:.2} cores meanwhile (median over all runs; at most {:.2}).", cores.median, cores.max)
    });
    format!(
        "## The run of {}{}\n\n`{}`, {} minutes. {machine}. {}.{foreign}\n\n",
        outcome.started,
        match outcome.part.as_str() {
            "" => String::new(),
            part => format!(", only: {part}"),
        },
        outcome.command,
        outcome.seconds.div_ceil(60),
        list(&outcome.versions),
    )
}

/// Each target, whether it is met, and by what.
pub fn target_table(targets: &[Target]) -> String {
    let judged = |verdict: &Verdict| {
        let of = targets.iter().filter(|target| target.verdict == *verdict);
        of.count()
    };
    let (met, missed) = (judged(&Verdict::Met), judged(&Verdict::Missed));
    let mut text = format!(
        "## Targets\n\n{met} met, {missed} missed, {} open, of which no run below can tell. Written by the tool from the runs below; where several tell, \
         the one with the most people.\n\n| | target | wanted | measured | |\n| --- | --- | --- | --- | --- |\n",
        targets.len() - met - missed
    );
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
    format!("### Failed, with the reason\n\n{lines}\n")
}
