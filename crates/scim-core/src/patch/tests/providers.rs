//! What identity providers send to `/Users/{id}` and `/Groups/{id}`, by their names; members are in
//! [`super::members`].

use super::*;

/// Applies operations to a group under every rule, and says what happens without any.
fn group(operations: &Value) -> (Value, Option<ErrorKind>) {
    let before = json!({"externalId": "e", "displayName": "Test SCIMv2"});
    let after = patched("Group", &before, operations, Rules::ALL).unwrap();
    assert_canonical("Group", &after.attributes);
    assert_eq!(after.dropped, Vec::<String>::new());
    let strict = patched("Group", &before, operations, Rules::NONE).err();
    (
        Value::Object(after.attributes),
        strict.map(|error| error.kind),
    )
}

#[test]
fn okta_deactivates_reactivates_and_syncs_a_password() {
    for active in [false, true] {
        check_rfc(
            json!({"userName": "u", "active": !active}),
            json!([{"op": "replace", "value": {"active": active}}]),
            json!({"userName": "u", "active": active}),
        );
    }
    check_rfc(
        json!({"userName": "u", "active": true}),
        json!([{"op": "replace", "value": {"password": "1mz050nq"}}]),
        json!({"userName": "u", "active": true}),
    );
}

#[test]
fn okta_renames_a_group_with_its_id_in_the_value() {
    let (after, strict) =
        group(&json!([{"op": "replace", "value": {"id": ID, "displayName": "Test SCIMv20"}}]));
    assert_eq!(
        after,
        json!({"externalId": "e", "displayName": "Test SCIMv20"})
    );
    assert_eq!(strict, Some(ErrorKind::Mutability));
    let (after, strict) =
        group(&json!([{"op": "replace", "value": {"displayName": "Test SCIMv2"}}]));
    assert_eq!(
        after,
        json!({"externalId": "e", "displayName": "Test SCIMv2"})
    );
    assert_eq!(strict, None);
}

#[test]
fn authentik_replaces_a_group_by_the_whole_of_it() {
    let (after, strict) = group(&json!([{"op": "replace", "value": {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "id": ID, "externalId": "e2", "displayName": "New", "meta": {"resourceType": "Group"}
    }}]));
    assert_eq!(after, json!({"externalId": "e2", "displayName": "New"}));
    assert_eq!(strict, Some(ErrorKind::Mutability));
}

#[test]
fn entra_renames_a_group_by_an_array_of_one_value() {
    let (after, strict) = group(
        &json!([{"op": "Replace", "path": "displayName", "value": [{"$ref": null, "value": "1879db59"}]}]),
    );
    assert_eq!(after, json!({"externalId": "e", "displayName": "1879db59"}));
    assert_eq!(strict, Some(ErrorKind::InvalidValue));
    let (after, strict) = group(&json!([{"op": "replace", "value": {"externalId": "c3b97a69"}}]));
    assert_eq!(
        after,
        json!({"externalId": "c3b97a69", "displayName": "Test SCIMv2"})
    );
    assert_eq!(strict, None);
}

#[test]
fn entra_disables_by_the_text_false() {
    check_rule(
        Rule::StringBooleans,
        ErrorKind::InvalidValue,
        json!({"userName": "u", "active": true}),
        json!([{"op": "Replace", "path": "active", "value": "False"}]),
        json!({"userName": "u", "active": false}),
    );
}

