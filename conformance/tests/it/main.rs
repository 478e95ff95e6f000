//! The suite against a tiny server that answers wrongly on purpose: a check that cannot fail shows nothing.

#![expect(
    clippy::unwrap_used,
    reason = "the functions that the tests share may fail the test too"
)]

mod cleaning;
mod command;
mod differential;
mod expectations;
mod protocol;
mod reports;
mod runs;
mod tiny_server;

use rollcall_conformance::{Case, Options, Report, Target, Verdict, from_folder, run};
use serde_json::{Value, json};

/// Reads a case the way `--cases` does.
fn case(written: &Value) -> Vec<Case> {
    let folder = tempfile::tempdir().unwrap();
    let mut document = json!({"name": "a case", "source": "a test", "doc": "It shows something.", "requirement": "PROVIDER"});
    let members = written.as_object().unwrap().clone();
    document.as_object_mut().unwrap().extend(members);
    std::fs::create_dir(folder.path().join("group")).unwrap();
    std::fs::write(
        folder.path().join("group/01_case.json"),
        document.to_string(),
    )
    .unwrap();
    from_folder(folder.path()).unwrap()
}

/// Runs one case.
fn play(target: &Target, written: &Value) -> Report {
    run(target, &Options::new(case(written)), &mut |_| {})
}

/// What failed in a report of one case, as text; empty when it passed.
fn failures(report: &Report) -> String {
    match &report.outcomes[0].verdict {
        Verdict::Passed => String::new(),
        Verdict::Skipped { reason } => format!("skipped: {reason}"),
        Verdict::Failed { failures } => {
            let lines = failures.iter().map(|failure| {
                format!(
                    "{}: expected {}, got {}",
                    failure.step, failure.mismatch.expected, failure.mismatch.got
                )
            });
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}
