//! The page of what is kept says what is: it changes with the settings, and with what a tenant has set up.

use rollcall_provisioning::requests::Logged;
use rollcall_provisioning::{Afterwards, Limits};
use rollcall_server::config::Config;
use serde_json::{Value, json};

use crate::accounts::owner;
use crate::client::Client;
use crate::console_forms::page;
use crate::harness::TestApp;
use crate::sso::Provider;

fn stored(session: &Client) -> Value {
    session.get("/api/v1/what-we-store").expect(200).json()
}

fn log(stored: &Value, what: &str) -> Option<Value> {
    let mut all = stored["logs"].as_array().unwrap().iter();
    all.find(|it| it["what"] == what).cloned()
}

fn secrets(stored: &Value) -> Vec<&str> {
    let all = stored["secrets"].as_array().unwrap().iter();
    all.map(|it| it["code"].as_str().unwrap()).collect()
}

fn each(change: impl Fn(&mut Limits), test: impl Fn(&TestApp, &Client)) {
    for app in TestApp::each_configured(|config: &mut Config| change(&mut config.limits)) {
        test(&app, &owner(&app));
    }
}

#[test]
fn what_is_not_kept_is_not_told() {
    each(
        |limits| limits.request_log = Logged::Off,
        |app, owner| {
            let told = stored(owner);
            assert_eq!(log(&told, "request_log"), None, "{told:#}");
            assert!(!secrets(&told).contains(&"request_bodies"), "{told:#}");
            let page = page(app, owner, "/t/default/stored").expect(200).text;
            assert!(!page.contains("Bodies in the request log"), "{page}");
            assert!(!page.contains("<td>Requests</td>"), "{page}");
            assert!(page.contains("<td>Audit log</td>"), "{page}");
        },
    );
    each(
        |limits| limits.request_log = Logged::Meaning,
        |app, owner| {
            let told = stored(owner);
            assert!(log(&told, "request_log").is_some(), "{told:#}");
            assert!(!secrets(&told).contains(&"request_bodies"), "{told:#}");
            let page = page(app, owner, "/t/default/stored").expect(200).text;
            assert!(!page.contains("Bodies in the request log"), "{page}");
            assert!(page.contains("<td>Requests</td>"), "{page}");
        },
    );
}

#[test]
fn times_are_those_of_the_settings() {
    each(
        |limits| {
            limits.audit_days = 17;
            limits.session_days_max = 3;
            limits.job_results_hours = 5;
            limits.idempotency_hours = 11;
            limits.request_log_days = 13;
            limits.leaver_retention_days = 41;
            limits.leavers_afterwards = Afterwards::Delete;
        },
        |app, owner| {
            let told = stored(owner);
            for (what, days, hours) in [
                ("audit", json!(17), json!(null)),
                ("sessions", json!(3), json!(null)),
                ("jobs", json!(null), json!(5)),
                ("answers", json!(null), json!(11)),
                ("request_log", json!(13), json!(null)),
                ("leavers", json!(41), json!(null)),
                ("alerts", json!(30), json!(null)),
                ("changes", json!(null), json!(null)),
            ] {
                let log = log(&told, what).unwrap();
                assert_eq!((&log["days"], &log["hours"]), (&days, &hours), "{log:#}");
            }
            let profile = json!({ "name": "Ada", "language": "de" });
            owner.put("/api/v1/session/profile", &profile).expect(200);
            let page = page(app, owner, "/t/default/stored").expect(200).text;
            for part in [
                "Prüfprotokoll</td><td class=\"num\">17 Tage",
                "Sitzungen der Konsole</td><td class=\"num\">3 Tage",
                "Ergebnisse asynchroner Anfragen</td><td class=\"num\">5 Stunden",
                "Ausgeschiedene</td><td class=\"num\">41 Tage",
                "Geheimnisse der Einmalcodes",
                "Inhalte im Anfrageprotokoll",
                "mit dem Schlüssel der Installation verschlüsselt",
            ] {
                assert!(page.contains(part), "{part}: {page}");
            }
        },
    );
    // Who is kept for ever is not told to go.
    each(
        |_| {},
        |_, owner| assert_eq!(log(&stored(owner), "leavers").unwrap()["days"], json!(null)),
    );
}

#[test]
fn secrets_are_told_of_what_is_set_up() {
    each(
        |_| {},
        |_, owner| {
            let before = stored(owner);
            for code in ["tokens", "one_time_codes", "job_bodies", "request_bodies"] {
                assert!(secrets(&before).contains(&code), "{code}: {before:#}");
            }
            for code in ["sso", "sources", "receivers"] {
                assert!(!secrets(&before).contains(&code), "{code}: {before:#}");
            }
            Provider::start().set(owner, &json!({})).expect(200);
            let source = json!({ "kind": "scim", "url": "https://hr.example.com/scim" });
            let scim = json!({ "name": "HR", "source": source, "token": "hush" });
            owner.post("/api/v1/pulls", &scim).expect(201);
            let hook = json!({ "name": "Hook", "url": "http://127.0.0.1:9/" });
            owner.post("/api/v1/webhooks", &hook).expect(201);
            let after = stored(owner);
            for code in ["sso", "sources", "receivers"] {
                assert!(secrets(&after).contains(&code), "{code}: {after:#}");
            }
        },
    );
}
