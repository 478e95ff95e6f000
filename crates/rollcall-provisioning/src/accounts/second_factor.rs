//! One-time codes (RFC 6238) beside the password, and codes for whoever lost the device that shows them.

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollcall_storage::Error::Corrupt;
use rollcall_storage::admins::Admin;
use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret, Totp};

use super::code;
use crate::{Error, Provisioning, Result, SECOND};

/// What apps show the account under.
const ISSUER: &str = "Rollcall";
/// A code is taken a step (30 seconds) early or late.
const SKEW_STEPS: u16 = 1;
const RECOVERY_CODES: usize = 10;
/// Letters and digits that are not taken for each other.
const RECOVERY_ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
/// 16 of 32 letters: 80 bits, which need no salt.
const RECOVERY_LETTERS: usize = 16;

/// What is kept of an account's second factor.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct SecondFactor {
    /// The secret, encrypted, in base64.
    secret: Option<String>,
    /// One that was shown and not confirmed yet.
    pending: Option<String>,
    /// The time step of the last code that was taken: it and earlier ones are not taken again.
    last_step: u64,
    /// SHA-256 of the recovery codes that are left, in base64.
    recovery: Vec<String>,
}

/// A secret to be put into an app, shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret in base32, to be typed.
    pub secret: String,
    /// The same as an `otpauth:` URI, to be shown as a picture.
    pub uri: String,
}

impl SecondFactor {
    /// What is kept of the account's.
    ///
    /// # Errors
    /// Where it cannot be read: then nobody knows that no code is to be asked for.
    pub(super) fn of(admin: &Admin) -> Result<Self> {
        let Some(json) = admin.second_factor.as_deref() else {
            return Ok(Self::default());
        };
        serde_json::from_str(json).map_err(|_| Corrupt("admins.second_factor is not ours").into())
    }

    /// Whether the account's is on, or cannot be read and holds nobody off by less.
    pub(super) fn guards(admin: &Admin) -> bool {
        Self::of(admin).map_or(true, |factor| factor.is_on())
    }

    /// Writes it into the account.
    pub(super) fn put(&self, admin: &mut Admin) -> Result<()> {
        let json = serde_json::to_string(self).map_err(|error| Error::Internal(Box::new(error)))?;
        admin.second_factor = Some(json);
        Ok(())
    }

    /// Whether signing in takes a code.
    pub(super) fn is_on(&self) -> bool {
        self.secret.is_some()
    }

    /// How many recovery codes are left.
    pub(super) fn recovery_codes_left(&self) -> usize {
        self.recovery.len()
    }

    /// Begins: a new secret, which holds when it is confirmed.
    pub(super) fn begin(&mut self, p: &Provisioning, admin: &Admin) -> Result<Enrolment> {
        let totp = totp(Secret::generate(), &admin.email)?;
        let secret = totp.secret().to_base32();
        let sealed = p.issuer().seal(&place(admin), &secret)?;
        self.pending = Some(STANDARD.encode(sealed));
        Ok(Enrolment {
            secret,
            uri: totp.to_url().map_err(internal)?,
        })
    }

    /// Confirms what was begun by a first code; answers the recovery codes, or none where the code is wrong.
    pub(super) fn confirm(
        &mut self,
        p: &Provisioning,
        admin: &Admin,
        code: &str,
    ) -> Result<Option<Vec<String>>> {
        let Some(pending) = self.pending.clone() else {
            return Err(Error::Input(
                "There is nothing to confirm: POST /api/v1/session/totp shows a secret first."
                    .to_owned(),
            ));
        };
        let Some(step) = matching_step(p, admin, &pending, code)? else {
            return Ok(None);
        };
        let codes = recovery_codes()?;
        *self = Self {
            secret: Some(pending),
            pending: None,
            last_step: step,
            recovery: codes.iter().map(|code| recovery_hash(code)).collect(),
        };
        Ok(Some(codes))
    }

    /// Takes a code or a recovery code, each once; answers whether it was right.
    pub(super) fn take(&mut self, p: &Provisioning, admin: &Admin, code: &str) -> Result<bool> {
        let Some(secret) = self.secret.clone() else {
            return Ok(true);
        };
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(step) = matching_step(p, admin, &secret, &code)? {
            if step <= self.last_step {
                return Ok(false);
            }
            self.last_step = step;
            return Ok(true);
        }
        let hash = recovery_hash(&code);
        let before = self.recovery.len();
        self.recovery.retain(|known| *known != hash);
        Ok(self.recovery.len() < before)
    }
}

/// The time step whose code it is, if it is of one that may be.
fn matching_step(p: &Provisioning, admin: &Admin, sealed: &str, code: &str) -> Result<Option<u64>> {
    let sealed = STANDARD.decode(sealed).map_err(internal)?;
    // Under another secret key it cannot be read, and recovery codes go on.
    let Ok(secret) = p.issuer().open(&place(admin), &sealed) else {
        return Ok(None);
    };
    let secret = Secret::try_from_base32(secret).map_err(internal)?;
    let seconds = u64::try_from(p.now() / SECOND).unwrap_or_default();
    Ok(totp(secret, &admin.email)?.check(code, seconds))
}

fn totp(secret: Secret, account: &str) -> Result<Totp> {
    // A colon parts the issuer from the account.
    let account = account.replace(':', "_");
    Builder::new()
        .with_secret(secret)
        .with_skew(SKEW_STEPS)
        .with_account_name(account)
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(internal)
}

fn recovery_codes() -> Result<Vec<String>> {
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let mut bytes = [0_u8; RECOVERY_LETTERS];
        rand::fill(&mut bytes).map_err(internal)?;
        let letters: Vec<char> = bytes
            .iter()
            .map(|byte| char::from(RECOVERY_ALPHABET[usize::from(byte % 32)]))
            .collect();
        let groups: Vec<String> = letters
            .chunks(4)
            .map(|group| group.iter().collect())
            .collect();
        codes.push(groups.join("-"));
    }
    Ok(codes)
}

/// As it is kept; hyphens and case do not matter.
fn recovery_hash(code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    STANDARD.encode(code::hash(&plain))
}

/// Where the secret belongs; it cannot be read from anywhere else.
fn place(admin: &Admin) -> Vec<u8> {
    [b"one-time codes".as_slice(), admin.id.as_bytes()].concat()
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Internal(Box::new(error))
}
