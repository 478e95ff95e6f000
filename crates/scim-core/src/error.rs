//! What can be wrong with a SCIM request, and the one table from each kind to status and `scimType`.
//!
//! ```
//! use scim_core::{Error, ErrorKind, error};
//!
//! let refused = Error::new(ErrorKind::Uniqueness, "A User with userName \"amina\" already exists.");
//! let (status, scim_type) = refused.kind.status_and_type();
//! assert_eq!((status, scim_type), (409, Some("uniqueness")));
//! assert_eq!(error::message(status, scim_type, &refused.detail)["status"], "409");
//! ```

use std::fmt;

use serde_json::{Value, json};

/// The kinds of SCIM error (RFC 7644 §3.12, table 9; RFC 9865 §2.1). Closed on purpose: a new kind is a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The filter cannot be parsed, or names an attribute or a comparison that does not exist.
    InvalidFilter,
    /// More results than the server is willing to compute.
    TooMany,
    /// `userName`, or another unique value, is already taken.
    Uniqueness,
    /// A readOnly attribute, or an immutable one that already has a value, would change.
    Mutability,
    /// The body is not JSON of the expected structure.
    InvalidSyntax,
    /// The PATCH path is malformed or names no attribute.
    InvalidPath,
    /// The PATCH path yields nothing that could be operated on.
    NoTarget,
    /// A value is missing, of the wrong type, or not allowed.
    InvalidValue,
    /// The cursor is not one that this server gave for this query (RFC 9865 §2.1).
    InvalidCursor,
    /// The cursor was good once (RFC 9865 §2.1).
    ExpiredCursor,
    /// `count` is not what a query by cursor may have (RFC 9865 §2.1).
    InvalidCount,
    /// The resource does not exist.
    NotFound,
    /// `If-Match` names another version, or `If-None-Match` this one.
    PreconditionFailed,
    /// What the request builds on is not there or not as it must be (RFC 7644 §3.7.1).
    Conflict,
    /// It was not attempted, because something that went before it in the same request failed (RFC 4918 §11.4).
    FailedDependency,
    /// More than the server takes in one request; the text names the limit (RFC 7644 §3.7.4).
    TooLarge,
    /// The caller is known and may not do this.
    Forbidden,
    /// RFC 7644 has it, this server has it not for this caller.
    NotImplemented,
}

impl ErrorKind {
    /// HTTP status code and `scimType` of this kind.
    pub fn status_and_type(self) -> (u16, Option<&'static str>) {
        match self {
            Self::InvalidFilter => (400, Some("invalidFilter")),
            Self::TooMany => (400, Some("tooMany")),
            Self::Uniqueness => (409, Some("uniqueness")),
            Self::Mutability => (400, Some("mutability")),
            Self::InvalidSyntax => (400, Some("invalidSyntax")),
            Self::InvalidPath => (400, Some("invalidPath")),
            Self::NoTarget => (400, Some("noTarget")),
            Self::InvalidValue => (400, Some("invalidValue")),
            Self::InvalidCursor => (400, Some("invalidCursor")),
            Self::ExpiredCursor => (400, Some("expiredCursor")),
            Self::InvalidCount => (400, Some("invalidCount")),
            Self::NotFound => (404, None),
            Self::PreconditionFailed => (412, None),
            Self::Conflict => (409, None),
            Self::FailedDependency => (424, None),
            Self::TooLarge => (413, None),
            Self::Forbidden => (403, None),
            Self::NotImplemented => (501, None),
        }
    }
}

/// A client's mistake: which rule was broken (`kind`) and, in words an administrator reads inside
/// the identity provider, which attribute and what to do (`detail`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Error {
    /// Which rule.
    pub kind: ErrorKind,
    /// One or two sentences: the attribute, the rule, what to do. Never a secret, never a password.
    pub detail: String,
}

/// The result of everything here that reads what a client sent.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of `kind` with its explanation.
    pub fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Error {}

/// The SCIM error message (RFC 7644 §3.12). `status` is a string, as the RFC has it.
pub fn message(status: u16, scim_type: Option<&str>, detail: &str) -> Value {
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.to_string(),
    });
    if let Some(scim_type) = scim_type {
        body["scimType"] = scim_type.into();
    }
    body["detail"] = detail.into();
    body
}
