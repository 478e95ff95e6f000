//! The write door: what is answered is kept, whole, whatever happens beside it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use rollcall_storage::resources::{self, Query, Scope};
use rollcall_storage::tenants;
use rollcall_storage::{Error, Store, StoreSettings};

use crate::harness::{
    Database, insert, insert_all, on_both, page, person, tenant, user_name, users,
};

on_both! {
    concurrent_writes_all_land,
    a_failing_write_hurts_only_itself,
    a_panic_hurts_only_itself,
    of_twenty_twins_one_is_born,
    what_was_taken_is_committed_before_close_returns,
    a_closed_store_refuses_writes,
}

async fn names(store: &Store) -> Vec<String> {
    let page = store
        .read(|conn| {
            let rt = users();
            let scope = Scope {
                tenant: "acme",
                resource_type: &rt,
            };
            page(conn, &scope, &Query::default(), 0, 1_000)
        })
        .await
        .unwrap();
    let mut names: Vec<_> = page
        .rows
        .iter()
        .map(|row| user_name(&row.stored.read().unwrap()))
        .collect();
    assert_eq!(page.total, i64::try_from(names.len()).unwrap());
    names.sort_unstable();
    names
}

/// Starts that many writes at once and waits for all.
async fn at_once<T: Send + 'static>(
    store: &Store,
    count: usize,
    write: impl Fn(usize, &mut rollcall_storage::Conn) -> Result<T, Error> + Clone + Send + 'static,
) -> Vec<Result<T, Error>> {
    let spawn = |i| {
        let (store, write) = (store.clone(), write.clone());
        tokio::spawn(async move { store.write(move |tx| write(i, tx)).await })
    };
    let tasks: Vec<_> = (0..count).map(spawn).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

async fn concurrent_writes_all_land(database: Database) {
    let store = database.store().await;
    let results = at_once(&store, 200, |i, tx| {
        insert(tx, &users(), &person(&format!("p{i:03}")))
    })
    .await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let expected: Vec<_> = (0..200).map(|i| format!("p{i:03}")).collect();
    assert_eq!(names(&store).await, expected);
}

async fn a_failing_write_hurts_only_itself(database: Database) {
    let store = database.store().await;
    let results = at_once(&store, 40, |i, tx| {
        insert(tx, &users(), &person(&format!("p{i:02}")))?;
        if i % 4 == 0 {
            Err(Error::TooManyRows {
                limit: i,
                unindexed: None,
            })
        } else {
            Ok(())
        }
    })
    .await;
    for (i, result) in results.iter().enumerate() {
        match result {
            Err(Error::TooManyRows { limit, .. }) => assert!(*limit == i && i % 4 == 0),
            other => assert!(other.is_ok() && i % 4 != 0, "{i}: {other:?}"),
        }
    }
    let expected: Vec<_> = (0..40)
        .filter(|i| i % 4 != 0)
        .map(|i| format!("p{i:02}"))
        .collect();
    assert_eq!(names(&store).await, expected);
}

async fn a_panic_hurts_only_itself(database: Database) {
    let store = database.store().await;
    let results = at_once(&store, 12, |i, tx| {
        insert(tx, &users(), &person(&format!("p{i:02}")))?;
        assert!(i != 5, "on purpose");
        Ok(())
    })
    .await;
    assert!(matches!(results[5], Err(Error::Panicked)));
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 11);
    assert_eq!(names(&store).await.len(), 11);
    let read = store
        .read(|_| -> Result<(), Error> { panic!("on purpose") })
        .await;
    assert!(matches!(read, Err(Error::Panicked)));
    assert_eq!(names(&store).await.len(), 11);
}

async fn of_twenty_twins_one_is_born(database: Database) {
    let store = database.store().await;
    let results = at_once(&store, 20, |i, tx| {
        let name = if i % 2 == 0 { "Straße" } else { "STRASSE" };
        insert(tx, &users(), &person(name))
    })
    .await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert_eq!(
        results
            .iter()
            .filter(|result| matches!(result, Err(Error::Uniqueness { .. })))
            .count(),
        19
    );
    assert_eq!(names(&store).await.len(), 1);
}

async fn what_was_taken_is_committed_before_close_returns(database: Database) {
    let store = database.store().await;
    let write = store.clone();
    let task = tokio::spawn(async move {
        write
            .write(|tx| insert(tx, &users(), &person("last")))
            .await
    });
    tokio::task::yield_now().await;
    store.close();
    task.await.unwrap().unwrap();
    assert_eq!(names(&store).await, ["last"]);
}

async fn a_closed_store_refuses_writes(database: Database) {
    if database.is_postgres() {
        return; // There the server ends what is under way.
    }
    let store = database.store().await;
    store.close();
    let refused = store.write(|tx| tenants::create(tx, &tenant("late"))).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn a_full_queue_is_busy() {
    let mut database = Database::sqlite();
    database.settings.write_queue_max = 1;
    let store = database.store().await;
    let (started, finish) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let slow = tokio::spawn({
        let (store, started, finish) = (store.clone(), started.clone(), finish.clone());
        async move {
            store
                .write(move |tx| {
                    started.wait();
                    finish.wait();
                    insert(tx, &users(), &person("slow"))
                })
                .await
        }
    });
    tokio::task::yield_now().await;
    started.wait();
    let queued = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .write(|tx| insert(tx, &users(), &person("queued")))
                .await
        }
    });
    tokio::task::yield_now().await;
    let refused = store
        .write(|tx| insert(tx, &users(), &person("refused")))
        .await;
    assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
    finish.wait();
    slow.await.unwrap().unwrap();
    queued.await.unwrap().unwrap();
    assert_eq!(names(&store).await, ["queued", "slow"]);
}

