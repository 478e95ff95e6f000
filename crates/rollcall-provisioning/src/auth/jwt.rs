//! Secret tokens as JWTs (RFC 7519), so that a forged or foreign one is refused without the database.
//!
//! Providers' forms have cut tokens at 255 and fewer characters, hence one-letter claims, a 22-character
//! form of the token's UUID, and no `typ`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Denied, Scope};
use crate::{Error, Result, SECOND, SecretKey};

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claims {
    pub tenant: String,
    pub token: Uuid,
    pub scope: Scope,
    /// Microseconds since the epoch, a whole number of seconds.
    pub expires: Option<i64>,
}

/// The claims as they travel.
#[derive(Serialize, Deserialize)]
struct Wire {
    t: String,
    j: String,
    s: char,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    exp: Option<i64>,
}

/// The keys that sign and verify.
pub(crate) struct Keys {
    header: Header,
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    /// What tokens say that were found to be ours: their text does not change, and to verify it anew costs as much as to
    /// read a person. Whether they have expired or were revoked is asked elsewhere, each time.
    verified: Cache<String, Claims>,
}

/// So many tokens are known to be ours without looking.
const VERIFIED_MAX: u64 = 10_000;

impl Keys {
    /// The token keys of this installation.
    pub(crate) fn derive(secret: &SecretKey) -> Result<Self> {
        let key = secret.derive("token")?;
        let mut header = Header::new(Algorithm::HS256);
        header.typ = None;
        header.kid = Some(secret.fingerprint()?);
        let mut validation = Validation::new(Algorithm::HS256);
        // Expiry is judged by our own clock below, so that "expired on D" can be told from "not ours".
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        Ok(Self {
            header,
            encoding: EncodingKey::from_secret(&key),
            decoding: DecodingKey::from_secret(&key),
            validation,
            verified: Cache::new(VERIFIED_MAX),
        })
    }

    /// The token for these claims.
    pub(crate) fn sign(&self, claims: &Claims) -> Result<String> {
        let wire = Wire {
            t: claims.tenant.clone(),
            j: URL_SAFE_NO_PAD.encode(claims.token.as_bytes()),
            s: match claims.scope {
                Scope::Scim => 's',
                Scope::Api => 'a',
                Scope::Events => 'e',
                Scope::Me => 'm',
            },
            exp: claims.expires.map(|at| at / SECOND),
        };
        jsonwebtoken::encode(&self.header, &wire, &self.encoding)
            .map_err(|e| Error::Internal(Box::new(e)))
    }

    /// What a token says, if it is one of ours.
    pub(crate) fn verify(&self, token: &str) -> std::result::Result<Claims, Denied> {
        if let Some(claims) = self.verified.get(token) {
            return Ok(claims);
        }
        let claims = self.verify_anew(token)?;
        self.verified.insert(token.to_owned(), claims.clone());
        Ok(claims)
    }

    fn verify_anew(&self, token: &str) -> std::result::Result<Claims, Denied> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Denied::Malformed)?;
        if header.kid != self.header.kid {
            return Err(Denied::ForeignKey);
        }
        let wire: Wire = jsonwebtoken::decode(token, &self.decoding, &self.validation)
            .map_err(|_| Denied::Forged)?
            .claims;
        let id = URL_SAFE_NO_PAD
            .decode(&wire.j)
            .map_err(|_| Denied::Malformed)?;
        let scope = match wire.s {
            's' => Scope::Scim,
            'a' => Scope::Api,
            'e' => Scope::Events,
            'm' => Scope::Me,
            _ => return Err(Denied::Malformed),
        };
        Ok(Claims {
            tenant: wire.t,
            token: Uuid::from_slice(&id).map_err(|_| Denied::Malformed)?,
            scope,
            expires: wire.exp.map(|at| at.saturating_mul(SECOND)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        Claims {
            tenant: "a-tenant-of-20-chars".to_owned(),
            token: Uuid::now_v7(),
            scope: Scope::Scim,
            expires: Some(4_102_444_800_000_000),
        }
    }

    #[test]
    fn a_token_survives_the_journey_and_fits_every_providers_form() {
        let keys = Keys::derive(&SecretKey::generate().unwrap()).unwrap();
        let token = keys.sign(&claims()).unwrap();
        assert!(token.len() < 200, "{} characters", token.len());
        assert_eq!(keys.verify(&token).unwrap().tenant, claims().tenant);
    }

    #[test]
    fn a_token_of_another_installation_is_told_apart_from_a_forged_one() {
        let keys = Keys::derive(&SecretKey::generate().unwrap()).unwrap();
        let other = Keys::derive(&SecretKey::generate().unwrap()).unwrap();
        let foreign = other.sign(&claims()).unwrap();
        assert_eq!(keys.verify(&foreign), Err(Denied::ForeignKey));

        let mine = keys.sign(&claims()).unwrap();
        let signature = foreign.rsplit('.').next().unwrap();
        let forged = format!("{}.{signature}", mine.rsplit_once('.').unwrap().0);
        assert_eq!(keys.verify(&forged), Err(Denied::Forged));
        assert_eq!(keys.verify("non-token"), Err(Denied::Malformed));
    }

    #[test]
    fn a_token_without_a_signature_is_refused() {
        let keys = Keys::derive(&SecretKey::generate().unwrap()).unwrap();
        let mine = keys.sign(&claims()).unwrap();
        let payload = mine.split('.').nth(1).unwrap();
        let header = URL_SAFE_NO_PAD.encode(format!(
            r#"{{"alg":"none","kid":"{}"}}"#,
            keys.header.kid.clone().unwrap()
        ));
        assert!(keys.verify(&format!("{header}.{payload}.")).is_err());
    }
}
