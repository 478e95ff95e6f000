//! A provider's keys (RFC 7517), and who somebody is as an ID token says (OpenID Connect Core 1.0 §3.1.3.7).

use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use super::{Error, LEEWAY_SECONDS, bounded};

/// What an ID token may be signed with: nothing that is a shared secret, and not nothing.
pub const SIGNATURES: &[Algorithm] = &[
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];
/// The one that Okta signs with.
pub const RS256_ONLY: &[Algorithm] = &[Algorithm::RS256];

/// A provider's keys.
pub struct Keys(JwkSet);

/// What an ID token has to say to be taken.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'e> {
    /// Whose it is.
    pub issuer: &'e str,
    /// For whom it is.
    pub client_id: &'e str,
    /// For which sign-in it is.
    pub nonce: &'e str,
    /// What it may be signed with.
    pub signatures: &'e [Algorithm],
    /// What time it is, in seconds since the Unix epoch.
    pub now_seconds: i64,
}

/// Who somebody is, as an ID token says.
#[derive(Debug, Deserialize)]
pub struct Claims {
    /// By which the provider knows them.
    #[serde(rename = "sub")]
    pub subject: Option<String>,
    /// How they are called.
    pub name: Option<String>,
    /// What they sign in with, at Okta.
    pub preferred_username: Option<String>,
    email: Option<String>,
    email_verified: Option<Verified>,
    nonce: Option<String>,
    azp: Option<String>,
    exp: i64,
}

/// Some providers say it as a text.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Verified {
    Is(bool),
    Says(String),
}

impl Keys {
    /// Reads a provider's keys.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn read(body: &[u8]) -> Result<Self, Error> {
        bounded(body, "The list of the provider's keys")?;
        let set = serde_json::from_slice(body);
        set.map(Self)
            .map_err(|_| Error::new("The provider's keys cannot be read."))
    }

    /// Whether the key that a token names is among these: a provider that changed its keys is to be asked for them anew.
    pub fn know(&self, token: &str) -> bool {
        let header = jsonwebtoken::decode_header(token);
        header.is_ok_and(|header| self.key(header.kid.as_deref()).is_some())
    }

    /// The key that a token was signed with: by its id, or the only one there is.
    fn key(&self, id: Option<&str>) -> Option<&Jwk> {
        match (id, self.0.keys.as_slice()) {
            (Some(id), _) => self.0.find(id),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// What an ID token says, if it is this provider's, for this client, in time, and for this sign-in.
    ///
    /// # Errors
    /// Says what is wrong with it, without what it says.
    pub fn verified(&self, token: &str, expected: &Expected<'_>) -> Result<Claims, Error> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| refused("it is none"))?;
        if !expected.signatures.contains(&header.alg) {
            return Err(refused("it is signed by a method that is not taken"));
        }
        let jwk = self.key(header.kid.as_deref());
        let jwk = jwk.ok_or_else(|| refused("no key of the provider's has its id"))?;
        if jwk.common.public_key_use == Some(PublicKeyUse::Encryption) {
            return Err(refused("its key is not one to sign with"));
        }
        let key = DecodingKey::from_jwk(jwk).map_err(|_| refused("its key cannot be used"))?;
        let mut validation = Validation::new(header.alg);
        validation.set_audience(&[expected.client_id]);
        validation.set_issuer(&[expected.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        // Judged below, by the caller's clock.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation)
            .map_err(|error| refused(&error.to_string()))?
            .claims;
        claims.judged(expected)
    }
}

impl Claims {
    fn judged(self, expected: &Expected<'_>) -> Result<Self, Error> {
        if self.exp.saturating_add(LEEWAY_SECONDS) <= expected.now_seconds {
            return Err(refused(
                "it has expired; if that cannot be, compare this machine's clock",
            ));
        }
        if self.nonce.as_deref() != Some(expected.nonce) {
            return Err(refused("it is not for this sign-in"));
        }
        if self.azp.as_ref().is_some_and(|it| it != expected.client_id) {
            return Err(refused("it was made for another client"));
        }
        Ok(self)
    }

    /// The e-mail address, if the provider says that it is theirs.
    ///
    /// # Errors
    /// There is none, or the provider does not say so.
    pub fn email(&self) -> Result<&str, Error> {
        let is_verified = match &self.email_verified {
            Some(Verified::Is(is)) => *is,
            Some(Verified::Says(text)) => text == "true",
            None => false,
        };
        match &self.email {
            Some(email) if is_verified => Ok(email),
            Some(_) => Err(Error::new(
                "The provider does not say that the e-mail address was verified (email_verified).",
            )),
            None => Err(Error::new(
                "The provider names no e-mail address: let the client have the scope email.",
            )),
        }
    }
}

fn refused(why: &str) -> Error {
    Error::new(format!("The provider's ID token is refused: {why}."))
}
