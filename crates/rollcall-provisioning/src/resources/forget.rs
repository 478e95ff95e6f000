//! A person of whom nothing personal is to be left, neither here nor in the log of changes.

use rollcall_storage::resources::{self, Stored};
use rollcall_storage::{
    Conn, attribute_entries, first_values, forgotten, imported_people, leavers, overrides,
    request_log,
};
use scim_core::event::Operation;
use scim_core::schema::ResourceType;
use scim_core::{Object, fold};
use serde_json::{Value, json};
use uuid::Uuid;

use super::announce::{Difference, announce};
use super::delete::{self, Held};
use super::{Call, unique};
use crate::feeds::{Cause, Whom, ask_in};
use crate::{Provisioning, Result};

/// What becomes of a person who is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgetting {
    /// They are deleted.
    Delete,
    /// Their id stays, deactivated, in no group and with nothing personal, so that what others count by it stays right.
    Anonymise,
}

/// What the `userName` of somebody anonymised begins with; their id follows.
const ANONYMOUS: &str = "anonymised:";

/// Forgets a person, inside the caller's transaction, if `still` says so once nobody else can change them. The one change
/// row that announces it has none of their values; those of earlier rows go later ([`forgotten`]).
///
/// # Errors
/// 404 where there is no such person.
pub(crate) fn forget_in(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    id: Uuid,
    how: Forgetting,
    still: impl FnOnce(&mut Conn, &Stored) -> Result<bool>,
) -> Result<bool> {
    let rt = call.endpoint("Users")?;
    let held = delete::hold(tx, call, rt, id)?;
    if !still(tx, &held.before)? {
        return Ok(false);
    }
    let tenant = &*call.caller.tenant;
    let name = held.before.attributes.get("userName").cloned();
    let until = match how {
        Forgetting::Delete => {
            let (before, _) = delete::take_out(tx, p, call, rt, held)?;
            announce(tx, call, p.now(), deletion(rt, &before))?
        }
        // Its own row has what is to be known.
        Forgetting::Anonymise => anonymise(tx, p, call, rt, held)? - 1,
    };
    forgotten::add(tx, tenant, id, until)?;
    forget_requests(tx, tenant, id, name.as_ref().and_then(Value::as_str))?;
    if let Some(name) = name.as_ref().and_then(Value::as_str) {
        tell_reports(tx, tenant, id, name, p.now())?;
    }
    Ok(true)
}

/// Takes the requests about a person out of the request log. Bodies of bulk requests and pages of lists, which are about many, go
/// with their time.
fn forget_requests(tx: &mut Conn, tenant: &str, person: Uuid, name: Option<&str>) -> Result<()> {
    /// Requests taken out at a time.
    const STEP: i64 = 500;
    let key = name.map(fold);
    for key in [None, key.as_deref()]
        .into_iter()
        .take(1 + usize::from(name.is_some()))
    {
        while request_log::forget_about(tx, tenant, person, key, STEP)? > 0 {}
    }
    Ok(())
}

/// Has those looked at who have the person as their manager by that name: the change that is announced has only the id.
fn tell_reports(tx: &mut Conn, tenant: &str, person: Uuid, name: &str, now: i64) -> Result<()> {
    let whom = Whom::Reports {
        references: vec![name.to_owned()],
    };
    let cause = Cause::Manager { person, by: None };
    ask_in(tx, tenant, &whom, &cause, now)
}

fn deletion(rt: &ResourceType, before: &Stored) -> Difference {
    Difference {
        operation: Operation::Deleted,
        resource_type: rt.name.clone(),
        id: before.id,
        version: before.version + 1,
        external_id: None,
        before: None,
        after: None,
        document: None,
        etag: None,
    }
}

/// Answers the number of its change.
fn anonymise(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    rt: &ResourceType,
    held: Held<'_>,
) -> Result<i64> {
    let Held { before, groups } = held;
    delete::leave(tx, p, call, groups, before.id)?;
    let scope = call.scope(rt);
    let attributes = nobody(before.id);
    let stored = Stored {
        version: before.version + 1,
        modified: p.now(),
        attributes,
        ..before
    };
    let unique_value = unique::unique_value(rt, call.caller.rules, &stored.attributes);
    resources::claim(tx, &scope, stored.id, unique_value)?;
    unique::claim(tx, &scope, stored.id, &stored.attributes)?;
    resources::update(tx, &scope, &stored)?;
    attribute_entries::keep(tx, &scope, stored.id, &stored.attributes)?;
    overrides::unset_all(tx, scope.tenant, stored.id)?;
    first_values::unset_all(tx, scope.tenant, stored.id)?;
    imported_people::forget(tx, scope.tenant, stored.id)?;
    leavers::note_anonymised(tx, scope.tenant, stored.id, stored.modified)?;
    let difference = Difference {
        operation: Operation::Replaced,
        resource_type: rt.name.clone(),
        id: stored.id,
        version: stored.version,
        external_id: None,
        before: None,
        after: Some(stored.attributes.clone()),
        document: Some(stored.attributes),
        etag: None,
    };
    announce(tx, call, stored.modified, difference)
}

fn nobody(id: Uuid) -> Object {
    let name = json!(format!("{ANONYMOUS}{id}"));
    let attributes = [("userName", name), ("active", Value::Bool(false))];
    let attributes = attributes.into_iter();
    attributes
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
