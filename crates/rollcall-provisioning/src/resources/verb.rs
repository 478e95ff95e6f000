//! One change of one resource, whichever door and envelope it comes in: alone, in a bulk request, or as a job.

use rollcall_storage::{Conn, Error as StorageError};
use scim_core::bulk::{Method, Target};
use scim_core::normalize::Incoming;
use scim_core::patch::Operation;
use serde_json::Value;

use super::rehearsal::transact;
use super::{Answer, Call, create, delete, patch, replace};
use crate::{Provisioning, Result};

/// A change that is read and checked as far as that goes without the database.
pub(crate) struct Prepared {
    target: Target,
    body: Body,
}

enum Body {
    Create(Incoming),
    Replace(Incoming),
    Patch(Vec<Operation>),
    Delete,
}

impl Prepared {
    /// Reads the body of a change; that of a DELETE is not looked at.
    ///
    /// # Errors
    /// 404 for an endpoint that does not exist; 400 for a body that no state of the database could make right.
    pub(crate) fn read(
        p: &Provisioning,
        call: &Call,
        target: Target,
        body: &Value,
    ) -> Result<Self> {
        let rt = call.endpoint(&target.endpoint)?;
        let body = match target.method {
            Method::Post => Body::Create(create::read(call, rt, body)?),
            Method::Put => Body::Replace(replace::read(call, rt, body)?),
            Method::Patch => Body::Patch(patch::read(p, call, body)?),
            Method::Delete => Body::Delete,
        };
        Ok(Self { target, body })
    }

    /// Makes the change, inside the caller's transaction.
    ///
    /// # Errors
    /// Those of the verb; nothing may be committed then.
    pub(crate) fn run(&self, tx: &mut Conn, p: &Provisioning, call: &Call) -> Result<Answer> {
        let (rt, id) = (call.endpoint(&self.target.endpoint)?, &self.target.id);
        match &self.body {
            Body::Create(incoming) => create::create_in(tx, p, call, rt, incoming),
            Body::Replace(incoming) => replace::replace_in(tx, p, call, rt, id, incoming),
            Body::Patch(operations) => patch::patch_in(tx, p, call, rt, id, operations),
            Body::Delete => delete::delete_in(tx, p, call, rt, id),
        }
    }
}

/// Counts what was sent in a change that was made.
pub(crate) fn received(p: &Provisioning, call: &Call, target: &Target, body: &Value) {
    if let Ok(rt) = call.endpoint(&target.endpoint) {
        let received = p.usage().received();
        received.count(&call.caller, rt, target.method, body, p.now());
    }
}

/// How often a change begins anew because the tenant's schemas moved under it.
pub(crate) const RENEWALS_MAX: usize = 5;

/// A change as a request of its own: one transaction.
pub(super) async fn carry_out(
    p: &Provisioning,
    mut call: Call,
    target: Target,
    body: &Value,
) -> Result<Answer> {
    if call.rehearsal.is_none() {
        p.usage().heard(&call.caller, body, p.now());
    }
    for _ in 0..=RENEWALS_MAX {
        let prepared = Prepared::read(p, &call, target.clone(), body)?;
        let (verb, by) = (p.clone(), call.clone());
        let done = transact(p, &call, move |tx| {
            if !by.is_current(tx)? {
                return Ok(None);
            }
            prepared.run(tx, &verb, &by).map(Some)
        });
        if let Some(answer) = done.await? {
            if call.rehearsal.is_none() {
                received(p, &call, &target, body);
            }
            return Ok(answer);
        }
        call = call.renewed(p).await?;
    }
    Err(StorageError::Busy.into())
}

/// What a request at this address asks for.
pub(super) fn target(method: Method, endpoint: &str, id: &str) -> Target {
    Target {
        method,
        endpoint: endpoint.to_owned(),
        id: id.to_owned(),
    }
}
