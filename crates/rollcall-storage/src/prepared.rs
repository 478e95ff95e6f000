//! Statements that the database prepares once a connection, although diesel would have it prepare them each time.
//!
//! Diesel keeps no IN list and no SQL of ours, since their text could be another each time and the cache would grow
//! without end. Ours have few texts, and the text is the key. This is for what answers rows: of a statement that only
//! counts, diesel asks a reference to it, which knows nothing of this.

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// So many values in a list are few: each number of them is a text of its own.
const FEW: usize = 4;

/// A statement and whether the connection keeps it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prepared<Q> {
    statement: Q,
    kept: bool,
}

impl<Q> Prepared<Q> {
    /// A statement of which there are a handful of texts.
    pub(crate) fn always(statement: Q) -> Self {
        Self {
            statement,
            kept: true,
        }
    }

    /// A statement whose text depends on a number of values, kept while that is small.
    pub(crate) fn if_few(values: usize, statement: Q) -> Self {
        Self {
            statement,
            kept: values <= FEW,
        }
    }
}

impl<Q, DB> QueryFragment<DB> for Prepared<Q>
where
    DB: Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.statement.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, backend: &DB) -> QueryResult<bool> {
        Ok(self.kept || self.statement.is_safe_to_cache_prepared(backend)?)
    }
}

/// None, so that the text tells statements apart.
impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, Conn> RunQueryDsl<Conn> for Prepared<Q> {}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use diesel::connection::{Connection, InstrumentationEvent};
    use diesel::prelude::*;
    use diesel::{SqliteConnection, sql_query};

    use super::*;

    diesel::table! {
        t (a) {
            a -> BigInt,
        }
    }

    #[derive(QueryableByName)]
    #[diesel(table_name = t)]
    struct Found {
        #[expect(dead_code, reason = "only that it can be read")]
        a: i64,
    }

    /// How many statements the connection takes up for good while that runs.
    fn kept(work: impl Fn(&mut SqliteConnection)) -> usize {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        sql_query("CREATE TABLE t (a INTEGER PRIMARY KEY)")
            .execute(&mut conn)
            .unwrap();
        let count = Arc::new(Mutex::new(0));
        let counted = count.clone();
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                *counted.lock().unwrap() += 1;
            }
        });
        work(&mut conn);
        *count.lock().unwrap()
    }

    #[test]
    fn each_text_is_prepared_once() {
        let query = || sql_query("SELECT a FROM t WHERE a = 1");
        let diesels = kept(|conn| {
            for _ in 0..3 {
                query().load::<Found>(conn).unwrap();
            }
        });
        let ours = kept(|conn| {
            for _ in 0..3 {
                Prepared::always(query()).load::<Found>(conn).unwrap();
            }
        });
        assert_eq!((diesels, ours), (0, 1));
    }

    #[test]
    fn long_lists_are_not_kept() {
        let kept = kept(|conn| {
            for length in [1, 2, 2, 4, 5, 50] {
                let values: Vec<i64> = (0..length).collect();
                let wanted = t::table.select(t::a).filter(t::a.eq_any(&values));
                let found: Vec<i64> = Prepared::if_few(values.len(), wanted).load(conn).unwrap();
                assert!(found.is_empty());
            }
        });
        assert_eq!(kept, 3);
    }
}
