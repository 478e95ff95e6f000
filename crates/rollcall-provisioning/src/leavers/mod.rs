//! Leavers: people who are deactivated. They are in no export and no signature list from the moment they left, and everything
//! that belongs to them stays, values set by hand and groups too, so that whoever comes back is who they were.
//!
//! After a retention time they stay, are anonymised or are deleted, as [`Limits::leavers_afterwards`] says.

mod work;

pub use work::work_round;

use rollcall_storage::leavers::{self, Position};
use rollcall_storage::resources::{self, Scope};
use rollcall_storage::{Conn, forgotten, id};
use scim_core::ErrorKind;
use scim_core::bulk::{Method, Target};
use scim_core::schema::Registry;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::audit::{Act, note_change_in, note_in};
use crate::auth::own_call;
use crate::provisioning::people;
use crate::resources::{Call, Prepared, RENEWALS_MAX, forget_in, is_left};
use crate::{Afterwards, Error, Limits, Provisioning, Result, SECOND, pages, tenants};

pub use crate::resources::Forgetting;

const DAY: i64 = 24 * 3_600 * SECOND;
/// Leavers in one page at most.
pub const PAGE_MAX: i64 = 500;

/// Somebody who is deactivated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaver {
    /// Their id.
    pub id: String,
    /// Their `userName`.
    pub user_name: String,
    /// Their `displayName`.
    pub display_name: Option<String>,
    /// Since when, in microseconds since the Unix epoch, as all times here.
    pub left_at: i64,
    /// From when on they may be gone, with what happens then; none where they are kept, or where nothing is left of them.
    pub until: Option<(i64, Afterwards)>,
    /// Since when nothing personal is left of them, if that is so.
    pub anonymised_at: Option<i64>,
}

/// One page of leavers; who left first comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// They.
    pub leavers: Vec<Leaver>,
    /// What to go on with; none at the end.
    pub next: Option<String>,
}

