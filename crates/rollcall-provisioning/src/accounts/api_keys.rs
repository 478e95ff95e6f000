//! API keys: secret tokens for programs that use the API, each with a role.

use rollcall_storage::id;
use rollcall_storage::tokens::Token;

use super::{Refusal, Role};
use crate::audit::By;
use crate::auth::{Access, Scope};
use crate::tokens::{self, Created, NewToken};
use crate::{Error, Provisioning, Result};

/// An API key, without its secret, which nobody has.
#[derive(Debug, Clone)]
pub struct ApiKey {
    /// Its row.
    pub token: Token,
    /// What it may do.
    pub role: Role,
    /// Where; everywhere if none is named.
    pub areas: Vec<String>,
}

/// A key that is to be made.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// For people.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Where; everywhere if none is named.
    pub areas: Vec<String>,
    /// For how long; until it is revoked without.
    pub lifetime_seconds: Option<i64>,
}

/// Areas of one key.
const AREAS_MAX: usize = 20;
const AREA_CHARACTERS_MAX: usize = 40;

/// Whoever may open these makes people who may do anything.
const NO_AREAS: [&str; 2] = ["admins", "invitations"];

/// The role of a key: one without is an admin's, as keys were before there were roles.
pub fn role_of(token: &Token) -> Option<Role> {
    let words = token.role.as_deref();
    words.map_or(Some(Role::Admin), |words| {
        Role::known(words.split(' ').next().unwrap_or_default())
    })
}

/// The areas of the API that a key opens, by the first segment of their addresses (`target-users`); none where it opens all that its
/// role may.
pub fn areas_of(token: &Token) -> Vec<String> {
    let words = token.role.as_deref().unwrap_or_default().split(' ');
    words.skip(1).map(str::to_owned).collect()
}

/// The row's text for a role and areas. A program that knows of no areas takes it for a role that it does not know, which opens
/// nothing.
pub(crate) fn in_row(role: Role, areas: &[String]) -> String {
    let words = [role.as_str()].into_iter();
    let words = words.chain(areas.iter().map(String::as_str));
    words.collect::<Vec<_>>().join(" ")
}

/// Refuses what can be no area.
pub(crate) fn check_areas(areas: &[String]) -> Result<()> {
    let is_word = |area: &String| {
        !area.is_empty()
            && area.chars().count() <= AREA_CHARACTERS_MAX
            && area.chars().all(|c| c.is_ascii_lowercase() || c == '-')
    };
    if let Some(area) = areas.iter().find(|it| NO_AREAS.contains(&it.as_str())) {
        return Err(Error::Input(format!(
            "A key for {area:?} could make somebody who may do anything, so it would be limited by its name only. Make a key without areas, or leave that one out."
        )));
    }
    match areas.len() <= AREAS_MAX && areas.iter().all(is_word) {
        true => Ok(()),
        false => Err(Error::Input(format!(
            "areas are at most {AREAS_MAX} first segments of addresses below /api/v1, such as target-users."
        ))),
    }
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
        .filter_map(|token| {
            let (role, areas) = (role_of(&token)?, areas_of(&token));
            Some(ApiKey { token, role, areas })
        })
        .collect())
}

/// Makes an API key; nobody makes one that may do more than they may themselves.
///
/// # Errors
/// [`Error::Refused`] for a role or areas beyond the caller's own; [`Error::Input`] for an empty name, what is no area, or a lifetime
/// that is not positive.
pub async fn create(
    p: &Provisioning,
    tenant: &str,
    key: NewKey,
    own: &Access,
    by: &By,
) -> Result<Created> {
    let role = own.role.filter(|own| own.covers(key.role));
    if role.is_none() {
        return Err(Refusal::new(
            403,
            "role",
            format!(
                "A key of the role {} may do more than you may as {}; make one of your own role at most.",
                key.role.as_str(),
                own.role.map_or("nobody", Role::as_str)
            ),
        )
        .into());
    }
    let is_within = !key.areas.is_empty() && key.areas.iter().all(|area| own.areas.contains(area));
    if !own.areas.is_empty() && !is_within {
        return Err(Refusal::new(
            403,
            "role",
            format!(
                "This key opens only {}; a key that it makes names areas among those.",
                own.areas.join(", ")
            ),
        )
        .into());
    }
    let new = NewToken {
        scope: Scope::Api,
        role: Some(key.role),
        areas: key.areas,
        lifetime_seconds: key.lifetime_seconds,
        ..NewToken::provisioning(tenant, &key.name)
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
