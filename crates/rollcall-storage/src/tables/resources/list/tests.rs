//! Pages by position enter an index at their key: on both databases, as their own planners say.

use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Integer, Text};
use scim_core::schema::{Registry, ResourceType};
use scim_core::sort::{Sort, SortKey};
use serde_json::json;
use uuid::Uuid;

use super::chunks::filtered;
use crate::conn::MultiBackend;
use crate::sort_sql::{Bound, Order, Way};
use crate::tables::resources::{self, Row, Scope, Stored};
use crate::testing::TestDatabase;
use crate::{Conn, Error, Store, tenants};

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
    let selected = filtered(&scope, None).select(Row::COLUMNS);
    let stretch = if way.keys_ascend {
        0
    } else {
        order.stretches(way).len() - 1
    };
    let query = order
        .beyond(selected, order.stretches(way)[stretch], Some(&bound), way)
        .limit(11);
    let lines = if postgres {
        Explained(query).load::<String>(&mut conn.db)?
    } else {
        let rows = Planned(query).load::<(i32, i32, i32, String)>(&mut conn.db)?;
        rows.into_iter().map(|(.., detail)| detail).collect()
    };
    Ok(lines.join("\n"))
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
    for i in 0..2_000 {
        let name = format!("p{i:04}");
        let attributes = json!({"userName": name, "displayName": name, "externalId": name});
        let stored = Stored {
            id: Uuid::now_v7(),
            version: 1,
            created: 0,
            modified: 0,
            attributes: attributes.as_object().unwrap().clone(),
        };
        resources::insert(tx, &scope, &stored, Some(&name))?;
    }
    Ok(())
}

fn pages_enter_an_index(database: &TestDatabase, postgres: bool) {
    let store = Store::open(&database.settings()).unwrap();
    store.migrate().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(store.write(insert)).unwrap();
    if postgres {
        database_statistics(&runtime, &store);
    }
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
        diesel::sql_query("ANALYZE resources").execute(&mut conn.db)?;
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
