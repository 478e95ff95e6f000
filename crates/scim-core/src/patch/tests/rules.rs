//! Messages, paths and changes that are refused, and the words that say so.

use super::*;

fn parse_error(body: Value) -> (ErrorKind, String) {
    let error = parse(&body, Rules::NONE).unwrap_err();
    (error.kind, error.detail)
}

#[test]
fn messages_that_are_no_patch() {
    let message = |operations: Value| json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations});
    let cases = [
        (json!([]), ErrorKind::InvalidSyntax),
        (
            json!({"Operations": [{"op": "remove", "path": "title"}]}),
            ErrorKind::InvalidSyntax,
        ),
        (
            json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}),
            ErrorKind::InvalidSyntax,
        ),
        (message(json!([])), ErrorKind::InvalidSyntax),
        (
            message(json!({"op": "remove", "path": "title"})),
            ErrorKind::InvalidSyntax,
        ),
        (message(json!(["remove"])), ErrorKind::InvalidSyntax),
        (
            message(json!([{"path": "title"}])),
            ErrorKind::InvalidSyntax,
        ),
        (
            message(json!([{"op": "move", "path": "title", "value": "x"}])),
            ErrorKind::InvalidSyntax,
        ),
        (message(json!([{"op": "remove"}])), ErrorKind::NoTarget),
        (
            message(json!([{"op": "add", "path": "title"}])),
            ErrorKind::InvalidValue,
        ),
        (
            message(json!([{"op": "replace", "path": 5, "value": "x"}])),
            ErrorKind::InvalidPath,
        ),
    ];
    let mut words = Vec::new();
    for (body, kind) in cases {
        let (is, detail) = parse_error(body.clone());
        assert_eq!(is, kind, "{body}");
        words.push(detail);
    }
    insta::assert_snapshot!(words.join("\n"), @"
    The body must be a JSON object with `schemas` and `Operations`.
    `schemas` must contain urn:ietf:params:scim:api:messages:2.0:PatchOp.
    `Operations` must be an array of one or more operations.
    `Operations` must be an array of one or more operations.
    `Operations` must be an array of one or more operations.
    An operation must be an object with `op`, `path` and `value`.
    An operation must have an `op`: add, remove or replace.
    `op` is `move`; it must be add, remove or replace.
    A remove operation must have a `path`.
    The add operation must have a `value`.
    `path` must be a string.
    ");
}

#[test]
fn malformed_paths() {
    for path in [
        "",
        " ",
        "emails[",
        "emails[type]",
        "emails[type eq \"work\"",
        "members[0]",
        "name..x",
        "title eq \"x\"",
    ] {
        let operations = json!([{"op": "replace", "path": path, "value": "x"}]);
        let error = refused(json!({}), operations, ErrorKind::InvalidPath);
        assert!(error.contains("is malformed: "), "{error}");
    }
}

#[test]
fn op_in_any_case_and_a_null_path_is_none() {
    check_rfc(
        json!({"userName": "b", "title": "t"}),
        json!([
            {"op": "Replace", "path": null, "value": {"userName": "c"}},
            {"op": "REMOVE", "path": "title", "value": null},
            {"op": "Add", "path": "nickName", "value": "n"},
        ]),
        json!({"userName": "c", "nickName": "n"}),
    );
}

#[test]
fn schemas_of_the_message_are_tolerated_as_they_come() {
    for schemas in [
        json!(null),
        json!([]),
        json!(["urn:scim:schemas:core:1.0"]),
        json!("x"),
    ] {
        let body = json!({"schemas": schemas, "Operations": [{"op": "remove", "path": "title"}]});
        assert_eq!(parse(&body, Rules::ALL).unwrap().len(), 1);
        let strict = parse(&body, Rules::ALL.without(Rule::UnknownSchemas)).unwrap_err();
        assert_eq!(strict.kind, ErrorKind::InvalidSyntax);
    }
}

/// Names of members are attribute names, whose case does not count (RFC 7643 §2.1).
#[test]
fn the_names_of_a_message_are_read_in_any_case() {
    let body = json!({"SCHEMAS": [PATCH_OP], "operations": [{"OP": "replace", "Path": "title", "VALUE": "x"}]});
    for rules in [Rules::NONE, Rules::ALL] {
        let operations = parse(&body, rules).unwrap();
        let before = json!({"userName": "b"});
        let patched = apply(
            resource_type("User"),
            ID,
            before.as_object().unwrap(),
            &operations,
            rules,
        );
        assert_eq!(patched.unwrap().attributes["title"], "x");
    }
}

#[test]
fn what_the_server_keeps_cannot_be_written_by_path() {
    for operation in [
        json!({"op": "replace", "path": "id", "value": ID}),
        json!({"op": "add", "path": "meta.created", "value": "2020-01-01T00:00:00Z"}),
        json!({"op": "replace", "path": "groups", "value": []}),
        json!({"op": "remove", "path": "meta"}),
        json!({"op": "remove", "path": "id"}),
        json!({"op": "remove", "path": "groups[value eq \"x\"]"}),
        // an id that belongs to somebody else, even inside a value
        json!({"op": "replace", "value": {"id": "another", "title": "t"}}),
        json!({"op": "replace", "value": {"id": 5}}),
    ] {
        refused(
            json!({"userName": "b"}),
            json!([operation]),
            ErrorKind::Mutability,
        );
    }
}

#[test]
fn what_the_server_keeps_is_ignored_inside_a_value() {
    check_rule(
        Rule::ReadOnlyInPatchValue,
        ErrorKind::Mutability,
        json!({"userName": "b"}),
        json!([{"op": "replace", "value": {
            "id": ID, "meta": {"created": "04-12-2018 00:00:00"}, "groups": "x", "title": "t"
        }}]),
        json!({"userName": "b", "title": "t"}),
    );
}

