//! The report as one HTML file that needs nothing else: no script, no font, no picture; light and dark.

use super::{CaseOutcome, Failure, Grade, Report, Section, Tally, Verdict};
use crate::case::Requirement;
use crate::client::Exchange;
use crate::group::{heading, rank};
use serde_json::Value;
use std::fmt::Write;

/// Of a body at most this many characters are shown.
const BODY_CHARACTERS_MAX: usize = 4000;
/// How the page looks.
const STYLE: &str = include_str!("page.css");
/// The filters: the id of a radio button and its label. The style sheet hides what the chosen one does not mean.
const FILTERS: [(&str, &str); 4] = [
    ("all", "all"),
    ("failed", "failed"),
    ("passed", "passed"),
    ("skipped", "skipped"),
];

/// The whole page.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut page = String::new();
    let target = escape(&report.target);
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>SCIM conformance of {target}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <h1>SCIM conformance</h1>\n<p class=\"target\">{target}</p>\n"
    );
    let tally = report.tally();
    let class = match report.grade() {
        Grade::Good => "good",
        Grade::Partly => "partly",
        Grade::Bad => "bad",
    };
    let _ = writeln!(
        page,
        "<p class=\"verdict {class}\">{}</p>\n<p>{} passed, {} failed, {} skipped in {}; run {}</p>",
        escape(&report.verdict()),
        tally.passed,
        tally.failed,
        tally.skipped,
        report.duration(),
        escape(&report.run)
    );
    for leftover in &report.left_behind {
        left_behind(&mut page, leftover);
    }
    tables(&mut page, report);
    filters(&mut page, tally);
    cases(&mut page, report);
    page.push_str("</body>\n</html>\n");
    page
}

fn tables(page: &mut String, report: &Report) {
    let requirements = Requirement::ALL.iter().map(|requirement| Section {
        title: requirement.word().to_owned(),
        tally: report.tally_of(*requirement),
    });
    let requirements: Vec<Section> = requirements
        .filter(|section| section.tally != Tally::default())
        .collect();
    page.push_str("<div class=\"tables\">\n<div>\n");
    table(page, "Requirement", &requirements);
    table(page, "Provider", &report.providers());
    page.push_str("</div>\n");
    table(page, "Section", &report.sections());
    page.push_str("</div>\n");
}

fn table(page: &mut String, name: &str, rows: &[Section]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(
        page,
        "<table><thead><tr><th>{name}<th>passed<th>failed<th>skipped</thead><tbody>"
    );
    for row in rows {
        let class = if row.tally.failed > 0 {
            " class=\"bad\""
        } else {
            ""
        };
        let _ = writeln!(
            page,
            "<tr><td>{}<td>{}<td{class}>{}<td>{}",
            escape(&row.title).replace("RFC ", "RFC&nbsp;"),
            row.tally.passed,
            row.tally.failed,
            row.tally.skipped
        );
    }
    page.push_str("</tbody></table>\n");
}

fn filters(page: &mut String, tally: Tally) {
    for (name, label) in FILTERS {
        let count = match name {
            "failed" => tally.failed,
            "passed" => tally.passed,
            "skipped" => tally.skipped,
            _ => tally.failed + tally.passed + tally.skipped,
        };
        // Who has failures wants to see those.
        let first = if tally.failed > 0 { "failed" } else { "all" };
        let checked = if name == first { " checked" } else { "" };
        let _ = writeln!(
            page,
            "<input type=\"radio\" name=\"show\" id=\"show-{name}\"{checked}>\
             <label for=\"show-{name}\">{label} {count}</label>"
        );
    }
}

fn cases(page: &mut String, report: &Report) {
    page.push_str("<main>\n");
    let mut groups: Vec<&[CaseOutcome]> = report
        .outcomes
        .chunk_by(|left, right| left.group == right.group)
        .collect();
    groups.sort_by_key(|group| group.first().map(|case| rank(&case.group)));
    for group in groups {
        let name = group.first().map_or("", |case| case.group.as_str());
        let mut classes = vec!["group"];
        classes.extend(group.iter().map(class));
        classes.dedup();
        let _ = writeln!(
            page,
            "<section class=\"{}\"><h2>{}</h2>",
            classes.join(" "),
            escape(&heading(name))
        );
        group.iter().for_each(|outcome| case(page, outcome));
        page.push_str("</section>\n");
    }
    page.push_str("</main>\n");
}

fn class(outcome: &CaseOutcome) -> &'static str {
    match outcome.verdict {
        Verdict::Passed => "passed",
        Verdict::Failed { .. } => "failed",
        Verdict::Skipped { .. } => "skipped",
    }
}

