//! Making, changing and pausing connections.

use rollcall_storage::{Conn, connections, id};
use scim_core::format_instant;
use scim_core::quirks::Profile;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Connection, ConnectionChange, unknown};
use crate::audit::{Act, note_in};
use crate::{Error, Provisioning, Result, imports, tenants};

/// What connections that providers push over are called among all kinds.
pub const PUSHED: &str = "scim";
/// The longest name of a connection.
const NAME_CHARS_MAX: usize = 200;
/// How often a change that names no version looks again because somebody else was quicker.
const TRIES_MAX: usize = 5;

/// What a connection is made from.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// For people; unique in the tenant.
    pub name: String,
    /// How it speaks.
    pub profile: Profile,
    /// Whether it allows HTTP Basic.
    pub basic_allowed: bool,
}

/// Makes a connection, over which nothing comes before it has a token.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`] for a name that is none; [`Error::Exists`] for one that
/// is taken.
pub async fn create(p: &Provisioning, tenant: &str, new: NewConnection) -> Result<Connection> {
    tenants::find(p, tenant).await?;
    check_name(&new.name)?;
    let connection = Connection {
        tenant: tenant.to_owned(),
        id: Uuid::now_v7(),
        name: new.name,
        kind: PUSHED.to_owned(),
        profile: new.profile.as_str().to_owned(),
        rules: String::new(),
        basic_allowed: new.basic_allowed,
        created_at: p.now(),
        speaks_like: None,
        version: 1,
        paused: None,
        disconnected: None,
        test_mode: false,
    };
    let (verb, row) = (p.clone(), connection.clone());
    let made = p.store().write(move |tx| {
        connections::create(tx, &row).map_err(|error| taken(error, &row.name))?;
        let act = done_to("connection.create", &row).after(how_it_is(&row));
        note_in(tx, &verb, &row.tenant, act)
    });
    made.await?;
    Ok(connection)
}

pub(crate) fn taken(error: rollcall_storage::Error, name: &str) -> Error {
    match error {
        rollcall_storage::Error::Uniqueness { .. } => Error::Exists(format!(
            "There is a connection {name:?} already; names are unique in a tenant."
        )),
        other => other.into(),
    }
}

/// An act that is done to a connection, for the audit log.
pub(crate) fn done_to(action: &'static str, connection: &Connection) -> Act {
    Act::new(action, "connection").to(connection.id, &connection.name)
}

/// What can be changed of a connection, for the audit log.
pub(super) fn how_it_is(connection: &Connection) -> Value {
    json!({
        "name": connection.name,
        "profile": connection.profile,
        "rules": connection.rules,
        "basic_allowed": connection.basic_allowed,
        "test_mode": connection.test_mode,
        "paused": connection.paused.is_some(),
        "disconnected": connection.disconnected.is_some(),
    })
}

pub(crate) fn check_name(name: &str) -> Result<()> {
    let fits = !name.trim().is_empty()
        && name.chars().count() <= NAME_CHARS_MAX
        && !name.chars().any(char::is_control);
    if fits {
        return Ok(());
    }
    Err(Error::Input(format!(
        "name is text of 1 to {NAME_CHARS_MAX} characters, for example \"Okta production\"."
    )))
}

/// The connection of that id, else of that name.
///
/// # Errors
/// [`Error::Unknown`]
pub(crate) fn named(conn: &mut Conn, tenant: &str, id_or_name: &str) -> Result<Connection> {
    let by_id = match id::parse(id_or_name) {
        Some(id) => connections::find(conn, tenant, id)?,
        None => None,
    };
    let found = match by_id {
        Some(found) => Some(found),
        None => connections::find_by_name(conn, tenant, id_or_name)?,
    };
    found.ok_or_else(|| Error::Unknown(unknown(tenant, id_or_name)))
}

