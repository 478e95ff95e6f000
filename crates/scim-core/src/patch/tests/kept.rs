//! What is immutable does not change and what is required does not go, whichever way an operation takes; each refusal is
//! `mutability` (RFC 7644 §3.5.2.2), and what is not refused `validate` lets pass.

use super::*;
use crate::schema::Definitions;
use crate::validate;

const MORE: &str = "urn:example:more:1.0";

fn machine() -> ResourceType {
    let fixed =
        |name: &str, kind: &str| json!({"name": name, "type": kind, "mutability": "immutable"});
    let mut definitions = Definitions::default();
    definitions
        .read(&json!([
            {"id": "urn:example:Machine", "attributes": [
                {"name": "name", "required": true},
                fixed("built", "dateTime"),
                fixed("model", "string"),
                {"name": "board", "type": "complex", "subAttributes": [fixed("maker", "string"), {"name": "slots", "type": "integer"}]},
                {"name": "disks", "type": "complex", "multiValued": true, "subAttributes": [
                    {"name": "value"}, {"name": "type"}, fixed("serial", "string"), {"name": "size", "type": "integer", "required": true},
                ]},
            ]},
            {"id": MORE, "attributes": [{"name": "room"}, fixed("key", "string")]},
            {"name": "Machine", "endpoint": "/Machines", "schema": "urn:example:Machine",
                "schemaExtensions": [{"schema": MORE, "required": true}]},
        ]))
        .unwrap();
    let registry = Registry::builtin().extend(&definitions.schemas, &definitions.resource_types);
    registry.unwrap().by_name("Machine").unwrap().clone()
}

fn before() -> Value {
    json!({
        "name": "m", "built": "2026-01-01T00:00:00Z", "model": "Mx", "board": {"maker": "ACME", "slots": 4},
        "disks": [
            {"value": "a", "type": "ssd", "serial": "S1", "size": 1},
            {"value": "b", "serial": "S2", "size": 2},
        ],
        MORE: {"room": "7"},
    })
}

fn run(operation: &Value, rules: Rules) -> Result<Value> {
    let rt = machine();
    let body = json!({"schemas": [PATCH_OP], "Operations": [operation]});
    let before = before();
    let before = before.as_object().unwrap();
    let after = apply(&rt, ID, before, &parse(&body, rules)?, rules)?.attributes;
    validate::replacement(&rt, before, &after)
        .unwrap_or_else(|error| panic!("{operation}: {error}"));
    Ok(Value::Object(after))
}

#[test]
fn a_change_of_what_is_immutable_or_required_is_refused() {
    for operation in [
        // one of several values
        json!({"op": "replace", "path": "disks[value eq \"a\"].serial", "value": "S9"}),
        json!({"op": "replace", "path": "disks[value eq \"a\"].serial", "value": null}),
        json!({"op": "add", "path": "disks[value eq \"a\"]", "value": {"serial": "S9"}}),
        json!({"op": "replace", "path": "disks[value eq \"a\"]", "value": {"value": "z", "serial": "S9", "size": 1}}),
        json!({"op": "replace", "path": "disks[value eq \"a\"]", "value": {"value": "a", "size": 1}}),
        json!({"op": "replace", "path": "disks.serial", "value": "S9"}),
        json!({"op": "remove", "path": "disks[value eq \"a\"].serial"}),
        json!({"op": "remove", "path": "disks.serial"}),
        // the same value by other ways
        json!({"op": "add", "path": "disks", "value": [{"value": "b", "serial": "S9", "size": 2}]}),
        json!({"op": "replace", "path": "disks", "value": [{"value": "b", "serial": "S9", "size": 2}]}),
        json!({"op": "replace", "path": "disks[value eq \"a\"]", "value": {"value": "b", "type": "", "serial": "S1", "size": 2}}),
        // what is required
        json!({"op": "remove", "path": "disks[value eq \"a\"].size"}),
        json!({"op": "replace", "path": "disks[value eq \"a\"].size", "value": null}),
        json!({"op": "replace", "path": "disks[value eq \"a\"]", "value": {"value": "a", "serial": "S1"}}),
        json!({"op": "remove", "path": "name"}),
        json!({"op": "remove", "path": MORE}),
        json!({"op": "remove", "path": format!("{MORE}:room")}),
        json!({"op": "replace", "value": {MORE: null}}),
        // one value
        json!({"op": "replace", "path": "built", "value": "2026-01-01T00:00:01Z"}),
        json!({"op": "remove", "path": "model"}),
        json!({"op": "remove", "path": "board"}),
    ] {
        let error = run(&operation, Rules::ALL).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Mutability, "{operation}: {error}");
    }
}

#[test]
fn what_goes_as_a_whole_or_means_the_same_is_fine() {
    let with = |path: &str, value: Value| {
        let mut after = before();
        *after.pointer_mut(path).unwrap() = value;
        after
    };
    let second = json!([{"value": "b", "serial": "S2", "size": 2}]);
    for (operation, after) in [
        (
            json!({"op": "remove", "path": "disks[value eq \"a\"]"}),
            with("/disks", second.clone()),
        ),
        (
            json!({"op": "replace", "path": "disks[value eq \"a\"]", "value": null}),
            with("/disks", second.clone()),
        ),
        (
            json!({"op": "replace", "path": "disks", "value": second}),
            with("/disks", second.clone()),
        ),
        (
            json!({"op": "replace", "path": "disks[value eq \"a\"].size", "value": 9}),
            with("/disks/0/size", json!(9)),
        ),
        (
            json!({"op": "replace", "path": "disks[value eq \"a\"].value", "value": "z"}),
            with("/disks/0/value", json!("z")),
        ),
        (
            json!({"op": "replace", "path": "board", "value": {"slots": 8}}),
            with("/board/slots", json!(8)),
        ),
        // The same in another form: it stays as it is written.
        (
            json!({"op": "replace", "path": "built", "value": "2026-01-01T01:00:00+01:00"}),
            before(),
        ),
        (
            json!({"op": "replace", "value": {"model": "MX", "board": {"maker": "acme"}}}),
            before(),
        ),
        (
            json!({"op": "add", "path": "disks", "value": [{"value": "b", "serial": "s2"}]}),
            before(),
        ),
    ] {
        let patched =
            run(&operation, Rules::ALL).unwrap_or_else(|error| panic!("{operation}: {error}"));
        assert_eq!(patched, after, "{operation}");
    }
}

/// A URN that ends in a version is the extension, and no attribute `1` of a shorter URN.
#[test]
fn an_extension_whose_urn_ends_in_a_version_is_addressed_as_a_whole() {
    for rules in [Rules::NONE, Rules::ALL] {
        for operation in [
            json!({"op": "replace", "path": MORE, "value": {"room": "8"}}),
            json!({"op": "replace", "value": {MORE: {"room": "8"}}}),
            json!({"op": "replace", "path": format!("{MORE}:room"), "value": "8"}),
        ] {
            let patched =
                run(&operation, rules).unwrap_or_else(|error| panic!("{operation}: {error}"));
            assert_eq!(patched[MORE], json!({"room": "8"}), "{operation}");
        }
        // What the schema does not know is not kept there either.
        let unknown = json!({"op": "replace", "value": {MORE: {"shoe": 8}}});
        match run(&unknown, rules) {
            Ok(patched) => assert_eq!(patched, before()),
            Err(error) => assert_eq!(error.kind, ErrorKind::InvalidPath),
        }
    }
}
