use insta::assert_snapshot;
use serde_json::json;

use super::*;
use crate::schema::Registry;

/// An attribute of the User type or, for the types User has none of, one made up here.
fn attribute(name: &str) -> Attribute {
    let made_up = |kind: &str| serde_json::from_value(json!({"name": name, "type": kind})).unwrap();
    let user = Registry::builtin().by_name("User").unwrap().clone();
    match name {
        "integer" | "decimal" | "dateTime" => made_up(name),
        "certificate" => made_up("binary"),
        "tags" => {
            serde_json::from_value(json!({"name": "tags", "type": "string", "multiValued": true}))
                .unwrap()
        }
        "manager" => user.extensions[0].schema.attribute(name).unwrap().clone(),
        _ => user.attribute(name).unwrap().clone(),
    }
}

fn read(name: &str, value: &Value, rules: Rules) -> String {
    match attribute_value(&attribute(name), name, value, rules) {
        Ok(None) => "unassigned".to_owned(),
        Ok(Some(value)) => value.to_string(),
        Err(error) => format!("{:?}: {error}", error.kind),
    }
}

fn strict(name: &str, value: &Value) -> String {
    read(name, value, Rules::NONE)
}

#[test]
fn right_values_are_kept_as_they_are() {
    let cases = [
        ("title", json!("  Any Text \u{1F600} ")),
        ("locale", json!("RJWNTUNNOHNZ")),
        ("profileUrl", json!("BAPNQLJSRQGD")),
        ("active", json!(false)),
        ("integer", json!(-7)),
        ("decimal", json!(1.5)),
        ("decimal", json!(2)),
        ("dateTime", json!("2026-11-22T08:30:00+09:00")),
        ("certificate", json!("YWJjZA==")),
        ("certificate", json!("YWJjZA")),
        ("certificate", json!("-_8=")),
        ("tags", json!(["a", "b"])),
        (
            "manager",
            json!({"value": "XYMKVVRYDIOO", "displayName": "B"}),
        ),
        ("roles", json!([{"value": "x", "primary": false}])),
        ("addresses", json!([{"country": "Germany"}])),
    ];
    for (name, value) in cases {
        assert_eq!(strict(name, &value), value.to_string(), "{name}");
    }
}

