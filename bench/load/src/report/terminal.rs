//! The end of a run on the terminal: each target, in its colour.

use std::path::Path;

use comfy_table::{Cell, Color, ContentArrangement, Table, presets};
use owo_colors::{OwoColorize as _, Stream, Style};

use crate::result::Outcome;
use crate::targets::{Target, Verdict};

/// Prints the targets, how many are met, and where the rest is.
pub fn print(outcomes: &[Outcome], targets: &[Target], folder: &Path) {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["", "target", "wanted", "measured", ""]);
    for target in targets {
        let (word, colour) = match &target.verdict {
            Verdict::Met => ("met".to_owned(), Color::Green),
            Verdict::Missed => ("missed".to_owned(), Color::Red),
            Verdict::Open(why) => (why.clone(), Color::Yellow),
        };
        let verdict = Cell::new(word).fg(colour);
        table.add_row([
            Cell::new(target.group),
            Cell::new(&target.what),
            Cell::new(&target.wanted),
            Cell::new(&target.measured),
            verdict,
        ]);
    }
    let with = |verdict: &Verdict| {
        targets
            .iter()
            .filter(|target| target.verdict == *verdict)
            .count()
    };
    let (met, missed) = (with(&Verdict::Met), with(&Verdict::Missed));
    println!("{table}");
    let colour = if missed == 0 {
        Style::new().green()
    } else {
        Style::new().red()
    };
    let line = format!(
        "{met} targets met, {missed} missed, {} open, in {} minutes",
        targets.len() - met - missed,
        outcomes
            .iter()
            .map(|outcome| outcome.seconds)
            .sum::<u64>()
            .div_ceil(60)
    );
    println!(
        "{}",
        line.if_supports_color(Stream::Stdout, |text| text.style(colour))
    );
    println!("report.md, curves and result.json: {}", folder.display());
}