/// The tenant's leavers after that place, at most `limit` (1 to [`PAGE_MAX`]).
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`] for a place or limit that is none.
pub async fn list(p: &Provisioning, tenant: &str, after: Option<&str>, limit: i64) -> Result<Page> {
    tenants::find(p, tenant).await?;
    pages::check_limit(limit, PAGE_MAX)?;
    let after = after.map(position).transpose()?;
    let registry = p.registry(tenant).await?;
    let (verb, tenant) = (p.clone(), tenant.to_owned());
    p.store()
        .read(move |conn| {
            let mut rows = leavers::list(conn, &tenant, after, limit + 1)?;
            let next = pages::cut(&mut rows, limit, |row| (row.left_at, row.id));
            let scope = scope(&tenant, &registry)?;
            let mut all = Vec::with_capacity(rows.len());
            for row in rows {
                all.extend(shown(conn, verb.limits(), &scope, row)?);
            }
            Ok(Page { leavers: all, next })
        })
        .await
}

fn position(text: &str) -> Result<Position> {
    let (left_at, id) = pages::place(text)?;
    Ok(Position { left_at, id })
}

/// One leaver.
///
/// # Errors
/// [`Error::Unknown`] for whoever is none.
pub async fn find(p: &Provisioning, tenant: &str, id: &str) -> Result<Leaver> {
    let registry = p.registry(tenant).await?;
    let (verb, tenant, text) = (p.clone(), tenant.to_owned(), id.to_owned());
    let found = p.store().read(move |conn| {
        let Some(row) = id::parse(&text)
            .map(|id| leavers::find(conn, &tenant, id))
            .transpose()?
            .flatten()
        else {
            return Ok(None);
        };
        shown(conn, verb.limits(), &scope(&tenant, &registry)?, row)
    });
    found.await?.ok_or_else(|| none(id))
}

fn none(id: &str) -> Error {
    Error::Unknown(format!(
        "Nobody with id {id:?} is deactivated here; `rollcall leaver list` shows who is."
    ))
}

fn scope<'a>(tenant: &'a str, registry: &'a Registry) -> Result<Scope<'a>> {
    Ok(Scope {
        tenant,
        resource_type: people(registry)?,
    })
}

fn shown(
    conn: &mut Conn,
    limits: &Limits,
    scope: &Scope<'_>,
    row: leavers::Leaver,
) -> Result<Option<Leaver>> {
    // Whoever is deleted meanwhile is no leaver any more.
    let Some(stored) = resources::find(conn, scope, row.id)? else {
        return Ok(None);
    };
    let text = |name: &str| stored.attributes.get(name).and_then(Value::as_str);
    let until = (row.anonymised_at.is_none() && limits.leavers_afterwards != Afterwards::Keep)
        .then(|| {
            let until = row.left_at.saturating_add(retention(limits));
            (until, limits.leavers_afterwards)
        });
    Ok(Some(Leaver {
        id: row.id.to_string(),
        user_name: text("userName").unwrap_or_default().to_owned(),
        display_name: text("displayName").map(str::to_owned),
        left_at: row.left_at,
        until,
        anonymised_at: row.anonymised_at,
    }))
}

fn retention(limits: &Limits) -> i64 {
    i64::from(limits.leaver_retention_days).saturating_mul(DAY)
}

/// Makes a leaver active again, as if the provider had. A provider that goes on saying otherwise is believed again.
///
/// # Errors
/// [`Error::Unknown`] for whoever is no leaver; [`Error::Exists`] for somebody of whom nothing is left.
pub async fn restore(p: &Provisioning, tenant: &str, id: &str, request: &str) -> Result<()> {
    let person = id::parse(id).ok_or_else(|| none(id))?;
    let mut call = own_call(p, tenant, request).await?;
    let target = Target {
        method: Method::Patch,
        endpoint: "Users".to_owned(),
        id: person.to_string(),
    };
    let body = json!({
        "schemas": [scim_core::patch::PATCH_OP],
        "Operations": [{"op": "replace", "value": {"active": true}}],
    });
    for _ in 0..=RENEWALS_MAX {
        let prepared = Prepared::read(p, &call, target.clone(), &body)?;
        let (verb, own) = (p.clone(), call.clone());
        let done = p.store().write(move |tx| {
            if !own.is_current(tx)? {
                return Ok(None);
            }
            restore_in(tx, &verb, &own, &prepared, person).map(Some)
        });
        match done.await {
            Ok(Some(())) => return Ok(()),
            Ok(None) => call = call.renewed(p).await?,
            // Deleted meanwhile.
            Err(Error::Scim(error)) if error.kind == ErrorKind::NotFound => return Err(none(id)),
            Err(error) => return Err(error),
        }
    }
    Err(rollcall_storage::Error::Busy.into())
}

fn restore_in(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    change: &Prepared,
    person: Uuid,
) -> Result<()> {
    let tenant = &*call.caller.tenant;
    let leaver = leavers::find(tx, tenant, person)?.ok_or_else(|| none(&person.to_string()))?;
    if leaver.anonymised_at.is_some() {
        return Err(Error::Exists(format!(
            "The person {person} was anonymised; there is nothing left to restore. A provider that pushes them makes a new one."
        )));
    }
    change.run(tx, p, call)?;
    let act = Act::new("leaver.restore", "person").id(person);
    let changed = (json!({ "active": false }), json!({ "active": true }));
    note_change_in(tx, p, tenant, act, changed)
}

/// Forgets a leaver now, before their time: deletes or anonymises them, and has their values taken out of the log of changes.
///
/// # Errors
/// [`Error::Unknown`] for whoever is no leaver: somebody who is active is not forgotten by mistake.
pub async fn purge(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    how: Forgetting,
    request: &str,
) -> Result<()> {
    let uuid = id::parse(id).ok_or_else(|| none(id))?;
    let call = own_call(p, tenant, request).await?;
    let word = match how {
        Forgetting::Delete => "delete",
        Forgetting::Anonymise => "anonymise",
    };
    let act = Act::new("leaver.purge", "person")
        .id(id)
        .before(json!({ "active": false, "how": word }));
    match forget(p, call, uuid, None, how, Some(act)).await? {
        true => Ok(()),
        false => Err(none(id)),
    }
}

/// How a leaver is forgotten where nobody says how: as the setting has it, and where that keeps them, by deletion.
pub fn usual(p: &Provisioning) -> Forgetting {
    match p.limits().leavers_afterwards {
        Afterwards::Anonymise => Forgetting::Anonymise,
        Afterwards::Keep | Afterwards::Delete => Forgetting::Delete,
    }
}

/// How many leavers have been away for the retention time and are not forgotten yet, and some of them.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn due(p: &Provisioning, tenant: &str, shown_max: i64) -> Result<(i64, Vec<Leaver>)> {
    tenants::find(p, tenant).await?;
    let registry = p.registry(tenant).await?;
    let by = p.now().saturating_sub(retention(p.limits()));
    let (verb, tenant) = (p.clone(), tenant.to_owned());
    p.store()
        .read(move |conn| {
            let scope = scope(&tenant, &registry)?;
            let mut some = Vec::new();
            for row in leavers::due(conn, &tenant, by, shown_max)? {
                some.extend(shown(conn, verb.limits(), &scope, row)?);
            }
            Ok((leavers::count_due(conn, &tenant, by)?, some))
        })
        .await
}

/// How many forgotten people's values are still being taken out of the log of changes.
///
/// # Errors
/// When the database does not answer.
pub async fn being_forgotten(p: &Provisioning, tenant: &str) -> Result<i64> {
    let tenant = tenant.to_owned();
    p.store()
        .read(move |conn| Ok::<_, Error>(forgotten::count(conn, &tenant)?))
        .await
}

/// Forgets somebody who has left and, where `by` says so, did so by then. Answers whether that was so; `act` tells of it.
async fn forget(
    p: &Provisioning,
    mut call: Call,
    id: Uuid,
    by: Option<i64>,
    how: Forgetting,
    act: Option<Act>,
) -> Result<bool> {
    for _ in 0..=RENEWALS_MAX {
        let (verb, own, act) = (p.clone(), call.clone(), act.clone());
        let done = p.store().write(move |tx| {
            if !own.is_current(tx)? {
                return Ok(None);
            }
            let tenant = &*own.caller.tenant;
            let done = forget_in(tx, &verb, &own, id, how, |tx, person| {
                let leaver = leavers::find(tx, tenant, person.id)?;
                let is_due = leaver.is_some_and(|it| {
                    it.anonymised_at.is_none_or(|_| how == Forgetting::Delete)
                        && by.is_none_or(|by| it.left_at <= by)
                });
                Ok(is_due && is_left(&person.attributes))
            })?;
            if let (true, Some(act)) = (done, &act) {
                note_in(tx, &verb, tenant, act.clone())?;
            }
            Ok(Some(done))
        });
        match done.await {
            Ok(Some(done)) => return Ok(done),
            Ok(None) => call = call.renewed(p).await?,
            // Somebody else was quicker.
            Err(Error::Scim(error)) if error.kind == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Err(rollcall_storage::Error::Busy.into())
}
