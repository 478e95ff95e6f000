//! The audit log: what is in it, who reads it, and that no secret is.

use rollcall_provisioning::accounts::Role;
use rollcall_provisioning::auth::Profile;
use rollcall_provisioning::connections::{self, ConnectionChange};
use rollcall_provisioning::tokens::{self, Rotation};
use serde_json::{Value, json};

use crate::accounts::{PASSWORD, member, owner, refused, sign_in};
use crate::client::{Client, Reply};
use crate::harness::{TestApp, on_both};

on_both! {
    an_entry_says_who_did_what,
    every_way_in_is_noted,
    no_secret_is_in_the_log,
    pages_and_filters_find_entries,
    an_export_is_whole_and_safe,
}

fn an_entry_says_who_did_what(app: &TestApp) {
    let owner = owner(app);
    let id = owner.get("/api/v1/session").json()["admin"]["id"].clone();
    let made = key(&owner);
    let request = made.header("x-request-id").unwrap().to_owned();
    let made = made.json();
    let entries = owner.get("/api/v1/audit?limit=1").expect(200).json();
    let entry = &entries["entries"][0];
    assert_eq!(
        entry["actor"],
        json!({ "kind": "admin", "id": id, "name": "ada@example.com" })
    );
    assert_eq!(
        (&entry["action"], &entry["request_id"]),
        (&json!("token.create"), &json!(request))
    );
    assert_eq!(
        entry["subject"],
        json!({ "kind": "token", "id": made["id"], "name": "Reports" })
    );
    assert_eq!(entry["after"]["role"], json!("auditor"));
    assert_eq!(entry["address"], json!("127.0.0.1"));
}

fn key(owner: &Client) -> Reply {
    let key = json!({ "name": "Reports", "role": "auditor" });
    owner.post("/api/v1/api-keys", &key).expect(201)
}

/// Somebody at the command line, somebody by name, and somebody who does not get in.
fn act(app: &TestApp) {
    let ops = app.provisioning.acting_for("ops");
    app.run(tokens::rotate(
        &ops,
        "default",
        "First token",
        Rotation::default(),
    ))
    .unwrap();
    let strict = ConnectionChange {
        profile: Some(Profile::Strict),
        ..ConnectionChange::default()
    };
    app.run(connections::set(
        &app.provisioning,
        "default",
        "default",
        strict,
    ))
    .unwrap();
    refused(
        &sign_in(app, "ada@example.com", "a wrong password", None),
        401,
        "sign_in_refused",
    );
}

fn every_way_in_is_noted(app: &TestApp) {
    let owner = owner(app);
    key(&owner);
    act(app);
    let all = owner.get("/api/v1/audit?limit=1000").expect(200).json();
    let entries = all["entries"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let actions: Vec<_> = entries
        .iter()
        .map(|it| format!("{} {}", text(&it["actor"]["name"]), text(&it["action"])))
        .collect();
    assert_eq!(
        actions,
        [
            "nobody session.refused",
            "command line connection.change",
            "ops token.rotate",
            "ada@example.com token.create",
            "ada@example.com session.begin",
            "ada@example.com tenant.rename",
            "rollcall token.create",
            "rollcall tenant.create",
        ]
    );
    assert_eq!(
        (
            &entries[1]["before"]["profile"],
            &entries[1]["after"]["profile"]
        ),
        (&json!("auto"), &json!("strict"))
    );
}

fn no_secret_is_in_the_log(app: &TestApp) {
    let owner = owner(app);
    let made = key(&owner).json();
    act(app);
    let all = owner.get("/api/v1/audit?limit=1000").expect(200);
    let secret = made["secret"].as_str().unwrap();
    for hidden in [secret, PASSWORD, "a wrong password", &owner.token, "argon2"] {
        assert!(!all.text.contains(hidden), "{hidden}");
    }
    // Nobody learns from the log which addresses were tried that no account has.
    refused(
        &sign_in(app, "stranger@example.com", "x", None),
        401,
        "sign_in_refused",
    );
    let of_installation = owner
        .get("/api/v1/installation/audit?limit=1000")
        .expect(200);
    assert!(
        !of_installation.text.contains("stranger"),
        "{}",
        of_installation.text
    );
    assert_eq!(
        of_installation.json()["entries"][0]["after"],
        json!({ "why": "unknown" })
    );
}

fn pages_and_filters_find_entries(app: &TestApp) {
    let owner = owner(app);
    for n in 0..7 {
        let key = json!({ "name": format!("key {n}"), "role": "auditor" });
        owner.post("/api/v1/api-keys", &key).expect(201);
    }
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let page = owner.get(&format!(
            "/api/v1/audit?limit=3&action=token.create&actor=ada@example.com{after}"
        ));
        let page = page.expect(200).json();
        let entries = page["entries"].as_array().unwrap().clone();
        assert!(entries.len() <= 3);
        names.extend(
            entries
                .iter()
                .map(|it| it["subject"]["name"].as_str().unwrap().to_owned()),
        );
        match page["next_after"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(
        names,
        [
            "key 6", "key 5", "key 4", "key 3", "key 2", "key 1", "key 0"
        ]
    );
    for wrong in ["limit=0", "limit=1001", "after=x", "limit=many", "who=me"] {
        owner.get(&format!("/api/v1/audit?{wrong}")).problem(400);
    }
}

fn an_export_is_whole_and_safe(app: &TestApp) {
    let owner = owner(app);
    let bob = member(app, "default", "bob@example.com", Role::Auditor);
    let key = json!({ "name": "=cmd|' /C calc'!A0", "role": "auditor" });
    owner.post("/api/v1/api-keys", &key).expect(201);
    let csv = bob.get("/api/v1/audit/export?format=csv").expect(200);
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(csv.text.starts_with("id,at,actor_kind,"), "{}", csv.text);
    assert!(csv.text.contains("\"'=cmd|' /C calc'!A0\""), "{}", csv.text);
    let ndjson = bob.get("/api/v1/audit/export?format=ndjson").expect(200);
    let lines: Vec<Value> = ndjson
        .text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), csv.text.matches("\r\n").count() - 1);
    bob.get("/api/v1/audit/export?format=pdf").problem(400);
    let begun = bob
        .get("/api/v1/audit/export?format=ndjson&action=session.begin&actor=bob@example.com")
        .expect(200);
    let begun: Vec<Value> = begun
        .text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(begun.len(), 1);
    assert_eq!(begun[0]["actor"]["name"], json!("bob@example.com"));
    let none = bob
        .get("/api/v1/audit/export?actor=nobody-of-that-name")
        .expect(200);
    assert_eq!(none.text.lines().count(), 1, "the head: {}", none.text);
    bob.get("/api/v1/audit/export?who=me").problem(400);
    let editor = member(app, "default", "cyd@example.com", Role::TargetEditor);
    refused(&editor.get("/api/v1/audit/export"), 403, "not_allowed");
}
