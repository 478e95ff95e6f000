//! Jobs: requests that are answered later. Whoever works on one holds its lease.
//!
//! A tenant's jobs are worked off one after the other, in the order of their ids; those of different tenants
//! at the same time. A holder that outlived its lease finds that out by [`hold`], in the transaction of its
//! work, and must then leave everything as it is: so each job is done once.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use uuid::Uuid;

use crate::id::Id;
use crate::schema::jobs;
use crate::{Conn, Error};

/// A job to enqueue.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// The tenant's id.
    pub tenant: String,
    /// Its own id; greater than those of earlier ones.
    pub id: Uuid,
    /// The connection that asked.
    pub connection_id: Uuid,
    /// Microseconds since the Unix epoch, as all times here.
    pub created_at: i64,
    /// What is to be done, encrypted.
    pub request: Vec<u8>,
    /// What is known of it before anything is done; JSON.
    pub progress: String,
}

/// A job in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The tenant's id.
    pub tenant: String,
    /// Its own id.
    pub id: Uuid,
    /// The connection that asked.
    pub connection_id: Uuid,
    /// How many times it was claimed, this time included.
    pub attempts: i64,
    /// What is to be done, encrypted; empty where that is gone.
    pub request: Vec<u8>,
    /// How far an earlier attempt came; JSON, or empty.
    pub progress: String,
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// What came of it so far; JSON, or empty.
    pub progress: String,
    /// When it was finished, if it was.
    pub finished_at: Option<i64>,
}

#[derive(Insertable)]
#[diesel(table_name = jobs)]
struct NewRow<'a> {
    tenant_id: &'a str,
    id: Id,
    connection_id: Id,
    created_at: i64,
    lease_until: i64,
    attempts: i64,
    request: &'a [u8],
    progress: &'a str,
}

/// Adds a job.
///
/// # Errors
/// [`Error::Reference`] when the tenant has no such connection.
pub fn enqueue(conn: &mut Conn, job: &NewJob) -> Result<(), Error> {
    let row = NewRow {
        tenant_id: &job.tenant,
        id: Id(job.id),
        connection_id: Id(job.connection_id),
        created_at: job.created_at,
        lease_until: 0,
        attempts: 0,
        request: &job.request,
        progress: &job.progress,
    };
    diesel::insert_into(jobs::table)
        .values(&row)
        .execute(&mut conn.db)?;
    Ok(())
}

/// What a tenant has waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Jobs that are not finished.
    pub count: i64,
    /// The bytes of their requests.
    pub bytes: i64,
}

/// How many jobs of the tenant are not finished, and how long their requests are.
///
/// # Errors
/// Only the database's own.
pub fn waiting(conn: &mut Conn, tenant: &str) -> Result<Waiting, Error> {
    let open = jobs::table
        .filter(jobs::tenant_id.eq(tenant))
        .filter(jobs::finished_at.is_null());
    let all = sql::<(BigInt, BigInt)>(
        "count(*), CAST(coalesce(sum(octet_length(request)), 0) AS BIGINT)",
    );
    let (count, bytes) = open.select(all).first(&mut conn.db)?;
    Ok(Waiting { count, bytes })
}

/// The tenants that have jobs which are not finished, at most `limit`. The one question that is asked over
/// all tenants: it reads nothing but their ids.
///
/// # Errors
/// Only the database's own.
pub fn tenants_with_jobs(conn: &mut Conn, limit: i64) -> Result<Vec<String>, Error> {
    Ok(jobs::table
        .filter(jobs::finished_at.is_null())
        .select(jobs::tenant_id)
        .distinct()
        .limit(limit)
        .load(&mut conn.db)?)
}