fn case(page: &mut String, outcome: &CaseOutcome) {
    let class = class(outcome);
    let open = if outcome.failed() { " open" } else { "" };
    let lines: Vec<String> = outcome.checklist.iter().map(u16::to_string).collect();
    let lines = match lines.is_empty() {
        true => String::new(),
        false => format!(" · checklist {}", lines.join(", ")),
    };
    let _ = writeln!(
        page,
        "<details class=\"case {class}\"{open}><summary>{} <code>{}</code></summary>\n\
         <p class=\"about\">{} · {}{lines}</p>\n<p>{}</p>",
        escape(&outcome.name),
        escape(&outcome.id),
        outcome.requirement.word(),
        escape(&outcome.source),
        escape(&outcome.doc)
    );
    match &outcome.verdict {
        Verdict::Failed { failures } => failures.iter().for_each(|failure| failed(page, failure)),
        Verdict::Skipped { reason } => {
            let _ = writeln!(page, "<p>Skipped: {}</p>", escape(reason));
        }
        Verdict::Passed => {}
    }
    for leftover in &outcome.leftovers {
        left_behind(page, leftover);
    }
    let wrong = shown_once(outcome);
    wrong.iter().for_each(|one| exchange(page, one));
    // What was recorded has the failures' exchanges too.
    if wrong.is_empty() {
        outcome.exchanges.iter().for_each(|one| exchange(page, one));
    } else if outcome.exchanges.len() > wrong.len() {
        let count = outcome.exchanges.len();
        let _ = writeln!(
            page,
            "<details><summary>all {count} exchanges of this case, in their order</summary>"
        );
        outcome.exchanges.iter().for_each(|one| exchange(page, one));
        page.push_str("</details>\n");
    }
    page.push_str("</details>\n");
}

fn left_behind(page: &mut String, leftover: &str) {
    let leftover = escape(leftover);
    let _ = writeln!(page, "<p class=\"bad\">Left behind: {leftover}</p>");
}

fn failed(page: &mut String, failure: &Failure) {
    let _ = writeln!(
        page,
        "<div class=\"mismatch\"><p>{}</p><dl><dt>expected<dd>{}<dt>got<dd>{}</dl></div>",
        escape(&failure.step),
        escape(&failure.mismatch.expected),
        escape(cut(&failure.mismatch.got))
    );
}

/// The exchanges of a case's failures; several failures of one answer show it once.
fn shown_once(outcome: &CaseOutcome) -> Vec<&Exchange> {
    let Verdict::Failed { failures } = &outcome.verdict else {
        return Vec::new();
    };
    let mut exchanges: Vec<&Exchange> = failures
        .iter()
        .filter_map(|failure| failure.exchange.as_deref())
        .collect();
    exchanges.dedup_by(|left, right| left.is_same(right));
    exchanges
}

fn exchange(page: &mut String, exchange: &Exchange) {
    let request = &exchange.request;
    let _ = write!(
        page,
        "<pre><b>{} {}</b>\n{}",
        escape(&request.method),
        escape(&request.url),
        headers(&request.headers)
    );
    body(page, request.body.as_deref().unwrap_or_default());
    match &exchange.answer {
        Ok(answer) => {
            let _ = write!(
                page,
                "\n<b>{} after {} ms</b>\n{}",
                answer.status,
                exchange.milliseconds,
                headers(&answer.headers)
            );
            body(page, &answer.body);
        }
        Err(error) => {
            let _ = write!(page, "\n<b>no answer: {}</b>", escape(error));
        }
    }
    page.push_str("</pre>\n");
}

fn headers(headers: &[(String, String)]) -> String {
    headers
        .iter()
        .map(|(name, value)| format!("{}: {}\n", escape(name), escape(value)))
        .collect()
}

fn body(page: &mut String, body: &str) {
    if body.is_empty() {
        return;
    }
    let pretty = serde_json::from_str::<Value>(body)
        .map_or_else(|_| body.to_owned(), |json| format!("{json:#}"));
    page.push('\n');
    page.push_str(&escape(cut(&pretty)));
    if cut(&pretty).len() < pretty.len() {
        page.push('…');
    }
    page.push('\n');
}

fn cut(text: &str) -> &str {
    let end = text.char_indices().nth(BODY_CHARACTERS_MAX);
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// `text` as it may stand in an element or a quoted attribute; characters that HTML cannot hold become `\u{fffd}`.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(character),
            control if control.is_control() => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}
