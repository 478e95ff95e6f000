//! The black-box suite against this server: what providers send, and what they must get.

use rollcall_conformance::{Options, Target, built_in, run};

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
}