#[test]
fn what_is_required_cannot_be_taken_away() {
    for operation in [
        json!({"op": "remove", "path": "userName"}),
        json!({"op": "replace", "path": "userName", "value": null}),
        json!({"op": "replace", "value": {"userName": null}}),
    ] {
        let error = refused(
            json!({"userName": "b"}),
            json!([operation]),
            ErrorKind::Mutability,
        );
        assert!(error.contains("`userName`"), "{error}");
    }
    let empty = json!([{"op": "replace", "path": "userName", "value": ""}]);
    let error = patched("User", &json!({"userName": "b"}), &empty, Rules::ALL).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Mutability);
}

#[test]
fn immutable_is_set_once() {
    let schema = json!({"id": "urn:example:Machine", "name": "Machine", "attributes": [
        {"name": "serial", "type": "string", "mutability": "immutable"},
        {"name": "board", "type": "complex", "subAttributes": [
            {"name": "maker", "type": "string", "mutability": "immutable"},
            {"name": "slots", "type": "integer"}
        ]}
    ]});
    let rt = ResourceType {
        name: "Machine".to_owned(),
        endpoint: "Machines".to_owned(),
        description: String::new(),
        schema: serde_json::from_value(schema).unwrap(),
        extensions: Vec::new(),
    };
    let run = |operations: Value| {
        let body = json!({"Operations": operations});
        let patched = apply(
            &rt,
            ID,
            &Object::new(),
            &parse(&body, Rules::ALL)?,
            Rules::ALL,
        );
        patched.map(|patched| Value::Object(patched.attributes))
    };
    let set = json!({"op": "add", "value": {"serial": "1", "board": {"maker": "m"}}});
    let slots = json!({"op": "replace", "path": "board.slots", "value": 4});
    assert_eq!(
        run(json!([set, set, slots])).unwrap(),
        json!({"serial": "1", "board": {"maker": "m", "slots": 4}})
    );
    for operation in [
        json!({"op": "replace", "path": "serial", "value": "2"}),
        json!({"op": "remove", "path": "serial"}),
        json!({"op": "replace", "path": "board", "value": {"maker": "n"}}),
        json!({"op": "remove", "path": "board.maker"}),
        json!({"op": "remove", "path": "board"}),
    ] {
        assert_eq!(
            run(json!([set, operation])).unwrap_err().kind,
            ErrorKind::Mutability,
            "{operation}"
        );
    }
}

#[test]
fn values_of_the_wrong_type() {
    for operation in [
        json!({"op": "replace", "path": "active", "value": "yes"}),
        json!({"op": "replace", "path": "title", "value": 5}),
        json!({"op": "replace", "path": "title", "value": ["a", "b"]}),
        json!({"op": "replace", "path": "title", "value": "nul \u{0} inside"}),
        json!({"op": "replace", "path": "name", "value": "Babs"}),
        json!({"op": "add", "path": "emails", "value": [5]}),
        json!({"op": "add", "path": "emails[type eq \"work\"]", "value": 5}),
        json!({"op": "add", "path": ENTERPRISE_USER, "value": "x"}),
        json!({"op": "replace", "value": "{\"active\": false}"}),
        json!({"op": "replace", "value": [{"active": false}]}),
        json!({"op": "add", "value": null}),
    ] {
        let before = json!({"userName": "b", "emails": [{"value": "a", "type": "work"}]});
        refused(before, json!([operation]), ErrorKind::InvalidValue);
    }
}

#[test]
fn paths_that_do_not_fit_the_schema() {
    for path in [
        "name[givenName eq \"x\"].familyName",
        "userName[value eq \"b\"]",
    ] {
        let operation = json!({"op": "replace", "path": path, "value": "x"});
        refused(
            json!({"userName": "b"}),
            json!([operation]),
            ErrorKind::InvalidPath,
        );
    }
    for path in [
        "emails[shoe eq 1].value",
        "emails[primary gt true]",
        "emails[type eq 5]",
    ] {
        let operation = json!({"op": "remove", "path": path});
        refused(
            json!({"userName": "b"}),
            json!([operation]),
            ErrorKind::InvalidFilter,
        );
    }
    let itself = json!([{"op": "remove", "path": "urn:ietf:params:scim:schemas:core:2.0:User"}]);
    refused(json!({"userName": "b"}), itself, ErrorKind::NoTarget);
}

#[test]
fn unknown_attributes_are_dropped_and_told() {
    let operations = json!([
        {"op": "add", "path": "shoeSize", "value": 44},
        {"op": "replace", "path": "name.shoe", "value": "x"},
        {"op": "remove", "path": format!("{ENTERPRISE_USER}:shoe")},
        {"op": "replace", "value": {
            "title": "t", "shoe Size": 1, "a[": 2, "name": {"shoe": 1, "givenName": "g"},
            ENTERPRISE_USER: {"shoe": 1}, "emails": [{"value": "a", "shoe": 1}]
        }},
    ]);
    let before = json!({"userName": "b"});
    let after = patched("User", &before, &operations, Rules::ALL).unwrap();
    assert_eq!(
        Value::Object(after.attributes),
        json!({"userName": "b", "name": {"givenName": "g"}, "title": "t", "emails": [{"value": "a"}]})
    );
    insta::assert_snapshot!(after.dropped.join("\n"), @"
    shoeSize
    name.shoe
    urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:shoe
    shoe Size
    a[
    emails.shoe
    ");
    for operation in operations.as_array().unwrap() {
        let strict = patched("User", &before, &json!([operation]), Rules::NONE).unwrap_err();
        assert_eq!(strict.kind, ErrorKind::InvalidPath, "{operation}");
    }
}
