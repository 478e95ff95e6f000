//! Requests that are answered later (`Prefer: respond-async`, RFC 9967 §2.5.1).
//!
//! A request is read and checked as far as that goes without the database, encrypted and enqueued; then the
//! client is told the transaction by which the completion is known. A worker of any replica claims it, carries
//! it out, and in the same transaction notes how far it came and announces each result as a change with the
//! operation `answered`. A worker that dies loses its lease, and the next one goes on where it was.

mod answers;
mod sealed;
mod work;

pub use answers::{Completions, Outcome, completions, find};
pub(crate) use sealed::Sealing;
pub(crate) use work::abandon_in;
pub use work::work_round;

use rollcall_storage::jobs::{self, NewJob};
use rollcall_storage::{Error as StorageError, tenants};
use scim_core::bulk::{Method, Operation, Target};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::resources::{Bulk, Call, Prepared, Progress};
use crate::{Error, Provisioning, Result, SECOND};

/// What is to be answered later.
#[derive(Debug, Clone)]
pub enum Asked {
    /// A change of one resource: its method, endpoint (`Users`) and id (empty for a POST), and its body.
    Change(Method, String, String, Value),
    /// A bulk request.
    Bulk(Value),
}

/// That a request will be answered later.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The transaction, for `Set-Txn`.
    pub txn: String,
    /// For `Location`: the resource's own URL where it is known (RFC 9967 §2.5.1.1 b), else where the result can
    /// be asked for (a).
    pub location: String,
}

/// A request as it is kept, encrypted.
#[derive(Debug, Serialize, Deserialize)]
struct Request {
    /// Absent for a bulk request.
    method: Option<Method>,
    endpoint: String,
    id: String,
    body: Value,
    if_match: Option<String>,
    base_url: String,
    /// As whom the client was recognised.
    provider: Option<String>,
}

impl Request {
    fn of(asked: Asked, call: &Call) -> Self {
        let (method, endpoint, id, body) = match asked {
            Asked::Change(method, endpoint, id, body) => (Some(method), endpoint, id, body),
            Asked::Bulk(body) => (None, String::new(), String::new(), body),
        };
        Self {
            method,
            endpoint,
            id,
            body,
            if_match: call.if_match.clone(),
            base_url: call.base_url.clone(),
            provider: call
                .caller
                .provider
                .map(|provider| provider.name.to_owned()),
        }
    }

    fn target(&self) -> Option<Target> {
        Some(Target {
            method: self.method?,
            endpoint: self.endpoint.clone(),
            id: self.id.clone(),
        })
    }

    /// The request as something that is carried out step by step: a single change is a bulk of one.
    fn into_bulk(mut self, p: &Provisioning, txn: &str) -> Result<Bulk> {
        match self.target() {
            None => Bulk::read(p, &self.body, Some(txn.to_owned())),
            Some(target) => {
                let body = self.body.take();
                Ok(self.alone(target, body))
            }
        }
    }

    fn alone(&self, target: Target, body: Value) -> Bulk {
        let path = format!("/{}/{}", target.endpoint, target.id);
        Bulk::of_one(Operation {
            method: target.method.as_str().to_owned(),
            bulk_id: None,
            version: self.if_match.clone(),
            path: path.trim_end_matches('/').to_owned(),
            data: body,
            target: Ok(target),
            references: Vec::new(),
        })
    }

    /// Checks the request as far as that goes without the database, and answers what is known of its operations.
    fn check(&self, p: &Provisioning, call: &Call, txn: &str) -> Result<Progress> {
        let bulk = match self.target() {
            Some(target) => {
                drop(Prepared::read(p, call, target.clone(), &self.body)?);
                self.alone(target, Value::Null)
            }
            None => Bulk::read(p, &self.body, None)?.later(txn),
        };
        Ok(bulk.unanswered(&Call {
            request_id: txn.to_owned(),
            ..call.clone()
        }))
    }
}

/// Takes a request for later.
///
/// # Errors
/// What is wrong with it whatever the database holds, as the request itself would be answered. Busy when the
/// tenant has too many waiting, or too many bytes of them.
pub async fn enqueue(p: &Provisioning, call: &Call, asked: Asked) -> Result<Accepted> {
    let request = Request::of(asked, call);
    let (tenant, id) = (call.caller.tenant.to_string(), Uuid::now_v7());
    let txn = id.simple().to_string();
    let known = request.check(p, call, &txn)?;
    let text = serde_json::to_vec(&request).map_err(|error| Error::Internal(Box::new(error)))?;
    let job = NewJob {
        request: p.sealing().seal(&tenant, id, text)?,
        tenant,
        id,
        connection_id: call.caller.connection,
        created_at: p.now(),
        progress: written(&known)?,
    };
    let limits = p.limits();
    let (waiting_max, bytes_max) = (limits.jobs_waiting_max, limits.jobs_waiting_bytes_max);
    let bytes = i64::try_from(job.request.len()).unwrap_or(i64::MAX);
    p.store()
        .write(move |tx| {
            let waiting = jobs::waiting(tx, &job.tenant)?;
            // One that is larger than the limit itself waits alone.
            let fits = waiting.count == 0 || waiting.bytes.saturating_add(bytes) <= bytes_max;
            if waiting.count >= waiting_max || !fits {
                return Err(Error::from(StorageError::Busy));
            }
            Ok(jobs::enqueue(tx, &job)?)
        })
        .await?;
    let base = &call.base_url;
    let location = match request.method {
        None | Some(Method::Post) => format!("{base}/.async/{txn}"),
        Some(_) => format!("{base}/{}/{}", request.endpoint, request.id),
    };
    Ok(Accepted { txn, location })
}

fn progress(text: &str) -> Result<Progress> {
    if text.is_empty() {
        return Ok(Progress::default());
    }
    serde_json::from_str(text).map_err(|error| Error::Internal(Box::new(error)))
}

fn written(progress: &Progress) -> Result<String> {
    serde_json::to_string(progress).map_err(|error| Error::Internal(Box::new(error)))
}

/// Forgets results that were kept long enough.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_old(p: &Provisioning) -> Result<()> {
    const HOUR: i64 = 3_600 * SECOND;
    let kept = p.limits().job_results_hours;
    let before = p.now() - kept.saturating_mul(HOUR);
    let tenants = p
        .store()
        .read(|conn| Ok::<_, Error>(tenants::list(conn)?))
        .await?;
    for tenant in tenants {
        p.store()
            .write(move |tx| Ok::<_, Error>(jobs::forget_finished(tx, &tenant.id, before)?))
            .await?;
    }
    Ok(())
}
