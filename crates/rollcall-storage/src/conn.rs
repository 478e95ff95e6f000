//! The connection, and everything in which the two databases differ.

use std::time::Instant;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{PgConnection, SqliteConnection, sql_query};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use crate::id::Id;
use crate::numbering::MIGRATING_KEY;
use crate::prepared::Prepared;
use crate::schema::{admins, connections, event_streams, feeds, resources, webhooks};
use crate::tables::admins::Row as AdminRow;
use crate::tables::event_streams::Row as StreamRow;
use crate::tables::feeds::Row as FeedRow;
use crate::tables::resource_counts::Added;
use crate::tables::resources::Row;
use crate::tables::webhooks::Row as WebhookRow;
use crate::{Error, Pooler, StoreSettings, connect};

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// A connection of either database, as diesel sees it.
#[derive(diesel::MultiConnection)]
pub(crate) enum Db {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Runs a statement that is the same for both databases on the one that there is. Through [`Db`] itself diesel writes the
/// statement's text anew three times for each execution; so this is for what every request runs.
macro_rules! on {
    ($db:expr, |$conn:ident| $run:expr) => {
        match $db {
            crate::conn::Db::Sqlite($conn) => $run,
            crate::conn::Db::Postgres($conn) => $run,
        }
    };
}
pub(crate) use on;

/// A connection inside one of the store's doors. What can be done with it is in the table modules.
pub struct Conn {
    pub(crate) db: Db,
    /// `StoreSettings::scan_rows_max`
    pub(crate) scan_rows_max: usize,
    /// `StoreSettings::scan_seconds_max`
    pub(crate) scan_seconds_max: u32,
    /// With [`Pooler::Transaction`] on PostgreSQL: what each transaction has to be told.
    timeouts: Option<String>,
    /// When it was last given back to its pool.
    pub(crate) used_at: Instant,
    /// Whether it turned out to be dead.
    pub(crate) lost: bool,
    /// Whether the transaction holds the horizon of changes where it is (see `numbering.rs`).
    pub(crate) holds_horizon: bool,
    /// What the transaction has added to the number of resources.
    pub(crate) added: Added,
    /// What [`crate::schemas::hold`] saw last.
    pub(crate) keeps_first: i64,
}

impl Conn {
    pub(crate) fn new(db: Db, settings: &StoreSettings) -> Self {
        let is_pooled = matches!(db, Db::Postgres(_)) && settings.pooler == Pooler::Transaction;
        Self {
            db,
            timeouts: is_pooled.then(|| connect::timeouts(settings, "SET LOCAL")),
            scan_rows_max: settings.scan_rows_max,
            scan_seconds_max: settings.scan_seconds_max,
            used_at: Instant::now(),
            lost: false,
            holds_horizon: false,
            added: Added::new(),
            keeps_first: 0,
        }
    }

    /// How many transactions and savepoints are open; `None` when the connection is unusable.
    pub(crate) fn depth(&mut self) -> Option<u32> {
        let depth = Db::transaction_manager_status_mut(&mut self.db)
            .transaction_depth()
            .ok()?;
        Some(depth.map_or(0, u32::from))
    }
}

/// Begins a transaction that writes. On SQLite it takes the write lock at once, so that it cannot fail
/// halfway because another process took it.
pub(crate) fn begin_write(conn: &mut Conn) -> QueryResult<()> {
    conn.holds_horizon = false;
    conn.added.clear();
    conn.keeps_first = 0;
    match (&mut conn.db, &conn.timeouts) {
        (Db::Sqlite(sqlite), _) => begin_sqlite(sqlite),
        (Db::Postgres(postgres), None) => AnsiTransactionManager::begin_transaction(postgres),
        (Db::Postgres(postgres), Some(timeouts)) => AnsiTransactionManager::begin_transaction_sql(
            postgres,
            &format!("{BEGIN_POOLED}; {timeouts}"),
        ),
    }
}

fn begin_sqlite(sqlite: &mut SqliteConnection) -> QueryResult<()> {
    AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE")
}

/// Behind a pooler the isolation is said too: another program of the same server may have set the session's own.
const BEGIN_POOLED: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// Runs `work`, which only reads; each of its statements sees what is committed when it starts. Behind a pooler
/// that takes a transaction, so that they have their timeouts, and one server connection.
pub(crate) fn reading<T, E: From<Error>>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    if let (Db::Postgres(postgres), Some(timeouts)) = (&mut conn.db, &conn.timeouts) {
        let begin = format!("{BEGIN_POOLED} READ ONLY; {timeouts}");
        if let Err(error) = AnsiTransactionManager::begin_transaction_sql(postgres, &begin) {
            conn.lost = true;
            return Err(Error::from(error).into());
        }
    } else {
        return work(conn);
    }
    let result = work(conn);
    let ended = match &result {
        Ok(_) => Db::commit_transaction(&mut conn.db),
        Err(_) => Db::rollback_transaction(&mut conn.db),
    };
    // What was read stays true.
    conn.lost |= ended.is_err();
    result
}

