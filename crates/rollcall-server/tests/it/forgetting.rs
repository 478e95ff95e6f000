//! What was learned from providers, removed again; and where learning ends.

use rollcall_provisioning::auth::Scope;
use serde_json::{Value, json};

use crate::client::{USER, user};
use crate::harness::{TestApp, on_both};

on_both! {
    what_was_learned_is_removed_when_nobody_uses_it,
    fifty_urns_end_learning_and_the_list_says_so,
}

const UNKNOWN: &str = "urn:okta:acme_app:1.0:user:custom";

fn person_with(name: &str, urn: &str) -> Value {
    let mut person = user(name);
    person["schemas"] = json!([USER, urn]);
    person[urn] = json!({"floor": 3});
    person
}

fn what_was_learned_is_removed_when_nobody_uses_it(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let ada = app
        .post("/scim/Users", &person_with("ada", UNKNOWN))
        .expect(201)
        .id();
    let at = format!("/api/v1/schemas/{UNKNOWN}");
    admin.get(&at).expect(200);
    let refused = admin.delete(&at).problem(409);
    assert!(refused.contains("1 resource of type User"), "{refused}");
    app.delete(&format!("/scim/Users/{ada}")).expect(204);
    admin.delete(&at).expect(204);
    admin.get(&at).problem(404);
    app.get(&format!("/scim/Schemas/{UNKNOWN}"))
        .scim_error(404, None);
    admin.delete(&at).problem(404);
    // Whoever sends it again teaches it again.
    app.post("/scim/Users", &person_with("ada", UNKNOWN))
        .expect(201);
    app.get(&format!("/scim/Schemas/{UNKNOWN}")).expect(200);
}

fn fifty_urns_end_learning_and_the_list_says_so(app: &TestApp) {
    let admin = app.client_of("default", Scope::Api);
    let is_full = || {
        let listed = admin.get("/api/v1/resource-types").expect(200).json();
        listed["resource_types"][0]["full"].clone()
    };
    // The enterprise extension is one of the fifty.
    for number in 1..49 {
        let urn = format!("urn:example:app:{number}");
        app.post("/scim/Users", &person_with(&format!("p{number}"), &urn))
            .expect(201);
    }
    assert_eq!(is_full(), false);
    app.post("/scim/Users", &person_with("last", UNKNOWN))
        .expect(201);
    assert_eq!(is_full(), true);
    let beyond = "urn:example:app:beyond";
    let kept = app
        .post("/scim/Users", &person_with("beyond", beyond))
        .expect(201)
        .json();
    assert_eq!(kept[beyond]["floor"], 3);
    admin.get(&format!("/api/v1/schemas/{beyond}")).problem(404);
}
