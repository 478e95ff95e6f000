//! Lists: pages, orders, and the limit on what is looked at one by one.

use rollcall_storage::resources::{self, Page, Query, Scope};
use rollcall_storage::{Error, Store, memberships};
use scim_core::sort::Sort;
use scim_core::{Rules, condition};
use serde_json::json;

use crate::harness::{
    Database, NOW, group, groups, insert_all, on_both, page, person, resource, user_name, users,
};

on_both! {
    pages_are_disjoint_and_complete,
    keysets_are_complete_under_any_filter,
    missing_values_come_last_and_descending_first,
    relations_come_when_asked_for,
    scans_have_a_limit,
    scans_compare_a_limited_amount_for_a_limited_time,
    the_longest_filter_is_no_error,
}

async fn list(
    store: &Store,
    filter: Option<&str>,
    sort: Option<(&str, &str)>,
    offset: i64,
    limit: i64,
) -> Page {
    let rt = users();
    let condition = filter.map(|filter| condition::parse(&rt, filter, Rules::NONE).unwrap());
    let sort = sort.and_then(|(by, order)| Sort::parse(&rt, by, Some(order)).unwrap());
    let query = Query {
        condition,
        sort,
        ..Query::default()
    };
    store
        .read(move |conn| {
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            page(conn, &scope, &query, offset, limit)
        })
        .await
        .unwrap()
}

fn names(page: &Page) -> Vec<String> {
    page.rows
        .iter()
        .map(|row| user_name(&row.stored.read().unwrap()))
        .collect()
}

async fn pages_are_disjoint_and_complete(database: Database) {
    let store = database.store().await;
    let people: Vec<_> = (0..23).map(|i| person(&format!("p{i:02}"))).collect();
    insert_all(&store, &users(), &people).await;
    insert_all(&store, &groups(), &[group("not a person")]).await;
    let expected: Vec<_> = (0..23).map(|i| format!("p{i:02}")).collect();
    // The last one is not in any index, so that the evaluator filters.
    for filter in [None, Some("userName sw \"P\""), Some("not (title pr)")] {
        let mut seen = Vec::new();
        for offset in (0..30).step_by(5) {
            let page = list(&store, filter, None, offset, 5).await;
            assert_eq!(page.total, 23, "{filter:?} {offset}");
            seen.extend(names(&page));
        }
        assert_eq!(seen, expected, "{filter:?}");
        for (offset, limit) in [(0, 0), (7, 0), (23, 5), (1_000, 5), (0, -1)] {
            let page = list(&store, filter, None, offset, limit).await;
            assert_eq!(
                (page.total, page.rows.len()),
                (23, 0),
                "{filter:?} {offset} {limit}"
            );
        }
    }
}

async fn keysets_are_complete_under_any_filter(database: Database) {
    let store = database.store().await;
    let titled = |i: usize| {
        resource(json!({"userName": format!("p{i:04}"), "title": format!("t{}", i % 3)}))
    };
    let people: Vec<_> = (0..1_200).map(titled).collect();
    insert_all(&store, &users(), &people).await;
    for (filter, expected) in [
        (None, 1_200),
        (Some("userName ge \"p0600\""), 600),
        (Some("title eq \"T1\""), 400),
    ] {
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let rt = users();
            let condition =
                filter.map(|filter| condition::parse(&rt, filter, Rules::NONE).unwrap());
            let rows = store
                .read(move |conn| {
                    let scope = Scope {
                        tenant: "acme",
                        resource_type: &rt,
                    };
                    resources::after(conn, &scope, condition.as_ref(), after, 170)
                })
                .await
                .unwrap();
            let Some((last, _)) = rows.last() else { break };
            after = Some(last.id);
            seen.extend(rows.into_iter().map(|(stored, _)| stored.id));
        }
        assert_eq!(seen.len(), expected, "{filter:?}");
        assert!(seen.is_sorted(), "{filter:?}");
    }
}

async fn missing_values_come_last_and_descending_first(database: Database) {
    let store = database.store().await;
    let mut people = [
        resource(
            json!({"userName": "c", "displayName": "Zed", "active": true, "externalId": "b", "title": "1",
            "emails": [{"value": "z@x.example"}, {"value": "A@x.example", "primary": true}]}),
        ),
        resource(
            json!({"userName": "B", "displayName": "éclair", "active": false, "externalId": "B", "title": "2",
            "emails": [{"value": "b@x.example"}]}),
        ),
        resource(json!({"userName": "a"})),
        resource(
            json!({"userName": "D", "displayName": "alpha", "active": true, "externalId": "a", "title": "0",
            "emails": [{"value": "C@x.example"}]}),
        ),
        resource(json!({"userName": "e"})),
    ];
    people[1].modified = NOW - 1_000;
    people[2].created = NOW + 1_000;
    insert_all(&store, &users(), &people).await;
    for (by, ascending, descending) in [
        ("userName", "aBcDe", "eDcBa"),
        ("displayName", "DcBae", "aeBcD"),
        ("externalId", "BDcae", "aecDB"),
        ("active", "BcDae", "aecDB"),
        ("emails", "cBDae", "aeDBc"),
        ("emails.value", "cBDae", "aeDBc"),
        ("id", "cBaDe", "eDaBc"),
        ("meta.created", "cBDea", "acBDe"),
        ("meta.lastModified", "BcaDe", "caDeB"),
        ("title", "DcBae", "aeBcD"),
    ] {
        for (order, expected) in [("ascending", ascending), ("descending", descending)] {
            let page = list(&store, None, Some((by, order)), 0, 10).await;
            assert_eq!(names(&page).concat(), expected, "{by} {order}");
            let part = list(&store, None, Some((by, order)), 1, 2).await;
            assert_eq!(names(&part).concat(), expected[1..3], "{by} {order}");
            let evaluated = list(&store, Some("not (nickName pr)"), Some((by, order)), 0, 10).await;
            assert_eq!(
                names(&evaluated).concat(),
                expected,
                "{by} {order}, by the evaluator"
            );
        }
    }
}

