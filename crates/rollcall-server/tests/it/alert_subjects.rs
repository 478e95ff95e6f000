//! Whatever an alert is about: it is told with a code, in the page's language, and its page is a click away.

use std::collections::BTreeSet;

use rollcall_provisioning::alerts::{KINDS, SubjectKind, WORDINGS};
use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::tokens::{self, NewToken};
use rollcall_server::config::Config;
use serde_json::{Value, json};

use crate::accounts::owner;
use crate::client::Client;
use crate::console_forms::page;
use crate::described::document;
use crate::harness::TestApp;
use crate::okta_double::{Fault, OktaDouble};
use crate::pulls::{connect, create, settled, synced};
use crate::receiver::Receiver;
use crate::webhooks::eventually;

fn every_second(config: &mut Config) {
    config.limits.alerts_check_seconds = 1;
}

/// The open alert of that code, if there is one.
fn open(admin: &Client, code: &str) -> Option<Value> {
    let listed = admin.get("/api/v1/alerts").expect(200).json();
    let all = listed["alerts"].as_array().unwrap().iter();
    let mut open = all.filter(|it| it["closed_at"].is_null());
    open.find(|it| it["code"] == code).cloned()
}

/// Waits for an alert of that code.
#[track_caller]
fn told(admin: &Client, code: &str) -> Value {
    eventually(|| open(admin, code).is_some());
    let alert = open(admin, code).unwrap();
    let text = alert["text"].as_str().unwrap();
    assert!(!text.contains(['{', '}']), "{alert:#}");
    alert
}

/// The alert of that code is about this, says this, and leads there, where it is found by its name.
#[track_caller]
fn leads(app: &TestApp, owner: &Client, code: &str, kind: &str, says: &str, to: &str) {
    let alert = told(owner, code);
    assert_eq!(alert["subject"]["kind"], kind, "{alert:#}");
    let text = alert["text"].as_str().unwrap();
    assert!(text.contains(says), "{says}: {text}");
    let (id, name) = (&alert["subject"]["id"], &alert["subject"]["name"]);
    let to = to.replace("{id}", id.as_str().unwrap());
    let alerts = page(app, owner, "/t/default/alerts").expect(200).text;
    // As a browser reads it.
    let alerts = alerts.replace("&#x2f;", "/");
    let link = format!("href=\"/t/default{to}\"");
    assert!(alerts.contains(&link), "{link}: {alerts}");
    let (path, anchor) = to.split_once('#').unwrap_or((&to, ""));
    let there = page(app, owner, &format!("/t/default{path}"))
        .expect(200)
        .text;
    assert!(there.contains(name.as_str().unwrap()), "{to}: {there}");
    assert!(
        anchor.is_empty() || there.contains(&format!("id=\"{anchor}\"")),
        "{to}"
    );
}

fn webhooks_fail(app: &TestApp, owner: &Client) {
    let gone = Receiver::start(|_, _| ("410 Gone", String::new(), String::new()));
    for (name, url) in [("Away", "http://127.0.0.1:9/"), ("Gone", &*gone.url())] {
        let body = json!({ "name": name, "url": url });
        owner.post("/api/v1/webhooks", &body).expect(201);
    }
    crate::feeds::ready(owner);
    app.create_user("ada@example.com");
    let state = |name: &str| {
        let all = owner.get("/api/v1/webhooks").expect(200).json();
        let mut all = all.as_array().unwrap().iter();
        let found = all.find(|it| it["name"] == name).unwrap();
        found["state"].as_str().unwrap().to_owned()
    };
    eventually(|| state("Gone") == "disabled" && state("Away") == "failing");
    assert_eq!(
        open(owner, "webhook_failing"),
        None,
        "not for ten minutes yet"
    );
    app.execute("UPDATE webhooks SET failing_since = failing_since - 660000000");
    let place = "/deliveries?webhook={id}";
    leads(
        app,
        owner,
        "webhook_failing",
        "webhook",
        "\"Away\" has failed since",
        place,
    );
    leads(
        app,
        owner,
        "webhook_disabled",
        "webhook",
        "answered 410",
        place,
    );
}

fn an_event_stream_fails(app: &TestApp, owner: &Client) {
    let body = json!({ "name": "SIEM", "delivery": "push", "endpoint": "http://127.0.0.1:9/", "authorization": "Bearer x" });
    let made = owner.post("/api/v1/event-streams", &body).expect(201);
    let at = made.header("location").unwrap().to_owned();
    app.create_user("bob@example.com");
    let place = "/connectors#streams";
    leads(
        app,
        owner,
        "event_stream_failing",
        "event_stream",
        "\"SIEM\" has failed",
        place,
    );
    owner.post(&format!("{at}/pause"), &json!({})).expect(200);
    leads(
        app,
        owner,
        "event_stream_resting",
        "event_stream",
        "\"SIEM\" rests since",
        place,
    );
    assert_eq!(open(owner, "event_stream_failing"), None);
    owner.delete(&at).expect(204);
    eventually(|| open(owner, "event_stream_resting").is_none());
}

fn gophish_is_away(app: &TestApp, owner: &Client) {
    let gophish = json!({ "url": "http://127.0.0.1:9", "api_key": "x".repeat(64) });
    owner.put("/api/v1/gophish", &gophish).expect(200);
    owner.post("/api/v1/gophish/sync", &json!({})).problem(400);
    leads(
        app,
        owner,
        "gophish_failing",
        "gophish",
        "into step",
        "/connectors#gophish",
    );
}

