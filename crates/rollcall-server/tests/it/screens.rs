//! What the console's screens show, and scripts as well: counts, the latest first, words for causes, a played Okta.

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{Client, user};
use crate::feeds::ready;
use crate::harness::{TestApp, on_both};
use crate::receiver::Receiver;
use crate::webhooks::taken;

on_both! {
    what_waits_is_counted_in_one_answer,
    the_latest_changes_come_first_with_names,
    requests_are_found_by_their_cause,
    a_person_tells_which_exports_they_are_in,
    what_connections_and_tokens_are_used_for_is_told,
    attempts_of_all_webhooks_are_told_together,
    okta_is_played_and_leaves_nothing,
}

fn titled(name: &str, title: &str) -> Value {
    let mut body = user(&format!("{name}@example.com"));
    body["displayName"] = json!(format!("{name} Example"));
    body["title"] = json!(title);
    body["emails"] =
        json!([{"value": format!("{name}@example.com"), "type": "work", "primary": true}]);
    body
}

/// Waits until so much was announced.
fn settled(admin: &Client, announcements: usize) {
    let (mut after, mut seen) = ("0".to_owned(), 0);
    while seen < announcements {
        let page = admin
            .get(&format!("/api/v1/changes?after={after}&wait=20"))
            .expect(200)
            .json();
        let items = page["items"].as_array().unwrap();
        assert!(!items.is_empty(), "nothing was announced in time: {page}");
        seen += items.len();
        page["next"].as_str().unwrap().clone_into(&mut after);
    }
}

fn what_waits_is_counted_in_one_answer(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let counts = admin.get("/api/v1/overview/counts").expect(200).json();
    assert_eq!(counts, json!({"alerts": 0, "held": 0}));
    let steps = admin.get("/api/v1/overview").expect(200).json();
    let steps = steps["checklist"].as_array().unwrap();
    assert!(
        steps.iter().any(|it| it["step"] == "two_factor"),
        "{steps:?}"
    );
}

