//! Walks by position: every page flat, no row twice, no row left out, whatever else happens.

use rollcall_storage::resources::{
    self, Bound, Listed, Page, Part, Query, Scope, Start, Stored, Window,
};
use rollcall_storage::{Conn, Error, Store, memberships};
use scim_core::cursor::Direction;
use scim_core::schema::ResourceType;
use scim_core::sort::Sort;
use scim_core::{Rules, condition};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{
    Database, NOW, group, groups, insert, insert_all, on_both, person, resource, users,
};

on_both! {
    walks_go_both_ways_in_every_order,
    a_walk_over_several_types_is_one_order,
    an_index_into_several_types_is_in_the_same_order,
    long_keys_do_not_hold_a_walk_up,
    untouched_rows_are_met_once_while_others_write,
    a_walk_goes_on_where_its_row_was,
}

/// What is walked through: a filter and an order, over people or over everything.
#[derive(Clone)]
struct Walk {
    types: Vec<ResourceType>,
    filter: Option<&'static str>,
    sort: Option<(&'static str, &'static str)>,
    count: i64,
}

impl Walk {
    fn of(types: Vec<ResourceType>) -> Self {
        Self {
            types,
            filter: None,
            sort: None,
            count: 3,
        }
    }

    fn queries(&self) -> Vec<Query> {
        let types: Vec<_> = self.types.iter().collect();
        let conditions = self
            .filter
            .map(|filter| condition::parse_across(&types, filter, Rules::NONE).unwrap());
        let sorts = self
            .sort
            .and_then(|(by, order)| Sort::parse_across(&types, by, Some(order)).unwrap());
        (0..types.len())
            .map(|i| Query {
                condition: conditions.as_ref().map(|all| all[i].clone()),
                sort: sorts.as_ref().and_then(|all| all[i].clone()),
                ..Query::default()
            })
            .collect()
    }

    fn page(&self, conn: &mut Conn, start: Start) -> Result<Page, Error> {
        let queries = self.queries();
        let part = |(resource_type, query)| Part {
            scope: Scope {
                tenant: "acme",
                resource_type,
            },
            query,
        };
        let parts: Vec<_> = self.types.iter().zip(&queries).map(part).collect();
        let limit = self.count;
        resources::list(conn, &parts, &Window { start, limit })
    }

    async fn turn(&self, store: &Store, start: Start) -> Page {
        let walk = self.clone();
        store
            .read(move |conn| walk.page(conn, start))
            .await
            .unwrap()
    }

    /// All pages from the first to the last.
    async fn forwards(&self, store: &Store) -> Vec<Page> {
        let mut pages = vec![self.turn(store, Start::First).await];
        while let Some(page) = pages.last().filter(|page| page.has_next) {
            let next = beyond(page.rows.last(), Direction::Next);
            pages.push(self.turn(store, next).await);
        }
        pages
    }

    /// All pages from the last of these to the first.
    async fn backwards(&self, store: &Store, last: &Page) -> Vec<Page> {
        let mut pages = vec![last.clone()];
        while let Some(page) = pages.last().filter(|page| page.has_previous) {
            let previous = beyond(page.rows.first(), Direction::Previous);
            pages.push(self.turn(store, previous).await);
        }
        pages.reverse();
        pages
    }
}

fn beyond(row: Option<&Listed>, direction: Direction) -> Start {
    let row = row.unwrap();
    let bound = Bound {
        key: row.key.clone(),
        id: row.stored.id,
    };
    Start::Beyond(bound, direction)
}

fn ids(pages: &[Page]) -> Vec<Uuid> {
    let rows = pages.iter().flat_map(|page| &page.rows);
    rows.map(|row| row.stored.id).collect()
}

fn assert_no_row_twice(ids: &[Uuid]) {
    let mut seen = ids.to_vec();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), ids.len());
}