/// What a resource is locked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LockFor {
    /// Others may still refer to it: becoming a member of a group does not have to wait.
    Change,
    /// Nobody may begin to refer to it: whoever makes it a member waits, and then finds it gone.
    Deletion,
}

/// Reads a resource and keeps others from changing it until the transaction ends. On SQLite the write
/// transaction itself does that.
pub(crate) fn lock_resource(
    db: &mut Db,
    tenant: &str,
    resource_type: &str,
    id: Id,
    lock_for: LockFor,
) -> QueryResult<Option<Row>> {
    let wanted = resources::table
        .filter(resources::tenant_id.eq(tenant))
        .filter(resources::id.eq(id))
        .filter(resources::resource_type.eq(resource_type))
        .select(Row::COLUMNS);
    match db {
        Db::Sqlite(sqlite) => wanted.first(sqlite).optional(),
        Db::Postgres(postgres) => match lock_for {
            LockFor::Change => wanted.for_no_key_update().first(postgres).optional(),
            LockFor::Deletion => wanted.for_update().first(postgres).optional(),
        },
    }
}

/// Reads those of the resources that nobody else is changing, and keeps others from changing them until the
/// transaction ends. It waits for nobody, so it cannot wait in a circle.
pub(crate) fn lock_free_resources(db: &mut Db, tenant: &str, ids: &[Id]) -> QueryResult<Vec<Row>> {
    let wanted = resources::table
        .filter(resources::tenant_id.eq(tenant))
        .filter(resources::id.eq_any(ids))
        .select(Row::COLUMNS);
    match db {
        Db::Sqlite(sqlite) => wanted.load(sqlite),
        Db::Postgres(postgres) => wanted.for_no_key_update().skip_locked().load(postgres),
    }
}

/// Reads an event stream and keeps others from changing it until the transaction ends.
pub(crate) fn lock_event_stream(
    db: &mut Db,
    tenant: &str,
    id: Id,
) -> QueryResult<Option<StreamRow>> {
    let wanted = event_streams::table.find((tenant, id));
    match db {
        Db::Sqlite(sqlite) => wanted.first(sqlite).optional(),
        Db::Postgres(postgres) => wanted.for_no_key_update().first(postgres).optional(),
    }
}

/// Reads an admin and keeps others from changing them until the transaction ends.
pub(crate) fn lock_admin(db: &mut Db, tenant: &str, id: Id) -> QueryResult<Option<AdminRow>> {
    let wanted = admins::table.find((tenant, id));
    match db {
        Db::Sqlite(sqlite) => wanted.first(sqlite).optional(),
        Db::Postgres(postgres) => wanted.for_no_key_update().first(postgres).optional(),
    }
}

/// Keeps others from changing who has which role until the transaction ends.
pub(crate) fn lock_roles(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Sqlite(_) => Ok(()),
        Db::Postgres(postgres) => sql_query("SELECT pg_advisory_xact_lock(5401701, 0)") // "Rld"
            .execute(postgres)
            .map(|_| ()),
    }
}

/// Keeps others from changing a connection until the transaction ends; answers whether it is there.
pub(crate) fn lock_connection(db: &mut Db, tenant: &str, id: Id) -> QueryResult<bool> {
    let wanted = connections::table
        .find((tenant, id))
        .select(connections::tenant_id);
    let found: Option<String> = match db {
        Db::Sqlite(sqlite) => wanted.first(sqlite).optional()?,
        Db::Postgres(postgres) => wanted.for_no_key_update().first(postgres).optional()?,
    };
    Ok(found.is_some())
}

/// Reads a webhook and keeps others from changing it until the transaction ends.
pub(crate) fn lock_webhook(db: &mut Db, tenant: &str, id: Id) -> QueryResult<Option<WebhookRow>> {
    let wanted = webhooks::table.find((tenant, id));
    match db {
        Db::Sqlite(sqlite) => wanted.first(sqlite).optional(),
        Db::Postgres(postgres) => wanted.for_no_key_update().first(postgres).optional(),
    }
}

/// Reads a tenant's feed and keeps others from changing it until the transaction ends.
pub(crate) fn lock_feed(db: &mut Db, tenant: &str) -> QueryResult<Option<FeedRow>> {
    let wanted = feeds::table.find(tenant);
    match db {
        Db::Sqlite(sqlite) => wanted.first(sqlite).optional(),
        Db::Postgres(postgres) => wanted.for_no_key_update().first(postgres).optional(),
    }
}

