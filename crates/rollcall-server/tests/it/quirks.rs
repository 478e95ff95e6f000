//! Each rule is alive: its example passes with it and fails without it. Each profile serves those it is for.

use std::path::Path;

use rollcall_conformance::{Case, Options, Report, Target, built_in, from_folder, run};
use rollcall_provisioning::auth::Scope;
use scim_core::quirks::{Effect, PROFILES, Profile, RULES};
use serde_json::json;

use crate::harness::{TestApp, on_both};

on_both!(
    every_rule_is_alive,
    every_profile_has_what_its_rules_promise,
    the_profiles_of_providers_serve_them,
    a_profile_without_a_providers_rules_refuses_it,
    the_interop_profile_is_announced_to_those_who_have_it,
    a_provider_is_recognised_and_shown,
);

/// The suite's cases and those of rules that are off in every profile.
pub(crate) fn cases() -> Vec<Case> {
    let optional = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/optional");
    let mut cases = built_in().unwrap();
    cases.extend(from_folder(&optional).unwrap());
    cases
}

/// Plays the case for a connection that speaks so, whatever the case says that it requires.
fn play(app: &TestApp, id: &str, profile: Profile, rules: &str) -> Report {
    let client = app.client_that_speaks(profile, rules);
    let target = target(app, &client.token);
    let mut case = cases().into_iter().find(|case| case.id == id).unwrap();
    case.needs.clear();
    let report = run(&target, &Options::new(vec![case]), &mut |_| {});
    assert_eq!(report.outcomes.len(), 1, "{id}");
    report
}

fn target(app: &TestApp, token: &str) -> Target {
    Target::with_token(&format!("http://{}/scim", app.address), token)
}

fn every_rule_is_alive(app: &TestApp) {
    for entry in RULES {
        let (name, case) = (entry.name, entry.example.case);
        let (with, without) = if entry.effect == Effect::Demands {
            (
                (Profile::Interop, String::new()),
                (Profile::Interop, format!("-{name}")),
            )
        } else {
            (
                (Profile::Auto, format!("+{name}")),
                (Profile::Auto, format!("-{name}")),
            )
        };
        let report = play(app, case, with.0, &with.1);
        assert!(
            report.passed(),
            "{name} is on: {}",
            report.failures_as_text()
        );
        let report = play(app, case, without.0, &without.1);
        assert_eq!(report.tally().failed, 1, "{name} is off, and {case} passes");
    }
}

fn every_profile_has_what_its_rules_promise(app: &TestApp) {
    for profile in PROFILES {
        for rule in profile.rules {
            let entry = rule.entry();
            let report = play(app, entry.example.case, profile.profile, "");
            assert!(
                report.passed(),
                "{} in {}: {}",
                entry.name,
                profile.name,
                report.failures_as_text()
            );
        }
    }
}

fn the_profiles_of_providers_serve_them(app: &TestApp) {
    for (profile, only) in [
        (Profile::Okta, "okta_"),
        (Profile::Entra, "entra_"),
        (Profile::Interop, "interop/"),
    ] {
        let client = app.client_that_speaks(profile, "");
        let options = Options {
            only: vec![only.to_owned()],
            ..Options::new(cases())
        };
        let report = run(&target(app, &client.token), &options, &mut |_| {});
        assert_eq!(report.tally().skipped, 0, "{only}");
        assert!(report.passed(), "{}", report.failures_as_text());
    }
}

fn a_profile_without_a_providers_rules_refuses_it(app: &TestApp) {
    let client = app.client_that_speaks(Profile::Okta, "");
    let entra = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "amina@example.com",
        "active": "True",
    });
    client.post("/scim/Users", &entra).expect(400);
    let text = "aadOptscim062020&filter=externalId%20eq%20jyoung";
    client.get(&format!("/scim/Users?{text}")).expect(400);
    app.get(&format!("/scim/Users?{text}")).expect(200);
    app.get("/scim/Users?filter=externalId%20eq%20jyoung")
        .expect(400);
}

fn the_interop_profile_is_announced_to_those_who_have_it(app: &TestApp) {
    let announced = |profile, rules| {
        let client = app.client_that_speaks(profile, rules);
        let config = client.get("/scim/ServiceProviderConfig").expect(200).json();
        config.get("interopProfileConformant").cloned()
    };
    assert_eq!(announced(Profile::Interop, ""), Some(json!(true)));
    assert_eq!(announced(Profile::Interop, "-path-required"), None);
    assert_eq!(announced(Profile::Auto, ""), None);
    assert_eq!(announced(Profile::Strict, ""), None);
}

fn a_provider_is_recognised_and_shown(app: &TestApp) {
    let okta = app.client_that_speaks(Profile::Okta, "");
    let entra = app.client_that_speaks(Profile::Auto, "-dotted-keys");
    let silent = app.client_that_speaks(Profile::Strict, "");
    for _ in 0..2 {
        let bearer = format!("Bearer {}", okta.token);
        let head = [
            ("authorization", &*bearer),
            ("user-agent", "Okta SCIM Client 1.0.0"),
        ];
        okta.send("GET", "/scim/Users", &head, None).expect(200);
    }
    let id = entra.create_user("ada@example.com");
    let patch = json!([{ "op": "Replace", "path": "title", "value": "T" }]);
    entra
        .patch(&format!("/scim/Users/{id}"), &patch)
        .expect(200);
    silent.get("/scim/Users").expect(200);

    let listed = app
        .client_of("default", Scope::Api)
        .get("/api/v1/connections")
        .expect(200)
        .json();
    let named = |name: &str| {
        let mut all = listed.as_array().unwrap().iter();
        all.find(|connection| connection["name"] == name).unwrap()
    };
    let connection = named("okta ");
    assert_eq!(connection["profile"], "okta");
    assert_eq!(connection["speaks_like"]["label"], "Okta");
    let (first, last) = (
        connection["speaks_like"]["first_seen_at"].as_str(),
        connection["speaks_like"]["last_seen_at"].as_str(),
    );
    assert!(first.is_some() && first <= last, "{connection}");
    let connection = named("auto -dotted-keys");
    assert_eq!(connection["speaks_like"]["provider"], "entra");
    assert_eq!(connection["rules"], "-dotted-keys");
    assert!(named("strict ")["speaks_like"].is_null());
}
