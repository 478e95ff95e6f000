//! What a step of the plan does to one person.

use rollcall_okta::plan::{Action, Reason, Step, reduce};
use rollcall_storage::pulled_people::{self, Pulled};
use rollcall_storage::resources::{self, Scope, Stored};
use rollcall_storage::{Conn, id};
use scim_core::bulk::{Method, Target};
use scim_core::schema::USER;
use scim_core::{ErrorKind, Object};
use serde_json::{Value, json};
use uuid::Uuid;

use super::owned::writers;
use super::run::Work;
use crate::provisioning::people;
use crate::resources::{Prepared, is_left, would_change};
use crate::{Error, Result};

/// What became of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Done {
    Created,
    Changed,
    Reactivated,
    Deactivated,
    Held,
    Unchanged,
    Failed(String),
}

/// Does what the step says, in the caller's transaction; what is wrong with it is its outcome, and leaves nothing behind. Answers what was written too.
pub(super) fn apply(tx: &mut Conn, work: &Work, step: &Step) -> Result<(Done, Option<Value>)> {
    let done = tx.savepoint(|tx| match step.action {
        Action::Create => create(tx, work, step),
        _ => change(tx, work, step),
    });
    match done {
        Ok(done) => Ok(done),
        Err(Error::Scim(error)) => Ok((Done::Failed(error.detail), None)),
        Err(other) => Err(other),
    }
}

/// Whether somebody is as the source says to the last attribute: then nothing is written, whoever wrote them, and who did need not be read.
pub(super) fn is_as_said(work: &Work, step: &Step, here: &Stored) -> Result<bool> {
    if step.action != Action::Update || here.held.is_some() {
        return Ok(false);
    }
    let rt = people(&work.call.caller.registry)?;
    match would_change(&work.call, rt, &here.attributes, &body(resource(step))) {
        Ok(would) => Ok(!would),
        // What is wrong with it is told where it is written.
        Err(Error::Scim(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

fn target(method: Method, id: &str) -> Target {
    Target {
        method,
        endpoint: "Users".to_owned(),
        id: id.to_owned(),
    }
}

fn resource(step: &Step) -> Object {
    let write = step.write.as_ref();
    write
        .map(|write| write.resource.clone())
        .unwrap_or_default()
}

fn create(tx: &mut Conn, work: &Work, step: &Step) -> Result<(Done, Option<Value>)> {
    let body = body(resource(step));
    let made = Prepared::read(&work.p, &work.call, target(Method::Post, ""), &body)?;
    let made = made.run(tx, &work.p, &work.call)?;
    let person = id::parse(&made.id)
        .ok_or_else(|| Error::Internal("a person was made whose id is none".into()))?;
    link(tx, work, step, person)?;
    Ok((Done::Created, Some(body)))
}

fn change(tx: &mut Conn, work: &Work, step: &Step) -> Result<(Done, Option<Value>)> {
    let rt = people(&work.call.caller.registry)?;
    let scope = Scope {
        tenant: &work.claimed.tenant,
        resource_type: rt,
    };
    let person = step.person.as_deref().and_then(id::parse);
    let person = match person {
        Some(person) => resources::lock(tx, &scope, person)?,
        None => None,
    };
    let Some(before) = person else {
        return Err(Error::scim(
            ErrorKind::NotFound,
            "This person was deleted meanwhile; the next run makes them anew.",
        ));
    };
    let body = body(wanted(tx, work, step, &before)?);
    let mut sent = None;
    if before.held.is_some() || would_change(&work.call, rt, &before.attributes, &body)? {
        let target = target(Method::Put, &before.id.to_string());
        Prepared::read(&work.p, &work.call, target, &body)?.run(tx, &work.p, &work.call)?;
        sent = Some(body);
    }
    link(tx, work, step, before.id)?;
    let after = resources::find(tx, &scope, before.id)?;
    Ok((outcome(&before, after.as_ref()), sent))
}

/// The attributes that somebody is to have.
fn wanted(tx: &mut Conn, work: &Work, step: &Step, before: &Stored) -> Result<Object> {
    let says = resource(step);
    let connection = work.claimed.connection;
    let writers = writers(tx, &work.claimed.tenant, connection, before)?;
    // Of those who vanished the source says nothing but that.
    let is_all = step.reason != Reason::Vanished;
    if is_all && !writers.has_others {
        return Ok(says);
    }
    let reduced = match work.is_decided {
        true => says,
        false => reduce(&says, &writers.owned(), &work.claimed.settings.priorities),
    };
    // As providers see them: what is not said of whom the guard holds brings nobody back.
    let mut left = before.attributes.clone();
    if before.held.is_some() {
        left.insert("active".to_owned(), Value::Bool(false));
    }
    if is_all {
        return Ok(writers.laid_over(&left, &reduced));
    }
    left.extend(reduced);
    Ok(left)
}

fn outcome(before: &Stored, after: Option<&Stored>) -> Done {
    let Some(after) = after else {
        return Done::Unchanged;
    };
    match (is_left(&before.attributes), is_left(&after.attributes)) {
        (false, true) => Done::Deactivated,
        (true, false) => Done::Reactivated,
        _ if after.held.is_some() && before.held.is_none() => Done::Held,
        _ if before.held.is_some() && after.held.is_none() => Done::Reactivated,
        _ if before.version != after.version => Done::Changed,
        _ => Done::Unchanged,
    }
}

/// Notes whom the source means, and what it said.
pub(super) fn link(tx: &mut Conn, work: &Work, step: &Step, person: Uuid) -> Result<()> {
    let Some(write) = &step.write else {
        return Ok(());
    };
    let (tenant, connection) = (&work.claimed.tenant, work.claimed.connection);
    if step.action != Action::Create {
        for known in pulled_people::by_people(tx, tenant, connection, &[person])? {
            if known.external_id != write.written.external_id {
                pulled_people::forget(tx, tenant, connection, &known.external_id)?;
            }
        }
    }
    let pulled = Pulled {
        external_id: write.written.external_id.clone(),
        resource_id: person,
        fingerprint: write.written.fingerprint.as_str().to_owned(),
        active: write.written.active,
        changed_at: write.written.changed_micros,
    };
    Ok(pulled_people::put(tx, tenant, connection, &pulled)?)
}

/// With the schemas that it has attributes of.
fn body(mut attributes: Object) -> Value {
    let urns = attributes.keys().filter(|name| {
        name.get(..4)
            .is_some_and(|urn| urn.eq_ignore_ascii_case("urn:"))
    });
    let schemas: Vec<&str> = [USER].into_iter().chain(urns.map(String::as_str)).collect();
    let schemas = json!(schemas);
    attributes.insert("schemas".to_owned(), schemas);
    Value::Object(attributes)
}