#[test]
fn entra_without_the_flag_sends_one_operation_per_attribute() {
    check_rfc(
        json!({"userName": "u"}),
        json!([{"op": "Add", "path": "nickName", "value": "Babs"}]),
        json!({"userName": "u", "nickName": "Babs"}),
    );
    check_rule(
        Rule::CreateOnAbsent,
        ErrorKind::NoTarget,
        json!({"userName": "u", "name": {"familyName": "f"}}),
        json!([
            {"op": "Replace", "path": "displayName", "value": "Pvlo"},
            {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "T@x"},
            {"op": "Replace", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "+1"},
            {"op": "Replace", "path": "addresses[type eq \"work\"].country", "value": "US"},
            {"op": "Replace", "path": "name.givenName", "value": "x"},
            {"op": "Add", "path": format!("{ENTERPRISE_USER}:employeeNumber"), "value": "1"},
        ]),
        json!({
            "userName": "u",
            "name": {"familyName": "f", "givenName": "x"},
            "displayName": "Pvlo",
            "emails": [{"value": "T@x", "type": "work"}],
            "phoneNumbers": [{"value": "+1", "type": "mobile"}],
            "addresses": [{"country": "US", "type": "work"}],
            ENTERPRISE_USER: {"employeeNumber": "1"}
        }),
    );
}

#[test]
fn entra_with_the_flag_sends_dotted_and_urn_keys() {
    check(
        json!({"userName": "u", "active": true, "emails": [{"value": "old", "type": "work"}]}),
        json!([{"op": "replace", "value": {
            "displayName": "P",
            "active": false,
            "name.givenName": "x",
            "name.familyName": "y",
            "emails[type eq \"work\"].value": "new",
            format!("{ENTERPRISE_USER}:employeeNumber"): "8",
            format!("{ENTERPRISE_USER}:manager.value"): "m",
            "urn:ietf:params:scim:schemas:core:2.0:User:title": "t"
        }}]),
        json!({
            "userName": "u",
            "name": {"familyName": "y", "givenName": "x"},
            "displayName": "P",
            "title": "t",
            "active": false,
            "emails": [{"value": "new", "type": "work"}],
            ENTERPRISE_USER: {"employeeNumber": "8", "manager": {"value": "m"}}
        }),
    );
    check_rfc(
        json!({"userName": "u", "displayName": "old"}),
        json!([{"op": "replace", "value": {"userName": "emilio@hermann.uk"}}]),
        json!({"userName": "emilio@hermann.uk", "displayName": "old"}),
    );
}

#[test]
fn without_tolerated_dotted_keys_they_are_unknown_attributes() {
    let operations = json!([{"op": "replace", "value": {"name.givenName": "x", "title": "t"}}]);
    let t = Rules::ALL.without(Rule::DottedKeys);
    let after = patched("User", &json!({"userName": "u"}), &operations, t).unwrap();
    assert_eq!(
        Value::Object(after.attributes),
        json!({"userName": "u", "title": "t"})
    );
    assert_eq!(after.dropped, ["name.givenName"]);
    let strict = patched("User", &json!({"userName": "u"}), &operations, Rules::NONE).unwrap_err();
    assert_eq!(strict.kind, ErrorKind::InvalidPath);
}

#[test]
fn entra_sets_a_manager_in_every_form() {
    let set = json!({"userName": "u", ENTERPRISE_USER: {"manager": {"value": "2819"}}});
    check_rfc(
        json!({"userName": "u"}),
        json!([{"op": "add", "path": format!("{ENTERPRISE_USER}:manager"), "value": {"value": "2819"}}]),
        set.clone(),
    );
    for (path, value) in [
        (format!("{ENTERPRISE_USER}:manager"), json!("2819")),
        ("manager".to_owned(), json!("2819")),
        ("manager".to_owned(), json!([{"value": "2819"}])),
    ] {
        check_rule(
            Rule::ManagerForms,
            ErrorKind::InvalidValue,
            json!({"userName": "u"}),
            json!([{"op": "Add", "path": path, "value": value}]),
            set.clone(),
        );
    }
    check(
        json!({"userName": "u"}),
        json!([{"op": "Add", "path": "manager", "value": [{"$ref": "http://x/Users/2819", "value": "2819"}]}]),
        json!({"userName": "u", ENTERPRISE_USER: {"manager": {"value": "2819", "$ref": "http://x/Users/2819"}}}),
    );
}

