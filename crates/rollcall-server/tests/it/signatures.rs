//! Who gets which signature, by the API and by the command line.

use std::io::{Cursor, Read as _};
use std::process::Command;

use rollcall_mapping::{Definition, Signature};
use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::client::{Client, Reply, user};
use crate::harness::{TestApp, on_both};
use crate::program::Place;

on_both! {
    the_rules_decide_and_explain_themselves,
    one_is_given_by_hand_and_taken_back,
    everybody_is_counted_listed_and_packed,
    a_bundle_has_what_changed_since_another,
    a_draft_is_inspected_before_it_is_published,
    a_draft_tells_who_would_get_another,
    filters_are_read_in_both_forms_and_find_people,
    target_users_are_left_out_held_and_counted,
}

/// The built-in fields, the signatures to begin with, and these rules.
fn definition(assignment: &Value) -> Value {
    let mut definition = json!(Definition::builtin());
    definition["signatures"] = json!(Signature::starters());
    definition["assignment"] = assignment.clone();
    definition
}

fn rules() -> Value {
    json!({
        "exceptions": [{"name": "Robots", "when": "userType eq \"robot\""}],
        "rules": [{"key": "boards", "name": "The board", "when": "fields.job_title co \"chief\"", "signature": "card"}],
        "default": "lines"
    })
}

fn publish(admin: &Client, definition: &Value) {
    let body = definition.to_string();
    let drafted = admin.put("/api/v1/mapping/draft", definition).expect(201);
    let tag = drafted.header("etag").unwrap().to_owned();
    let headers = [
        ("if-match", tag.as_str()),
        ("content-type", "application/json"),
    ];
    let path = "/api/v1/mapping/draft/publish";
    let published = admin.send("POST", path, &headers, Some(b"{}"));
    assert_eq!(published.status, 200, "{} {body}", published.text);
}

fn somebody(app: &TestApp, name: &str, title: &str) -> String {
    let mut body = user(&format!("{name}@example.com"));
    body["title"] = title.into();
    body["displayName"] = name.into();
    app.post("/scim/Users", &body).expect(201).id()
}

fn last_line(reply: &Reply) -> Value {
    serde_json::from_str(reply.text.lines().last().unwrap()).unwrap()
}

fn of(admin: &Client, person: &str) -> Value {
    let path = format!("/api/v1/people/{person}/signature");
    admin.get(&path).expect(200).json()
}

fn the_rules_decide_and_explain_themselves(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    publish(&admin, &definition(&rules()));
    let ada = somebody(app, "ada", "Chief Analyst");
    let bob = somebody(app, "bob", "Analyst");
    let told = of(&admin, &ada);
    assert_eq!(told["signature"], "card");
    assert_eq!(
        told["because"],
        json!({"kind": "rule", "key": "boards", "name": "The board"})
    );
    assert_eq!(told["next"]["because"]["kind"], "default");
    assert!(
        told["rendered"]["html"]
            .as_str()
            .unwrap()
            .contains("<b>ada</b>")
    );
    assert_eq!(of(&admin, &bob)["signature"], "lines");
    // Whoever is deactivated has none at once.
    let off = json!([{"op": "replace", "path": "active", "value": false}]);
    app.patch(&format!("/scim/Users/{bob}"), &off).expect(200);
    let told = of(&admin, &bob);
    assert_eq!(
        (&told["signature"], &told["because"]["kind"]),
        (&Value::Null, &json!("inactive"))
    );
    assert_eq!(told["rendered"], Value::Null);
    admin.get("/api/v1/people/nobody/signature").problem(404);
    admin
        .get(&format!("/api/v1/people/{ada}/signature?drft=true"))
        .problem(400);
}

