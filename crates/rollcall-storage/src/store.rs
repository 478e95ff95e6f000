//! The two doors.

use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::connection::TransactionManager;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::Span;

use crate::conn::{self, Conn, Db};
use crate::connect::{self, ConnPool, Opener, Purpose};
use crate::settings::StoreSettings;
use crate::tables::resource_counts;
use crate::writer::Writer;
use crate::{Error, distribute, migrate, statistics};

/// A database with its connections. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    settings: StoreSettings,
    pool: ConnPool,
    /// Only on SQLite; on PostgreSQL writes use the pool.
    writer: Option<Writer>,
    /// The tables that this program had analysed, or tried to.
    analysed: Mutex<BTreeSet<String>>,
    /// One for each connection of the pool, so that whoever waits for one waits in line, and occupies no thread.
    places: Arc<Semaphore>,
}

impl Store {
    /// Opens the database; SQLite's file is created, readable by its owner only. Runs no migration.
    ///
    /// # Errors
    /// [`Error::InvalidUrl`]; [`Error::Unavailable`] within the connect timeout.
    pub fn open(settings: &StoreSettings) -> Result<Self, Error> {
        let opener = Opener::new(settings, Purpose::Write)?;
        let first = opener.open()?;
        let (writer, opener) = if opener.is_embedded() {
            let writer = Writer::start(
                first,
                opener,
                settings.write_queue_max,
                settings.write_batch_max,
            )?;
            (Some(writer), Opener::new(settings, Purpose::Read)?)
        } else {
            (None, opener)
        };
        let pool = connect::pool(settings, opener);
        Ok(Self(Arc::new(Inner {
            settings: settings.clone(),
            pool,
            writer,
            analysed: Mutex::default(),
            places: places(settings),
        })))
    }

    /// A server that holds the same database and only reads: a streaming replica. Nothing is opened yet, so that only
    /// what asks it fails while it is away. It shows what was committed a moment ago, or longer; a write fails on it.
    ///
    /// # Errors
    /// [`Error::InvalidUrl`], where it is no server's.
    pub fn read_replica(settings: &StoreSettings) -> Result<Self, Error> {
        let opener = Opener::new(settings, Purpose::Read)?;
        if opener.is_embedded() {
            let why = "a read replica is a PostgreSQL server, postgres://USER@HOST/DATABASE";
            return Err(Error::InvalidUrl(why.to_owned()));
        }
        let pool = connect::pool(settings, opener);
        Ok(Self(Arc::new(Inner {
            settings: settings.clone(),
            pool,
            writer: None,
            analysed: Mutex::default(),
            places: places(settings),
        })))
    }

    /// Whether the database has this program's schema, `false` where it has none of Rollcall's. Nothing is written.
    ///
    /// # Errors
    /// [`Error::SchemaOlder`], [`Error::SchemaNewer`]; [`Error::InvalidUrl`], [`Error::Unavailable`].
    pub fn is_set_up(settings: &StoreSettings) -> Result<bool, Error> {
        let mut conn = Opener::new(settings, Purpose::Read)?.open()?;
        conn::reading(&mut conn, |conn| migrate::is_there(&mut conn.db))
    }

    /// Brings the database to this program's schema, on a connection of its own, and answers the names of the
    /// migrations that ran. Several processes may do so at once: one works, the others wait.
    ///
    /// # Errors
    /// [`Error::SchemaNewer`] when a newer program took away from the schema what this one needs; [`Error::Migration`].
    pub fn migrate(&self) -> Result<Vec<String>, Error> {
        migrate::up(&mut self.single()?)
    }

    /// Distributes every table of a migrated database by tenant, where PostgreSQL has the extension Citus, and answers
    /// the names of those that were not distributed before.
    ///
    /// # Errors
    /// [`Error::NotDistributed`] where there is no Citus; [`Error::SchemaOlder`] before [`Store::migrate`].
    pub fn distribute(&self) -> Result<Vec<String>, Error> {
        distribute::run(&mut self.single()?)
    }

