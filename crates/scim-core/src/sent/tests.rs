//! Bodies as Okta and Microsoft Entra ID send them.

use serde_json::{Value, json};

use super::*;
use crate::patch::PATCH_OP;
use crate::schema::Registry;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn told(endpoint: &str, method: Method, body: &Value) -> Vec<String> {
    let registry = Registry::builtin();
    let rt = registry.by_endpoint(endpoint).unwrap();
    let mut told = Vec::new();
    each(rt, method, body, Rules::ALL, &mut |sent| {
        told.push(match sent.fate {
            Fate::Kept => sent.path.to_owned(),
            fate => format!("{} {}", sent.path, fate.as_str()),
        });
    });
    told
}

fn patch(operations: &Value) -> Value {
    json!({"schemas": [PATCH_OP], "Operations": operations})
}

#[test]
fn a_person_of_okta() {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "id": "23a35c27", "userName": "test.user@okta.local",
        "name": {"givenName": "Test", "middleName": "", "familyName": "User"},
        "emails": [{"primary": true, "value": "test.user@okta.local", "type": "work"}, {"primary": false, "value": "b@okta.local", "type": "Home"}],
        "phoneNumbers": [{"value": "+1", "type": "mobile"}, {"value": "+2"}],
        "displayName": "Test User", "locale": "en-US", "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [{"value": "x"}], "password": "1mz050nq", "active": true, "titel": "Dr", "meta": {"version": "1"},
        ENTERPRISE: {"department": "R&D", "manager": {"value": "00u2", "displayName": "Grace"}, "costCentre": "7"},
        "urn:okta:custom:1.0:User": {"badge": 7, "home": {"city": "Oslo"}, "tags": ["a"]}
    });
    assert_eq!(
        told("Users", Method::Put, &body),
        [
            "userName",
            "name.givenName",
            "name.familyName",
            r#"emails[type eq "work"].primary"#,
            r#"emails[type eq "work"].value"#,
            r#"emails[type eq "home"].value"#,
            r#"phoneNumbers[type eq "mobile"].value"#,
            "phoneNumbers.value",
            "displayName",
            "locale",
            "externalId",
            "password withheld",
            "active",
            "titel dropped",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.displayName",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCentre dropped",
            "urn:okta:custom:1.0:User:badge",
            "urn:okta:custom:1.0:User:home.city",
            "urn:okta:custom:1.0:User:tags",
        ]
    );
}

#[test]
fn operations_of_entra() {
    let body = patch(&json!([
        {"op": "Add", "path": "emails[type eq \"Work\"].value", "value": "a@example.com"},
        {"op": "Replace", "path": "roles[primary eq \"True\"].display", "value": "Lead"},
        {"op": "Add", "path": "phoneNumbers[type eq \"mobile\"]", "value": {"type": "fax", "value": "+1"}},
        {"op": "Replace", "path": "NAME.givenname", "value": "Ada"},
        {"op": "Add", "path": "manager", "value": "m1"},
        {"op": "Add", "path": format!("{ENTERPRISE}:department"), "value": "Sales"},
        {"op": "Replace", "path": "urn:acme:1.0:User:shoe", "value": 42},
        {"op": "Remove", "path": "nickName", "value": "x"},
        {"op": "Replace", "value": {"title": "Lead", "name.familyName": "King", format!("{ENTERPRISE}:employeeNumber"): "7", "active": "False"}},
        {"op": "Replace", "path": "titel", "value": "Dr"},
        {"op": "Replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:nickName", "value": "Al"},
        {"op": "Replace", "path": "meta.version", "value": "1"},
    ]));
    assert_eq!(
        told("Users", Method::Patch, &body),
        [
            r#"emails[type eq "work"].value"#,
            "roles.primary",
            "roles.display",
            r#"phoneNumbers[type eq "mobile"].value"#,
            "name.givenName",
            &format!("{ENTERPRISE}:manager.value"),
            &format!("{ENTERPRISE}:department"),
            "urn:acme:1.0:User:shoe",
            "title",
            "name.familyName",
            &format!("{ENTERPRISE}:employeeNumber"),
            "active",
            "titel dropped",
            "nickName",
        ]
    );
}

#[test]
fn a_group_tells_no_ids() {
    let members: Vec<_> = (0..500).map(|i| json!({"value": i.to_string()})).collect();
    let body = json!({"displayName": "Sales", "members": members});
    assert_eq!(
        told("Groups", Method::Post, &body),
        ["displayName", "members.value"]
    );
    let picked = patch(
        &json!([{"op": "add", "path": "members[value eq \"2819c223\"].display", "value": "Ada"}]),
    );
    let told = told("Groups", Method::Patch, &picked);
    assert!(
        told.iter().all(|path| !path.contains("2819c223")),
        "{told:?}"
    );
}

#[test]
fn what_has_no_end_is_not_followed() {
    let many: serde_json::Map<_, _> = (0..5_000).map(|i| (format!("x{i}"), json!(1))).collect();
    assert_eq!(
        told("Users", Method::Post, &Value::Object(many)).len(),
        VALUES_MAX
    );
    let emails: Vec<_> = (0..5_000)
        .map(|i| json!({"type": format!("t{i}"), "value": "x"}))
        .collect();
    assert_eq!(
        told("Users", Method::Post, &json!({"emails": emails})).len(),
        ELEMENTS_MAX
    );
    for odd in [
        json!(null),
        json!([]),
        json!({"Operations": 1}),
        json!({"emails": {"type": 7}}),
    ] {
        assert!(told("Users", Method::Patch, &odd).is_empty());
        assert!(told("Users", Method::Delete, &odd).is_empty());
    }
    let quoted = json!({"emails": [{"type": "a\"] x", "value": "x"}]});
    assert_eq!(told("Users", Method::Post, &quoted), ["emails.value"]);
}