fn the_latest_changes_come_first_with_names(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    ready(&admin);
    for name in ["ada", "grace", "alan"] {
        app.post("/scim/Users", &titled(name, "Analyst"))
            .expect(201);
    }
    settled(&admin, 3);
    let page = |query: &str| {
        let path = format!("/api/v1/changes?order=desc&limit=2{query}");
        admin.get(&path).expect(200).json()
    };
    let names = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap();
        items
            .iter()
            .map(|it| it["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = page("");
    assert_eq!(names(&first), ["alan Example", "grace Example"]);
    assert_eq!(first["more"], true);
    let second = page(&format!("&after={}", first["next"].as_str().unwrap()));
    assert_eq!(names(&second), ["ada Example"]);
    assert_eq!(second["more"], false);
    let forward = admin.get("/api/v1/changes").expect(200).json();
    assert_eq!(forward["items"][0].get("name"), None);
    let refused = admin
        .get("/api/v1/changes?order=desc&after=now")
        .problem(400);
    assert!(refused.contains("order=desc"), "{refused}");
    admin.get("/api/v1/changes?order=sideways").problem(400);
}

fn requests_are_found_by_their_cause(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let id = app
        .post("/scim/Users", &titled("ada", "Analyst"))
        .expect(201)
        .id();
    app.post("/scim/Users", &titled("ada", "Analyst"))
        .expect(409);
    app.get("/scim/Users?filter=userName%20eq").expect(400);
    app.get(&format!("/scim/Users/{id}")).expect(200);
    let found = admin
        .get("/api/v1/requests?cause=username_taken")
        .expect(200)
        .json();
    let found = found["requests"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    let cause = &found[0]["cause"];
    assert!(cause["arguments"]["detail"].as_str().is_some(), "{cause}");
    let read = admin
        .get(&format!("/api/v1/requests?search={id}"))
        .expect(200)
        .json();
    assert_eq!(
        read["requests"][0]["subject"]["display_name"],
        "ada Example"
    );
    let one = read["requests"][0]["id"].as_str().unwrap();
    let one = admin
        .get(&format!("/api/v1/requests/{one}"))
        .expect(200)
        .json();
    assert_eq!(one["subject"]["display_name"], "ada Example");
    let refused = admin.get("/api/v1/requests?cause=bad_luck").problem(400);
    assert!(refused.contains("bad_luck"), "{refused}");
    let summary = admin.get("/api/v1/requests/summary").expect(200).json();
    let causes = summary["causes"].as_array().unwrap();
    let taken = causes
        .iter()
        .find(|it| it["code"] == "username_taken")
        .unwrap();
    assert_eq!(taken["fix"]["kind"], "person");
    assert!(
        taken["text"]
            .as_str()
            .unwrap()
            .starts_with("Somebody has that user name"),
        "{taken}"
    );
}

fn a_person_tells_which_exports_they_are_in(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let id = app
        .post("/scim/Users", &titled("ada", "Analyst"))
        .expect(201)
        .id();
    let exports = |id: &str| {
        let target = admin
            .get(&format!("/api/v1/people/{id}/target-user"))
            .expect(200)
            .json();
        target["exports"].as_array().unwrap().clone()
    };
    let of = |all: &[Value], format: &str| {
        all.iter()
            .find(|it| it["format"] == format)
            .unwrap()
            .clone()
    };
    let all = exports(&id);
    assert_eq!(of(&all, "keepnet")["in"], true, "{all:?}");
    let groups = of(&all, "gophish-json");
    assert_eq!(
        (&groups["in"], &groups["problems"][0]["code"]),
        (&json!(false), &json!("no_group"))
    );
    let gone = json!([{"op": "replace", "value": {"active": false}}]);
    app.patch(&format!("/scim/Users/{id}"), &gone).expect(200);
    assert!(exports(&id).iter().all(|it| it["in"] == false));
}

fn what_connections_and_tokens_are_used_for_is_told(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let body = json!({"name": "Okta, soon over", "expires_in_days": 12});
    admin.post("/api/v1/tokens", &body).expect(201);
    admin
        .post(
            "/api/v1/tokens",
            &json!({"name": "Okta, new", "expires_in_days": 365}),
        )
        .expect(201);
    let tokens = admin.get("/api/v1/tokens").expect(200).json();
    let soon = |name: &str| {
        let all = tokens["tokens"].as_array().unwrap();
        all.iter().find(|it| it["name"] == name).unwrap()["expires_soon"].clone()
    };
    assert_eq!(
        (soon("Okta, soon over"), soon("Okta, new")),
        (json!(true), json!(false))
    );
    app.get("/scim/Users").expect(200);
    let connections = admin.get("/api/v1/connections").expect(200).json();
    let all = connections.as_array().unwrap();
    assert!(
        all.iter().any(|it| it["last_request_at"].is_string()),
        "{connections}"
    );
}

fn attempts_of_all_webhooks_are_told_together(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    assert_eq!(
        admin.get("/api/v1/webhooks/attempts").expect(200).json(),
        json!([])
    );
    let receiver = Receiver::start(|_, _| taken());
    let make = |name: &str| {
        let made = admin.post(
            "/api/v1/webhooks",
            &json!({"name": name, "url": receiver.url()}),
        );
        made.expect(201).json()["id"].as_str().unwrap().to_owned()
    };
    for id in [make("First"), make("Second")] {
        admin
            .post(&format!("/api/v1/webhooks/{id}/test"), &json!({}))
            .expect(200);
    }
    let all = admin.get("/api/v1/webhooks/attempts").expect(200).json();
    let names: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["webhook"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Second", "First"]);
}

fn okta_is_played_and_leaves_nothing(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let connection = connection(&admin);
    let before = admin.get("/api/v1/overview").expect(200).json();
    let path = format!("/api/v1/connections/{connection}/simulate");
    let report = admin.post(&path, &json!({})).expect(200).json();
    assert_eq!(
        (&report["failed"], &report["skipped"]),
        (&json!(0), &json!(0)),
        "{report}"
    );
    assert!(report["passed"].as_u64().unwrap() > 20, "{report}");
    assert_eq!(report["notes"], json!([]), "{report}");
    let after = admin.get("/api/v1/overview").expect(200).json();
    assert_eq!(
        (&after["people"], &after["groups"]),
        (&before["people"], &before["groups"])
    );
    let tokens = admin.get("/api/v1/tokens").expect(200).json();
    let played = tokens["tokens"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["name"] == "Okta, played here");
    assert_eq!(played.unwrap()["state"], "revoked");
    let live = admin
        .get(&format!("/api/v1/connections/{connection}/live"))
        .expect(200)
        .json();
    assert_eq!(live["last_request"]["provider_label"], "Okta", "{live}");
    admin
        .post("/api/v1/connections/nothing/simulate", &json!({}))
        .problem(404);
    admin
        .post(
            &format!("/api/v1/connections/{connection}/pause"),
            &json!({}),
        )
        .expect(200);
    let refused = admin.post(&path, &json!({})).problem(409);
    assert!(refused.contains("paused"), "{refused}");
}

fn connection(admin: &Client) -> String {
    let all = admin.get("/api/v1/connections").expect(200).json();
    all[0]["id"].as_str().unwrap().to_owned()
}
