//! RFC 7644 §3.5.2 sentence by sentence: these hold without any rule.

use super::*;

#[test]
fn add_without_a_path_adds_each_attribute() {
    check_rfc(
        json!({"userName": "b", "emails": [{"value": "b@work", "type": "work"}]}),
        json!([{"op": "add", "value": {"emails": [{"value": "babs@jensen.org", "type": "home"}], "nickname": "Babs"}}]),
        json!({
            "userName": "b",
            "nickName": "Babs",
            "emails": [{"value": "b@work", "type": "work"}, {"value": "babs@jensen.org", "type": "home"}]
        }),
    );
}

#[test]
fn add_sets_single_values_and_merges_complex_ones() {
    check_rfc(
        json!({"userName": "b", "name": {"givenName": "Barbara"}, "title": "Guide"}),
        json!([
            {"op": "add", "path": "title", "value": "Tour Guide"},
            {"op": "add", "path": "name", "value": {"familyName": "Jensen"}},
            {"op": "add", "path": "name.middleName", "value": "Jane"},
            {"op": "add", "path": "active", "value": true},
        ]),
        json!({
            "userName": "b",
            "name": {"familyName": "Jensen", "givenName": "Barbara", "middleName": "Jane"},
            "title": "Tour Guide",
            "active": true
        }),
    );
}

#[test]
fn add_of_what_is_there_changes_nothing() {
    let before = json!({
        "userName": "b",
        "name": {"givenName": "Barbara"},
        "emails": [{"value": "b@work", "type": "work", "primary": true}]
    });
    for operation in [
        json!({"op": "add", "path": "userName", "value": "b"}),
        json!({"op": "add", "path": "name", "value": {"givenName": "Barbara"}}),
        json!({"op": "add", "path": "emails", "value": [{"value": "b@work", "type": "work", "primary": true}]}),
        json!({"op": "add", "path": "emails", "value": {"value": "b@work", "type": "work"}}),
        json!({"op": "add", "path": "emails[type eq \"work\"].value", "value": "b@work"}),
        json!({"op": "add", "path": "emails[type eq \"work\"]", "value": {"primary": true}}),
    ] {
        check_rfc(before.clone(), json!([operation]), before.clone());
    }
}

#[test]
fn replace_keeps_unnamed_sub_attributes_and_drops_unnamed_values() {
    check_rfc(
        json!({
            "userName": "b",
            "name": {"familyName": "Jensen", "givenName": "Barbara"},
            "emails": [{"value": "a"}, {"value": "b"}]
        }),
        json!([
            {"op": "replace", "path": "name", "value": {"givenName": "Babs"}},
            {"op": "replace", "path": "emails", "value": [{"value": "c", "type": "home"}]},
            {"op": "replace", "path": "nickName", "value": "new"},
        ]),
        json!({
            "userName": "b",
            "name": {"familyName": "Jensen", "givenName": "Babs"},
            "nickName": "new",
            "emails": [{"value": "c", "type": "home"}]
        }),
    );
}

#[test]
fn replace_of_an_entire_work_address_and_of_its_street() {
    let before = json!({"userName": "b", "addresses": [
        {"streetAddress": "1 Old Road", "locality": "Salem", "type": "work"},
        {"streetAddress": "2 Home Road", "type": "home", "primary": true}
    ]});
    check_rfc(
        before.clone(),
        json!([{"op": "replace", "path": "addresses[type eq \"work\"]", "value":
            {"type": "work", "streetAddress": "911 Universal City Plaza", "primary": true}}]),
        json!({"userName": "b", "addresses": [
            {"streetAddress": "911 Universal City Plaza", "type": "work", "primary": true},
            {"streetAddress": "2 Home Road", "type": "home", "primary": false}
        ]}),
    );
    check_rfc(
        before,
        json!([{"op": "replace", "path": "addresses[type eq \"work\"].streetAddress", "value": "1010 Broadway Ave"}]),
        json!({"userName": "b", "addresses": [
            {"streetAddress": "1010 Broadway Ave", "locality": "Salem", "type": "work"},
            {"streetAddress": "2 Home Road", "type": "home", "primary": true}
        ]}),
    );
}

#[test]
fn remove_of_attributes_sub_attributes_and_values() {
    check_rfc(
        json!({
            "userName": "b",
            "name": {"familyName": "Jensen", "givenName": "Barbara"},
            "title": "Guide",
            "emails": [{"value": "a@example.com", "type": "work"}, {"value": "a@example.org", "type": "work"}],
            "phoneNumbers": [{"value": "1"}],
            "roles": [{"value": "r", "display": "R"}]
        }),
        json!([
            {"op": "remove", "path": "title"},
            {"op": "remove", "path": "name.givenName"},
            {"op": "remove", "path": "emails[type eq \"work\" and value ew \"example.com\"]"},
            {"op": "remove", "path": "phoneNumbers"},
            {"op": "remove", "path": "roles[value eq \"r\"].display"},
        ]),
        json!({
            "userName": "b",
            "name": {"familyName": "Jensen"},
            "emails": [{"value": "a@example.org", "type": "work"}],
            "roles": [{"value": "r"}]
        }),
    );
}

