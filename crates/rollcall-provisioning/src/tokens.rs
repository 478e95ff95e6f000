//! Secret tokens: made, listed, rotated, revoked. A token is shown once, when it is made.

mod listed;
mod rotation;

use rollcall_storage::Conn;
use rollcall_storage::resources::{self, Scope as Scoped};
use rollcall_storage::tokens;
pub use rollcall_storage::tokens::Token;
use scim_core::schema::Registry;
use scim_core::{fold, format_instant};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::accounts::{Role, api_keys};
use crate::audit::{Act, note_in};
use crate::auth::{Claims, Profile, Scope};
use crate::provisioning::people;
use crate::{Error, Provisioning, Result, SECOND, connections, tenants};

pub use listed::{Listed, list, list_without_keys};
pub use rotation::{Rotated, Rotation, rotate};

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
    /// How the connection speaks; without one a new connection speaks `auto`, and one that is there as
    /// it does.
    pub profile: Option<Profile>,
    /// Whether the connection, if it is new, allows HTTP Basic with the token as password.
    pub basic_allowed: bool,
    /// Lifetime in seconds; without one it lives until revoked.
    pub lifetime_seconds: Option<i64>,
    /// Whom it belongs to; then, and only then, its scope is [`Scope::Me`].
    pub owner: Option<Owner>,
    /// What an API key may do; without one it is an admin's. Tokens of other scopes have none.
    pub role: Option<Role>,
    /// The areas of the API that it opens, by the first segment of their addresses; all if none is named.
    pub areas: Vec<String>,
}

/// The person whom a token belongs to.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Their `userName` or id.
    pub person: String,
    /// Whether they may change what is theirs with it.
    pub may_write: bool,
}

