//! `POST /Bulk` (RFC 7644 §3.7).
//!
//! Operations are carried out in the order of the plan ([`scim_core::bulk::plan`]), a few dozen in one
//! transaction, each in a savepoint of its own: an operation happens whole or not at all, sees what the ones
//! before it did, and does not pay for a commit of its own.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rollcall_storage::{Conn, Error as StorageError};
use scim_core::bulk::{self, BulkRequest, Known, Method, Operation, OperationResult, Step, Target};
use scim_core::project::Projection;
use scim_core::{Error as ScimError, ErrorKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rehearsal::transact;
use super::unanswered::Unanswered;
use super::verb::{self, Prepared, RENEWALS_MAX};
use super::{Answer, Call, Outcome};
use crate::{Error, Provisioning, Result};

/// Steps in one transaction at most.
pub(crate) const CHUNK_STEPS_MAX: usize = 50;
/// What is told of one operation's error.
const DETAIL_CHARS_MAX: usize = 1_000;
/// How long a transaction goes on taking steps: others wait for SQLite's only writer.
const CHUNK_MILLISECONDS_MAX: u64 = 50;

/// A bulk request with its plan.
pub(crate) struct Bulk {
    request: BulkRequest,
    plan: Vec<Step>,
    /// The bulkIds of its POSTs.
    creations: HashSet<String>,
    /// What is put before an operation's index as the request's id; without it the call's own is.
    txn: Option<String>,
}

/// How far a bulk request has come.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Progress {
    steps: usize,
    errors: usize,
    /// By the operations' indices.
    pub(crate) results: BTreeMap<usize, OperationResult>,
    /// The numbers of the changes that announced them, by index; empty unless the answer comes later.
    #[serde(default)]
    pub(crate) announced: BTreeMap<usize, i64>,
    /// The operations without a result, by index; empty unless the answer comes later.
    #[serde(default)]
    pub(crate) unanswered: BTreeMap<usize, Unanswered>,
    /// The ids of what was created, by bulkId; `None` for what could not be.
    ids: HashMap<String, Option<String>>,
    /// The operations, by index, that were carried out since the last commit.
    #[serde(skip)]
    carried_out: Vec<usize>,
}

/// Carries out a bulk request as far as it goes, and answers the results in the order of its operations.
///
/// # Errors
/// 400 and 413 for a request that is refused as a whole: then nothing was done. What goes wrong with one
/// operation is its result.
pub async fn bulk(p: &Provisioning, call: Call, body: &Value) -> Result<Vec<OperationResult>> {
    let bulk = Arc::new(Bulk::read(p, body, None)?);
    let (mut call, mut progress) = (call, Progress::default());
    // What is only tried is undone with its transaction, so that all of it has to be in one.
    let steps_max = match call.rehearsal {
        None => CHUNK_STEPS_MAX,
        Some(_) => usize::MAX,
    };
    while !bulk.is_done(&progress) {
        progress = match advance(p, &bulk, &mut call, &progress, steps_max).await {
            Ok(further) => further,
            // Whether it took place nobody knows, so it must not be done again.
            Err(error) if error.is_away() => bulk.give_up_step(&call, progress, &error),
            // Whichever step was to blame, the others are not to suffer.
            Err(_) => match advance(p, &bulk, &mut call, &progress, 1).await {
                Ok(further) => further,
                Err(error) => bulk.give_up_step(&call, progress, &error),
            },
        };
        if call.rehearsal.is_none() {
            bulk.received(p, &call, &mut progress);
        }
    }
    Ok(progress.results.into_values().collect())
}

async fn advance(
    p: &Provisioning,
    bulk: &Arc<Bulk>,
    call: &mut Call,
    progress: &Progress,
    steps_max: usize,
) -> Result<Progress> {
    for _ in 0..=RENEWALS_MAX {
        let (bulk, verb, by, progress) = (bulk.clone(), p.clone(), call.clone(), progress.clone());
        let further = transact(p, call, move |tx| {
            if !by.is_current(tx)? {
                return Ok(None);
            }
            bulk.chunk(tx, &verb, &by, &progress, steps_max).map(Some)
        });
        if let Some(further) = further.await? {
            return Ok(further);
        }
        *call = call.clone().renewed(p).await?;
    }
    Err(StorageError::Busy.into())
}