/// People in whom each attribute that can be sorted by is missing, the same, or another.
fn crowd() -> Vec<Stored> {
    let mixed = |i: i64| {
        let mut stored = resource(json!({"userName": format!("P{:02}", (i * 7) % 23)}));
        let attributes = &mut stored.attributes;
        let mut set = |name: &str, value: Value| attributes.insert(name.to_owned(), value);
        if i % 3 != 0 {
            set("displayName", format!("Éa{}", i % 5).into());
            set("active", (i % 2 == 0).into());
        }
        if i % 4 != 0 {
            set("externalId", format!("X{}", i % 6).into());
            let first = json!({"value": format!("m{}@x.example", i % 7)});
            let primary = json!({"value": format!("A{}@x.example", i % 3), "primary": i % 2 == 0});
            set("emails", json!([first, primary]));
            set("title", format!("t{}", i % 3).into());
        }
        stored.created = NOW + 1_000 * (i % 4);
        stored.modified = NOW - 1_000 * (i % 5);
        stored
    };
    (0..23).map(mixed).collect()
}

async fn walks_go_both_ways_in_every_order(database: Database) {
    let store = database.store().await;
    insert_all(&store, &users(), &crowd()).await;
    for by in [
        None,
        Some("id"),
        Some("userName"),
        Some("displayName"),
        Some("externalId"),
        Some("active"),
        Some("emails"),
        Some("emails.value"),
        Some("meta.created"),
        Some("meta.lastModified"),
        Some("title"),
        Some("nickName"),
    ] {
        for order in ["ascending", "descending"] {
            // The last one is for the evaluator.
            for filter in [
                None,
                Some("userName ge \"p05\""),
                Some("not (title eq \"t1\")"),
            ] {
                let walk = Walk {
                    filter,
                    sort: by.map(|by| (by, order)),
                    ..Walk::of(vec![users()])
                };
                let whole = Walk {
                    count: 100,
                    ..walk.clone()
                };
                let expected = whole.turn(&store, Start::Index(0)).await;
                let pages = walk.forwards(&store).await;
                let context = format!("{by:?} {order} {filter:?}");
                assert_eq!(
                    ids(&pages),
                    ids(std::slice::from_ref(&expected)),
                    "{context}"
                );
                assert!(
                    pages.iter().all(|page| page.total == expected.total),
                    "{context}"
                );
                assert!(!pages[0].has_previous && pages[1].has_previous, "{context}");
                let back = walk.backwards(&store, pages.last().unwrap()).await;
                assert_eq!(back, pages, "{context}");
            }
        }
    }
}

async fn a_walk_over_several_types_is_one_order(database: Database) {
    let store = database.store().await;
    let named = |i: usize| {
        let name = format!("N{:02}", (i * 5) % 11);
        if i.is_multiple_of(2) {
            (
                users(),
                resource(json!({"userName": format!("u{i}"), "displayName": name})),
            )
        } else {
            (groups(), group(&name))
        }
    };
    for i in 0..22 {
        let (rt, stored) = named(i);
        insert_all(&store, &rt, &[stored]).await;
    }
    for (sort, filter, expected) in [
        (None, None, 22),
        (Some("displayName"), None, 22),
        (Some("displayName"), Some("displayName ge \"n05\""), 12),
        (Some("displayName"), Some("not (displayName sw \"n0\")"), 2),
        // Groups have none: all at the end, or the beginning.
        (Some("userName"), None, 22),
        (
            Some("userName"),
            Some("userName pr or displayName sw \"N0\""),
            21,
        ),
        (Some("meta.resourceType"), None, 22),
        (None, Some("meta.resourceType eq \"Group\""), 11),
    ] {
        for order in ["ascending", "descending"] {
            let walk = Walk {
                sort: sort.map(|sort| (sort, order)),
                filter,
                count: 4,
                ..Walk::of(vec![users(), groups()])
            };
            let pages = walk.forwards(&store).await;
            let context = format!("{sort:?} {order} {filter:?}");
            let all = ids(&pages);
            assert_eq!(all.len(), expected, "{context}");
            assert_no_row_twice(&all);
            let keys: Vec<_> = pages
                .iter()
                .flat_map(|page| &page.rows)
                .map(|row| &row.key)
                .collect();
            let sorted = if order == "ascending" {
                keys.is_sorted()
            } else {
                keys.iter().rev().is_sorted()
            };
            assert!(sorted, "{context}: {keys:?}");
            let back = walk.backwards(&store, pages.last().unwrap()).await;
            assert_eq!(back, pages, "{context}");
        }
    }
}

