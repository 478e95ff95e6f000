//! One attribute that a value names twice.

use super::*;
use crate::schema::USER;

#[test]
fn names_that_differ_in_their_case_are_given_twice() {
    for (value, named) in [
        (json!({"title": "", "TITLE": "x"}), "value.TITLE"),
        (json!({"title": "x", "TITLE": "x"}), "value.TITLE"),
        (
            json!({"name": {"givenName": "a", "GIVENNAME": "b"}}),
            "value.name.GIVENNAME",
        ),
        (
            json!({"emails": [{"value": "a", "VALUE": "b"}]}),
            "value.emails.VALUE",
        ),
        (json!({"nobody": 1, "Nobody": 2}), "value.Nobody"),
        (json!({"urn:x:y": {"a": 1, "A": 2}}), "value.urn:x:y.A"),
        (
            json!({"urn:x:y": {"a": 1}, "URN:X:Y": {"b": 1}}),
            "value.URN:X:Y",
        ),
    ] {
        for op in ["add", "replace"] {
            let operations = json!([{"op": op, "value": value}]);
            let error = refused(
                json!({"userName": "b"}),
                operations,
                ErrorKind::InvalidSyntax,
            );
            assert_eq!(error, format!("{named} is given twice; send it once."));
        }
    }
}

#[test]
fn one_attribute_spelled_in_several_ways_is_given_twice() {
    let enterprise = ENTERPRISE_USER;
    let spelled = format!("{USER}:title");
    let department = format!("{enterprise}:department");
    for (value, named) in [
        (json!({"title": "a", (spelled.clone()): "b"}), "title"),
        (json!({"title": "a", (USER): {"title": "b"}}), "title"),
        (
            json!({(enterprise): {"department": "a"}, (department.clone()): "b"}),
            department.as_str(),
        ),
        (
            json!({"name": {"givenName": "a"}, "name.givenName": "b"}),
            "name.givenName",
        ),
        (
            json!({"name.givenName": "b", "name": {"givenName": "a"}}),
            "name.givenName",
        ),
        (
            json!({"emails[type eq \"work\"].value": "a", "EMAILS[TYPE EQ \"work\"].value": "b"}),
            "value.EMAILS",
        ),
        (json!({"urn:x:y:a": 1, "urn:x:y:A": 1}), "value.urn:x:y:A"),
        (json!({"id": ID, (format!("{USER}:id")): ID}), "id"),
        (
            json!({"password": "a", (format!("{USER}:password")): "b"}),
            "password",
        ),
    ] {
        let operations = json!([{"op": "replace", "value": value}]);
        let error = patched("User", &json!({"userName": "b"}), &operations, Rules::ALL);
        let error = error.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidSyntax, "{operations}");
        assert!(
            error.detail.contains(named) && error.detail.ends_with("is given twice; send it once."),
            "{error}"
        );
    }
}

#[test]
fn other_values_parts_and_operations_are_no_repetition() {
    check(
        json!({"userName": "b", "emails": [{"value": "a", "type": "work"}]}),
        json!([
            {"op": "add", "value": {"emails[value eq \"a\"].display": "1", "emails[value eq \"A\"].type": "home"}},
            {"op": "add", "value": {"name": {"givenName": "a"}, "name.familyName": "b", "title": "t"}},
            {"op": "add", "value": {"title": "u"}},
        ]),
        json!({
            "userName": "b", "title": "u", "name": {"familyName": "b", "givenName": "a"},
            "emails": [{"value": "a", "display": "1", "type": "home"}],
        }),
    );
}
