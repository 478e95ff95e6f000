//! What PostgreSQL's planner knows of tables that have just been filled.
//!
//! Until a table is analysed for the first time the planner takes every index that begins with the tenant for as good
//! as any other: a read by id then goes through all of a tenant's people. PostgreSQL does it by itself within a minute
//! or two, which is how long the first push of an organisation takes; so here it is done as soon as there is something
//! to be known. Connections plan their prepared statements anew after it.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;

use crate::conn::Db;
use crate::{Conn, Error};

/// The tables that grow with people, groups and their changes.
const GROWING: &str = "'resources', 'attribute_values', 'attribute_entries', 'unique_values', 'memberships', 'changes', \
     'leavers', 'imported_people', 'held'";
/// As large as a table must be, in bytes: some hundred people.
const LARGE_BYTES: u32 = 256 * 1024;
/// Larger ones, which a restored database may have, take their time: they are left to autovacuum.
const TOO_LARGE_BYTES: u32 = 256 * 1024 * 1024;

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The tables that have grown and of which the planner knows nothing yet; on SQLite, whose plans do not change with what is in
/// the tables, none.
///
/// # Errors
/// Only the database's own.
pub(crate) fn unknown(conn: &mut Conn) -> Result<Vec<String>, Error> {
    let Db::Postgres(postgres) = &mut conn.db else {
        return Ok(Vec::new());
    };
    let unknown: Vec<Table> = sql_query(format!(
        "SELECT relname::text AS name FROM pg_class \
         WHERE relkind = 'r' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) \
         AND relname IN ({GROWING}) AND pg_relation_size(oid) BETWEEN {LARGE_BYTES} AND {TOO_LARGE_BYTES} \
         AND NOT EXISTS (SELECT FROM pg_stats WHERE schemaname = current_schema() AND tablename = relname) \
         ORDER BY relname"
    ))
    .load(postgres)?;
    Ok(unknown.into_iter().map(|table| table.name).collect())
}

/// Has one of them analysed, unless somebody else is at it.
///
/// # Errors
/// Only the database's own.
pub(crate) fn analyse(conn: &mut Conn, table: &str) -> Result<(), Error> {
    Ok(conn
        .db
        .batch_execute(&format!("ANALYZE (SKIP_LOCKED) {table}"))?)
}
