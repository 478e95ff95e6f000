//! The schema: brought up, taken down, the same on both databases.

use std::collections::{BTreeMap, BTreeSet};

use diesel::sql_types::{Bool, Text};
use diesel::{
    Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query,
};
use rollcall_storage::{Error, Store, tenants};

use crate::harness::{Database, on_both, tenant};

on_both! {
    up_down_and_up_again, many_at_once_migrate_once, an_expanded_schema_is_lived_with, a_contracted_schema_is_refused,
    a_contraction_is_survived_by_who_knows_what_came_before_it, nothing_older_is_added_to_a_newer_schema,
    an_older_schema_is_not_ready
}

async fn up_down_and_up_again(database: Database) {
    let store = Store::open(&database.settings).unwrap();
    for _ in 0..2 {
        assert_eq!(store.migrate().unwrap(), names("sqlite"));
        assert!(store.migrate().unwrap().is_empty());
        store.ping().await.unwrap();
        store.revert().unwrap();
    }
    store.migrate().unwrap();
}

async fn many_at_once_migrate_once(database: Database) {
    let start = |_| {
        let settings = database.settings.clone();
        std::thread::spawn(move || Store::open(&settings)?.migrate())
    };
    let replicas: Vec<_> = (0..6).map(start).collect();
    let ran: Vec<_> = replicas
        .into_iter()
        .flat_map(|replica| replica.join().unwrap().unwrap())
        .collect();
    assert_eq!(ran, names("sqlite"));
}

/// While replicas are replaced one by one, the old ones go on and may be started again.
async fn an_expanded_schema_is_lived_with(database: Database) {
    let store = database.store().await;
    database.execute(
        "ALTER TABLE tenants ADD COLUMN region TEXT NOT NULL DEFAULT ''; \
         INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')",
    );
    store.ping().await.unwrap();
    let write = store.write(|tx| tenants::create(tx, &tenant("globex")));
    write.await.unwrap();
    assert!(Store::is_set_up(&database.settings).unwrap());
    let restarted = Store::open(&database.settings).unwrap();
    assert!(restarted.migrate().unwrap().is_empty());
    restarted.ping().await.unwrap();
}

async fn a_contracted_schema_is_refused(database: Database) {
    let store = database.store().await;
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999c9998')");
    let refusals = [
        store.migrate().map(|_| ()),
        store.ping().await,
        Store::is_set_up(&database.settings).map(|_| ()),
    ];
    for refused in refusals {
        assert!(
            matches!(&refused, Err(Error::SchemaNewer { version }) if version == "9999c9998"),
            "{refused:?}"
        );
    }
}

async fn a_contraction_is_survived_by_who_knows_what_came_before_it(database: Database) {
    let store = database.store().await;
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999c0010')");
    store.ping().await.unwrap();
    assert!(store.migrate().unwrap().is_empty());
}

async fn nothing_older_is_added_to_a_newer_schema(database: Database) {
    let store = database.store().await;
    database
        .execute("UPDATE __diesel_schema_migrations SET version = '9999' WHERE version = '0010'");
    let refused = store.migrate();
    assert!(
        matches!(&refused, Err(Error::SchemaNewer { version }) if version == "9999"),
        "{refused:?}"
    );
}

async fn an_older_schema_is_not_ready(database: Database) {
    let store = database.store().await;
    database.batch_execute("DELETE FROM __diesel_schema_migrations");
    let refused = store.ping().await;
    assert!(
        matches!(&refused, Err(Error::SchemaOlder { version }) if version == "0001"),
        "{refused:?}"
    );
}

#[derive(QueryableByName, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Bool)]
    required: bool,
}

/// The columns of a key or index, in order.
#[derive(QueryableByName, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    columns: String,
}

struct Schema {
    columns: BTreeSet<Column>,
    keys: BTreeSet<Key>,
}

fn sqlite_schema(database: &Database) -> Schema {
    let path = database.settings.url.strip_prefix("sqlite://").unwrap();
    let mut conn = SqliteConnection::establish(path).unwrap();
    let columns: Vec<Column> = sql_query(
        "SELECT m.name AS table_name, c.name AS column_name, c.\"notnull\" AS required \
         FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT GLOB '__*' AND m.name NOT GLOB 'sqlite_*'",
    )
    .load(&mut conn)
    .unwrap();
    let keys: Vec<Key> = sql_query(
        "SELECT m.name AS table_name, \
                CASE WHEN i.origin = 'pk' THEN 'primary' WHEN i.\"unique\" THEN 'unique' ELSE 'index' END AS kind, \
                (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) AS columns \
         FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' AND m.name NOT GLOB '__*' AND m.name NOT GLOB 'sqlite_*' \
         UNION ALL \
         SELECT m.name, 'foreign', group_concat(f.\"from\", ',') \
         FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' GROUP BY m.name, f.id",
    )
    .load(&mut conn)
    .unwrap();
    Schema {
        columns: columns.into_iter().collect(),
        keys: keys.into_iter().collect(),
    }
}

