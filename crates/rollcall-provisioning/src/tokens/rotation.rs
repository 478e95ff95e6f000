//! A token succeeded by another one: both work, so that nothing is interrupted.

use rollcall_storage::tokens;
use scim_core::format_instant;
use serde_json::json;
use uuid::Uuid;

use super::{Created, Token, expiry, is_live, lifetime_seconds_of, pick, sign_and_insert, unused};
use crate::audit::{Act, note_in};
use crate::auth::Scope;
use crate::{Error, Provisioning, Result, SECOND};

/// What a rotation made, and what is to be revoked once the provider has it.
#[derive(Debug)]
pub struct Rotated {
    /// The successor.
    pub new: Created,
    /// The id of the token that it succeeds.
    pub old: Uuid,
    /// When that one ends by itself, in microseconds since the epoch.
    pub old_ends_at: Option<i64>,
}

/// How a token is succeeded.
#[derive(Debug, Clone, Default)]
pub struct Rotation {
    /// The successor's lifetime in seconds; without one it is that of its predecessor.
    pub lifetime_seconds: Option<i64>,
    /// For how long the old one works on; without it until somebody revokes it.
    pub overlap_seconds: Option<i64>,
    /// Who asked for it, if the old one is to end by itself.
    pub by: String,
}

/// Overlaps longer than this are no rotation but two tokens: 90 days, in seconds.
const OVERLAP_SECONDS_MAX: i64 = 90 * 24 * 3600;

/// Makes the successor of a live token: same connection, scope and name, and the same lifetime unless another
/// one is given. Both work until the old one is revoked, or has had its overlap.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has no such token, [`Error::Input`] when several live ones have that
/// name, or when it has ended already.
pub async fn rotate(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    rotation: Rotation,
) -> Result<Rotated> {
    if let Some(seconds) = rotation.overlap_seconds
        && !(0..=OVERLAP_SECONDS_MAX).contains(&seconds)
    {
        return Err(Error::Input(format!(
            "The overlap of a rotation is 0 to {OVERLAP_SECONDS_MAX} seconds (90 days), not {seconds}."
        )));
    }
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    let rotated = p
        .store()
        .write(move |tx| {
            let now = verb.now();
            let old = pick(tx, &tenant, &wanted, now)?;
            if !is_live(&old, now) {
                let (name, id) = (&old.name, old.id);
                return Err(Error::Input(format!(
                    "Token {name:?} ({id}) has ended already; `rollcall token create --tenant {tenant}` makes a new one."
                )));
            }
            let scope = Scope::parse(&old.scope).ok_or_else(|| {
                Error::Input(format!("Token {} is of a scope that this version does not know.", old.id))
            })?;
            let inherited = old.expires_at.map(|at| lifetime_seconds_of(old.created_at, at));
            let expires_at = expiry(now, rotation.lifetime_seconds.or(inherited))?;
            let (old_id, id) = (old.id, Uuid::now_v7());
            let old_ends_at = rotation.overlap_seconds.map(|overlap| now.saturating_add(overlap.saturating_mul(SECOND)));
            if let Some(at) = old_ends_at {
                tokens::revoke(tx, &tenant, old_id, at, &rotation.by)?;
            }
            let row = Token { id, created_at: now, expires_at, ..unused(old) };
            let act = Act::new("token.rotate", "token")
                .to(id, &row.name)
                .before(json!({ "id": old_id.to_string() }))
                .after(json!({
                    "expires_at": expires_at.map(format_instant),
                    "old_ends_at": old_ends_at.map(format_instant),
                }));
            note_in(tx, &verb, &tenant, act)?;
            Ok::<_, Error>(Rotated { new: sign_and_insert(tx, &verb, row, scope)?, old: old_id, old_ends_at })
        })
        .await?;
    p.known_tokens().invalidate(&rotated.old);
    Ok(rotated)
}
