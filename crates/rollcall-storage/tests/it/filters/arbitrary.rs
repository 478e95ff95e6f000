//! Arbitrary tenants and filters.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use scim_core::Object;
use scim_core::schema::ENTERPRISE_USER;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::NOW;

/// Texts that databases, cases, patterns and lengths get wrong.
pub(super) fn texts() -> Vec<String> {
    let long = "lange ".repeat(50);
    [
        "",
        "a",
        "A",
        "b",
        "ab",
        "Ab%",
        "a_b",
        "a\\b",
        "%",
        "_",
        "\\",
        "Straße",
        "STRASSE",
        "strasse",
        "é",
        "e\u{301}",
        "É",
        "ΣΊΣΥΦΟΣ",
        "σίσυφος",
        "İ",
        "i̇",
        "ı",
        "ﬁ",
        "fi",
        "😀",
        "\u{10FFFF}",
        "a\u{10FFFF}",
        "\u{D7FF}",
        "\u{E000}",
        "'",
        "\"; --",
        "a b",
        "Z",
        "z",
        "0",
        "10",
        "9",
        "ange x",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([
        long.clone(),
        format!("{long}x"),
        long.to_uppercase(),
        "y".repeat(254),
        "y".repeat(255),
        "y".repeat(256),
    ])
    .collect()
}

pub(super) fn text() -> impl Strategy<Value = String> {
    select(texts())
}

pub(super) fn ids() -> Vec<Uuid> {
    (1..=6).map(Uuid::from_u128).collect()
}

/// A person's attributes beside the user name, each present or not.
fn person() -> impl Strategy<Value = Object> {
    let email = (text(), select(vec!["work", "home"]), any::<bool>());
    (
        proptest::option::of(text()),
        proptest::option::of(text()),
        proptest::option::of(any::<bool>()),
        proptest::collection::vec(email, 0..3),
        proptest::option::of(text()),
        proptest::option::of(text()),
        proptest::option::of(text()),
    )
        .prop_map(|(display_name, external_id, active, emails, employee_number, manager, title)| {
            let emails: Vec<_> =
                emails.into_iter().map(|(value, kind, primary)| json!({"value": value, "type": kind, "primary": primary})).collect();
            let mut object = Object::new();
            let mut put = |name: &str, value: Option<Value>| value.map(|value| object.insert(name.to_owned(), value));
            put("displayName", display_name.map(Value::from));
            put("externalId", external_id.map(Value::from));
            put("active", active.map(Value::from));
            put("title", title.map(Value::from));
            put("emails", (!emails.is_empty()).then(|| Value::from(emails)));
            let mut enterprise = Object::new();
            employee_number.map(|number| enterprise.insert("employeeNumber".to_owned(), number.into()));
            manager.map(|id| enterprise.insert("manager".to_owned(), json!({"value": id})));
            put(ENTERPRISE_USER, (!enterprise.is_empty()).then(|| Value::from(enterprise)));
            object
        })
}

/// What a tenant contains: people with distinct user names, groups that may be twins, and who is in which.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) people: Vec<(String, Object)>,
    pub(super) groups: Vec<(Option<String>, Vec<Uuid>)>,
}

pub(super) fn world() -> impl Strategy<Value = World> {
    let people = proptest::collection::vec((text(), person()), 4);
    let groups = proptest::collection::vec(
        (
            proptest::option::of(text()),
            subsequence(ids()[..4].to_vec(), 0..4),
        ),
        2,
    );
    (people, groups).prop_map(|(mut people, groups)| {
        let mut seen = BTreeSet::new();
        people.retain(|(name, _)| seen.insert(scim_core::fold(name).into_owned()));
        World { people, groups }
    })
}

pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

pub(super) const PERSON_PLACES: &[&str] = &[
    "userName",
    "displayName",
    "externalId",
    "title",
    "emails.value",
    "emails",
    "emails.type",
    "id",
    "groups.value",
    "groups.display",
    "meta.resourceType",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
];
const GROUP_PLACES: &[&str] = &[
    "displayName",
    "externalId",
    "members.value",
    "members.display",
    "id",
    "meta.resourceType",
];
const TEXT_OPS: &[&str] = &["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];
const TIME_OPS: &[&str] = &["eq", "ne", "gt", "ge", "lt", "le"];
const ACTIVE: &[&str] = &[
    "active eq true",
    "active eq false",
    "active ne true",
    "active pr",
    "active eq null",
    "emails pr",
    "not (groups pr)",
];

/// A comparison or presence test of a person, or with `of_group` of a group.
fn term(of_group: bool) -> impl Strategy<Value = String> {
    let places = select(if of_group {
        GROUP_PLACES
    } else {
        PERSON_PLACES
    });
    let operand = prop_oneof![
        4 => text().prop_map(|text| quoted(&text)),
        1 => select(ids()).prop_map(|id| quoted(&id.to_string())),
        1 => select(vec!["\"User\"", "\"group\"", "\"work\""]).prop_map(str::to_owned),
    ];
    let compare = (places.clone(), select(TEXT_OPS), operand)
        .prop_map(|(place, op, operand)| format!("{place} {op} {operand}"));
    let present = places.prop_map(|place| format!("{place} pr"));
    let instants = select(vec![NOW - 1_000, NOW, NOW + 1_000, NOW + 3_000])
        .prop_map(scim_core::format_instant);
    let times = (
        select(vec!["created", "lastModified"]),
        select(TIME_OPS),
        instants,
    )
        .prop_map(|(place, op, at)| format!("meta.{place} {op} \"{at}\""));
    let special = if of_group {
        of_members().boxed()
    } else {
        of_values().boxed()
    };
    prop_oneof![6 => compare, 2 => present, 1 => times, 3 => special]
}

fn of_members() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("members pr".to_owned()),
        select(ids()).prop_map(|id| format!("members[value eq \"{id}\"]")),
        select(ids()).prop_map(|id| format!("members[type eq \"User\" and value eq \"{id}\"]")),
    ]
}

fn of_values() -> impl Strategy<Value = String> {
    let kind = || select(vec!["work", "home"]);
    prop_oneof![
        select(ACTIVE).prop_map(str::to_owned),
        (select(TEXT_OPS), text())
            .prop_map(|(op, value)| format!("emails[value {op} {}]", quoted(&value))),
        (text(), kind()).prop_map(|(value, kind)| format!(
            "emails[type eq \"{kind}\" and value sw {}]",
            quoted(&value)
        )),
        (text(), kind()).prop_map(|(value, kind)| format!(
            "emails[type eq \"{kind}\" or value eq {}]",
            quoted(&value)
        )),
        select(ids()).prop_map(|id| format!("groups[value eq \"{id}\"]")),
    ]
}

pub(super) fn filter(of_group: bool) -> impl Strategy<Value = String> {
    term(of_group).prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|part| format!("not ({part})")),
            proptest::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("({})", parts.join(" and "))),
            proptest::collection::vec(inner, 2..4)
                .prop_map(|parts| format!("({})", parts.join(" or "))),
        ]
    })
}
