//! The one secret of an installation, from which every key is derived.

use std::fmt;

use aws_lc_rs::{hkdf, hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::Error;

/// 32 random bytes, shared by all replicas of an installation. Debug and Display never show them.
#[derive(Clone)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// A new key from the operating system's random numbers.
    ///
    /// # Errors
    /// When the system has no random numbers to give.
    pub fn generate() -> Result<Self, Error> {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes).map_err(|e| Error::Internal(Box::new(e)))?;
        Ok(Self(bytes))
    }

    /// Reads a key written as base64 of 32 bytes, as [`SecretKey::encode`] writes it.
    ///
    /// # Errors
    /// [`Error::Input`], which does not repeat the text.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let bytes = STANDARD
            .decode(text.trim())
            .ok()
            .and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| {
            Error::Input(
                "The secret key must be 32 random bytes in base64; make one with `openssl rand -base64 32`.".to_owned(),
            )
        })
    }

    /// The key as base64, for a key file.
    pub fn encode(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// A key for one purpose (HKDF-SHA256, RFC 5869), so that keys of different purposes say nothing
    /// about each other.
    pub(crate) fn derive(&self, purpose: &'static str) -> Result<[u8; 32], Error> {
        let mut key = [0; 32];
        let info = [purpose.as_bytes()];
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"rollcall")
            .extract(&self.0)
            .expand(&info, hkdf::HKDF_SHA256)
            .and_then(|output| output.fill(&mut key))
            .map_err(|e| Error::Internal(Box::new(e)))?;
        Ok(key)
    }

    /// What tells this key from others, as the database keeps it: a MAC (HMAC-SHA256) under a key of its own
    /// purpose. Whoever reads it learns nothing of the key but whether one that they have is it.
    pub(crate) fn mark(&self) -> Result<String, Error> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.derive("installation")?);
        let mark = hmac::sign(&key, b"This installation's secret key.");
        Ok(URL_SAFE_NO_PAD.encode(mark.as_ref()))
    }

    /// Six characters that name this key without telling anything about it: the `kid` of its tokens.
    pub(crate) fn fingerprint(&self) -> Result<String, Error> {
        let key = self.derive("fingerprint")?;
        Ok(URL_SAFE_NO_PAD.encode(&key[..4]))
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}