impl NewToken {
    /// A provisioning token of the default connection that lives until revoked.
    pub fn provisioning(tenant: &str, name: &str) -> Self {
        Self {
            tenant: tenant.to_owned(),
            connection: connections::DEFAULT.to_owned(),
            name: name.to_owned(),
            scope: Scope::Scim,
            profile: None,
            basic_allowed: true,
            lifetime_seconds: None,
            owner: None,
            role: None,
            areas: Vec::new(),
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

/// Makes a token.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist, [`Error::Input`] for an empty name or a lifetime
/// that is not positive.
pub async fn create(p: &Provisioning, new: NewToken) -> Result<Created> {
    check_names(&new.name, &new.connection)?;
    if new.owner.is_some() != (new.scope == Scope::Me) {
        return Err(Error::Input(
            "A token for /Me belongs to a person, and no other token does.".to_owned(),
        ));
    }
    if new.role.is_some() && new.scope != Scope::Api {
        return Err(Error::Input(
            "Only a token for the API (--scope api) has a role.".to_owned(),
        ));
    }
    if !new.areas.is_empty() && new.role.is_none() {
        return Err(Error::Input(
            "A token that opens only some areas has a role (--role) in them.".to_owned(),
        ));
    }
    api_keys::check_areas(&new.areas)?;
    tenants::find(p, &new.tenant).await?;
    let (verb, registry) = (p.clone(), p.registry(&new.tenant).await?);
    p.store()
        .write(move |tx| {
            let person = new
                .owner
                .as_ref()
                .map(|owner| person_id(tx, &new.tenant, &registry, &owner.person));
            let row = new_row(tx, &verb, &new)?;
            let row = Token {
                person_id: person.transpose()?,
                may_write: new.owner.as_ref().is_some_and(|owner| owner.may_write),
                ..row
            };
            let act = made(&row, &new.connection);
            note_in(tx, &verb, &new.tenant, act)?;
            sign_and_insert(tx, &verb, row, new.scope)
        })
        .await
}

/// The longest name of a token or a connection, in characters.
const NAME_CHARACTERS_MAX: usize = 200;

/// Refuses a token that nobody could tell from others, or whose name no page could show.
pub(crate) fn check_names(name: &str, connection: &str) -> Result<()> {
    let fits = |name: &str| {
        let characters = name.trim().chars().count();
        (1..=NAME_CHARACTERS_MAX).contains(&characters) && !name.contains(char::is_control)
    };
    if fits(name) && fits(connection) {
        return Ok(());
    }
    Err(Error::Input(format!(
        "A token and its connection need a name of at most {NAME_CHARACTERS_MAX} characters, for example --name \"Okta\"."
    )))
}

/// What the audit log says of a new token.
fn made(row: &Token, connection: &str) -> Act {
    let after = json!({
        "scope": row.scope,
        "role": api_keys::role_of(row).filter(|_| row.scope == Scope::Api.as_str()),
        "areas": api_keys::areas_of(row),
        "connection": connection,
        "expires_at": row.expires_at.map(format_instant),
    });
    Act::new("token.create", "token")
        .to(row.id, &row.name)
        .after(after)
}

/// The person of that id, else of that `userName`.
fn person_id(conn: &mut Conn, tenant: &str, registry: &Registry, person: &str) -> Result<Uuid> {
    let scope = Scoped {
        tenant,
        resource_type: people(registry)?,
    };
    let by_id = match Uuid::try_parse(person) {
        Ok(id) => resources::find(conn, &scope, id)?,
        Err(_) => None,
    };
    let found = match by_id {
        Some(found) => Some(found),
        None => resources::find_by_unique_key(conn, &scope, &fold(person))?,
    };
    found.map(|stored| stored.id).ok_or_else(|| {
        Error::Unknown(format!(
            "Tenant {tenant:?} has nobody with the userName or id {person:?}."
        ))
    })
}

/// The verb itself, inside the caller's transaction.
pub(crate) fn create_in(tx: &mut Conn, p: &Provisioning, new: &NewToken) -> Result<Created> {
    let row = new_row(tx, p, new)?;
    note_in(tx, p, &new.tenant, made(&row, &new.connection))?;
    sign_and_insert(tx, p, row, new.scope)
}

fn new_row(tx: &mut Conn, p: &Provisioning, new: &NewToken) -> Result<Token> {
    let now = p.now();
    let expires_at = expiry(now, new.lifetime_seconds)?;
    let connection = connections::ensure(tx, new, now)?;
    Ok(Token {
        tenant: new.tenant.clone(),
        id: Uuid::now_v7(),
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
        person_id: None,
        may_write: false,
        role: new.role.map(|role| api_keys::in_row(role, &new.areas)),
    })
}

fn sign_and_insert(tx: &mut Conn, p: &Provisioning, row: Token, scope: Scope) -> Result<Created> {
    let claims = Claims {
        tenant: row.tenant.clone(),
        token: row.id,
        scope,
        expires: row.expires_at,
    };
    let secret = p.keys().sign(&claims)?;
    tokens::insert(tx, &row)?;
    Ok(Created {
        id: row.id,
        name: row.name,
        secret,
        expires_at: row.expires_at,
    })
}

/// Whether a tenant is there and none of its tokens was ever used: what happens when the first one is lost.
///
/// # Errors
/// When the database does not answer.
pub async fn none_used(p: &Provisioning, tenant: &str) -> Result<bool> {
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| {
            let exists = rollcall_storage::tenants::find(conn, &tenant)?.is_some();
            let all = tokens::list(conn, &tenant)?;
            Ok(exists && all.iter().all(|token| token.last_used_at.is_none()))
        })
        .await
}

/// Ends a token: within a second no replica accepts it. Revoking a revoked token changes nothing.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has no such token, [`Error::Input`] when several have that name.
pub async fn revoke(p: &Provisioning, tenant: &str, id_or_name: &str, by: &str) -> Result<Token> {
    let (verb, now) = (p.clone(), p.now());
    let (tenant, wanted, by) = (tenant.to_owned(), id_or_name.to_owned(), by.to_owned());
    let token = p
        .store()
        .write(move |tx| {
            let token = pick(tx, &tenant, &wanted, now)?;
            if tokens::revoke(tx, &tenant, token.id, now, &by)? {
                let act = Act::new("token.revoke", "token").to(token.id, &token.name);
                note_in(tx, &verb, &tenant, act.before(last_use(&token)))?;
            }
            Ok::<_, Error>(token)
        })
        .await?;
    p.known_tokens().invalidate(&token.id);
    Ok(token)
}

/// When a token was last used, for whoever wonders later whether it was missed.
fn last_use(token: &Token) -> Value {
    json!({ "last_used_at": token.last_used_at.map(format_instant) })
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
        (now / SECOND)
            .saturating_add(seconds)
            .saturating_mul(SECOND),
    ))
}

/// The lifetime that a token was made with: [`expiry`] cut the second in which that was.
fn lifetime_seconds_of(created_at: i64, expires_at: i64) -> i64 {
    expires_at / SECOND - created_at / SECOND
}

/// Whether a token works at that moment: it may have been revoked for a later one.
pub(crate) fn is_live(token: &Token, now: i64) -> bool {
    State::of(token, now) == State::Live
}

/// So many days before its end a token that works expires soon.
pub(crate) const SOON_DAYS: i64 = 30;

