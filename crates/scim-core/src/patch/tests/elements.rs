//! Values of multi-valued attributes: selected, created, made primary, removed.

use super::*;

#[test]
fn a_value_that_is_not_there_is_created_with_what_the_filter_says() {
    check_rule(
        Rule::CreateOnAbsent,
        ErrorKind::NoTarget,
        json!({"userName": "b"}),
        json!([
            {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "a@x"},
            {"op": "add", "path": "emails[type eq \"work\" and primary eq true].display", "value": "A"},
            {"op": "replace", "path": "addresses[type eq \"home\"]", "value": {"country": "DE"}},
        ]),
        json!({
            "userName": "b",
            "emails": [
                {"value": "a@x", "type": "work"},
                {"display": "A", "type": "work", "primary": true}
            ],
            "addresses": [{"country": "DE", "type": "home"}]
        }),
    );
}

#[test]
fn without_any_value_a_sub_attribute_makes_one() {
    // "… an attribute that does not exist, the service provider SHALL treat the operation as an add" (RFC 7644 §3.5.2.3).
    for op in ["add", "replace"] {
        check_rfc(
            json!({"userName": "b"}),
            json!([{"op": op, "path": "emails.value", "value": "a@x"}]),
            json!({"userName": "b", "emails": [{"value": "a@x"}]}),
        );
        check_rfc(
            json!({"userName": "b"}),
            json!([{"op": op, "path": "emails.type", "value": "work"}]),
            json!({"userName": "b", "emails": [{"type": "work"}]}),
        );
    }
    check_rfc(
        json!({"userName": "b", "emails": [{"value": "a"}, {"value": "b"}]}),
        json!([{"op": "replace", "path": "emails.type", "value": "work"}]),
        json!({"userName": "b", "emails": [{"value": "a", "type": "work"}, {"value": "b", "type": "work"}]}),
    );
}

#[test]
fn what_the_filter_would_not_select_is_not_created() {
    for (path, value) in [
        // The filter does not say what the value would have to be.
        (
            "emails[type eq \"work\" or type eq \"home\"].value",
            json!("a@x"),
        ),
        ("emails[not (type eq \"work\")].type", json!("work")),
        ("emails[type pr].value", json!("a@x")),
        ("emails[value co \"@\"].type", json!("work")),
        // The value contradicts it.
        ("emails[value eq \"old@x\"].value", json!("new@x")),
        (
            "emails[type eq \"work\"]",
            json!({"value": "a@x", "type": "home"}),
        ),
    ] {
        for op in ["add", "replace"] {
            let operations = json!([{"op": op, "path": path, "value": value}]);
            refused(json!({"userName": "b"}), operations, ErrorKind::NoTarget);
        }
    }
}

#[test]
fn no_value_creates_nothing() {
    check(
        json!({"userName": "b"}),
        json!([
            {"op": "replace", "path": "emails[type eq \"work\"].value", "value": ""},
            {"op": "add", "path": "emails[type eq \"work\"]", "value": null},
        ]),
        json!({"userName": "b"}),
    );
}

#[test]
fn a_replaced_value_stays_what_its_path_selects() {
    check_rfc(
        json!({"userName": "b", "phoneNumbers": [{"value": "1", "display": "one", "type": "work"}]}),
        json!([{"op": "replace", "path": "phoneNumbers[type eq \"work\"]", "value": {"value": "2"}}]),
        json!({"userName": "b", "phoneNumbers": [{"value": "2", "type": "work"}]}),
    );
    check_rfc(
        json!({"userName": "b", "phoneNumbers": [{"value": "1", "type": "work"}]}),
        json!([{"op": "replace", "path": "phoneNumbers[type eq \"work\"]", "value": {"value": "2", "type": "home"}}]),
        json!({"userName": "b", "phoneNumbers": [{"value": "2", "type": "home"}]}),
    );
    check_rfc(
        json!({"userName": "b", "phoneNumbers": [{"value": "1", "type": "work"}, {"value": "2", "type": "home"}]}),
        json!([{"op": "replace", "path": "phoneNumbers[type eq \"work\"]", "value": null}]),
        json!({"userName": "b", "phoneNumbers": [{"value": "2", "type": "home"}]}),
    );
}

#[test]
fn all_selected_values_are_written() {
    check_rfc(
        json!({"userName": "b", "phoneNumbers": [{"value": "1", "type": "work"}, {"value": "2", "type": "Work"}]}),
        json!([
            {"op": "replace", "path": "phoneNumbers[type eq \"WORK\"].display", "value": "d"},
            {"op": "add", "path": "phoneNumbers[type eq \"work\"]", "value": {"type": "mobile"}},
        ]),
        json!({"userName": "b", "phoneNumbers": [
            {"value": "1", "display": "d", "type": "mobile"},
            {"value": "2", "display": "d", "type": "mobile"}
        ]}),
    );
}

