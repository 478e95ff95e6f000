//! The end of a connection, and what becomes of whom it made: those people and groups that came over it first, and that no other
//! connection has written since, as the log of changes has it. What others share stays.

use std::str::FromStr;

use rollcall_storage::disconnections::{self, Disconnection};
use rollcall_storage::resources::{self, Scope};
use rollcall_storage::{Conn, connections, tokens};
use scim_core::ErrorKind;
use scim_core::bulk::{Method, Target};
use scim_core::schema::{Registry, ResourceType};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Connection;
use super::manage::{done_to, how_it_is, named, refuse_disconnected, refuse_lists};
use crate::audit::note_change_in;
use crate::auth::{self, own_call};
use crate::resources::{Call, Prepared, RENEWALS_MAX, is_left};
use crate::{Error, Provisioning, Result, SECOND, pulls, tenants};

/// What becomes of the people of a connection that ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disconnecting {
    /// They stay as they are.
    Keep,
    /// They are deactivated; groups stay.
    Deactivate,
    /// They are deleted, with the groups.
    Delete,
}

impl Disconnecting {
    const ALL: [Self; 3] = [Self::Keep, Self::Deactivate, Self::Delete];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Deactivate => "deactivate",
            Self::Delete => "delete",
        }
    }
}

impl FromStr for Disconnecting {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.as_str() == word);
        found.ok_or_else(|| {
            Error::Input(format!(
                "people is keep, deactivate or delete, not {word:?}."
            ))
        })
    }
}

/// How far the end of a connection has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What becomes of its people.
    pub people: String,
    /// What is looked at now: an endpoint (`Users`), or `done`.
    pub stage: String,
    /// How many resources were looked at.
    pub seen: i64,
    /// How many were deactivated or deleted.
    pub changed: i64,
    /// How many it made and others have written since: they stay.
    pub kept: i64,
    /// When it was done, in microseconds since the Unix epoch.
    pub finished_at: Option<i64>,
}

const PEOPLE: &str = "Users";
const DONE: &str = "done";
/// Resources that are looked at in one transaction.
const CHUNK_ROWS: i64 = 50;

/// Ends a connection for good: its tokens are revoked at once, and what becomes of its people is done in the background. The
/// guard holds nobody of them, since somebody asked for it. `confirm` is the connection's name.
///
/// # Errors
/// [`Error::Unknown`] for a tenant or connection that does not exist; [`Error::Input`] for another name; [`Error::Exists`] where it
/// has ended already.
pub async fn disconnect(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    people: Disconnecting,
    confirm: &str,
    by: &str,
    request: &str,
) -> Result<Connection> {
    tenants::find(p, tenant).await?;
    let now = p.now();
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    let (confirm, by, request) = (confirm.to_owned(), by.to_owned(), request.to_owned());
    let ended = p.store().write(move |tx| {
        let mut connection = named(tx, &tenant, &wanted)?;
        let before = how_it_is(&connection);
        refuse_disconnected(&connection)?;
        refuse_lists(&connection)?;
        if confirm != connection.name {
            return Err(Error::Input(format!(
                "confirm is the name of the connection, {:?}, so that nobody disconnects another one by mistake.",
                connection.name
            )));
        }
        let live = tokens::list(tx, &tenant)?.into_iter();
        // A key of the API is no identity provider's, and an owner's to end.
        let of_it = |it: &tokens::Token| {
            it.connection_id == connection.id
                && it.revoked_at.is_none()
                && it.scope != auth::Scope::Api.as_str()
        };
        for token in live.filter(of_it) {
            tokens::revoke(tx, &tenant, token.id, now, &by)?;
        }
        connection.disconnected = Some((now, by.clone()));
        connection.paused = None;
        if !connections::update(tx, &connection)? {
            return Err(rollcall_storage::Error::Conflict.into());
        }
        connection.version += 1;
        disconnections::create(tx, &begun(&connection, people, &request, now))?;
        pulls::end_in(tx, &verb, &connection)?;
        let mut after = how_it_is(&connection);
        after["people"] = people.as_str().into();
        let act = done_to("connection.disconnect", &connection);
        note_change_in(tx, &verb, &tenant, act, (before, after))?;
        Ok(connection)
    });
    let connection = ended.await?;
    p.known_tokens().invalidate_all();
    Ok(connection)
}

fn begun(connection: &Connection, people: Disconnecting, request: &str, now: i64) -> Disconnection {
    let keeps = people == Disconnecting::Keep;
    Disconnection {
        tenant: connection.tenant.clone(),
        connection: connection.id,
        people: people.as_str().to_owned(),
        request: request.to_owned(),
        stage: if keeps { DONE } else { PEOPLE }.to_owned(),
        position: None,
        seen: 0,
        changed: 0,
        kept: 0,
        lease_until: 0,
        finished_at: keeps.then_some(now),
    }
}