    /// Has PostgreSQL analyse tables that have grown and that it never has, each once in the life of this program, and names
    /// them. To be called every few seconds: it costs next to nothing where there are none, which is always so on SQLite.
    ///
    /// # Errors
    /// [`Error::Unavailable`], [`Error::Busy`].
    pub async fn analyse_new(&self) -> Result<Vec<String>, Error> {
        if self.0.writer.is_some() {
            return Ok(Vec::new());
        }
        let mut analysed = Vec::new();
        for table in self.read(statistics::unknown).await? {
            let tried = &self.0.analysed;
            let is_new = tried
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(table.clone());
            if is_new {
                let name = table.clone();
                self.write(move |conn| statistics::analyse(conn, &name))
                    .await?;
                analysed.push(table);
            }
        }
        Ok(analysed)
    }

    /// Undoes every migration, and with them every row: for tests of the migrations.
    ///
    /// # Errors
    /// [`Error::Migration`].
    #[cfg(feature = "testing")]
    pub fn revert(&self) -> Result<(), Error> {
        migrate::down(&mut self.single()?)
    }

    fn single(&self) -> Result<Conn, Error> {
        Opener::new(&self.0.settings, Purpose::Write)?.open()
    }

    /// Runs `work` on a connection that reads. Statements see what is committed when each of them starts.
    ///
    /// # Errors
    /// Those of `work`; [`Error::Busy`] when no connection becomes free in time, [`Error::Unavailable`].
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: StdError + From<Error> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let pool = self.0.pool.clone();
        let place = self.place().await?;
        blocking(move || {
            let _place = place;
            let mut conn = connect::take(&pool)?;
            let result = conn::reading(&mut conn, work);
            note_loss(&mut conn, &result);
            result
        })
        .await
    }

    /// As [`Store::read`], for work that reads a few rows by their keys. On SQLite it runs at once where it is called,
    /// which takes less time than to hand it to another thread and back.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_few<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: StdError + From<Error> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let here = self.0.writer.as_ref().and_then(|_| self.0.pool.try_get());
        let Some(mut conn) = here else {
            return self.read(work).await;
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut conn)));
        // Whatever a panic left behind goes with the connection.
        conn.lost |= outcome.is_err();
        let result = outcome.unwrap_or_else(|_| Err(Error::Panicked.into()));
        note_loss(&mut conn, &result);
        result
    }

    /// Runs `work` in one transaction and returns when it is durably committed. An error of `work`, or a panic,
    /// rolls back its changes and only those.
    ///
    /// `work` runs again from its beginning, a few times on PostgreSQL when another transaction came between, once on SQLite
    /// when another write of its batch failed: so it must not change anything outside the database. An error of the database
    /// must be returned, since the database may have rolled everything back. It does not run again when the connection is
    /// lost under it: what the server ended for taking too long would take as long again. Where `work` answers an error of
    /// another type, the store's error is looked for among its sources.
    ///
    /// # Errors
    /// Those of `work`; [`Error::Busy`] when the queue is full, another process keeps the lock, or others came
    /// between each time; [`Error::Unavailable`] (then the outcome is unknown if the connection was lost while
    /// committing).
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: StdError + From<Error> + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        if let Some(writer) = &self.0.writer {
            return writer.write(work).await;
        }
        let pool = self.0.pool.clone();
        let place = self.place().await?;
        blocking(move || {
            let _place = place;
            write_with_retries(&pool, &work)
        })
        .await
    }

    /// Waits in line for one of the pool's connections to be free; as long again may pass until it is open.
    async fn place(&self) -> Result<OwnedSemaphorePermit, Error> {
        let patience = Duration::from_secs(self.0.settings.connect_timeout_seconds.into());
        let place = tokio::time::timeout(patience, self.0.places.clone().acquire_owned());
        // The semaphore is never closed.
        let place = place.await.ok().and_then(Result::ok);
        place.ok_or_else(|| {
            let why = "whoever came before still waits for a connection";
            connect::none_left(&self.0.pool, why)
        })
    }

    /// Whether the database answers and has this program's schema.
    ///
    /// # Errors
    /// [`Error::SchemaOlder`] before [`Store::migrate`], [`Error::SchemaNewer`] as there; [`Error::Unavailable`],
    /// [`Error::Busy`].
    pub async fn ping(&self) -> Result<(), Error> {
        if self
            .0
            .writer
            .as_ref()
            .is_some_and(|writer| !writer.is_alive())
        {
            return Err(Error::Unavailable("the writer has ended".to_owned()));
        }
        self.read(|conn| migrate::check(&mut conn.db)).await
    }

    /// Takes no more writes and returns when those taken are committed. Reads go on.
    pub fn close(&self) {
        if let Some(writer) = &self.0.writer {
            writer.close();
        }
    }
}

