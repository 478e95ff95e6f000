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
    // The same in another form.
    assert_eq!(check(json!({"title": "T"}), json!({"title": "t"})), "fine");
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

/// A replacement need not repeat what it cannot change.
#[test]
fn what_is_immutable_and_omitted_is_kept_as_it_is_written() {
    let mut user = user();
    let fixed = |name: &str| Attribute {
        mutability: Mutability::Immutable,
        ..Attribute::named(name)
    };
    user.schema.attributes.push(fixed("badge"));
    user.schema.attributes.push(Attribute {
        kind: crate::schema::Kind::DateTime,
        ..fixed("since")
    });
    user.extensions[0].schema.attributes.push(fixed("key"));
    for attribute in &mut user.schema.attributes {
        if ["name", "emails"].contains(&attribute.name.as_str()) {
            attribute.sub_attributes.push(fixed("code"));
        }
    }
    let before = object(&json!({
        "userName": "a", "name": {"givenName": "G", "code": "n"}, "emails": [{"value": "x", "code": "e"}, {"value": "y", "code": "f"}],
        "badge": "B7", "since": "2026-01-01T00:00:00Z", ENTERPRISE_USER: {"department": "D", "key": "k"},
    }));
    let replaced = |after: Value| {
        let after = keep_immutable(&user, &before, object(&after));
        outcome(replacement(&user, &before, &after))
            .replace("fine", &Value::Object(after).to_string())
    };
    // In the order of the schema, too.
    assert_eq!(
        replaced(json!({"userName": "b"})),
        r#"{"userName":"b","name":{"code":"n"},"badge":"B7","since":"2026-01-01T00:00:00Z","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"key":"k"}}"#
    );
    assert_eq!(
        replaced(json!({
            "userName": "b", "since": "2026-01-01T01:00:00+01:00", "badge": "b7", "name": {"givenName": "H", "code": "N"},
            "emails": [{"value": "x"}, {"value": "z", "code": "g"}],
        })),
        r#"{"userName":"b","name":{"givenName":"H","code":"n"},"emails":[{"value":"x","code":"e"},{"value":"z","code":"g"}],"badge":"B7","since":"2026-01-01T00:00:00Z","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"key":"k"}}"#
    );
    for (after, path) in [
        (json!({"userName": "b", "badge": "B8"}), "badge"),
        (
            json!({"userName": "b", "emails": [{"value": "x", "code": "f"}]}),
            "emails.code",
        ),
    ] {
        assert!(
            replaced(after).contains(&format!("{path} is immutable")),
            "{path}"
        );
    }
}

/// What nobody may read is asked for when a resource is made, wherever it stands.
#[test]
fn what_is_required_and_never_kept_must_be_given() {
    use crate::normalize;

    let secret = |name: &str| json!({"name": name, "mutability": "writeOnly", "returned": "never", "required": true});
    let (own, longer, only) = ("urn:example:box", "urn:example:boxes", "urn:example:safe");
    let mut definitions = crate::schema::Definitions::default();
    definitions
        .read(&json!([
            {"id": "urn:example:Thing", "attributes": [
                {"name": "name"}, secret("pin"),
                {"name": "card", "type": "complex", "subAttributes": [{"name": "number"}, secret("code")]},
                {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [{"name": "type"}, secret("value")]},
            ]},
            {"id": own, "attributes": [{"name": "size"}, secret("lock")]},
            {"id": longer, "attributes": [{"name": "hint"}, {"name": "word", "returned": "never"}]},
            {"id": only, "attributes": [secret("combination")]},
            {"name": "Thing", "endpoint": "/Things", "schema": "urn:example:Thing", "schemaExtensions": [
                {"schema": own}, {"schema": longer}, {"schema": only, "required": true},
            ]},
        ]))
        .unwrap();
    let registry = Registry::builtin().extend(&definitions.schemas, &definitions.resource_types);
    let thing = registry.unwrap().by_name("Thing").unwrap().clone();
    let check = |more: Value| {
        let mut body = object(
            &json!({"schemas": ["urn:example:Thing"], "pin": "1", only: {"combination": "1"}}),
        );
        body.extend(object(&more));
        body.retain(|_, value| !value.is_null());
        let incoming =
            normalize::resource(&thing, &Value::Object(body), crate::Rules::NONE).unwrap();
        outcome(complete(&thing, &incoming.attributes).and_then(|()| withheld(&thing, &incoming)))
    };
    let missing = |path: &str| format!("InvalidValue: {path} is required and must not be empty.");
    assert_eq!(check(json!({})), "fine");
    assert_eq!(check(json!({"pin": null})), missing("pin"));
    assert_eq!(check(json!({"card": {"number": "1", "code": "2"}})), "fine");
    assert_eq!(
        check(json!({"card": {"number": "1"}})),
        missing("card.code")
    );
    let keys = json!([{"type": "a", "value": "1"}, {"type": "b", "value": "2"}]);
    assert_eq!(check(json!({"keys": keys})), "fine");
    assert_eq!(
        check(json!({"keys": [{"type": "a", "value": "1"}, {"type": "b"}]})),
        missing("keys.value")
    );
    assert_eq!(
        check(json!({own: {"size": "s"}})),
        missing("urn:example:box:lock")
    );
    assert_eq!(check(json!({own: {"lock": "1"}})), "fine");
    // An extension whose URN only begins alike is another one.
    assert_eq!(check(json!({longer: {"word": "w"}})), "fine");
    assert_eq!(check(json!({only: null})), missing(only));
}
