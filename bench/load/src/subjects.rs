//! Who is measured, by the names in the result.

/// Our server on SQLite.
pub const SQLITE: &str = "sqlite";
/// Our server on PostgreSQL.
pub const POSTGRES: &str = "postgres";
/// actix-web with a fixed answer.
pub const HELLO: &str = "hello";
/// SQLite by its own client: one person in a transaction, or one read.
pub const SQLITE_CLIENT: &str = "sqlite-client";
/// SQLite by its own client: a hundred people in a transaction.
pub const SQLITE_BATCHED: &str = "sqlite-batched";
/// PostgreSQL by pgbench.
pub const PGBENCH: &str = "pgbench";

/// Our server on a database of the command line.
pub fn ours(database: &str) -> &'static str {
    if database == "postgres" {
        POSTGRES
    } else {
        SQLITE
    }
}

/// A subject for people.
pub fn title(subject: &str) -> &str {
    match subject {
        SQLITE => "Rollcall on SQLite",
        POSTGRES => "Rollcall on PostgreSQL",
        HELLO => "actix-web, a fixed answer",
        SQLITE_CLIENT => "SQLite itself",
        SQLITE_BATCHED => "SQLite itself, batches of 100",
        PGBENCH => "pgbench",
        "scimmy" => "SCIMMY",
        other => other,
    }
}

/// Whether it is our server or a floor, and so no peer.
pub fn is_ours_or_floor(subject: &str) -> bool {
    [
        SQLITE,
        POSTGRES,
        HELLO,
        SQLITE_CLIENT,
        SQLITE_BATCHED,
        PGBENCH,
    ]
    .contains(&subject)
}