fn places(settings: &StoreSettings) -> Arc<Semaphore> {
    let connections = usize::try_from(settings.connections()).unwrap_or(Semaphore::MAX_PERMITS);
    Arc::new(Semaphore::new(connections))
}

/// Runs `work` on a thread that may block, inside the caller's tracing span.
async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let span = Span::current();
    let outcome = tokio::task::spawn_blocking(move || span.in_scope(work)).await;
    outcome.unwrap_or_else(|_| Err(Error::Panicked.into()))
}

/// PostgreSQL: one transaction, repeated when it failed for reasons that pass.
fn write_with_retries<T, E>(
    pool: &ConnPool,
    work: &dyn Fn(&mut Conn) -> Result<T, E>,
) -> Result<T, E>
where
    E: StdError + From<Error> + 'static,
{
    const ATTEMPTS: u32 = 4;
    for attempt in 1..ATTEMPTS {
        let mut conn = connect::take(pool)?;
        match transaction(&mut conn, work) {
            Err(Failure::Passing(error)) => {
                tracing::debug!(%error, attempt, "the transaction is run again");
                std::thread::sleep(Duration::from_millis(5 << attempt));
            }
            Err(Failure::Final(error)) => return Err(error),
            Ok(value) => return Ok(value),
        }
    }
    match transaction(&mut *connect::take(pool)?, work) {
        Ok(value) => Ok(value),
        Err(Failure::Passing(error)) if matches!(Error::behind(&error), Some(Error::Conflict)) => {
            Err(Error::Busy.into())
        }
        Err(Failure::Passing(error) | Failure::Final(error)) => Err(error),
    }
}

enum Failure<E> {
    /// Nothing was changed, and another attempt may succeed.
    Passing(E),
    Final(E),
}

fn transaction<T, E>(
    conn: &mut Conn,
    work: &dyn Fn(&mut Conn) -> Result<T, E>,
) -> Result<T, Failure<E>>
where
    E: StdError + From<Error> + 'static,
{
    let (began, done) = match conn::begin_write(conn) {
        Ok(()) => {
            let done = work(conn).and_then(|value| {
                resource_counts::write_down(conn)?;
                Ok(value)
            });
            (true, done)
        }
        Err(error) => (false, Err(Error::from(error).into())),
    };
    note_loss(conn, &done);
    // What state it is in then nobody knows.
    conn.lost |= !began;
    match done {
        Ok(value) => Db::commit_transaction(&mut conn.db)
            .map(|()| value)
            .map_err(|error| match Error::from(error) {
                conflict @ Error::Conflict => Failure::Passing(conflict.into()),
                // Lost while committing: whether it is committed nobody knows, so it must not run again.
                other => Failure::Final(other.into()),
            }),
        Err(error) => {
            // Without success here the connection is not used again, and the server rolls back by itself.
            drop(Db::rollback_transaction(&mut conn.db));
            // A pooled connection that had died shows it when the transaction begins.
            let passes = Error::is_passing(&error) || (!began && Error::is_lost_connection(&error));
            Err(if passes {
                Failure::Passing(error)
            } else {
                Failure::Final(error)
            })
        }
    }
}

/// Keeps a dead connection from going back to the pool.
fn note_loss<T, E: StdError + 'static>(conn: &mut Conn, result: &Result<T, E>) {
    if let Err(error) = result {
        conn.lost |= Error::is_lost_connection(error);
    }
}
