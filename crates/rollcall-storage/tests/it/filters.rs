//! SQL and evaluator together find what the evaluator alone finds.

mod arbitrary;
mod own_types;
mod random_indexes;

use std::collections::BTreeSet;

use proptest::prelude::*;
use rollcall_storage::attribute_indexes::State;
use rollcall_storage::resources::{self, Query, Scope, Stored};
use rollcall_storage::{Conn, Error, Store, memberships, tenants};
use scim_core::Rules;
use scim_core::condition::{self, Condition};
use scim_core::render::{self, Relations};
use scim_core::schema::ResourceType;
use serde_json::json;
use tokio::runtime::Builder;
use uuid::Uuid;

use crate::harness::{
    Database, NOW, groups, insert_all, insert_into, on_both, page, resource, tenant, users,
};
use arbitrary::{PERSON_PLACES, World, filter, ids, quoted, texts, world};

/// Puts a world into a new tenant, and answers its name.
fn create(tx: &mut Conn, world: &World) -> Result<String, Error> {
    let name = format!("w{}", Uuid::now_v7().simple())
        .chars()
        .rev()
        .take(20)
        .collect::<String>();
    tenants::create(tx, &tenant(&name))?;
    let ids = ids();
    for (i, (user_name, attributes)) in world.people.iter().enumerate() {
        let mut attributes = attributes.clone();
        attributes.insert("userName".to_owned(), user_name.clone().into());
        let at = NOW + 1_000 * i64::try_from(i).unwrap();
        let stored = Stored {
            id: ids[i],
            version: 1,
            created: at,
            modified: at + 1_000,
            attributes,
            held: None,
        };
        insert_into(tx, &name, &users(), &stored)?;
    }
    for (i, (display_name, members)) in world.groups.iter().enumerate() {
        let attributes = display_name
            .iter()
            .map(|name| ("displayName".to_owned(), name.clone().into()))
            .collect();
        let stored = Stored {
            id: ids[4 + i],
            version: 1,
            created: NOW,
            modified: NOW,
            attributes,
            held: None,
        };
        resources::insert(
            tx,
            &Scope {
                tenant: &name,
                resource_type: &groups(),
            },
            &stored,
            None,
        )?;
        let missing = memberships::unknown(tx, &name, members)?;
        let members: Vec<_> = members
            .iter()
            .copied()
            .filter(|id| !missing.contains(id))
            .collect();
        memberships::add(tx, &name, stored.id, &members)?;
    }
    Ok(name)
}

/// The evaluator alone, over everything.
fn evaluated(
    conn: &mut Conn,
    scope: &Scope<'_>,
    condition: &Condition,
) -> Result<Vec<Uuid>, Error> {
    let all = resources::after(conn, scope, None, None, 100)?;
    let matches = |(stored, relations): &(Stored, Relations)| {
        let object = render::object(scope.resource_type, stored.clone().into(), relations, "");
        condition.matches(&object)
    };
    Ok(all
        .into_iter()
        .filter(matches)
        .map(|(stored, _)| stored.id)
        .collect())
}

fn compare(conn: &mut Conn, tenant: &str, rt: &ResourceType, filter: &str) -> Result<(), Error> {
    let condition = condition::parse(rt, filter, Rules::NONE).unwrap();
    let scope = Scope {
        tenant,
        resource_type: rt,
    };
    let expected = evaluated(conn, &scope, &condition)?;
    let after = resources::after(conn, &scope, Some(&condition), None, 100)?;
    assert_eq!(
        after
            .into_iter()
            .map(|(stored, _)| stored.id)
            .collect::<Vec<_>>(),
        expected,
        "after: {filter}"
    );
    let query = Query {
        condition: Some(condition),
        ..Query::default()
    };
    let page = page(conn, &scope, &query, 0, 100)?;
    assert_eq!(
        page.total,
        i64::try_from(expected.len()).unwrap(),
        "total: {filter}"
    );
    assert_eq!(crate::harness::ids(page), expected, "list: {filter}");
    Ok(())
}

on_both! { every_operator_on_every_text }

async fn every_operator_on_every_text(database: Database) {
    let store = database.store().await;
    let rt = users();
    let mut seen = BTreeSet::new();
    let names = texts()
        .into_iter()
        .filter(|text| seen.insert(scim_core::fold(text).into_owned()));
    let everywhere = |text: String| {
        resource(
            json!({"userName": text, "displayName": text, "externalId": text, "emails": [{"value": text}]}),
        )
    };
    let people: Vec<_> = names.map(everywhere).collect();
    insert_all(&store, &rt, &people).await;
    let object =
        |stored: &Stored| render::object(&rt, stored.clone().into(), &Relations::default(), "");
    let objects: Vec<_> = people.iter().map(object).collect();
    let mut expected = Vec::new();
    for place in ["userName", "displayName", "externalId", "emails.value"] {
        for op in ["eq", "co", "sw", "ew", "gt", "ge", "lt", "le"] {
            for text in texts() {
                let filter = format!("{place} {op} {}", quoted(&text));
                let condition = condition::parse(&rt, &filter, Rules::NONE).unwrap();
                let matching = people
                    .iter()
                    .zip(&objects)
                    .filter(|(_, object)| condition.matches(object));
                let matching: Vec<_> = matching.map(|(stored, _)| stored.id).collect();
                expected.push((filter, condition, matching));
            }
        }
    }
    let list = move |conn: &mut Conn| {
        for (filter, condition, matching) in expected {
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            let query = Query {
                condition: Some(condition),
                ..Query::default()
            };
            let page = page(conn, &scope, &query, 0, 100)?;
            assert_eq!(crate::harness::ids(page), matching, "{filter}");
        }
        Ok::<_, Error>(())
    };
    store.read(list).await.unwrap();
}

fn prove(database: &Database) {
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let store: Store = runtime.block_on(database.store());
    let config = ProptestConfig {
        cases: 96,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    };
    let filters = proptest::collection::vec(filter(false), 24);
    let group_filters = proptest::collection::vec(filter(true), 8);
    let indexed = proptest::sample::subsequence(PERSON_PLACES.to_vec(), 0..=PERSON_PLACES.len());
    proptest!(config, |(world in world(), filters in filters, group_filters in group_filters, indexed in indexed)| {
        let checked = runtime.block_on(store.write(move |tx| {
            let name = create(tx, &world)?;
            for path in &indexed {
                if let Some(index) = random_indexes::useful(&name, &users(), path) {
                    random_indexes::create(tx, &name, index, State::Ready)?;
                }
            }
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
