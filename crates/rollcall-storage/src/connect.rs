//! From a URL to connections: opening, setting up, pooling.

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::connection::{CacheSize, SimpleConnection};
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use diesel::{PgConnection, SqliteConnection};

use crate::conn::{Conn, Db};
use crate::settings::{Pooler, PostgresUrl, StoreSettings, Target};
use crate::{Error, error};

/// What a connection is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Read,
    Write,
}

/// Opens connections to one database, for one purpose.
pub(crate) struct Opener {
    target: Target,
    purpose: Purpose,
    settings: StoreSettings,
}

/// The pool of such connections.
pub(crate) type ConnPool = Pool<Opener>;

/// A connection that goes back to its pool when it is dropped.
pub(crate) type Pooled = PooledConnection<Opener>;

impl Opener {
    /// Opens nothing yet.
    pub(crate) fn new(settings: &StoreSettings, purpose: Purpose) -> Result<Self, Error> {
        Ok(Self {
            target: Target::parse(&settings.url)?,
            purpose,
            settings: settings.clone(),
        })
    }

    /// Whether there is one file with one writer, rather than a server.
    pub(crate) fn is_embedded(&self) -> bool {
        matches!(self.target, Target::Sqlite(_))
    }

    /// Opens a connection.
    ///
    /// # Errors
    /// [`Error::Unavailable`], without the URL's password.
    pub(crate) fn open(&self) -> Result<Conn, Error> {
        let db = match &self.target {
            Target::Sqlite(path) => self.open_sqlite(path).map(Db::Sqlite)?,
            Target::Postgres(url) => self.open_postgres(url).map(Db::Postgres)?,
        };
        let conn = Conn::new(db, &self.settings);
        #[cfg(feature = "testing")]
        let conn = crate::testing::statements::watched(conn, &self.settings.url);
        Ok(conn)
    }

    fn open_sqlite(&self, path: &Path) -> Result<SqliteConnection, Error> {
        let failed = |why: String| {
            Error::Unavailable(format!("SQLite cannot open {}: {why}", path.display()))
        };
        create_private(path).map_err(|error| failed(error.to_string()))?;
        let text = path
            .to_str()
            .ok_or_else(|| failed("the path is not UTF-8".to_owned()))?;
        let mut sqlite =
            SqliteConnection::establish(text).map_err(|error| failed(error.to_string()))?;
        // A statement each, in this order: those after the first wait for locks as it says.
        for pragma in self.pragmas() {
            sqlite
                .batch_execute(&pragma)
                .map_err(|error| failed(why(&error)))?;
        }
        Ok(sqlite)
    }

    fn pragmas(&self) -> Vec<String> {
        let mut pragmas = vec![format!(
            "PRAGMA busy_timeout = {}",
            self.settings.busy_timeout_milliseconds
        )];
        match self.purpose {
            Purpose::Write => pragmas.extend(
                [
                    "PRAGMA journal_mode = WAL",
                    // Each commit reaches the disk before it is answered: it survives a loss of power.
                    "PRAGMA synchronous = FULL",
                    "PRAGMA foreign_keys = ON",
                    "PRAGMA journal_size_limit = 67108864",
                    "PRAGMA cache_size = -12288",
                ]
                .map(str::to_owned),
            ),
            Purpose::Read => pragmas
                .extend(["PRAGMA query_only = ON", "PRAGMA cache_size = -2048"].map(str::to_owned)),
        }
        pragmas.push("PRAGMA temp_store = MEMORY".to_owned());
        pragmas
    }

    fn open_postgres(&self, url: &PostgresUrl) -> Result<PgConnection, Error> {
        let StoreSettings {
            connect_timeout_seconds,
            statement_timeout_milliseconds,
            pooler,
            ..
        } = &self.settings;
        let complete = url
            .clone()
            .with_default("connect_timeout", &connect_timeout_seconds.to_string())
            // A server that vanished without a word must not hold a request for the system's two hours.
            .with_default(
                "tcp_user_timeout",
                &statement_timeout_milliseconds.to_string(),
            )
            .with_default("application_name", "rollcall");
        let mut postgres = PgConnection::establish(&complete.url)
            .map_err(|error| Error::Unavailable(url.redact(&error.to_string())))?;
        match pooler {
            Pooler::None => postgres
                .batch_execute(&timeouts(&self.settings, "SET"))
                .map_err(|error| Error::Unavailable(url.redact(&error.to_string())))?,
            // The server that knows a statement's name may not be the one that is asked to run it. Without
            // names, a statement and its parameters are one message.
            Pooler::Transaction => postgres.set_prepared_statement_cache_size(CacheSize::Disabled),
        }
        Ok(postgres)
    }
}