async fn relations_come_when_asked_for(database: Database) {
    let store = database.store().await;
    let (ada, staff) = (person("ada"), group("Staff"));
    insert_all(&store, &users(), std::slice::from_ref(&ada)).await;
    insert_all(&store, &groups(), std::slice::from_ref(&staff)).await;
    store
        .write(move |tx| {
            memberships::add(tx, "acme", staff.id, &[ada.id])?;
            for with in [false, true] {
                let query = Query {
                    with_members: with,
                    with_groups: with,
                    ..Query::default()
                };
                let mut counts = Vec::new();
                for rt in [users(), groups()] {
                    let scope = Scope {
                        tenant: "acme",
                        resource_type: &rt,
                    };
                    let listed = page(tx, &scope, &query, 0, 5)?.rows.remove(0).relations;
                    counts.push((listed.members.len(), listed.groups.len()));
                    let (_, exported) = resources::after(tx, &scope, None, None, 5)?.remove(0);
                    assert_eq!(exported.members.len() + exported.groups.len(), 1);
                }
                assert_eq!(
                    counts,
                    if with {
                        [(0, 1), (1, 0)]
                    } else {
                        [(0, 0), (0, 0)]
                    }
                );
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

async fn scans_have_a_limit(mut database: Database) {
    database.settings.scan_rows_max = 600;
    let store = database.store().await;
    let titled = |i: usize| {
        resource(json!({"userName": format!("p{i:04}"), "active": i < 600, "title": "x"}))
    };
    let people: Vec<_> = (0..700).map(titled).collect();
    insert_all(&store, &users(), &people).await;
    let rt = users();
    for (filter, sort, too_many) in [
        (Some("title eq \"x\""), None, true),
        (Some("title eq \"x\" and active eq true"), None, false),
        (None, Some("title"), true),
        (Some("active eq true"), Some("title"), false),
        (
            Some("active eq false or userName pr"),
            Some("userName"),
            false,
        ),
    ] {
        let condition = filter.map(|filter| condition::parse(&rt, filter, Rules::NONE).unwrap());
        let sort = sort.and_then(|by| Sort::parse(&rt, by, None).unwrap());
        let query = Query {
            condition,
            sort: sort.clone(),
            ..Query::default()
        };
        let rt = rt.clone();
        let page = store
            .read(move |conn| {
                let scope = Scope {
                    tenant: "acme",
                    resource_type: &rt,
                };
                page(conn, &scope, &query, 0, 1)
            })
            .await;
        match page {
            Err(Error::TooManyRows { limit: 600, .. }) => assert!(too_many, "{filter:?} {sort:?}"),
            page => assert!(!too_many && page.is_ok(), "{filter:?} {sort:?}: {page:?}"),
        }
    }
}

async fn scans_compare_a_limited_amount_for_a_limited_time(mut database: Database) {
    let filter = vec!["emails.display co \"x\""; 250].join(" or ");
    let condition = condition::parse(&users(), &filter, Rules::NONE).unwrap();
    let people: Vec<_> = (0..8)
        .map(|i| {
            let emails: Vec<_> = (0..500)
                .map(|j| json!({"value": format!("{i}-{j}@example.com"), "display": "y".repeat(1_900)}))
                .collect();
            resource(json!({"userName": format!("p{i}"), "emails": emails}))
        })
        .collect();
    let ask = |store: Store| {
        let condition = condition.clone();
        async move {
            let rt = users();
            let query = Query {
                condition: Some(condition),
                ..Query::default()
            };
            let answer = store.read(move |conn| {
                let scope = Scope {
                    tenant: "acme",
                    resource_type: &rt,
                };
                page(conn, &scope, &query, 0, 1)
            });
            answer.await
        }
    };
    let store = database.store().await;
    insert_all(&store, &users(), &people[..2]).await;
    assert!(ask(store.clone()).await.is_ok());
    insert_all(&store, &users(), &people[2..]).await;
    let refused = ask(store.clone()).await;
    assert!(
        matches!(refused, Err(Error::TooManyComparisons)),
        "{refused:?}"
    );

    database.settings.scan_seconds_max = 0;
    let store = Store::open(&database.settings).unwrap();
    let refused = ask(store).await;
    assert!(
        matches!(refused, Err(Error::TooSlow { seconds: 0 })),
        "{refused:?}"
    );
}

async fn the_longest_filter_is_no_error(database: Database) {
    let store = database.store().await;
    insert_all(&store, &users(), &[person("a"), person("p17")]).await;
    for (count, word) in [(150, " or "), (249, " or "), (150, " and "), (249, " and ")] {
        let op = if word == " or " { "eq" } else { "ne" };
        let terms: Vec<_> = (0..count).map(|i| format!("id {op} \"{i}\"")).collect();
        let filter = format!("userName {op} \"p17\"{word}{}", terms.join(word));
        let page = list(&store, Some(&filter), None, 0, 5).await;
        assert_eq!(
            names(&page),
            if op == "eq" { ["p17"] } else { ["a"] },
            "{count} {word}"
        );
    }
}
