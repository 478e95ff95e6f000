//! One resource at a time.

use rollcall_storage::resources::{self, Namesakes, Query, Scope, Stored};
use rollcall_storage::{Conn, Error, tenants};
use scim_core::{Rules, condition, fold};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{
    Database, NOW, group, groups, ids, insert, insert_into, on_both, page, person, resource,
    tenant, users,
};

on_both! {
    what_is_inserted_is_found,
    namesakes_are_found_by_either_key,
    namesakes_of_several_are_found_at_once,
    updates_move_every_key,
    touching_keeps_the_document,
    what_is_deleted_is_gone,
    unique_values_ignore_case_and_know_their_type,
    twins_need_no_unique_value,
    tenants_never_meet,
}

fn matching(conn: &mut Conn, tenant: &str, filter: &str) -> Vec<Uuid> {
    let rt = users();
    let condition = condition::parse(&rt, filter, Rules::NONE).unwrap();
    let query = Query {
        condition: Some(condition),
        ..Query::default()
    };
    let scope = Scope {
        tenant,
        resource_type: &rt,
    };
    ids(page(conn, &scope, &query, 0, 100).unwrap())
}

fn ada() -> Stored {
    resource(json!({
        "externalId": "00uADA",
        "userName": "Ada@Example.com",
        "displayName": "Ada Lovelace",
        "active": true,
        "emails": [{"value": "ada@example.com", "primary": true}, {"value": "ADA@home.example"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "E7"},
        "urn:example:unknown": {"kept": [1, null, "x"]},
    }))
}

async fn what_is_inserted_is_found(database: Database) {
    let store = database.store().await;
    let ada = ada();
    let found = store
        .write(move |tx| {
            let rt = users();
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            insert(tx, &rt, &ada)?;
            assert_eq!(resources::find(tx, &scope, ada.id)?.as_ref(), Some(&ada));
            assert_eq!(resources::lock(tx, &scope, ada.id)?.as_ref(), Some(&ada));
            assert_eq!(resources::find(tx, &scope, Uuid::now_v7())?, None);
            assert_eq!(resources::lock(tx, &scope, Uuid::now_v7())?, None);
            let other = Scope {
                tenant: "acme",
                resource_type: &groups(),
            };
            assert_eq!(resources::find(tx, &other, ada.id)?, None);
            assert_eq!(resources::lock(tx, &other, ada.id)?, None);
            resources::find_by_unique_key(tx, &scope, &fold("ADA@example.COM"))
        })
        .await
        .unwrap();
    let order: Vec<_> = found
        .unwrap()
        .attributes
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        order[..3],
        ["externalId", "userName", "displayName"],
        "the document keeps its order"
    );
}

