//! What any OpenID provider says of itself and of who signed in: its description, its keys, ID tokens.
//!
//! Nothing is asked here and nothing is known of the time: answers are read and judged. Okta's own sign-in
//! ([`crate::sign_in`]) and the single sign-on of admins are both made of this.

mod endpoints;
mod id_token;

#[cfg(test)]
mod tests;

use std::fmt;

pub use endpoints::Endpoints;
pub use id_token::{Claims, Expected, Keys, RS256_ONLY, SIGNATURES};

/// A provider's keys, and what it says of itself, are no longer than that.
pub const DOCUMENT_BYTES_MAX: u64 = 256 * 1024;
/// How far a provider's clock may be from ours, in seconds.
pub const LEEWAY_SECONDS: i64 = 60;

/// Why a provider's answer is not taken: a sentence for an administrator, without what an ID token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    pub(crate) fn new(detail: impl Into<String>) -> Self {
        Self(detail.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// Refuses a document that is longer than a provider's can be.
fn bounded(body: &[u8], what: &str) -> Result<(), Error> {
    if u64::try_from(body.len()).is_ok_and(|bytes| bytes <= DOCUMENT_BYTES_MAX) {
        return Ok(());
    }
    Err(Error::new(format!(
        "{what} cannot be read: it is longer than {DOCUMENT_BYTES_MAX} bytes."
    )))
}