fn one_is_given_by_hand_and_taken_back(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    publish(&admin, &definition(&rules()));
    let ada = somebody(app, "ada", "Analyst");
    let path = format!("/api/v1/people/{ada}/signature");
    let set = admin
        .put(&path, &json!({"signature": "photo"}))
        .expect(200)
        .json();
    assert_eq!(
        (&set["signature"], &set["because"]["kind"]),
        (&json!("photo"), &json!("hand"))
    );
    let none = admin
        .put(&path, &json!({"signature": null}))
        .expect(200)
        .json();
    assert_eq!(
        (&none["signature"], &none["because"]["kind"]),
        (&Value::Null, &json!("hand"))
    );
    assert!(
        admin
            .put(&path, &json!({"signature": "gone"}))
            .problem(404)
            .contains("gone")
    );
    admin.put(&path, &json!({})).problem(400);
    admin.delete(&path).expect(204);
    assert_eq!(of(&admin, &ada)["signature"], "lines");
    admin.delete(&path).problem(404);
    let other = app.client_of("other", Scope::Api);
    other.put(&path, &json!({"signature": null})).problem(404);
}

fn everybody_is_counted_listed_and_packed(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let mut definition = definition(&rules());
    definition["assignment"]["default"] = Value::Null;
    publish(&admin, &definition);
    somebody(app, "ada", "Chief");
    somebody(app, "bob", "Analyst");
    let told = last_line(&admin.get("/api/v1/signatures/summary").expect(200));
    assert_eq!(told["people"], 2);
    assert_eq!(told["summary"][0]["people"], 1);
    assert_eq!(told["summary"][1]["because"]["kind"], "nothing");
    assert_eq!(told["summary"][1]["samples"], json!(["bob@example.com"]));
    let without = admin
        .get("/api/v1/signatures/assignments?without=true")
        .expect(200);
    assert_eq!(last_line(&without)["user_name"], "bob@example.com");
    let with = admin
        .get("/api/v1/signatures/assignments?signature=card")
        .expect(200);
    assert_eq!(last_line(&with)["user_name"], "ada@example.com");
    admin
        .get("/api/v1/signatures/assignments?signature=gone")
        .problem(404);
    admin
        .get("/api/v1/signatures/assignments?signature=card&without=true")
        .problem(400);
    let archive = admin.download("/api/v1/signatures/bundle", None);
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut names: Vec<_> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    names.sort();
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(names[0].starts_with("html/ada@example.com~"));
    let mut page = String::new();
    archive
        .by_name(&names[0])
        .unwrap()
        .read_to_string(&mut page)
        .unwrap();
    assert!(page.contains("<b>ada</b>"));
    admin
        .get("/api/v1/signatures/bundle?filter=shoe%20eq%201")
        .problem(400);
}

fn a_bundle_has_what_changed_since_another(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    publish(&admin, &definition(&rules()));
    let ada = somebody(app, "ada", "Analyst");
    somebody(app, "bob", "Analyst");
    let index = |archive: Vec<u8>| {
        let mut index = String::new();
        let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
        archive
            .by_name("index.csv")
            .unwrap()
            .read_to_string(&mut index)
            .unwrap();
        index
    };
    let first = index(admin.download("/api/v1/signatures/bundle", None));
    let title = json!([{"op": "replace", "path": "title", "value": "Countess"}]);
    app.patch(&format!("/scim/Users/{ada}"), &title).expect(200);
    let path = "/api/v1/signatures/bundle";
    let since = admin.download(path, Some(first.as_bytes()));
    let since = ZipArchive::new(Cursor::new(since)).unwrap();
    let names = since.file_names().map(|name| name.unwrap().into_owned());
    let names: Vec<_> = names.collect();
    assert_eq!(names.len(), 4, "hers, the index and the page: {names:?}");
    assert!(
        names
            .iter()
            .any(|name| name.starts_with("html/ada@example.com~"))
    );
    let headers = [("content-type", "text/csv")];
    let refused = admin.send("POST", path, &headers, Some(b"a,b\r\n1,2\r\n"));
    assert!(refused.problem(400).contains("first line"));
}

