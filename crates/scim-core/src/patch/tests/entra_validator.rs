//! The SCIM Validator of Microsoft Entra ID: the operations that fill a user who has only a name,
//! and the same as replacements on a full user.

use super::*;

/// Path and value of each operation; values are the random texts that the validator sends.
fn attributes() -> Vec<(String, Value)> {
    let enterprise = |name: &str| format!("{ENTERPRISE_USER}:{name}");
    let mut attributes: Vec<(String, Value)> = Vec::new();
    let mut push = |path: &str, value: Value| attributes.push((path.to_owned(), value));
    push("active", json!(true));
    push("displayName", json!("BOIDIUUFBLNS"));
    push("title", json!("HKTIFRJGOTRB"));
    push(
        "emails[type eq \"work\"].value",
        json!("marcelle@hane.name"),
    );
    push("emails[type eq \"work\"].primary", json!(true));
    push("preferredLanguage", json!("hi"));
    for (part, value) in [
        ("givenName", "Dayne"),
        ("familyName", "Delphine"),
        ("formatted", "Brennan"),
        ("middleName", "Lauretta"),
        ("honorificPrefix", "Rhea"),
        ("honorificSuffix", "Rae"),
    ] {
        push(&format!("name.{part}"), json!(value));
    }
    for (part, value) in [
        ("formatted", json!("YUTWVCVVUQJI")),
        ("streetAddress", json!("3157 Felipa Summit")),
        ("locality", json!("UIJKWBNUGGDO")),
        ("region", json!("UKGAIMBBDBZJ")),
        ("postalCode", json!("qg79 6xp")),
        ("primary", json!(true)),
        ("country", json!("Mali")),
    ] {
        push(&format!("addresses[type eq \"work\"].{part}"), value);
    }
    for (kind, primary) in [("work", true), ("mobile", false), ("fax", false)] {
        push(
            &format!("phoneNumbers[type eq \"{kind}\"].value"),
            json!(format!("10-040-{kind}")),
        );
        push(
            &format!("phoneNumbers[type eq \"{kind}\"].primary"),
            json!(primary),
        );
    }
    for name in [
        "employeeNumber",
        "department",
        "costCenter",
        "organization",
        "division",
    ] {
        push(&enterprise(name), json!(format!("{name} DIOOXYMK")));
    }
    push(&enterprise("manager"), json!({"value": "XYMKVVRYDIOO"}));
    for part in ["display", "value", "type"] {
        push(
            &format!("roles[primary eq \"True\"].{part}"),
            json!(format!("{part} EBPPYLQB")),
        );
    }
    push("userType", json!("DVJQGXOWWUZO"));
    push("nickName", json!("UYUFHUBRQROV"));
    push("locale", json!("RJWNTUNNOHNZ"));
    push("timezone", json!("Africa/Tunis"));
    push("profileUrl", json!("BAPNQLJSRQGD"));
    attributes
}

fn full_user() -> Value {
    json!({
        "userName": "x",
        "name": {
            "formatted": "Brennan",
            "familyName": "Delphine",
            "givenName": "Dayne",
            "middleName": "Lauretta",
            "honorificPrefix": "Rhea",
            "honorificSuffix": "Rae"
        },
        "displayName": "BOIDIUUFBLNS",
        "nickName": "UYUFHUBRQROV",
        "profileUrl": "BAPNQLJSRQGD",
        "title": "HKTIFRJGOTRB",
        "userType": "DVJQGXOWWUZO",
        "preferredLanguage": "hi",
        "locale": "RJWNTUNNOHNZ",
        "timezone": "Africa/Tunis",
        "active": true,
        "emails": [{"value": "marcelle@hane.name", "type": "work", "primary": true}],
        "phoneNumbers": [
            {"value": "10-040-work", "type": "work", "primary": true},
            {"value": "10-040-mobile", "type": "mobile", "primary": false},
            {"value": "10-040-fax", "type": "fax", "primary": false}
        ],
        "addresses": [{
            "formatted": "YUTWVCVVUQJI",
            "streetAddress": "3157 Felipa Summit",
            "locality": "UIJKWBNUGGDO",
            "region": "UKGAIMBBDBZJ",
            "postalCode": "qg79 6xp",
            "country": "Mali",
            "type": "work",
            "primary": true
        }],
        "roles": [
            {"value": "value EBPPYLQB", "display": "display EBPPYLQB", "type": "type EBPPYLQB", "primary": true}
        ],
        ENTERPRISE_USER: {
            "employeeNumber": "employeeNumber DIOOXYMK",
            "costCenter": "costCenter DIOOXYMK",
            "organization": "organization DIOOXYMK",
            "division": "division DIOOXYMK",
            "department": "department DIOOXYMK",
            "manager": {"value": "XYMKVVRYDIOO"}
        }
    })
}

