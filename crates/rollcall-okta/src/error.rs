//! What can be wrong with an Okta user.

use std::fmt;

/// Why an object is no Okta user that could be translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// It is not a JSON object.
    NotAnObject,
    /// The user has no `id`, or it is not a text.
    IdMissing,
    /// The user has no `profile`, or it is not an object.
    ProfileMissing {
        /// The user's id.
        id: String,
    },
    /// The profile has no `login`, or it is not a text.
    LoginMissing {
        /// The user's id.
        id: String,
    },
}

impl fmt::Display for Error {
    /// Names what is missing and the user by id; never personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject => f.write_str("An Okta user is a JSON object, and this is none."),
            Self::IdMissing => f.write_str("An Okta user has no `id`."),
            Self::ProfileMissing { id } => write!(f, "The Okta user {id} has no `profile`."),
            Self::LoginMissing { id } => write!(f, "The Okta user {id} has no `profile.login`."),
        }
    }
}

impl std::error::Error for Error {}
