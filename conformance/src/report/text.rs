//! The report as text: a line a case, what failed with its request and answer, and a summary by requirement.

use super::{CaseOutcome, Failure, Report, Tally, Verdict};
use crate::case::Requirement;
use crate::client::{Answer, Exchange};
use owo_colors::{AnsiColors, OwoColorize};
use serde_json::Value;
use std::fmt::Write;

/// Of a body at most this many characters are shown.
const BODY_CHARACTERS_MAX: usize = 1500;
/// Names are padded to this width, so that milliseconds stand in a column.
const NAME_WIDTH: usize = 88;

/// The line above a group.
#[must_use]
pub fn group(name: &str, colour: bool) -> String {
    if colour {
        format!("\n{}\n", name.bold())
    } else {
        format!("\n{name}\n")
    }
}

/// One case: its line, and below it what failed.
#[must_use]
pub fn outcome(outcome: &CaseOutcome, colour: bool) -> String {
    let name = format!("{:<NAME_WIDTH$}", outcome.name);
    let time = format!("{:>6} ms", outcome.milliseconds);
    let mut text = match &outcome.verdict {
        Verdict::Passed => format!(
            "  {} {name} {}\n",
            paint("✓", AnsiColors::Green, colour),
            faint(&time, colour)
        ),
        Verdict::Skipped { reason } => format!(
            "  {} {name} {}\n",
            paint("-", AnsiColors::Yellow, colour),
            faint(reason, colour)
        ),
        Verdict::Failed { failures } => {
            let mut text = format!(
                "  {} {name} {}\n",
                paint("✗", AnsiColors::Red, colour),
                faint(&time, colour)
            );
            let told = format!(
                "{} · {}\n{}",
                outcome.requirement.word(),
                outcome.source,
                outcome.doc
            );
            indent(&mut text, &told, 6);
            describe(&mut text, failures, colour);
            text
        }
    };
    for leftover in &outcome.leftovers {
        let note = format!("left behind: {leftover}");
        indent(&mut text, &paint(&note, AnsiColors::Yellow, colour), 6);
    }
    text
}

/// The last lines: counts by requirement, and the verdict.
#[must_use]
pub fn summary(report: &Report, colour: bool) -> String {
    let mut text = String::from("\n");
    for requirement in Requirement::ALL {
        let tally = report.tally_of(requirement);
        if tally != Tally::default() {
            line(
                &mut text,
                &format!("{:<8} {}", requirement.word(), counted(tally, colour)),
            );
        }
    }
    line(
        &mut text,
        &format!(
            "{:<8} {} in {} ms",
            "all",
            counted(report.tally(), colour),
            report.milliseconds
        ),
    );
    let verdict = if report.passed() {
        paint("CONFORMS", AnsiColors::Green, colour)
    } else {
        paint("DOES NOT CONFORM", AnsiColors::Red, colour)
    };
    line(&mut text, &format!("{verdict}  {}", report.target));
    text
}

/// The whole report at once, for a file.
#[must_use]
pub fn render(report: &Report, colour: bool) -> String {
    let mut text = String::new();
    let mut last = "";
    for case in &report.outcomes {
        if case.group != last {
            text.push_str(&group(&case.group, colour));
            last = &case.group;
        }
        text.push_str(&outcome(case, colour));
    }
    text.push_str(&summary(report, colour));
    text
}

fn counted(tally: Tally, colour: bool) -> String {
    let failed = format!("{} failed", tally.failed);
    let failed = if tally.failed > 0 {
        paint(&failed, AnsiColors::Red, colour)
    } else {
        failed
    };
    format!(
        "{} passed, {failed}, {} skipped",
        tally.passed, tally.skipped
    )
}

fn describe(text: &mut String, failures: &[Failure], colour: bool) {
    let mut shown: Option<&Exchange> = None;
    for failure in failures {
        indent(text, &paint(&failure.step, AnsiColors::Cyan, colour), 6);
        indent(text, &format!("expected  {}", failure.mismatch.expected), 8);
        indent(
            text,
            &format!("got       {}", cut(&failure.mismatch.got)),
            8,
        );
        let Some(exchange) = failure.exchange.as_deref() else {
            continue;
        };
        // Several mismatches of one answer show it once.
        if shown.is_none_or(|other| !same(other, exchange)) {
            indent(text, &faint(dialogue(exchange).trim_end(), colour), 8);
            shown = Some(exchange);
        }
    }
}

fn same(left: &Exchange, right: &Exchange) -> bool {
    left.request.url == right.request.url
        && left.request.body == right.request.body
        && left.milliseconds == right.milliseconds
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
