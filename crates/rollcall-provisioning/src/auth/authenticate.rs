//! From an `Authorization` header to a caller.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollcall_storage::{connections, tokens};
use scim_core::Rules;
use scim_core::quirks::{self, Provider, RuleChanges};
use scim_core::schema::Registry;
use uuid::Uuid;

use super::{Claims, Denied, Profile, Scope};
use crate::usage::LastUse;
use crate::{Error, Provisioning, Result};

/// Whoever holds a live token: the tenant it belongs to and the connection it speaks for.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The tenant's id.
    pub tenant: Arc<str>,
    /// The token's id.
    pub token: Uuid,
    /// The connection's id.
    pub connection: Uuid,
    /// The connection's name, for logs.
    pub connection_name: Arc<str>,
    /// How the connection speaks.
    pub profile: Profile,
    /// The rules that are in force for this request.
    pub rules: Rules,
    /// The provider, as far as the request's head gives it away.
    pub provider: Option<&'static Provider>,
    /// The tenant's schemas and resource types.
    pub registry: Arc<Registry>,
}

/// Where a request came from, kept as a token's last use.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The peer's address.
    pub address: Option<String>,
    /// The `User-Agent` header.
    pub agent: Option<String>,
    /// The query string: some providers can be told by it.
    pub query: String,
}

/// A token as the database has it.
#[derive(Clone)]
pub(crate) struct Known {
    tenant: Arc<str>,
    connection: Uuid,
    connection_name: Arc<str>,
    profile: Profile,
    changes: Arc<RuleChanges>,
    name: String,
    scope: Scope,
    basic_allowed: bool,
    expires: Option<i64>,
    revoked: Option<(i64, String)>,
}

/// Credentials as they come in a header.
struct Credentials<'a> {
    token: std::borrow::Cow<'a, str>,
    basic: bool,
}

/// Who sent this `Authorization` header, if they may use what `needs` names.
///
/// Okta's test apps send `Bearer x`, the bare `x` (Header Auth), or `Basic` with the token as password.
/// A forged or foreign token is refused without the database; a good one is looked up at most once per
/// [`crate::Limits::token_cache_milliseconds`].
///
/// # Errors
/// The outer error when the database does not answer; the inner one when there is no such caller.
pub async fn authenticate(
    p: &Provisioning,
    authorization: Option<&str>,
    needs: Scope,
    origin: Origin,
) -> Result<std::result::Result<Caller, Denied>> {
    let claims =
        match credentials(authorization).and_then(|c| Ok((p.keys().verify(&c.token)?, c.basic))) {
            Ok(claims) => claims,
            Err(denied) => return Ok(Err(denied)),
        };
    let (claims, basic) = claims;
    let Some(known) = known_token(p, &claims).await? else {
        return Ok(Err(Denied::Unknown));
    };
    let now = p.now();
    if let Err(denied) = check(&known, &claims, basic, needs, now) {
        return Ok(Err(denied));
    }
    let provider = quirks::in_head(origin.agent.as_deref(), &origin.query);
    let last_use = LastUse {
        at: now,
        address: origin.address,
        agent: origin.agent,
    };
    p.usage().token_used(&known.tenant, claims.token, last_use);
    let registry = p.registry(&known.tenant).await?;
    let caller = Caller {
        rules: known.profile.rules(&known.changes, provider),
        tenant: known.tenant,
        token: claims.token,
        connection: known.connection,
        connection_name: known.connection_name,
        profile: known.profile,
        provider,
        registry,
    };
    if let (Some(provider), Scope::Scim) = (provider, needs) {
        p.usage().recognised(&caller, provider, now);
    }
    Ok(Ok(caller))
}

fn credentials(authorization: Option<&str>) -> std::result::Result<Credentials<'_>, Denied> {
    let header = authorization
        .map(str::trim)
        .filter(|h| !h.is_empty())
        .ok_or(Denied::Missing)?;
    let Some((scheme, rest)) = header.split_once(' ') else {
        return Ok(Credentials {
            token: header.into(),
            basic: false,
        });
    };
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Ok(Credentials {
            token: rest.into(),
            basic: false,
        });
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(Denied::Malformed);
    }
    let pair = STANDARD
        .decode(rest)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or(Denied::Malformed)?;
    let (_, password) = pair.split_once(':').ok_or(Denied::Malformed)?;
    Ok(Credentials {
        token: password.to_owned().into(),
        basic: true,
    })
}

async fn known_token(p: &Provisioning, claims: &Claims) -> Result<Option<Known>> {
    if let Some(known) = p.known_tokens().get(&claims.token) {
        return Ok((*known.tenant == *claims.tenant).then_some(known));
    }
    let (tenant, id) = (claims.tenant.clone(), claims.token);
    let found = p
        .store()
        .read(move |conn| {
            let Some(token) = tokens::find(conn, &tenant, id)? else {
                return Ok::<_, Error>(None);
            };
            let connection = connections::find(conn, &tenant, token.connection_id)?;
            Ok(connection.map(|connection| (token, connection)))
        })
        .await?;
    let Some((token, connection)) = found else {
        return Ok(None);
    };
    let Some(scope) = Scope::parse(&token.scope) else {
        return Ok(None); // Written by a newer program: a scope that this one does not know opens nothing.
    };
    let known = Known {
        tenant: claims.tenant.as_str().into(),
        connection: connection.id,
        connection_name: connection.name.as_str().into(),
        profile: Profile::parse(&connection.profile).unwrap_or(Profile::Auto),
        changes: Arc::new(RuleChanges::read(&connection.rules)),
        name: token.name,
        scope,
        basic_allowed: connection.basic_allowed,
        expires: token.expires_at,
        revoked: token
            .revoked_at
            .map(|at| (at, token.revoked_by.unwrap_or_default())),
    };
    p.known_tokens().insert(claims.token, known.clone());
    Ok(Some(known))
}

fn check(
    known: &Known,
    claims: &Claims,
    basic: bool,
    needs: Scope,
    now: i64,
) -> std::result::Result<(), Denied> {
    if let Some((at, by)) = &known.revoked {
        return Err(Denied::Revoked {
            name: known.name.clone(),
            at: *at,
            by: by.clone(),
        });
    }
    if let Some(at) = known
        .expires
        .into_iter()
        .chain(claims.expires)
        .min()
        .filter(|at| *at <= now)
    {
        return Err(Denied::Expired {
            name: known.name.clone(),
            at,
        });
    }
    if basic && !known.basic_allowed {
        return Err(Denied::BasicNotAllowed);
    }
    if known.scope != needs || claims.scope != needs {
        return Err(Denied::WrongScope {
            has: known.scope,
            needs,
        });
    }
    Ok(())
}
