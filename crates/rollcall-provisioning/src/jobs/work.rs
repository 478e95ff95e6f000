//! Carrying jobs out.

use std::sync::Arc;

use rollcall_storage::changes::{self, NewChange};
use rollcall_storage::jobs::{self, Job};
use rollcall_storage::{Conn, resources};
use scim_core::bulk::OperationResult;
use scim_core::project::Projection;
use serde_json::json;
use tracing::Instrument as _;
use uuid::Uuid;

use super::{Request, progress, written};
use crate::auth::caller_of_connection;
use crate::resources::{Bulk, CHUNK_STEPS_MAX, Call, Progress};
use crate::{Error, Provisioning, Result, SECOND};

/// How many times a job is tried before what is left of it is answered 500.
const ATTEMPTS_MAX: i64 = 5;
/// Tenants that one round looks at.
const TENANTS_MAX: i64 = 1_000;
/// A job in hand, with everything that its work needs.
struct Work {
    p: Provisioning,
    job: Job,
    call: Call,
    bulk: Arc<Bulk>,
}

/// What came of an attempt at the next steps.
enum Chunk {
    /// How far they brought the job.
    Further(Progress),
    /// Nothing: somebody else has the lease by now.
    Lost,
    /// Nothing: the tenant's schemas are others by now.
    Renew,
}

/// Carries out one job of each tenant that has any, and answers how many those were. `stop` ends it early,
/// between two transactions: what is left is for the next worker.
///
/// # Errors
/// When the database does not answer. What goes wrong with a job is logged, and the job is tried again later.
pub async fn work_round(p: &Provisioning, stop: &(dyn Fn() -> bool + Sync)) -> Result<usize> {
    let tenants = p
        .store()
        .read(|conn| Ok::<_, Error>(jobs::tenants_with_jobs(conn, TENANTS_MAX)?))
        .await?;
    let mut done = 0;
    for tenant in tenants {
        if stop() {
            break;
        }
        let (now, until) = (p.now(), lease_until(p));
        let claimed = p
            .store()
            .write(move |tx| Ok::<_, Error>(jobs::claim(tx, &tenant, now, until)?))
            .await?;
        let Some(job) = claimed else {
            continue;
        };
        done += 1;
        let span = tracing::info_span!("job", tenant = job.tenant, txn = %job.id.simple());
        carry_out(p, job, stop).instrument(span).await;
    }
    Ok(done)
}

fn lease_until(p: &Provisioning) -> i64 {
    p.now() + p.limits().job_lease_seconds.saturating_mul(SECOND)
}

async fn carry_out(p: &Provisioning, job: Job, stop: &(dyn Fn() -> bool + Sync)) {
    let held = job.clone();
    let outcome = match prepare(p, job).await {
        Ok((work, progress)) => run(Arc::new(work), progress, stop).await,
        // The tenant's other jobs are not to wait for one that cannot be understood, ever.
        Err(error) if held.attempts > ATTEMPTS_MAX && !error.is_away() && !error.is_busy() => {
            tracing::error!(cause = %error, "a job cannot be read; it is finished with what came of it so far");
            abandon(p, held.clone()).await
        }
        Err(error) => Err(error),
    };
    if let Err(error) = outcome {
        tracing::error!(cause = %error, attempt = held.attempts, "a job could not be carried out; it will be tried again");
        let after = p.now() + held.attempts.saturating_mul(held.attempts) * SECOND;
        if let Err(error) = release(p, held.clone(), after, held.attempts).await {
            tracing::warn!(cause = %error, "a job could not be given back; its lease will run out");
        }
    }
}

async fn prepare(p: &Provisioning, job: Job) -> Result<(Work, Progress)> {
    let text = p.sealing().open(&job.tenant, job.id, &job.request)?;
    let request: Request =
        serde_json::from_slice(&text).map_err(|error| Error::Internal(Box::new(error)))?;
    let txn = job.id.simple().to_string();
    let call = Call {
        caller: caller_of_connection(
            p,
            &job.tenant,
            job.connection_id,
            request.provider.as_deref(),
        )
        .await?,
        request_id: txn.clone(),
        base_url: request.base_url.clone(),
        projection: Projection::Default,
        if_match: None,
        if_none_match: None,
        rehearsal: None,
    };
    let progress = progress(&job.progress)?;
    let work = Work {
        p: p.clone(),
        bulk: Arc::new(request.into_bulk(p, &txn)?),
        call,
        job,
    };
    Ok((work, progress))
}