fn tokens_end(app: &TestApp, owner: &Client) {
    let soon = |new: NewToken| {
        let new = NewToken {
            lifetime_seconds: Some(5 * 24 * 3_600),
            ..new
        };
        let made = app.run(tokens::create(&app.provisioning, new)).unwrap();
        app.with_token(&made.secret)
    };
    soon(NewToken::provisioning("default", "Soon"))
        .get("/scim/Users?count=1")
        .expect(200);
    let key = json!({ "name": "Script", "role": "auditor", "expires_in_days": 5 });
    let key = owner.post("/api/v1/api-keys", &key).expect(201).json();
    let key = app.with_token(key["secret"].as_str().unwrap());
    key.get("/api/v1/overview").expect(200);
    let connection = told(owner, "token_expiring")["arguments"]["connection_id"].clone();
    let tokens = format!("/connections/{}?tab=tokens", connection.as_str().unwrap());
    leads(
        app,
        owner,
        "token_expiring",
        "token",
        "expires in 5 days",
        &tokens,
    );
    leads(
        app,
        owner,
        "key_expiring",
        "token",
        "API key \"Script\"",
        "/api",
    );
}

#[test]
fn what_fails_is_a_click_away() {
    for app in TestApp::each_configured(every_second) {
        let owner = owner(&app);
        webhooks_fail(&app, &owner);
        an_event_stream_fails(&app, &owner);
        gophish_is_away(&app, &owner);
        tokens_end(&app, &owner);
    }
}

/// The guard holds somebody, and others vanish from the same source.
fn departures_of_two_sorts(app: &TestApp, okta: &OktaDouble, owner: &Client, admin: &Client) {
    let guard = json!({ "enabled": true, "people_max": 0, "percent_max": 0, "window_minutes": 60 });
    owner
        .put("/api/v1/connections/Okta/guard", &guard)
        .expect(200);
    app.let_a_day_pass();
    okta.change(0, 1, |user| user["status"] = json!("DEPROVISIONED"));
    synced(admin, "changes");
    let held = told(owner, "people_held");
    assert_eq!(held["subject"]["kind"], "connection");
    for number in 1..4 {
        okta.remove(number);
    }
    let shown = synced(admin, "full");
    assert_eq!(shown["last_run"]["outcome"], "held", "{shown:#}");
    // One alert tells of both, and nobody is told of two things that are one.
    let both = told(owner, "people_held_and_vanished");
    assert_eq!(both["opened_at"], held["opened_at"]);
    assert_eq!(both["arguments"]["people"], 1);
    assert_eq!(open(owner, "people_held"), None);
    leads(
        app,
        owner,
        "people_held_and_vanished",
        "pull",
        "1 person is held",
        "/pulls/{id}",
    );
    let alerts = page(app, owner, "/t/default/alerts").text;
    assert!(alerts.contains("href=\"/t/default/held\""), "{alerts}");
    owner
        .post("/api/v1/held/release", &json!({ "all": true }))
        .expect(200);
    leads(
        app,
        owner,
        "people_vanished",
        "pull",
        "lacks more people",
        "/pulls/{id}",
    );
}

#[test]
fn a_pull_that_fails_and_departures_of_two_sorts_are_told() {
    let doubles = [OktaDouble::start(10), OktaDouble::start(10)];
    let apps = TestApp::each_configured(|config| {
        config.pull_insecure_origins = doubles.iter().map(OktaDouble::origin).collect();
        every_second(config);
    });
    for (app, okta) in apps.iter().zip(&doubles) {
        let (owner, admin) = (owner(app), app.client_of("default", Scope::Api));
        let none = json!({ "vanished": { "people_max": 1, "percent_max": 0 } });
        let made = create(&admin, okta, &none);
        okta.fails([Fault::Broken]);
        connect(app, &admin, okta).expect(200);
        settled(&admin);
        leads(
            app,
            &owner,
            "pull_failing",
            "pull",
            "over \"Okta\" any more",
            "/pulls/{id}",
        );
        let failing = told(&owner, "pull_failing");
        assert_eq!(failing["arguments"]["problem"], "answer_unreadable");
        assert_eq!(failing["subject"]["id"], made["id"]);
        let alerts = page(app, &owner, "/t/default/alerts").text;
        assert!(
            alerts.contains("any more: The answer cannot be read."),
            "{alerts}"
        );
        synced(&admin, "full");
        eventually(|| open(&owner, "pull_failing").is_none());
        departures_of_two_sorts(app, okta, &owner, &admin);
    }
}

/// Words of an enumeration of the description.
fn described(schema: &str) -> BTreeSet<&'static str> {
    let words = &document()["components"]["schemas"][schema]["enum"];
    let words = words.as_array().unwrap().iter();
    words.map(|word| word.as_str().unwrap()).collect()
}

#[test]
fn program_and_description_know_the_same_words() {
    let kinds: BTreeSet<_> = KINDS.iter().map(|kind| kind.code).collect();
    let subjects: BTreeSet<_> = SubjectKind::ALL.iter().map(|it| it.as_str()).collect();
    let codes: BTreeSet<_> = WORDINGS.iter().map(|it| it.code).collect();
    assert_eq!(described("AlertKind"), kinds);
    assert_eq!(described("AlertSubjectKind"), subjects);
    assert_eq!(described("AlertCode"), codes);
    for app in TestApp::each_configured(|_| {}) {
        let admin = app.client_of("default", Scope::Api);
        let listed = admin.get("/api/v1/alerts/kinds").expect(200).json();
        let listed = listed["kinds"].as_array().unwrap();
        assert_eq!(listed.len(), KINDS.len());
        assert_eq!(listed[0]["code"], "token_expiring");
    }
}