fn operations(op: &str, attributes: &[(String, Value)]) -> Value {
    attributes
        .iter()
        .map(|(path, value)| json!({"op": op, "path": path, "value": value}))
        .collect()
}

#[test]
fn every_operation_fills_a_user_who_has_only_a_name() {
    for op in ["add", "Add", "replace"] {
        check(
            json!({"userName": "x"}),
            operations(op, &attributes()),
            full_user(),
        );
    }
}

#[test]
fn the_order_of_the_operations_does_not_matter_to_the_values() {
    let mut reversed = attributes();
    reversed.reverse();
    let mut expected = full_user();
    // Elements stand in the order in which they were created.
    expected["phoneNumbers"].as_array_mut().unwrap().reverse();
    check(
        json!({"userName": "x"}),
        operations("add", &reversed),
        expected,
    );
}

#[test]
fn one_request_for_each_attribute_gives_the_same_as_one_request_for_all() {
    let user = attributes()
        .into_iter()
        .fold(json!({"userName": "x"}), |user, attribute| {
            user_after(&user, &operations("add", &[attribute]))
        });
    assert_eq!(user, full_user());
}

#[test]
fn without_rules_nothing_is_created_by_a_filter() {
    for (path, value) in attributes() {
        let one = operations("add", &[(path.clone(), value)]);
        let strict = patched("User", &json!({"userName": "x"}), &one, Rules::NONE);
        let expected = match path.as_str() {
            // "True" is no boolean, so the filter itself is wrong.
            path if path.starts_with("roles[") => Some(ErrorKind::InvalidFilter),
            path if path.contains('[') => Some(ErrorKind::NoTarget),
            _ => None,
        };
        assert_eq!(strict.err().map(|error| error.kind), expected, "{path}");
    }
}

#[test]
fn every_operation_replaces_on_a_full_user() {
    let changed: Vec<(String, Value)> = attributes()
        .into_iter()
        .map(|(path, value)| match value {
            Value::String(text) => (path, json!(format!("new {text}"))),
            Value::Object(_) => (path, json!({"value": "new XYMKVVRYDIOO"})),
            other => (path, other),
        })
        .collect();
    let after = user_after(&full_user(), &operations("replace", &changed));
    assert_eq!(
        user_after(&json!({"userName": "x"}), &operations("add", &changed)),
        after
    );
    assert_eq!(after["roles"].as_array().unwrap().len(), 1);
    assert_eq!(after["phoneNumbers"].as_array().unwrap().len(), 3);
    assert_eq!(
        after[ENTERPRISE_USER]["manager"]["value"],
        "new XYMKVVRYDIOO"
    );
    assert_eq!(after["addresses"][0]["country"], "new Mali");
}

#[test]
fn the_same_attributes_as_keys_of_one_value() {
    let value: Object = attributes().into_iter().collect();
    check(
        json!({"userName": "x"}),
        json!([{"op": "replace", "value": value}]),
        full_user(),
    );
}

#[test]
fn removing_every_attribute_again_leaves_the_name() {
    let removals: Value = attributes()
        .iter()
        .map(|(path, _)| path.split(['[', '.']).next().unwrap_or_default())
        .map(|attribute| {
            if attribute.starts_with("urn") {
                ENTERPRISE_USER
            } else {
                attribute
            }
        })
        .map(|path| json!({"op": "remove", "path": path}))
        .collect();
    check(full_user(), removals, json!({"userName": "x"}));
}
