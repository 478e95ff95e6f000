//! Lists and adoption by the API and by the command line.

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{Client, Reply};
use crate::harness::{TestApp, on_both};
use crate::program::Place;

on_both! {
    a_list_is_previewed_and_imported,
    whom_a_provider_pushes_too_is_linked,
    mistakes_are_problems_and_change_nothing,
}

const LIST: &[u8] = b"\xef\xbb\xbfVorname;Nachname;E-Mail;Spalte\r\nAda;Lovelace;ada@example.com;Countess\r\nGrace;Hopper;grace@example;Admiral\r\n";
const MAP: &str = "map=Spalte%3Djob_title";

fn send(admin: &Client, target: &str, file: &[u8]) -> Reply {
    admin.send("POST", target, &[("content-type", "text/csv")], Some(file))
}

/// The summary, which is the last line.
fn summary(reply: &Reply) -> Value {
    let last: Value = serde_json::from_str(reply.text.lines().last().unwrap()).unwrap();
    last["summary"].clone()
}

fn a_list_is_previewed_and_imported(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let preview = send(&admin, &format!("/api/v1/imports/preview?{MAP}"), LIST).expect(200);
    assert_eq!(preview.header("content-type"), Some("application/x-ndjson"));
    let told = summary(&preview);
    assert_eq!(
        (&told["new"], &told["left_out"], &told["dry_run"]),
        (&json!(1), &json!(1), &json!(true))
    );
    assert_eq!(
        told["columns"][3],
        json!({"name": "Spalte", "attribute": "job_title", "mapped": true, "same_as": null})
    );
    assert_eq!(
        told["problems"],
        json!([{"line": 3, "column": "E-Mail", "detail": "\"grace@example\" is no e-mail address.", "left_out": true}])
    );
    assert_eq!(app.total("Users"), 0);

    let done = summary(
        &send(
            &admin,
            &format!("/api/v1/imports?source=agency&{MAP}"),
            LIST,
        )
        .expect(200),
    );
    assert_eq!((&done["new"], &done["dry_run"]), (&json!(1), &json!(false)));
    let sources = admin.get("/api/v1/imports").expect(200).json();
    assert_eq!(
        sources,
        json!({"imports": [{"source": "agency", "people": 1, "linked": 0}]})
    );
    let exported = admin
        .get("/api/v1/target-users?format=ndjson")
        .expect(200)
        .text;
    assert!(
        exported.contains("\"job_title\":\"Countess\""),
        "{exported}"
    );
}

fn whom_a_provider_pushes_too_is_linked(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    send(
        &admin,
        &format!("/api/v1/imports?source=agency&{MAP}"),
        LIST,
    )
    .expect(200);
    let pushed = app.create_user("ada@example.com");
    let pair: Value =
        serde_json::from_str(&admin.get("/api/v1/adoptions").expect(200).text).unwrap();
    assert_eq!(
        (&pair["person"]["id"], &pair["evidence"]),
        (&json!(pushed), &json!(["address"]))
    );
    assert_eq!(
        (&pair["source"], &pair["decision"]),
        (&json!("agency"), &json!("ask"))
    );
    let imported = pair["imported"]["id"].as_str().unwrap();
    let at = format!("/api/v1/adoptions/{imported}/{pushed}");
    admin
        .put(&at, &json!({"decision": "keep_apart"}))
        .expect(204);
    assert!(
        admin
            .get("/api/v1/adoptions")
            .text
            .contains("\"decision\":\"keep_apart\"")
    );
    admin.put(&at, &json!({"decision": "ask"})).expect(204);
    let linked = admin
        .put(&at, &json!({"decision": "link"}))
        .expect(200)
        .json();
    assert_eq!(
        linked,
        json!({"id": pushed, "fields_moved": [], "fields_kept": [], "groups_joined": 0})
    );
    assert_eq!(admin.get("/api/v1/adoptions").expect(200).text, "");
    assert_eq!(app.total("Users"), 1);
    let again = summary(
        &send(
            &admin,
            &format!("/api/v1/imports?source=agency&{MAP}"),
            LIST,
        )
        .expect(200),
    );
    assert_eq!((&again["linked"], &again["new"]), (&json!(1), &json!(0)));
}