fn a_draft_is_inspected_before_it_is_published(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    somebody(app, "ada", "Analyst");
    let mut definition = definition(&json!({"default": "plain"}));
    let html = "<p style=\"margin:4px\">{{ full_name }}</p><img src=\"http://example.com/logo.svg\">{{ website }}";
    definition["signatures"] = json!([{"key": "plain", "name": "Plain", "templates": {"en": {"html": html, "text": ""}}}, {"key": "spare", "name": "Spare", "templates": {"en": {"html": "x", "text": "x"}}}]);
    admin.put("/api/v1/mapping/draft", &definition).expect(201);
    let told = last_line(&admin.get("/api/v1/signatures/lint?draft=true").expect(200));
    let remarks = told["remarks"].as_array().unwrap();
    let has = |signature: &str, code: &str, severity: &str| {
        remarks.iter().any(|it| {
            it["signature"] == signature && it["code"] == code && it["severity"] == severity
        })
    };
    assert_eq!(remarks[0]["severity"], "error", "the worst comes first");
    for (code, severity) in [
        ("image_not_https", "error"),
        ("margin", "warning"),
        ("no_text", "warning"),
        ("field_empty", "info"),
    ] {
        assert!(has("plain", code, severity), "{code}: {told}");
    }
    assert!(has("spare", "unused", "info"));
    let empty = remarks
        .iter()
        .find(|it| it["code"] == "field_empty")
        .unwrap();
    assert_eq!(
        empty["detail"],
        "website is empty for 1 of the 1 people who get it."
    );
    let known = admin
        .get("/api/v1/signatures?draft=true")
        .expect(200)
        .json();
    assert_eq!(known["signatures"][0]["languages"], json!(["en"]));
    assert_eq!(
        admin.get("/api/v1/signatures").expect(200).json()["signatures"],
        json!([])
    );
}

fn a_draft_tells_who_would_get_another(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    publish(&admin, &definition(&rules()));
    let ada = somebody(app, "ada", "Chief");
    somebody(app, "bob", "Analyst");
    let mut other = definition(&rules());
    other["assignment"]["rules"] = json!([]);
    admin.put("/api/v1/mapping/draft", &other).expect(201);
    let told = last_line(&admin.get("/api/v1/mapping/draft/diff").expect(200))["summary"].clone();
    assert_eq!(told["altered"], 1);
    assert_eq!(
        told["samples"][0]["fields"],
        json!([{"field": "$signature", "before": "card", "after": "lines"}])
    );
    let path = format!("/api/v1/people/{ada}/signature?draft=true");
    assert_eq!(admin.get(&path).expect(200).json()["signature"], "lines");
}

fn filters_are_read_in_both_forms_and_find_people(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    somebody(app, "ada", "Chief");
    somebody(app, "bob", "Analyst");
    let choices =
        json!([[{"attribute": "fields.job_title", "operator": "is", "values": ["chief", "boss"]}]]);
    let filter = "fields.job_title eq \"chief\" or fields.job_title eq \"boss\"";
    let both = json!({"filter": filter, "choices": choices});
    assert_eq!(
        admin
            .post("/api/v1/filters", &json!({"filter": filter}))
            .expect(200)
            .json(),
        both
    );
    assert_eq!(
        admin
            .post("/api/v1/filters", &json!({"choices": choices}))
            .expect(200)
            .json(),
        both
    );
    let found = admin
        .post("/api/v1/filters/matches", &json!({"choices": choices}))
        .expect(200);
    assert_eq!(
        last_line(&found),
        json!({"found": {"people": 2, "matches": 1, "samples": ["ada@example.com"]}})
    );
    for wrong in [
        json!({}),
        json!({"filter": "fields.shoe eq \"1\""}),
        json!({"filter": "x", "choices": []}),
        json!({"choices": []}),
    ] {
        admin.post("/api/v1/filters", &wrong).problem(400);
        admin.post("/api/v1/filters/matches", &wrong).problem(400);
    }
}

