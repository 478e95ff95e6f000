//! Pages by position enter an index at their key, and filters by what providers ask for use one: on both
//! databases, as their own planners say.

use std::cell::RefCell;

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Integer, Text};
use scim_core::schema::{Registry, ResourceType};
use scim_core::sort::{Sort, SortKey};
use scim_core::{Rules, condition};
use serde_json::json;
use uuid::Uuid;

use super::chunks::filtered;
use super::indexed::read_by_indexes;
use super::{Part, Query as ListQuery};
use crate::conn::MultiBackend;
use crate::sort_sql::{Bound, Order, Way};
use crate::tables::attribute_indexes::{self, AttributeIndex, State};
use crate::tables::resources::{self, Row, Scope, Stored, View};
use crate::testing::TestDatabase;
use crate::{Conn, Error, Store, attribute_entries, memberships, tenants};

/// SQLite's plan of a query: four columns, of which the last says something.
#[derive(QueryId)]
struct Planned<Q>(Q);
/// PostgreSQL's.
#[derive(QueryId)]
struct Explained<Q>(Q);

impl<Q> Query for Planned<Q> {
    type SqlType = (Integer, Integer, Integer, Text);
}

impl<Q> Query for Explained<Q> {
    type SqlType = Text;
}

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for Planned<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql("EXPLAIN QUERY PLAN ");
        self.0.walk_ast(out.reborrow())
    }
}

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for Explained<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql("EXPLAIN (COSTS OFF) ");
        self.0.walk_ast(out.reborrow())
    }
}

impl<Q> diesel::RunQueryDsl<crate::conn::Db> for Planned<Q> {}
impl<Q> diesel::RunQueryDsl<crate::conn::Db> for Explained<Q> {}

fn users() -> ResourceType {
    Registry::builtin().by_name("User").unwrap().clone()
}

/// How the database reads the page after somebody in the middle.
fn plan(conn: &mut Conn, sort: Option<(&str, &str)>, postgres: bool) -> Result<String, Error> {
    let rt = users();
    let scope = Scope {
        tenant: "acme",
        resource_type: &rt,
    };
    let sort = sort.and_then(|(by, order)| Sort::parse(&rt, by, Some(order)).unwrap());
    let order = sort
        .as_ref()
        .map_or(Order::Unsorted, |sort| Order::find(&rt, sort).unwrap());
    let way = Way::new(sort.is_some_and(|sort| sort.descending), false);
    let bound = Bound {
        key: SortKey::Text("p1000".to_owned()),
        id: Uuid::now_v7(),
    };
    let selected = filtered(&scope, None, &[], View::Pushed).select(Row::COLUMNS);
    let stretch = if way.keys_ascend {
        0
    } else {
        order.stretches(way).len() - 1
    };
    let query = order
        .beyond(selected, order.stretches(way)[stretch], Some(&bound), way)
        .limit(11);
    explained(conn, query, postgres)
}

/// What the database's planner says of a query.
fn explained<Q>(conn: &mut Conn, query: Q, postgres: bool) -> Result<String, Error>
where
    Q: QueryFragment<MultiBackend> + QueryId,
{
    let lines = if postgres {
        Explained(query).load::<String>(&mut conn.db)?
    } else {
        let rows = Planned(query).load::<(i32, i32, i32, String)>(&mut conn.db)?;
        rows.into_iter().map(|(.., detail)| detail).collect()
    };
    Ok(lines.join("\n"))
}

/// How the database finds what a filter selects.
fn filter_plan(conn: &mut Conn, name: &str, filter: &str, postgres: bool) -> Result<String, Error> {
    let registry = Registry::builtin();
    let scope = Scope {
        tenant: "acme",
        resource_type: registry.by_name(name).unwrap(),
    };
    let condition = condition::parse(scope.resource_type, filter, Rules::NONE).unwrap();
    let indexes = attribute_indexes::ready(conn, &scope)?;
    let query = filtered(&scope, Some(&condition), &indexes, View::Pushed).select(Row::COLUMNS);
    explained(conn, query, postgres)
}

