//! Making, changing and finding connections over which people are pulled.

use rollcall_storage::pulls::{self as rows, Pull};
use rollcall_storage::{Conn, connections, pull_runs, pull_told};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::run::stop_in;
use super::secrets::Secrets;
use super::settings::{Asked, Settings};
use super::view::{PullView, view_in};
use super::{KIND, attributes, sources};
use crate::audit::note_in;
use crate::connections::{
    Connection, check_name, done_to, named, refuse_disconnected, stale, taken,
};
use crate::{Error, Provisioning, Result, tenants};

/// A connection that is asked for.
#[derive(Debug, Clone)]
pub struct NewPull {
    /// For people; unique in the tenant.
    pub name: String,
    /// How people are to be pulled.
    pub asked: Asked,
}

/// What somebody asks for, beside what is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// Everybody, and everything is written again.
    Full,
    /// Who changed.
    Changes,
}

impl Wanted {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Changes => "changes",
        }
    }
}

/// Makes a connection over which people are pulled, as soon as there is something to ask with.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`] for settings that cannot be; [`Error::Exists`] for a name
/// that is taken.
pub async fn create(p: &Provisioning, tenant: &str, new: NewPull) -> Result<PullView> {
    tenants::find(p, tenant).await?;
    check_name(&new.name)?;
    let token = new.asked.token.clone();
    let settings = Settings::new(p, new.asked)?;
    let now = p.now();
    let connection = Connection {
        tenant: tenant.to_owned(),
        id: Uuid::now_v7(),
        name: new.name,
        kind: KIND.to_owned(),
        profile: "auto".to_owned(),
        rules: String::new(),
        basic_allowed: false,
        created_at: now,
        speaks_like: None,
        version: 1,
        paused: None,
        disconnected: None,
        test_mode: false,
    };
    let mut pull = Pull {
        tenant_id: tenant.to_owned(),
        connection_id: connection.id,
        source: settings.source.kind().to_owned(),
        settings: settings.text()?,
        secrets: None,
        secrets_at: 0,
        state: "new".to_owned(),
        problem: None,
        seen_until: None,
        full_at: None,
        next_at: now,
        wanted: None,
        lease_until: 0,
        attributes: None,
    };
    if token.is_some() {
        let secrets = Secrets {
            token,
            ..Secrets::default()
        };
        secrets.keep(p, &mut pull)?;
        "connected".clone_into(&mut pull.state);
    }
    let verb = p.clone();
    p.store()
        .write(move |tx| {
            connections::create(tx, &connection).map_err(|error| taken(error, &connection.name))?;
            rows::insert(tx, &pull)?;
            let act = done_to("pull.create", &connection).after(json!(settings));
            note_in(tx, &verb, &connection.tenant, act)?;
            view_in(tx, &verb, connection.clone(), pull.clone())
        })
        .await
}

/// The connection of that id or name, and how people are pulled over it.
///
/// # Errors
/// [`Error::Unknown`] where there is none, or people are not pulled over it.
pub(super) fn pull_in(
    conn: &mut Conn,
    tenant: &str,
    id_or_name: &str,
) -> Result<(Connection, Pull)> {
    let connection = named(conn, tenant, id_or_name)?;
    let pull = rows::find(conn, tenant, connection.id)?;
    let pull = pull.ok_or_else(|| {
        Error::Unknown(format!(
            "People are not pulled over the connection {:?}; `rollcall pull list --tenant {tenant}` shows those over which they are.",
            connection.name
        ))
    })?;
    Ok((connection, pull))
}

/// As [`pull_in`], in the transaction that changes it: nobody else does until that ends.
pub(super) fn locked(tx: &mut Conn, tenant: &str, id_or_name: &str) -> Result<(Connection, Pull)> {
    let (connection, _) = pull_in(tx, tenant, id_or_name)?;
    connections::lock(tx, tenant, connection.id)?;
    pull_in(tx, tenant, &connection.id.to_string())
}

/// Changes how people are pulled. Another source, or another application at it, is asked anew: what it was asked with is forgotten.
///
/// # Errors
/// [`Error::Unknown`] where there is none; [`Error::Input`] for settings that cannot be; [`Error::Stale`] when the connection is
/// not (any more) of the version named; [`Error::Exists`] for one that is disconnected.
pub async fn change(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    asked: Asked,
    version: Option<i64>,
) -> Result<PullView> {
    tenants::find(p, tenant).await?;
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .write(move |tx| {
            let (mut connection, mut pull) = locked(tx, &tenant, &wanted)?;
            refuse_disconnected(&connection)?;
            if version.is_some_and(|version| version != connection.version) {
                return Err(stale(&connection));
            }
            let before = Settings::stored(&pull.settings)?;
            let after = before.clone().changed(&verb, asked.clone())?;
            let asks_otherwise = before.source != after.source;
            if after == before && asked.token.is_none() {
                return view_in(tx, &verb, connection, pull);
            }
            if asks_otherwise || asked.token.is_some() {
                let mut secrets = Secrets::of(&verb, &pull)?;
                if asks_otherwise {
                    secrets = Secrets {
                        hook: secrets.hook,
                        ..Secrets::default()
                    };
                }
                secrets.token = asked.token.clone().or(secrets.token);
                secrets.keep(&verb, &mut pull)?;
                let state = if secrets.can_ask() {
                    "connected"
                } else {
                    "new"
                };
                state.clone_into(&mut pull.state);
                pull.problem = None;
                if asks_otherwise {
                    // It asks the source that was; the new one is read from the beginning.
                    if let Some(run) = pull_runs::open(tx, &tenant, connection.id)? {
                        stop_in(tx, &verb, &tenant, run)?;
                    }
                    attributes::forget_in(tx, &pull)?;
                    pull.seen_until = None;
                    pull.full_at = None;
                }
            }
            after.source.kind().clone_into(&mut pull.source);
            pull.settings = after.text()?;
            if pull_runs::open(tx, &tenant, connection.id)?.is_none() {
                pull.next_at = pull.next_at.min(verb.now());
            }
            rows::update(tx, &pull)?;
            if !connections::update(tx, &connection)? {
                return Err(rollcall_storage::Error::Conflict.into());
            }
            connection.version += 1;
            let act = done_to("pull.change", &connection)
                .before(json!(before))
                .after(json!(after));
            note_in(tx, &verb, &tenant, act)?;
            view_in(tx, &verb, connection, pull)
        })
        .await
}