#[test]
fn the_same_value_is_there_once() {
    check_rfc(
        json!({"userName": "b", "emails": [{"value": "a", "type": "work"}]}),
        json!([{"op": "add", "path": "emails", "value": [
            {"value": "a", "type": "Work", "display": "A"}, {"value": "a", "type": "home"}, {"value": "b"}, {"value": "b"}
        ]}]),
        json!({"userName": "b", "emails": [
            {"value": "a", "display": "A", "type": "Work"}, {"value": "a", "type": "home"}, {"value": "b"}
        ]}),
    );
    check_rfc(
        json!({"userName": "b", "emails": [{"value": "a", "type": "work", "primary": true}, {"value": "b", "type": "work"}]}),
        json!([{"op": "replace", "path": "emails[value eq \"b\"].value", "value": "a"}]),
        json!({"userName": "b", "emails": [{"value": "a", "type": "work", "primary": true}]}),
    );
    check_rfc(
        json!({"userName": "b", "addresses": [{"country": "DE"}]}),
        json!([{"op": "add", "path": "addresses", "value": [{"country": "DE"}, {"country": "FR"}]}]),
        json!({"userName": "b", "addresses": [{"country": "DE"}, {"country": "FR"}]}),
    );
}

/// What is written and then turns out to be the same as a later value says more than that did.
#[test]
fn a_written_value_that_is_there_already_keeps_what_was_written() {
    check_rfc(
        json!({"userName": "b", "emails": [{"value": "a", "type": "work"}, {"value": "b", "display": "old", "type": "work", "primary": true}]}),
        json!([{"op": "replace", "path": "emails[value eq \"a\"]", "value": {"value": "b", "display": "new", "type": "work"}}]),
        json!({"userName": "b", "emails": [{"value": "b", "display": "new", "type": "work", "primary": true}]}),
    );
    // Without their types these two are one, and the one that is primary stays so.
    check_rfc(
        json!({"userName": "b", "emails": [
            {"value": "a", "display": "A", "type": "work", "primary": false}, {"value": "a", "type": "home", "primary": true}
        ]}),
        json!([{"op": "remove", "path": "emails.type"}]),
        json!({"userName": "b", "emails": [{"value": "a", "display": "A", "primary": true}]}),
    );
}

/// A value that is replaced as a whole takes nothing over from the same value elsewhere, so that doing it again changes nothing.
#[test]
fn a_value_that_is_replaced_as_a_whole_says_all_there_is() {
    for before in [
        json!([{"value": "a", "display": "x"}, {"value": "b", "display": "y", "primary": false}]),
        json!([{"value": "b", "display": "y", "primary": false}, {"value": "a", "display": "x"}]),
        json!([{"value": "b", "display": "x", "primary": false}]),
    ] {
        check_rfc(
            json!({"userName": "b", "emails": before}),
            json!([{"op": "replace", "path": "emails[display eq \"x\"]", "value": {"value": "b"}}]),
            json!({"userName": "b", "emails": [{"value": "b", "display": "x"}]}),
        );
    }
}

/// Two values that become one: an operation that does not say which is primary leaves that as it was.
#[test]
fn what_becomes_one_stays_primary() {
    for (before, operation, after) in [
        (
            json!([{"value": "a", "primary": true}]),
            json!({"op": "add", "path": "emails", "value": [{"value": "a"}, {"value": "b", "primary": true}]}),
            json!([{"value": "a", "primary": false}, {"value": "b", "primary": true}]),
        ),
        (
            json!([{"display": "x", "primary": true}, {"display": "x", "type": "work", "primary": false}]),
            json!({"op": "add", "path": "emails[primary eq true].type", "value": "work"}),
            json!([{"display": "x", "type": "work", "primary": true}]),
        ),
        (
            json!([{"value": "a", "type": "work", "primary": true}, {"value": "b", "type": "work", "primary": false}]),
            json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": "c"}),
            json!([{"value": "c", "type": "work", "primary": true}]),
        ),
        (
            json!([{"value": "a", "primary": false}, {"value": "b", "primary": true}]),
            json!({"op": "replace", "path": "emails[value eq \"a\"].value", "value": "b"}),
            json!([{"value": "b", "primary": true}]),
        ),
        (
            json!([{"value": "a", "primary": true}, {"value": "b"}]),
            json!({"op": "replace", "path": "emails[value eq \"b\"]", "value": {"value": "a", "primary": false}}),
            json!([{"value": "a", "primary": false}]),
        ),
    ] {
        check_rfc(
            json!({"userName": "b", "emails": before}),
            json!([operation]),
            json!({"userName": "b", "emails": after}),
        );
    }
}

