//! What nobody can guess: tokens of sessions and codes of links. Only their SHA-256 is kept: of 32 random bytes it says
//! nothing, and needs no salt.

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{Error, Result};

/// What a session's token begins with.
pub const SESSION_PREFIX: &str = "rcs_";
/// What a link's code begins with.
pub const LINK_PREFIX: &str = "rcl_";
const RANDOM_BYTES: usize = 32;
/// Longer texts are no codes, and need not be looked at.
const CODE_BYTES_MAX: usize = 64;

/// A new one.
pub(super) fn new(prefix: &str) -> Result<String> {
    let mut bytes = [0; RANDOM_BYTES];
    rand::fill(&mut bytes).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// By what it is found.
pub(super) fn hash(code: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, code.as_bytes())
        .as_ref()
        .to_vec()
}

/// Whether a text can be a code that begins so.
pub(super) fn is_one(text: &str, prefix: &str) -> bool {
    text.starts_with(prefix) && text.len() <= CODE_BYTES_MAX
}
