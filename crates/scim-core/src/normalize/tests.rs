use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::render::{self, Relations, Resource};
use crate::schema::{ENTERPRISE_USER, GROUP, Registry, USER};

fn read(type_name: &str, body: &Value, rules: Rules) -> Result<Incoming> {
    resource(Registry::builtin().by_name(type_name).unwrap(), body, rules)
}

fn user(body: &Value) -> Incoming {
    read("User", body, Rules::ALL).unwrap()
}

/// What a body becomes, or the error, on one line.
fn seen(type_name: &str, body: &Value, rules: Rules) -> String {
    match read(type_name, body, rules) {
        Ok(incoming) => Value::Object(incoming.attributes).to_string(),
        Err(error) => format!("{:?}: {error}", error.kind),
    }
}

fn strict(body: &Value) -> String {
    seen("User", body, Rules::NONE)
}

fn tolerant(body: &Value) -> String {
    seen("User", body, Rules::ALL)
}

fn fixture(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn documents_shaped_as_in_rfc_7643_section_8_are_kept_whole() {
    let full = fixture(include_str!("tests/user_full.json"));
    for rules in [Rules::NONE, Rules::ALL] {
        let incoming = read("User", &full, rules).unwrap();
        let mut expected = full.as_object().unwrap().clone();
        for name in ["schemas", "id", "password", "groups", "meta"] {
            expected.shift_remove(name);
        }
        assert_eq!(
            incoming,
            Incoming {
                attributes: expected.clone(),
                withheld: vec!["password".to_owned()],
                ..Incoming::default()
            }
        );
        let order: Vec<&String> = incoming.attributes.keys().collect();
        assert_eq!(
            order,
            expected.keys().collect::<Vec<_>>(),
            "the order of the schema"
        );

        let minimal = fixture(include_str!("tests/user_minimal.json"));
        let attributes = read("User", &minimal, rules).unwrap().attributes;
        assert_eq!(
            Value::Object(attributes),
            json!({"userName": "amina@example.com"})
        );

        let group = read("Group", &fixture(include_str!("tests/group.json")), rules).unwrap();
        assert_eq!(
            Value::Object(group.attributes),
            json!({"displayName": "Research"})
        );
        assert_eq!(
            group.members.unwrap(),
            [
                "5f0c0a7e-3c1b-4f6e-9d55-0a6f3a3f8b11",
                "1d2c3b4a-0000-4000-8000-000000000002"
            ]
        );
    }
}

#[test]
fn names_get_the_spelling_and_order_of_the_schema() {
    let body = json!({
        "SCHEMAS": [USER.to_uppercase(), ENTERPRISE_USER.to_lowercase()],
        (ENTERPRISE_USER.to_lowercase()): {"Department": "R", "EMPLOYEENUMBER": "7"},
        "emails": [{"PRIMARY": true, "Value": "a@x"}],
        "NAME": {"GivenName": "A", "familyname": "B"},
        "username": "a",
        "ExternalID": "e",
    });
    let expected = r#"{"externalId":"e","userName":"a","name":{"familyName":"B","givenName":"A"},"emails":[{"value":"a@x","primary":true}],"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"7","department":"R"}}"#;
    assert_eq!(strict(&body), expected);
    assert_eq!(tolerant(&body), expected);
}

#[test]
fn what_the_server_assigns_is_ignored_whatever_its_type() {
    let body = json!({
        "schemas": [USER], "userName": "a", "id": 7, "groups": "x",
        "meta": {"created": "04-12-2018 00:00:00", "version": "v1.0"},
    });
    assert_eq!(strict(&body), r#"{"userName":"a"}"#);
    assert_eq!(user(&body).dropped, [""; 0]);
}

#[test]
fn unassigned_values_are_not_kept() {
    let body = json!({
        "schemas": [USER], "userName": "a", "title": null, "addresses": null, "phoneNumbers": [],
        "emails": [null, {"value": null}], "name": {"givenName": null}, "displayName": [],
        (ENTERPRISE_USER): {"manager": {}, "department": null},
    });
    assert_eq!(strict(&body), r#"{"userName":"a"}"#);
    let empty = json!({
        "userName": "a", "title": "", "name": {"middleName": ""}, "emails": "", "active": "", "profileUrl": "",
        "roles": [{"value": ""}], (ENTERPRISE_USER): {"manager": {"value": ""}, "department": ""},
    });
    assert_eq!(tolerant(&empty), r#"{"userName":"a"}"#);
    let empty = json!({"schemas": [USER], "title": ""});
    assert_eq!(strict(&empty), r#"{"title":""}"#);
}

#[test]
fn bodies_that_are_no_resources_are_refused() {
    let invalid = |body: Value| strict(&body);
    assert_snapshot!(invalid(json!([])), @"InvalidSyntax: The body must be a JSON object, but an array was sent.");
    assert_snapshot!(invalid(json!("x")), @"InvalidSyntax: The body must be a JSON object, but a string was sent.");
    assert_snapshot!(invalid(json!({"userName": "a"})), @"InvalidSyntax: schemas must name urn:ietf:params:scim:schemas:core:2.0:User.");
    assert_snapshot!(invalid(json!({"schemas": [], "userName": "a"})), @"InvalidSyntax: schemas must name urn:ietf:params:scim:schemas:core:2.0:User.");
    assert_snapshot!(invalid(json!({"schemas": [ENTERPRISE_USER]})), @"InvalidSyntax: schemas must name urn:ietf:params:scim:schemas:core:2.0:User.");
    assert_snapshot!(invalid(json!({"schemas": [USER, USER]})), @"InvalidSyntax: schemas names urn:ietf:params:scim:schemas:core:2.0:User twice.");
    assert_snapshot!(invalid(json!({"schemas": [USER, GROUP]})), @"InvalidSyntax: schemas names urn:ietf:params:scim:schemas:core:2.0:Group, which User resources do not have.");
    assert_snapshot!(invalid(json!({"schemas": USER})), @"InvalidSyntax: schemas must be an array of URNs, but a string was sent.");
    assert_snapshot!(invalid(json!({"schemas": [7]})), @"InvalidSyntax: Each value of schemas must be a string, but a number was sent.");
    assert_snapshot!(invalid(json!({"schemas": [USER], "userName": "a", "USERNAME": "b"})), @"InvalidSyntax: USERNAME is given twice; send it once.");
    assert_snapshot!(invalid(json!({"schemas": [USER], "shoeSize": 7})), @"InvalidSyntax: shoeSize is not an attribute of any schema here; leave it out.");
    assert_snapshot!(invalid(json!({"schemas": [USER], "name": {"shoeSize": 7}})), @"InvalidSyntax: name.shoeSize is not an attribute of any schema here; leave it out.");
    assert_snapshot!(invalid(json!({"schemas": [USER], "name.givenName": "A"})), @"InvalidSyntax: name.givenName is not an attribute of any schema here; leave it out.");
    assert_snapshot!(invalid(json!({"schemas": [USER], "urn:example:Hat": {"size": 7}})), @"InvalidSyntax: urn:example:Hat is not a schema of User resources.");
    assert_snapshot!(invalid(json!({"schemas": [USER], (ENTERPRISE_USER): {"hat": 7}})), @"InvalidSyntax: urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:hat is not an attribute of any schema here; leave it out.");
    assert_snapshot!(invalid(json!({"schemas": [USER], (ENTERPRISE_USER): "x"})), @"InvalidValue: urn:ietf:params:scim:schemas:extension:enterprise:2.0:User must be an object, but a string was sent.");
    assert_snapshot!(tolerant(&json!({"schemas": 7})), @"InvalidSyntax: schemas must be an array of URNs, but a number was sent.");
    assert_snapshot!(tolerant(&json!({"schemas": [7]})), @"InvalidSyntax: Each value of schemas must be a string, but a number was sent.");
}

#[test]
fn schemas_of_other_versions_and_none_are_tolerated() {
    for schemas in [
        json!(null),
        json!([]),
        json!(USER),
        json!(["urn:scim:schemas:core:2.0"]),
        json!([USER, USER]),
        json!([
            ENTERPRISE_USER,
            USER,
            "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
        ]),
    ] {
        assert_eq!(
            tolerant(&json!({"schemas": schemas, "userName": "a"})),
            r#"{"userName":"a"}"#
        );
    }
}

#[test]
fn unknown_attributes_are_dropped_and_named() {
    let body = json!({
        "userName": "a", "shoeSize": 7, "name": {"hat": "x", "givenName": "A"}, "userName.x": 1,
        "emails": [{"value": "a@x", "hat": 1}, {"value": "b@x", "hat": 2}], "members": [], "bad\u{0}\n": 1,
        (ENTERPRISE_USER): {"hat": 7, "department": "R"}, "urn:example:Hat:size": 8,
    });
    let incoming = user(&body);
    let dropped = [
        "shoeSize",
        "userName.x",
        "members",
        "bad\u{fffd}\u{fffd}",
        "urn:example:Hat:size",
        "name.hat",
        "emails.hat",
        &format!("{ENTERPRISE_USER}:hat"),
    ];
    let mut found = incoming.dropped.clone();
    found.sort();
    let mut expected = dropped.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(
        Value::Object(incoming.attributes),
        json!({
            "userName": "a", "name": {"givenName": "A"}, "emails": [{"value": "a@x"}, {"value": "b@x"}],
            (ENTERPRISE_USER): {"department": "R"},
        })
    );
}

#[test]
fn objects_of_unknown_schemas_are_kept_as_sent() {
    let body = json!({
        "userName": "a",
        "urn:example:Hat": {"Size": 7, "none": null, "tags": [], "inner": {"none": null}, "list": [null, "x", {"y": 1.5}]},
        "urn:example:Empty": {"none": null},
        "urn:example:Null": null,
    });
    assert_eq!(
        tolerant(&body),
        r#"{"userName":"a","urn:example:Hat":{"Size":7,"list":["x",{"y":1.5}]}}"#
    );
    let nul = json!({"urn:example:Hat": {"inner": ["a\u{0}"]}});
    assert_eq!(
        tolerant(&nul),
        "InvalidValue: urn:example:Hat contains a NUL character."
    );
    let nul = json!({"urn:example:\u{0}": {"a": 1}});
    assert_eq!(
        tolerant(&nul),
        "InvalidValue: urn:example:\u{fffd} contains a NUL character."
    );
    let nul = json!({"urn:example:Hat": {"a\u{0}": 1}});
    assert_eq!(
        tolerant(&nul),
        "InvalidValue: urn:example:Hat contains a NUL character."
    );
}

#[test]
fn dotted_and_qualified_keys_are_put_in_their_place() {
    let body = json!({
        "name.givenName": "A", "NAME.familyName": "B",
        (format!("{USER}:userName")): "a",
        (format!("{ENTERPRISE_USER}:employeeNumber")): "8",
        (format!("{ENTERPRISE_USER}:manager.value")): "m",
        (USER): {"title": "T", "name.middleName": "M"},
    });
    assert_eq!(
        user(&body),
        Incoming {
            attributes: json!({
                "userName": "a", "title": "T", "name": {"givenName": "A", "familyName": "B", "middleName": "M"},
                (ENTERPRISE_USER): {"employeeNumber": "8", "manager": {"value": "m"}},
            })
            .as_object()
            .unwrap()
            .clone(),
            ..Incoming::default()
        }
    );
    let both = json!({"name": {"givenName": "A"}, "name.familyName": "B"});
    assert_eq!(
        tolerant(&both),
        r#"{"name":{"familyName":"B","givenName":"A"}}"#
    );
    let twice = json!({"name": {"givenName": "A"}, "name.givenName": "B"});
    assert_eq!(
        tolerant(&twice),
        "InvalidSyntax: name.givenName is given twice; send it once."
    );
    // Whichever comes first.
    let first = json!({"name.givenName": "B", "name": {"familyName": "A"}});
    assert_eq!(
        tolerant(&first),
        r#"{"name":{"familyName":"A","givenName":"B"}}"#
    );
    for (body, named) in [
        (
            json!({"name.givenName": "B", "name": {"givenName": "A"}}),
            "name.givenName",
        ),
        (
            json!({"name": {"givenName": "A"}, "name.familyName": "B", (format!("{USER}:name")): {"middleName": "C"}}),
            "name",
        ),
        (
            json!({"title": "A", (format!("{USER}:title")): "B"}),
            "title",
        ),
        (json!({"urn:x:y": {"a": {"b": 1, "B": 2}}}), "urn:x:y.a.B"),
        (json!({"urn:x:y": {"a": 1}, "URN:x:y": {"b": 1}}), "URN:x:y"),
        (
            json!({"emails": [{"value": "a"}, {"value": "b", "Value": "c"}]}),
            "emails.Value",
        ),
    ] {
        let expected = format!("InvalidSyntax: {named} is given twice; send it once.");
        assert_eq!(tolerant(&body), expected, "{body}");
    }
    let scalar = json!({"name": "A", "name.givenName": "B"});
    assert_eq!(
        tolerant(&scalar),
        "InvalidValue: name must be an object, but a string was sent."
    );
}

#[test]
fn a_password_is_checked_and_never_kept_or_shown() {
    assert_eq!(
        strict(&json!({"schemas": [USER], "password": "hunter2"})),
        "{}"
    );
    let number = strict(&json!({"schemas": [USER], "password": 70_707}));
    assert_eq!(
        number,
        "InvalidValue: password must be a string, but a number was sent."
    );
    let nul = strict(&json!({"schemas": [USER], "password": "hunter2\u{0}"}));
    assert_eq!(nul, "InvalidValue: password contains a NUL character.");
}

#[test]
fn members_are_ids() {
    let ids = |members: Value, rules| {
        let body = json!({"schemas": [GROUP], "displayName": "x", "members": members});
        match read("Group", &body, rules) {
            Ok(incoming) => format!("{:?}", incoming.members.unwrap()),
            Err(error) => format!("{:?}: {error}", error.kind),
        }
    };
    let (none, all) = (Rules::NONE, Rules::ALL);
    assert_eq!(ids(json!(null), none), "[]");
    assert_eq!(ids(json!([]), none), "[]");
    assert_eq!(
        ids(
            json!([{"value": "b", "display": "x@y"}, {"VALUE": "a", "$ref": null}, {"value": "b"}]),
            none
        ),
        r#"["b", "a"]"#
    );
    assert_eq!(ids(json!(["b", "a"]), all), r#"["b", "a"]"#);
    assert_eq!(ids(json!({"value": "b"}), all), r#"["b"]"#);
    assert_snapshot!(ids(json!(["b"]), none), @"InvalidValue: Each value of members must be an object, but a string was sent.");
    assert_snapshot!(ids(json!({"value": "b"}), none), @"InvalidValue: members must be an array, but an object was sent.");
    assert_snapshot!(ids(json!([{"display": "b"}]), all), @"InvalidValue: Each value of members must have the member's id as its value.");
    assert_snapshot!(ids(json!([{"value": ""}]), all), @"InvalidValue: Each value of members must have the member's id as its value.");
    assert_snapshot!(ids(json!([{"value": 7}]), all), @"InvalidValue: members.value must be a string, but a number was sent.");
    assert_snapshot!(ids(json!([7]), all), @"InvalidValue: Each value of members must be an object, but a number was sent.");
    assert_snapshot!(ids(json!([{"value": "a\u{0}"}]), all), @"InvalidValue: members.value contains a NUL character.");
    let absent = read("Group", &json!({"displayName": "x"}), all).unwrap();
    assert_eq!(absent.members, None);
}

/// A value for one attribute of a person: a sensible one, an empty one or nonsense.
fn some_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-zé@. ]{0,8}".prop_map(Value::from),
        Just(json!("True")),
        Just(json!("2026-11-22T08:30:00+09:00")),
        Just(json!("YWJj")),
    ];
    let names = [
        "value",
        "type",
        "primary",
        "display",
        "givenName",
        "country",
        "hat",
        "$ref",
    ];
    let object =
        proptest::collection::hash_map(prop::sample::select(names.to_vec()), scalar.clone(), 0..5)
            .prop_map(|members| {
                members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect::<Value>()
            });
    let single = prop_oneof![scalar, object];
    prop_oneof![
        single.clone(),
        proptest::collection::vec(single, 0..4).prop_map(Value::from)
    ]
}

fn some_body() -> impl Strategy<Value = Value> {
    let user = Registry::builtin().by_name("User").unwrap().clone();
    let mut names: Vec<String> = user
        .attributes()
        .map(|a| a.name.clone())
        .filter(|n| n != "schemas")
        .collect();
    names.extend(["hat", "name.givenName", ENTERPRISE_USER, "urn:example:Hat"].map(str::to_owned));
    names.push(format!("{ENTERPRISE_USER}:department"));
    proptest::collection::hash_map(prop::sample::select(names), some_value(), 0..8)
        .prop_map(|members| members.into_iter().collect())
}

proptest! {
    #[test]
    fn an_answer_sent_back_is_what_is_stored(body in some_body()) {
        let registry = Registry::builtin();
        let user = registry.by_name("User").unwrap();
        let Ok(incoming) = resource(user, &body, Rules::ALL) else {
            return Ok(());
        };
        let stored = Resource { id: "1".to_owned(), version: 1, created: 0, modified: 0, attributes: incoming.attributes };
        let answer = Value::Object(render::object(user, stored.clone(), &Relations::default(), "https://x"));
        let again = resource(user, &answer, Rules::ALL).unwrap();
        prop_assert_eq!(&again.attributes, &stored.attributes);
        prop_assert!(again.dropped.is_empty());
        let order = |attributes| Value::Object(attributes).to_string();
        prop_assert_eq!(order(again.attributes), order(stored.attributes));
    }
}

/// Whether a value that is never kept was cleared, what is left of its element cannot tell.
#[test]
fn an_element_stays_whose_value_is_never_kept() {
    let schema = json!({"id": "urn:example:Thing", "name": "Thing", "attributes": [
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [
            {"name": "value", "type": "string", "returned": "never"}, {"name": "type", "type": "string"},
        ]},
    ]});
    let rt = ResourceType {
        name: "Thing".to_owned(),
        endpoint: "Things".to_owned(),
        description: String::new(),
        schema: serde_json::from_value(schema).unwrap(),
        extensions: Vec::new(),
    };
    let body = json!({"keys": [{"type": "a", "value": "secret"}]});
    let incoming = resource(&rt, &body, Rules::ALL).unwrap();
    assert_eq!(
        Value::Object(incoming.attributes),
        json!({"keys": [{"type": "a"}]})
    );
    assert_eq!(incoming.withheld, ["keys.value"]);
}