#[test]
fn what_is_left_empty_is_unassigned() {
    check_rfc(
        json!({
            "userName": "b",
            "name": {"givenName": "Barbara"},
            "emails": [{"value": "a"}],
            "roles": [{"display": "R"}],
            ENTERPRISE_USER: {"department": "d"}
        }),
        json!([
            {"op": "remove", "path": "name.givenName"},
            {"op": "remove", "path": "emails[value eq \"a\"]"},
            {"op": "remove", "path": "roles.display"},
            {"op": "remove", "path": format!("{ENTERPRISE_USER}:department")},
        ]),
        json!({"userName": "b"}),
    );
}

#[test]
fn extensions_by_attribute_as_a_whole_and_nested() {
    check_rfc(
        json!({"userName": "b"}),
        json!([
            {"op": "add", "path": format!("{ENTERPRISE_USER}:employeeNumber"), "value": "1"},
            {"op": "add", "path": format!("{}:manager.value", ENTERPRISE_USER.to_uppercase()), "value": "m"},
            {"op": "add", "path": ENTERPRISE_USER, "value": {"department": "d", "division": "x"}},
            {"op": "replace", "value": {ENTERPRISE_USER: {"DIVISION": "y"}}},
            {"op": "remove", "path": format!("{ENTERPRISE_USER}:employeeNumber")},
            {"op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:title", "value": "T"},
            {"op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User", "value": {"nickName": "n"}},
        ]),
        json!({
            "userName": "b",
            "nickName": "n",
            "title": "T",
            ENTERPRISE_USER: {"division": "y", "department": "d", "manager": {"value": "m"}}
        }),
    );
    check_rfc(
        json!({"userName": "b", ENTERPRISE_USER: {"department": "d"}}),
        json!([{"op": "remove", "path": ENTERPRISE_USER}]),
        json!({"userName": "b"}),
    );
    check(
        json!({"userName": "b", ENTERPRISE_USER: {"department": "d"}}),
        json!([{"op": "replace", "path": ENTERPRISE_USER, "value": ""}]),
        json!({"userName": "b"}),
    );
    check_rfc(
        json!({"userName": "b", ENTERPRISE_USER: {"department": "d"}}),
        json!([{"op": "replace", "value": {ENTERPRISE_USER: null}}]),
        json!({"userName": "b"}),
    );
}

#[test]
fn null_is_no_value() {
    check_rfc(
        json!({"userName": "b", "title": "t", "name": {"givenName": "g", "familyName": "f"}, "emails": [{"value": "a"}]}),
        json!([
            {"op": "replace", "path": "title", "value": null},
            {"op": "replace", "value": {"name": {"givenName": null}, "emails": null, "nickName": null}},
        ]),
        json!({"userName": "b", "name": {"familyName": "f"}}),
    );
    check_rfc(
        json!({"userName": "b", "emails": [{"value": "a"}]}),
        json!([
            {"op": "add", "path": "emails", "value": []},
            {"op": "add", "path": "emails", "value": null},
        ]),
        json!({"userName": "b", "emails": [{"value": "a"}]}),
    );
}

#[test]
fn a_password_is_checked_and_not_kept() {
    check_rfc(
        json!({"userName": "b"}),
        json!([
            {"op": "replace", "value": {"password": "correct horse"}},
            {"op": "add", "path": "password", "value": "x"},
            {"op": "remove", "path": "password"},
        ]),
        json!({"userName": "b"}),
    );
    let error = refused(
        json!({"userName": "b"}),
        json!([{"op": "replace", "value": {"password": 5}}]),
        ErrorKind::InvalidValue,
    );
    assert!(!error.contains('5'), "{error}");
}

#[test]
fn schemas_may_be_written_and_follow_from_the_attributes() {
    check_rfc(
        json!({"userName": "b"}),
        json!([
            {"op": "add", "path": "schemas", "value": [ENTERPRISE_USER]},
            {"op": "replace", "value": {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "title": "t"}},
        ]),
        json!({"userName": "b", "title": "t"}),
    );
    refused(
        json!({"userName": "b"}),
        json!([{"op": "remove", "path": "schemas"}]),
        ErrorKind::Mutability,
    );
    refused(
        json!({"userName": "b"}),
        json!([{"op": "replace", "path": "schemas", "value": [1]}]),
        ErrorKind::InvalidValue,
    );
}

#[test]
fn operations_see_what_the_ones_before_did_and_all_or_none_apply() {
    check_rfc(
        json!({"userName": "b"}),
        json!([
            {"op": "add", "path": "emails", "value": [{"value": "a", "type": "work"}]},
            {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "c"},
            {"op": "add", "path": "emails[value eq \"c\"].primary", "value": true},
            {"op": "remove", "path": "emails[primary eq true].type"},
        ]),
        json!({"userName": "b", "emails": [{"value": "c", "primary": true}]}),
    );
    let error = refused(
        json!({"userName": "b"}),
        json!([{"op": "replace", "path": "title", "value": "t"}, {"op": "replace", "path": "active", "value": 7}]),
        ErrorKind::InvalidValue,
    );
    insta::assert_snapshot!(error, @"Operation 2 of 2: active must be a boolean, but a number was sent.");
}