impl Bulk {
    /// Reads and plans a bulk request. One that has a `txn` is answered later: its changes are noted as
    /// `txn:index`, it has a result for every operation, and it was accepted under the limits of its time.
    ///
    /// # Errors
    /// As [`BulkRequest::parse`].
    pub(crate) fn read(p: &Provisioning, body: &Value, txn: Option<String>) -> Result<Self> {
        let operations_max = match txn {
            Some(_) => usize::MAX,
            None => p.limits().bulk_operations_max,
        };
        let request = BulkRequest::parse(body, operations_max)?;
        let posts = request.operations.iter().filter(|operation| {
            let target = operation.target.as_ref();
            target.map_or(true, |target| target.method == Method::Post)
        });
        let creations = posts.filter_map(|post| post.bulk_id.clone()).collect();
        Ok(Self {
            plan: bulk::plan(&request.operations),
            request,
            creations,
            txn,
        })
    }

    /// A bulk of one operation that refers to nothing; its change is noted as the call's request.
    pub(crate) fn of_one(operation: Operation) -> Self {
        let step = Step {
            operations: vec![0],
            circular: false,
        };
        Self {
            request: BulkRequest {
                fail_on_errors: None,
                operations: vec![operation],
            },
            plan: vec![step],
            creations: HashSet::new(),
            txn: None,
        }
    }

    /// The same, as one that is answered later.
    pub(crate) fn later(mut self, txn: &str) -> Self {
        self.txn = Some(txn.to_owned());
        self
    }

    /// The request's id that an operation's change is noted with.
    pub(crate) fn request_id(&self, call: &Call, index: usize) -> String {
        match &self.txn {
            Some(txn) => format!("{txn}:{index}"),
            None => call.request_id.clone(),
        }
    }

    /// How far it has come before anything is done.
    pub(crate) fn unanswered(&self, call: &Call) -> Progress {
        let of = |(index, operation): (usize, &Operation)| {
            let unanswered = Unanswered {
                resource_type: self.type_name(call, index),
                request_id: self.request_id(call, index),
                result: OperationResult::failure(operation, &call.base_url, 0, Value::Null),
            };
            (index, unanswered)
        };
        let all = self.request.operations.iter().enumerate();
        Progress {
            unanswered: all.map(of).collect(),
            ..Progress::default()
        }
    }

    /// The name of the type that an operation is about; of none, if it could not be understood.
    pub(crate) fn type_name(&self, call: &Call, index: usize) -> String {
        let target = self.request.operations[index].target.as_ref().ok();
        let known = target.and_then(|target| call.caller.registry.by_endpoint(&target.endpoint));
        known.map_or_else(String::new, |rt| rt.name.clone())
    }

    /// Whether nothing is left to do: what failOnErrors leaves out has no result in an answer at once (RFC 7644
    /// §3.7.3), and one of its own in an answer that comes later (RFC 9967 §2.5.1.2).
    pub(crate) fn is_done(&self, progress: &Progress) -> bool {
        let told_at_once = self.txn.is_none();
        progress.steps >= self.plan.len() || (told_at_once && self.is_cut_short(progress))
    }

    /// Whether so much failed that nothing else is to be attempted.
    pub(crate) fn is_cut_short(&self, progress: &Progress) -> bool {
        let limit = self.request.fail_on_errors.unwrap_or(usize::MAX);
        progress.errors >= limit
    }

    /// Carries out the next steps, at most `steps_max` and as long as time allows but at least one, inside the
    /// caller's transaction, and answers how far it came.
    ///
    /// # Errors
    /// The store's: what is wrong with an operation is its result.
    pub(crate) fn chunk(
        &self,
        tx: &mut Conn,
        p: &Provisioning,
        call: &Call,
        progress: &Progress,
        steps_max: usize,
    ) -> Result<Progress> {
        let (mut progress, began) = (progress.clone(), Instant::now());
        for _ in 0..steps_max {
            let Some(step) = self
                .plan
                .get(progress.steps)
                .filter(|_| !self.is_done(&progress))
            else {
                break;
            };
            if self.is_cut_short(&progress) {
                self.leave_out(call, step, &mut progress);
            } else if step.circular {
                self.circle(tx, p, call, step, &mut progress)?;
            } else {
                self.one(tx, p, call, step, &mut progress)?;
            }
            progress.steps += 1;
            let is_long = began.elapsed() > Duration::from_millis(CHUNK_MILLISECONDS_MAX);
            if is_long && call.rehearsal.is_none() {
                break;
            }
        }
        Ok(progress)
    }

