//! Set-up links of a connection: a customer's IT makes tokens for it and looks whether they are used, without an account.

use rollcall_storage::connections::{self, Connection};
use rollcall_storage::one_time_links::{self, Link};
use rollcall_storage::tokens::Token;
use rollcall_storage::{Conn, id, tenants, tokens as token_rows};
use serde_json::json;
use uuid::Uuid;

use super::links::{self, Kind};
use super::session::caller;
use super::{HOUR, Refusal};
use crate::audit::{Act, Actor, ActorKind, By, record_in};
use crate::auth::{Access, Caller};
use crate::tokens::{self, Created, NewToken};
use crate::{Error, Provisioning, Result};

/// A link lives for a month at most.
pub const HOURS_MAX: i64 = 24 * 31;
/// Links of one connection that may be open.
const OPEN_MAX: usize = 20;
/// Tokens of a connection that work with which its links make no more.
const TOKENS_MAX: usize = 10;
/// For so long a token is good that somebody without an account makes.
const LIFETIME_SECONDS: i64 = 365 * 24 * 60 * 60;

/// A set-up link of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUpLink {
    /// Its id.
    pub id: Uuid,
    /// Who made it.
    pub created_by: String,
    /// When; microseconds since the Unix epoch, as all times here.
    pub created_at: i64,
    /// From when on it opens nothing.
    pub expires_at: i64,
    /// Since when it opens nothing because somebody took it back.
    pub revoked_at: Option<i64>,
}

impl SetUpLink {
    fn of(link: Link) -> Self {
        Self {
            id: link.id,
            created_by: link.created_by,
            created_at: link.created_at,
            expires_at: link.expires_at,
            revoked_at: link.revoked_at,
        }
    }
}

/// A link that was just made, and its code, `rcl_…`, which is shown this once and not to be logged.
pub struct Made {
    /// The link.
    pub link: SetUpLink,
    /// The code.
    pub code: String,
}

/// Makes a set-up link of a connection, by its id or name.
///
/// # Errors
/// [`Error::Unknown`] for a connection that does not exist, [`Error::Input`] for a lifetime that is not 1 to [`HOURS_MAX`] hours, or when
/// there are too many.
pub async fn create(
    p: &Provisioning,
    tenant: &str,
    connection: &str,
    lifetime_hours: i64,
    by: &By,
) -> Result<Made> {
    if !(1..=HOURS_MAX).contains(&lifetime_hours) {
        return Err(Error::Input(format!(
            "lifetime_hours is from 1 to {HOURS_MAX}."
        )));
    }
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), connection.to_owned());
    let by = by.clone();
    p.store()
        .write(move |tx| {
            let connection = find(tx, &tenant, &wanted)?;
            crate::imports::refuse_tokens(&connection)?;
            let now = verb.now();
            let is_open = |link: &Link| link.revoked_at.is_none() && link.expires_at > now;
            let open = of_connection(tx, &connection)?;
            if open.iter().filter(|link| is_open(link)).count() >= OPEN_MAX {
                return Err(Error::Input(format!(
                    "The connection has {OPEN_MAX} open set-up links, which is as many as there may be: take some back."
                )));
            }
            let mut made = links::new(&verb, Kind::Connection, lifetime_hours * HOUR, &by)?;
            made.link.for_tenant.clone_from(&tenant);
            made.link.connection_id = Some(connection.id);
            one_time_links::insert(tx, &made.link)?;
            let act = act("set_up_link.create", &made.link, &connection)
                .after(json!({ "connection": connection.name, "hours": lifetime_hours }));
            record_in(tx, &verb, &by, &tenant, act)?;
            Ok(Made {
                link: SetUpLink::of(made.link),
                code: made.code,
            })
        })
        .await
}

/// The set-up links of a connection, newest first.
///
/// # Errors
/// [`Error::Unknown`] for a connection that does not exist.
pub async fn list(p: &Provisioning, tenant: &str, connection: &str) -> Result<Vec<SetUpLink>> {
    let (tenant, wanted) = (tenant.to_owned(), connection.to_owned());
    p.store()
        .read(move |conn| {
            let connection = find(conn, &tenant, &wanted)?;
            let all = of_connection(conn, &connection)?;
            Ok::<_, Error>(all.into_iter().map(SetUpLink::of).collect())
        })
        .await
}

/// Takes a link back. What was made by it stays.
///
/// # Errors
/// [`Error::Unknown`] when the connection has none of that id that opens something.
pub async fn revoke(
    p: &Provisioning,
    tenant: &str,
    connection: &str,
    link: &str,
    by: &By,
) -> Result<()> {
    let (verb, tenant, by) = (p.clone(), tenant.to_owned(), by.clone());
    let (wanted, link) = (connection.to_owned(), link.to_owned());
    p.store()
        .write(move |tx| {
            let connection = find(tx, &tenant, &wanted)?;
            let id = id::parse(&link);
            let all = of_connection(tx, &connection)?;
            let found = all.into_iter().find(|it| Some(it.id) == id);
            let gone =
                || Error::Unknown(format!("The connection has no open set-up link {link:?}."));
            let found = found.ok_or_else(gone)?;
            if !one_time_links::revoke(tx, found.id, verb.now())? {
                return Err(gone());
            }
            let act = act("set_up_link.revoke", &found, &connection)
                .before(json!({ "connection": connection.name }));
            record_in(tx, &verb, &by, &tenant, act)
        })
        .await
}

fn act(action: &'static str, link: &Link, connection: &Connection) -> Act {
    Act::new(action, "set_up_link").to(link.id, &connection.name)
}

