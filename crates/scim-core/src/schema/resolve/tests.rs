use scim_filter_parser::parse_path;

use super::*;
use crate::schema::{ENTERPRISE_USER, GROUP, Registry, USER};

fn resolved(text: &str) -> String {
    let registry = Registry::builtin();
    let user = registry.by_name("User").unwrap();
    match user.resolve(&parse_path(text).unwrap()) {
        None => "nothing".to_owned(),
        Some(Resolved::Extension(schema)) => format!("extension {}", schema.name),
        Some(Resolved::Attribute {
            extension,
            attribute,
            sub,
        }) => {
            let schema = extension.map_or("core", |e| &e.name);
            let sub = sub.map(|s| format!(".{}", s.name)).unwrap_or_default();
            format!("{schema} {}{sub}", attribute.name)
        }
    }
}

#[test]
fn paths_name_attributes_in_any_case() {
    let enterprise = ENTERPRISE_USER;
    let cases = [
        ("userName".to_owned(), "core userName"),
        ("USERNAME".to_owned(), "core userName"),
        ("name.familyname".to_owned(), "core name.familyName"),
        ("emails.Value".to_owned(), "core emails.value"),
        ("groups.$ref".to_owned(), "core groups.$ref"),
        ("id".to_owned(), "core id"),
        ("externalid".to_owned(), "core externalId"),
        ("meta.lastmodified".to_owned(), "core meta.lastModified"),
        ("schemas".to_owned(), "core schemas"),
        (format!("{USER}:userName"), "core userName"),
        (format!("{USER}:name.givenName"), "core name.givenName"),
        (USER.to_uppercase() + ":USERNAME", "core userName"),
        (
            format!("{enterprise}:department"),
            "EnterpriseUser department",
        ),
        (
            format!("{enterprise}:manager.value"),
            "EnterpriseUser manager.value",
        ),
        (
            enterprise.to_uppercase() + ":Manager",
            "EnterpriseUser manager",
        ),
        (enterprise.to_owned(), "extension EnterpriseUser"),
        (enterprise.to_lowercase(), "extension EnterpriseUser"),
        ("manager".to_owned(), "EnterpriseUser manager"),
        (
            "manager.displayName".to_owned(),
            "EnterpriseUser manager.displayName",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(resolved(&text), expected, "{text}");
    }
}

#[test]
fn other_paths_name_nothing() {
    let enterprise = ENTERPRISE_USER;
    for text in [
        "nosuch",
        "userName.value",
        "name.nosuch",
        "members",
        USER,
        &format!("{USER}:department"),
        &format!("{GROUP}:displayName"),
        &format!("{enterprise}:userName"),
        &format!("{enterprise}:manager.nosuch"),
        "urn:example:2.0:Thing",
        "urn:example:2.0:Thing:a.b",
    ] {
        assert_eq!(resolved(text), "nothing", "{text}");
    }
}

#[test]
fn types_know_what_is_special_about_them() {
    let registry = Registry::builtin();
    let facts = |name: &str| {
        let t = registry.by_name(name).unwrap();
        (
            t.has_members(),
            t.unique_attribute().map(|a| a.name.clone()),
        )
    };
    assert_eq!(facts("User"), (false, Some("userName".to_owned())));
    assert_eq!(facts("Group"), (true, Some("displayName".to_owned())));
}
