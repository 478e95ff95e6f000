//! What is made of people, as it changes: by the API and by the command line.

use std::time::{Duration, Instant};

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::Client;
use crate::harness::{TestApp, on_both};
use crate::program::Place;

on_both! {
    changes_are_read_by_cursor,
    a_long_poll_is_answered_when_something_changes,
    mistakes_are_problems,
}

pub(crate) fn ready(admin: &Client) -> String {
    let began = Instant::now();
    loop {
        let page = admin.get("/api/v1/changes").expect(200).json();
        if page["feed"]["ready"] == true {
            return page["next"].as_str().unwrap().to_owned();
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{page}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn next(admin: &Client, after: &str) -> Value {
    let target = format!("/api/v1/changes?after={after}&wait=20");
    admin.get(&target).expect(200).json()
}

fn title(client: &Client, id: &str, title: &str) {
    let operations = json!([{ "op": "replace", "path": "title", "value": title }]);
    client.patch(&format!("/scim/Users/{id}"), &operations);
}

fn changes_are_read_by_cursor(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let id = app.create_user("ada@example.com");
    let start = ready(&admin);
    title(app, &id, "Engineer");
    let page = next(&admin, &start);
    let item = &page["items"][0];
    assert_eq!(item["kind"], "person.changed", "{page:#}");
    assert_eq!(item["person"], id.as_str());
    assert_eq!(item["fields"], json!({ "job_title": "Engineer" }));
    assert_eq!(item["target_user"], json!({ "job_title": "Engineer" }));
    assert_eq!(item["cause"]["kind"], "person");
    assert!(item["cause"]["request"].is_string());
    let after = page["next"].as_str().unwrap();
    let none = admin.get(&format!("/api/v1/changes?after={after}"));
    let none = none.expect(200).json();
    assert_eq!((&none["items"], &none["next"]), (&json!([]), &page["next"]));
    let again = next(&admin, &start);
    assert_eq!(again["items"], page["items"], "until it is forgotten");
}

fn a_long_poll_is_answered_when_something_changes(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let start = ready(&admin);
    let waits = std::thread::spawn(move || (next(&admin, &start), Instant::now()));
    std::thread::sleep(Duration::from_millis(300));
    let began = Instant::now();
    app.create_user("ada@example.com");
    let (page, answered) = waits.join().unwrap();
    assert_eq!(page["items"][0]["kind"], "person.created");
    assert!(answered.duration_since(began) < Duration::from_secs(15));
}

fn mistakes_are_problems(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    ready(&admin);
    for (query, says) in [
        ("after=x", "is no cursor"),
        ("wait=soon", "The query cannot be read"),
        ("before=1", "It takes after, wait"),
    ] {
        let refused = admin.get(&format!("/api/v1/changes?{query}")).problem(400);
        assert!(refused.contains(says), "{query}: {refused}");
    }
    let gone = admin.get("/api/v1/changes?after=99").problem(410);
    assert!(gone.contains("begin anew with after=0"), "{gone}");
}

#[test]
fn changes_are_told_by_command_and_once_whatever_is_killed() {
    let place = Place::new();
    let mut server = place.serve("");
    let token = server.client.token.clone();
    assert_eq!(place.ok(&["changes"]), "", "it is switched on");
    let mut ids = Vec::new();
    for round in 0..3 {
        for n in 0..20 {
            ids.push(
                server
                    .client
                    .create_user(&format!("r{round}-{n}@example.com")),
            );
        }
        server.kill();
        server = place.serve(&token);
    }
    // Whoever was killed holds the feed for half a minute.
    let began = Instant::now();
    let told = loop {
        let told = place.ok(&["changes", "--json"]);
        if told.lines().count() >= ids.len() || began.elapsed() > Duration::from_secs(60) {
            break told;
        }
        std::thread::sleep(Duration::from_millis(500));
    };
    let people: Vec<_> = told
        .lines()
        .map(|line| {
            let item: Value = serde_json::from_str(line).unwrap();
            item["person"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(people, ids);
    let lines = place.ok(&["changes", "--after", "59"]);
    assert!(
        lines.starts_with("60 ") && lines.contains("person.created"),
        "{lines}"
    );
    assert!(
        place
            .refused(3, &["changes", "--after", "99"])
            .contains("begin anew")
    );
    assert!(
        place
            .refused(3, &["changes", "--tenant", "nobody"])
            .contains("tenant")
    );
}
