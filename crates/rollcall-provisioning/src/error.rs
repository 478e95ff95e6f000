//! What a verb can answer instead of its result.

use std::fmt;

use rollcall_mapping::{Problem, Problems};
use rollcall_storage::Error as StorageError;
use scim_core::evaluate::Exhausted;
use scim_core::{Error as ScimError, ErrorKind};
use serde_json::Value;

use crate::accounts::Refusal;

/// The result of a verb.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a verb did not do what it was asked. A door maps each variant to its own language; whatever is
/// [`Error::Internal`] is logged there and shown without detail.
#[derive(Debug)]
pub enum Error {
    /// The SCIM request is wrong; kind and text are the client's.
    Scim(ScimError),
    /// An administrator's input is wrong; the text says what to type instead.
    Input(String),
    /// A definition is wrong; all that is.
    Invalid(Vec<Problem>),
    /// A tenant, token or person that does not exist was named.
    Unknown(String),
    /// Something of that name exists already.
    Exists(String),
    /// What was named was there once and is kept no more.
    Gone(String),
    /// What is to be changed is not (any more) of the version that was named.
    Stale(String),
    /// An administrator has paused the connection; whoever asks is to come back.
    Paused(String),
    /// Whoever asks may not, or not yet.
    Refused(Box<Refusal>),
    /// The store cannot take the request now; it is worth trying again.
    Unavailable {
        /// After how many seconds.
        retry_after_seconds: u32,
        /// For the log.
        source: StorageError,
    },
    /// A fault of ours or of the machine. Never shown to a client.
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

/// What a client is told of an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The HTTP status.
    pub status: u16,
    /// SCIM's word for the kind of error (RFC 7644 §3.12).
    pub scim_type: Option<&'static str>,
    /// What is wrong and what to do; nothing of what only the log may know.
    pub detail: String,
}

impl Told {
    /// The SCIM error message.
    pub(crate) fn message(&self) -> Value {
        scim_core::error::message(self.status, self.scim_type, &self.detail)
    }
}

impl Error {
    /// What a client is told.
    pub fn told(&self) -> Told {
        let (status, scim_type, detail) = match self {
            Self::Scim(error) => {
                let (status, scim_type) = error.kind.status_and_type();
                (status, scim_type, error.detail.as_str())
            }
            Self::Input(detail) => (400, None, detail.as_str()),
            Self::Invalid(problems) => {
                return Told {
                    status: 400,
                    scim_type: None,
                    detail: format!(
                        "The definition is not valid. {}",
                        Problems(problems.clone())
                    ),
                };
            }
            Self::Unknown(detail) => (404, None, detail.as_str()),
            Self::Exists(detail) => (409, None, detail.as_str()),
            Self::Gone(detail) => (410, None, detail.as_str()),
            Self::Stale(detail) => (412, None, detail.as_str()),
            Self::Paused(detail) => (503, None, detail.as_str()),
            Self::Refused(refusal) => (refusal.status, None, refusal.detail.as_str()),
            // 429 pauses Okta's job until `Retry-After`; 503 says that it is not the caller's pace.
            Self::Unavailable { .. } if self.is_busy() => (
                429,
                None,
                "More requests are waiting for the database than can wait. Try again in a moment.",
            ),
            Self::Unavailable { .. } => (
                503,
                None,
                "The database does not answer. Try again in a moment; whether a change that was under way took place \
                 is not known.",
            ),
            Self::Internal(_) => (
                500,
                None,
                "The server failed. Its log says why, under this request's id.",
            ),
        };
        Told {
            status,
            scim_type,
            detail: detail.to_owned(),
        }
    }

    /// A SCIM error of `kind` with its explanation.
    pub(crate) fn scim(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self::Scim(ScimError::new(kind, detail))
    }

    /// Whether the store does not answer, so that nobody knows whether a change under way took place.
    pub(crate) fn is_away(&self) -> bool {
        matches!(self, Self::Unavailable { .. }) && !self.is_busy()
    }

    /// Whether the store has too much to do, rather than being away: the caller is to slow down.
    pub fn is_busy(&self) -> bool {
        matches!(
            self,
            Self::Unavailable {
                source: StorageError::Busy,
                ..
            }
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scim(error) => error.fmt(f),
            Self::Input(text)
            | Self::Unknown(text)
            | Self::Exists(text)
            | Self::Gone(text)
            | Self::Stale(text)
            | Self::Paused(text) => f.write_str(text),
            Self::Invalid(_) => f.write_str(&self.told().detail),
            Self::Refused(refusal) => f.write_str(&refusal.detail),
            Self::Unavailable { source, .. } => source.fmt(f),
            Self::Internal(source) => source.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unavailable { source, .. } => Some(source),
            Self::Internal(source) => Some(source.as_ref()),
            _ => None,
        }
    }
}

impl From<ScimError> for Error {
    fn from(error: ScimError) -> Self {
        Self::Scim(error)
    }
}

/// What to do when a filter looks at too much.
const NARROW: &str =
    "Narrow it with an indexed attribute: userName, externalId, displayName, emails.value, id.";

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        match error {
            // A read that a replica broke off for what it was to apply: nothing was changed, and it may be asked again.
            StorageError::Busy | StorageError::Conflict => Self::Unavailable {
                retry_after_seconds: 1,
                source: error,
            },
            StorageError::Unavailable(_) => Self::Unavailable {
                retry_after_seconds: 5,
                source: error,
            },
            StorageError::TooManyRows { limit, unindexed } => {
                let index = unindexed.map_or_else(String::new, |it| {
                    format!(
                        " Or create an index: rollcall index create --tenant {} --type {} {}",
                        it.tenant, it.resource_type, it.path
                    )
                });
                Self::scim(
                    ErrorKind::TooMany,
                    format!(
                        "This filter or order would have to read more than {limit} resources one by one. \
                         {NARROW}{index}"
                    ),
                )
            }
            StorageError::TooManyComparisons => {
                Self::scim(ErrorKind::TooMany, format!("{Exhausted} {NARROW}"))
            }
            StorageError::TooSlow { seconds } => Self::scim(
                ErrorKind::TooMany,
                format!(
                    "This filter or order takes longer than {seconds} seconds, since it looks at resources one by one. \
                     {NARROW}"
                ),
            ),
            StorageError::DocumentTooLong { limit } => Self::scim(
                ErrorKind::InvalidValue,
                format!(
                    "All attributes of the resource together are longer than {limit} bytes; send less."
                ),
            ),
            StorageError::Uniqueness { .. } => Self::scim(
                ErrorKind::Uniqueness,
                "Another resource already has this unique value.",
            ),
            StorageError::NotDistributed(why) => {
                Self::Input(format!("The tenants cannot be distributed: {why}."))
            }
            other => Self::Internal(Box::new(other)),
        }
    }
}
