//! From an `Authorization` header to a caller.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollcall_storage::{Conn, connections, resources, tokens};
use scim_core::Rules;
use scim_core::quirks::{self, Provider, RuleChanges};
use scim_core::schema::Registry;
use uuid::Uuid;

use super::{Claims, Denied, Profile, Scope};
use crate::accounts::{Role, Signed, api_keys};
use crate::audit::{Actor, ActorKind};
use crate::provisioning::people;
use crate::usage::LastUse;
use crate::{Error, Provisioning, Result};

/// Whoever holds a live token: the tenant it belongs to and the connection it speaks for.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The tenant's id.
    pub tenant: Arc<str>,
    /// The token's id; none for a job, which works on after its token has ended.
    pub token: Option<Uuid>,
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
    /// Which version of them; a write under another one begins anew.
    pub definitions_version: i64,
    /// The person whom the token belongs to; none for an identity provider's.
    pub subject: Option<Subject>,
    /// Whether changes of the connection are only tried.
    pub test_mode: bool,
    /// Who is behind it.
    pub actor: Arc<Actor>,
    /// What they may do in the API.
    pub access: Access,
}

/// What a caller may do in the API.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// Their role in the tenant; none for whoever has none, and for callers of other doors.
    pub role: Option<Role>,
    /// The areas of the API that their key opens; none for who may go everywhere.
    pub areas: Arc<[String]>,
    /// The session by which an admin calls.
    pub session: Option<Signed>,
    /// The set-up link of a connection by which somebody calls.
    pub link: Option<Uuid>,
}

/// A person who calls for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The person's id.
    pub id: Uuid,
    /// Whether they may change what is theirs.
    pub may_write: bool,
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
    role: Option<Role>,
    areas: Arc<[String]>,
    basic_allowed: bool,
    expires: Option<i64>,
    revoked: Option<(i64, String)>,
    subject: Option<Subject>,
    /// Since when an administrator has paused the connection, and who.
    paused: Option<(i64, String)>,
    test_mode: bool,
    /// What the subject is, looked up as often as the token itself.
    standing: Standing,
    /// When the database was asked: it is believed from then on, however long the answer took.
    asked_at: Instant,
}

/// Whether the person whom a token belongs to is still somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Active,
    Inactive,
    Deleted,
}

/// Credentials as they come in a header.
struct Credentials<'a> {
    token: std::borrow::Cow<'a, str>,
    basic: bool,
    /// The user name of HTTP Basic; nobody needs it.
    user: Option<String>,
}

/// Who sent this `Authorization` header, if they may use what `needs` names; what needs no scope is open to every good
/// token.
///
/// Okta's test apps send `Bearer x`, the bare `x` (Header Auth), or `Basic` with the token as password.
/// A forged or foreign token is refused without the database; a good one is looked up at most once per
/// [`crate::Limits::token_cache_milliseconds`].
///
/// # Errors
/// The outer error when the database does not answer, and [`Error::Paused`] where an administrator has paused what would come over
/// the connection; the inner one when there is no such caller.
pub async fn authenticate(
    p: &Provisioning,
    authorization: Option<&str>,
    needs: Option<Scope>,
    origin: Origin,
) -> Result<std::result::Result<Caller, Denied>> {
    let (claims, basic) = match claimed(p, authorization) {
        Ok(claimed) => claimed,
        Err(denied) => return Ok(Err(denied)),
    };
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
    if let Some((at, by)) = &known.paused
        && known.scope == Scope::Scim
        && needs.is_some()
    {
        return Err(Error::Paused(format!(
            "The connection {:?} is paused since {}, by {by}. Nothing was changed. It will take requests again when an administrator resumes it; try again then.",
            &*known.connection_name,
            scim_core::format_instant(*at)
        )));
    }
    let schemas = p.registries().of(p, &known.tenant).await?;
    let caller = Caller {
        actor: Arc::new(actor(&known, claims.token)),
        access: Access {
            role: known.role,
            areas: known.areas,
            ..Access::default()
        },
        rules: known.profile.rules(&known.changes, provider),
        tenant: known.tenant,
        token: Some(claims.token),
        connection: known.connection,
        connection_name: known.connection_name,
        profile: known.profile,
        provider,
        registry: schemas.registry,
        definitions_version: schemas.version.definitions,
        subject: known.subject,
        test_mode: known.test_mode,
    };
    if let (Some(provider), Some(Scope::Scim | Scope::Me)) = (provider, needs) {
        p.usage().recognised(&caller, provider, now);
    }
    Ok(Ok(caller))
}