/// The connection of that id or name.
///
/// # Errors
/// [`Error::Unknown`] for a tenant or connection that does not exist.
pub async fn find(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Connection> {
    tenants::find(p, tenant).await?;
    p.flush_usage_due().await?;
    let (tenant, wanted) = (tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .read(move |conn| named(conn, &tenant, &wanted))
        .await
}

/// As [`change`], by name; running servers know it as soon as they look its tokens up again
/// ([`crate::Limits::token_cache_milliseconds`]).
///
/// # Errors
/// As there.
pub async fn set(
    p: &Provisioning,
    tenant: &str,
    name: &str,
    change: ConnectionChange,
) -> Result<Connection> {
    self::change(p, tenant, name, change).await
}

/// Changes what a connection is called and how it speaks.
///
/// # Errors
/// [`Error::Unknown`] for a tenant or connection that does not exist; [`Error::Stale`] when it is not (any more) of the version
/// named; [`Error::Input`] for a name that is none; [`Error::Exists`] for one that is taken.
pub async fn change(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    change: ConnectionChange,
) -> Result<Connection> {
    if let Some(name) = &change.name {
        check_name(name)?;
    }
    let version = change.version;
    let name = change.name.clone().unwrap_or_default();
    let changed = alter(p, tenant, id_or_name, version, move |connection| {
        if let Some(name) = &change.name {
            connection.name.clone_from(name);
        }
        if let Some(profile) = change.profile {
            profile.as_str().clone_into(&mut connection.profile);
        }
        if let Some(rules) = &change.rules {
            connection.rules = rules.to_string();
        }
        connection.basic_allowed = change.basic_allowed.unwrap_or(connection.basic_allowed);
        connection.test_mode = change.test_mode.unwrap_or(connection.test_mode);
        if connection.test_mode && connection.kind != PUSHED {
            let detail = "test_mode is for connections that a provider pushes over. Try others in a tenant of their own.";
            return Err(Error::Input(detail.to_owned()));
        }
        Ok(())
    });
    let changed = changed.await.map_err(|error| match error {
        Error::Scim(error) if error.kind == scim_core::ErrorKind::Uniqueness => Error::Exists(
            format!("There is a connection {name:?} already; names are unique in a tenant."),
        ),
        other => other,
    });
    forget_tokens(p, changed?)
}

/// Has a connection answer 503 to whatever its provider asks, until it is resumed. The provider tries again by itself.
///
/// # Errors
/// [`Error::Unknown`] for a tenant or connection that does not exist; [`Error::Exists`] for one that is disconnected.
pub async fn pause(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    by: &str,
) -> Result<Connection> {
    let (now, by) = (p.now(), by.to_owned());
    let changed = alter(p, tenant, id_or_name, None, move |connection| {
        refuse_disconnected(connection)?;
        refuse_lists(connection)?;
        connection.paused.get_or_insert((now, by.clone()));
        Ok(())
    });
    forget_tokens(p, changed.await?)
}

/// Has a paused connection answer again; one that is not paused does so already.
///
/// # Errors
/// As [`pause`].
pub async fn resume(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Connection> {
    let changed = alter(p, tenant, id_or_name, None, |connection| {
        refuse_disconnected(connection)?;
        connection.paused = None;
        Ok(())
    });
    forget_tokens(p, changed.await?)
}

/// What this replica knew of tokens may be of a connection that is another now; the others ask within a second.
fn forget_tokens(p: &Provisioning, connection: Connection) -> Result<Connection> {
    p.known_tokens().invalidate_all();
    Ok(connection)
}

/// Nothing comes over a disconnected connection any more.
pub(crate) fn refuse_disconnected(connection: &Connection) -> Result<()> {
    let Some((at, by)) = &connection.disconnected else {
        return Ok(());
    };
    Err(Error::Exists(format!(
        "The connection {:?} was disconnected by {by} on {}, which cannot be undone. Make another one.",
        connection.name,
        format_instant(*at)
    )))
}

/// Lists are imported by whoever has them; nobody pushes, and nobody pulls.
pub(super) fn refuse_lists(connection: &Connection) -> Result<()> {
    if connection.kind != imports::KIND {
        return Ok(());
    }
    Err(Error::Input(format!(
        "{:?} is an imported list and no provider's connection.",
        connection.name
    )))
}

/// Changes a connection in one transaction. A change that changes nothing makes no version.
pub(super) async fn alter(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    version: Option<i64>,
    how: impl Fn(&mut Connection) -> Result<()> + Clone + Send + Sync + 'static,
) -> Result<Connection> {
    tenants::find(p, tenant).await?;
    for _ in 0..TRIES_MAX {
        let (of, wanted, how) = (tenant.to_owned(), id_or_name.to_owned(), how.clone());
        let verb = p.clone();
        let altered = p.store().write(move |tx| {
            let found = named(tx, &of, &wanted)?;
            if version.is_some_and(|version| version != found.version) {
                return Err(stale(&found));
            }
            let mut connection = found.clone();
            how(&mut connection)?;
            if connection == found {
                return Ok(Some(found));
            }
            let written = connections::update(tx, &connection)?;
            connection.version += 1;
            if written {
                let act = done_to("connection.change", &connection)
                    .before(how_it_is(&found))
                    .after(how_it_is(&connection));
                note_in(tx, &verb, &of, act)?;
            }
            Ok(written.then_some(connection))
        });
        match altered.await? {
            Some(connection) => return Ok(connection),
            None if version.is_some() => {
                return Err(stale(&find(p, tenant, id_or_name).await?));
            }
            None => {}
        }
    }
    Err(rollcall_storage::Error::Busy.into())
}

pub(crate) fn stale(found: &Connection) -> Error {
    Error::Stale(format!(
        "Somebody else has changed the connection {:?} since: it is at version {} now. Read it again, and repeat what you would do.",
        found.name, found.version
    ))
}
