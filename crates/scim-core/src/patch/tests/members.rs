//! Members of groups, which become operations on rows.

use super::*;

fn members(operations: &Value, rules: Rules) -> Result<Vec<MembersOp>> {
    let before = json!({"displayName": "Guides"});
    let patched = patched("Group", &before, operations, rules)?;
    assert_eq!(Value::Object(patched.attributes), before, "{operations}");
    assert_eq!(patched.dropped, Vec::<String>::new(), "{operations}");
    Ok(patched.members)
}

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

/// The RFC's own forms: the same with and without rules.
fn check_members(operations: Value, expected: &[MembersOp]) {
    for rules in [Rules::NONE, Rules::ALL] {
        assert_eq!(
            members(&operations, rules).unwrap(),
            expected,
            "{operations}"
        );
    }
}

/// A provider's form, refused with `invalidValue` without rules.
fn check_tolerated(operations: Value, expected: &[MembersOp]) {
    assert_eq!(
        members(&operations, Rules::ALL).unwrap(),
        expected,
        "{operations}"
    );
    let strict = members(&operations, Rules::NONE).unwrap_err();
    assert_eq!(
        strict.kind,
        ErrorKind::InvalidValue,
        "{operations}: {strict}"
    );
}

#[test]
fn rfc_add_remove_and_replace() {
    check_members(
        json!([{"op": "add", "path": "members", "value": [
            {"display": "Babs", "$ref": "https://example.com/v2/Users/2819", "value": "2819"}
        ]}]),
        &[MembersOp::Add(ids(&["2819"]))],
    );
    check_members(
        json!([{"op": "add", "path": "members", "value": {"value": "2819"}}]),
        &[MembersOp::Add(ids(&["2819"]))],
    );
    check_members(
        json!([{"op": "remove", "path": "members[value eq \"2819\"]"}]),
        &[MembersOp::Remove(ids(&["2819"]))],
    );
    check_members(
        json!([{"op": "remove", "path": "members"}]),
        &[MembersOp::Replace(Vec::new())],
    );
    check_members(
        json!([
            {"op": "remove", "path": "members"},
            {"op": "add", "path": "members", "value": [{"value": "a"}, {"value": "b"}]},
        ]),
        &[
            MembersOp::Replace(Vec::new()),
            MembersOp::Add(ids(&["a", "b"])),
        ],
    );
    check_members(
        json!([{"op": "replace", "path": "members", "value": [{"value": "a"}, {"value": "a"}]}]),
        &[MembersOp::Replace(ids(&["a"]))],
    );
}

#[test]
fn without_a_path() {
    check_members(
        json!([{"op": "add", "value": {"members": [{"value": "a"}]}}]),
        &[MembersOp::Add(ids(&["a"]))],
    );
    check_members(
        json!([{"op": "replace", "value": {"displayName": "Guides", "members": [{"value": "a"}]}}]),
        &[MembersOp::Replace(ids(&["a"]))],
    );
    check_members(
        json!([{"op": "replace", "value": {"urn:ietf:params:scim:schemas:core:2.0:Group": {"members": null}}}]),
        &[MembersOp::Replace(Vec::new())],
    );
}

#[test]
fn filters_that_name_ids_and_others() {
    check_members(
        json!([{"op": "remove", "path": "members[value eq \"a\" or VALUE eq \"b\" or (value eq \"c\")]"}]),
        &[MembersOp::Remove(ids(&["a", "b", "c"]))],
    );
    let operations =
        json!([{"op": "remove", "path": "members[type eq \"Group\" and value sw \"a\"]"}]);
    let found = members(&operations, Rules::NONE).unwrap();
    let [MembersOp::RemoveWhere(condition)] = found.as_slice() else {
        panic!("{found:?}")
    };
    for (member, expected) in [
        (json!({"value": "abc", "type": "Group"}), true),
        (json!({"value": "abc", "type": "User"}), false),
        (json!({"value": "b", "type": "Group"}), false),
    ] {
        assert_eq!(
            condition.matches(member.as_object().unwrap()),
            expected,
            "{member}"
        );
    }
}

#[test]
fn okta_pushes_membership_in_one_request() {
    check_members(
        json!([
            {"op": "remove", "path": "members[value eq \"89bb1940\"]"},
            {"op": "remove", "path": "members[value eq \"89bb1941\"]"},
            {"op": "remove", "path": "members[value eq \"89bb1940\"]"},
            {"op": "add", "path": "members", "value": [{"value": "23a35c27", "display": "test.user@okta.local"}]},
        ]),
        &[
            MembersOp::Remove(ids(&["89bb1940", "89bb1941"])),
            MembersOp::Add(ids(&["23a35c27"])),
        ],
    );
    // "Push now", and the group that was emptied
    check_members(
        json!([{"op": "replace", "path": "members", "value": [{"value": "a", "display": "a@x"}, {"value": "b"}]}]),
        &[MembersOp::Replace(ids(&["a", "b"]))],
    );
    check_members(
        json!([{"op": "replace", "path": "members", "value": []}]),
        &[MembersOp::Replace(Vec::new())],
    );
}