fn target_users_are_left_out_held_and_counted(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let mut targeted = json!(Definition::builtin());
    targeted["targets"] = json!({
        "allowed_domains": ["example.com"],
        "exclusions": [{"name": "Trainers", "when": "title eq \"Trainer\""}],
        "held": [{"name": "On leave", "when": "title co \"leave\""}],
        "groups": {"saved": [{"name": "Chiefs", "when": "title co \"chief\""}, {"name": "Nobody", "when": "title eq \"x\""}]}
    });
    publish(&admin, &targeted);
    for (name, title) in [("ada", "Chief"), ("bob", "Trainer"), ("cy", "On leave")] {
        somebody(app, name, title);
    }
    app.post("/scim/Users", &user("eve@evil.example"))
        .expect(201);
    let told = last_line(&admin.get("/api/v1/target-users/summary").expect(200));
    assert_eq!(
        told["summary"],
        json!({
            "people": 4, "targets": 2, "held": 1, "excluded": {"Trainers": 1}, "foreign_domains": {"evil.example": 1},
            "groups": {"Chiefs": 1, "Nobody": 0}, "not_counted": 0
        })
    );
    let names = |path: &str| {
        let answered = admin.get(path).expect(200);
        let lines = answered
            .text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines
            .map(|it| it["user_name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        names("/api/v1/target-users/left-out"),
        "bob@example.com cy@example.com eve@evil.example"
    );
    assert_eq!(
        names("/api/v1/target-users?format=ndjson"),
        "ada@example.com"
    );
    assert_eq!(
        names("/api/v1/target-users?format=ndjson&status=held"),
        "cy@example.com"
    );
    assert_eq!(
        names("/api/v1/target-users?format=ndjson&status=any"),
        "ada@example.com cy@example.com"
    );
}

#[test]
fn signatures_by_command() {
    let place = Place::new();
    place.ok(&["tenant", "create", "acme"]);
    let ok =
        |arguments: &[&str]| place.ok(&[&["signature"], arguments, &["--tenant", "acme"]].concat());
    let starters: Value = serde_json::from_str(&place.ok(&["signature", "starters"])).unwrap();
    assert_eq!(starters.as_array().unwrap().len(), 3);
    let file = place.path().join("mapping.json");
    std::fs::write(&file, definition(&rules()).to_string()).unwrap();
    place.ok(&[
        "mapping",
        "draft",
        file.to_str().unwrap(),
        "--tenant",
        "acme",
    ]);
    assert!(ok(&["lint", "--draft"]).contains("Nobody gets it."));
    place.ok(&["mapping", "publish", "--tenant", "acme"]);
    assert!(ok(&["list"]).contains("card"));
    assert!(ok(&["assignments"]).contains("PEOPLE"));
    assert_eq!(ok(&["assignments", "--without"]), "");
    let archive = place.path().join("all.zip");
    let archive = archive.to_str().unwrap();
    ok(&["bundle", "--out", archive]);
    let opened = ZipArchive::new(std::fs::File::open(archive).unwrap()).unwrap();
    assert_eq!(opened.len(), 2);
    assert!(place.ok(&["signature", "script"]).contains("gmail"));
    assert!(
        place
            .ok(&["signature", "script", "exchange"])
            .contains("Set-MailboxMessageConfiguration")
    );
    let script = place.path().join("gmail.py");
    std::fs::write(&script, place.ok(&["signature", "script", "gmail"])).unwrap();
    let dry = Command::new("python3")
        .arg(&script)
        .args([archive, "--dry-run"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&dry.stderr), "0 done, 0 failed\n");
    assert!(dry.status.success());
    let gone = place.refused(
        3,
        &["signature", "set", "nobody", "card", "--tenant", "acme"],
    );
    assert!(gone.contains("nobody"), "{gone}");
    let no_script = place.refused(3, &["signature", "script", "eudora"]);
    assert!(
        no_script.contains("gmail, exchange, outlook"),
        "{no_script}"
    );
}