#[test]
fn values_of_another_type_are_refused_with_both_types() {
    assert_snapshot!(strict("title", &json!(7)), @"InvalidValue: title must be a string, but a number was sent.");
    assert_snapshot!(strict("title", &json!({"value": "x"})), @"InvalidValue: title must be a string, but an object was sent.");
    assert_snapshot!(strict("title", &json!(["x"])), @"InvalidValue: title must be a string, but an array was sent.");
    assert_snapshot!(strict("externalId", &json!(7)), @"InvalidValue: externalId must be a string, but a number was sent.");
    assert_snapshot!(strict("profileUrl", &json!(true)), @"InvalidValue: profileUrl must be a string, but a boolean was sent.");
    assert_snapshot!(strict("active", &json!("true")), @"InvalidValue: active must be a boolean, but a string was sent.");
    assert_snapshot!(strict("active", &json!(1)), @"InvalidValue: active must be a boolean, but a number was sent.");
    assert_snapshot!(strict("integer", &json!(1.0)), @"InvalidValue: integer must be a whole number that fits 64 bits.");
    assert_snapshot!(strict("integer", &json!("1")), @"InvalidValue: integer must be a whole number, but a string was sent.");
    assert_snapshot!(strict("decimal", &json!("1.5")), @"InvalidValue: decimal must be a number, but a string was sent.");
    assert_snapshot!(strict("dateTime", &json!("2026-13-01T00:00:00Z")), @"InvalidValue: dateTime must be a date and time such as 2026-11-22T08:30:00Z.");
    assert_snapshot!(strict("dateTime", &json!(7)), @"InvalidValue: dateTime must be a string, but a number was sent.");
    assert_snapshot!(strict("certificate", &json!("a*b=")), @"InvalidValue: certificate must be base64.");
    assert_snapshot!(strict("certificate", &json!("YWJjZ")), @"InvalidValue: certificate must be base64.");
    assert_snapshot!(strict("name", &json!("Ann")), @"InvalidValue: name must be an object, but a string was sent.");
    assert_snapshot!(strict("name", &json!([{"givenName": "Ann"}])), @"InvalidValue: name must be an object, but an array was sent.");
    assert_snapshot!(strict("name", &json!({"givenName": {"value": "Ann"}})), @"InvalidValue: name.givenName must be a string, but an object was sent.");
    assert_snapshot!(strict("name", &json!({"givenName": "a", "GIVENNAME": "b"})), @"InvalidSyntax: name.givenName is given twice; send it once.");
    assert_snapshot!(strict("emails", &json!({"value": "a@x"})), @"InvalidValue: emails must be an array, but an object was sent.");
    assert_snapshot!(strict("emails", &json!(["a@x"])), @"InvalidValue: Each value of emails must be an object, but a string was sent.");
    assert_snapshot!(strict("emails", &json!([[]])), @"InvalidValue: Each value of emails must be an object, but an array was sent.");
    assert_snapshot!(strict("emails", &json!([{"value": 7}])), @"InvalidValue: emails.value must be a string, but a number was sent.");
    assert_snapshot!(strict("emails", &json!([{"value": "a@x", "primary": "yes"}])), @"InvalidValue: emails.primary must be a boolean, but a string was sent.");
    assert_snapshot!(strict("emails", &json!([{"value": {"value": "a@x"}}])), @"InvalidValue: emails.value must be a string, but an object was sent.");
    assert_snapshot!(strict("tags", &json!([["a"]])), @"InvalidValue: Each value of tags must be a single value, but an array was sent.");
    assert_snapshot!(strict("tags", &json!("a")), @"InvalidValue: tags must be an array, but a string was sent.");
    assert_snapshot!(strict("manager", &json!("m")), @"InvalidValue: manager must be an object, but a string was sent.");
    assert_snapshot!(strict("title", &json!("a\u{0}b")), @"InvalidValue: title contains a NUL character.");
    assert_snapshot!(strict("userName", &json!("é".repeat(321))), @"InvalidValue: userName is longer than 640 bytes.");
    assert_snapshot!(strict("externalId", &json!("x".repeat(641))), @"InvalidValue: externalId is longer than 640 bytes.");
}

#[test]
fn text_that_is_not_indexed_may_be_long() {
    let long = json!("x".repeat(100_000));
    assert_eq!(strict("title", &long), long.to_string());
    let too_long = strict("title", &json!("x".repeat(TEXT_BYTES_MAX + 1)));
    assert_snapshot!(too_long, @"InvalidValue: title is longer than 262144 bytes.");
    let longest = json!("x".repeat(640));
    assert_eq!(strict("userName", &longest), longest.to_string());
}

/// Rule, attribute, what is sent, what is kept.
const DEVIATIONS: &str = r#"
    StringBooleans       | active      | "False"                                | false
    StringBooleans       | active      | "TRUE"                                 | true
    StringBooleans       | roles       | [{"value": "x", "primary": "True"}]    | [{"value":"x","primary":true}]
    SingleForArray       | emails      | {"value": "a@x"}                       | [{"value":"a@x"}]
    SingleForArray       | emails      | "a@x"                                  | [{"value":"a@x"}]
    SingleForArray       | emails      | ["a@x", {"value": "b@x"}]              | [{"value":"a@x"},{"value":"b@x"}]
    SingleForArray       | tags        | "a"                                    | ["a"]
    EmptyStringUnassigns | title       | ""                                     | unassigned
    EmptyStringUnassigns | active      | ""                                     | unassigned
    EmptyStringUnassigns | emails      | [{"value": "", "type": "work"}]        | unassigned
    EmptyStringUnassigns | emails      | [{"value": "", "display": "A"}]        | [{"display":"A"}]
    EmptyStringUnassigns | manager     | ""                                     | unassigned
    EmptyStringUnassigns | manager     | {"value": ""}                          | unassigned
    ManagerForms         | manager     | "m"                                    | {"value":"m"}
    ManagerForms         | manager     | ["m"]                                  | {"value":"m"}
    ManagerForms         | manager     | [{"$ref": "r", "value": "m"}]          | {"value":"m","$ref":"r"}
    ValueInArray         | displayName | [{"$ref": null, "value": "G"}]         | "G"
    ValueInArray         | active      | [{"value": false}]                     | false
    UnknownAttributes    | name        | {"givenName": "A", "hat": 1}           | {"givenName":"A"}