#[test]
fn entra_adds_with_a_null_reference_and_removes_by_value() {
    check_members(
        json!([{"op": "Add", "path": "members", "value": [{"$ref": null, "value": "f648f8d5"}]}]),
        &[MembersOp::Add(ids(&["f648f8d5"]))],
    );
    check_tolerated(
        json!([{"op": "Remove", "path": "members", "value": [{"$ref": null, "value": "u1091"}]}]),
        &[MembersOp::Remove(ids(&["u1091"]))],
    );
    check_members(
        json!([{"op": "remove", "path": "members[value eq \"16083c0d\"]"}]),
        &[MembersOp::Remove(ids(&["16083c0d"]))],
    );
    // the preview of its validator: added and removed in one request
    check_members(
        json!([
            {"op": "add", "path": "members", "value": [{"value": "a"}]},
            {"op": "remove", "path": "members[value eq \"a\"]"},
            {"op": "add", "path": "members", "value": [{"value": "a"}]},
            {"op": "add", "path": "members", "value": [{"value": "b"}]},
        ]),
        &[
            MembersOp::Add(ids(&["a"])),
            MembersOp::Remove(ids(&["a"])),
            MembersOp::Add(ids(&["a", "b"])),
        ],
    );
}

#[test]
fn jumpcloud_and_authentik_remove_by_value() {
    check_tolerated(
        json!([{"op": "remove", "path": "members", "value": [{"value": "x"}]}]),
        &[MembersOp::Remove(ids(&["x"]))],
    );
    check_tolerated(
        json!([{"op": "remove", "path": "members", "value": {"value": "x"}}]),
        &[MembersOp::Remove(ids(&["x"]))],
    );
    check_tolerated(
        json!([{"op": "remove", "path": "members", "value": "x"}]),
        &[MembersOp::Remove(ids(&["x"]))],
    );
    check_tolerated(
        json!([{"op": "remove", "path": "members", "value": []}]),
        &[],
    );
}

#[test]
fn microsofts_reference_collection_adds_a_bare_string() {
    check_tolerated(
        json!([{"op": "add", "path": "members", "value": "u1"}]),
        &[MembersOp::Add(ids(&["u1"]))],
    );
    check_tolerated(
        json!([{"op": "replace", "path": "members", "value": ["u1", "u2"]}]),
        &[MembersOp::Replace(ids(&["u1", "u2"]))],
    );
}

#[test]
fn adding_nobody_is_nothing() {
    check_members(json!([{"op": "add", "path": "members", "value": []}]), &[]);
    check_members(
        json!([{"op": "add", "path": "members", "value": null}]),
        &[],
    );
}

#[test]
fn members_cannot_be_changed_and_must_have_ids() {
    for (operation, kind) in [
        (
            json!({"op": "replace", "path": "members[value eq \"a\"].display", "value": "A"}),
            ErrorKind::Mutability,
        ),
        (
            json!({"op": "replace", "path": "members.value", "value": "a"}),
            ErrorKind::Mutability,
        ),
        (
            json!({"op": "add", "path": "members[value eq \"a\"]", "value": {"type": "User"}}),
            ErrorKind::Mutability,
        ),
        (
            json!({"op": "remove", "path": "members[value eq \"a\"].display"}),
            ErrorKind::Mutability,
        ),
        (
            json!({"op": "remove", "path": "members.value"}),
            ErrorKind::Mutability,
        ),
        (
            json!({"op": "add", "path": "members", "value": [{"display": "A"}]}),
            ErrorKind::InvalidValue,
        ),
        (
            json!({"op": "add", "path": "members", "value": [{"value": 5}]}),
            ErrorKind::InvalidValue,
        ),
        (
            json!({"op": "add", "path": "members", "value": 5}),
            ErrorKind::InvalidValue,
        ),
        (
            json!({"op": "remove", "path": "members[shoe eq \"a\"]"}),
            ErrorKind::InvalidFilter,
        ),
        (
            json!({"op": "remove", "path": "displayName"}),
            ErrorKind::Mutability,
        ),
    ] {
        for rules in [Rules::NONE, Rules::ALL] {
            let error = members(&json!([operation]), rules).unwrap_err();
            assert_eq!(error.kind, kind, "{operation}: {error}");
        }
    }
}

#[test]
fn a_thousand_single_removals_are_one() {
    let operations: Vec<Value> = (0..1000)
        .map(|n| json!({"op": "remove", "path": format!("members[value eq \"{n}\"]")}))
        .collect();
    let found = members(&Value::Array(operations), Rules::ALL).unwrap();
    let [MembersOp::Remove(ids)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((ids.len(), ids[999].as_str()), (1000, "999"));
}