fn mistakes_are_problems_and_change_nothing(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    for (query, told) in [
        ("map=Spalte", "maps nothing"),
        ("map=Schuhe%3Demail", "no column \"Schuhe\""),
        ("map=Spalte%3Dshoe_size", "nothing that a column can have"),
        ("sauce=agency", "no \"sauce\""),
        ("source=", "A list has a name"),
        ("missing=delete", "keep or deactivate"),
        ("missing=deactivate", "missing_count"),
        ("missing=deactivate&missing_count=x", "is a number"),
        ("missing=deactivate&missing_count=0", "1 lines are left out"),
        ("source=%ff", "not in UTF-8"),
    ] {
        let detail = send(&admin, &format!("/api/v1/imports?{query}"), LIST).problem(400);
        assert!(detail.contains(told), "{query}: {detail}");
    }
    send(&admin, "/api/v1/imports?source=default", LIST).problem(409);
    for file in [&b""[..], b"PK\x03\x04", b"name\nAda\n", b"\0\0\0"] {
        send(&admin, "/api/v1/imports", file).problem(400);
    }
    let form = [("content-type", "multipart/form-data; boundary=x")];
    admin
        .send("POST", "/api/v1/imports", &form, Some(LIST))
        .problem(415);
    app.send("POST", "/api/v1/imports", &[], Some(LIST))
        .problem(403);
    let ada = app.create_user("ada@example.com");
    let at = format!("/api/v1/adoptions/{ada}/{ada}");
    admin.put(&at, &json!({"decision": "link"})).problem(404);
    for body in [
        json!({}),
        json!([]),
        json!({"decision": "merge"}),
        json!({"decision": "link", "x": 1}),
    ] {
        admin.put(&at, &body).problem(400);
    }
    assert_eq!(app.total("Users"), 1);
    assert_eq!(
        admin.get("/api/v1/imports").expect(200).json(),
        json!({"imports": []})
    );
}

#[test]
fn a_file_that_is_too_long_is_refused() {
    let app = TestApp::configured(|config| config.http.file_body_bytes_max = 1_000);
    let admin = app.client_of("default", Scope::Api);
    let detail = send(&admin, "/api/v1/imports", &vec![b'x'; 2_000]).problem(413);
    assert!(detail.contains("Split it"), "{detail}");
}

#[test]
fn a_list_is_imported_by_command() {
    let place = Place::new();
    place.ok(&["tenant", "create", "acme"]);
    let path = place.path().join("list.csv");
    let file = path.to_str().unwrap();
    let import = |more: &[&str]| {
        let mut all = vec![
            "import",
            "target-users",
            file,
            "--tenant",
            "acme",
            "--map",
            "Spalte=title",
        ];
        all.extend(more);
        all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()
    };
    let ok = |more: &[&str]| place.ok(&import(more).iter().map(String::as_str).collect::<Vec<_>>());
    let refused = |more: &[&str]| {
        place.refused(
            3,
            &import(more).iter().map(String::as_str).collect::<Vec<_>>(),
        )
    };
    assert!(refused(&[]).contains("cannot be read"));
    std::fs::write(&path, LIST).unwrap();
    let dry = ok(&["--dry-run"]);
    assert!(
        dry.contains(
            "2 lines: 1 new, 0 changed, 0 unchanged, 0 of a provider's people, 1 left out."
        ),
        "{dry}"
    );
    assert!(
        dry.contains("Nothing was written.") && dry.contains("no e-mail address"),
        "{dry}"
    );
    assert!(ok(&[]).contains("1 new"));
    assert!(ok(&[]).contains("0 new, 0 changed, 1 unchanged"));
    let exported = place.ok(&["export", "target-users", "--tenant", "acme"]);
    assert!(
        exported.contains("ada@example.com") && exported.contains("Countess"),
        "{exported}"
    );
    std::fs::write(&path, "E-Mail;Spalte\nlinus@example.com;x\n").unwrap();
    assert!(refused(&["--missing", "deactivate"]).contains("--yes"));
    let done: Value =
        serde_json::from_str(&ok(&["--missing", "deactivate", "--yes", "--json"])).unwrap();
    assert_eq!(
        (&done["new"], &done["missing"], &done["deactivated"]),
        (&json!(1), &json!(1), &json!(1))
    );
    let listed = place.ok(&["leaver", "list", "--tenant", "acme", "--json"]);
    assert!(listed.contains("imported:"), "{listed}");
    assert_eq!(
        place.ok(&["adoption", "list", "--tenant", "acme", "--json"]),
        "[]\n"
    );
    let nobody = place.refused(
        3,
        &["adoption", "link", "--tenant", "acme", "nobody", "nobody"],
    );
    assert!(nobody.contains("no person"), "{nobody}");
}
