//! Requests that are not carried out twice, however often they come (draft-ietf-httpapi-idempotency-key-header).
//!
//! A caller gives a request a key. Whoever comes first with it carries the request out and keeps the answer, encrypted; who comes
//! later with the same key and the same request gets that answer. Of the key and its caller only a digest is stored.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::digest::{Context, SHA256};
use rollcall_storage::idempotency_keys::{self as rows, Begun as Row};
use serde::{Deserialize, Serialize};

use crate::{Error, Provisioning, Result, SECOND, SecretKey, tenants};

/// The longest key, in characters.
pub const KEY_CHARS_MAX: usize = 255;
/// A longer answer is not kept.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// Whoever carries out a request may be silent for so long, in seconds: longer than any request takes.
const LEASE_SECONDS: i64 = 900;
const HOUR: i64 = 3600 * SECOND;
/// Keys forgotten in one transaction.
const STEP_ROWS: i64 = 500;
/// Steps for one tenant in a round; the rest is for the next.
const STEPS_MAX: usize = 20;

/// A request that may have come before.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The tenant's id; empty for what is about no tenant.
    pub tenant: &'a str,
    /// What tells the caller from others, such as their credentials; it is not stored.
    pub caller: &'a [u8],
    /// The key that they gave the request.
    pub key: &'a str,
    /// What is asked: address, query and body. The order matters.
    pub request: &'a [&'a [u8]],
}

/// What a request was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers that are part of the answer, by name.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// What is to be done with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is carried out, and what comes of it is kept or released.
    New(Claim),
    /// It was carried out, and answered so.
    Done(Answer),
    /// It was carried out; its answer was too long to be kept, or showed a secret, or cannot be read any more.
    Unkept,
    /// It is being carried out.
    UnderWay,
    /// The key is that of another request.
    Another,
}

/// The right to carry out a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    tenant: String,
    digest: Vec<u8>,
    lease: i64,
}

/// Says what is to be done with a request, and notes that it is done now.
///
/// # Errors
/// Those of the store; [`Error::Input`] for a key that is none.
pub async fn begin(p: &Provisioning, asked: Asked<'_>) -> Result<Begun> {
    let length = asked.key.chars().count();
    if length == 0 || length > KEY_CHARS_MAX || !asked.key.chars().all(|c| c.is_ascii_graphic()) {
        return Err(Error::Input(format!(
            "An Idempotency-Key has 1 to {KEY_CHARS_MAX} visible ASCII characters, such as a UUID."
        )));
    }
    let now = p.now();
    let row = Row {
        tenant_id: asked.tenant.to_owned(),
        digest: digest(&[asked.caller, asked.key.as_bytes()]),
        request: digest(asked.request),
        begun_at: now,
        lease_until: now.saturating_add(LEASE_SECONDS * SECOND),
        answer: None,
    };
    let before = kept_since(p);
    let claim = Claim {
        tenant: row.tenant_id.clone(),
        digest: row.digest.clone(),
        lease: row.lease_until,
    };
    let found = p.store().write(move |tx| {
        rows::forget(tx, &row.tenant_id, before, STEP_ROWS)?;
        let Some(known) = rows::find(tx, &row.tenant_id, &row.digest)? else {
            rows::insert(tx, &row)?;
            return Ok::<_, Error>(None);
        };
        let is_left = known.answer.is_none() && known.lease_until <= now;
        if known.request == row.request && is_left {
            let (tenant, digest, from) = (&row.tenant_id, &row.digest, known.lease_until);
            if rows::take_over(tx, tenant, digest, from, row.lease_until)? {
                return Ok(None);
            }
        }
        Ok(Some((known.request == row.request, known.answer)))
    });
    Ok(match found.await? {
        None => Begun::New(claim),
        Some((false, _)) => Begun::Another,
        Some((true, None)) => Begun::UnderWay,
        Some((true, Some(sealed))) => match p.answers().open(&claim, &sealed) {
            Some(answer) => Begun::Done(answer),
            None => Begun::Unkept,
        },
    })
}

/// Since when keys are kept, in microseconds since the Unix epoch.
fn kept_since(p: &Provisioning) -> i64 {
    let kept = p.limits().idempotency_hours.saturating_mul(HOUR);
    p.now().saturating_sub(kept)
}

