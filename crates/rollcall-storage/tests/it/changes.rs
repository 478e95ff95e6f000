//! Changes are read in order and without a gap while writers run.

use std::collections::HashMap;
use std::sync::{Arc, Barrier};

use rollcall_storage::changes::{self, Change, NewChange};
use rollcall_storage::{Error, Store};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Database, NOW, on_both};

on_both! { what_is_appended_is_read, a_reader_skips_nothing_while_writers_run }

fn change(resource_id: Uuid, version: i64) -> NewChange {
    NewChange {
        tenant: "acme".to_owned(),
        at: NOW,
        resource_type: "User".to_owned(),
        resource_id,
        operation: "patched".to_owned(),
        version,
        connection_id: Some(Uuid::now_v7()),
        request_id: Some("r-1".to_owned()),
        before: None,
        after: Some(json!({"title": "x"})),
        document: Some(json!({"title": "x", "userName": "ada"})),
        external_id: Some("7".to_owned()),
        etag: Some("W/\"3-0\"".to_owned()),
    }
}

async fn after(store: &Store, seq: i64, limit: i64) -> Vec<Change> {
    store
        .read(move |conn| changes::after(conn, "acme", seq, limit))
        .await
        .unwrap()
}

async fn what_is_appended_is_read(database: Database) {
    let store = database.store().await;
    let new = change(Uuid::now_v7(), 3);
    let row = new.clone();
    store
        .write(move |tx| {
            changes::append(tx, &row)?;
            changes::append(
                tx,
                &NewChange {
                    tenant: "globex".to_owned(),
                    ..row.clone()
                },
            )?;
            changes::append(
                tx,
                &NewChange {
                    version: 4,
                    connection_id: None,
                    request_id: None,
                    ..row.clone()
                },
            )
        })
        .await
        .unwrap();
    let all = after(&store, 0, 10).await;
    let [first, second] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(
        (first.resource_id, first.version, first.at),
        (new.resource_id, 3, NOW)
    );
    assert_eq!((&first.before, &first.after), (&new.before, &new.after));
    assert_eq!(first.document, new.document);
    assert_eq!(
        (first.connection_id, &first.request_id),
        (new.connection_id, &new.request_id)
    );
    assert_eq!(
        (second.version, second.connection_id, &second.request_id),
        (4, None, &None)
    );
    assert_eq!(after(&store, 0, 1).await, all[..1]);
    assert_eq!(after(&store, first.seq, 10).await, all[1..]);
    assert_eq!(after(&store, second.seq, 10).await, []);
}

async fn a_reader_skips_nothing_while_writers_run(database: Database) {
    const WRITERS: usize = 8;
    const EACH: i64 = 40;
    let store = database.store().await;
    let write = |_| {
        let store = store.clone();
        tokio::spawn(async move {
            let id = Uuid::now_v7();
            for version in 1..=EACH {
                store
                    .write(move |tx| changes::append(tx, &change(id, version)))
                    .await
                    .unwrap();
            }
        })
    };
    let writers: Vec<_> = (0..WRITERS).map(write).collect();
    let (mut seq, mut versions) = (0, HashMap::<Uuid, i64>::new());
    while versions.len() < WRITERS || versions.values().any(|version| *version < EACH) {
        let finished = writers.iter().all(tokio::task::JoinHandle::is_finished);
        let page = after(&store, seq, 7).await;
        assert!(
            !(finished && page.is_empty()),
            "something was skipped: {versions:?}"
        );
        for change in page {
            assert!(change.seq > seq);
            seq = change.seq;
            let version = versions.entry(change.resource_id).or_default();
            assert_eq!(
                change.version,
                *version + 1,
                "nothing skipped, nothing out of order"
            );
            *version = change.version;
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
}

#[tokio::test]
async fn a_number_drawn_but_not_committed_holds_readers_back() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let store = database.store().await;
    store
        .write(|tx| changes::append(tx, &change(Uuid::now_v7(), 1)))
        .await
        .unwrap();
    let (drawn, finish) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let slow = tokio::spawn({
        let (store, drawn, finish) = (store.clone(), drawn.clone(), finish.clone());
        async move {
            store
                .write(move |tx| {
                    // With what a savepoint undoes goes the lock that it took.
                    let undone = tx.savepoint(|tx| {
                        changes::append(tx, &change(Uuid::now_v7(), 9))?;
                        Err::<(), _>(Error::Busy)
                    });
                    assert!(undone.is_err());
                    for version in [2, 4, 5] {
                        changes::append(tx, &change(Uuid::now_v7(), version))?;
                    }
                    drawn.wait();
                    finish.wait();
                    Ok::<_, Error>(())
                })
                .await
        }
    });
    tokio::task::spawn_blocking(move || drawn.wait())
        .await
        .unwrap();
    store
        .write(|tx| changes::append(tx, &change(Uuid::now_v7(), 3)))
        .await
        .unwrap();
    // However many changes it makes, a transaction holds one lock: a deletion may make thousands.
    database.execute(
        "DO $$ BEGIN ASSERT (SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
         WHERE datname = current_database() AND locktype = 'advisory') = 1; END $$",
    );
    let versions = |page: Vec<Change>| {
        page.into_iter()
            .map(|change| change.version)
            .collect::<Vec<_>>()
    };
    let meanwhile = versions(after(&store, 0, 10).await);
    tokio::task::spawn_blocking(move || finish.wait())
        .await
        .unwrap();
    slow.await.unwrap().unwrap();
    assert_eq!(meanwhile, [1]);
    assert_eq!(versions(after(&store, 0, 10).await), [1, 2, 4, 5, 3]);
}

#[tokio::test]
async fn a_number_given_up_holds_nobody_back() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let store = database.store().await;
    let given_up = store
        .write(|tx| {
            changes::append(tx, &change(Uuid::now_v7(), 1))?;
            Err::<(), _>(Error::TooManyRows {
                limit: 0,
                unindexed: None,
            })
        })
        .await;
    assert!(given_up.is_err());
    store
        .write(|tx| changes::append(tx, &change(Uuid::now_v7(), 2)))
        .await
        .unwrap();
    assert_eq!(after(&store, 0, 10).await.len(), 1);
}