async fn an_index_into_several_types_is_in_the_same_order(mut database: Database) {
    database.settings.scan_rows_max = 15;
    let store = database.store().await;
    for i in 0..10 {
        insert_all(&store, &users(), &[person(&format!("p{i}"))]).await;
        insert_all(&store, &groups(), &[group(&format!("g{i}"))]).await;
    }
    let walk = Walk::of(vec![users(), groups()]);
    let expected = ids(&walk.forwards(&store).await);
    assert!(expected.is_sorted());
    for offset in [0, 1, 3, 14, 15] {
        let page = walk.turn(&store, Start::Index(offset)).await;
        let offset = usize::try_from(offset).unwrap();
        assert_eq!(page.total, 20);
        assert_eq!(ids(&[page]), expected[offset..offset + 3], "{offset}");
    }
    for (offset, rows) in [(20, 0), (1_000, 0)] {
        assert_eq!(
            walk.turn(&store, Start::Index(offset)).await.rows.len(),
            rows
        );
    }
    // What comes before has to be read; where only one type has any, the database skips it.
    let deep = walk.clone();
    let refused = store
        .read(move |conn| deep.page(conn, Start::Index(16)))
        .await;
    assert!(matches!(refused, Err(Error::TooManyRows { limit: 15, .. })));
    let people = Walk {
        filter: Some("userName pr"),
        ..walk
    };
    assert_eq!(people.turn(&store, Start::Index(8)).await.rows.len(), 2);
}

async fn long_keys_do_not_hold_a_walk_up(database: Database) {
    let store = database.store().await;
    let long = "Ä".repeat(300);
    let people: Vec<_> = (0..12)
        .map(|i| {
            resource(json!({
                "userName": format!("{}{}", "u".repeat(400), i % 12),
                "displayName": format!("{long}{}", 12 - i),
                "title": format!("{long}{}", 12 - i),
                "emails": [{"value": format!("{long}{}@x.example", 12 - i)}],
            }))
        })
        .collect();
    insert_all(&store, &users(), &people).await;
    for by in ["userName", "displayName", "title", "emails"] {
        for order in ["ascending", "descending"] {
            let walk = Walk {
                sort: Some((by, order)),
                count: 5,
                ..Walk::of(vec![users()])
            };
            let pages = walk.forwards(&store).await;
            let all = ids(&pages);
            assert_eq!(all.len(), 12, "{by} {order}");
            assert_no_row_twice(&all);
            assert_eq!(walk.backwards(&store, pages.last().unwrap()).await, pages);
            for row in pages.iter().flat_map(|page| &page.rows) {
                let length = format!("{:?}", row.key).chars().count();
                assert!(length < 430, "{by}: a key of {length} characters");
            }
        }
    }
}

