use super::*;
use serde_json::json;

/// Each row: the assertion as written in a case, what it must pass, what it must fail; `[]` is nothing, `[x]` is x.
const TABLE: &str = r#"[
    ["absent",                              [],                     [null]],
    ["present",                             [null],                 []],
    ["not_empty",                           [false],                [[]]],
    ["not_empty",                           ["x"],                  []],
    ["unassigned",                          [[]],                   [0]],
    ["unassigned",                          [],                     ["x"]],
    ["unique",                              [[1, 2]],               [[1, 2, 1.0]]],
    [{"equals": {"a": 1, "b": [2]}},        [{"b": [2], "a": 1.0}], [{"a": 1}]],
    [{"equals": "x"},                       ["x"],                  ["X"]],
    [{"not_equals": "x"},                   ["y"],                  ["x"]],
    [{"one_of": [1, 2]},                    [2],                    [3]],
    [{"equals_ignoring_case": "É"},         ["é"],                  ["e"]],
    [{"starts_with": "W/"},                 ["W/1"],                ["1"]],
    [{"type": "string"},                    ["1"],                  [1]],
    [{"type": "integer"},                   [1],                    ["1"]],
    [{"type": "number"},                    [1.5],                  ["1.5"]],
    [{"type": "boolean"},                   [false],                ["false"]],
    [{"type": "object"},                    [{}],                   [[]]],
    [{"type": "array"},                     [[]],                   [{}]],
    [{"type": "date_time"},                 ["2026-11-22T01:02:03.5+09:00"], ["04-12-2018 00:00:00"]],
    [{"type": "date_time"},                 ["2026-11-22T01:02:03Z"],        ["2026-11-22T01:02:03"]],
    [{"contains": "b"},                     ["abc"],                ["ac"]],
    [{"contains": 1},                       [[0, 1]],               [[0]]],
    [{"contains": {"a": 1}},                [[{"a": 1, "b": 2}]],   [[{"b": 1}]]],
    [{"contains": {"a": 1}},                [{"a": 1, "b": 2}],     ["a"]],
    [{"excludes": "b"},                     [],                     ["abc"]],
    [{"length": 2},                         [["a", "b"]],           [2]],
    [{"set_equals": ["a", "b"]},            [["b", "a"]],           [["a", "a"]]],
    [{"at_least": 2},                       [2],                    [1]]
]"#;

#[test]
fn every_assertion_passes_what_it_should_and_fails_the_rest() {
    let table: Vec<(Value, Vec<Value>, Vec<Value>)> = serde_json::from_str(TABLE).unwrap();
    for (written, passes, fails) in table {
        let assertion = parse(&written).unwrap().remove(0);
        assert_eq!(
            assertion.check("/x", passes.first()),
            Ok(()),
            "{written} against {passes:?}"
        );
        let mismatch = assertion.check("/x", fails.first()).unwrap_err();
        assert!(mismatch.expected.starts_with("/x "), "{mismatch:?}");
    }
}

#[test]
fn assertions_are_written_as_a_word_an_object_or_a_list() {
    let array_of_one = vec![Assertion::Type(JsonType::Array), Assertion::Length(1)];
    let table = [
        (json!("absent"), vec![Assertion::Absent]),
        (json!({"type": "array", "length": 1}), array_of_one),
        (
            json!(["unique", {"length": 1}]),
            vec![Assertion::Unique, Assertion::Length(1)],
        ),
    ];
    for (written, expected) in table {
        assert_eq!(parse(&written), Ok(expected));
    }
    for wrong in [json!("abscent"), json!({}), json!({"equal": 1}), json!(7)] {
        assert!(parse(&wrong).is_err(), "{wrong}");
    }
}
