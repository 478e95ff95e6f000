//! The report as text: what failed with its request and answer, then counts by requirement, section and provider.

use super::{CaseOutcome, Failure, Grade, Report, Section, Tally, Verdict};
use crate::case::Requirement;
use crate::client::{Answer, Exchange};
use owo_colors::{AnsiColors, OwoColorize};
use serde_json::Value;
use std::fmt::Write;

/// Of a body at most this many characters are shown.
const BODY_CHARACTERS_MAX: usize = 1500;
/// Ids are padded to this width, so that names stand in a column.
const ID_WIDTH: usize = 44;
/// That column stands in lines of this width only.
const ID_COLUMN_FROM: usize = 100;
/// Three columns of numbers stand to the right of the titles of rows.
const NUMBERS_WIDTH: usize = 24;
/// No title is cut below this width.
const TITLE_WIDTH_MIN: usize = 20;

/// How the text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether it has colours.
    pub colour: bool,
    /// How many characters stand in a line where the text can be cut without loss; requests and answers are never cut for it.
    pub columns: usize,
    /// So many failures are shown with request and answer; of further ones a line.
    pub failures_in_full_max: usize,
}

impl Look {
    /// For a file or a pipe.
    pub const PLAIN: Look = Look {
        colour: false,
        columns: 140,
        failures_in_full_max: usize::MAX,
    };
}

/// One case in one line, told as it ends.
#[must_use]
pub fn line_of(outcome: &CaseOutcome, look: Look) -> String {
    let colour = look.colour;
    // Names in a column need room.
    let id_width = if look.columns < ID_COLUMN_FROM {
        0
    } else {
        ID_WIDTH
    };
    let name = format!("{:<id_width$} {}", outcome.id, outcome.name);
    // A mark before it, a time or reason behind it.
    let name = fitted(&name, look.columns.saturating_sub(14));
    let time = faint(&format!(" {} ms", outcome.milliseconds), colour);
    match &outcome.verdict {
        Verdict::Passed => format!("  {} {name}{time}\n", paint("✓", AnsiColors::Green, colour)),
        Verdict::Failed { .. } => {
            format!("  {} {name}{time}\n", paint("✗", AnsiColors::Red, colour))
        }
        Verdict::Skipped { reason } => {
            let reason = faint(&format!(" {reason}"), colour);
            format!(
                "  {} {name}{reason}\n",
                paint("-", AnsiColors::Yellow, colour)
            )
        }
    }
}

/// A case that failed: what it shows, why it matters, and each thing that was wrong with its request and answer.
#[must_use]
pub fn failure(outcome: &CaseOutcome, colour: bool) -> String {
    let mut text = format!(
        "{} {}  {}\n",
        paint("✗", AnsiColors::Red, colour),
        if colour {
            outcome.name.bold().to_string()
        } else {
            outcome.name.clone()
        },
        faint(&outcome.id, colour)
    );
    let told = format!(
        "{} · {}\n{}",
        outcome.requirement.word(),
        outcome.source,
        outcome.doc
    );
    indent(&mut text, &told, 2);
    if let Verdict::Failed { failures } = &outcome.verdict {
        describe(&mut text, failures, colour);
    }
    text
}

/// What failed, the counts by requirement, section and provider, what was skipped or left behind, and the verdict.
#[must_use]
pub fn render(report: &Report, look: Look) -> String {
    let colour = look.colour;
    let mut text = String::new();
    let failed = report.outcomes.iter().filter(|case| case.failed());
    let mut failed: Vec<&CaseOutcome> = failed.collect();
    // What an RFC demands first.
    failed.sort_by_key(|case| case.requirement);
    if !failed.is_empty() {
        text.push_str(&title("What failed", colour));
        let (in_full, further) = failed.split_at(failed.len().min(look.failures_in_full_max));
        for case in in_full {
            text.push_str(&failure(case, colour));
            text.push('\n');
        }
        if !further.is_empty() {
            let heading = format!("{} further, each in full with --out FILE", further.len());
            text.push_str(&title(&heading, colour));
            let lines = further.iter().map(|case| line_of(case, look));
            text.extend(lines);
            text.push('\n');
        }
    }
    text.push_str(&summary(report, look));
    text
}

