//! Who issues events: its name, its signing key and how receivers get to know that, and the key under which
//! receivers' credentials are kept.

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;

use crate::{Error, Result, SecretKey};

/// The media type of a security event token without its `application/` (RFC 8417 §2.3).
const TOKEN_TYPE: &str = "secevent+jwt";
const NONCE_BYTES: usize = 12;

/// The installation as the issuer of events. Everything is derived from the secret key, so that all replicas
/// are the same issuer.
pub(crate) struct Issuer {
    name: String,
    header: Header,
    signing: EncodingKey,
    jwks: JwkSet,
    sealing: [u8; 32],
}

impl Issuer {
    /// The issuer of this installation. Without a name of its own it is named after its key.
    pub(crate) fn derive(secret: &SecretKey, name: Option<String>) -> Result<Self> {
        let signing = signing_key(secret)?;
        let mut jwk = Jwk::from_encoding_key(&signing, Algorithm::ES256).map_err(internal)?;
        let kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(internal)?;
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some(TOKEN_TYPE.to_owned());
        header.kid = Some(kid.clone());
        Ok(Self {
            name: name.unwrap_or_else(|| format!("urn:rollcall:{kid}")),
            header,
            signing,
            jwks: JwkSet { keys: vec![jwk] },
            sealing: secret.derive("event stream credentials")?,
        })
    }

    /// The `iss` of its tokens.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The keys that verify its tokens (RFC 7517).
    pub(crate) fn jwks(&self) -> &JwkSet {
        &self.jwks
    }

    /// The token of these claims.
    pub(crate) fn sign(&self, claims: &impl Serialize) -> Result<String> {
        jsonwebtoken::encode(&self.header, claims, &self.signing).map_err(internal)
    }

    /// A receiver's credentials as they are stored: AES-256-GCM, its nonce before it. `place` says where they
    /// belong; they cannot be read from anywhere else.
    pub(crate) fn seal(&self, place: &[u8], text: &str) -> Result<Vec<u8>> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.sealing).map_err(internal)?;
        let mut sealed = text.as_bytes().to_vec();
        let nonce = key
            .seal_in_place_append_tag(Aad::from(place), &mut sealed)
            .map_err(internal)?;
        Ok([nonce.as_ref().as_slice(), &sealed].concat())
    }

    /// What [`Issuer::seal`] sealed.
    ///
    /// # Errors
    /// [`Error::Input`] when it was sealed under another secret key, or for another place.
    pub(crate) fn open(&self, place: &[u8], stored: &[u8]) -> Result<String> {
        self.opened(place, stored).ok_or_else(|| {
            Error::Input(
                "The receiver's credentials cannot be read with this secret key (ROLLCALL_SECRET_KEY); \
                 make the stream anew."
                    .to_owned(),
            )
        })
    }

    fn opened(&self, place: &[u8], stored: &[u8]) -> Option<String> {
        let (nonce, sealed) = stored.split_at_checked(NONCE_BYTES)?;
        let key = RandomizedNonceKey::new(&AES_256_GCM, &self.sealing).ok()?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut opened = sealed.to_vec();
        let text = key
            .open_in_place(nonce, Aad::from(place), &mut opened)
            .ok()?;
        String::from_utf8(text.to_vec()).ok()
    }
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Internal(Box::new(error))
}

/// A P-256 key made of derived bytes. One in four thousand million of them is no key; then the next are taken.
fn signing_key(secret: &SecretKey) -> Result<EncodingKey> {
    let first = ec_key(&secret.derive("event signature")?);
    let pair = match first {
        Ok(pair) => pair,
        Err(_) => ec_key(&secret.derive("event signature, second try")?).map_err(internal)?,
    };
    let pkcs8 = pair.to_pkcs8v1().map_err(internal)?;
    Ok(EncodingKey::from_ec_der(pkcs8.as_ref()))
}

fn ec_key(scalar: &[u8; 32]) -> std::result::Result<EcdsaKeyPair, aws_lc_rs::error::KeyRejected> {
    // RFC 5915: version 1, the scalar, [0] prime256v1.
    let mut der = vec![0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20];
    der.extend_from_slice(scalar);
    der.extend_from_slice(&[
        0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
    ]);
    EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_FIXED_SIGNING, &der)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_replica_is_the_same_issuer_and_every_installation_another() {
        let secret = SecretKey::generate().unwrap();
        let (one, two) = (
            Issuer::derive(&secret, None).unwrap(),
            Issuer::derive(&secret, None).unwrap(),
        );
        assert_eq!((one.name(), one.jwks()), (two.name(), two.jwks()));
        let other = Issuer::derive(&SecretKey::generate().unwrap(), None).unwrap();
        assert_ne!(one.jwks(), other.jwks());
        assert_ne!(one.name(), other.name());
    }

    #[test]
    fn credentials_are_read_only_where_they_belong() {
        let issuer = Issuer::derive(&SecretKey::generate().unwrap(), None).unwrap();
        let other = Issuer::derive(&SecretKey::generate().unwrap(), None).unwrap();
        let sealed = issuer.seal(b"here", "Bearer x").unwrap();
        assert!(!sealed.windows(6).any(|bytes| bytes == b"Bearer"));
        assert_ne!(sealed, issuer.seal(b"here", "Bearer x").unwrap());
        assert_eq!(issuer.open(b"here", &sealed).unwrap(), "Bearer x");
        assert!(issuer.open(b"there", &sealed).is_err());
        assert!(other.open(b"here", &sealed).is_err());
        assert!(issuer.open(b"here", &sealed[..5]).is_err());
    }
}
