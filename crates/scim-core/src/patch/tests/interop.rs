//! What the interoperability profile makes of PATCH (draft-zollner-scim-interop-profile).

use super::*;
use crate::quirks::{Profile, RuleChanges};

fn rules() -> Rules {
    Profile::Interop.rules(&RuleChanges::default(), None)
}

#[test]
fn an_operation_needs_a_path() {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{ "op": "replace", "value": { "active": false } }],
    });
    assert!(parse(&body, Rules::NONE).is_ok());
    let error = parse(&body, rules()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidSyntax);
}

#[test]
fn replace_takes_the_whole_of_a_complex_attribute_and_add_merges() {
    let before = json!({ "userName": "b", "name": { "givenName": "A", "familyName": "B" } });
    for (op, expected) in [
        ("replace", json!({ "givenName": "C" })),
        ("add", json!({ "givenName": "C", "familyName": "B" })),
    ] {
        let operations = json!([{ "op": op, "path": "name", "value": { "givenName": "C" } }]);
        let after = patched("User", &before, &operations, rules()).unwrap();
        assert_eq!(after.attributes["name"], expected, "{op}");
    }
}

#[test]
fn a_filter_selects_one_value_and_names_a_sub_attribute() {
    let before = json!({ "userName": "b", "emails": [
        { "type": "work", "value": "a@example.com" },
        { "type": "work", "value": "b@example.com" },
        { "type": "home", "value": "c@example.com" },
    ]});
    let table = [
        (
            json!({ "op": "replace", "path": "emails[type eq \"work\"].display", "value": "x" }),
            Err(ErrorKind::InvalidFilter),
        ),
        (
            json!({ "op": "remove", "path": "emails[type eq \"work\"]" }),
            Err(ErrorKind::InvalidFilter),
        ),
        (
            json!({ "op": "replace", "path": "emails[type eq \"home\"]", "value": { "value": "d@example.com" } }),
            Err(ErrorKind::InvalidPath),
        ),
        (
            json!({ "op": "add", "path": "emails[type eq \"home\"]", "value": { "display": "d" } }),
            Err(ErrorKind::InvalidPath),
        ),
        (
            json!({ "op": "replace", "path": "emails[type eq \"home\"].value", "value": "d@example.com" }),
            Ok(3),
        ),
        (
            json!({ "op": "remove", "path": "emails[type eq \"home\"]" }),
            Ok(2),
        ),
        (
            json!({ "op": "replace", "path": "hat", "value": "x" }),
            Err(ErrorKind::InvalidSyntax),
        ),
        (
            json!({ "op": "add", "path": "urn:example:hats:Hat:size", "value": 1 }),
            Err(ErrorKind::InvalidSyntax),
        ),
    ];
    for (operation, expected) in table {
        let after = patched("User", &before, &json!([operation]), rules());
        let found = after
            .map(|after| after.attributes["emails"].as_array().unwrap().len())
            .map_err(|error| error.kind);
        assert_eq!(found, expected, "{operation}");
    }
}

#[test]
fn one_member_is_removed_by_a_filter_with_or_without_its_value() {
    let removed = |path: &str| {
        let operations = json!([{ "op": "remove", "path": path }]);
        patched(
            "Group",
            &json!({ "displayName": "g" }),
            &operations,
            rules(),
        )
        .map(|after| after.members)
        .map_err(|error| error.kind)
    };
    let one = Ok(vec![MembersOp::Remove(vec!["1".to_owned()])]);
    assert_eq!(removed("members[value eq \"1\"]"), one);
    assert_eq!(removed("members[value eq \"1\"].value"), one);
    assert_eq!(
        removed("members[value eq \"1\" or value eq \"2\"]"),
        Err(ErrorKind::InvalidFilter)
    );
    assert_eq!(
        removed("members[value eq \"1\"].type"),
        Err(ErrorKind::Mutability)
    );
}

#[test]
fn a_read_only_path_is_ignored_where_that_is_switched_on() {
    let rules = Rules::NONE.with(crate::Rule::ReadOnlyInPath);
    let before = json!({ "userName": "b" });
    for operation in [
        json!({ "op": "add", "path": "groups", "value": [{ "value": "g" }] }),
        json!({ "op": "replace", "path": "meta.created", "value": "x" }),
        json!({ "op": "remove", "path": "groups" }),
    ] {
        let operations = json!([operation]);
        let after = patched("User", &before, &operations, rules).unwrap();
        assert_eq!(Value::Object(after.attributes), before, "{operation}");
        let strict = patched("User", &before, &operations, Rules::NONE).unwrap_err();
        assert_eq!(strict.kind, ErrorKind::Mutability, "{operation}");
    }
    let other = json!([{ "op": "replace", "path": "id", "value": "of-another" }]);
    assert!(patched("User", &before, &other, rules).is_err());
}