/// Keeps others from putting groups of the tenant into each other until the transaction ends. On SQLite the
/// write transaction itself does that. Locks of two numbers are apart from those of one.
pub(crate) fn lock_nesting(db: &mut Db, tenant: &str) -> QueryResult<()> {
    match db {
        Db::Sqlite(_) => Ok(()),
        Db::Postgres(postgres) => {
            sql_query("SELECT pg_advisory_xact_lock(5401699, hashtext($1))") // "Rlc"
                .bind::<Text, _>(tenant)
                .execute(postgres)
                .map(|_| ())
        }
    }
}

/// Keeps a tenant's definitions as they are until the transaction ends; `to_change`: until then nobody else relies
/// on them. On SQLite the write transaction itself does that. No row is locked, since every write would lock the same.
pub(crate) fn lock_definitions(db: &mut Db, tenant: &str, to_change: bool) -> QueryResult<()> {
    let shared = if to_change { "" } else { "_shared" };
    match db {
        Db::Sqlite(_) => Ok(()),
        Db::Postgres(postgres) => Prepared::always(
            sql_query(format!(
                "SELECT 1::bigint AS number FROM pg_advisory_xact_lock{shared}(5401700, hashtext($1))"
            ))
            .bind::<Text, _>(tenant),
        )
        .get_result::<Number>(postgres)
        .map(|_| ()),
    }
}

#[derive(QueryableByName)]
pub(crate) struct Number {
    #[diesel(sql_type = BigInt)]
    pub(crate) number: i64,
}

/// How SQL of ours writes its first parameters, each as often as it likes.
pub(crate) fn parameters(db: &Db) -> [&'static str; 4] {
    match db {
        Db::Sqlite(_) => ["?1", "?2", "?3", "?4"],
        Db::Postgres(_) => ["$1", "$2", "$3", "$4"],
    }
}

/// Which of the rows of a number this connection adds to. On PostgreSQL there are several: who shares one waits for
/// whoever has it until that transaction ends, which is at once.
pub(crate) fn count_slot(db: &Db) -> &'static str {
    match db {
        Db::Sqlite(_) => "0",
        Db::Postgres(_) => "pg_backend_pid() % 16",
    }
}

/// Whether somebody keeps a list of migrations in this database. Looks, and changes nothing.
pub(crate) fn has_migrations(db: &mut Db) -> QueryResult<bool> {
    let found: Number = match db {
        Db::Sqlite(sqlite) => sql_query(
            "SELECT count(*) AS number FROM sqlite_master WHERE name = '__diesel_schema_migrations'",
        )
        .get_result(sqlite)?,
        Db::Postgres(postgres) => sql_query(
            "SELECT count(to_regclass('__diesel_schema_migrations')) AS number",
        )
        .get_result(postgres)?,
    };
    Ok(found.number > 0)
}

/// The migrations for this database.
pub(crate) fn migrations(db: &Db) -> EmbeddedMigrations {
    match db {
        Db::Sqlite(_) => SQLITE_MIGRATIONS,
        Db::Postgres(_) => POSTGRES_MIGRATIONS,
    }
}

/// Runs `work` while no other process migrates; several replicas may start at once.
pub(crate) fn migrating<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Db) -> Result<T, Error>,
) -> Result<T, Error> {
    match (&mut conn.db, &conn.timeouts) {
        (Db::Sqlite(sqlite), _) => begin_sqlite(sqlite)?,
        // The lock and all migrations in one transaction: it is all that a pooler keeps together.
        (Db::Postgres(postgres), Some(_)) => AnsiTransactionManager::begin_transaction_sql(
            postgres,
            &format!(
                "{BEGIN_POOLED}; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
                 SELECT pg_advisory_xact_lock({MIGRATING_KEY})"
            ),
        )?,
        // Held by the session, not by a transaction: a migration may want to run outside of one.
        (Db::Postgres(postgres), None) => {
            postgres.batch_execute(&format!(
                "SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock({MIGRATING_KEY})"
            ))?;
            let db = &mut conn.db;
            let outcome = work(db);
            let unlocked = db.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATING_KEY})"));
            return outcome.and_then(|value| unlocked.map(|()| value).map_err(Error::from));
        }
    }
    let outcome = work(&mut conn.db);
    match &outcome {
        Ok(_) => Db::commit_transaction(&mut conn.db)?,
        Err(_) => Db::rollback_transaction(&mut conn.db)?,
    }
    outcome
}