/// How people are pulled over a connection, by its id or its name.
///
/// # Errors
/// [`Error::Unknown`] where there is none.
pub async fn find(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<PullView> {
    tenants::find(p, tenant).await?;
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .read(move |conn| {
            let (connection, pull) = pull_in(conn, &tenant, &wanted)?;
            view_in(conn, &verb, connection, pull)
        })
        .await
}

/// The tenant's connections over which people are pulled, by id.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn list(p: &Provisioning, tenant: &str) -> Result<Vec<PullView>> {
    tenants::find(p, tenant).await?;
    let (verb, tenant) = (p.clone(), tenant.to_owned());
    p.store()
        .read(move |conn| {
            let mut all = Vec::new();
            for pull in rows::list(conn, &tenant)? {
                if let Some(connection) = connections::find(conn, &tenant, pull.connection_id)? {
                    all.push(view_in(conn, &verb, connection, pull)?);
                }
            }
            Ok(all)
        })
        .await
}

/// Has a run begin as soon as a worker is free; one that is under way goes on, and this one is next.
///
/// # Errors
/// [`Error::Unknown`] where there is none; [`Error::Exists`] where nobody has signed in, or nothing is done just now.
pub async fn sync(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    kind: Wanted,
) -> Result<PullView> {
    tenants::find(p, tenant).await?;
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .write(move |tx| {
            let (connection, mut pull) = locked(tx, &tenant, &wanted)?;
            refuse_disconnected(&connection)?;
            if connection.paused.is_some() {
                return Err(Error::Exists(format!(
                    "The connection {:?} is paused: resume it first.",
                    connection.name
                )));
            }
            if !["connected", "failing"].contains(&pull.state.as_str()) {
                return Err(Error::Exists(format!(
                    "There is nothing that {:?} could be asked with: somebody has to sign in, or to set a token.",
                    connection.name
                )));
            }
            // Everybody is more than who changed.
            if pull.wanted.as_deref() != Some("full") {
                pull.wanted = Some(kind.as_str().to_owned());
            }
            // A run that waits for its source goes on when that lets it.
            if pull_runs::open(tx, &tenant, connection.id)?.is_none() {
                pull.next_at = pull.next_at.min(verb.now());
            }
            rows::update(tx, &pull)?;
            let act = done_to("pull.sync", &connection).after(json!({ "kind": kind }));
            note_in(tx, &verb, &tenant, act)?;
            view_in(tx, &verb, connection, pull)
        })
        .await
}

/// Forgets what a connection that ends was asked with, if people were pulled over it, and ends the run that is under way.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn end_in(tx: &mut Conn, p: &Provisioning, connection: &Connection) -> Result<()> {
    let Some(mut pull) = rows::find(tx, &connection.tenant, connection.id)? else {
        return Ok(());
    };
    pull.secrets = None;
    pull.wanted = None;
    pull.problem = None;
    "new".clone_into(&mut pull.state);
    rows::update(tx, &pull)?;
    let open = pull_runs::open(tx, &connection.tenant, connection.id)?;
    open.map_or(Ok(()), |run| stop_in(tx, p, &connection.tenant, run))
}

/// How many people wait to be read since the source told of them.
pub(super) fn told_of(conn: &mut Conn, pull: &Pull) -> Result<u64> {
    let waiting = pull_told::waiting(conn, &pull.tenant_id, pull.connection_id, i64::MAX)?;
    Ok(u64::try_from(waiting).unwrap_or_default())
}

/// What is wrong, as it is stored.
pub(super) fn problem(p: &Provisioning, trouble: &sources::Trouble) -> String {
    json!({
        "code": code(trouble),
        "detail": trouble.detail,
        "at": p.now(),
    })
    .to_string()
}

/// A word for trouble, for scripts.
pub(super) fn code(trouble: &sources::Trouble) -> String {
    use sources::Kind::{
        BackOff, BeginAgain, Broken, Forbidden, NeedsProof, NeedsSignIn, NeedsToken, Nonce,
        NotFound, RetryAfter, Settings, SmallerPage,
    };
    if let Some(code) = &trouble.code {
        return code.clone();
    }
    match trouble.kind {
        RetryAfter(_) | BackOff | SmallerPage | BeginAgain => "source_away",
        Nonce(_) | NeedsProof | NeedsToken | NeedsSignIn => "needs_sign_in",
        Forbidden(_) => "not_granted",
        Settings => "settings",
        NotFound => "not_found",
        Broken => "answer_unreadable",
    }
    .to_owned()
}
