//! What many operations, or large ones, may add up to.

use super::*;

fn error_of(operations: &Value) -> String {
    let before = json!({"userName": "b"});
    let error = patched("User", &before, operations, Rules::ALL).unwrap_err();
    assert!(
        matches!(
            error.kind,
            ErrorKind::InvalidValue | ErrorKind::InvalidFilter
        ),
        "{error}"
    );
    error.detail
}

fn emails(from: usize, count: usize) -> Value {
    (from..from + count)
        .map(|i| json!({"value": format!("{i}@x")}))
        .collect()
}

/// Values that a later operation would take away again have been looked at by all between.
#[test]
fn no_operation_leaves_more_values_than_are_kept() {
    let add = |from, count| json!({"op": "add", "path": "emails", "value": emails(from, count)});
    let remove = json!({"op": "remove", "path": "emails"});
    user_after(
        &json!({"userName": "b"}),
        &json!([add(0, 300), add(100, 400)]),
    );
    assert_eq!(
        error_of(&json!([add(0, 300), add(300, 201), remove])),
        "Operation 2 of 3: emails has 501 values; at most 500 are kept."
    );
}

/// Operations × values × terms, or × what is written, is a product, whatever each of them is limited to.
#[test]
fn all_operations_together_make_a_limited_number_of_comparisons() {
    let with = |count: usize| json!({"userName": "b", "emails": emails(0, count)});
    let tried = |before: &Value, operation: &Value, times: usize| {
        let operations = Value::from(vec![operation.clone(); times]);
        patched("User", before, &operations, Rules::ALL)
    };
    let filter = |terms| vec!["value sw \"x\""; terms].join(" or ");
    let members = |count| -> Value { (0..count).map(|i| (format!("k{i}"), json!(1))).collect() };
    let display = "emails[value eq \"1@x\"].display";
    // A look at each of 400 values, one term, one value written: 1,200 an operation.
    let small = json!({"op": "add", "path": display, "value": "x"});
    // 400 × (1 + 99).
    let long = json!({"op": "remove", "path": format!("emails[{}]", filter(99))});
    // 400 × (1 + 99 members with their names and values + 1 term), whether the filter selects all or one.
    let wide = json!({"op": "add", "path": "emails[value eq \"1@x\"]", "value": members(99)});
    // 400 × (1 + 1 + 250 pieces of 64 bytes).
    let text = json!({"op": "add", "path": display, "value": "x".repeat(15_936)});
    // 400 × (1 + 99 values with their names).
    let named = json!({"op": "remove", "path": "emails", "value": emails(500, 99)});
    for (operation, times) in [(small, 166), (long, 5), (wide, 2), (text, 1), (named, 2)] {
        let before = with(400);
        tried(&before, &operation, times).unwrap_or_else(|error| panic!("{error}"));
        let error = tried(&before, &operation, times + 1).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TooMany);
        assert!(
            error
                .detail
                .contains("more than 200000 comparisons, here with values of `emails`"),
            "{error}"
        );
        // A person of ordinary size may be changed as often as a request has room.
        let ordinary = tried(&with(5), &operation, 10);
        assert!(ordinary.is_ok(), "{ordinary:?}");
    }
    // Five hundred values may come one by one.
    let one_by_one: Vec<_> = (0..500)
        .map(|i| json!({"op": "add", "path": "emails", "value": emails(i, 1)}))
        .collect();
    user_after(&json!({"userName": "b"}), &one_by_one.into());
}

/// The text that a filter reads counts too: terms × values × bytes is a product.
#[test]
fn what_the_filter_of_a_path_reads_is_counted() {
    let display = |bytes: usize| -> Value {
        let element = |i: usize| json!({"value": i.to_string(), "display": "é".repeat(bytes / 2)});
        (0..100).map(element).collect()
    };
    let filter = ["display co \"x\""; 10].join(" or ");
    let operation = json!([{"op": "remove", "path": format!("emails[{filter}]")}]);
    let tried = |bytes| {
        let before = json!({"userName": "b", "emails": display(bytes)});
        patched("User", &before, &operation, Rules::ALL)
    };
    // 100 × (1 + 1,280 + 10 × (1 + 20)), and 100 × (1 + 1,920 + 10 × (1 + 30)).
    assert!(tried(1_280).is_ok());
    let error = tried(1_920).unwrap_err();
    assert_eq!(error.kind, ErrorKind::TooMany, "{error}");
}

/// Each operation folds the types that are there, to see which values are the same.
#[test]
fn a_look_at_long_types_is_counted() {
    let emails: Value = (0..100)
        .map(|i| json!({"value": i.to_string(), "type": format!("{i}{}", "é".repeat(500))}))
        .collect();
    let before = json!({"userName": "b", "emails": emails});
    let operation = json!({"op": "add", "path": "emails", "value": [{"value": "x"}]});
    let tried = |times| {
        let operations = Value::from(vec![operation.clone(); times]);
        patched("User", &before, &operations, Rules::ALL)
    };
    assert!(tried(1).is_ok());
    assert_eq!(tried(2).unwrap_err().kind, ErrorKind::TooMany);
}