/// How far the end of a connection has come.
///
/// # Errors
/// [`Error::Unknown`] for a tenant or connection that does not exist, and for one that is not disconnected.
pub async fn progress(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Progress> {
    tenants::find(p, tenant).await?;
    let (tenant, wanted) = (tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .read(move |conn| {
            let connection = named(conn, &tenant, &wanted)?;
            let found = disconnections::find(conn, &tenant, connection.id)?;
            let found = found.ok_or_else(|| {
                Error::Unknown(format!(
                    "The connection {:?} is not disconnected.",
                    connection.name
                ))
            })?;
            Ok(Progress {
                people: found.people,
                stage: found.stage,
                seen: found.seen,
                changed: found.changed,
                kept: found.kept,
                finished_at: found.finished_at,
            })
        })
        .await
}

/// Does what is to be done about the people of connections that ended. What goes wrong with one is logged and tried again in
/// the next round.
///
/// # Errors
/// When the database does not answer.
pub async fn work_round(p: &Provisioning, stop: &(dyn Fn() -> bool + Sync)) -> Result<()> {
    for tenant in tenants::list(p).await? {
        let (id, now) = (tenant.id.clone(), p.now());
        let open = p
            .store()
            .read(move |conn| Ok::<_, Error>(disconnections::open(conn, &id, now)?));
        for disconnection in open.await? {
            if stop() {
                return Ok(());
            }
            let connection = disconnection.connection;
            match work(p, disconnection, stop).await {
                Ok(()) => {}
                Err(error) if error.is_away() => return Err(error),
                Err(error) => {
                    tracing::warn!(tenant = tenant.id, %connection, cause = %error, "a connection cannot be disconnected further; it will be tried again");
                }
            }
        }
    }
    Ok(())
}

async fn work(
    p: &Provisioning,
    mut at: Disconnection,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<()> {
    let mut call = own_call(p, &at.tenant, &at.request).await?;
    let mut tries = 0;
    while at.finished_at.is_none() && !stop() && tries <= RENEWALS_MAX {
        let lease_until = p.now() + p.limits().job_lease_seconds.saturating_mul(SECOND);
        let (verb, by, from) = (p.clone(), call.clone(), at.clone());
        let step = p
            .store()
            .write(move |tx| step(tx, &verb, &by, &from, lease_until));
        match step.await? {
            Step::Taken => return Ok(()),
            Step::Renew => {
                tries += 1;
                call = call.renewed(p).await?;
            }
            Step::Done(next) => at = *next,
        }
    }
    // Nobody has to wait until it has run out.
    let held = at.lease_until;
    at.lease_until = 0;
    let release = move |tx: &mut Conn| Ok::<_, Error>(disconnections::advance(tx, held, &at)?);
    p.store().write(release).await?;
    Ok(())
}

enum Step {
    /// Somebody else has it in hand.
    Taken,
    /// The schemas are others.
    Renew,
    Done(Box<Disconnection>),
}

/// Looks at the next resources, in one transaction with how far that has come.
fn step(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    from: &Disconnection,
    lease_until: i64,
) -> Result<Step> {
    if !call.is_current(tx)? {
        return Ok(Step::Renew);
    }
    let mut next = Disconnection {
        lease_until,
        ..from.clone()
    };
    if !disconnections::advance(tx, from.lease_until, &next)? {
        return Ok(Step::Taken);
    }
    let registry = &call.caller.registry;
    let Some(resource_type) = registry.by_endpoint(&from.stage) else {
        return finish(tx, p, next);
    };
    let scope = Scope {
        tenant: &from.tenant,
        resource_type,
    };
    let ids = resources::ids_after(tx, &scope, from.position, CHUNK_ROWS)?;
    let Some(last) = ids.last() else {
        let further = match from.people.as_str() {
            "delete" => following(registry, &from.stage),
            _ => None,
        };
        let Some(further) = further else {
            return finish(tx, p, next);
        };
        next.stage.clone_from(&further.endpoint);
        next.position = None;
        disconnections::advance(tx, lease_until, &next)?;
        return Ok(Step::Done(Box::new(next)));
    };
    let (made, shared) = disconnections::made_by(tx, &from.tenant, from.connection, &ids)?;
    for id in made.iter().filter(|id| !shared.contains(id)) {
        next.changed += i64::from(end(tx, p, call, &scope, *id, &from.people)?);
    }
    next.kept += i64::try_from(shared.len()).unwrap_or(0);
    next.seen += i64::try_from(ids.len()).unwrap_or(0);
    next.position = Some(*last);
    disconnections::advance(tx, lease_until, &next)?;
    Ok(Step::Done(Box::new(next)))
}

/// The type whose turn is next: people first, then all others.
fn following<'r>(registry: &'r Registry, endpoint: &str) -> Option<&'r ResourceType> {
    let mut others = registry.types().iter().filter(|rt| rt.endpoint != PEOPLE);
    if endpoint == PEOPLE {
        return others.next();
    }
    others.skip_while(|rt| rt.endpoint != endpoint).nth(1)
}

fn finish(tx: &mut Conn, p: &Provisioning, mut next: Disconnection) -> Result<Step> {
    DONE.clone_into(&mut next.stage);
    next.position = None;
    next.finished_at = Some(p.now());
    disconnections::advance(tx, next.lease_until, &next)?;
    Ok(Step::Done(Box::new(next)))
}

/// Deactivates or deletes one resource; answers whether there was anything to do.
fn end(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    scope: &Scope<'_>,
    id: Uuid,
    people: &str,
) -> Result<bool> {
    let Some(found) = resources::lock(tx, scope, id)? else {
        return Ok(false);
    };
    let (method, body) = if people == "delete" {
        (Method::Delete, Value::Null)
    } else if is_left(&found.attributes) {
        return Ok(false);
    } else {
        let operation = json!({"op": "replace", "value": {"active": false}});
        let schemas = [scim_core::patch::PATCH_OP];
        let body = json!({"schemas": schemas, "Operations": [operation]});
        (Method::Patch, body)
    };
    let target = Target {
        method,
        endpoint: scope.resource_type.endpoint.clone(),
        id: id.to_string(),
    };
    match Prepared::read(p, call, target, &body)?.run(tx, p, call) {
        Ok(_) => Ok(true),
        Err(Error::Scim(error)) if error.kind == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