/// Whose a token is, whether or not it opens anything.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The tenant's id.
    pub tenant: Arc<str>,
    /// The connection's id.
    pub connection: Uuid,
    /// The token's id.
    pub token: Uuid,
}

/// Whose the token in this `Authorization` header is, though it was refused: one that expired, was revoked or opens
/// another door. Of a token that is not ours nothing is known.
///
/// # Errors
/// When the database does not answer.
pub async fn whose(p: &Provisioning, authorization: Option<&str>) -> Result<Option<Owner>> {
    let Ok((claims, _)) = claimed(p, authorization) else {
        return Ok(None);
    };
    let known = known_token(p, &claims).await?;
    Ok(known.map(|known| Owner {
        tenant: known.tenant,
        connection: known.connection,
        token: claims.token,
    }))
}

/// The last characters of the token in this `Authorization` header, as many as tell tokens apart and open nothing.
pub fn ending(authorization: Option<&str>) -> Option<String> {
    const SHOWN: usize = 4;
    /// Of less that would be too large a part.
    const CHARS_MIN: usize = 32;
    let sent = credentials(authorization).ok()?;
    let chars: Vec<char> = sent.token.chars().collect();
    let is_plain = chars.iter().all(char::is_ascii_graphic);
    (is_plain && chars.len() >= CHARS_MIN).then(|| chars[chars.len() - SHOWN..].iter().collect())
}

/// Who is behind a token.
fn actor(known: &Known, token: Uuid) -> Actor {
    Actor {
        kind: match known.scope {
            Scope::Api => ActorKind::ApiKey,
            Scope::Scim | Scope::Events | Scope::Me => ActorKind::Provider,
        },
        id: Some(token.to_string()),
        name: known.name.clone(),
    }
}

/// The caller that a connection stands for, when no token is at hand: the one who asked for a job, recognised
/// as this provider.
///
/// # Errors
/// When the database does not answer, or has no such connection.
pub async fn caller_of_connection(
    p: &Provisioning,
    tenant: &str,
    connection: Uuid,
    provider: Option<&str>,
) -> Result<Caller> {
    let owner = tenant.to_owned();
    let found = p
        .store()
        .read(move |conn| Ok::<_, Error>(connections::find(conn, &owner, connection)?))
        .await?;
    let connection = found.ok_or_else(|| Error::Unknown("The connection is gone.".to_owned()))?;
    let profile = Profile::parse(&connection.profile).unwrap_or(Profile::Auto);
    let provider = provider.and_then(Provider::named);
    let schemas = p.registries().of(p, tenant).await?;
    Ok(Caller {
        rules: profile.rules(&RuleChanges::read(&connection.rules), provider),
        tenant: tenant.into(),
        token: None,
        connection: connection.id,
        connection_name: connection.name.as_str().into(),
        profile,
        provider,
        registry: schemas.registry,
        definitions_version: schemas.version.definitions,
        subject: None,
        actor: Arc::new(Actor::without_id(ActorKind::Provider, &connection.name)),
        access: Access::default(),
        test_mode: false,
    })
}

