//! The black-box suite against this server: what providers send, and what they must get.

use rollcall_conformance::{Options, Report, Target, Verdict, built_in, run};

use crate::harness::{TestApp, on_both};

on_both!(the_conformance_suite_passes);

fn the_conformance_suite_passes(app: &TestApp) {
    let target = Target::with_token(&format!("http://{}/scim", app.address), &app.token);
    let options = Options {
        jobs: 4,
        ..Options::new(built_in().unwrap())
    };
    let report = run(&target, &options, &mut |_| {});
    assert!(report.passed(), "{}", report.failures_as_text());
    assert_eq!(left_out(&report), Vec::<&str>::new());
}

/// What was skipped though this connection owes it: all but the profile that is announced by connections of that profile
/// only, and what a person's own token opens.
fn left_out(report: &Report) -> Vec<&str> {
    let skipped = report
        .outcomes
        .iter()
        .filter(|case| matches!(case.verdict, Verdict::Skipped { .. }));
    skipped
        .filter(|case| case.group != "interop" && case.id != "me/01_location")
        .map(|case| case.id.as_str())
        .collect()
}
