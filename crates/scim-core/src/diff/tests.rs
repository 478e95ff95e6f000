use serde_json::json;

use super::*;

fn check(before: &Value, after: &Value) -> Option<(Value, Value)> {
    let object = |value: &Value| value.as_object().unwrap().clone();
    diff(&object(before), &object(after)).map(|(was, is)| (Value::Object(was), Value::Object(is)))
}

#[test]
fn equal_documents_do_not_differ() {
    let one = json!({"a": 1, "urn:x:Y": {"b": 2, "c": 3}});
    let reordered = json!({"urn:x:Y": {"c": 3, "b": 2}, "a": 1});
    assert_eq!(check(&one, &reordered), None);
    assert_eq!(check(&json!({}), &json!({})), None);
}

#[test]
fn what_differs_is_shown_on_both_sides() {
    let cases = [
        (
            json!({"a": 1, "b": 2}),
            json!({"a": 1, "b": 3}),
            json!({"b": 2}),
            json!({"b": 3}),
        ),
        (json!({"a": 1}), json!({}), json!({"a": 1}), json!({})),
        (json!({}), json!({"a": 1}), json!({}), json!({"a": 1})),
        (
            json!({"n": {"x": 1, "y": 2}}),
            json!({"n": {"x": 1}}),
            json!({"n": {"x": 1, "y": 2}}),
            json!({"n": {"x": 1}}),
        ),
        (
            json!({"l": [1, 2]}),
            json!({"l": [2, 1]}),
            json!({"l": [1, 2]}),
            json!({"l": [2, 1]}),
        ),
        (
            json!({"urn:x:Y": {"a": 1, "b": 2, "c": 3}}),
            json!({"urn:x:Y": {"a": 1, "b": 4, "d": 5}}),
            json!({"urn:x:Y": {"b": 2, "c": 3}}),
            json!({"urn:x:Y": {"b": 4, "d": 5}}),
        ),
        (
            json!({"urn:x:Y": {"a": 1}}),
            json!({}),
            json!({"urn:x:Y": {"a": 1}}),
            json!({}),
        ),
        (
            json!({"urn:x:Y": {"a": 1}}),
            json!({"urn:x:Y": {"a": 1, "b": 2}}),
            json!({}),
            json!({"urn:x:Y": {"b": 2}}),
        ),
    ];
    for (before, after, was, is) in cases {
        assert_eq!(
            check(&before, &after),
            Some((was, is)),
            "{before} to {after}"
        );
    }
}
