//! Secret tokens: made, listed, rotated, revoked. A token is shown once, when it is made.

use rollcall_storage::tokens::{self, Token};
use rollcall_storage::{Conn, connections as connection_rows};
use uuid::Uuid;

use crate::auth::{Claims, Profile, Scope};
use crate::{Error, Provisioning, Result, connections, tenants};

/// What a token is made from.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// The tenant's id.
    pub tenant: String,
    /// The connection's name; made if there is none of that name.
    pub connection: String,
    /// For people, for example `Okta production`. Need not be unique.
    pub name: String,
    /// What it opens.
    pub scope: Scope,
    /// How the connection speaks, if it is new.
    pub profile: Profile,
    /// Lifetime in seconds; without one it lives until revoked.
    pub lifetime_seconds: Option<i64>,
}

impl NewToken {
    /// A provisioning token of the default connection that lives until revoked.
    pub fn provisioning(tenant: &str, name: &str) -> Self {
        Self {
            tenant: tenant.to_owned(),
            connection: connections::DEFAULT.to_owned(),
            name: name.to_owned(),
            scope: Scope::Scim,
            profile: Profile::Auto,
            lifetime_seconds: None,
        }
    }
}

/// A token that was just made: the only time its text exists outside the provider.
#[derive(Clone)]
pub struct Created {
    /// The id by which it is listed and revoked.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The secret itself.
    pub secret: String,
    /// When it expires, in microseconds since the epoch.
    pub expires_at: Option<i64>,
}

impl std::fmt::Debug for Created {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Created")
            .field("id", &self.id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A token in a list: everything but the secret, which nobody has.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The row.
    pub token: Token,
    /// The name of its connection.
    pub connection: String,
}

const MICROSECONDS: i64 = 1_000_000;

/// Makes a token.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist, [`Error::Input`] for an empty name or a lifetime
/// that is not positive.
pub async fn create(p: &Provisioning, new: NewToken) -> Result<Created> {
    if new.name.trim().is_empty() || new.connection.trim().is_empty() {
        return Err(Error::Input(
            "A token and its connection need a name, for example --name \"Okta\".".to_owned(),
        ));
    }
    tenants::find(p, &new.tenant).await?;
    let now = p.now();
    let expires_at = expiry(now, new.lifetime_seconds)?;
    let id = Uuid::now_v7();
    let claims = Claims {
        tenant: new.tenant.clone(),
        token: id,
        scope: new.scope,
        expires: expires_at,
    };
    let secret = p.keys().sign(&claims)?;
    let created = Created {
        id,
        name: new.name.clone(),
        secret,
        expires_at,
    };
    p.store()
        .write(move |tx| {
            let connection =
                connections::ensure(tx, &new.tenant, &new.connection, new.profile, now)?;
            let token = Token {
                tenant: new.tenant.clone(),
                id,
                connection_id: connection.id,
                name: new.name.clone(),
                scope: new.scope.as_str().to_owned(),
                created_at: now,
                expires_at,
                revoked_at: None,
                revoked_by: None,
                last_used_at: None,
                last_used_address: None,
                last_used_agent: None,
            };
            Ok::<_, Error>(tokens::insert(tx, &token)?)
        })
        .await?;
    Ok(created)
}

/// The tenant's tokens, newest first, revoked and expired ones too.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<Listed>> {
    tenants::find(p, tenant).await?;
    p.flush_usage().await?;
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| {
            let connections = connection_rows::list(conn, &tenant)?;
            let name_of = |id: Uuid| {
                connections
                    .iter()
                    .find(|c| c.id == id)
                    .map(|c| c.name.clone())
                    .unwrap_or_default()
            };
            let tokens = tokens::list(conn, &tenant)?;
            Ok::<_, Error>(
                tokens
                    .into_iter()
                    .map(|t| Listed {
                        connection: name_of(t.connection_id),
                        token: t,
                    })
                    .collect(),
            )
        })
        .await
}

/// Makes the successor of a token: same connection, scope and name. Both work until the old one is revoked.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has no such token, [`Error::Input`] when several have that name.
pub async fn rotate(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    lifetime_seconds: Option<i64>,
) -> Result<Created> {
    let now = p.now();
    let expires_at = expiry(now, lifetime_seconds)?;
    let (tenant, wanted, id) = (tenant.to_owned(), id_or_name.to_owned(), Uuid::now_v7());
    let signer = p.clone();
    p.store()
        .write(move |tx| {
            let old = pick(tx, &tenant, &wanted)?;
            let scope = Scope::parse(&old.scope).ok_or_else(|| {
                Error::Input(format!(
                    "Token {} is of a scope that this version does not know.",
                    old.id
                ))
            })?;
            let claims = Claims {
                tenant: tenant.clone(),
                token: id,
                scope,
                expires: expires_at,
            };
            let secret = signer.keys().sign(&claims)?;
            let row = Token {
                id,
                created_at: now,
                expires_at,
                ..unused(old)
            };
            tokens::insert(tx, &row)?;
            Ok::<_, Error>(Created {
                id,
                name: row.name,
                secret,
                expires_at,
            })
        })
        .await
}

/// Ends a token: within a second no replica accepts it. Revoking a revoked token changes nothing.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has no such token, [`Error::Input`] when several have that name.
pub async fn revoke(p: &Provisioning, tenant: &str, id_or_name: &str, by: &str) -> Result<Token> {
    let now = p.now();
    let (tenant, wanted, by) = (tenant.to_owned(), id_or_name.to_owned(), by.to_owned());
    let token = p
        .store()
        .write(move |tx| {
            let token = pick(tx, &tenant, &wanted)?;
            tokens::revoke(tx, &tenant, token.id, now, &by)?;
            Ok::<_, Error>(token)
        })
        .await?;
    p.known_tokens().invalidate(&token.id);
    Ok(token)
}

fn expiry(now: i64, lifetime_seconds: Option<i64>) -> Result<Option<i64>> {
    let Some(seconds) = lifetime_seconds else {
        return Ok(None);
    };
    if seconds <= 0 {
        return Err(Error::Input(
            "A token's lifetime must be positive, for example --expires 90d.".to_owned(),
        ));
    }
    // Whole seconds: the token itself says when it expires in seconds.
    Ok(Some(
        (now / MICROSECONDS)
            .saturating_add(seconds)
            .saturating_mul(MICROSECONDS),
    ))
}

/// The token that the words mean: its id, or its name if only one live token has it.
fn pick(conn: &mut Conn, tenant: &str, id_or_name: &str) -> Result<Token> {
    let all = tokens::list(conn, tenant)?;
    if let Some(token) = all.iter().find(|t| t.id.to_string() == id_or_name) {
        return Ok(token.clone());
    }
    let mut named: Vec<_> = all.iter().filter(|t| t.name == id_or_name).collect();
    if named.len() > 1 {
        named.retain(|t| t.revoked_at.is_none());
    }
    match named.as_slice() {
        [token] => Ok((*token).clone()),
        [] => Err(Error::Unknown(format!(
            "Tenant {tenant:?} has no token {id_or_name:?}; `rollcall token list --tenant {tenant}` shows all."
        ))),
        several => {
            let ids: Vec<_> = several.iter().map(|t| t.id.to_string()).collect();
            Err(Error::Input(format!(
                "Several tokens are named {id_or_name:?}; say which by id: {}.",
                ids.join(", ")
            )))
        }
    }
}

/// The token as if it had just been made: not revoked, never used.
fn unused(token: Token) -> Token {
    Token {
        revoked_at: None,
        revoked_by: None,
        last_used_at: None,
        last_used_address: None,
        last_used_agent: None,
        ..token
    }
}
