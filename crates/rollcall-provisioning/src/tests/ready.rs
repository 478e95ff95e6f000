//! Whether the installation is ready: a database that only answers is not enough.

use super::harness::Organisation;
use super::on_both_databases;
use crate::Result;

on_both_databases!(a_database_that_cannot_be_written_is_not_ready);

/// From now on the database says of every write what it says when its disk is full.
fn fill(o: &Organisation) {
    if o.is_postgres() {
        o.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE 'could not extend file: No space left on device'; END $$; \
             CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON installation FOR EACH ROW EXECUTE FUNCTION full_disk()",
        );
    } else {
        for event in ["INSERT", "UPDATE"] {
            o.execute(&format!(
                "CREATE TRIGGER full_{event} BEFORE {event} ON installation BEGIN \
                 SELECT RAISE(ROLLBACK, 'database or disk is full'); END"
            ));
        }
    }
}

fn make_room(o: &Organisation) {
    if o.is_postgres() {
        o.execute("DROP TRIGGER full_disk ON installation");
    } else {
        o.execute("DROP TRIGGER full_INSERT; DROP TRIGGER full_UPDATE");
    }
}

async fn a_database_that_cannot_be_written_is_not_ready(o: Organisation) {
    o.p.ready().await.unwrap();
    fill(&o);
    assert!(after_some_seconds(&o).await.is_err());
    // Reading goes on all the while.
    assert!(o.find("Users", "userName pr").await.is_empty());
    make_room(&o);
    after_some_seconds(&o).await.unwrap();
}

async fn after_some_seconds(o: &Organisation) -> Result<()> {
    for _ in 0..5 {
        drop(o.p.ready().await);
    }
    o.p.ready().await
}
