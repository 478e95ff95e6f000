//! Distributing the tables by tenant. There is no Citus here: functions of the same names write down how they are called.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{PgConnection, sql_query};
use rollcall_storage::{Error, Store};

use crate::harness::Database;

/// What of Citus is asked, on a PostgreSQL without it: the entry of the extension, the list of distributed tables, and the
/// function, which refuses what Citus refuses (a key that leads to a table which is not distributed, a table that is
/// distributed already, columns beside each other that do not compare alike).
const STAND_IN: &str = r"
SET allow_system_table_mods = on;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
    SELECT 4000000000, 'citus', 10, 'pg_catalog'::regnamespace, false, '0';
CREATE TABLE pg_dist_partition (place serial, logicalrelid regclass UNIQUE, beside text, collation_oid oid);
CREATE FUNCTION create_distributed_table(tab regclass, col text, colocate_with text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    own oid := (SELECT attcollation FROM pg_attribute WHERE attrelid = tab AND attname = col);
BEGIN
    IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = tab AND contype = 'f'
               AND confrelid NOT IN (SELECT logicalrelid FROM pg_dist_partition)) THEN
        RAISE 'a key of % leads to a table that is not distributed', tab;
    END IF;
    IF colocate_with <> 'none'
       AND own <> (SELECT collation_oid FROM pg_dist_partition WHERE logicalrelid = colocate_with::regclass) THEN
        RAISE 'Distribution column collations do not match for %', tab;
    END IF;
    INSERT INTO pg_dist_partition (logicalrelid, beside, collation_oid) VALUES (tab, colocate_with, own);
END $$;
";

#[derive(Debug, QueryableByName)]
struct Call {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    beside: String,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[tokio::test]
async fn postgres_every_table_with_tenants_is_distributed_once() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let store = database.store().await;
    database.execute(STAND_IN);

    let tables = store.distribute().unwrap();
    let mut conn = PgConnection::establish(&database.settings.url).unwrap();
    let calls: Vec<Call> = sql_query(
        "SELECT logicalrelid::text AS name, beside FROM pg_dist_partition ORDER BY place",
    )
    .load(&mut conn)
    .unwrap();
    assert_eq!(
        tables,
        calls
            .iter()
            .map(|call| call.name.clone())
            .collect::<Vec<_>>()
    );
    assert_eq!(tables.first().map(String::as_str), Some("tenants"));
    // What is asked by itself, under no tenant's name, and compares otherwise.
    let alone: Vec<_> = calls
        .iter()
        .filter(|call| call.beside == "none")
        .map(|call| call.name.as_str())
        .collect();
    assert_eq!(alone, ["tenants", "installation"]);
    let others = calls
        .iter()
        .filter(|call| !alone.contains(&call.name.as_str()));
    assert!(
        others.clone().count() > 10 && others.clone().all(|call| call.beside == "tenants"),
        "{calls:?}"
    );

    // Nothing is left out but diesel's own list of migrations.
    let all: Vec<Name> = sql_query(
        "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' \
         AND table_name NOT IN ('pg_dist_partition', '__diesel_schema_migrations')",
    )
    .load(&mut conn)
    .unwrap();
    let all: BTreeSet<_> = all.into_iter().map(|table| table.name).collect();
    assert_eq!(tables.into_iter().collect::<BTreeSet<_>>(), all);

    assert_eq!(
        store.distribute().unwrap(),
        [""; 0],
        "a second time there is nothing to do"
    );
    database.execute("DELETE FROM pg_dist_partition WHERE logicalrelid = 'jobs'::regclass");
    assert_eq!(
        store.distribute().unwrap(),
        ["jobs"],
        "what came since is added"
    );
}

#[tokio::test]
async fn without_citus_it_says_what_to_do() {
    let sqlite = Database::sqlite();
    let error = sqlite.store().await.distribute().unwrap_err();
    assert!(
        matches!(&error, Error::NotDistributed(why) if why.contains("this is SQLite")),
        "{error}"
    );
    let Some(postgres) = Database::postgres() else {
        return;
    };
    let store = Store::open(&postgres.settings).unwrap();
    assert!(matches!(
        store.distribute(),
        Err(Error::SchemaOlder { .. } | Error::Database(_))
    ));
    let error = postgres.store().await.distribute().unwrap_err();
    assert!(
        matches!(&error, Error::NotDistributed(why) if why.contains("CREATE EXTENSION citus")),
        "{error}"
    );
}