fn find(conn: &mut Conn, tenant: &str, wanted: &str) -> Result<Connection> {
    let by_id = match id::parse(wanted) {
        Some(id) => connections::find(conn, tenant, id)?,
        None => None,
    };
    let found = match by_id {
        Some(found) => Some(found),
        None => connections::find_by_name(conn, tenant, wanted)?,
    };
    found.ok_or_else(|| Error::Unknown(crate::connections::unknown(tenant, wanted)))
}

fn of_connection(conn: &mut Conn, connection: &Connection) -> Result<Vec<Link>> {
    let all = one_time_links::list(conn, &connection.tenant, Kind::Connection.as_str())?;
    let of_it = |link: &Link| link.connection_id == Some(connection.id);
    Ok(all.into_iter().filter(of_it).collect())
}

/// The caller that the code of such a link stands for.
///
/// # Errors
/// [`Error::Refused`] (401) for a code that opens nothing (any more).
pub async fn authenticate(p: &Provisioning, code: &str) -> Result<Caller> {
    let (now, code) = (p.now(), code.to_owned());
    let opened = p.store().read_few(move |conn| {
        let link = links::open(conn, Kind::Connection, &code, now)?;
        let connection = match link.connection_id {
            Some(id) => connections::find(conn, &link.for_tenant, id)?,
            None => None,
        };
        Ok::<_, Error>((link, connection.ok_or_else(Refusal::link_unknown)?))
    });
    let (link, connection) = opened.await.map_err(as_unauthorised)?;
    let actor = Actor {
        kind: ActorKind::SetUpLink,
        id: Some(link.id.to_string()),
        name: format!("set-up link of {}", connection.name),
    };
    let access = Access {
        link: Some(link.id),
        ..Access::default()
    };
    let known = caller(p, Some(&link.for_tenant), access, actor).await?;
    Ok(Caller {
        connection: connection.id,
        connection_name: connection.name.as_str().into(),
        ..known
    })
}

/// As an answer to a bearer.
fn as_unauthorised(error: Error) -> Error {
    match error {
        Error::Refused(refusal) => Refusal {
            status: 401,
            ..*refusal
        }
        .into(),
        other => other,
    }
}

/// What a link shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The tenant's name.
    pub tenant_name: String,
    /// The connection.
    pub connection: Connection,
    /// Its tokens that work, newest first.
    pub tokens: Vec<Token>,
    /// From when on the link opens nothing; microseconds since the Unix epoch.
    pub expires_at: i64,
}

/// What the link by which somebody calls shows: its connection, and the tokens of that.
///
/// # Errors
/// [`Error::Unknown`] when the connection is gone.
pub async fn show(p: &Provisioning, caller: &Caller) -> Result<Shown> {
    p.flush_usage_due().await?;
    let (tenant, id, now) = (caller.tenant.to_string(), caller.connection, p.now());
    let link = caller.access.link;
    p.store()
        .read(move |conn| {
            let gone = || Error::Unknown("The connection is gone.".to_owned());
            let connection = connections::find(conn, &tenant, id)?.ok_or_else(gone)?;
            let named = tenants::find(conn, &tenant)?.ok_or_else(gone)?;
            let all = one_time_links::list(conn, &tenant, Kind::Connection.as_str())?;
            let link = all.into_iter().find(|it| Some(it.id) == link);
            Ok::<_, Error>(Shown {
                tenant_name: named.name,
                connection,
                tokens: working(conn, &tenant, id, now)?,
                expires_at: link.map(|link| link.expires_at).unwrap_or_default(),
            })
        })
        .await
}

/// Makes a provisioning token of the link's connection, and of no other.
///
/// # Errors
/// [`Error::Input`] for an empty name or that of a token that works, when the connection has enough of those, or for one that takes none (any more);
/// [`Error::Unknown`] when it is gone.
pub async fn create_token(
    p: &Provisioning,
    caller: &Caller,
    name: &str,
    by: &By,
) -> Result<Created> {
    tokens::check_names(name, &caller.connection_name)?;
    let (verb, id) = (p.acting_for(by), caller.connection);
    let new = NewToken {
        lifetime_seconds: Some(LIFETIME_SECONDS),
        ..NewToken::provisioning(&caller.tenant, name)
    };
    p.store()
        .write(move |tx| {
            let (tenant, now) = (&*new.tenant, verb.now());
            let gone = || Error::Unknown("The connection is gone.".to_owned());
            // Of two at once one counts what the other made.
            if !connections::lock(tx, tenant, id)? {
                return Err(gone());
            }
            let connection = connections::find(tx, tenant, id)?.ok_or_else(gone)?;
            let working = working(tx, tenant, id, now)?;
            // A page that is loaded again sends its form again.
            if working.iter().any(|token| token.name == new.name) {
                let name = &new.name;
                return Err(Error::Input(format!(
                    "There is a token {name:?} that works. Give another one another name."
                )));
            }
            if working.len() >= TOKENS_MAX {
                return Err(Error::Input(format!(
                    "The connection has {TOKENS_MAX} tokens that work: ask an admin to revoke those that nobody uses."
                )));
            }
            let new = NewToken {
                connection: connection.name,
                basic_allowed: connection.basic_allowed,
                ..new.clone()
            };
            tokens::create_in(tx, &verb, &new)
        })
        .await
}

/// The provisioning tokens of a connection that work, newest first.
fn working(conn: &mut Conn, tenant: &str, connection: Uuid, now: i64) -> Result<Vec<Token>> {
    let all = token_rows::list(conn, tenant)?.into_iter();
    let of_it = all.filter(|token| token.connection_id == connection && token.scope == "scim");
    Ok(of_it.filter(|token| tokens::is_live(token, now)).collect())
}
