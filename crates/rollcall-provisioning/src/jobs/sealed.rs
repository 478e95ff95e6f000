//! Requests at rest: they may hold a password, so they are encrypted (AES-256-GCM; AES-256-GCM-SIV where they are so many that a
//! random nonce may repeat).

use aws_lc_rs::aead::{AES_256_GCM, AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use uuid::Uuid;

use crate::{Error, Result, SecretKey};

/// Encrypts and decrypts requests. One opens only as that of its own tenant and id.
pub(crate) struct Sealing(RandomizedNonceKey);

impl Sealing {
    /// With a key of its own purpose.
    pub(crate) fn derive(secret: &SecretKey) -> Result<Self> {
        let key = secret.derive("job")?;
        RandomizedNonceKey::new(&AES_256_GCM, &key)
            .map(Self)
            .map_err(|error| Error::Internal(Box::new(error)))
    }

    /// For the request log, as well; requests come without end (RFC 8452: a nonce that repeats tells no more than that two are equal).
    pub(crate) fn of_log(secret: &SecretKey) -> Result<Self> {
        let key = secret.derive("request log")?;
        RandomizedNonceKey::new(&AES_256_GCM_SIV, &key)
            .map(Self)
            .map_err(|error| Error::Internal(Box::new(error)))
    }

    /// For what sources of people are asked with.
    pub(crate) fn of_pulls(secret: &SecretKey) -> Result<Self> {
        let key = secret.derive("pull")?;
        RandomizedNonceKey::new(&AES_256_GCM, &key)
            .map(Self)
            .map_err(|error| Error::Internal(Box::new(error)))
    }

    /// The nonce, then the request encrypted.
    pub(crate) fn seal(&self, tenant: &str, job: Uuid, mut request: Vec<u8>) -> Result<Vec<u8>> {
        let nonce = self
            .0
            .seal_in_place_append_tag(owner(tenant, job), &mut request)
            .map_err(|error| Error::Internal(Box::new(error)))?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut request);
        Ok(sealed)
    }

    /// What [`Sealing::seal`] was given.
    pub(crate) fn open(&self, tenant: &str, job: Uuid, sealed: &[u8]) -> Result<Vec<u8>> {
        let broken = || Error::Internal("a request was encrypted with another secret key".into());
        let (nonce, request) = sealed.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
        let mut request = request.to_vec();
        let opened = self
            .0
            .open_in_place(nonce, owner(tenant, job), &mut request)
            .map_err(|_| broken())?;
        Ok(opened.to_vec())
    }
}

fn owner(tenant: &str, job: Uuid) -> Aad<Vec<u8>> {
    Aad::from(format!("{tenant}/{job}").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_opens_only_where_it_belongs() {
        let sealing = Sealing::derive(&SecretKey::generate().unwrap()).unwrap();
        let (job, other) = (Uuid::now_v7(), Uuid::now_v7());
        let sealed = sealing
            .seal("acme", job, b"pass the word".to_vec())
            .unwrap();
        assert!(!sealed.windows(4).any(|part| part == b"pass"));
        assert_eq!(
            sealing.open("acme", job, &sealed).unwrap(),
            b"pass the word"
        );
        assert!(sealing.open("acme", other, &sealed).is_err());
        assert!(sealing.open("globex", job, &sealed).is_err());
        assert!(sealing.open("acme", job, &sealed[..20]).is_err());
        let foreign = Sealing::derive(&SecretKey::generate().unwrap()).unwrap();
        assert!(foreign.open("acme", job, &sealed).is_err());
    }
}