    /// Counts what was sent in the operations that were carried out, once they are committed.
    pub(crate) fn received(&self, p: &Provisioning, call: &Call, progress: &mut Progress) {
        for index in std::mem::take(&mut progress.carried_out) {
            let operation = &self.request.operations[index];
            if let Ok(target) = &operation.target {
                verb::received(p, call, target, &operation.data);
            }
        }
    }

    /// One operation.
    fn one(
        &self,
        tx: &mut Conn,
        p: &Provisioning,
        call: &Call,
        step: &Step,
        progress: &mut Progress,
    ) -> Result<()> {
        for &index in &step.operations {
            let operation = &self.request.operations[index];
            let known = |bulk_id: &str| self.known(progress, bulk_id);
            let done = tx.savepoint(|tx| {
                let resolved = operation.resolve(&known)?;
                self.run(tx, p, call, index, resolved.target, &resolved.data)
            });
            match done {
                Ok(done) => progress.succeeded(index, operation, done),
                Err(Error::Scim(error)) => progress.failed(index, operation, call, &error.into()),
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// Operations that refer to each other: each creates its resource without what is not there yet, then
    /// gets the rest. They succeed or fail together.
    fn circle(
        &self,
        tx: &mut Conn,
        p: &Provisioning,
        call: &Call,
        step: &Step,
        progress: &mut Progress,
    ) -> Result<()> {
        let mut at = step.operations[0];
        let done = tx.savepoint(|tx| self.create_circle(tx, p, call, step, progress, &mut at));
        let error = match done {
            Ok(done) => {
                for (index, done) in done {
                    progress.succeeded(index, &self.request.operations[index], done);
                }
                return Ok(());
            }
            Err(Error::Scim(error)) => Error::from(error),
            Err(other) => return Err(other),
        };
        let culprit = self.request.operations[at].bulk_id.as_deref();
        let together = Error::scim(
            ErrorKind::Conflict,
            format!(
                "This and bulkId:{} refer to each other, and the latter failed; nothing was done.",
                culprit.unwrap_or_default()
            ),
        );
        for &index in &step.operations {
            let error = if index == at { &error } else { &together };
            progress.failed(index, &self.request.operations[index], call, error);
        }
        Ok(())
    }

    fn create_circle(
        &self,
        tx: &mut Conn,
        p: &Provisioning,
        call: &Call,
        step: &Step,
        progress: &Progress,
        at: &mut usize,
    ) -> Result<BTreeMap<usize, Answer>> {
        let mut created: HashMap<&str, String> = HashMap::new();
        let (mut done, mut incomplete) = (BTreeMap::new(), Vec::new());
        let bulk_id = |index: usize| self.request.operations[index].bulk_id.as_deref();
        let members: HashSet<_> = step.operations.iter().filter_map(|i| bulk_id(*i)).collect();
        let known = |created: &HashMap<&str, String>, bulk_id: &str| match created.get(bulk_id) {
            Some(id) => Some(Known::Id(id.clone())),
            None if members.contains(bulk_id) => Some(Known::Pending),
            None => self.known(progress, bulk_id),
        };
        for &index in &step.operations {
            *at = index;
            let operation = &self.request.operations[index];
            let resolved = operation.resolve(&|bulk_id| known(&created, bulk_id))?;
            if !resolved.complete {
                incomplete.push(index);
            }
            let made = self.run(tx, p, call, index, resolved.target, &resolved.data)?;
            created.extend(bulk_id(index).map(|bulk_id| (bulk_id, made.id.clone())));
            done.insert(index, made);
        }
        for index in incomplete {
            *at = index;
            let operation = &self.request.operations[index];
            let resolved = operation.resolve(&|bulk_id| known(&created, bulk_id))?;
            let target = Target {
                method: Method::Put,
                id: bulk_id(index).map_or_else(String::new, |bulk_id| created[bulk_id].clone()),
                ..resolved.target
            };
            let completed = self.run(tx, p, call, index, target, &resolved.data);
            let mut completed = completed.map_err(circular)?;
            completed.outcome = Outcome::Created;
            done.insert(index, completed);
        }
        Ok(done)
    }

    /// What has become of the POST of a bulkId.
    fn known(&self, progress: &Progress, bulk_id: &str) -> Option<Known> {
        match progress.ids.get(bulk_id) {
            Some(Some(id)) => Some(Known::Id(id.clone())),
            Some(None) => Some(Known::Failed),
            None => self.creations.contains(bulk_id).then_some(Known::Failed),
        }
    }

    fn run(
        &self,
        tx: &mut Conn,
        p: &Provisioning,
        call: &Call,
        index: usize,
        target: Target,
        data: &Value,
    ) -> Result<Answer> {
        let operation = &self.request.operations[index];
        let call = Call {
            // No result shows the resource, so a group's members need not be read.
            projection: match target.method {
                Method::Patch => Projection::Default,
                _ => Projection::parse(None, Some("members"))?,
            },
            if_match: operation.version.clone(),
            if_none_match: None,
            request_id: self.request_id(call, index),
            ..call.clone()
        };
        let prepared = Prepared::read(p, &call, target, data)?;
        if call.rehearsal.is_none() {
            p.usage().heard(&call.caller, data, p.now());
        }
        prepared.run(tx, p, &call)
    }

    /// Notes that the next step is not attempted, since too much failed before it.
    pub(crate) fn leave_out_step(&self, call: &Call, mut progress: Progress) -> Progress {
        if let Some(step) = self.plan.get(progress.steps) {
            self.leave_out(call, step, &mut progress);
        }
        progress.steps = progress.steps.saturating_add(1);
        progress
    }

    fn leave_out(&self, call: &Call, step: &Step, progress: &mut Progress) {
        let limit = self.request.fail_on_errors.unwrap_or_default();
        let detail = format!(
            "This operation was not attempted: failOnErrors is {limit}, and as many operations before it failed. \
             Send it again in another request."
        );
        let error = Error::scim(ErrorKind::FailedDependency, detail);
        for &index in &step.operations {
            progress.failed(index, &self.request.operations[index], call, &error);
        }
    }

    /// Notes that the store could not carry out the next step, nor any other if it is away.
    pub(crate) fn give_up_step(
        &self,
        call: &Call,
        mut progress: Progress,
        error: &Error,
    ) -> Progress {
        tracing::error!(cause = %error, "operations of a bulk request could not be carried out");
        let steps = if error.is_away() { usize::MAX } else { 1 };
        for step in self.plan.iter().skip(progress.steps).take(steps) {
            for &index in &step.operations {
                progress.failed(index, &self.request.operations[index], call, error);
            }
        }
        progress.steps = progress.steps.saturating_add(steps);
        progress
    }
}

/// RFC 7644 §3.7.1: what cannot be resolved is a conflict.
fn circular(error: Error) -> Error {
    match error {
        Error::Scim(ScimError { detail, .. }) => Error::scim(
            ErrorKind::Conflict,
            format!("The circular reference cannot be resolved. {detail}"),
        ),
        other => other,
    }
}

impl Progress {
    fn succeeded(&mut self, index: usize, operation: &Operation, done: Answer) {
        let Answer {
            outcome,
            id,
            etag,
            location,
            ..
        } = done;
        let is_deletion = Method::parse(&operation.method) == Some(Method::Delete);
        let version = (!is_deletion).then_some(etag);
        let result = OperationResult::success(operation, outcome.status(), Some(location), version);
        self.answered(index, result);
        self.carried_out.push(index);
        self.note(operation, Some(id));
    }

    fn failed(&mut self, index: usize, operation: &Operation, call: &Call, error: &Error) {
        let mut told = error.told();
        // With it every part of a result has a length, and so has an answer that is kept.
        if let Some((end, _)) = told.detail.char_indices().nth(DETAIL_CHARS_MAX) {
            told.detail.truncate(end);
            told.detail.push('…');
        }
        let message = told.message();
        let result = OperationResult::failure(operation, &call.base_url, told.status, message);
        self.answered(index, result);
        self.errors += 1;
        self.note(operation, None);
    }

    fn answered(&mut self, index: usize, result: OperationResult) {
        self.unanswered.remove(&index);
        self.results.insert(index, result);
    }

    /// Remembers what others may refer to.
    fn note(&mut self, operation: &Operation, id: Option<String>) {
        if let Some(bulk_id) = &operation.bulk_id
            && Method::parse(&operation.method) == Some(Method::Post)
        {
            self.ids.insert(bulk_id.clone(), id);
        }
    }
}
