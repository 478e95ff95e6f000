//! What happens when a commit, or the disk under it, fails.

use std::sync::{Arc, Barrier};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};
use tempfile::TempDir;

use super::*;
use crate::connect::{Opener, Purpose};
use crate::settings::StoreSettings;

struct File {
    settings: StoreSettings,
    _directory: TempDir,
}

impl File {
    fn new(sql: &str) -> Self {
        let directory = TempDir::new().unwrap();
        let url = format!("sqlite://{}/test.db", directory.path().display());
        let file = Self {
            settings: StoreSettings {
                url,
                ..StoreSettings::default()
            },
            _directory: directory,
        };
        file.open(Purpose::Write).db.batch_execute(sql).unwrap();
        file
    }

    fn opener(&self, purpose: Purpose) -> Opener {
        Opener::new(&self.settings, purpose).unwrap()
    }

    fn open(&self, purpose: Purpose) -> Conn {
        self.opener(purpose).open().unwrap()
    }

    fn writer(&self, batch_max: usize) -> Arc<Writer> {
        let opener = self.opener(Purpose::Write);
        Arc::new(Writer::start(self.open(Purpose::Write), opener, 100, batch_max).unwrap())
    }

    fn count(&self) -> i64 {
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = BigInt)]
            count: i64,
        }
        let count: Count = sql_query("SELECT count(*) AS count FROM rows")
            .get_result(&mut self.open(Purpose::Read).db)
            .unwrap();
        count.count
    }
}

fn insert(conn: &mut Conn, value: &str) -> Result<(), Error> {
    sql_query("INSERT INTO rows VALUES (?)")
        .bind::<Text, _>(value)
        .execute(&mut conn.db)?;
    Ok(())
}

/// Queues these writes while the writer is held up, so that they become one batch, and answers their results.
async fn in_one_batch(writer: &Arc<Writer>, values: Vec<String>) -> Vec<Result<(), Error>> {
    queued_at_once(writer, values, insert).await
}

