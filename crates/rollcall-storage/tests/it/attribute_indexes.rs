//! Entries are complete whoever wrote while their index was made.

use std::sync::mpsc;

use rollcall_storage::attribute_indexes::{self, AttributeIndex};
use rollcall_storage::changes::{self, NewChange};
use rollcall_storage::resources::{Scope, Stored};
use rollcall_storage::{Conn, Error, Store, attribute_entries};
use scim_core::Rules;
use scim_core::condition::{self, Condition};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Database, NOW, insert, insert_all, resource, users};

fn titles() -> AttributeIndex {
    let parsed = condition::parse(&users(), "title pr", Rules::NONE);
    let Ok(Condition::Present(place)) = parsed else {
        panic!("title is an attribute");
    };
    AttributeIndex::new(Uuid::now_v7(), "User", place, NOW).unwrap()
}

/// Writes a person as a verb does.
fn write(tx: &mut Conn, stored: &Stored) -> Result<(), Error> {
    let rt = users();
    insert(tx, &rt, stored)?;
    let change = NewChange {
        tenant: "acme".to_owned(),
        at: NOW,
        resource_type: "User".to_owned(),
        resource_id: stored.id,
        operation: "created".to_owned(),
        version: 1,
        etag: None,
        external_id: None,
        connection_id: None,
        request_id: None,
        before: None,
        after: None,
        document: None,
    };
    changes::append(tx, &change)?;
    let scope = Scope {
        tenant: "acme",
        resource_type: &rt,
    };
    attribute_entries::keep(tx, &scope, stored.id, &stored.attributes)
}

async fn all_have_ended(store: &Store, drawn: i64) -> bool {
    let ended = store.read(move |conn| changes::have_ended(conn, drawn));
    ended.await.unwrap()
}

/// On SQLite there is one writer, so nothing is under way when an index is made.
#[tokio::test(flavor = "multi_thread")]
async fn a_write_under_way_that_did_not_see_the_index_is_waited_for_on_postgres() {
    let Some(database) = Database::postgres() else {
        eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set");
        return;
    };
    let store = database.store().await;
    let ada = resource(json!({"userName": "ada", "title": "Baker"}));
    let (wrote, written) = mpsc::channel();
    let (go, told) = mpsc::channel::<()>();
    let told = std::sync::Mutex::new(told);
    let slow = tokio::spawn({
        let (store, ada) = (store.clone(), ada.clone());
        async move {
            let work = move |tx: &mut Conn| {
                write(tx, &ada)?;
                wrote.send(()).unwrap();
                told.lock().unwrap().recv().unwrap();
                Ok::<_, Error>(())
            };
            store.write(work).await
        }
    });
    written.recv().unwrap();
    let index = titles();
    let made = index.clone();
    store
        .write(move |tx| attribute_indexes::insert(tx, "acme", &made))
        .await
        .unwrap();
    let drawn = store.read(changes::drawn).await.unwrap();
    assert!(!all_have_ended(&store, drawn).await);
    // Whoever comes from now on sees the index, and is not waited for.
    let bob = resource(json!({"userName": "bob", "title": "Baker"}));
    store.write(move |tx| write(tx, &bob)).await.unwrap();
    go.send(()).unwrap();
    slow.await.unwrap().unwrap();
    assert!(all_have_ended(&store, drawn).await);
    let id = index.id;
    let fill = move |tx: &mut Conn| attribute_entries::fill(tx, "acme", &index, 10);
    assert_eq!(store.write(fill).await.unwrap().seen, 2);
    let count = store.read(move |conn| attribute_entries::count(conn, "acme", id));
    assert_eq!(count.await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn filling_waits_for_nobody_on_postgres() {
    let Some(database) = Database::postgres() else {
        eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set");
        return;
    };
    let store = database.store().await;
    let people = ["ada", "bob"].map(|name| resource(json!({"userName": name, "title": "x"})));
    insert_all(&store, &users(), &people).await;
    let ada = people[0].id;
    let (locked, is_locked) = mpsc::channel();
    let (go, told) = mpsc::channel::<()>();
    let told = std::sync::Mutex::new(told);
    let holder = tokio::spawn({
        let store = store.clone();
        async move {
            let work = move |tx: &mut Conn| {
                let scope = Scope {
                    tenant: "acme",
                    resource_type: &users(),
                };
                rollcall_storage::resources::lock(tx, &scope, ada)?;
                locked.send(()).unwrap();
                told.lock().unwrap().recv().unwrap();
                Ok::<_, Error>(())
            };
            store.write(work).await
        }
    });
    is_locked.recv().unwrap();
    let index = titles();
    let (made, one) = (index.clone(), index.clone());
    let fill = move |tx: &mut Conn| {
        attribute_indexes::insert(tx, "acme", &made)?;
        attribute_entries::fill(tx, "acme", &made, 10)
    };
    let filled = store.write(fill).await.unwrap();
    assert_eq!((filled.seen, filled.locked), (2, vec![ada]));
    go.send(()).unwrap();
    holder.await.unwrap().unwrap();
    let fill_one = move |tx: &mut Conn| attribute_entries::fill_one(tx, "acme", &one, ada);
    store.write(fill_one).await.unwrap();
    let count = store.read(move |conn| attribute_entries::count(conn, "acme", index.id));
    assert_eq!(count.await.unwrap(), 2);
}