/// Whether a token works at that moment, in microseconds since the Unix epoch, and will not for long.
pub fn expires_soon(token: &Token, now: i64) -> bool {
    let soon = now.saturating_add(SOON_DAYS * 24 * 3_600 * SECOND);
    is_live(token, now) && token.expires_at.is_some_and(|at| at <= soon)
}

/// Whether a token works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It does.
    Live,
    /// Past its expiry.
    Expired,
    /// Revoked.
    Revoked,
}

impl State {
    /// The state of a token at a moment in microseconds since the epoch.
    pub fn of(token: &Token, now: i64) -> Self {
        let is_past = |at: Option<i64>| at.is_some_and(|at| at <= now);
        match (is_past(token.revoked_at), is_past(token.expires_at)) {
            (true, _) => Self::Revoked,
            (false, true) => Self::Expired,
            (false, false) => Self::Live,
        }
    }
}

/// The last four characters of a token, by which people tell it from others. The text itself is kept nowhere: it is made anew.
///
/// # Errors
/// None in practice: when it cannot be signed.
pub fn ending(p: &Provisioning, token: &Token) -> Result<String> {
    let Some(scope) = Scope::parse(&token.scope) else {
        return Ok(String::new());
    };
    let text = p.keys().sign(&Claims {
        tenant: token.tenant.clone(),
        token: token.id,
        scope,
        expires: token.expires_at,
    })?;
    Ok(ending_of(&text).to_owned())
}

/// The last four characters of a text that was sent as a token.
pub fn ending_of(text: &str) -> &str {
    let start = text.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    &text[start..]
}

/// The token that the words mean: its id, or its name if only one token, or only one live one, has it.
fn pick(conn: &mut Conn, tenant: &str, id_or_name: &str, now: i64) -> Result<Token> {
    let all = tokens::list(conn, tenant)?;
    if let Some(token) = all.iter().find(|t| t.id.to_string() == id_or_name) {
        return Ok(token.clone());
    }
    let mut named: Vec<_> = all.into_iter().filter(|t| t.name == id_or_name).collect();
    if named.len() > 1 {
        named.retain(|token| is_live(token, now));
    }
    match named.as_slice() {
        [token] => Ok(token.clone()),
        [] => Err(Error::Unknown(format!(
            "Tenant {tenant:?} has no live token {id_or_name:?}; `rollcall token list --tenant {tenant}` shows all \
             of this tenant, `rollcall tenant list` the tenants."
        ))),
        several => {
            let told: Vec<_> = several.iter().map(told_apart).collect();
            Err(Error::Input(format!(
                "Several tokens are named {id_or_name:?}; say which by id: {}.",
                told.join(", ")
            )))
        }
    }
}

fn told_apart(token: &Token) -> String {
    let used = token.last_used_at.map_or_else(
        || "never used".to_owned(),
        |at| format!("last used {}", format_instant(at)),
    );
    format!(
        "{} (made {}, {used})",
        token.id,
        format_instant(token.created_at)
    )
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{SECOND, Token, expires_soon, expiry, lifetime_seconds_of};

    #[test]
    fn a_token_expires_soon_within_thirty_days() {
        const DAY: i64 = 86_400 * SECOND;
        let now = 1_790_000_000 * SECOND;
        let token = |expires_at, revoked_at| Token {
            tenant: String::new(),
            id: Uuid::nil(),
            connection_id: Uuid::nil(),
            name: String::new(),
            scope: "scim".to_owned(),
            created_at: 0,
            expires_at,
            revoked_at,
            revoked_by: None,
            last_used_at: None,
            last_used_address: None,
            last_used_agent: None,
            person_id: None,
            may_write: false,
            role: None,
        };
        for (expires_at, revoked_at, expected) in [
            (None, None, false),
            (Some(now + 30 * DAY + 1), None, false),
            (Some(now + 30 * DAY), None, true),
            (Some(now), None, false),
            (Some(now + DAY), Some(now), false),
            (Some(now + DAY), Some(now + 1), true),
        ] {
            let is_soon = expires_soon(&token(expires_at, revoked_at), now);
            assert_eq!(is_soon, expected, "{expires_at:?} {revoked_at:?}");
        }
    }

    #[test]
    fn a_lifetime_is_inherited_to_the_second_however_often() {
        let (first, later) = (1_790_000_000_291_000, 1_790_000_777_999_000);
        let expires_at = expiry(first, Some(90)).unwrap().unwrap();
        assert_eq!(lifetime_seconds_of(first, expires_at), 90);
        let successor = expiry(later, Some(lifetime_seconds_of(first, expires_at)))
            .unwrap()
            .unwrap();
        assert_eq!(lifetime_seconds_of(later, successor), 90);
    }
}