fn postgres_schema(database: &Database) -> Schema {
    let mut conn = PgConnection::establish(&database.settings.url).unwrap();
    let columns: Vec<Column> = sql_query(
        "SELECT table_name::text, column_name::text, is_nullable = 'NO' AS required FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'",
    )
    .load(&mut conn)
    .unwrap();
    let keys: Vec<Key> = sql_query(
        "SELECT t.relname::text AS table_name, \
                CASE WHEN i.indisprimary THEN 'primary' WHEN i.indisunique THEN 'unique' ELSE 'index' END AS kind, \
                (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY k (number, place) \
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) AS columns \
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid \
         WHERE t.relnamespace = 'public'::regnamespace AND t.relname NOT LIKE '\\_\\_%' \
         UNION ALL \
         SELECT t.relname::text, 'foreign', \
                (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY k (number, place) \
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) \
         FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype = 'f'",
    )
    .load(&mut conn)
    .unwrap();
    Schema {
        columns: columns.into_iter().collect(),
        keys: keys.into_iter().collect(),
    }
}

#[tokio::test]
async fn every_key_begins_with_the_tenant() {
    let database = Database::sqlite();
    database.store().await;
    let schema = sqlite_schema(&database);
    let mut primary = BTreeMap::new();
    for key in &schema.keys {
        let first = key.columns.split(',').next();
        assert_eq!(first, Some("tenant_id"), "{key:?}");
        if key.kind == "primary" {
            primary.insert(key.table_name.as_str(), key.columns.as_str());
        }
    }
    let tables: BTreeSet<_> = schema
        .columns
        .iter()
        .map(|column| column.table_name.as_str())
        .collect();
    assert_eq!(
        primary.keys().copied().collect::<BTreeSet<_>>(),
        tables,
        "every table has a primary key"
    );
    assert!(tables.contains("resources") && tables.contains("event_streams"));
    assert_eq!(primary["tenants"], "tenant_id");
}

/// Keys that begin with the tenant could still lead to another tenant's rows, and there are other constraints than keys.
#[tokio::test]
async fn postgres_foreign_keys_lead_to_the_same_tenant() {
    #[derive(Debug, QueryableByName)]
    struct Constraint {
        #[diesel(sql_type = Text)]
        name: String,
        #[diesel(sql_type = Text)]
        definition: String,
    }
    let Some(database) = Database::postgres() else {
        return;
    };
    database.store().await;
    let mut conn = PgConnection::establish(&database.settings.url).unwrap();
    let constraints: Vec<Constraint> = sql_query(
        "SELECT c.conname::text AS name, pg_get_constraintdef(c.oid) AS definition FROM pg_constraint c \
         JOIN pg_class t ON t.oid = c.conrelid \
         WHERE t.relnamespace = 'public'::regnamespace AND t.relname NOT LIKE '\\_\\_%'",
    )
    .load(&mut conn)
    .unwrap();
    let mut foreign = 0;
    for Constraint { name, definition } in &constraints {
        if let Some(key) = definition.strip_prefix("FOREIGN KEY (tenant_id") {
            let (_, target) = key.split_once(" REFERENCES ").unwrap();
            assert!(target.contains("(tenant_id"), "{name}: {definition}");
            foreign += 1;
        } else {
            assert!(
                definition.starts_with("PRIMARY KEY (tenant_id"),
                "{name}: {definition}"
            );
        }
    }
    assert!(foreign > 10, "{constraints:?}");
    // A table without the column, a key without it, or one that does not begin with it.
    let schema = postgres_schema(&database);
    let required = schema
        .columns
        .iter()
        .filter(|column| column.column_name == "tenant_id" && column.required);
    let with: BTreeSet<_> = required.map(|column| &column.table_name).collect();
    let all: BTreeSet<_> = schema
        .columns
        .iter()
        .map(|column| &column.table_name)
        .collect();
    assert_eq!(with, all, "every table has a tenant_id that is not null");
    for key in &schema.keys {
        assert_eq!(key.columns.split(',').next(), Some("tenant_id"), "{key:?}");
    }
}

#[tokio::test]
async fn both_databases_have_the_same_tables_columns_and_keys() {
    let Some(postgres) = Database::postgres() else {
        return;
    };
    let sqlite = Database::sqlite();
    sqlite.store().await;
    postgres.store().await;
    let (sqlite, postgres) = (sqlite_schema(&sqlite), postgres_schema(&postgres));
    assert_eq!(sqlite.columns, postgres.columns);
    assert_eq!(sqlite.keys, postgres.keys);
}

/// The migrations in a folder, in order.
pub(crate) fn names(folder: &str) -> Vec<String> {
    let path = format!("{}/../../migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(path).unwrap();
    let mut names = BTreeSet::new();
    for entry in entries {
        let entry = entry.unwrap();
        assert!(
            entry.path().join("up.sql").is_file() && entry.path().join("down.sql").is_file(),
            "{entry:?}"
        );
        names.insert(entry.file_name().into_string().unwrap());
    }
    names.into_iter().collect()
}

#[test]
fn both_folders_have_the_same_names() {
    assert_eq!(names("sqlite"), names("postgres"));
}
