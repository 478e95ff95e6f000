//! The audit log: who changed what, when, from where, with what it was before and after. An entry is written in the
//! transaction of the change that it tells of, so that there is none without the other. Secrets are in none.

mod actor;
mod read;
mod retention;

pub use actor::{Actor, ActorKind, By};
pub use read::{Page, Query, list};
pub(crate) use retention::LINK_DAYS;
pub use retention::work_round;
pub use rollcall_storage::audit::Entry;

use rollcall_storage::{Conn, audit};
use serde_json::Value;
use uuid::Uuid;

use crate::{Provisioning, Result};

/// The tenant of entries that are about the installation.
pub const INSTALLATION: &str = "";

/// What was done.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    action: &'static str,
    subject_kind: &'static str,
    subject_id: Option<String>,
    subject_name: Option<String>,
    before: Option<Value>,
    after: Option<Value>,
}

impl Act {
    /// `action` (`token.revoke`), done to something of this kind (`token`).
    pub(crate) fn new(action: &'static str, subject_kind: &'static str) -> Self {
        Self {
            action,
            subject_kind,
            subject_id: None,
            subject_name: None,
            before: None,
            after: None,
        }
    }

    /// To the one of this id and name.
    pub(crate) fn to(mut self, id: impl std::fmt::Display, name: &str) -> Self {
        self.subject_id = Some(id.to_string());
        self.subject_name = Some(name.to_owned());
        self
    }

    /// To the one of this id, whose name is personal.
    pub(crate) fn id(mut self, id: impl std::fmt::Display) -> Self {
        self.subject_id = Some(id.to_string());
        self
    }

    /// To the one of this name, which has no other id.
    pub(crate) fn named(mut self, name: &str) -> Self {
        self.subject_name = Some(name.to_owned());
        self
    }

    /// What it was. No secret may be in it.
    pub(crate) fn before(mut self, value: Value) -> Self {
        self.before = Some(value);
        self
    }

    /// What it is. No secret may be in it.
    pub(crate) fn after(mut self, value: Value) -> Self {
        self.after = Some(value);
        self
    }
}

/// As [`record_in`], for on whose behalf `p` acts.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn note_in(tx: &mut Conn, p: &Provisioning, tenant: &str, act: Act) -> Result<()> {
    record_in(tx, p, p.by(), tenant, act)
}

/// As [`note_in`], of something that was `before` and is `after`; null where it was not there, or is no longer. Where both are the same
/// nothing was changed, and nothing is written.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn note_change_in(
    tx: &mut Conn,
    p: &Provisioning,
    tenant: &str,
    act: Act,
    (before, after): (Value, Value),
) -> Result<()> {
    if before == after {
        return Ok(());
    }
    let known = |value: Value| Some(value).filter(|it| !it.is_null());
    let act = Act {
        before: known(before),
        after: known(after),
        ..act
    };
    note_in(tx, p, tenant, act)
}

/// Writes an entry about what changes nothing here, in a transaction of its own: something is sent, tried or begun.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn note(p: &Provisioning, tenant: &str, act: Act) -> Result<()> {
    let (verb, tenant) = (p.clone(), tenant.to_owned());
    p.store()
        .write(move |tx| note_in(tx, &verb, &tenant, act.clone()))
        .await
}

/// Writes an entry in the transaction of what it tells of.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn record_in(
    tx: &mut Conn,
    p: &Provisioning,
    by: &By,
    tenant: &str,
    act: Act,
) -> Result<()> {
    let entry = Entry {
        tenant: tenant.to_owned(),
        id: Uuid::now_v7(),
        at: p.now(),
        actor_kind: by.actor.kind.as_str().to_owned(),
        actor_id: by.actor.id.clone(),
        actor_name: by.actor.name.clone(),
        address: by.address.clone(),
        action: act.action.to_owned(),
        subject_kind: act.subject_kind.to_owned(),
        subject_id: act.subject_id,
        subject_name: act.subject_name,
        before: act.before.map(|value| value.to_string()),
        after: act.after.map(|value| value.to_string()),
        request_id: by.request_id.clone(),
    };
    Ok(audit::insert(tx, entry)?)
}
