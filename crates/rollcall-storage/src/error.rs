//! What can go wrong between a verb and its rows.

use std::error::Error as StdError;
use std::sync::Arc;

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use scim_core::evaluate::Exhausted;

/// Why the store did not do what it was asked. The texts contain neither SQL, nor values, nor passwords.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached, was lost, or cannot be written. Worth trying again later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Too much is waiting already, or another process keeps the lock. Worth trying again soon.
    #[error("the database is busy")]
    Busy,
    /// A value that must be unique is taken.
    #[error("a value that must be unique is taken ({constraint})")]
    Uniqueness {
        /// The index, as the database names it.
        constraint: String,
    },
    /// A row that is referred to does not exist (any more).
    #[error("a row that is referred to does not exist")]
    Reference,
    /// Another transaction came between (serialisation failure, deadlock). [`crate::Store::write`] has tried again.
    #[error("another transaction came between")]
    Conflict,
    /// A newer program took something away from the schema that this one needs. (What newer programs add is no error.)
    #[error(
        "the database has schema version {version}, with which this program cannot work: run the newer program"
    )]
    SchemaNewer {
        /// The newest such version in the database.
        version: String,
    },
    /// The database lacks migrations.
    #[error("the database lacks schema version {version}: run `rollcall migrate`")]
    SchemaOlder {
        /// The first version that it lacks.
        version: String,
    },
    /// The database's URL cannot be used; the text does not repeat it.
    #[error("the database URL is wrong: {0}")]
    InvalidUrl(String),
    /// More rows than the limit would have to be looked at one by one.
    #[error("more than {limit} resources would have to be looked at one by one")]
    TooManyRows {
        /// `StoreSettings::scan_rows_max`.
        limit: usize,
        /// An attribute of the filter that an index would help with.
        unindexed: Option<Unindexed>,
    },
    /// A filter would compare too much with the resources that are looked at one by one.
    #[error("a filter compares too much with the resources that are looked at one by one")]
    TooManyComparisons,
    /// Looking at resources one by one takes too long.
    #[error("looking at resources one by one takes longer than {seconds} seconds")]
    TooSlow {
        /// `StoreSettings::scan_seconds_max`.
        seconds: u32,
    },
    /// A resource's document is longer than one may be.
    #[error("a resource is longer than {limit} bytes")]
    DocumentTooLong {
        /// In bytes.
        limit: usize,
    },
    /// A migration failed and was rolled back.
    #[error("a migration failed: {0}")]
    Migration(String),
    /// The tenants cannot be distributed: why, and what to do.
    #[error("the tenants cannot be distributed: {0}")]
    NotDistributed(String),
    /// A row does not contain what this program wrote.
    #[error("a stored row cannot be read: {0}")]
    Corrupt(&'static str),
    /// The closure panicked; its changes were rolled back.
    #[error("the operation panicked and was rolled back")]
    Panicked,
    /// Anything else the database says. Its text is in the source, for the log.
    #[error("the database refused a statement")]
    Database(#[source] Arc<DieselError>),
}

/// An attribute without an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unindexed {
    /// The tenant whose resources they are.
    pub tenant: String,
    /// The name of the resource type.
    pub resource_type: String,
    /// The attribute, as in a filter.
    pub path: String,
}

impl Error {
    /// Whether the same closure, run again from its beginning, may well succeed.
    fn passes(&self) -> bool {
        matches!(self, Self::Conflict | Self::Reference)
    }