async fn namesakes_are_found_by_either_key(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let rt = users();
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            let ada = ada();
            insert(tx, &rt, &ada)?;
            let mut of = |folded: Option<&str>, external_id: Option<&str>| {
                resources::namesakes(tx, &scope, folded, external_id)
            };
            let holder = Some(ada.clone());
            let same = vec![ada.clone()];
            let name = "ada@example.com";
            let by = |holder: &Option<Stored>, same_external_id: &[Stored]| Namesakes {
                holder: holder.clone(),
                same_external_id: same_external_id.to_vec(),
            };
            assert_eq!(of(Some(name), Some("00uADA"))?, by(&holder, &same));
            assert_eq!(of(Some(name), Some("00uada"))?, by(&holder, &[]));
            assert_eq!(
                of(Some("eve@example.com"), Some("00uADA"))?,
                by(&None, &same)
            );
            assert_eq!(of(None, Some("00uADA"))?, by(&None, &same));
            assert_eq!(of(Some(name), None)?, by(&holder, &[]));
            assert_eq!(of(None, None)?, by(&None, &[]));

            for twin in ["bea", "cid"] {
                let twin = resource(json!({"userName": twin, "externalId": "00uADA"}));
                insert(tx, &rt, &twin)?;
            }
            let found = resources::namesakes(tx, &scope, Some(name), Some("00uADA"))?;
            assert_eq!(found.holder, holder);
            assert_eq!(
                found.same_external_id.len(),
                2,
                "only whether there is one alone is asked"
            );
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

async fn namesakes_of_several_are_found_at_once(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let rt = users();
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            let ada = ada();
            insert(tx, &rt, &ada)?;
            let bea = resource(json!({"userName": "Bea", "externalId": "00uBEA"}));
            insert(tx, &rt, &bea)?;
            let mut of = |folded: &[&str], external_ids: &[&str]| {
                resources::namesakes_of_all(tx, &scope, folded, external_ids)
            };
            assert!(of(&[], &[])?.is_empty());
            assert_eq!(of(&["ada@example.com", "eve"], &["00uada"])?, [ada.id]);
            let found = of(&["bea"], &["00uADA", "00uEVE"])?;
            assert_eq!(found, [bea.id, ada.id], "who holds a name comes first");

            let twins = (0..5).map(|number| {
                resource(json!({"userName": format!("twin{number}"), "externalId": "00uADA"}))
            });
            let mut twins: Vec<Stored> = twins.collect();
            for twin in &twins {
                insert(tx, &rt, twin)?;
            }
            twins.push(ada);
            twins.sort_unstable_by_key(|twin| twin.id);
            let first_two = [twins[0].id, twins[1].id];
            // Few enough together, and so many that others would be cut off.
            for others in [&["00uA", "00uB", "00uBEA"][..], &["00uBEA"]] {
                let asked: Vec<&str> = [&["00uADA"], others].concat();
                let found = resources::namesakes_of_all(tx, &scope, &[], &asked)?;
                assert_eq!(found, [&first_two[..], &[bea.id]].concat());
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

async fn updates_move_every_key(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let rt = users();
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            let ada = ada();
            insert(tx, &rt, &ada)?;
            let mut married = Stored {
                version: 2,
                modified: NOW + 1_000,
                ..ada.clone()
            };
            married.attributes = resource(json!({
                "userName": "countess",
                "emails": [{"value": "ada@example.com"}, {"value": "countess@example.com"}],
            }))
            .attributes;
            resources::claim(tx, &scope, ada.id, Some("Countess"))?;
            resources::update(tx, &scope, &married)?;
            assert_eq!(
                resources::find(tx, &scope, ada.id)?.as_ref(),
                Some(&married)
            );
            for (filter, is_found) in [
                ("userName eq \"ada@example.com\"", false),
                ("userName eq \"COUNTESS\"", true),
                ("externalId pr", false),
                ("displayName pr", false),
                ("active pr", false),
                ("emails.value eq \"ADA@example.com\"", true),
                ("emails.value eq \"countess@example.com\"", true),
                ("emails.value eq \"ada@home.example\"", false),
                (
                    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber pr",
                    false,
                ),
                ("meta.lastModified gt \"2026-11-22T12:00:00Z\"", true),
                ("meta.created gt \"2026-11-22T12:00:00Z\"", false),
            ] {
                assert_eq!(
                    matching(tx, "acme", filter) == [ada.id],
                    is_found,
                    "{filter}"
                );
            }
            let stranger = person("stranger");
            assert!(matches!(
                resources::update(tx, &scope, &stranger),
                Err(Error::Reference)
            ));
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

async fn touching_keeps_the_document(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let rt = groups();
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            let staff = group("Staff");
            insert(tx, &rt, &staff)?;
            resources::touch(tx, &scope, staff.id, 2, NOW + 5_000)?;
            let touched = Stored {
                version: 2,
                modified: NOW + 5_000,
                ..staff.clone()
            };
            assert_eq!(resources::find(tx, &scope, staff.id)?, Some(touched));
            assert!(matches!(
                resources::touch(tx, &scope, Uuid::now_v7(), 2, NOW),
                Err(Error::Reference)
            ));
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

async fn what_is_deleted_is_gone(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            let rt = users();
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            let ada = ada();
            insert(tx, &rt, &ada)?;
            resources::delete(tx, &scope, ada.id)?;
            assert_eq!(resources::find(tx, &scope, ada.id)?, None);
            assert!(matching(tx, "acme", "emails.value pr").is_empty());
            assert!(matches!(
                resources::delete(tx, &scope, ada.id),
                Err(Error::Reference)
            ));
            insert(
                tx,
                &rt,
                &Stored {
                    id: Uuid::now_v7(),
                    ..ada
                },
            )
        })
        .await
        .unwrap();
}

async fn unique_values_ignore_case_and_know_their_type(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| insert(tx, &users(), &person("Émile")))
        .await
        .unwrap();
    let twin = store
        .write(|tx| insert(tx, &users(), &person("e\u{301}MILE")))
        .await;
    assert!(matches!(twin, Err(Error::Uniqueness { .. })), "{twin:?}");
    store
        .write(|tx| insert(tx, &groups(), &group("émile")))
        .await
        .unwrap();
    let renamed = store
        .write(|tx| {
            let other = person("other");
            insert(tx, &users(), &other)?;
            let rt = users();
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            resources::claim(tx, &scope, other.id, Some("ÉMILE"))
        })
        .await;
    assert!(
        matches!(renamed, Err(Error::Uniqueness { .. })),
        "{renamed:?}"
    );
}

async fn twins_need_no_unique_value(database: Database) {
    let store = database.store().await;
    let total = store
        .write(|tx| {
            let rt = groups();
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            for _ in 0..2 {
                resources::insert(tx, &scope, &group("Staff"), None)?;
            }
            let condition = condition::parse(&rt, "displayName eq \"staff\"", Rules::NONE).unwrap();
            let query = Query {
                condition: Some(condition),
                ..Query::default()
            };
            Ok::<_, Error>(page(tx, &scope, &query, 0, 0)?.total)
        })
        .await
        .unwrap();
    assert_eq!(total, 2);
}

async fn tenants_never_meet(database: Database) {
    let store = database.store().await;
    store
        .write(|tx| {
            tenants::create(tx, &tenant("globex"))?;
            let rt = users();
            let (mine, theirs) = (
                ada(),
                Stored {
                    id: Uuid::now_v7(),
                    ..ada()
                },
            );
            insert(tx, &rt, &mine)?;
            insert_into(tx, "globex", &rt, &theirs)?;
            let scope = Scope {
                tenant: "globex",
                resource_type: &rt,
            };
            assert_eq!(resources::find(tx, &scope, mine.id)?, None);
            assert_eq!(resources::lock(tx, &scope, mine.id)?, None);
            assert!(matches!(
                resources::delete(tx, &scope, mine.id),
                Err(Error::Reference)
            ));
            for filter in [
                "userName pr",
                "emails.value eq \"ada@example.com\"",
                "title pr or userName pr",
            ] {
                assert_eq!(matching(tx, "globex", filter), [theirs.id], "{filter}");
                assert_eq!(matching(tx, "acme", filter), [mine.id], "{filter}");
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}
