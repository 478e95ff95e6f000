//! What is printed: a line a step, a summary, JSON, Markdown.

use std::fmt::Write as _;
use std::io::Write;
use std::time::{Duration, SystemTime};

use owo_colors::{OwoColorize, Stream, Style};
use serde::Serialize;

use super::client::{Exchange, milliseconds};
use super::play::Step;

/// How a step went.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(crate) enum Outcome {
    Passed,
    Failed { expected: String, came: String },
    NoAnswer { reason: String },
    Skipped { needs: String },
}

/// One step as it was played.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StepReport {
    pub(crate) name: &'static str,
    pub(crate) okta: &'static str,
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
    /// What to do if it is not green.
    pub(crate) advice: &'static str,
    pub(crate) milliseconds: f64,
    pub(crate) requests: Vec<Exchange>,
}

impl StepReport {
    pub(crate) fn new(
        step: &Step,
        outcome: Outcome,
        advice: &'static str,
        milliseconds: f64,
        requests: Vec<Exchange>,
    ) -> StepReport {
        StepReport {
            name: step.name,
            okta: step.okta,
            outcome,
            advice,
            milliseconds,
            requests,
        }
    }

    /// A step that was not tried.
    pub(crate) fn skipped(step: &Step, needs: &str) -> StepReport {
        let outcome = Outcome::Skipped {
            needs: needs.to_owned(),
        };
        StepReport::new(step, outcome, step.advice, 0.0, Vec::new())
    }

    fn failed(&self) -> bool {
        matches!(
            self.outcome,
            Outcome::Failed { .. } | Outcome::NoAnswer { .. }
        )
    }

    /// What was expected and what came, where it is red.
    fn mismatch(&self) -> Option<(&str, &str)> {
        match &self.outcome {
            Outcome::Failed { expected, came } => Some((expected, came)),
            Outcome::NoAnswer { reason } => Some(("an HTTP answer", reason)),
            Outcome::Passed | Outcome::Skipped { .. } => None,
        }
    }
}

/// The whole run.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) provider: &'static str,
    pub(crate) url: String,
    pub(crate) started: String,
    pub(crate) milliseconds: f64,
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
    pub(crate) steps: Vec<StepReport>,
    /// What stayed on the server.
    pub(crate) notes: Vec<String>,
}

impl Report {
    pub(crate) fn new(
        url: &str,
        started: SystemTime,
        took: Duration,
        steps: Vec<StepReport>,
        notes: Vec<String>,
    ) -> Report {
        let passed = steps
            .iter()
            .filter(|step| step.outcome == Outcome::Passed)
            .count();
        let failed = steps.iter().filter(|step| step.failed()).count();
        Report {
            provider: "okta",
            url: url.to_owned(),
            started: humantime::format_rfc3339_seconds(started).to_string(),
            milliseconds: milliseconds(took),
            passed,
            failed,
            skipped: steps.len() - passed - failed,
            steps,
            notes,
        }
    }

    fn counts(&self) -> String {
        let skipped = if self.skipped > 0 {
            format!(", {} skipped", self.skipped)
        } else {
            String::new()
        };
        format!(
            "{} steps: {} green, {} red{skipped}, {:.0} ms",
            self.steps.len(),
            self.passed,
            self.failed,
            self.milliseconds
        )
    }
}

/// What is written may go to a closed pipe (`| head`): then there is nobody to tell, and the exit code still counts.
fn print(out: &mut dyn Write, line: &str) {
    let _ = writeln!(out, "{line}");
}

fn paint(text: &str, style: Style) -> String {
    text.if_supports_color(Stream::Stdout, |text| text.style(style))
        .to_string()
}

/// The line before the first step.
pub(crate) fn heading(out: &mut dyn Write, url: &str) {
    print(out, &format!("Okta → {}", paint(url, Style::new().bold())));
}

/// One line for a step, three more when it is red.
pub(crate) fn line(out: &mut dyn Write, step: &StepReport) {
    let (mark, style) = match step.outcome {
        Outcome::Passed => ("✓", Style::new().green()),
        Outcome::Skipped { .. } => ("-", Style::new().dimmed()),
        Outcome::Failed { .. } | Outcome::NoAnswer { .. } => ("✗", Style::new().red()),
    };
    let text = match &step.outcome {
        Outcome::Skipped { needs } => format!("{mark} {:<44} skipped: {needs}", step.name),
        _ => format!("{mark} {:<44} {:>7.1} ms", step.name, step.milliseconds),
    };
    print(out, &format!("  {}", paint(&text, style)));
    if let Some((expected, came)) = step.mismatch() {
        print(out, &format!("      okta      {}", step.okta));
        print(out, &format!("      expected  {expected}"));
        print(out, &format!("      came      {came}"));
        print(out, &format!("      do        {}", step.advice));
    }
}

/// What stayed on the server, and the counts in the last line.
pub(crate) fn summary(out: &mut dyn Write, report: &Report) {
    print(out, "");
    for note in &report.notes {
        print(out, note);
    }
    let style = if report.failed == 0 {
        Style::new().green().bold()
    } else {
        Style::new().red().bold()
    };
    print(out, &paint(&report.counts(), style));
}

/// The whole run as one JSON document.
pub(crate) fn json(out: &mut dyn Write, report: &Report) {
    // Serialising plain structs of text and numbers cannot fail; if it ever does, the exit code still tells.
    if let Ok(text) = serde_json::to_string_pretty(report) {
        print(out, &text);
    }
}

/// The whole run as a Markdown page that can be attached to a ticket: no secret is in it.
pub(crate) fn markdown(report: &Report) -> String {
    let mut page = format!(
        "# Okta, simulated\n\n- Server: `{}`\n- Started: {}\n- Result: {}\n\n| # | Step | What Okta does | Result | ms |\n|---:|---|---|---|---:|\n",
        report.url,
        report.started,
        report.counts()
    );
    for (index, step) in report.steps.iter().enumerate() {
        let result = match step.outcome {
            Outcome::Passed => "green",
            Outcome::Skipped { .. } => "skipped",
            Outcome::Failed { .. } | Outcome::NoAnswer { .. } => "**red**",
        };
        let _ = writeln!(
            page,
            "| {} | {} | {} | {result} | {:.1} |",
            index + 1,
            cell(step.name),
            cell(step.okta),
            step.milliseconds
        );
    }
    for step in report.steps.iter().filter(|step| step.failed()) {
        markdown_failure(&mut page, step);
    }
    for note in &report.notes {
        let _ = write!(page, "\n{note}\n");
    }
    page
}

fn markdown_failure(page: &mut String, step: &StepReport) {
    let _ = write!(page, "\n## Red: {}\n\n", step.name);
    if let Some((expected, came)) = step.mismatch() {
        let _ = write!(
            page,
            "- Expected: {expected}\n- Came: {came}\n- Do: {}\n\n",
            step.advice
        );
    }
    for request in &step.requests {
        let status = request
            .status
            .map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        let _ = writeln!(
            page,
            "    {} {} -> {status}",
            request.method, request.target
        );
    }
}

/// Text that stays inside one table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
