//! Proof of possession (RFC 9449): what an app asks for whose owner switched on "Require Demonstrating Proof of Possession (DPoP)
//! header in token requests" in Okta.
//!
//! The caller makes a key once (`EcdsaKeyPair::generate_pkcs8` with `ECDSA_P256_SHA256_FIXED_SIGNING`), keeps it encrypted beside the
//! refresh token, which is bound to it, and gives time and a random id for each proof.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{AUTHORIZATION, HeaderName};
use jsonwebtoken::jwk::{CommonParameters, Jwk};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;
use url::Url;

use crate::wire::{self, Request, Response};
use crate::{Kind, Trouble};

/// The header with a proof.
const DPOP: HeaderName = HeaderName::from_static("dpop");
const NONCE: &str = "dpop-nonce";
/// What answers ask for that want a nonce.
pub(crate) const USE_NONCE: &str = "use_dpop_nonce";
const NONCE_BYTES_MAX: usize = 500;

/// A key that proofs are signed with (ES256).
#[derive(Clone)]
pub struct Key {
    private: EncodingKey,
    public: Jwk,
}

/// What makes a proof one of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'m> {
    /// What time it is, in seconds since the Unix epoch.
    pub now_seconds: i64,
    /// A random text, another one for each proof.
    pub id: &'m str,
    /// The last nonce that this endpoint gave ([`nonce`]), if it did.
    pub nonce: Option<&'m str>,
}

/// How a request shows that it may ask.
#[derive(Debug, Clone, Copy)]
pub enum Credential<'c> {
    /// Whoever has the token may.
    Bearer(&'c str),
    /// Whoever has the token and the key may.
    Dpop {
        /// The access token.
        access_token: &'c str,
        /// The key that it is bound to.
        key: &'c Key,
        /// When and for which time.
        moment: Moment<'c>,
    },
}

#[derive(Serialize)]
struct Proof<'p> {
    htm: &'p str,
    htu: String,
    iat: i64,
    jti: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
}

impl Key {
    /// Reads a private key of the curve P-256, as PKCS #8 in DER.
    ///
    /// # Errors
    /// It is none.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, Trouble> {
        let private = EncodingKey::from_ec_der(der);
        let public = Jwk::from_encoding_key(&private, Algorithm::ES256)
            .map_err(|_| Trouble::broken("The key for proofs (DPoP) cannot be read."))?;
        let public = Jwk {
            common: CommonParameters::default(),
            ..public
        };
        Ok(Self { private, public })
    }

    /// Puts a proof for this request, as it is, into its head. `access_token` is what it goes with; none asks for tokens.
    ///
    /// # Errors
    /// The proof cannot be signed or sent.
    pub fn prove(
        &self,
        request: &mut Request,
        moment: Moment<'_>,
        access_token: Option<&str>,
    ) -> Result<(), Trouble> {
        let proof = Proof {
            htm: request.method().as_str(),
            htu: without_query(&request.uri().to_string()),
            iat: moment.now_seconds,
            jti: moment.id,
            nonce: moment.nonce,
            ath: access_token
                .map(|token| URL_SAFE_NO_PAD.encode(digest(&SHA256, token.as_bytes()).as_ref())),
        };
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some("dpop+jwt".to_owned());
        header.jwk = Some(self.public.clone());
        let proof = encode(&header, &proof, &self.private)
            .map_err(|_| Trouble::broken("The proof (DPoP) cannot be signed."))?;
        wire::set(request, DPOP, &proof)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl Credential<'_> {
    /// Puts it into a request's head.
    ///
    /// # Errors
    /// The token has characters that no header may have.
    pub fn put(&self, request: &mut Request) -> Result<(), Trouble> {
        match *self {
            Self::Bearer(token) => {
                wire::set_secret(request, AUTHORIZATION, &format!("Bearer {token}"))
            }
            Self::Dpop {
                access_token,
                key,
                moment,
            } => {
                key.prove(request, moment, Some(access_token))?;
                wire::set_secret(request, AUTHORIZATION, &format!("DPoP {access_token}"))
            }
        }
    }
}

/// The nonce that an answer gives for the next proof, whether it asks for one or not (RFC 9449 §8.2).
pub fn nonce(answer: &Response) -> Option<&str> {
    let nonce = wire::header(answer, NONCE)?;
    let plain = |byte: u8| byte.is_ascii_graphic();
    (!nonce.is_empty() && nonce.len() <= NONCE_BYTES_MAX && nonce.bytes().all(plain))
        .then_some(nonce)
}

/// The trouble of an answer that wants a proof with a nonce.
pub(crate) fn wanted(answer: &Response) -> Trouble {
    let detail = "The proof (DPoP) has to have the nonce that was just given.";
    match nonce(answer) {
        Some(nonce) => Trouble::new(Kind::Nonce(nonce.to_owned()), detail),
        None => Trouble::broken("A proof (DPoP) with a nonce is asked for, and none is given."),
    }
    .coded(USE_NONCE)
}

/// RFC 9449 §4.2: without query and fragment.
fn without_query(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else {
        return url.to_owned();
    };
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
    use serde_json::Value;

    use super::{Credential, Key, Moment, nonce, wanted};
    use crate::{Kind, wire};

    fn key() -> Key {
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Key::from_pkcs8(pkcs8.unwrap().as_ref()).unwrap()
    }

    #[test]
    fn a_proof_is_for_one_request_one_token_and_one_moment() {
        let (key, url) = (key(), "https://acme.okta.com/api/v1/users?limit=200");
        let mut request = wire::get(url).unwrap();
        let moment = Moment {
            now_seconds: 1_764_547_200,
            id: "j1",
            nonce: Some("n1"),
        };
        let credential = Credential::Dpop {
            access_token: "t",
            key: &key,
            moment,
        };
        credential.put(&mut request).unwrap();
        assert_eq!(request.headers()["authorization"], "DPoP t");
        let proof = request.headers()["dpop"].to_str().unwrap();
        let header = decode_header(proof).unwrap();
        assert_eq!(header.typ.as_deref(), Some("dpop+jwt"));
        let jwk = header.jwk.unwrap();
        let shown = serde_json::to_value(&jwk).unwrap();
        let names: Vec<_> = shown.as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, ["kty", "crv", "x", "y"], "the public part alone");
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_required_spec_claims::<&str>(&[]);
        validation.validate_exp = false;
        let claims =
            decode::<Value>(proof, &DecodingKey::from_jwk(&jwk).unwrap(), &validation).unwrap();
        assert_eq!(
            claims.claims,
            serde_json::json!({
                "htm": "GET", "htu": "https://acme.okta.com/api/v1/users", "iat": 1_764_547_200, "jti": "j1", "nonce": "n1",
                "ath": "47mKTaMaEn1L3m5DAz9muidMqw636xxw7EFAK_YnPdg",
            })
        );
    }

    #[test]
    fn what_is_no_key_is_refused() {
        assert!(Key::from_pkcs8(b"no").is_err());
    }

    #[test]
    fn an_answer_that_wants_a_nonce_gives_one() {
        let answer = http::Response::builder().header("DPoP-Nonce", "n2");
        let answer = answer.body(Vec::new()).unwrap();
        assert_eq!(nonce(&answer), Some("n2"));
        assert_eq!(wanted(&answer).kind, Kind::Nonce("n2".to_owned()));
        assert_eq!(wanted(&http::Response::new(Vec::new())).kind, Kind::Broken);
    }
}
