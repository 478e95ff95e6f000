//! What came of requests that are answered later, for whoever asks: the results of the operations (a BulkResponse,
//! RFC 7644 §3.7.3), or the completion events that tell them (RFC 9967 §2.5.1.3).

use rollcall_storage::{Conn, changes, jobs};
use scim_core::ErrorKind;
use scim_core::bulk;
use scim_core::schema::Registry;
use serde_json::Value;
use uuid::Uuid;

use super::progress;
use crate::events::{self, Detail, Set, Told};
use crate::resources::{Call, Progress};
use crate::{Error, Provisioning, Result};

/// What came of an accepted request, or of one of its operations.
#[derive(Debug, Clone)]
pub enum Outcome<T> {
    /// It is yet to be finished.
    Pending,
    /// It is finished.
    Finished(T),
}

/// The completion events of an accepted request.
#[derive(Debug, Clone)]
pub enum Completions {
    /// The one of a single change, or of the operation that was asked for.
    One(Set),
    /// Those of a bulk request, one for each operation, in the order in which they were finished.
    Each(Vec<Set>),
}

/// Completions that one query reads.
const READ_TOGETHER: usize = 500;

/// A transaction as `Set-Txn` and events name it: a request, or one operation of a bulk request.
#[derive(Debug, Clone, Copy)]
struct Transaction {
    job: Uuid,
    index: Option<usize>,
}

impl Transaction {
    /// Reads `txn` or `txn:index`.
    fn parse(text: &str) -> Option<Self> {
        let (job, index) = match text.split_once(':') {
            Some((job, index)) => (job, Some(index.parse().ok()?)),
            None => (text, None),
        };
        let job = Uuid::try_parse(job).ok()?;
        let read = Self { job, index };
        (read.to_string() == text).then_some(read)
    }
}

impl std::fmt::Display for Transaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.job.simple())?;
        match self.index {
            Some(index) => write!(f, ":{index}"),
            None => Ok(()),
        }
    }
}

/// The results of the request of this transaction, or of one operation of it (`txn:index`), as a BulkResponse.
///
/// # Errors
/// 404 when the tenant has no such transaction, or had it too long ago.
pub async fn find(p: &Provisioning, call: &Call, txn: &str) -> Result<Outcome<Value>> {
    let wanted = Transaction::parse(txn).ok_or_else(|| not_found(p, txn))?;
    let tenant = call.caller.tenant.clone();
    let state = p
        .store()
        .read(move |conn| state(conn, &tenant, wanted))
        .await?
        .ok_or_else(|| not_found(p, txn))?;
    let Outcome::Finished(progress) = state else {
        return Ok(Outcome::Pending);
    };
    let asked = |index: &usize| wanted.index.is_none_or(|wanted| wanted == *index);
    let results = progress.results.iter().filter(|(index, _)| asked(index));
    let message = bulk::response(results.map(|(_, result)| result));
    Ok(Outcome::Finished(message))
}

/// The completion events of the request of this transaction, or of one operation of it (`txn:index`): what event
/// streams are told of it, addressed to the connection that made the request.
///
/// # Errors
/// As [`find`].
pub async fn completions(p: &Provisioning, call: &Call, txn: &str) -> Result<Outcome<Completions>> {
    let wanted = Transaction::parse(txn).ok_or_else(|| not_found(p, txn))?;
    let registry = call.caller.registry.clone();
    let (verb, tenant) = (p.clone(), call.caller.tenant.clone());
    p.store()
        .read(move |conn| {
            let progress = match state(conn, &tenant, wanted)? {
                Some(Outcome::Finished(progress)) => progress,
                Some(Outcome::Pending) => return Ok::<_, Error>(Some(Outcome::Pending)),
                None => return Ok(None),
            };
            let numbers: Vec<_> = match wanted.index {
                Some(index) => progress
                    .announced
                    .get(&index)
                    .copied()
                    .into_iter()
                    .collect(),
                None => progress.announced.into_values().collect(),
            };
            let sets = told(conn, &verb, &registry, &tenant, &numbers)?;
            Ok(Some(Outcome::Finished(match <[Set; 1]>::try_from(sets) {
                Ok([set]) if wanted.index.is_some() || set.txn == Some(wanted.to_string()) => {
                    Completions::One(set)
                }
                Ok(one) => Completions::Each(one.to_vec()),
                Err(sets) => Completions::Each(sets),
            })))
        })
        .await?
        .ok_or_else(|| not_found(p, txn))
}

/// The events of these changes, addressed to the connection whose request they complete.
fn told(
    conn: &mut Conn,
    p: &Provisioning,
    registry: &Registry,
    tenant: &str,
    numbers: &[i64],
) -> Result<Vec<Set>> {
    let mut sets = Vec::new();
    for part in numbers.chunks(READ_TOGETHER) {
        let found = changes::find_all(conn, tenant, part)?;
        let Some(id) = found.first().and_then(|change| change.connection_id) else {
            continue;
        };
        let told = Told {
            id,
            audience: &format!("urn:uuid:{id}"),
            detail: Detail::Full,
        };
        sets.extend(events::sets(p.issuer(), registry, told, &found)?);
    }
    Ok(sets)
}

/// How far the request of a transaction is, or its operation; `None` if there is no such.
fn state(conn: &mut Conn, tenant: &str, wanted: Transaction) -> Result<Option<Outcome<Progress>>> {
    let Some(state) = jobs::find(conn, tenant, wanted.job)? else {
        return Ok(None);
    };
    let (progress, finished) = (progress(&state.progress)?, state.finished_at.is_some());
    let is_there = |index| progress.results.contains_key(&index);
    Ok(match wanted.index {
        Some(index) if is_there(index) => Some(Outcome::Finished(progress)),
        Some(_) if finished => None,
        None if finished => Some(Outcome::Finished(progress)),
        _ => Some(Outcome::Pending),
    })
}

fn not_found(p: &Provisioning, txn: &str) -> Error {
    let detail = format!(
        "There is no transaction {txn:?} here; results are kept for {} hours.",
        p.limits().job_results_hours
    );
    Error::scim(ErrorKind::NotFound, detail)
}
