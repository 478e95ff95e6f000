use super::*;
use crate::schema::{ENTERPRISE_USER, GROUP, Kind, Mutability, Returned, USER};

fn registry() -> Registry {
    Registry::builtin()
}

fn user() -> ResourceType {
    registry().by_name("User").unwrap().clone()
}

#[test]
fn types_are_found_by_endpoint_and_by_name() {
    let registry = registry();
    let names: Vec<&str> = registry.types().iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["User", "Group"]);
    assert_eq!(registry.by_endpoint("Users").unwrap().name, "User");
    assert_eq!(registry.by_name("gROUP").unwrap().endpoint, "Groups");
    assert!(registry.by_endpoint("users").is_none());
    assert!(registry.by_name("Device").is_none());
}

#[test]
fn each_schema_is_listed_once() {
    let mut registry = registry();
    let twin = registry.types[0].clone();
    registry.types.push(twin);
    let ids: Vec<&str> = registry
        .schemas()
        .into_iter()
        .map(|s| s.id.as_str())
        .collect();
    assert_eq!(ids, [USER, GROUP, ENTERPRISE_USER]);
}

/// Every definition obeys the rules of RFC 7643 §2.3 and §7.
#[test]
fn definitions_are_consistent() {
    fn check(path: &str, attribute: &Attribute, inside: bool) {
        let complex = attribute.kind == Kind::Complex;
        assert!(!attribute.description.is_empty(), "{path}: no description");
        assert_eq!(
            complex,
            !attribute.sub_attributes.is_empty(),
            "{path}: sub-attributes"
        );
        assert!(!(complex && inside), "{path}: complex inside complex");
        assert_eq!(
            attribute.kind == Kind::Reference,
            !attribute.reference_types.is_empty(),
            "{path}: referenceTypes"
        );
        assert!(
            attribute.canonical_values.is_empty() || attribute.kind == Kind::String,
            "{path}: canonicalValues"
        );
        if attribute.mutability == Mutability::WriteOnly {
            assert_eq!(
                attribute.returned,
                Returned::Never,
                "{path}: writeOnly is never returned"
            );
        }
        for sub in &attribute.sub_attributes {
            check(&format!("{path}.{}", sub.name), sub, true);
        }
    }
    for schema in registry().schemas() {
        for attribute in &schema.attributes {
            check(&attribute.name, attribute, false);
        }
    }
    for attribute in common() {
        check(&attribute.name, attribute, false);
    }
}

#[test]
fn errata_of_rfc_7643_are_applied() {
    let registry = registry();
    let group = registry.by_name("Group").unwrap();
    let user = user();
    assert!(group.attribute("displayName").unwrap().required, "EID 5368");
    let value = |name: &str| {
        user.attribute(name)
            .unwrap()
            .sub_attribute("value")
            .unwrap()
            .clone()
    };
    assert_eq!(
        value("x509Certificates").kind,
        Kind::Binary,
        "EID 5606 and 8435"
    );
    let reference = user
        .attribute("groups")
        .unwrap()
        .sub_attribute("$ref")
        .unwrap();
    assert_eq!(reference.reference_types, ["Group"], "EID 8471");
    let manager = user.extensions[0].schema.attribute("manager").unwrap();
    assert!(
        manager.sub_attribute("value").unwrap().case_exact,
        "EID 8472"
    );
}

#[test]
fn a_user_has_the_attributes_of_rfc_7643() {
    let user = user();
    let names: Vec<&str> = user.attributes().map(|a| a.name.as_str()).collect();
    assert_eq!(
        names.join(" "),
        "schemas id externalId userName name displayName nickName profileUrl title userType preferredLanguage \
         locale timezone active password emails phoneNumbers ims photos addresses groups entitlements roles \
         x509Certificates meta"
    );
}
