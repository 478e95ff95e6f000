//! What the characteristics of an attribute mean for filters.

use super::*;

/// A filter would tell what nobody may read, bit by bit.
#[test]
fn what_is_never_returned_cannot_be_filtered_by() {
    let secret = json!({"name": "pin", "type": "string", "returned": "never"});
    let rt = with_attributes(&json!([
        secret,
        {"name": "card", "type": "complex", "subAttributes": [secret, {"name": "number", "type": "string"}]},
        {"name": "keys", "type": "complex", "multiValued": true, "subAttributes": [secret, {"name": "value", "type": "string"}]},
        {"name": "safe", "type": "complex", "returned": "never", "subAttributes": [{"name": "number", "type": "string"}]},
    ]));
    for filter in [
        "pin eq \"1\"",
        "card.pin sw \"1\"",
        "keys.pin pr",
        "keys[pin eq \"1\"]",
        "keys[value pr].pin eq \"1\"",
        "safe.number eq \"1\"",
        "safe pr",
    ] {
        let error = parse(&rt, filter, Rules::ALL).unwrap_err();
        assert!(
            error.detail.contains("is never returned"),
            "{filter}: {error}"
        );
    }
    assert!(parse(&rt, "card.number eq \"1\" and keys.value pr", Rules::NONE).is_ok());
}

/// "A binary is case exact", "a reference is case exact" (RFC 7643 §2.3.6, §2.3.7), and /Schemas says so.
#[test]
fn binaries_and_references_are_compared_with_their_case() {
    let mut definitions = crate::schema::Definitions::default();
    definitions
        .read(&json!([
            {"id": "urn:example:Machine", "attributes": [
                {"name": "key", "type": "binary", "caseExact": false}, {"name": "home", "type": "reference"}, {"name": "note"},
            ]},
            {"name": "Machine", "endpoint": "/Machines", "schema": "urn:example:Machine"},
        ]))
        .unwrap();
    let registry = Registry::builtin().extend(&definitions.schemas, &definitions.resource_types);
    let registry = registry.unwrap();
    let rt = registry.by_name("Machine").unwrap();
    let machine = json!({"key": "YQ==", "home": "https://example.com/A", "note": "A"});
    for (filter, expected) in [
        ("key eq \"YQ==\"", true),
        ("key eq \"yq==\"", false),
        ("home ew \"/A\"", true),
        ("home ew \"/a\"", false),
        ("note eq \"a\"", true),
    ] {
        let condition = parse(rt, filter, Rules::NONE).unwrap();
        assert_eq!(
            condition.matches(machine.as_object().unwrap()),
            expected,
            "{filter}"
        );
    }
    let exact = |name: &str| rt.attribute(name).unwrap().case_exact;
    assert!(exact("key") && exact("home") && exact("schemas") && !exact("note"));
}