"#;

#[test]
fn each_rule_accepts_its_own_deviation() {
    for row in DEVIATIONS.lines().filter(|row| !row.is_empty()) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let named = |entry: &&crate::quirks::RuleEntry| format!("{:?}", entry.rule) == cells[0];
        let rule = crate::quirks::RULES.iter().find(named).unwrap().rule;
        let sent: Value = serde_json::from_str(cells[2]).unwrap();
        let alone = Rules::NONE.with(rule);
        assert_eq!(read(cells[1], &sent, alone), cells[3], "{row}");
        assert_ne!(strict(cells[1], &sent), cells[3], "{row}");
    }
}

#[test]
fn a_rule_has_its_limits() {
    let all = |name, value| read(name, &value, Rules::ALL);
    assert_snapshot!(all("active", json!("yes")), @"InvalidValue: active must be a boolean, but a string was sent.");
    assert_snapshot!(all("name", json!("Ann")), @"InvalidValue: name must be an object, but a string was sent.");
    assert_snapshot!(all("title", json!(["a", "b"])), @"InvalidValue: title must be a string, but an array was sent.");
    assert_snapshot!(all("title", json!([["a"]])), @"InvalidValue: title must be a string, but an array was sent.");
    assert_snapshot!(all("title", json!([{"display": "a"}])), @"InvalidValue: title must be a string, but an array was sent.");
    assert_snapshot!(all("manager", json!(["a", "b"])), @"InvalidValue: manager must be an object, but an array was sent.");
    assert_snapshot!(all("manager", json!([["a"]])), @"InvalidValue: manager must be an object, but an array was sent.");
    assert_snapshot!(all("addresses", json!("Berlin")), @"InvalidValue: Each value of addresses must be an object, but a string was sent.");
    assert_snapshot!(all("emails", json!(7)), @"InvalidValue: Each value of emails must be an object, but a number was sent.");
}

#[test]
fn a_value_that_repeats_type_and_value_is_kept_once() {
    let cases = [
        (
            json!([{"value": "a", "type": "work"}, {"value": "a", "type": "WORK"}]),
            json!([{"value": "a", "type": "work"}]),
        ),
        (
            json!([{"value": "a"}, {"value": "b"}, {"value": "a", "primary": true}]),
            json!([{"value": "a", "primary": true}, {"value": "b"}]),
        ),
        (
            json!([{"value": "a", "type": "work"}, {"value": "a", "type": "home"}]),
            json!([{"value": "a", "type": "work"}, {"value": "a", "type": "home"}]),
        ),
        (
            json!([{"value": "a"}, {"value": "A"}]),
            json!([{"value": "a"}, {"value": "A"}]),
        ),
        (
            json!([{"type": "work"}, {"type": "work"}, {"display": "x", "type": "work"}]),
            json!([{"type": "work"}, {"display": "x", "type": "work"}]),
        ),
    ];
    for (sent, expected) in cases {
        assert_eq!(strict("emails", &sent), expected.to_string(), "{sent}");
    }
    assert_eq!(strict("tags", &json!(["a", "b", "a"])), r#"["a","b"]"#);
}

#[test]
fn a_reading_notes_each_dropped_path_once() {
    let mut reading = Reading::new(Rules::ALL);
    let value = json!([{"value": "a", "hat": 1}, {"value": "b", "hat": 2}]);
    reading
        .attribute_value(&attribute("emails"), "emails", &value)
        .unwrap();
    assert_eq!(reading.dropped, ["emails.hat"]);
    reading.unknown_attribute(&"x".repeat(1000)).unwrap();
    assert_eq!(reading.dropped[1].len(), 200);
}
