//! What a mapping reads of what was sent.

use scim_core::schema::Registry;
use serde_json::{Value, json};

use crate::{Definition, Mapping, Read, SentPath};

/// Whether a mapping with this source, of a field of this kind, reads what was sent.
#[track_caller]
fn check(source: &Value, sent: &[&str], came: bool) {
    let registry = Registry::builtin();
    let users = registry.by_name("User").unwrap();
    let definition = json!({"fields": [{"key": "x", "kind": "text", "labels": {"en": "X"}, "sources": [source]}]});
    let definition = Definition::of(definition).unwrap();
    Mapping::new(&definition, users).unwrap();
    let sent: Vec<_> = sent
        .iter()
        .map(|path| SentPath::new(users, path).unwrap())
        .collect();
    let reads = definition.reads(users);
    assert_eq!(
        reads.iter().all(|read: &Read| read.came(&sent)),
        came,
        "{reads:?}"
    );
}

#[test]
fn a_path_is_read_where_something_such_was_sent() {
    let path = |path: &str| json!({"path": path});
    let work = r#"phoneNumbers[type eq "work"].value"#;
    let primary = r#"phoneNumbers[type eq "work"].primary"#;
    check(&path("title"), &["title"], true);
    check(&path("TITLE"), &["title"], true);
    check(&path("title"), &["name.givenName"], false);
    check(&path("name.givenName"), &["name.familyName"], false);
    check(&path(work), &[work], true);
    check(
        &path(r#"phoneNumbers[type eq "WORK"].value"#),
        &[work],
        true,
    );
    check(
        &path(r#"phoneNumbers[type eq "mobile"].value"#),
        &[work],
        false,
    );
    check(&path(r#"phoneNumbers[type sw "wo"].value"#), &[work], true);
    check(&path("phoneNumbers.value"), &[work], true);
    check(&path("phoneNumbers[not (type pr)].value"), &[work], false);
    check(
        &path("phoneNumbers[not (type pr)].value"),
        &["phoneNumbers.value"],
        true,
    );
    check(&path("phoneNumbers[primary eq true].value"), &[work], false);
    check(
        &path("phoneNumbers[primary eq true].value"),
        &[work, primary],
        true,
    );
    check(
        &path(r#"phoneNumbers[primary eq true and not (type eq "work")].value"#),
        &[work, primary],
        false,
    );
    check(
        &path(r#"phoneNumbers[type eq "home" or type eq "work"].value"#),
        &[work],
        true,
    );
    // Only the value could tell.
    check(
        &path(r#"phoneNumbers[value sw "+49"].value"#),
        &[work],
        true,
    );
    check(
        &path("department"),
        &["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"],
        true,
    );
    check(
        &path("urn:acme:1.0:User:shoe"),
        &["urn:acme:1.0:User:shoe"],
        true,
    );
    check(
        &path("urn:acme:1.0:User:shoe"),
        &["urn:okta:1.0:User:shoe"],
        false,
    );
    // What is asked about is not what is read.
    check(&path(work), &[primary], false);
}

#[test]
fn conditions_and_managers_read_too_and_what_the_server_assigns_is_not_waited_for() {
    let rule = |when: &str| json!({"constant": {"value": "x", "when": when}});
    check(
        &rule("title co \"Chief\" and nickName pr"),
        &["title", "nickName"],
        true,
    );
    check(
        &rule("title co \"Chief\" and nickName pr"),
        &["title"],
        false,
    );
    check(
        &rule("emails[type eq \"work\" and value ew \".de\"]"),
        &[r#"emails[type eq "work"].value"#],
        true,
    );
    check(
        &rule("groups.display eq \"Sales\" or meta.created gt \"2026-01-01T00:00:00Z\""),
        &[],
        true,
    );
    check(&json!({"manager": "x"}), &[], false);
    let reference = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value";
    check(&json!({"manager": "x"}), &[reference], true);
}

#[test]
fn rules_are_readers_too() {
    let registry = Registry::builtin();
    let users = registry.by_name("User").unwrap();
    let definition = json!({
        "fields": [{"key": "x", "kind": "text", "labels": {"en": "X"}, "sources": [{"path": "title"}]}],
        "signatures": [{"key": "s", "name": "S", "templates": {"en": {"html": "", "text": ""}}}],
        "assignment": {
            "exceptions": [{"name": "Robots", "when": "userType eq \"robot\""}],
            "rules": [{"key": "chiefs", "name": "Chiefs", "when": "title co \"Chief\" and fields.x pr", "signature": "s"}],
        },
        "targets": {"groups": {"saved": [{"name": "Sales", "when": "department eq \"Sales\""}]}},
    });
    let reads = Definition::of(definition).unwrap().reads(users);
    let told: Vec<_> = reads
        .iter()
        .map(|read| {
            (
                read.path.as_str(),
                read.fields.join(","),
                read.rules.join(","),
            )
        })
        .collect();
    let of_rule = |path, rule: &str| (path, String::new(), rule.to_owned());
    assert_eq!(
        told,
        [
            ("title", "x".to_owned(), "rule chiefs".to_owned()),
            of_rule("userType", "exception Robots"),
            of_rule("department", "target group Sales"),
        ]
    );
}
