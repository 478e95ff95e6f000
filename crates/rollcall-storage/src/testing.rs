//! An empty database for each test, on either database. Only with the feature `testing`.
#![expect(
    clippy::expect_used,
    reason = "a test that has no database cannot go on"
)]

mod one_tenant;
pub mod statements;

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{
    Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query,
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Pooler, StoreSettings};

/// The variable that names a PostgreSQL server whose user may create databases: `postgres://user@host:port/postgres`.
pub const POSTGRES_VARIABLE: &str = "ROLLCALL_TEST_POSTGRES";

/// The variable that names a PgBouncer in transaction mode before that server, which lets the user into every database:
/// `postgres://user@host:port`. Stores then go through it.
pub const PGBOUNCER_VARIABLE: &str = "ROLLCALL_TEST_PGBOUNCER";

/// An empty database that is gone when this is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Directory(TempDir),
    Server { admin_url: String, name: String },
}

impl TestDatabase {
    /// A SQLite file in a folder of its own.
    ///
    /// # Panics
    /// When no folder can be made.
    pub fn sqlite() -> Self {
        let directory = TempDir::new().expect("a temporary folder");
        let url = format!("sqlite://{}/test.db", directory.path().display());
        Self {
            url,
            place: Place::Directory(directory),
        }
    }

    /// A new database on the server that [`POSTGRES_VARIABLE`] names; `None` where it names none.
    ///
    /// # Panics
    /// When that server does not answer.
    pub fn postgres() -> Option<Self> {
        let admin_url = std::env::var(POSTGRES_VARIABLE).ok()?;
        let name = format!("rollcall_test_{}", Uuid::now_v7().simple());
        administer(&admin_url, &format!("CREATE DATABASE {name}"));
        let (server, _) = admin_url
            .rsplit_once('/')
            .expect("a URL that ends in a database");
        let url = format!("{server}/{name}");
        Some(Self {
            url,
            place: Place::Server { admin_url, name },
        })
    }

    /// The database's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder of a SQLite database.
    pub fn directory(&self) -> Option<&std::path::Path> {
        match &self.place {
            Place::Directory(directory) => Some(directory.path()),
            Place::Server { .. } => None,
        }
    }

    /// Runs statements beside the store, as another program would.
    ///
    /// # Panics
    /// When the database refuses them.
    pub fn execute(&self, statements: &str) {
        match self.url.strip_prefix("sqlite://") {
            Some(path) => SqliteConnection::establish(path)
                .map(|mut file| file.batch_execute(statements))
                .expect("a SQLite file")
                .expect("statements that it takes"),
            None => administer(&self.url, statements),
        }
    }

    /// How many types of how many tenants have another number of resources than `resource_counts` says; none where those
    /// tables are not there (any more).
    fn miscounted(&self) -> i64 {
        const WRONG: &str = "SELECT count(*) AS number FROM ( \
            SELECT tenant_id, resource_type FROM ( \
                SELECT tenant_id, resource_type, 1 AS number FROM resources WHERE held IS NULL OR held <> 'removed' \
                UNION ALL SELECT tenant_id, resource_type, -number FROM resource_counts) AS both_of_them \
            GROUP BY tenant_id, resource_type HAVING sum(number) <> 0) AS wrong";
        let found = match self.url.strip_prefix("sqlite://") {
            Some(path) => SqliteConnection::establish(path)
                .map(|mut file| sql_query(WRONG).get_result::<Number>(&mut file)),
            None => PgConnection::establish(&self.url)
                .map(|mut server| sql_query(WRONG).get_result::<Number>(&mut server)),
        };
        match found {
            Ok(Ok(number)) => number.number,
            _ => 0,
        }
    }

    /// Settings for a store on it, with few connections since many tests run at once.
    pub fn settings(&self) -> StoreSettings {
        let mut settings = StoreSettings {
            url: self.url.clone(),
            connections_max: 10,
            ..StoreSettings::default()
        };
        if let (Place::Server { name, .. }, Ok(pooler)) =
            (&self.place, std::env::var(PGBOUNCER_VARIABLE))
        {
            settings.url = format!("{pooler}/{name}");
            settings.pooler = Pooler::Transaction;
            // Fewer serve as many: whoever waits for a connection waits for longer.
            settings.connect_timeout_seconds = 30;
        }
        settings
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl Drop for TestDatabase {
    /// Fails the test where a statement was about more than one tenant, or resources were added or deleted uncounted.
    fn drop(&mut self) {
        let complaints = statements::complaints(&self.url);
        let miscounted = self.miscounted();
        if let Place::Server { admin_url, name } = &self.place {
            administer(admin_url, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
        assert!(
            complaints.is_empty() || std::thread::panicking(),
            "statements that are not about one tenant:\n{}",
            complaints.join("\n")
        );
        assert!(
            miscounted == 0 || std::thread::panicking(),
            "resource_counts is wrong about {miscounted} types"
        );
    }
}

fn administer(admin_url: &str, statement: &str) {
    let mut admin = PgConnection::establish(admin_url).expect("the PostgreSQL server for tests");
    admin
        .batch_execute(statement)
        .expect("a database can be made and dropped");
}
