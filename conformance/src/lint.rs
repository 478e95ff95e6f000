//! What can be seen to be wrong in a case without running it.

use crate::assertion;
use crate::case::{Case, Expect, Request, Step};
use crate::variables::{BUILT_IN, names_in, names_in_text};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// No step may send its request more often than this.
const REPETITIONS_MAX: usize = 200;

/// No step may wait longer than this.
const WAIT_MILLISECONDS_MAX: u64 = 2_000;

/// Lines of the checklist in `docs/PROTOCOL.md`.
const CHECKLIST_LINES: u16 = 154;

/// Checks one case: it has steps, each expects a status, assertions can be read, and every `${variable}` is known where
/// it is used.
///
/// # Errors
/// A sentence that names the step and what is wrong.
pub(crate) fn check(case: &Case) -> Result<(), String> {
    if case.steps.is_empty() {
        return Err("has no steps".into());
    }
    if case.name.is_empty() || case.source.is_empty() || !case.doc.ends_with('.') {
        return Err("needs a name, a source, and a doc that is a sentence".into());
    }
    if let Some(line) = case
        .checklist
        .iter()
        .find(|line| !(1..=CHECKLIST_LINES).contains(*line))
    {
        return Err(format!("the checklist has no line {line}"));
    }
    let mut known: Vec<String> = BUILT_IN.map(str::to_owned).to_vec();
    for (name, definition) in &case.variables {
        all_known(&mentioned(definition), &known, &["i"])
            .map_err(|reason| format!("variable {name}: {reason}"))?;
        known.push(name.clone());
    }
    for (index, step) in case.steps.iter().enumerate() {
        check_step(step, &mut known).map_err(|reason| format!("step {}: {reason}", index + 1))?;
    }
    for request in &case.cleanup {
        all_known(&in_request(request), &known, &[])
            .map_err(|reason| format!("cleanup: {reason}"))?;
    }
    Ok(())
}

fn check_step(step: &Step, known: &mut Vec<String>) -> Result<(), String> {
    let inside = repetition_variables(step)?;
    if !step.request.path.starts_with(['/', '$']) {
        return Err(format!(
            "path {:?} does not begin with /",
            step.request.path
        ));
    }
    if step.wait_milliseconds > WAIT_MILLISECONDS_MAX {
        return Err(format!(
            "waits longer than {WAIT_MILLISECONDS_MAX} milliseconds"
        ));
    }
    if step.expect.status.is_empty() {
        return Err("expects no status".into());
    }
    let mut names = in_request(&step.request);
    names.extend(in_expectation(&step.expect));
    if let Some(list) = step
        .repeat
        .as_ref()
        .and_then(|repeat| repeat.for_each.as_ref())
    {
        all_known(std::slice::from_ref(list), known, &[])?;
    }
    all_known(&names, known, inside)?;
    readable_expectation(&step.expect)?;
    readable(&step.check)?;
    if let Some(status) = step
        .ends_on
        .iter()
        .chain(&statuses(&step.expect.by_status)?)
        .find(|status| !step.expect.status.contains(status))
    {
        return Err(format!(
            "status {status} is not expected in the first place"
        ));
    }
    known.extend(step.capture.keys().chain(step.capture_all.keys()).cloned());
    let mut names: Vec<String> = step.check.keys().cloned().collect();
    step.check
        .values()
        .for_each(|checks| names_in(checks, &mut names));
    all_known(&names, known, &[])
}

/// The variables that a step's repetition brings.
fn repetition_variables(step: &Step) -> Result<&'static [&'static str], String> {
    let Some(repeat) = &step.repeat else {
        return Ok(&[]);
    };
    match (repeat.times, &repeat.for_each, repeat.pages_of) {
        (Some(times), None, None) if times <= REPETITIONS_MAX => Ok(&["i"]),
        (None, Some(_), None) => Ok(&["i", "item"]),
        (None, None, Some(_)) if !repeat.concurrent => Ok(&["i", "start_index"]),
        _ => Err(format!(
            "repeat needs exactly one of times (at most {REPETITIONS_MAX}), for_each, pages_of (never concurrent)"
        )),
    }
}

fn all_known(names: &[String], known: &[String], inside: &[&str]) -> Result<(), String> {
    match names
        .iter()
        .find(|name| !known.contains(name) && !inside.contains(&name.as_str()))
    {
        Some(name) => Err(format!("${{{name}}} is not known there")),
        None => Ok(()),
    }
}

fn mentioned(value: &Value) -> Vec<String> {
    let mut names = Vec::new();
    names_in(value, &mut names);
    names
}

fn in_request(request: &Request) -> Vec<String> {
    let mut names = Vec::new();
    let texts = [
        Some(&request.path),
        request.raw_query.as_ref(),
        request.content_type.as_ref(),
        request.raw_body.as_ref(),
    ];
    for text in texts
        .into_iter()
        .flatten()
        .chain(request.headers.values().flatten())
    {
        names_in_text(text, &mut names);
    }
    if let crate::case::Auth::Authorization(value) = &request.auth {
        names_in_text(value, &mut names);
    }
    for value in request
        .query
        .values()
        .chain(&request.body)
        .chain(&request.changes)
    {
        names_in(value, &mut names);
    }
    names
}

fn readable_expectation(expect: &Expect) -> Result<(), String> {
    for checks in [&expect.headers, &expect.body, &expect.body_unless_204] {
        readable(checks)?;
    }
    expect.by_status.values().try_for_each(readable_expectation)
}

fn statuses(by_status: &BTreeMap<String, Expect>) -> Result<Vec<u16>, String> {
    by_status
        .keys()
        .map(|text| {
            text.parse()
                .map_err(|_| format!("{text:?} is not a status"))
        })
        .collect()
}

fn in_expectation(expect: &Expect) -> Vec<String> {
    let mut names = Vec::new();
    for checks in [&expect.headers, &expect.body, &expect.body_unless_204] {
        for (place, written) in checks {
            names_in_text(place, &mut names);
            names_in(written, &mut names);
        }
    }
    names_in_text(expect.never.as_deref().unwrap_or_default(), &mut names);
    names.extend(expect.by_status.values().flat_map(in_expectation));
    names
}

fn readable(checks: &Map<String, Value>) -> Result<(), String> {
    checks.iter().try_for_each(|(place, written)| {
        assertion::parse(written)
            .map(|_| ())
            .map_err(|error| format!("{place}: {error}"))
    })
}
