//! A database for each test, and things to put into it.

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection};
use rollcall_storage::resources::{self, Page, Part, Query, Scope, Start, Stored, Window};
use rollcall_storage::tenants::{self, Tenant};
use rollcall_storage::testing::TestDatabase;
use rollcall_storage::{Conn, Error, Store, StoreSettings};
use scim_core::schema::{Registry, ResourceType};
use serde_json::{Value, json};
use uuid::Uuid;

/// 2026-11-22T12:00:00Z
pub(crate) const NOW: i64 = 1_795_348_800_000_000;

/// Writes a test for each database from one function of a [`Database`].
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::harness::Database::sqlite()).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                match $crate::harness::Database::postgres() {
                    Some(database) => super::$name(database).await,
                    None => eprintln!("skipped: ROLLCALL_TEST_POSTGRES is not set"),
                }
            })+
        }
    };
}
pub(crate) use on_both;

/// An empty database that is gone when this is dropped, and how it is opened.
pub(crate) struct Database {
    pub(crate) settings: StoreSettings,
    kept: TestDatabase,
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        Self::of(TestDatabase::sqlite())
    }

    pub(crate) fn postgres() -> Option<Self> {
        TestDatabase::postgres().map(Self::of)
    }

    fn of(database: TestDatabase) -> Self {
        Self {
            settings: database.settings(),
            kept: database,
        }
    }

    /// Runs statements beside the store, as another program would.
    pub(crate) fn execute(&self, statements: &str) {
        self.kept.execute(statements);
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.settings.url.starts_with("postgres")
    }

    /// Opened and migrated, with the tenant `acme`.
    pub(crate) async fn store(&self) -> Store {
        let store = Store::open(&self.settings).unwrap();
        store.migrate().unwrap();
        store
            .write(|tx| tenants::create(tx, &tenant("acme")))
            .await
            .unwrap();
        store
    }

    /// A connection beside the store, as another program has it.
    pub(crate) fn batch_execute(&self, sql: &str) {
        match self.settings.url.strip_prefix("sqlite://") {
            Some(path) => diesel::SqliteConnection::establish(path)
                .unwrap()
                .batch_execute(sql)
                .unwrap(),
            None => PgConnection::establish(&self.settings.url)
                .unwrap()
                .batch_execute(sql)
                .unwrap(),
        }
    }
}

pub(crate) fn tenant(id: &str) -> Tenant {
    Tenant {
        id: id.to_owned(),
        name: id.to_owned(),
        created_at: NOW,
    }
}

pub(crate) fn users() -> ResourceType {
    Registry::builtin().by_name("User").unwrap().clone()
}

pub(crate) fn groups() -> ResourceType {
    Registry::builtin().by_name("Group").unwrap().clone()
}

pub(crate) fn resource(attributes: Value) -> Stored {
    let Value::Object(attributes) = attributes else {
        panic!("not an object")
    };
    Stored {
        id: Uuid::now_v7(),
        version: 1,
        created: NOW,
        modified: NOW,
        attributes,
        held: None,
    }
}

pub(crate) fn person(user_name: &str) -> Stored {
    resource(json!({"userName": user_name, "active": true}))
}

pub(crate) fn group(name: &str) -> Stored {
    resource(json!({"displayName": name}))
}

/// Inserts a resource into `acme` under its unique attribute.
pub(crate) fn insert(conn: &mut Conn, rt: &ResourceType, stored: &Stored) -> Result<(), Error> {
    insert_into(conn, "acme", rt, stored)
}

pub(crate) fn insert_into(
    conn: &mut Conn,
    tenant: &str,
    rt: &ResourceType,
    stored: &Stored,
) -> Result<(), Error> {
    let unique = rt
        .unique_attribute()
        .and_then(|a| stored.attributes.get(&a.name)?.as_str());
    resources::insert(
        conn,
        &Scope {
            tenant,
            resource_type: rt,
        },
        stored,
        unique,
    )
}

/// Inserts resources, in order.
pub(crate) async fn insert_all(store: &Store, rt: &ResourceType, all: &[Stored]) {
    let (rt, all) = (rt.clone(), all.to_vec());
    store
        .write(move |tx| all.iter().try_for_each(|stored| insert(tx, &rt, stored)))
        .await
        .unwrap();
}

/// A page of one type, by index.
pub(crate) fn page(
    conn: &mut Conn,
    scope: &Scope<'_>,
    query: &Query,
    offset: i64,
    limit: i64,
) -> Result<Page, Error> {
    let part = Part {
        scope: *scope,
        query,
    };
    let window = Window {
        start: Start::Index(offset),
        limit,
    };
    resources::list(conn, &[part], &window)
}

/// Somebody's `userName`.
pub(crate) fn user_name(stored: &Stored) -> String {
    stored.attributes["userName"].as_str().unwrap().to_owned()
}

/// The ids on a page, in order.
pub(crate) fn ids(page: Page) -> Vec<Uuid> {
    page.rows.into_iter().map(|row| row.stored.id).collect()
}