#[tokio::test]
async fn another_process_with_the_lock_is_busy_not_a_hang() {
    let mut database = Database::sqlite();
    database.settings.busy_timeout_milliseconds = 20;
    let store = database.store().await;
    let path = database.settings.url.strip_prefix("sqlite://").unwrap();
    let mut other = SqliteConnection::establish(path).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let refused = store.write(|tx| insert(tx, &users(), &person("p"))).await;
    assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
    other.batch_execute("COMMIT").unwrap();
    store
        .write(|tx| insert(tx, &users(), &person("p")))
        .await
        .unwrap();
    assert_eq!(names(&store).await, ["p"]);
}

#[tokio::test]
async fn a_deadlock_is_run_again() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let store = database.store().await;
    let people = [person("a"), person("b")];
    insert_all(&store, &users(), &people).await;
    let (both_hold_one, runs) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let ids = [people[0].id, people[1].id];
    let lock_both = |first: usize| {
        let (store, barrier, runs) = (store.clone(), both_hold_one.clone(), runs.clone());
        tokio::spawn(async move {
            store
                .write(move |tx| {
                    let rt = users();
                    let scope = Scope {
                        tenant: "acme",
                        resource_type: &rt,
                    };
                    resources::lock(tx, &scope, ids[first])?;
                    if runs.fetch_add(1, Ordering::SeqCst) < 2 {
                        barrier.wait();
                    }
                    resources::lock(tx, &scope, ids[1 - first])?;
                    resources::touch(tx, &scope, ids[first], 2, 0)
                })
                .await
        })
    };
    let (one, other) = (lock_both(0), lock_both(1));
    one.await.unwrap().unwrap();
    other.await.unwrap().unwrap();
    assert!(runs.load(Ordering::SeqCst) > 2, "there was no deadlock");
}

#[tokio::test]
async fn writes_survive_a_lost_connection() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let store = database.store().await;
    database.batch_execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    store
        .write(|tx| insert(tx, &users(), &person("p")))
        .await
        .unwrap();
    assert_eq!(names(&store).await, ["p"]);
}

#[tokio::test]
async fn a_connection_lost_under_a_write_ends_it() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let store = database.store().await;
    let (other, runs) = (database.settings.url.clone(), Arc::new(AtomicUsize::new(0)));
    let counted = runs.clone();
    // As the server does to a transaction that is idle for too long.
    let refused = store
        .write(move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            insert(tx, &users(), &person("p"))?;
            PgConnection::establish(&other)
                .unwrap()
                .batch_execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid()",
                )
                .unwrap();
            insert(tx, &users(), &person("q"))
        })
        .await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    assert!(names(&store).await.is_empty());
}

#[tokio::test]
async fn an_unreachable_server_is_named_without_the_password() {
    let url = "postgres://rollcall:hunter2@127.0.0.1:1/rollcall".to_owned();
    let settings = StoreSettings {
        url,
        connect_timeout_seconds: 2,
        ..StoreSettings::default()
    };
    let error = Store::open(&settings).err().unwrap();
    assert!(matches!(error, Error::Unavailable(_)));
    let text = format!("{error} {error:?} {settings:?}");
    assert!(
        text.contains("127.0.0.1") && !text.contains("hunter2"),
        "{text}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let database = Database::sqlite();
    let store = database.store().await;
    let path = database.settings.url.strip_prefix("sqlite://").unwrap();
    for file in [path.to_owned(), format!("{path}-wal")] {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    store.close();
    let nowhere = StoreSettings {
        url: "sqlite:///nowhere/at/all.db".to_owned(),
        ..StoreSettings::default()
    };
    let error = Store::open(&nowhere).err().unwrap();
    assert!(error.to_string().contains("/nowhere/at/all.db"), "{error}");
}

#[tokio::test]
async fn a_lock_that_others_keep_is_busy_not_a_hang() {
    let Some(mut database) = Database::postgres() else {
        return;
    };
    database.settings.lock_timeout_milliseconds = 50;
    let store = database.store().await;
    let ada = person("ada");
    insert_all(&store, &users(), std::slice::from_ref(&ada)).await;
    let (locked, finish) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let lock = |barriers: Option<(Arc<Barrier>, Arc<Barrier>)>| {
        let store = store.clone();
        async move {
            store
                .write(move |tx| {
                    let rt = users();
                    resources::lock(
                        tx,
                        &Scope {
                            tenant: "acme",
                            resource_type: &rt,
                        },
                        ada.id,
                    )?;
                    if let Some((locked, finish)) = &barriers {
                        locked.wait();
                        finish.wait();
                    }
                    Ok::<_, Error>(())
                })
                .await
        }
    };
    let keeper = tokio::spawn(lock(Some((locked.clone(), finish.clone()))));
    tokio::task::spawn_blocking(move || locked.wait())
        .await
        .unwrap();
    let refused = lock(None).await;
    tokio::task::spawn_blocking(move || finish.wait())
        .await
        .unwrap();
    keeper.await.unwrap().unwrap();
    assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
}