#[test]
fn entra_clears_a_manager_in_every_form() {
    let before = json!({"userName": "u", ENTERPRISE_USER: {
        "department": "d", "manager": {"value": "2819", "displayName": "Boss"}
    }});
    let cleared = json!({"userName": "u", ENTERPRISE_USER: {"department": "d"}});
    let path = format!("{ENTERPRISE_USER}:manager");
    for operation in [
        json!({"op": "remove", "path": path}),
        json!({"op": "Remove", "path": "manager"}),
        json!({"op": "replace", "path": path, "value": null}),
    ] {
        check_rfc(before.clone(), json!([operation]), cleared.clone());
    }
    for operation in [
        json!({"op": "replace", "path": path, "value": ""}),
        json!({"op": "replace", "path": path, "value": {"value": ""}}),
        json!({"op": "Replace", "path": path, "value": [{"value": ""}]}),
        json!({"op": "replace", "value": {path.clone(): ""}}),
        json!({"op": "replace", "value": {ENTERPRISE_USER: {"manager": {"value": null}}}}),
    ] {
        check(before.clone(), json!([operation]), cleared.clone());
    }
}

#[test]
fn a_new_manager_does_not_keep_the_name_of_the_old_one() {
    let before = json!({"userName": "u", ENTERPRISE_USER: {
        "manager": {"value": "1", "$ref": "../Users/1", "displayName": "Old"}
    }});
    let path = format!("{ENTERPRISE_USER}:manager");
    for value in [json!("2"), json!({"value": "2"}), json!([{"value": "2"}])] {
        check(
            before.clone(),
            json!([{"op": "replace", "path": path, "value": value}]),
            json!({"userName": "u", ENTERPRISE_USER: {"manager": {"value": "2"}}}),
        );
    }
    // The same manager, and a name alone, leave the rest as it is.
    check(
        before.clone(),
        json!([{"op": "add", "path": path, "value": {"value": "1"}}]),
        before.clone(),
    );
    check(
        before,
        json!([{"op": "add", "path": path, "value": {"displayName": "New"}}]),
        json!({"userName": "u", ENTERPRISE_USER: {
            "manager": {"value": "1", "$ref": "../Users/1", "displayName": "New"}
        }}),
    );
}

#[test]
fn entra_nulls_and_empties_attributes() {
    for value in [json!(""), json!(null)] {
        check(
            json!({"userName": "u", "title": "t", "name": {"givenName": "g"}, "emails": [{"value": "a", "type": "work"}]}),
            json!([
                {"op": "Replace", "path": "title", "value": value},
                {"op": "Replace", "path": "name.givenName", "value": value},
                {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": value},
                {"op": "Replace", "path": "nickName", "value": value},
            ]),
            json!({"userName": "u", "emails": [{"type": "work"}]}),
        );
    }
}

#[test]
fn onelogin_sends_an_email_as_an_object() {
    check_rule(
        Rule::SingleForArray,
        ErrorKind::InvalidValue,
        json!({"userName": "u"}),
        json!([{"op": "replace", "path": "emails", "value": {"value": "a@x", "type": "work", "primary": true}}]),
        json!({"userName": "u", "emails": [{"value": "a@x", "type": "work", "primary": true}]}),
    );
}

#[test]
fn jumpcloud_sends_one_operation_per_attribute() {
    check_rfc(
        json!({"userName": "u", "name": {"familyName": "f"}, "phoneNumbers": [{"value": "1"}]}),
        json!([
            {"op": "replace", "path": "active", "value": true},
            {"op": "replace", "path": "emails", "value": [{"primary": true, "type": "work", "value": "j@x"}]},
            {"op": "replace", "path": "name", "value": {"givenName": "J", "familyName": "C"}},
            {"op": "replace", "path": "phoneNumbers", "value": []},
            {"op": "replace", "path": "externalId", "value": "66e2d689590450d073d2df3b"},
        ]),
        json!({
            "externalId": "66e2d689590450d073d2df3b",
            "userName": "u",
            "name": {"familyName": "C", "givenName": "J"},
            "active": true,
            "emails": [{"value": "j@x", "type": "work", "primary": true}]
        }),
    );
}