#[test]
fn a_new_primary_takes_the_place_of_the_old_one() {
    let before =
        json!({"userName": "b", "emails": [{"value": "a", "primary": true}, {"value": "b"}]});
    let swapped = json!({"userName": "b", "emails": [{"value": "a", "primary": false}, {"value": "b", "primary": true}]});
    for operation in [
        json!({"op": "add", "path": "emails", "value": [{"value": "b", "primary": true}]}),
        json!({"op": "add", "path": "emails[value eq \"b\"].primary", "value": true}),
        json!({"op": "replace", "path": "emails[value eq \"b\"].primary", "value": true}),
        json!({"op": "replace", "path": "emails[value eq \"b\"]", "value": {"value": "b", "primary": true}}),
        json!({"op": "add", "value": {"emails": [{"value": "b", "primary": true}]}}),
    ] {
        check_rfc(before.clone(), json!([operation]), swapped.clone());
    }
    check_rfc(
        before,
        json!([
            {"op": "replace", "path": "emails[value eq \"a\"].primary", "value": false},
            {"op": "add", "path": "emails", "value": [{"value": "c", "primary": true}]},
        ]),
        json!({"userName": "b", "emails": [
            {"value": "a", "primary": false}, {"value": "b"}, {"value": "c", "primary": true}
        ]}),
    );
}

#[test]
fn two_primaries_in_one_operation_are_refused() {
    let two = json!([{"value": "x", "primary": true}, {"value": "y", "primary": true}]);
    for operation in [
        json!({"op": "add", "path": "emails", "value": two}),
        json!({"op": "replace", "path": "emails", "value": two}),
        json!({"op": "replace", "value": {"emails": two}}),
        json!({"op": "replace", "path": "emails.primary", "value": true}),
    ] {
        let before = json!({"userName": "b", "emails": [{"value": "a"}, {"value": "b"}]});
        refused(before, json!([operation]), ErrorKind::InvalidValue);
    }
}

#[test]
fn removing_what_is_not_there() {
    let before = json!({"userName": "b", "emails": [{"value": "a"}]});
    check_rule(
        Rule::RemoveAbsent,
        ErrorKind::NoTarget,
        before.clone(),
        json!([
            {"op": "remove", "path": "emails[value eq \"b\"]"},
            {"op": "remove", "path": "phoneNumbers[type eq \"work\"].value"},
        ]),
        before.clone(),
    );
    check_rfc(
        before.clone(),
        json!([
            {"op": "remove", "path": "title"},
            {"op": "remove", "path": "name.givenName"},
            {"op": "remove", "path": "phoneNumbers"},
            {"op": "remove", "path": "phoneNumbers.value"},
            {"op": "remove", "path": format!("{ENTERPRISE_USER}:manager")},
            {"op": "remove", "path": ENTERPRISE_USER},
        ]),
        before,
    );
}

#[test]
fn removing_by_value_removes_only_what_is_named() {
    check_rule(
        Rule::RemoveWithValue,
        ErrorKind::InvalidValue,
        json!({"userName": "b", "roles": [{"value": "r1", "display": "R"}, {"value": "r2"}, {"value": "r3"}]}),
        json!([
            {"op": "remove", "path": "roles", "value": [{"value": "r1"}, {"value": "r9"}]},
            {"op": "remove", "path": "roles", "value": {"value": "r2"}},
        ]),
        json!({"userName": "b", "roles": [{"value": "r3"}]}),
    );
}

#[test]
fn removing_by_value_looks_at_everything_that_is_named() {
    check(
        json!({"userName": "b", "emails": [{"value": "a@x", "type": "work"}, {"value": "b@x", "type": "work"}]}),
        json!([{"op": "remove", "path": "emails", "value": [{"type": "work", "value": "a@x"}]}]),
        json!({"userName": "b", "emails": [{"value": "b@x", "type": "work"}]}),
    );
}

#[test]
fn an_element_without_a_value_is_the_same_in_whatever_order_it_is_written() {
    check(
        json!({"userName": "b"}),
        json!([
            {"op": "add", "path": "addresses[type eq \"work\"].locality", "value": "Berlin"},
            {"op": "add", "path": "addresses", "value": [{"locality": "Berlin", "type": "work"}]},
            {"op": "add", "path": "addresses", "value": [{"type": "work", "locality": "Berlin"}]},
        ]),
        json!({"userName": "b", "addresses": [{"locality": "Berlin", "type": "work"}]}),
    );
}