/// Takes the lease of the tenant's oldest job that is not finished, unless somebody holds it at `now`.
///
/// # Errors
/// Only the database's own.
pub fn claim(
    conn: &mut Conn,
    tenant: &str,
    now: i64,
    lease_until: i64,
) -> Result<Option<Job>, Error> {
    let oldest: Option<Id> = jobs::table
        .filter(jobs::tenant_id.eq(tenant))
        .filter(jobs::finished_at.is_null())
        .order(jobs::id)
        .select(jobs::id)
        .first(&mut conn.db)
        .optional()?;
    let Some(id) = oldest else {
        return Ok(None);
    };
    let free = jobs::table
        .find((tenant, id))
        .filter(jobs::finished_at.is_null())
        .filter(jobs::lease_until.le(now));
    let claimed = diesel::update(free)
        .set((
            jobs::lease_until.eq(lease_until),
            jobs::attempts.eq(jobs::attempts + 1),
        ))
        .execute(&mut conn.db)?;
    if claimed == 0 {
        return Ok(None);
    }
    let (connection_id, attempts, request, progress): (Id, i64, Option<Vec<u8>>, String) =
        jobs::table
            .find((tenant, id))
            .select((
                jobs::connection_id,
                jobs::attempts,
                jobs::request,
                jobs::progress,
            ))
            .first(&mut conn.db)?;
    Ok(Some(Job {
        tenant: tenant.to_owned(),
        id: id.0,
        connection_id: connection_id.0,
        attempts,
        request: request.unwrap_or_default(),
        progress,
    }))
}

/// Renews the lease in the transaction that does the work, with what is done by then; answers whether it is
/// still the holder's. If so, nobody else gets it before the transaction ends.
///
/// # Errors
/// Only the database's own.
pub fn hold(conn: &mut Conn, job: &Job, lease_until: i64, progress: &str) -> Result<bool, Error> {
    let held = jobs::table
        .find((&job.tenant, Id(job.id)))
        .filter(jobs::finished_at.is_null())
        .filter(jobs::attempts.eq(job.attempts));
    let renewed = diesel::update(held)
        .set((
            jobs::lease_until.eq(lease_until),
            jobs::progress.eq(progress),
        ))
        .execute(&mut conn.db)?;
    Ok(renewed > 0)
}

/// Gives the lease back, to be taken from `at` on; `attempts` is how many are counted from then on. Nothing
/// happens if it is somebody else's by now.
///
/// # Errors
/// Only the database's own.
pub fn release(conn: &mut Conn, job: &Job, at: i64, attempts: i64) -> Result<(), Error> {
    let held = jobs::table
        .find((&job.tenant, Id(job.id)))
        .filter(jobs::attempts.eq(job.attempts));
    diesel::update(held)
        .set((jobs::lease_until.eq(at), jobs::attempts.eq(attempts)))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Marks a job as finished, in the transaction that did the last of its work. Its request is forgotten.
///
/// # Errors
/// Only the database's own.
pub fn finish(conn: &mut Conn, job: &Job, at: i64) -> Result<(), Error> {
    diesel::update(jobs::table.find((&job.tenant, Id(job.id))))
        .set((jobs::finished_at.eq(at), jobs::request.eq(None::<Vec<u8>>)))
        .execute(&mut conn.db)?;
    Ok(())
}

/// Every open job of the tenant, whoever holds it, in order and without its request.
///
/// # Errors
/// Only the database's own.
pub fn open(conn: &mut Conn, tenant: &str) -> Result<Vec<Job>, Error> {
    let rows: Vec<(Id, Id, i64, String)> = jobs::table
        .filter(jobs::tenant_id.eq(tenant))
        .filter(jobs::finished_at.is_null())
        .order(jobs::id)
        .select((
            jobs::id,
            jobs::connection_id,
            jobs::attempts,
            jobs::progress,
        ))
        .load(&mut conn.db)?;
    let job = |(id, connection_id, attempts, progress): (Id, Id, i64, String)| Job {
        tenant: tenant.to_owned(),
        id: id.0,
        connection_id: connection_id.0,
        attempts,
        request: Vec::new(),
        progress,
    };
    Ok(rows.into_iter().map(job).collect())
}

/// Where the job of that id stands.
///
/// # Errors
/// Only the database's own.
pub fn find(conn: &mut Conn, tenant: &str, id: Uuid) -> Result<Option<State>, Error> {
    let row: Option<(String, Option<i64>)> = jobs::table
        .find((tenant, Id(id)))
        .select((jobs::progress, jobs::finished_at))
        .first(&mut conn.db)
        .optional()?;
    Ok(row.map(|(progress, finished_at)| State {
        progress,
        finished_at,
    }))
}

/// Forgets the tenant's jobs that were finished before `at`, and answers how many.
///
/// # Errors
/// Only the database's own.
pub fn forget_finished(conn: &mut Conn, tenant: &str, at: i64) -> Result<usize, Error> {
    let old = jobs::table
        .filter(jobs::tenant_id.eq(tenant))
        .filter(jobs::finished_at.lt(at));
    Ok(diesel::delete(old).execute(&mut conn.db)?)
}