/// Inserts two thousand people who differ in everything that has an index.
fn insert(tx: &mut Conn) -> Result<(), Error> {
    let tenant = tenants::Tenant {
        id: "acme".to_owned(),
        name: "acme".to_owned(),
        created_at: 0,
    };
    tenants::create(tx, &tenant)?;
    let rt = users();
    let scope = Scope {
        tenant: "acme",
        resource_type: &rt,
    };
    let mut people = Vec::new();
    for i in 0..2_000 {
        let name = format!("p{i:04}");
        let emails = json!([{ "value": format!("{name}@example.com") }]);
        let attributes = json!({"userName": name, "displayName": name, "externalId": name, "emails": emails, "title": name, "locale": i.to_string()});
        let stored = Stored {
            id: Uuid::now_v7(),
            version: 1,
            created: 0,
            modified: 0,
            attributes: attributes.as_object().unwrap().clone(),
            held: None,
        };
        resources::insert(tx, &scope, &stored, Some(&name))?;
        people.push(stored.id);
    }
    for path in ["title", "name.familyName", "locale"] {
        index(tx, &scope, path)?;
    }
    insert_groups(tx, &people)
}

/// Makes an index, with the entries of everybody who is there.
fn index(tx: &mut Conn, scope: &Scope<'_>, path: &str) -> Result<(), Error> {
    let condition = condition::parse(scope.resource_type, &format!("{path} pr"), Rules::NONE);
    let Ok(condition::Condition::Present(place)) = condition else {
        panic!("{path} is an attribute");
    };
    let id = Uuid::now_v7();
    let index = AttributeIndex::new(id, &scope.resource_type.name, place, 0).unwrap();
    attribute_indexes::insert(tx, scope.tenant, &index)?;
    attribute_entries::fill(tx, scope.tenant, &index, 10_000)?;
    let ready = AttributeIndex {
        state: State::Ready,
        ..index
    };
    assert!(attribute_indexes::advance(tx, scope.tenant, &ready)?);
    Ok(())
}

/// Inserts a group for every ten people, who are its members.
fn insert_groups(tx: &mut Conn, people: &[Uuid]) -> Result<(), Error> {
    let registry = Registry::builtin();
    let scope = Scope {
        tenant: "acme",
        resource_type: registry.by_name("Group").unwrap(),
    };
    for (i, members) in people.chunks(10).enumerate() {
        let name = format!("g{i:04}");
        let stored = Stored {
            id: Uuid::now_v7(),
            version: 1,
            created: 0,
            modified: 0,
            attributes: json!({ "displayName": name }).as_object().unwrap().clone(),
            held: None,
        };
        resources::insert(tx, &scope, &stored, Some(&name))?;
        memberships::add(tx, "acme", stored.id, members)?;
    }
    Ok(())
}

/// A store with people and groups, and a runtime to ask it.
fn filled(database: &TestDatabase, postgres: bool) -> (tokio::runtime::Runtime, Store) {
    let store = Store::open(&database.settings()).unwrap();
    store.migrate().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(store.write(insert)).unwrap();
    if postgres {
        database_statistics(&runtime, &store);
    }
    (runtime, store)
}

fn filters_use_an_index(database: &TestDatabase, postgres: bool) {
    let (runtime, store) = filled(database, postgres);
    for (name, filter, index) in [
        ("User", "userName eq \"P1000\"", "resources_unique_key"),
        ("User", "externalId eq \"p1000\"", "resources_external_id"),
        (
            "User",
            "emails.value eq \"p1000@example.com\"",
            "attribute_values",
        ),
        (
            "User",
            "emails[value eq \"p1000@example.com\"]",
            "attribute_values",
        ),
        ("User", "title eq \"P1000\"", "attribute_entries"),
        ("User", "title sw \"P100\"", "attribute_entries"),
        (
            "User",
            "title gt \"p1990\" and name.givenName pr",
            "attribute_entries",
        ),
        ("User", "name.familyName pr", "attribute_entries"),
        (
            "User",
            "groups.value eq \"01890a5d-ac96-774b-bcce-b302099a8057\"",
            "memberships",
        ),
        ("Group", "displayName eq \"G0100\"", "resources_"),
        (
            "Group",
            "members.value eq \"01890a5d-ac96-774b-bcce-b302099a8057\"",
            "memberships",
        ),
        (
            "Group",
            "members[value eq \"01890a5d-ac96-774b-bcce-b302099a8057\"]",
            "memberships",
        ),
    ] {
        let read = move |conn: &mut Conn| filter_plan(conn, name, filter, postgres);
        let plan = runtime.block_on(store.read(read)).unwrap();
        let scans = plan
            .lines()
            .any(|line| line.contains("Seq Scan") || line.trim_start().starts_with("SCAN"));
        assert!(plan.contains(index) && !scans, "{filter}:\n{plan}");
    }
}

