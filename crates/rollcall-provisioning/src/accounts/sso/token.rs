//! What a provider says: where it is asked, its keys, and who somebody is.

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use url::Url;

use super::provider;
use super::settings::Settings;
use crate::events::EndpointUrl;
use crate::{Provisioning, Result, SECOND};

/// A provider's keys, and what it says of itself, are no longer than that.
pub const KEYS_BYTES_MAX: u64 = 256 * 1024;
/// How far the provider's clock may be from ours, in seconds.
const LEEWAY_SECONDS: u64 = 60;
/// What an ID token may be signed with: nothing that is a shared secret, and not nothing.
const ALGORITHMS: [Algorithm; 9] = [
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

/// Where a provider is asked (OpenID Connect Discovery 1.0 §3).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Endpoints {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

impl Endpoints {
    /// Where it says so of itself.
    pub fn described_at(settings: &Settings) -> String {
        let issuer = settings.issuer.trim_end_matches('/');
        format!("{issuer}/.well-known/openid-configuration")
    }

    /// Reads what a provider says of itself.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] when it is another provider's, or leads where nobody is to be asked.
    pub fn read(p: &Provisioning, settings: &Settings, body: &[u8]) -> Result<Self> {
        let read: Self = serde_json::from_slice(body).map_err(|error| {
            provider(format!(
                "The provider's description cannot be read: {error}."
            ))
        })?;
        if read.issuer != settings.issuer {
            return Err(provider(format!(
                "The provider calls itself {:?}, and the issuer that is set is {:?}: both have to be the same, to the slash.",
                read.issuer, settings.issuer
            )));
        }
        for url in [
            &read.authorization_endpoint,
            &read.token_endpoint,
            &read.jwks_uri,
        ] {
            let url = EndpointUrl::parse(url)
                .map_err(|_| provider("The provider names an endpoint that is no https URL."))?;
            url.within(p.push_reach())?;
        }
        Ok(read)
    }

    /// Where whoever signs in is sent.
    pub(super) fn authorization(&self) -> &str {
        &self.authorization_endpoint
    }

    /// Where a code becomes tokens.
    pub(super) fn token(&self) -> &str {
        &self.token_endpoint
    }

    /// Where its keys are.
    pub fn keys(&self) -> &str {
        &self.jwks_uri
    }
}

/// A provider's keys (RFC 7517).
pub struct Keys(JwkSet);

/// Who somebody is, as an ID token says.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    nonce: Option<String>,
    email: Option<String>,
    email_verified: Option<Verified>,
    pub(super) name: Option<String>,
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
    /// [`crate::Error::Refused`] when they cannot be read.
    pub fn read(body: &[u8]) -> Result<Self> {
        let set = serde_json::from_slice(body)
            .map_err(|_| provider("The provider's keys cannot be read."))?;
        Ok(Self(set))
    }

    /// The key that a token was signed with: by its id, or the only one there is.
    fn key(&self, id: Option<&str>) -> Option<&Jwk> {
        match (id, self.0.keys.as_slice()) {
            (Some(id), _) => self.0.find(id),
            (None, [only]) => Some(only),
            (None, _) => None,
        }
    }

    /// What an ID token says, if it is this provider's, for this installation, in time, and for this sign-in (OpenID Connect Core
    /// 1.0 §3.1.3.7).
    ///
    /// # Errors
    /// [`crate::Error::Refused`] that says what is wrong with it, without what it says.
    pub(super) fn verified(
        &self,
        p: &Provisioning,
        settings: &Settings,
        token: &str,
        nonce: &str,
    ) -> Result<Claims> {
        let wrong = |why: &str| provider(format!("The provider's ID token is refused: {why}."));
        let header = jsonwebtoken::decode_header(token).map_err(|_| wrong("it is none"))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(wrong("it is signed by a method that is not taken"));
        }
        let jwk = self.key(header.kid.as_deref());
        let jwk = jwk.ok_or_else(|| wrong("no key of the provider's has its id"))?;
        let key = DecodingKey::from_jwk(jwk).map_err(|_| wrong("its key cannot be used"))?;
        let mut validation = Validation::new(header.alg);
        validation.set_audience(&[&settings.client_id]);
        validation.set_issuer(&[&settings.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        validation.leeway = LEEWAY_SECONDS;
        // Judged below, by our own clock.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation)
            .map_err(|error| wrong(&error.to_string()))?
            .claims;
        let leeway = i64::try_from(LEEWAY_SECONDS).unwrap_or_default();
        if claims.exp.saturating_add(leeway) <= p.now() / SECOND {
            return Err(wrong("it has expired"));
        }
        if claims.nonce.as_deref() != Some(nonce) {
            return Err(wrong("it is not for this sign-in"));
        }
        if claims
            .azp
            .as_ref()
            .is_some_and(|it| *it != settings.client_id)
        {
            return Err(wrong("it was made for another client"));
        }
        Ok(claims)
    }
}

impl Claims {
    /// The e-mail address, if the provider says that it is theirs.
    ///
    /// # Errors
    /// [`crate::Error::Refused`]
    pub(super) fn email(&self) -> Result<&str> {
        let is_verified = match &self.email_verified {
            Some(Verified::Is(is)) => *is,
            Some(Verified::Says(text)) => text == "true",
            None => false,
        };
        match &self.email {
            Some(email) if is_verified => Ok(email),
            Some(_) => Err(provider(
                "The provider does not say that the e-mail address was verified (email_verified).",
            )),
            None => Err(provider(
                "The provider names no e-mail address: let the client have the scope email.",
            )),
        }
    }
}

/// A URL that was looked at when it was read.
pub(super) fn url(text: &str) -> Result<Url> {
    Url::parse(text).map_err(|_| provider("The provider names an endpoint that is no URL."))
}
