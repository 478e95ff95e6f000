//! How a command can fail, and which exit code says so.

use std::io;
use std::process::ExitCode;

use rollcall_provisioning::Error;

use crate::config::ConfigError;
use crate::error::chain;

/// Why a command did not do what it was asked: one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// The configuration is wrong.
    #[error(transparent)]
    Configuration(#[from] ConfigError),
    /// What was asked for cannot be done as asked.
    #[error("{0}")]
    Refused(String),
    /// The database cannot be reached or used.
    #[error("{0}")]
    Database(String),
    /// The address cannot be listened on.
    #[error("{0}")]
    Listen(String),
    /// A check found what it looked for.
    #[error("{0}")]
    Found(String),
    /// Anything else.
    #[error("{0}")]
    Failed(String),
    /// Whoever read our output has closed it (`rollcall export … | head`).
    #[error("nobody reads the output")]
    NobodyReads,
}

impl CliError {
    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::NobodyReads => 0,
            Self::Failed(_) => 1,
            Self::Configuration(_) => 2,
            Self::Refused(_) => 3,
            Self::Database(_) => 4,
            Self::Listen(_) => 5,
            Self::Found(_) => 6,
        })
    }

    /// An error while the database is opened and migrated.
    pub(super) fn opening(error: &Error) -> Self {
        let text = match error {
            Error::Internal(source) => chain(source.as_ref()),
            other => chain(other),
        };
        Self::Database(format!(
            "{text} (the database is set by --database-url or ROLLCALL_DATABASE_URL)."
        ))
    }
}

impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        match error {
            Error::Scim(_)
            | Error::Input(_)
            | Error::Invalid(_)
            | Error::Unknown(_)
            | Error::Exists(_)
            | Error::Gone(_)
            | Error::Stale(_)
            | Error::Paused(_)
            | Error::Refused(_) => Self::Refused(error.to_string()),
            Error::Unavailable { .. } => Self::Database(chain(&error)),
            Error::Internal(source) => Self::Failed(chain(source.as_ref())),
        }
    }
}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NobodyReads,
            _ => Self::Failed(chain(&error)),
        }
    }
}