/// An index goes between the look at which there are and the end of the reading.
fn a_deleted_index_is_read_without(database: &TestDatabase, postgres: bool) {
    let (runtime, store) = filled(database, postgres);
    let reads = runtime.block_on(store.write(|tx| {
        let rt = users();
        let scope = Scope {
            tenant: "acme",
            resource_type: &rt,
        };
        let query = ListQuery {
            condition: condition::parse(&rt, "title eq \"p1\"", Rules::NONE).ok(),
            ..ListQuery::default()
        };
        let part = Part {
            scope,
            query: &query,
        };
        let reads = RefCell::new(Vec::new());
        read_by_indexes(tx, &[part], |conn, indexes| {
            reads.borrow_mut().push(indexes[0].len());
            let used = indexes[0].iter().find(|it| it.place.attribute == "title");
            used.map_or(Ok(()), |index| {
                attribute_indexes::begin_deletion(conn, "acme", index.id)
            })
        })?;
        Ok::<_, Error>(reads.into_inner())
    }));
    assert_eq!(reads.unwrap(), [3, 2]);
}

#[test]
fn a_deleted_index_is_read_without_on_sqlite() {
    a_deleted_index_is_read_without(&TestDatabase::sqlite(), false);
}

#[test]
fn a_deleted_index_is_read_without_on_postgres() {
    match TestDatabase::postgres() {
        Some(database) => a_deleted_index_is_read_without(&database, true),
        None => eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set"),
    }
}

fn pages_enter_an_index(database: &TestDatabase, postgres: bool) {
    let (runtime, store) = filled(database, postgres);
    for (by, index, column) in [
        (None, "resources_type", "id"),
        (Some("id"), "resources_type", "id"),
        (Some("userName"), "resources_unique_key", "unique_key"),
        (
            Some("displayName"),
            "resources_display_name",
            "display_name",
        ),
        (Some("externalId"), "resources_external_id", "external_id"),
    ] {
        for (order, ascending) in [("ascending", true), ("descending", false)] {
            if by.is_none() && !ascending {
                continue;
            }
            let read = move |conn: &mut Conn| plan(conn, by.map(|by| (by, order)), postgres);
            let plan = runtime.block_on(store.read(read)).unwrap();
            let entered = plan.lines().any(|line| {
                let operator = if ascending { '>' } else { '<' };
                line.contains(&format!("{column}{operator}"))
                    || line.contains("Index Cond") && line.contains(&format!("{column} {operator}"))
            });
            let unordered = plan.contains("USE TEMP B-TREE FOR ORDER BY")
                || plan
                    .lines()
                    .any(|line| line.trim().trim_start_matches("->").trim() == "Sort");
            assert!(
                (plan.contains(index) || column == "id" && plan.contains("resources_pkey"))
                    && entered
                    && !unordered,
                "{by:?} {order}:\n{plan}"
            );
        }
    }
}

fn database_statistics(runtime: &tokio::runtime::Runtime, store: &Store) {
    let analyze = |conn: &mut Conn| {
        for table in [
            "resources",
            "attribute_values",
            "attribute_entries",
            "memberships",
        ] {
            diesel::sql_query(format!("ANALYZE {table}")).execute(&mut conn.db)?;
        }
        Ok::<_, Error>(())
    };
    runtime.block_on(store.read(analyze)).unwrap();
}

#[test]
fn pages_enter_an_index_on_sqlite() {
    pages_enter_an_index(&TestDatabase::sqlite(), false);
}

#[test]
fn pages_enter_an_index_on_postgres() {
    match TestDatabase::postgres() {
        Some(database) => pages_enter_an_index(&database, true),
        None => eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set"),
    }
}

#[test]
fn filters_use_an_index_on_sqlite() {
    filters_use_an_index(&TestDatabase::sqlite(), false);
}

#[test]
fn filters_use_an_index_on_postgres() {
    match TestDatabase::postgres() {
        Some(database) => filters_use_an_index(&database, true),
        None => eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set"),
    }
}
