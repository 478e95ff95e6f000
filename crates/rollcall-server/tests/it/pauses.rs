//! Connections by the API: made, changed, paused, ended.

use rollcall_provisioning::auth::Scope;
use rollcall_provisioning::connections;
use rollcall_provisioning::tokens::{self, NewToken};
use serde_json::{Value, json};

use crate::client::{Client, user};
use crate::guard::guarded;
use crate::harness::{TestApp, on_both};

on_both! {
    a_paused_connection_asks_to_come_back,
    a_connection_is_made_and_changed_by_one_admin_at_a_time,
    a_connection_ends_and_leaves_its_people,
    a_connection_ends_and_its_people_are_deactivated,
    a_connection_ends_and_its_people_are_deleted,
    mistakes_are_problems,
}

const CONNECTIONS: &str = "/api/v1/connections";

/// A client of a connection of that name.
fn over(app: &TestApp, connection: &str) -> Client {
    let new = NewToken {
        connection: connection.to_owned(),
        ..NewToken::provisioning("default", connection)
    };
    let created = app.run(tokens::create(&app.provisioning, new)).unwrap();
    app.with_token(&created.secret)
}

fn end(admin: &Client, connection: &str, people: &str) -> Value {
    let target = format!("{CONNECTIONS}/{connection}/disconnect");
    let body = json!({"people": people, "confirm": connection});
    let ended = admin.post(&target, &body).expect(202).json();
    assert_eq!(ended["state"], "disconnected");
    for _ in 0..1_000 {
        let progress = admin.get(&target).expect(200).json();
        if progress["finished_at"].is_string() {
            assert_eq!(
                (&progress["people"], &progress["stage"]),
                (&json!(people), &json!("done"))
            );
            return progress;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("the connection did not end");
}

fn a_paused_connection_asks_to_come_back(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let other = over(app, "entra");
    let ada = app.create_user("ada@example.com");
    let pause = format!("{CONNECTIONS}/default/pause");
    let paused = admin.post(&pause, &json!({})).expect(200).json();
    assert_eq!(paused["state"], "paused");
    let by = paused["paused_by"].as_str().unwrap();
    let at = paused["paused_at"].as_str().unwrap();
    // Again is the same: since when it is paused does not move.
    assert_eq!(
        admin.post(&pause, &json!({})).expect(200).json()["paused_at"],
        at
    );
    let person = format!("/scim/Users/{ada}");
    for reply in [
        app.get(&person),
        app.get("/scim/Users"),
        app.post("/scim/Users", &user("bob@example.com")),
        app.delete(&person),
        app.get("/scim/Schemas"),
    ] {
        let detail = reply.scim_error(503, None);
        assert!(
            detail.contains(at) && detail.contains(by) && detail.contains("\"default\""),
            "{detail}"
        );
        assert_eq!(reply.header("retry-after"), Some("300"));
    }
    // Its tokens are heard of, and others are served.
    let listed = app.run(tokens::list(&app.provisioning, "default")).unwrap();
    let of_default = listed
        .iter()
        .find(|it| it.connection == "default" && it.token.scope == "scim");
    assert!(of_default.unwrap().token.last_used_at.is_some());
    other.get(&person).expect(200);
    admin.get("/api/v1/target-users?format=json").expect(200);
    let resumed = admin.post(&format!("{CONNECTIONS}/default/resume"), &json!({}));
    let resumed = resumed.expect(200).json();
    assert_eq!(
        (&resumed["state"], &resumed["paused_at"]),
        (&json!("active"), &json!(null))
    );
    app.get(&person).expect(200);
    assert_eq!(app.total("Users"), 1);
}

fn a_connection_is_made_and_changed_by_one_admin_at_a_time(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let new = json!({"name": "Okta production", "profile": "okta"});
    let made = admin.post(CONNECTIONS, &new).expect(201);
    let shown = made.json();
    let one = made.header("location").unwrap();
    assert_eq!(one, format!("{CONNECTIONS}/{}", made.id()));
    assert_eq!(
        (
            &shown["profile"],
            &shown["basic_allowed"],
            &shown["version"]
        ),
        (&json!("okta"), &json!(false), &json!(1))
    );
    assert_eq!(admin.get(one).expect(200).json(), shown);
    assert_eq!(
        admin
            .get(&format!("{CONNECTIONS}/Okta%20production"))
            .expect(200)
            .json(),
        shown
    );
    let tag = made.header("etag").unwrap();
    let patch = |tag: Option<&str>, body: Value| {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(tag.map(|tag| ("if-match", tag)));
        admin.send("PATCH", one, &headers, Some(body.to_string().as_bytes()))
    };
    let changed = patch(
        Some(tag),
        json!({"name": "Okta", "rules": "-dotted-keys", "basic_allowed": true}),
    );
    let changed = changed.expect(200).json();
    assert_eq!(
        (&changed["name"], &changed["rules"], &changed["version"]),
        (&json!("Okta"), &json!("-dotted-keys"), &json!(2))
    );
    // The other one looked at what is no more.
    let refused = patch(Some(tag), json!({"profile": "entra"})).problem(412);
    assert!(refused.contains("at version 2"), "{refused}");
    patch(None, json!({"profile": "entra", "version": 1})).problem(412);
    // What changes nothing makes no version.
    assert_eq!(
        patch(None, json!({"name": "Okta"})).expect(200).json()["version"],
        2
    );
    assert_eq!(
        patch(None, json!({"profile": "entra"})).expect(200).json()["version"],
        3
    );
    patch(None, json!({"name": "default"})).problem(409);
    admin
        .post(CONNECTIONS, &json!({"name": "Okta"}))
        .problem(409);
    // It is the one that tokens are made for.
    over(app, "default").get("/scim/Users").expect(200);
    let listed = admin.get(CONNECTIONS).expect(200).json();
    let names: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Okta", "default"]);
}

/// Ada is Okta's alone; Bob is Entra's, and Okta wrote him; Eve is Okta's, and Entra wrote her.
fn company(app: &TestApp) -> (Client, Client, Client, [String; 4]) {
    // A guard that holds everybody whom a provider would let go.
    let admin = guarded(app, 0);
    let (okta, entra) = (over(app, "okta"), over(app, "entra"));
    let ada = okta.create_user("ada@example.com");
    let bob = entra.create_user("bob@example.com");
    let eve = okta.create_user("eve@example.com");
    let title = json!([{ "op": "add", "path": "title", "value": "Engineer" }]);
    okta.patch(&format!("/scim/Users/{bob}"), &title)
        .expect(200);
    entra
        .patch(&format!("/scim/Users/{eve}"), &title)
        .expect(200);
    app.let_a_day_pass();
    let team = okta.create_group("Sales", &[&ada, &bob]);
    (admin, okta, entra, [ada, bob, eve, team])
}

fn a_connection_ends_and_leaves_its_people(app: &TestApp) {
    let (admin, okta, entra, _) = company(app);
    let progress = end(&admin, "okta", "keep");
    assert_eq!(progress["changed"], 0);
    okta.get("/scim/Users").expect(401);
    assert_eq!(entra.total("Users"), 3);
    let shown = admin.get(&format!("{CONNECTIONS}/okta")).expect(200).json();
    assert!(shown["disconnected_at"].is_string() && shown["disconnected_by"].is_string());
    for again in ["pause", "resume"] {
        admin
            .post(&format!("{CONNECTIONS}/okta/{again}"), &json!({}))
            .problem(409);
    }
    let body = json!({"people": "delete", "confirm": "okta"});
    admin
        .post(&format!("{CONNECTIONS}/okta/disconnect"), &body)
        .problem(409);
}

fn a_connection_ends_and_its_people_are_deactivated(app: &TestApp) {
    let (admin, _, entra, [ada, bob, eve, team]) = company(app);
    let progress = end(&admin, "okta", "deactivate");
    assert_eq!(
        (&progress["changed"], &progress["kept"]),
        (&json!(1), &json!(1))
    );
    let active =
        |id: &str| entra.get(&format!("/scim/Users/{id}")).expect(200).json()["active"].clone();
    assert_eq!(
        (active(&ada), active(&bob), active(&eve)),
        (json!(false), json!(true), json!(true))
    );
    entra.get(&format!("/scim/Groups/{team}")).expect(200);
    let leavers = admin.get("/api/v1/leavers").expect(200).json();
    assert_eq!(leavers["leavers"][0]["id"], ada.as_str());
    assert_eq!(admin.get("/api/v1/held").expect(200).json()["count"], 0);
}

fn a_connection_ends_and_its_people_are_deleted(app: &TestApp) {
    let (admin, okta, entra, [ada, bob, eve, team]) = company(app);
    // Whom Okta deleted before, and is held, goes with the others.
    let held = okta.create_user("held@example.com");
    app.let_a_day_pass();
    okta.delete(&format!("/scim/Users/{held}")).expect(204);
    assert_eq!(admin.get("/api/v1/held").expect(200).json()["count"], 1);
    let progress = end(&admin, "okta", "delete");
    assert_eq!(
        (&progress["changed"], &progress["kept"]),
        (&json!(3), &json!(1))
    );
    entra.get(&format!("/scim/Users/{ada}")).expect(404);
    entra.get(&format!("/scim/Users/{bob}")).expect(200);
    entra.get(&format!("/scim/Users/{eve}")).expect(200);
    entra.get(&format!("/scim/Groups/{team}")).expect(404);
    assert_eq!(admin.get("/api/v1/held").expect(200).json()["count"], 0);
    assert_eq!((entra.total("Users"), entra.total("Groups")), (2, 0));
}

fn mistakes_are_problems(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    for body in [
        json!({}),
        json!({"name": " "}),
        json!({"name": "x".repeat(201)}),
        json!({"name": "a", "profile": "x"}),
        json!({"name": "a", "kind": "x"}),
    ] {
        admin.post(CONNECTIONS, &body).problem(400);
    }
    let one = format!("{CONNECTIONS}/default");
    for body in [
        json!([]),
        json!({"name": ""}),
        json!({"rules": "+nonsense"}),
        json!({"colour": 1}),
    ] {
        let body = body.to_string();
        let sent = admin.send(
            "PATCH",
            &one,
            &[("content-type", "application/json")],
            Some(body.as_bytes()),
        );
        sent.problem(400);
    }
    for (body, status) in [
        (json!({"people": "shred", "confirm": "default"}), 400),
        (json!({"people": "keep"}), 400),
        (json!({"people": "keep", "confirm": "another"}), 400),
    ] {
        admin
            .post(&format!("{one}/disconnect"), &body)
            .problem(status);
    }
    admin.get(&format!("{one}/disconnect")).problem(404);
    for door in ["pause", "resume", "disconnect"] {
        let body = json!({"people": "keep", "confirm": "none"});
        admin
            .post(&format!("{CONNECTIONS}/none/{door}"), &body)
            .problem(404);
    }
    // Another tenant's connection is nobody's.
    let other = app.client_of("other", Scope::Api);
    let listed = app
        .run(connections::list(&app.provisioning, "default"))
        .unwrap();
    let id = listed[0].id;
    other.get(&format!("{CONNECTIONS}/{id}")).problem(404);
    other
        .post(&format!("{CONNECTIONS}/{id}/pause"), &json!({}))
        .problem(404);
    app.post(&format!("{one}/pause"), &json!({})).problem(403);
    app.get("/scim/Users").expect(200);
}