/// Forgets the keys that were kept long enough, of every tenant and of what is about none, as far as `stop` lets it: nobody may
/// come with another. Answers how many.
///
/// # Errors
/// Those of the store.
pub async fn forget_old(p: &Provisioning, stop: &(dyn Fn() -> bool + Sync)) -> Result<usize> {
    let before = kept_since(p);
    let tenants = tenants::list(p).await?.into_iter().map(|tenant| tenant.id);
    let mut forgotten = 0;
    for tenant in tenants.chain([String::new()]) {
        for _ in 0..STEPS_MAX {
            if stop() {
                return Ok(forgotten);
            }
            let tenant = tenant.clone();
            let step = p
                .store()
                .write(move |tx| Ok::<_, Error>(rows::forget(tx, &tenant, before, STEP_ROWS)?));
            let step = step.await?;
            forgotten += step;
            if i64::try_from(step).is_ok_and(|step| step < STEP_ROWS) {
                break;
            }
        }
    }
    Ok(forgotten)
}

/// Keeps what a request was answered.
///
/// # Errors
/// Those of the store.
pub async fn keep(p: &Provisioning, claim: Claim, answer: &Answer) -> Result<()> {
    let sealed = p.answers().seal(&claim, answer)?;
    keep_sealed(p, claim, sealed).await
}

/// Keeps that a request was carried out, and nothing of its answer: that shows what is stored nowhere.
///
/// # Errors
/// Those of the store.
pub async fn keep_no_answer(p: &Provisioning, claim: Claim) -> Result<()> {
    keep_sealed(p, claim, Vec::new()).await
}

async fn keep_sealed(p: &Provisioning, claim: Claim, sealed: Vec<u8>) -> Result<()> {
    p.store()
        .write(move |tx| {
            rows::keep(tx, &claim.tenant, &claim.digest, claim.lease, &sealed)?;
            Ok::<_, Error>(())
        })
        .await
}

/// Gives a key free whose request came to nothing.
///
/// # Errors
/// Those of the store.
pub async fn release(p: &Provisioning, claim: Claim) -> Result<()> {
    p.store()
        .write(move |tx| {
            rows::release(tx, &claim.tenant, &claim.digest, claim.lease)?;
            Ok::<_, Error>(())
        })
        .await
}

/// A digest (SHA-256) of texts, each with its length, so that no two lists are the same bytes.
fn digest(texts: &[&[u8]]) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    for text in texts {
        context.update(&text.len().to_be_bytes());
        context.update(text);
    }
    context.finish().as_ref().to_vec()
}

/// The key under which answers are kept.
pub(crate) struct Answers(RandomizedNonceKey);

impl Answers {
    /// With a key of its own purpose.
    pub(crate) fn derive(secret: &SecretKey) -> Result<Self> {
        let key = secret.derive("idempotency")?;
        RandomizedNonceKey::new(&AES_256_GCM_SIV, &key)
            .map(Self)
            .map_err(|e| Error::Internal(Box::new(e)))
    }

    /// The nonce, then the answer encrypted; nothing where it is too long.
    fn seal(&self, claim: &Claim, answer: &Answer) -> Result<Vec<u8>> {
        let mut text = serde_json::to_vec(answer).map_err(|e| Error::Internal(Box::new(e)))?;
        if text.len() > ANSWER_BYTES_MAX {
            return Ok(Vec::new());
        }
        let nonce = self
            .0
            .seal_in_place_append_tag(owner(claim), &mut text)
            .map_err(|e| Error::Internal(Box::new(e)))?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut text);
        Ok(sealed)
    }

    /// What [`Answers::seal`] was given; none where it was too long, or was sealed under another secret key.
    fn open(&self, claim: &Claim, sealed: &[u8]) -> Option<Answer> {
        let (nonce, text) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let opened = self.0.open_in_place(nonce, owner(claim), &mut text).ok()?;
        serde_json::from_slice(opened).ok()
    }
}

/// An answer opens only as that of its own tenant and key.
fn owner(claim: &Claim) -> Aad<Vec<u8>> {
    let mut bytes = claim.digest.clone();
    bytes.extend(claim.tenant.as_bytes());
    Aad::from(bytes)
}
