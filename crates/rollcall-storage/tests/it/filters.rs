//! SQL and evaluator together find what the evaluator alone finds.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rollcall_storage::resources::{self, Query, Scope, Stored};
use rollcall_storage::{Conn, Error, Store, memberships, tenants};
use scim_core::condition::{self, Condition};
use scim_core::render::{self, Relations, Resource};
use scim_core::schema::{ENTERPRISE_USER, ResourceType};
use scim_core::{Object, Tolerances};
use serde_json::{Value, json};
use tokio::runtime::Builder;
use uuid::Uuid;

use crate::harness::{Database, NOW, groups, insert_into, tenant, users};

/// Texts that databases, cases, patterns and lengths get wrong.
fn text() -> impl Strategy<Value = String> {
    let long = "lange ".repeat(50);
    let pool: Vec<String> = [
        "", "a", "A", "b", "ab", "Ab%", "a_b", "a\\b", "%", "_", "\\", "Straße", "STRASSE", "strasse", "é", "e\u{301}", "É",
        "ΣΊΣΥΦΟΣ", "σίσυφος", "İ", "i̇", "ı", "ﬁ", "fi", "😀", "\u{10FFFF}", "a\u{10FFFF}", "\u{D7FF}", "\u{E000}", "'", "\"; --",
        "a b", "Z", "z", "0", "10", "9",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([long.clone(), format!("{long}x"), long.to_uppercase(), "y".repeat(254), "y".repeat(255), "y".repeat(256)])
    .collect();
    select(pool)
}

fn ids() -> Vec<Uuid> {
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
struct World {
    people: Vec<(String, Object)>,
    groups: Vec<(Option<String>, Vec<Uuid>)>,
}

fn world() -> impl Strategy<Value = World> {
    let people = proptest::collection::vec((text(), person()), 4);
    let groups = proptest::collection::vec((proptest::option::of(text()), subsequence(ids()[..4].to_vec(), 0..4)), 2);
    (people, groups).prop_map(|(mut people, groups)| {
        let mut seen = BTreeSet::new();
        people.retain(|(name, _)| seen.insert(scim_core::fold(name).into_owned()));
        World { people, groups }
    })
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A comparison or presence test of a person, or with `of_group` of a group.
fn term(of_group: bool) -> impl Strategy<Value = String> {
    let places = if of_group {
        vec!["displayName", "externalId", "members.value", "members.display", "id", "meta.resourceType"]
    } else {
        vec![
            "userName", "displayName", "externalId", "title", "emails.value", "emails", "emails.type", "id", "groups.value",
            "groups.display", "meta.resourceType", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
        ]
    };
    let instants = select(vec![NOW - 1_000, NOW, NOW + 1_000, NOW + 3_000]).prop_map(|at| quoted(&scim_core::format_instant(at)));
    let operand = prop_oneof![4 => text().prop_map(|text| quoted(&text)), 1 => select(ids()).prop_map(|id| quoted(&id.to_string())),
        1 => select(vec!["\"User\"", "\"group\"", "\"work\""]).prop_map(str::to_owned)];
    let ops = select(vec!["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]);
    let compare = (select(places.clone()), ops.clone(), operand).prop_map(|(place, op, operand)| format!("{place} {op} {operand}"));
    let present = select(places).prop_map(|place| format!("{place} pr"));
    let times = (select(vec!["meta.created", "meta.lastModified"]), select(vec!["eq", "ne", "gt", "ge", "lt", "le"]), instants)
        .prop_map(|(place, op, operand)| format!("{place} {op} {operand}"));
    let special = if of_group {
        prop_oneof![select(ids()).prop_map(|id| format!("members[value eq \"{id}\"]")), Just("members pr".to_owned()),
            select(ids()).prop_map(|id| format!("members[type eq \"User\" and value eq \"{id}\"]"))]
        .boxed()
    } else {
        prop_oneof![
            select(vec!["active eq true", "active eq false", "active ne true", "active pr", "active eq null", "emails pr"]).prop_map(str::to_owned),
            (ops, text()).prop_map(|(op, value)| format!("emails[value {op} {}]", quoted(&value))),
            (text(), any::<bool>()).prop_map(|(value, work)| format!("emails[type eq \"{}\" and value sw {}]", if work { "work" } else { "home" }, quoted(&value))),
            text().prop_map(|value| format!("emails[type eq \"work\" or value eq {}]", quoted(&value))),
            select(ids()).prop_map(|id| format!("groups[value eq \"{id}\"]")),
        ]
        .boxed()
    };
    prop_oneof![6 => compare, 2 => present, 1 => times, 3 => special]
}

fn filter(of_group: bool) -> impl Strategy<Value = String> {
    term(of_group).prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|part| format!("not ({part})")),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            proptest::collection::vec(inner, 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
        ]
    })
}

/// Puts a world into a new tenant, and answers its name.
fn create(tx: &mut Conn, world: &World) -> Result<String, Error> {
    let name = format!("w{}", Uuid::now_v7().simple()).chars().rev().take(20).collect::<String>();
    tenants::create(tx, &tenant(&name))?;
    let ids = ids();
    for (i, (user_name, attributes)) in world.people.iter().enumerate() {
        let mut attributes = attributes.clone();
        attributes.insert("userName".to_owned(), user_name.clone().into());
        let at = NOW + 1_000 * i64::try_from(i).unwrap();
        let stored = Stored { id: ids[i], version: 1, created: at, modified: at + 1_000, attributes };
        insert_into(tx, &name, &users(), &stored)?;
    }
    for (i, (display_name, members)) in world.groups.iter().enumerate() {
        let attributes = display_name.iter().map(|name| ("displayName".to_owned(), name.clone().into())).collect();
        let stored = Stored { id: ids[4 + i], version: 1, created: NOW, modified: NOW, attributes };
        resources::insert(tx, &Scope { tenant: &name, resource_type: &groups() }, &stored, None)?;
        let missing = memberships::unknown(tx, &name, members)?;
        let members: Vec<_> = members.iter().copied().filter(|id| !missing.contains(id)).collect();
        memberships::add(tx, &name, stored.id, &members)?;
    }
    Ok(name)
}

/// The evaluator alone, over everything.
fn evaluated(conn: &mut Conn, scope: &Scope<'_>, condition: &Condition) -> Result<Vec<Uuid>, Error> {
    let all = resources::after(conn, scope, None, None, 100)?;
    let matches = |(stored, relations): &(Stored, Relations)| {
        let object = render::object(scope.resource_type, &Resource::from(stored.clone()), relations, "");
        condition.matches(&object)
    };
    Ok(all.into_iter().filter(matches).map(|(stored, _)| stored.id).collect())
}

fn compare(conn: &mut Conn, tenant: &str, rt: &ResourceType, filter: &str) -> Result<(), Error> {
    let condition = condition::parse(rt, filter, Tolerances::NONE).unwrap();
    let scope = Scope { tenant, resource_type: rt };
    let expected = evaluated(conn, &scope, &condition)?;
    let after = resources::after(conn, &scope, Some(&condition), None, 100)?;
    assert_eq!(after.into_iter().map(|(stored, _)| stored.id).collect::<Vec<_>>(), expected, "after: {filter}");
    let page = resources::list(conn, &scope, &Query { condition: Some(condition), limit: 100, ..Query::default() })?;
    assert_eq!(page.total, i64::try_from(expected.len()).unwrap(), "total: {filter}");
    assert_eq!(page.rows.into_iter().map(|(stored, _)| stored.id).collect::<Vec<_>>(), expected, "list: {filter}");
    Ok(())
}

fn prove(database: &Database) {
    let runtime = Builder::new_current_thread().build().unwrap();
    let store: Store = runtime.block_on(database.store());
    let config = ProptestConfig { cases: 96, failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default() };
    let filters = proptest::collection::vec(filter(false), 24);
    let group_filters = proptest::collection::vec(filter(true), 8);
    proptest!(config, |(world in world(), filters in filters, group_filters in group_filters)| {
        let checked = runtime.block_on(store.write(move |tx| {
            let name = create(tx, &world)?;
            filters.iter().try_for_each(|filter| compare(tx, &name, &users(), filter))?;
            group_filters.iter().try_for_each(|filter| compare(tx, &name, &groups(), filter))
        }));
        prop_assert!(checked.is_ok(), "{checked:?}");
    });
}

#[test]
fn sql_and_evaluator_agree_on_sqlite() {
    prove(&Database::sqlite());
}

#[test]
fn sql_and_evaluator_agree_on_postgres() {
    match Database::postgres() {
        Some(database) => prove(&database),
        None => eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set"),
    }
}