/// Members are rows, and each costs what it costs alone.
#[test]
fn members_are_not_counted() {
    let operations: Vec<_> = (0..1_000)
        .flat_map(|i| {
            let ids: Value = (0..20)
                .map(|j| json!({"value": format!("{i}-{j}")}))
                .collect();
            let path = format!("members[value eq \"{i}-7\"]");
            [
                json!({"op": "add", "path": "members", "value": ids}),
                json!({"op": "remove", "path": path}),
            ]
        })
        .collect();
    let group = json!({"displayName": "g"});
    assert!(patched("Group", &group, &operations.into(), Rules::ALL).is_ok());
}

#[test]
fn the_filter_of_a_path_makes_a_limited_number_of_comparisons() {
    let path = |terms: usize| {
        format!(
            "emails[{}].display",
            vec!["type eq \"a\""; terms].join(" or ")
        )
    };
    let operation = |terms| json!([{"op": "replace", "path": path(terms), "value": ""}]);
    user_after(&json!({"userName": "b"}), &operation(250));
    assert_eq!(
        error_of(&operation(251)),
        "The filter makes 251 comparisons; at most 250 are made at a time."
    );
}

/// Clients name the members to remove in one long filter; that is a list of ids and compares nothing.
#[test]
fn members_named_by_a_filter_may_be_many() {
    let path = |what: &str| format!("members[{}]", vec![what; 300].join(" or "));
    let remove = |what| json!([{"op": "remove", "path": path(what)}]);
    let group = json!({"displayName": "g"});
    assert!(patched("Group", &group, &remove("value eq \"a\""), Rules::ALL).is_ok());
    let error = patched("Group", &group, &remove("display sw \"a\""), Rules::ALL).unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidFilter);
}

#[test]
fn what_no_schema_describes_is_limited_however_it_comes() {
    let named = |count: usize, name: fn(usize) -> String| -> Value {
        (0..count).map(|i| (name(i), json!({"a": 1}))).collect()
    };
    let add = |value: Value| json!([{"op": "add", "value": value}]);
    let attributes = |count| named(count, |i| format!("a{i}"));
    user_after(
        &json!({"userName": "b"}),
        &add(json!({"urn:x:y": attributes(1_000)})),
    );
    for (operations, what) in [
        (
            add(json!({"urn:x:y": attributes(1_001)})),
            "`urn:x:y:a1000.a`: The object has 1001 attributes",
        ),
        (
            add(named(1_001, |i| format!("urn:x:y:a{i}"))),
            "1001 attributes",
        ),
        (
            add(named(1_001, |i| format!("urn:x:{i}:1.0"))),
            "1001 attributes",
        ),
        (
            json!([
                {"op": "add", "path": "urn:x:y:list", "value": vec![1; 300]},
                {"op": "add", "path": "urn:x:y:list", "value": (2..100).collect::<Vec<_>>()},
                {"op": "add", "path": "urn:x:y:list", "value": (400..600).collect::<Vec<_>>()},
            ]),
            "Operation 3 of 3: `urn:x:y:list`: The list has",
        ),
    ] {
        let error = error_of(&operations);
        assert!(error.contains(what), "{error}");
    }
}

/// What described the old manager does not describe the new one; what did not change stays described.
#[test]
fn a_managers_name_goes_with_the_manager() {
    let manager = |value: Value| json!({"userName": "b", ENTERPRISE_USER: {"manager": value}});
    let known = manager(json!({"value": "m1", "displayName": "Mona"}));
    let replace = |value: Value| json!([{"op": "replace", "path": "manager", "value": value}]);
    let gone = json!({"userName": "b"});
    for (before, sent, after) in [
        (
            &known,
            json!({"value": "m2"}),
            manager(json!({"value": "m2"})),
        ),
        (&known, json!({"value": "m1"}), known.clone()),
        (&known, json!({"value": ""}), gone.clone()),
        (
            &known,
            json!({"displayName": "M."}),
            manager(json!({"value": "m1", "displayName": "M."})),
        ),
        (
            &known,
            json!({"value": "m2", "displayName": "Max"}),
            manager(json!({"value": "m2", "displayName": "Max"})),
        ),
        (
            &manager(json!({"displayName": "Mona"})),
            json!({"value": ""}),
            gone.clone(),
        ),
    ] {
        assert_eq!(user_after(before, &replace(sent.clone())), after, "{sent}");
    }
    // To the letter, "sub-attributes that are not specified … are left unchanged" (RFC 7644 §3.5.2.3).
    let path = format!("{ENTERPRISE_USER}:manager");
    let operations = json!([{"op": "replace", "path": path, "value": {"value": "m2"}}]);
    let strict = patched("User", &known, &operations, Rules::NONE).unwrap();
    assert_eq!(
        Value::Object(strict.attributes),
        manager(json!({"value": "m2", "displayName": "Mona"}))
    );
}

/// Nor does the rule for managers touch what has several values.
#[test]
fn an_emails_name_stays_when_its_value_changes() {
    check(
        json!({"userName": "b", "emails": [{"value": "a@x", "display": "A", "type": "work"}]}),
        json!([{"op": "add", "path": "emails[type eq \"work\"]", "value": {"value": "b@x"}}]),
        json!({"userName": "b", "emails": [{"value": "b@x", "display": "A", "type": "work"}]}),
    );
}
