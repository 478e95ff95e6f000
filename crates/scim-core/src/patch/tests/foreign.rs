//! Extensions that no schema knows: kept as sent.

use super::*;

const CUSTOM: &str = "urn:okta:custom:1.0:user:custom";

#[test]
fn an_unknown_extension_is_made_merged_and_removed() {
    let path = |name: &str| format!("{CUSTOM}:{name}");
    check_rule(
        Rule::UnknownSchemas,
        ErrorKind::InvalidPath,
        json!({"userName": "b"}),
        json!([
            {"op": "add", "value": {CUSTOM: {"shoe": "44", "list": [1], "none": null, "deep": {"x": 1, "y": null}}}},
            {"op": "replace", "value": {CUSTOM: {"SHOE": "45", "hat": true}}},
            {"op": "add", "path": path("list"), "value": [1, 2]},
            {"op": "replace", "path": path("deep.z"), "value": 3},
            {"op": "remove", "path": path("deep.x")},
            {"op": "remove", "path": path("hat")},
            {"op": "remove", "path": path("never")},
            {"op": "replace", "path": path("gone"), "value": ""},
        ]),
        json!({"userName": "b", CUSTOM: {"shoe": "45", "list": [1, 2], "deep": {"z": 3}}}),
    );
}

#[test]
fn an_unknown_extension_goes_when_it_is_empty_or_removed() {
    let before = json!({"userName": "b", CUSTOM: {"shoe": "44"}});
    for operation in [
        json!({"op": "remove", "path": CUSTOM}),
        json!({"op": "remove", "path": CUSTOM.to_uppercase()}),
        json!({"op": "remove", "path": format!("{CUSTOM}:shoe")}),
        json!({"op": "replace", "value": {CUSTOM: null}}),
        json!({"op": "replace", "value": {CUSTOM: {"shoe": null}}}),
        json!({"op": "replace", "path": CUSTOM, "value": {"shoe": []}}),
    ] {
        check(before.clone(), json!([operation]), json!({"userName": "b"}));
    }
    check(
        before.clone(),
        json!([{"op": "remove", "path": "urn:example:other"}]),
        before,
    );
}

#[test]
fn a_complex_value_keeps_what_is_not_named() {
    let before = json!({"userName": "b", CUSTOM: {"box": {"w": 1, "h": 2}}});
    let after = |op: &str, path: Option<&str>, value: Value, rules: Rules| {
        let mut operation = json!({"op": op, "value": value});
        if let Some(path) = path {
            operation["path"] = format!("{CUSTOM}:{path}").into();
        }
        let patched = patched("User", &before, &json!([operation]), rules).unwrap();
        patched.attributes[CUSTOM].clone()
    };
    let rfc = Rules::NONE.with(Rule::UnknownSchemas);
    for (op, rules) in [("add", rfc), ("replace", rfc), ("add", Rules::ALL)] {
        for (path, value) in [
            (Some("BOX"), json!({"W": 3, "d": 4})),
            (None, json!({CUSTOM: {"box": {"w": 3, "d": 4}}})),
        ] {
            assert_eq!(
                after(op, path, value, rules),
                json!({"box": {"w": 3, "h": 2, "d": 4}}),
                "{op} {path:?}"
            );
        }
        assert_eq!(
            after(op, Some("box"), json!({"w": null, "h": 5}), rules),
            json!({"box": {"h": 5}})
        );
    }
    assert_eq!(
        after(
            "replace",
            Some("box"),
            json!({"d": 4}),
            Rules::ALL.with(Rule::WholeComplex)
        ),
        json!({"box": {"d": 4}}),
        "as of any complex attribute where the rule says so"
    );
}

#[test]
fn a_urn_that_is_no_path() {
    let urn = "http://schemas.example.com/2006/Group:2.0";
    check(
        json!({"userName": "b"}),
        json!([{"op": "add", "value": {urn: {"a": 1, "b": 2}}}, {"op": "replace", "value": {urn: {"A": null}}}]),
        json!({"userName": "b", urn: {"b": 2}}),
    );
    check(
        json!({"userName": "b", urn: {"b": 2}}),
        json!([{"op": "replace", "value": {urn: null}}]),
        json!({"userName": "b"}),
    );
}

#[test]
fn one_attribute_of_an_extension_that_is_not_there_yet() {
    check(
        json!({"userName": "b"}),
        json!([
            {"op": "add", "path": format!("{CUSTOM}:shoe"), "value": "44"},
            {"op": "replace", "value": {format!("{CUSTOM}:hat"): "blue"}},
            {"op": "add", "path": format!("{CUSTOM}:box"), "value": {"w": 1}},
        ]),
        json!({"userName": "b", CUSTOM: {"shoe": "44", "hat": "blue", "box": {"w": 1}}}),
    );
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let before = json!({"userName": "b", CUSTOM: {"shoe": "44"}});
    for (operation, kind) in [
        (
            json!({"op": "add", "path": format!("{CUSTOM}:list[x eq 1]"), "value": 1}),
            ErrorKind::InvalidPath,
        ),
        (
            json!({"op": "add", "path": CUSTOM, "value": "x"}),
            ErrorKind::InvalidValue,
        ),
        (
            json!({"op": "add", "path": format!("{CUSTOM}:x"), "value": ["a\u{0}"]}),
            ErrorKind::InvalidValue,
        ),
        (
            json!({"op": "add", "value": {CUSTOM: {"a\u{0}": 1}}}),
            ErrorKind::InvalidValue,
        ),
        (
            json!({"op": "add", "value": {CUSTOM: {"a": {"b\u{0}": 1}}}}),
            ErrorKind::InvalidValue,
        ),
    ] {
        let error = patched("User", &before, &json!([operation]), Rules::ALL).unwrap_err();
        assert_eq!(error.kind, kind, "{operation}: {error}");
    }
}

/// In a body `…:costCenter` is the attribute, so that no extension can be called that.
#[test]
fn nothing_stands_under_an_attribute() {
    let path = format!("{ENTERPRISE_USER}:costCenter:manager");
    let detail = refused(
        json!({"userName": "b"}),
        json!([{"op": "add", "path": path, "value": "x"}]),
        ErrorKind::InvalidPath,
    );
    assert!(detail.contains("is an attribute, not a schema"), "{detail}");
}