    /// The store's error behind a caller's error, if there is one.
    pub(crate) fn behind<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(found) = error.downcast_ref::<Self>() {
                return Some(found);
            }
            next = error.source();
        }
        None
    }

    /// Whether a caller's error comes from a store's error that passes when tried again.
    pub(crate) fn is_passing(error: &(dyn StdError + 'static)) -> bool {
        Self::behind(error).is_some_and(Self::passes)
    }

    /// Whether a caller's error comes from a lost connection.
    pub(crate) fn is_lost_connection(error: &(dyn StdError + 'static)) -> bool {
        matches!(Self::behind(error), Some(Self::Unavailable(_)))
    }

    /// A unique violation where only a race can cause one: whoever tries again will find the row.
    pub(crate) fn raced(error: DieselError) -> Self {
        match Self::from(error) {
            Self::Uniqueness { .. } => Self::Conflict,
            other => other,
        }
    }
}

impl From<Exhausted> for Error {
    fn from(_: Exhausted) -> Self {
        Self::TooManyComparisons
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        let DieselError::DatabaseError(kind, information) = &error else {
            return match error {
                DieselError::BrokenTransactionManager => {
                    Self::Unavailable("the connection was lost".to_owned())
                }
                DieselError::RollbackErrorOnCommit { commit_error, .. } => {
                    Self::from(*commit_error)
                }
                other => Self::Database(Arc::new(other)),
            };
        };
        match kind {
            DatabaseErrorKind::UniqueViolation => {
                let constraint = information
                    .constraint_name()
                    .unwrap_or_else(|| information.message());
                Self::Uniqueness {
                    constraint: constraint.to_owned(),
                }
            }
            DatabaseErrorKind::ForeignKeyViolation => Self::Reference,
            DatabaseErrorKind::SerializationFailure => Self::Conflict,
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
                Self::Unavailable("the connection was lost".to_owned())
            }
            DatabaseErrorKind::ReadOnlyTransaction => {
                Self::Unavailable("it is read-only".to_owned())
            }
            _ => {
                by_message(information.message()).unwrap_or_else(|| Self::Database(Arc::new(error)))
            }
        }
    }
}

/// What to do where SQLite cannot write.
const SQLITE_READ_ONLY: &str = "its file or folder cannot be written, and SQLite writes beside the file even to read it: start as the user who \
                                runs `rollcall serve`, or copy the database, its -wal file and its key file into a folder of your own";

/// What to do where a pooler was not announced.
const POOLED: &str = "a pooler stands before PostgreSQL and keeps a server connection for a transaction only: set database.pooler = \
                      \"transaction\" (ROLLCALL_DATABASE_POOLER=transaction)";

/// What diesel has no kind for is told by its message, in the language of a default installation.
pub(crate) fn by_message(message: &str) -> Option<Error> {
    let says = |texts: &[&str]| texts.iter().any(|text| message.contains(text));
    if says(&["deadlock detected"]) {
        Some(Error::Conflict)
    } else if says(&[
        "is locked",
        "due to lock timeout",
        "due to statement timeout",
    ]) {
        Some(Error::Busy)
    } else if says(&["database or disk is full", "No space left on device"]) {
        Some(Error::Unavailable("the disk is full".to_owned()))
    } else if says(&["prepared statement \"__diesel_stmt"]) {
        // Each transaction comes to another server connection, and only one of them knows the statement.
        Some(Error::Unavailable(POOLED.to_owned()))
    } else if says(&["attempt to write a readonly database"]) {
        Some(Error::Unavailable(SQLITE_READ_ONLY.to_owned()))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(kind: DatabaseErrorKind, message: &str) -> Error {
        DieselError::DatabaseError(kind, Box::new(message.to_owned())).into()
    }

    #[test]
    fn database_errors_are_classified() {
        use DatabaseErrorKind as Kind;
        for (kind, message, expected) in [
            (
                Kind::UniqueViolation,
                "UNIQUE constraint failed: t.a",
                "a value that must be unique is taken (UNIQUE constraint failed: t.a)",
            ),
            (
                Kind::Unknown,
                "deadlock detected",
                "another transaction came between",
            ),
            (Kind::Unknown, "database is locked", "the database is busy"),
            (
                Kind::Unknown,
                "database or disk is full",
                "the database is not available: the disk is full",
            ),
            (
                Kind::Unknown,
                "attempt to write a readonly database",
                &format!("the database is not available: {SQLITE_READ_ONLY}"),
            ),
            (
                Kind::Unknown,
                "near \"secret\": syntax error",
                "the database refused a statement",
            ),
            (
                Kind::ClosedConnection,
                "secret",
                "the database is not available: the connection was lost",
            ),
        ] {
            assert_eq!(refused(kind, message).to_string(), expected);
        }
    }

    #[test]
    fn the_cause_is_found_behind_other_errors() {
        #[derive(Debug, thiserror::Error)]
        #[error("outer")]
        struct Outer(#[source] Error);
        assert!(Error::is_passing(&Outer(Error::Conflict)));
        assert!(!Error::is_passing(&Outer(Error::Busy)));
        assert!(Error::is_lost_connection(&Outer(Error::Unavailable(
            String::new()
        ))));
    }
}
