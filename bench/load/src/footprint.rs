//! What a store takes on disk, by table and index.

use std::path::Path;

use anyhow::Result;
use rusqlite::{Connection, OpenFlags};

use crate::psql::Cluster;

/// Names with bytes, the largest first.
pub type Parts = Vec<(String, u64)>;

/// Of a SQLite file that no server has open.
pub fn of_sqlite(file: &Path) -> Result<Parts> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = connection.prepare(
        "SELECT coalesce(m.tbl_name || CASE m.type WHEN 'index' THEN ': ' || m.name ELSE '' END, s.name), sum(s.pgsize) AS bytes
         FROM dbstat s LEFT JOIN sqlite_master m ON m.name = s.name WHERE s.aggregate = 1 GROUP BY s.name ORDER BY bytes DESC",
    )?;
    let parts = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
    let parts = parts.collect::<rusqlite::Result<Vec<(String, i64)>>>()?;
    Ok(parts
        .into_iter()
        .map(|(name, bytes)| (name, u64::try_from(bytes).unwrap_or_default()))
        .collect())
}

/// Of a database of PostgreSQL; long values are counted with their table.
pub fn of_postgres(cluster: &Cluster, database: &str) -> Result<Parts> {
    let text = cluster.run(
        database,
        &["SELECT json_build_array(coalesce(t.relname || ': ', '') || c.relname,
                  CASE c.relkind WHEN 'i' THEN pg_relation_size(c.oid) ELSE pg_table_size(c.oid) END)
           FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_class t ON t.oid = i.indrelid
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')"],
    )?;
    let mut parts: Parts = text
        .lines()
        .map(serde_json::from_str)
        .collect::<serde_json::Result<_>>()?;
    parts.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    Ok(parts)
}
