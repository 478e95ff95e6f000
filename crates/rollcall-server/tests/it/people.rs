//! People and groups as providers push them, and what keeps tenants apart.

use rollcall_provisioning::auth::Scope;
use serde_json::json;

use crate::client::user;
use crate::harness::{TestApp, on_both};

on_both!(
    a_person_comes_changes_and_goes,
    versions_guard_against_lost_updates,
    both_base_urls_show_the_same_people,
    another_tenants_ids_are_not_found,
    a_strict_connection_refuses_what_another_tolerates,
);

fn a_person_comes_changes_and_goes(app: &TestApp) {
    let created = app
        .post("/scim/Users", &user("ada@example.com"))
        .expect(201);
    let id = created.id();
    let target = format!("/scim/Users/{id}");
    let location = format!("http://{}{target}", app.address);
    assert_eq!(created.header("location"), Some(&*location));
    assert_eq!(created.json()["meta"]["location"], json!(location));
    assert_eq!(created.header("etag"), Some("W/\"1\""));
    assert_eq!(app.get(&target).expect(200).json(), created.json());

    let found = app
        .get("/scim/Users?filter=userName+eq+%22ADA@example.com%22&startIndex=1&count=100")
        .expect(200)
        .json();
    assert_eq!(
        (&found["totalResults"], &found["Resources"][0]["id"]),
        (&json!(1), &json!(id))
    );

    let mut changed = user("ada@example.com");
    changed["title"] = json!("Countess");
    assert_eq!(
        app.put(&target, &changed).expect(200).json()["title"],
        json!("Countess")
    );
    app.deactivate(&id);
    assert_eq!(app.get(&target).expect(200).json()["active"], json!(false));
    let gone = app.delete(&target).expect(204);
    assert_eq!(gone.text, "");
    app.get(&target).expect(404);
}

fn versions_guard_against_lost_updates(app: &TestApp) {
    let target = format!("/scim/Users/{}", app.create_user("ada@example.com"));
    let unchanged = app
        .send("GET", &target, &[("if-none-match", "W/\"1\"")], None)
        .expect(304);
    assert_eq!(
        (unchanged.text.as_str(), unchanged.header("etag")),
        ("", Some("W/\"1\""))
    );
    app.send("GET", &target, &[("if-none-match", "W/\"2\"")], None)
        .expect(200);

    let body = user("grace@example.com").to_string();
    let json = ("content-type", "application/json");
    app.send(
        "PUT",
        &target,
        &[json, ("if-match", "W/\"7\"")],
        Some(body.as_bytes()),
    )
    .scim_error(412, None);
    app.send("DELETE", &target, &[("if-match", "W/\"7\"")], None)
        .scim_error(412, None);
    let renamed = app
        .send(
            "PUT",
            &target,
            &[json, ("if-match", "W/\"1\"")],
            Some(body.as_bytes()),
        )
        .expect(200);
    assert_eq!(renamed.header("etag"), Some("W/\"2\""));
}

fn both_base_urls_show_the_same_people(app: &TestApp) {
    let id = app.create_user("ada@example.com");
    for base in ["/scim", "/scim/v2"] {
        let person = app.get(&format!("{base}/Users/{id}")).expect(200).json();
        let location = format!("http://{}{base}/Users/{id}", app.address);
        assert_eq!(person["meta"]["location"], json!(location));
    }
}

fn another_tenants_ids_are_not_found(app: &TestApp) {
    let other = app.client_of("other", Scope::Scim);
    let person = app.create_user("ada@example.com");
    let group = app.create_group("Sales", &[&person]);
    for target in [
        format!("/scim/Users/{person}"),
        format!("/scim/Groups/{group}"),
    ] {
        other.get(&target).scim_error(404, None);
        other
            .put(&target, &user("x@example.com"))
            .scim_error(404, None);
        other
            .patch(
                &target,
                &json!([{ "op": "replace", "value": { "displayName": "x" } }]),
            )
            .scim_error(404, None);
        other.delete(&target).scim_error(404, None);
    }
    assert_eq!(other.total("Users") + other.total("Groups"), 0);
    // The same name is free there, and their people cannot join our group.
    let stranger = other.create_user("ada@example.com");
    let operations = json!([{ "op": "add", "path": "members", "value": [{ "value": stranger }] }]);
    app.patch(&format!("/scim/Groups/{group}"), &operations)
        .scim_error(400, Some("invalidValue"));
    assert_eq!((app.total("Users"), other.total("Users")), (1, 1));
}

fn a_strict_connection_refuses_what_another_tolerates(app: &TestApp) {
    let mut body = user("ada@example.com");
    body["active"] = json!("True");
    app.strict_client()
        .post("/scim/Users", &body)
        .scim_error(400, Some("invalidValue"));
    assert_eq!(
        app.post("/scim/Users", &body).expect(201).json()["active"],
        json!(true)
    );
}