/// The statements that set PostgreSQL's timeouts: `SET` for the session, `SET LOCAL` for the transaction.
pub(crate) fn timeouts(settings: &StoreSettings, set: &str) -> String {
    let StoreSettings {
        statement_timeout_milliseconds,
        lock_timeout_milliseconds,
        ..
    } = settings;
    format!(
        "{set} statement_timeout = {statement_timeout_milliseconds}; \
         {set} idle_in_transaction_session_timeout = {statement_timeout_milliseconds}; \
         {set} lock_timeout = {lock_timeout_milliseconds}"
    )
}

/// Why SQLite does not take a file, with what to do where that is known.
fn why(error: &diesel::result::Error) -> String {
    match error::by_message(&error.to_string()) {
        Some(Error::Unavailable(why)) => why,
        _ => error.to_string(),
    }
}

/// Makes an empty file that only its owner may read; SQLite gives its journals the same rights.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

impl ManageConnection for Opener {
    type Connection = Conn;
    type Error = Error;

    fn connect(&self) -> Result<Conn, Error> {
        self.open()
    }

    /// Asks the server only after a pause: while there is traffic, a round trip a request is too much.
    fn is_valid(&self, conn: &mut Conn) -> Result<(), Error> {
        const PAUSE: Duration = Duration::from_secs(1);
        if self.is_embedded() || conn.used_at.elapsed() < PAUSE {
            return Ok(());
        }
        conn.db.batch_execute("SELECT 1")?;
        conn.used_at = Instant::now();
        Ok(())
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        conn.used_at = Instant::now();
        conn.lost || std::thread::panicking() || conn.depth() != Some(0)
    }
}

/// A pool that opens its connections when they are first needed.
pub(crate) fn pool(settings: &StoreSettings, opener: Opener) -> ConnPool {
    Pool::builder()
        .max_size(settings.connections())
        // None in advance: a command that ends at once must not leave a thread behind that still connects.
        .min_idle(Some(0))
        .connection_timeout(Duration::from_secs(settings.connect_timeout_seconds.into()))
        .build_unchecked(opener)
}

/// Takes a connection from the pool.
pub(crate) fn take(pool: &ConnPool) -> Result<Pooled, Error> {
    pool.get()
        .map_err(|error| none_left(pool, &error.to_string()))
}

/// Why there was no connection in time: either nobody gave one back, or the server let nobody in.
pub(crate) fn none_left(pool: &ConnPool, why: &str) -> Error {
    if pool.state().connections == pool.max_size() {
        Error::Busy
    } else {
        Error::Unavailable(why.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use diesel::sql_query;
    use diesel::sql_types::BigInt;

    use super::*;

    #[derive(QueryableByName)]
    struct Value {
        #[diesel(sql_type = BigInt)]
        value: i64,
    }

    fn pragma(conn: &mut Conn, name: &str) -> i64 {
        let value: Value = sql_query(format!("SELECT {name} AS value FROM pragma_{name}"))
            .get_result(&mut conn.db)
            .unwrap();
        value.value
    }

    /// The flags of `.cargo/config.toml`, which whoever builds elsewhere has not.
    #[test]
    fn sqlite_is_compiled_so_that_statements_stay_prepared() {
        let mut sqlite = SqliteConnection::establish(":memory:").unwrap();
        for flag in ["ENABLE_QPSG", "THREADSAFE=2", "DEFAULT_MEMSTATUS=0"] {
            let used: Value = sql_query(format!(
                "SELECT count(*) AS value FROM pragma_compile_options WHERE compile_options = '{flag}'"
            ))
            .get_result(&mut sqlite)
            .unwrap();
            assert_eq!(used.value, 1, "{flag}");
        }
    }

    #[test]
    fn commits_are_durable_and_readers_cannot_write() {
        let directory = tempfile::TempDir::new().unwrap();
        let url = format!("sqlite://{}/test.db", directory.path().display());
        let settings = StoreSettings {
            url,
            busy_timeout_milliseconds: 123,
            ..StoreSettings::default()
        };
        let mut writer = Opener::new(&settings, Purpose::Write)
            .unwrap()
            .open()
            .unwrap();
        let mut reader = Opener::new(&settings, Purpose::Read)
            .unwrap()
            .open()
            .unwrap();
        const FULL: i64 = 2;
        assert_eq!(pragma(&mut writer, "synchronous"), FULL);
        assert_eq!(pragma(&mut writer, "foreign_keys"), 1);
        for conn in [&mut writer, &mut reader] {
            let wal: Value =
                sql_query("SELECT journal_mode = 'wal' AS value FROM pragma_journal_mode")
                    .get_result(&mut conn.db)
                    .unwrap();
            assert_eq!(wal.value, 1);
        }
        assert_eq!(pragma(&mut reader, "query_only"), 1);
        writer.db.batch_execute("CREATE TABLE t (a)").unwrap();
        let refused = reader
            .db
            .batch_execute("INSERT INTO t VALUES (1)")
            .map_err(Error::from);
        assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    }
}