/// What the token claims that was sent, and whether it came by HTTP Basic.
fn claimed(
    p: &Provisioning,
    authorization: Option<&str>,
) -> std::result::Result<(Claims, bool), Denied> {
    let sent = credentials(authorization)?;
    match (p.keys().verify(&sent.token), &sent.user) {
        (Ok(claims), _) => Ok((claims, sent.basic)),
        (Err(_), Some(user)) if p.keys().verify(user).is_ok() => Err(Denied::TokenAsUserName),
        (Err(denied), _) => Err(denied),
    }
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
            user: None,
        });
    };
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Ok(Credentials {
            token: rest.into(),
            basic: false,
            user: None,
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
    let (user, password) = pair.split_once(':').ok_or(Denied::Malformed)?;
    Ok(Credentials {
        token: password.to_owned().into(),
        basic: true,
        user: Some(user.to_owned()),
    })
}

async fn known_token(p: &Provisioning, claims: &Claims) -> Result<Option<Known>> {
    let believed = Duration::from_millis(p.limits().token_cache_milliseconds);
    let known = p.known_tokens().get(&claims.token);
    if let Some(known) = known.filter(|known| known.asked_at.elapsed() < believed) {
        return Ok((*known.tenant == *claims.tenant).then_some(known));
    }
    let (tenant, id, registry) = (
        claims.tenant.clone(),
        claims.token,
        p.registry(&claims.tenant).await?,
    );
    let asked_at = Instant::now();
    let found = p
        .store()
        .read(move |conn| {
            let Some(token) = tokens::find(conn, &tenant, id)? else {
                return Ok::<_, Error>(None);
            };
            let standing = standing(conn, &tenant, &registry, token.person_id)?;
            let connection = connections::find(conn, &tenant, token.connection_id)?;
            Ok(connection.map(|connection| (token, connection, standing)))
        })
        .await?;
    let Some((token, connection, standing)) = found else {
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
        role: match scope {
            Scope::Api => api_keys::role_of(&token),
            Scope::Scim | Scope::Events | Scope::Me => None,
        },
        areas: api_keys::areas_of(&token).into(),
        name: token.name,
        scope,
        basic_allowed: connection.basic_allowed,
        expires: token.expires_at,
        revoked: token
            .revoked_at
            .map(|at| (at, token.revoked_by.unwrap_or_default())),
        test_mode: connection.test_mode,
        paused: connection.paused,
        subject: token.person_id.map(|id| Subject {
            id,
            may_write: token.may_write,
        }),
        standing,
        asked_at,
    };
    p.known_tokens().insert(claims.token, known.clone());
    Ok(Some(known))
}

fn standing(
    conn: &mut Conn,
    tenant: &str,
    registry: &Registry,
    person: Option<Uuid>,
) -> Result<Standing> {
    let Some(id) = person else {
        return Ok(Standing::Active);
    };
    let scope = resources::Scope {
        tenant,
        resource_type: people(registry)?,
    };
    let person = resources::find(conn, &scope, id)?;
    Ok(match person {
        None => Standing::Deleted,
        Some(person) if person.attributes.get("active") == Some(&false.into()) => {
            Standing::Inactive
        }
        Some(_) => Standing::Active,
    })
}

fn check(
    known: &Known,
    claims: &Claims,
    basic: bool,
    needs: Option<Scope>,
    now: i64,
) -> std::result::Result<(), Denied> {
    if let Some((at, by)) = known.revoked.as_ref().filter(|(at, _)| *at <= now) {
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
    let name = known.name.clone();
    match known.standing {
        Standing::Active => {}
        Standing::Inactive => return Err(Denied::PersonInactive { name }),
        Standing::Deleted => return Err(Denied::PersonDeleted { name }),
    }
    let belongs = (known.scope == Scope::Me) == known.subject.is_some();
    let wrong = !belongs || known.scope != claims.scope;
    match needs {
        Some(needs) if wrong || !known.scope.opens(needs) => Err(Denied::WrongScope {
            has: known.scope,
            needs,
        }),
        None if wrong => Err(Denied::Unknown),
        _ => Ok(()),
    }
}
