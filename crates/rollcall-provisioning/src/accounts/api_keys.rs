//! API keys: secret tokens for programs that use the API, each with a role.

use rollcall_storage::id;
use rollcall_storage::tokens::Token;

use super::{Refusal, Role};
use crate::audit::By;
use crate::auth::Scope;
use crate::tokens::{self, Created, NewToken};
use crate::{Error, Provisioning, Result};

/// An API key, without its secret, which nobody has.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// Its row.
    pub token: Token,
    /// What it may do.
    pub role: Role,
}

/// The role of a key: one without is an admin's, as keys were before there were roles.
pub(crate) fn role_of(token: &Token) -> Option<Role> {
    token.role.as_deref().map_or(Some(Role::Admin), Role::known)
}

/// The tenant's API keys, newest first, revoked and expired ones too.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<ApiKey>> {
    let all = tokens::list(p, tenant).await?;
    let keys = all.into_iter().map(|listed| listed.token);
    let keys = keys.filter(|token| token.scope == Scope::Api.as_str());
    Ok(keys
        .filter_map(|token| role_of(&token).map(|role| ApiKey { token, role }))
        .collect())
}

/// Makes an API key; nobody makes one that may do more than they may themselves.
///
/// # Errors
/// [`Error::Refused`] for a role beyond the caller's own; [`Error::Input`] for an empty name or a lifetime that is not positive.
pub async fn create(
    p: &Provisioning,
    tenant: &str,
    name: &str,
    role: Role,
    lifetime_seconds: Option<i64>,
    own: Role,
    by: &By,
) -> Result<Created> {
    if !own.covers(role) {
        return Err(Refusal::new(
            403,
            "role",
            format!(
                "A key of the role {} may do more than you may as {}; make one of your own role at most.",
                role.as_str(),
                own.as_str()
            ),
        )
        .into());
    }
    let new = NewToken {
        scope: Scope::Api,
        role: Some(role),
        lifetime_seconds,
        ..NewToken::provisioning(tenant, name)
    };
    tokens::create(&p.acting_for(by), new).await
}

/// Ends an API key.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has none of that id.
pub async fn revoke(p: &Provisioning, tenant: &str, wanted: &str, by: &By) -> Result<()> {
    let keys = list(p, tenant).await?;
    let is_key = id::parse(wanted).is_some_and(|id| keys.iter().any(|key| key.token.id == id));
    if !is_key {
        return Err(Error::Unknown(format!(
            "The tenant has no API key {wanted:?}; GET /api/v1/api-keys shows those it has."
        )));
    }
    tokens::revoke(&p.acting_for(by), tenant, wanted, by.name()).await?;
    Ok(())
}
