//! A part of a transaction that happens or not by itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::connection::TransactionManager;

use crate::Error;
use crate::conn::{Conn, Db};

impl Conn {
    /// Runs a closure in a savepoint that is over afterwards, whatever the closure did: an error, or a panic,
    /// undoes its changes and only those. To be called inside [`crate::Store::write`].
    ///
    /// # Errors
    /// Those of `work`; [`Error::Panicked`].
    pub fn savepoint<T, E>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Error>,
    {
        self.apart(work, true)
    }

    /// As [`Conn::savepoint`], but what the closure did is undone whatever it answered.
    ///
    /// # Errors
    /// Those of `work`; [`Error::Panicked`].
    pub fn rehearse<T, E>(&mut self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<Error>,
    {
        self.apart(work, false)
    }

    fn apart<T, E>(
        &mut self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
        keeps: bool,
    ) -> Result<T, E>
    where
        E: From<Error>,
    {
        let (outer, held_horizon) = (self.depth(), self.holds_horizon);
        let added = self.added.clone();
        Db::begin_transaction(&mut self.db).map_err(Error::from)?;
        let mut result = catch_unwind(AssertUnwindSafe(|| work(self)))
            .unwrap_or_else(|_| Err(Error::Panicked.into()));
        if result.is_ok() && keeps {
            match Db::commit_transaction(&mut self.db) {
                Ok(()) => return result,
                Err(error) => result = Err(Error::from(error).into()),
            }
        }
        // PostgreSQL gives locks back that were taken since.
        self.holds_horizon = held_horizon;
        self.added = added;
        while self.depth() > outer {
            if Db::rollback_transaction(&mut self.db).is_err() {
                break; // The database has rolled back everything; the depth tells.
            }
        }
        result
    }
}
