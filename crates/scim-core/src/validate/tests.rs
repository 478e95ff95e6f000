use serde_json::json;

use super::*;
use crate::schema::{ENTERPRISE_USER, Registry};

fn user() -> ResourceType {
    Registry::builtin().by_name("User").unwrap().clone()
}

fn object(value: &Value) -> Object {
    value.as_object().unwrap().clone()
}

fn outcome(result: Result<()>) -> String {
    match result {
        Ok(()) => "fine".to_owned(),
        Err(error) => format!("{:?}: {error}", error.kind),
    }
}

fn check(value: &Value) -> String {
    outcome(complete(&user(), &object(value)))
}

#[test]
fn required_attributes_must_be_there_and_not_blank() {
    assert_eq!(check(&json!({"userName": "a"})), "fine");
    for body in [
        json!({}),
        json!({"userName": ""}),
        json!({"userName": " \t"}),
        json!({"displayName": "a"}),
    ] {
        assert_eq!(
            check(&body),
            "InvalidValue: userName is required and must not be empty."
        );
    }
    let group = Registry::builtin().by_name("Group").unwrap().clone();
    let refused = outcome(complete(&group, &Object::new()));
    assert_eq!(
        refused,
        "InvalidValue: displayName is required and must not be empty."
    );
}

#[test]
fn at_most_one_value_is_primary() {
    let emails = |primaries: &[bool]| {
        let emails: Vec<Value> = primaries
            .iter()
            .map(|p| json!({"value": "a", "primary": p}))
            .collect();
        check(&json!({"userName": "a", "emails": emails}))
    };
    assert_eq!(emails(&[false, false]), "fine");
    assert_eq!(emails(&[true, false]), "fine");
    assert_eq!(
        emails(&[true, true]),
        "InvalidValue: More than one value of emails is primary; at most one can be."
    );
}

#[test]
fn required_extensions_and_what_they_require_must_be_there() {
    let mut user = user();
    let extension = &mut user.extensions[0];
    extension.schema.attributes[0].required = true;
    extension.schema.attributes[5].sub_attributes[0].required = true;
    let check = |user: &ResourceType, enterprise: Value| {
        let mut attributes = object(&json!({"userName": "a", (ENTERPRISE_USER): enterprise}));
        attributes.retain(|_, value| !value.is_null());
        outcome(complete(user, &attributes))
    };
    let missing = |path: &str| {
        format!("InvalidValue: {ENTERPRISE_USER}{path} is required and must not be empty.")
    };
    assert_eq!(check(&user, json!(null)), "fine");
    assert_eq!(
        check(&user, json!({"department": "R"})),
        missing(":employeeNumber")
    );
    assert_eq!(
        check(
            &user,
            json!({"employeeNumber": "7", "manager": {"displayName": "B"}})
        ),
        missing(":manager.value")
    );
    assert_eq!(
        check(
            &user,
            json!({"employeeNumber": "7", "manager": {"value": "B"}})
        ),
        "fine"
    );
    user.extensions[0].required = true;
    assert_eq!(check(&user, json!(null)), missing(""));
}

#[test]
fn immutable_attributes_are_set_once() {
    let mut user = user();
    let immutable = |attributes: &mut Vec<Attribute>, name: &str| {
        attributes
            .iter_mut()
            .find(|a| a.name == name)
            .unwrap()
            .mutability = Mutability::Immutable;
    };
    immutable(&mut user.schema.attributes, "title");
    immutable(&mut user.schema.attributes[1].sub_attributes, "givenName");
    immutable(&mut user.extensions[0].schema.attributes, "department");
    let check = |before: Value, after: Value| {
        let with_name = |value: Value| {
            let mut attributes = object(&value);
            attributes.insert("userName".to_owned(), json!("a"));
            attributes
        };
        outcome(replacement(&user, &with_name(before), &with_name(after)))
    };
    let refused = |path: &str| {
        format!("Mutability: {path} is immutable: it has a value and cannot get another.")
    };
    assert_eq!(check(json!({}), json!({"title": "T"})), "fine");
    assert_eq!(check(json!({"title": "T"}), json!({"title": "T"})), "fine");
    assert_eq!(
        check(json!({"title": "T"}), json!({"title": "U"})),
        refused("title")
    );
    assert_eq!(check(json!({"title": "T"}), json!({})), refused("title"));
    assert_eq!(
        check(
            json!({"name": {"givenName": "A"}}),
            json!({"name": {"givenName": "B"}})
        ),
        refused("name.givenName")
    );
    assert_eq!(
        check(
            json!({"name": {"familyName": "A"}}),
            json!({"name": {"givenName": "B"}})
        ),
        "fine"
    );
    let enterprise = |department: &str| json!({(ENTERPRISE_USER): {"department": department}});
    assert_eq!(check(enterprise("R"), enterprise("R")), "fine");
    assert_eq!(
        check(enterprise("R"), enterprise("S")),
        refused(&format!("{ENTERPRISE_USER}:department"))
    );
}

#[test]
fn a_replacement_is_complete_itself() {
    let before = object(&json!({"userName": "a"}));
    assert!(
        outcome(replacement(&user(), &before, &Object::new())).contains("userName is required")
    );
}