/// As [`in_one_batch`], each with this work.
async fn queued_at_once(
    writer: &Arc<Writer>,
    values: Vec<String>,
    work: fn(&mut Conn, &str) -> Result<(), Error>,
) -> Vec<Result<(), Error>> {
    let (started, go_on) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (begun, held) = (started.clone(), go_on.clone());
    let first = tokio::spawn({
        let writer = writer.clone();
        async move {
            writer
                .write(move |_| {
                    begun.wait();
                    held.wait();
                    Ok::<_, Error>(())
                })
                .await
        }
    });
    tokio::task::yield_now().await;
    started.wait();
    let queue = |value: String| {
        let writer = writer.clone();
        tokio::spawn(async move { writer.write(move |conn| work(conn, &value)).await })
    };
    let tasks: Vec<_> = values.into_iter().map(queue).collect();
    tokio::task::yield_now().await;
    go_on.wait();
    first.await.unwrap().unwrap();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

#[tokio::test]
async fn a_commit_that_fails_fails_its_whole_batch() {
    let file = File::new(
        "CREATE TABLE parents (id TEXT PRIMARY KEY); INSERT INTO parents VALUES ('known'); \
         CREATE TABLE rows (parent TEXT REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)",
    );
    let writer = file.writer(100);
    let values = ["known", "unknown", "known"].map(str::to_owned).to_vec();
    let results = in_one_batch(&writer, values).await;
    assert!(
        results
            .iter()
            .all(|result| matches!(result, Err(Error::Reference))),
        "{results:?}"
    );
    assert_eq!(file.count(), 0);
    writer.write(|conn| insert(conn, "known")).await.unwrap();
    assert_eq!(file.count(), 1);
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_answered() {
    let file = File::new("CREATE TABLE rows (value TEXT)");
    let mut conn = file.open(Purpose::Write);
    conn.db.batch_execute("PRAGMA max_page_count = 40").unwrap();
    let writer = Arc::new(Writer::start(conn, file.opener(Purpose::Write), 100, 100).unwrap());
    let values: Vec<_> = (0..30)
        .map(|i| "x".repeat(if i % 7 == 6 { 60_000 } else { 2_000 }))
        .collect();
    let results = in_one_batch(&writer, values).await;
    let kept = results.iter().filter(|result| result.is_ok()).count();
    assert!(kept < results.len());
    for failed in results.iter().filter_map(|result| result.as_ref().err()) {
        assert!(matches!(failed, Error::Unavailable(_)), "{failed:?}");
    }
    assert_eq!(file.count(), i64::try_from(kept).unwrap());
    let after = writer.write(|conn| insert(conn, "small")).await.is_ok();
    assert_eq!(
        file.count(),
        i64::try_from(kept + usize::from(after)).unwrap()
    );
}

/// Inserts the value, then fails as its first word says.
fn insert_and(conn: &mut Conn, value: &str) -> Result<(), Error> {
    insert(conn, value)?;
    match value.split(' ').next() {
        Some("refused") => Err(Error::Conflict),
        Some("panics") => panic!("for the test"),
        Some("deep") => {
            Db::begin_transaction(&mut conn.db)?;
            insert(conn, value)?;
            Err(Error::Conflict)
        }
        _ => Ok(()),
    }
}

#[tokio::test]
async fn a_write_that_fails_leaves_nothing_behind_and_spoils_no_other() {
    let file = File::new("CREATE TABLE rows (value TEXT)");
    let writer = file.writer(100);
    let values = [
        "one",
        "refused two",
        "three",
        "panics four",
        "deep five",
        "six",
    ]
    .map(str::to_owned);
    // The second batch knows of the first one's failures.
    for batch in 1..=2 {
        let results = queued_at_once(&writer, values.to_vec(), insert_and).await;
        let [
            Ok(()),
            Err(Error::Conflict),
            Ok(()),
            Err(Error::Panicked),
            Err(Error::Conflict),
            Ok(()),
        ] = results.as_slice()
        else {
            panic!("{results:?}");
        };
        assert_eq!(file.count(), 3 * batch);
    }
}

#[tokio::test]
async fn whoever_fails_alone_leaves_nothing_behind() {
    let file = File::new("CREATE TABLE rows (value TEXT)");
    let writer = file.writer(100);
    for value in ["refused", "panics", "deep"] {
        let failed = writer.write(move |conn| insert_and(conn, value)).await;
        assert!(failed.is_err(), "{value}");
        assert_eq!(file.count(), 0, "{value}");
    }
    writer.write(|conn| insert_and(conn, "kept")).await.unwrap();
    assert_eq!(file.count(), 1);
}

#[tokio::test]
async fn a_batch_is_no_longer_than_its_limit_and_still_nothing_is_lost() {
    let file = File::new("CREATE TABLE rows (value TEXT)");
    let writer = file.writer(3);
    let results = in_one_batch(&writer, (0..50).map(|i| i.to_string()).collect()).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(file.count(), 50);
}

#[tokio::test]
async fn whoever_has_gone_is_not_served() {
    let file = File::new("CREATE TABLE rows (value TEXT)");
    let writer = file.writer(100);
    let (started, go_on) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (begun, held) = (started.clone(), go_on.clone());
    let slow = tokio::spawn({
        let writer = writer.clone();
        async move {
            writer
                .write(move |_| {
                    begun.wait();
                    held.wait();
                    Ok::<_, Error>(())
                })
                .await
        }
    });
    tokio::task::yield_now().await;
    started.wait();
    let abandoned = tokio::spawn({
        let writer = writer.clone();
        async move { writer.write(|conn| insert(conn, "abandoned")).await }
    });
    tokio::task::yield_now().await;
    abandoned.abort();
    assert!(abandoned.await.is_err());
    go_on.wait();
    slow.await.unwrap().unwrap();
    writer.close();
    assert_eq!(file.count(), 0);
}

#[tokio::test]
async fn a_broken_connection_is_replaced() {
    let file = File::new("CREATE TABLE rows (value TEXT)");
    let writer = file.writer(100);
    let broken = writer
        .write(|conn| {
            Db::transaction_manager_status_mut(&mut conn.db).set_in_error();
            Ok::<_, Error>(())
        })
        .await;
    assert!(matches!(broken, Err(Error::Unavailable(_))), "{broken:?}");
    writer.write(|conn| insert(conn, "kept")).await.unwrap();
    assert_eq!(file.count(), 1);
}

#[tokio::test]
async fn the_last_store_may_go_with_a_closure() {
    let file = File::new("CREATE TABLE rows (value TEXT)");
    let writer = file.writer(100);
    let (sender, started) = std::sync::mpsc::channel();
    let go_on = Arc::new(Barrier::new(2));
    let held = go_on.clone();
    let in_closure = writer.clone();
    let write = tokio::spawn(async move {
        let writer = in_closure.clone();
        let kept = writer.clone();
        let result = writer.write(move |conn| {
            let _last = &kept;
            sender.send(()).unwrap();
            held.wait();
            insert(conn, "kept")
        });
        drop(in_closure);
        result.await
    });
    tokio::task::yield_now().await;
    started.recv().unwrap();
    drop(writer);
    write.abort();
    assert!(write.await.is_err());
    go_on.wait();
    // The thread has the last reference; it commits, ends, and does not wait for itself.
    while file.count() == 0 {
        tokio::task::yield_now().await;
    }
}