async fn untouched_rows_are_met_once_while_others_write(database: Database) {
    let store = database.store().await;
    let settled: Vec<_> = (0..240)
        .map(|i| resource(json!({"userName": format!("a{:03}", (i * 77) % 240), "title": format!("t{}", i % 7),
            "displayName": format!("d{}", i % 9)})))
        .collect();
    insert_all(&store, &users(), &settled).await;
    for (sort, filter) in [
        (None, None),
        (Some(("userName", "ascending")), None),
        (Some(("displayName", "descending")), None),
        (Some(("meta.lastModified", "descending")), None),
        (Some(("title", "ascending")), None),
        (None, Some("not (title eq \"t3\")")),
    ] {
        let walk = Walk {
            sort,
            filter,
            count: 11,
            ..Walk::of(vec![users(), groups()])
        };
        let expected = settled
            .iter()
            .filter(|person| filter.is_none() || person.attributes["title"] != "t3");
        let mut expected: Vec<_> = expected.map(|person| person.id).collect();
        let writers = (0..3).map(|_| tokio::spawn(disturb(store.clone())));
        let writers: Vec<_> = writers.collect();
        let pages = walk.forwards(&store).await;
        // Whatever the last page was to show may be gone by then: an empty page has no way back.
        let last = pages.iter().rev().find(|page| !page.rows.is_empty());
        let back = walk.backwards(&store, last.unwrap()).await;
        expected.sort_unstable();
        for writer in writers {
            writer.await.unwrap();
        }
        for pages in [pages, back] {
            let mut met = ids(&pages);
            met.retain(|id| settled.iter().any(|person| person.id == *id));
            met.sort_unstable();
            assert_eq!(met, expected, "{sort:?} {filter:?}");
        }
    }
}

/// Inserts, changes and deletes people and groups everywhere in every order.
async fn disturb(store: Store) {
    let mut own: Vec<(Stored, Stored)> = Vec::new();
    for round in 0_usize..30 {
        let name = format!("a{:03}-{}", (round * 31) % 240, Uuid::now_v7());
        let new = resource(
            json!({"userName": name, "displayName": format!("d{}", round % 9), "title": format!("t{}", round % 8)}),
        );
        let team = group(&name);
        let gone = (own.len() > 3).then(|| own.remove(0));
        let moved = own.first().map(|(person, _)| Stored {
            version: person.version + 1,
            modified: NOW + i64::try_from(round).unwrap() * 1_000,
            ..person.clone()
        });
        own.push((new.clone(), team.clone()));
        let write = move |tx: &mut Conn| {
            let (people, teams) = (users(), groups());
            let scope = |resource_type| Scope {
                tenant: "acme",
                resource_type,
            };
            insert(tx, &people, &new)?;
            insert(tx, &teams, &team)?;
            memberships::add(tx, "acme", team.id, &[new.id])?;
            if let Some((person, team)) = &gone {
                resources::delete(tx, &scope(&people), person.id)?;
                resources::delete(tx, &scope(&teams), team.id)?;
            }
            if let Some(moved) = &moved {
                resources::update(tx, &scope(&people), moved)?;
            }
            Ok::<_, Error>(())
        };
        store.write(write).await.unwrap();
    }
}

async fn a_walk_goes_on_where_its_row_was(database: Database) {
    let store = database.store().await;
    let people: Vec<_> = (0..6).map(|i| person(&format!("p{i}"))).collect();
    insert_all(&store, &users(), &people).await;
    let walk = Walk {
        sort: Some(("userName", "ascending")),
        count: 2,
        ..Walk::of(vec![users()])
    };
    let pages = walk.forwards(&store).await;
    let ids: Vec<_> = people.iter().map(|person| person.id).collect();
    let delete = |gone: Vec<Uuid>| {
        store.write(move |tx| {
            let rt = users();
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            gone.iter()
                .try_for_each(|id| resources::delete(tx, &scope, *id))
        })
    };
    delete(vec![ids[0], ids[1], ids[3]]).await.unwrap();
    // The row that the page ended with is gone, its place is not.
    let next = walk
        .turn(&store, beyond(pages[1].rows.last(), Direction::Next))
        .await;
    assert_eq!(self::ids(&[next]), ids[4..]);
    // Nothing is before: that is the first page now, as far as it goes.
    let first = walk
        .turn(&store, beyond(pages[1].rows.first(), Direction::Previous))
        .await;
    assert!(!first.has_previous && first.has_next);
    assert_eq!(self::ids(&[first]), [ids[2], ids[4]]);
    delete(vec![ids[4], ids[5]]).await.unwrap();
    let last = walk
        .turn(&store, beyond(pages[1].rows.last(), Direction::Next))
        .await;
    assert_eq!((last.total, last.rows.len(), last.has_next), (1, 0, false));
}
