//! Extensions of a type: what it shows of those that were only learned, and when one may be required.

use rollcall_provisioning::auth::Scope;
use serde_json::json;

use crate::client::user;
use crate::harness::{TestApp, on_both};
use crate::schemas::{BADGE, UNKNOWN, badge, person_with, published, users_with_badge};

on_both! {
    a_type_is_defined_as_it_is_shown,
    an_extension_is_required_once_everybody_has_it,
}

/// A type shows what was learned of it; whoever edits what is shown does not have to take that out.
fn a_type_is_defined_as_it_is_shown(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    let person = person_with("ada@example.com", UNKNOWN, json!({"shoe": "44"}));
    app.post("/scim/Users", &person).expect(201);
    let path = "/api/v1/resource-types/User";
    let mut shown = api.get(path).expect(200).json();
    assert!(shown.to_string().contains(UNKNOWN), "{shown}");
    api.put(
        &format!("/api/v1/schemas/{BADGE}"),
        &badge(json!([{"name": "number"}])),
    )
    .expect(201);
    let extensions = shown["schemaExtensions"].as_array_mut().unwrap();
    extensions.push(json!({"schema": BADGE, "required": false}));
    api.put(path, &shown).expect(201);
    let shown = api.get(path).expect(200).json().to_string();
    assert!(shown.contains(BADGE) && shown.contains(UNKNOWN), "{shown}");
    assert_eq!(published(app, UNKNOWN, "shoe")["type"], "string");
}

fn an_extension_is_required_once_everybody_has_it(app: &TestApp) {
    let api = app.client_of("default", Scope::Api);
    api.put(
        &format!("/api/v1/schemas/{BADGE}"),
        &badge(json!([{"name": "number"}])),
    )
    .expect(201);
    api.put("/api/v1/resource-types/User", &users_with_badge())
        .expect(201);
    let number = json!({"number": "7"});
    app.post(
        "/scim/Users",
        &person_with("ada@example.com", BADGE, number.clone()),
    )
    .expect(201);
    let id = app.create_user("bob@example.com");
    let mut required = users_with_badge();
    required["schemaExtensions"][0]["required"] = json!(true);
    let refused = api
        .put("/api/v1/resource-types/User", &required)
        .expect(409)
        .json();
    let detail = refused["detail"].as_str().unwrap_or_default();
    assert!(
        detail.ends_with("1 resource of type User lacks it. Give it to them or delete them first."),
        "{detail}"
    );
    let add = json!([{"op": "add", "path": BADGE, "value": number}]);
    app.patch(&format!("/scim/Users/{id}"), &add).expect(200);
    api.put("/api/v1/resource-types/User", &required)
        .expect(200);
    app.post("/scim/Users", &user("eve@example.com"))
        .expect(400);
}