/// Chunk by chunk until nothing is left, the lease is lost, or it is time to stop.
async fn run(
    mut work: Arc<Work>,
    mut progress: Progress,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<()> {
    loop {
        let (next, so_far) = (work.clone(), progress.clone());
        let further = work
            .p
            .store()
            .write(move |tx| next.chunk(tx, &so_far))
            .await?;
        let mut further = match further {
            Chunk::Further(further) => further,
            Chunk::Lost => return Ok(()),
            Chunk::Renew => {
                work = Arc::new(work.renewed().await?);
                continue;
            }
        };
        let p = &work.p;
        work.bulk.received(p, &work.call, &mut further);
        if work.bulk.is_done(&further) {
            return Ok(());
        }
        if stop() {
            // That the server ends is no failed attempt.
            return release(p, work.job.clone(), 0, work.job.attempts - 1).await;
        }
        progress = further;
    }
}

impl Work {
    /// The same by the schemas that there are now.
    async fn renewed(&self) -> Result<Self> {
        Ok(Self {
            p: self.p.clone(),
            job: self.job.clone(),
            call: self.call.clone().renewed(&self.p).await?,
            bulk: self.bulk.clone(),
        })
    }

    /// The next steps, how far they bring the job, and their announcement, all in one transaction.
    fn chunk(&self, tx: &mut Conn, progress: &Progress) -> Result<Chunk> {
        if !self.call.is_current(tx)? {
            return Ok(Chunk::Renew);
        }
        let until = lease_until(&self.p);
        if !jobs::hold(tx, &self.job, until, &written(progress)?)? {
            return Ok(Chunk::Lost);
        }
        let mut further = if self.job.attempts > ATTEMPTS_MAX {
            self.give_up(progress.clone())
        } else {
            // After several failures one by one, so that only the step that is to blame is tried again.
            let steps = if self.job.attempts > ATTEMPTS_MAX / 2 + 1 {
                1
            } else {
                CHUNK_STEPS_MAX
            };
            self.bulk.chunk(tx, &self.p, &self.call, progress, steps)?
        };
        for (index, result) in &further.results {
            if !progress.results.contains_key(index) {
                let number = self.announce(tx, *index, result)?;
                further.announced.insert(*index, number);
            }
        }
        jobs::hold(tx, &self.job, until, &written(&further)?)?;
        if self.bulk.is_done(&further) {
            jobs::finish(tx, &self.job, self.p.now())?;
        }
        Ok(Chunk::Further(further))
    }

    fn give_up(&self, mut progress: Progress) -> Progress {
        let error = Error::Internal("a job was tried too many times".into());
        while !self.bulk.is_done(&progress) {
            progress = if self.bulk.is_cut_short(&progress) {
                self.bulk.leave_out_step(&self.call, progress)
            } else {
                self.bulk.give_up_step(&self.call, progress, &error)
            };
        }
        progress
    }

    fn announce(&self, tx: &mut Conn, index: usize, result: &OperationResult) -> Result<i64> {
        let completion = Completion {
            resource_type: self.bulk.type_name(&self.call, index),
            request_id: self.bulk.request_id(&self.call, index),
            result,
        };
        completion.announce(tx, &self.p, &self.job)
    }
}

/// What an operation is answered.
struct Completion<'r> {
    resource_type: String,
    request_id: String,
    result: &'r OperationResult,
}

impl Completion<'_> {
    /// Writes it as a change (RFC 9967 §2.5.1.3): one for each operation, known by the transaction and, in a bulk
    /// request, the operation's index. Answers the change's number.
    fn announce(self, tx: &mut Conn, p: &Provisioning, job: &Job) -> Result<i64> {
        let id = self.result.location.as_deref().and_then(id_in);
        let ids: Vec<_> = id.into_iter().collect();
        let external_id = resources::external_ids(tx, &job.tenant, &ids)?
            .into_values()
            .next();
        let change = NewChange {
            tenant: job.tenant.clone(),
            at: p.now(),
            resource_type: self.resource_type,
            resource_id: id.unwrap_or(Uuid::nil()),
            operation: "answered".to_owned(),
            version: 0,
            connection_id: Some(job.connection_id),
            request_id: Some(self.request_id),
            before: None,
            after: Some(json!(self.result)),
            document: None,
            external_id,
            etag: None,
        };
        Ok(changes::append(tx, &change)?)
    }
}

/// The id at the end of a URL.
fn id_in(location: &str) -> Option<Uuid> {
    Uuid::try_parse(location.rsplit('/').next()?).ok()
}

async fn abandon(p: &Provisioning, job: Job) -> Result<()> {
    let verb = p.clone();
    p.store().write(move |tx| abandon_in(tx, &verb, &job)).await
}

/// Finishes a job without doing what is left of it: each operation of that is answered so.
pub(crate) fn abandon_in(tx: &mut Conn, p: &Provisioning, job: &Job) -> Result<()> {
    let now = p.now();
    // Nobody else holds it: nothing is lost, only renewed.
    if !jobs::hold(tx, job, now, &job.progress)? {
        return Ok(());
    }
    let mut progress = progress(&job.progress).unwrap_or_default();
    for (index, operation) in std::mem::take(&mut progress.unanswered) {
        let (resource_type, request_id) = (
            operation.resource_type.clone(),
            operation.request_id.clone(),
        );
        let result = operation.lost();
        let completion = Completion {
            resource_type,
            request_id,
            result: &result,
        };
        let number = completion.announce(tx, p, job)?;
        progress.announced.insert(index, number);
        progress.results.insert(index, result);
    }
    jobs::hold(tx, job, now, &written(&progress)?)?;
    Ok(jobs::finish(tx, job, now)?)
}

/// Gives a job back, to be claimed from `at` on.
async fn release(p: &Provisioning, job: Job, at: i64, attempts: i64) -> Result<()> {
    p.store()
        .write(move |tx| Ok::<_, Error>(jobs::release(tx, &job, at, attempts)?))
        .await
}