fn summary(report: &Report, look: Look) -> String {
    let colour = look.colour;
    let mut text = String::new();
    let requirements = Requirement::ALL.iter().map(|requirement| Section {
        title: requirement.word().to_owned(),
        tally: report.tally_of(*requirement),
    });
    let requirements = requirements.filter(|section| section.tally != Tally::default());
    let tables = [
        ("By requirement", requirements.collect::<Vec<_>>()),
        ("By section", report.sections()),
        ("By provider", report.providers()),
    ];
    let rows = tables.iter().flat_map(|(_, rows)| rows);
    let longest = rows.map(|row| row.title.chars().count() + 3).max();
    let room = look.columns.saturating_sub(NUMBERS_WIDTH);
    let width = longest.unwrap_or(0).min(room).max(TITLE_WIDTH_MIN);
    for (name, rows) in &tables {
        table(&mut text, name, rows, width, colour);
    }
    let skipped = report.reasons_to_skip();
    if !skipped.is_empty() {
        text.push_str(&title("Skipped", colour));
        for (reason, count) in skipped {
            indent(&mut text, &format!("{count:>4}  {reason}"), 0);
        }
        text.push('\n');
    }
    let leftovers = report.leftovers();
    if !leftovers.is_empty() {
        text.push_str(&title("Left behind (try --leftovers)", colour));
        leftovers.iter().for_each(|path| indent(&mut text, path, 2));
        text.push('\n');
    }
    let tally = report.tally();
    let counts = format!(
        "{} passed, {} failed, {} skipped in {}",
        tally.passed,
        tally.failed,
        tally.skipped,
        report.duration()
    );
    line(&mut text, &counts);
    let hue = match report.grade() {
        Grade::Good => AnsiColors::Green,
        Grade::Partly => AnsiColors::Yellow,
        Grade::Bad => AnsiColors::Red,
    };
    let verdict = paint(&report.verdict(), hue, colour);
    line(&mut text, &format!("{verdict}  {}", report.target));
    text
}

fn title(text: &str, colour: bool) -> String {
    if colour {
        format!("{}\n", text.bold())
    } else {
        format!("{text}\n")
    }
}

fn table(text: &mut String, name: &str, rows: &[Section], width: usize, colour: bool) {
    if rows.is_empty() {
        return;
    }
    let heading = format!("{name:<width$} passed  failed skipped");
    text.push_str(&title(&heading, colour));
    for row in rows {
        let failed = format!("{:>7}", row.tally.failed);
        let failed = if row.tally.failed > 0 {
            paint(&failed, AnsiColors::Red, colour)
        } else {
            failed
        };
        let title = fitted(&format!("  {}", row.title), width);
        let (passed, skipped) = (row.tally.passed, row.tally.skipped);
        line(
            text,
            &format!("{title:<width$}{passed:>7} {failed} {skipped:>7}"),
        );
    }
    text.push('\n');
}

/// `text`, cut to so many characters: first what stands in parentheses at its end goes, then letters.
fn fitted(text: &str, columns: usize) -> String {
    if text.chars().count() <= columns {
        return text.to_owned();
    }
    if let Some((bare, _)) = text
        .rsplit_once(" (")
        .filter(|(bare, _)| bare.chars().count() <= columns)
    {
        return bare.to_owned();
    }
    let kept: String = text.chars().take(columns.saturating_sub(1)).collect();
    format!("{kept}…")
}

fn describe(text: &mut String, failures: &[Failure], colour: bool) {
    let mut shown: Option<&Exchange> = None;
    for failure in failures {
        indent(text, &paint(&failure.step, AnsiColors::Cyan, colour), 2);
        indent(text, &format!("expected  {}", failure.mismatch.expected), 4);
        indent(
            text,
            &format!("got       {}", cut(&failure.mismatch.got)),
            4,
        );
        let Some(exchange) = failure.exchange.as_deref() else {
            continue;
        };
        // Several mismatches of one answer show it once.
        if shown.is_none_or(|other| !other.is_same(exchange)) {
            indent(text, &faint(dialogue(exchange).trim_end(), colour), 4);
            shown = Some(exchange);
        }
    }
}

/// The request and the answer.
fn dialogue(exchange: &Exchange) -> String {
    let request = &exchange.request;
    let mut text = format!("request   {} {}\n", request.method, request.url);
    headers(&mut text, &request.headers);
    if let Some(body) = &request.body {
        indent(&mut text, &cut(&pretty(body)), 10);
    }
    match &exchange.answer {
        Ok(answer) => told(&mut text, answer, exchange.milliseconds),
        Err(error) => line(&mut text, &format!("answer    none: {error}")),
    }
    text
}

fn told(text: &mut String, answer: &Answer, milliseconds: u64) {
    line(
        text,
        &format!("answer    {} after {milliseconds} ms", answer.status),
    );
    headers(text, &answer.headers);
    if !answer.body.is_empty() {
        indent(text, &cut(&pretty(&answer.body)), 10);
    }
}

fn headers(text: &mut String, headers: &[(String, String)]) {
    for (name, value) in headers {
        indent(text, &format!("{name}: {value}"), 10);
    }
}

fn pretty(body: &str) -> String {
    serde_json::from_str::<Value>(body).map_or_else(|_| body.to_owned(), |json| format!("{json:#}"))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(BODY_CHARACTERS_MAX) {
        Some((at, _)) => format!(
            "{}… ({} bytes in all)",
            text.get(..at).unwrap_or_default(),
            text.len()
        ),
        None => text.to_owned(),
    }
}

fn line(text: &mut String, content: &str) {
    text.push_str(content);
    text.push('\n');
}

fn indent(text: &mut String, content: &str, width: usize) {
    for content in content.lines() {
        // Writing to a String cannot fail.
        let _infallible = writeln!(text, "{:width$}{content}", "");
    }
}

fn paint(text: &str, hue: AnsiColors, colour: bool) -> String {
    if colour {
        text.color(hue).to_string()
    } else {
        text.to_owned()
    }
}

fn faint(text: &str, colour: bool) -> String {
    if colour {
        text.dimmed().to_string()
    } else {
        text.to_owned()
    }
}
