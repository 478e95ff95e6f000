//! Where a provider is asked (OpenID Connect Discovery 1.0 §3).

use serde::Deserialize;

use super::{Error, bounded};

/// Where a provider is asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Endpoints {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

impl Endpoints {
    /// Where a provider of that issuer identifier describes itself.
    pub fn described_at(issuer: &str) -> String {
        let issuer = issuer.trim_end_matches('/');
        format!("{issuer}/.well-known/openid-configuration")
    }

    /// Reads what a provider says of itself. Whether its endpoints ([`Self::all`]) may be asked is the caller's to judge.
    ///
    /// # Errors
    /// It cannot be read, or is another provider's.
    pub fn read(issuer: &str, body: &[u8]) -> Result<Self, Error> {
        bounded(body, "The provider's description")?;
        let read: Self = serde_json::from_slice(body).map_err(|error| {
            Error::new(format!(
                "The provider's description cannot be read: {error}."
            ))
        })?;
        if read.issuer != issuer {
            return Err(Error::new(format!(
                "The provider calls itself {:?}, and the issuer that is set is {issuer:?}: both have to be the same, to the slash.",
                read.issuer
            )));
        }
        Ok(read)
    }

    /// All its URLs.
    pub fn all(&self) -> [&str; 3] {
        [
            &self.authorization_endpoint,
            &self.token_endpoint,
            &self.jwks_uri,
        ]
    }

    /// Where whoever signs in is sent.
    pub fn authorization(&self) -> &str {
        &self.authorization_endpoint
    }

    /// Where a code becomes tokens.
    pub fn token(&self) -> &str {
        &self.token_endpoint
    }

    /// Where its keys are.
    pub fn keys(&self) -> &str {
        &self.jwks_uri
    }
}
