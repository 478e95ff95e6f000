//! Numbering changes, so that a reader can follow while writers run.
//!
//! On SQLite the only writer numbers a tenant's changes 1, 2, 3 …; what a reader sees has no gaps to come.
//!
//! On PostgreSQL numbers are drawn from a sequence and committed in another order: a reader that has seen
//! number 6 would never look for 5 again. So a writer, *before* it draws a number, takes a shared advisory
//! lock whose key is the last number drawn so far, and holds it until its transaction has ended. A reader
//! first reads the last number drawn, then the lowest key held: no transaction under way has drawn, or will
//! ever draw, a number up to the lesser of the two, and every one that has is committed and visible to the
//! next statement. That is the [`change_horizon`].
//!
//! Transaction ids (`pg_snapshot_xmin`) would give a horizon too, but would order changes by when a
//! transaction first wrote, not by who waited for whom; would hold readers up behind any long transaction of
//! any database of the server; and would not survive a dump restored into a new server.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_query;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};

use crate::Conn;
use crate::conn::{Db, Number};
use crate::prepared::Prepared;
use crate::schema::changes;
use crate::tables::changes::Row;

/// Advisory lock keys from here on (to [`LOCK_KEYS`] more) are change numbers. "Rlc" in the highest bytes keeps them apart from
/// other programs' keys.
const LOCK_KEY_FIRST: i64 = 0x0052_6C63 << 40;
const LOCK_KEYS: i64 = 1 << 40;
/// The key just before them: whoever migrates holds it.
pub(crate) const MIGRATING_KEY: i64 = LOCK_KEY_FIRST - 1;
const LAST_DRAWN: &str = "CASE WHEN is_called THEN last_value ELSE last_value - 1 END";

/// Inserts a change and answers its number, whatever number the row has. A transaction's first lock has the lowest key that
/// it needs, so that it takes one however many changes it makes: locks share a table of few thousand.
pub(crate) fn insert_change(conn: &mut Conn, mut row: Row) -> QueryResult<i64> {
    match &mut conn.db {
        Db::Sqlite(sqlite) => {
            let last: Option<i64> = changes::table
                .filter(changes::tenant_id.eq(&row.tenant_id))
                .select(diesel::dsl::max(changes::seq))
                .first(sqlite)?;
            row.seq = last.unwrap_or(0) + 1;
            let insertion = diesel::insert_into(changes::table).values(&row);
            insertion.execute(sqlite)?;
            Ok(row.seq)
        }
        Db::Postgres(postgres) => {
            let holds_horizon = conn.holds_horizon;
            let seq = Numbered { row, holds_horizon }.get_result(postgres)?;
            conn.holds_horizon = true;
            Ok(seq)
        }
    }
}

/// The insertion of a change that draws its number, after the lock where the transaction has none yet: one way to the
/// server instead of two.
struct Numbered {
    row: Row,
    holds_horizon: bool,
}

impl QueryFragment<Pg> for Numbered {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let row = &self.row;
        out.push_sql(
            "INSERT INTO changes (seq, tenant_id, at, resource_type, resource_id, operation, version, connection_id, \
             request_id, before, after, document, external_id, etag) SELECT nextval('changes_seq'), ",
        );
        out.push_bind_param::<Text, _>(&row.tenant_id)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(&row.at)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&row.resource_type)?;
        out.push_sql(", ");
        out.push_bind_param::<Binary, _>(&row.resource_id)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(&row.operation)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(&row.version)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Binary>, _>(&row.connection_id)?;
        let texts = [
            &row.request_id,
            &row.before,
            &row.after,
            &row.document,
            &row.external_id,
            &row.etag,
        ];
        for text in texts {
            out.push_sql(", ");
            out.push_bind_param::<Nullable<Text>, _>(text)?;
        }
        if !self.holds_horizon {
            // The subquery, and with it the lock, comes first: OFFSET 0 keeps the planner from merging the two.
            out.push_sql(&format!(
                " FROM (SELECT pg_advisory_xact_lock_shared({LOCK_KEY_FIRST} + {LAST_DRAWN}) FROM changes_seq OFFSET 0) AS locked"
            ));
        }
        out.push_sql(" RETURNING seq");
        Ok(())
    }
}

/// None, so that the text tells the two apart.
impl QueryId for Numbered {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Numbered {
    type SqlType = BigInt;
}

impl RunQueryDsl<PgConnection> for Numbered {}

/// The last number that was drawn for a change, by whomever; 0 before the first, and where numbers are not drawn.
pub(crate) fn last_change(db: &mut Db) -> QueryResult<i64> {
    match db {
        Db::Sqlite(_) => Ok(0),
        Db::Postgres(postgres) => Prepared::always(sql_query(format!(
            "SELECT {LAST_DRAWN} AS number FROM changes_seq"
        )))
        .get_result::<Number>(postgres)
        .map(|row| row.number),
    }
}

/// Every change up to this number is either visible to the next statement or will never exist. Not to be
/// called where a transaction sees an older snapshot than its statements.
pub(crate) fn change_horizon(db: &mut Db) -> QueryResult<i64> {
    let drawn = last_change(db)?;
    let Db::Postgres(postgres) = db else {
        return Ok(i64::MAX);
    };
    let held: Number = Prepared::always(sql_query(format!(
        "SELECT coalesce(min(key) - {LOCK_KEY_FIRST}, {LOCK_KEYS}) AS number \
         FROM (SELECT (classid::bigint << 32) | objid::bigint AS key FROM pg_locks \
               WHERE locktype = 'advisory' AND objsubid = 1 \
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS locks \
         WHERE key >= {LOCK_KEY_FIRST} AND key < {LOCK_KEY_FIRST} + {LOCK_KEYS}"
    )))
    .get_result(postgres)?;
    Ok(drawn.min(held.number))
}
