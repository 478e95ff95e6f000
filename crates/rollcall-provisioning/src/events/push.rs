//! Events that are sent to their receiver (RFC 8935), from any replica but from one at a time: whoever sends
//! holds the stream's lease. Taking it, moving the position and giving it back are a transaction each; none is
//! open while the network is used.

use std::time::Duration;

use aws_lc_rs::rand;
use rollcall_storage::event_streams::{self, EventStream};
use rollcall_storage::{Conn, changes};
use uuid::Uuid;

use super::poll::shortened;
use super::set::{self, Set};
use super::streams::place;
use crate::{Error, Provisioning, Result, SECOND};

/// Streams that one look finds; the others are found by the next.
const DUE_STREAMS_MAX: i64 = 100;
/// Events that are sent under one lease.
const BATCH_EVENTS_MAX: i64 = 100;
const BACK_OFF_SECONDS_MAX: i64 = 30 * 60;
/// The lease outlasts the longest attempt by far, so that nobody else begins while one is under way.
const LEASE_ATTEMPTS: i64 = 3;

/// A stream that has something to send.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Due {
    /// The tenant's id.
    pub tenant: String,
    /// The stream's id.
    pub stream: Uuid,
}

/// A stream whose lease is ours, and what is to be sent, in this order.
pub struct Claimed {
    due: Due,
    lease: Uuid,
    /// Where to.
    pub endpoint: String,
    /// The whole `Authorization` header, if the receiver wants one. Not to be logged.
    pub authorization: Option<String>,
    /// What.
    pub sets: Vec<Set>,
    /// How long one attempt may take.
    pub timeout: Duration,
}

/// The streams that have something to send and that nobody is sending, of all tenants but `without`.
///
/// # Errors
/// When the database does not answer.
pub async fn due(p: &Provisioning, without: Vec<String>) -> Result<Vec<Due>> {
    let now = p.now();
    let streams = p
        .store()
        .read(move |conn| Ok::<_, Error>(event_streams::due(conn, now, &without, DUE_STREAMS_MAX)?))
        .await?;
    let due = |stream: EventStream| Due {
        tenant: stream.tenant,
        stream: stream.id,
    };
    Ok(streams.into_iter().map(due).collect())
}

/// Takes a stream's lease. `None` when somebody else has it, or there is nothing to send after all.
///
/// # Errors
/// When the database does not answer. Credentials that cannot be read pause the stream.
pub async fn claim(p: &Provisioning, due: &Due) -> Result<Option<Claimed>> {
    let registry = p.registry(&due.tenant).await?;
    let (verb, wanted, lease) = (p.clone(), due.clone(), Uuid::now_v7());
    let taken = p
        .store()
        .write(move |tx| {
            let now = verb.now();
            let stream = event_streams::lock(tx, &wanted.tenant, wanted.stream)?;
            let free = |stream: &EventStream| {
                let rests = stream.paused_at.is_some() || stream.next_attempt_at > now;
                !rests && stream.lease_until <= now
            };
            let Some(mut stream) = stream.filter(free) else {
                return Ok::<_, Error>(None);
            };
            if changes::numbers_after(tx, &stream.tenant, stream.position, 1)?.is_empty() {
                return Ok(None);
            }
            stream.lease_id = Some(lease);
            stream.lease_until = now + lease_micros(&verb);
            event_streams::update(tx, &stream)?;
            Ok(Some(stream))
        })
        .await?;
    let Some(stream) = taken else {
        return Ok(None);
    };
    let opened = stream
        .authorization
        .as_ref()
        .map(|sealed| p.issuer().open(&place(&stream.tenant, stream.id), sealed));
    let authorization = match opened.transpose() {
        Ok(authorization) => authorization,
        Err(error) => {
            let why = error.to_string();
            let now = p.now();
            change(p, due.clone(), lease, move |_, stream| {
                stop(stream, &why, now)
            })
            .await?;
            return Ok(None);
        }
    };
    let (verb, endpoint) = (p.clone(), stream.endpoint.clone().unwrap_or_default());
    let sets = p
        .store()
        .read(move |conn| {
            let (tenant, position) = (&stream.tenant, stream.position);
            let next = changes::numbers_after(conn, tenant, position, BATCH_EVENTS_MAX)?;
            set::fitting(conn, verb.issuer(), &registry, &stream, &next)
        })
        .await?;
    Ok(Some(Claimed {
        due: due.clone(),
        lease,
        endpoint,
        authorization,
        sets,
        timeout: Duration::from_secs(p.limits().push_seconds_max),
    }))
}

/// Notes that the receiver has acknowledged `set`, and answers whether the next one may be sent: the lease is
/// still ours and nobody has paused the stream.
///
/// # Errors
/// When the database does not answer; then the event will be sent again.
pub async fn delivered(p: &Provisioning, claimed: &Claimed, set: &Set) -> Result<bool> {
    let (number, now, lease) = (set.number, p.now(), lease_micros(p));
    change(p, claimed.due.clone(), claimed.lease, move |_, stream| {
        stream.position = stream.position.max(number);
        stream.attempts = 0;
        stream.last_error = None;
        stream.lease_until = now + lease;
        stream.paused_at.is_none()
    })
    .await
}

/// Notes that an attempt failed, gives the lease back, and answers whether the stream is given up: after
/// [`crate::Limits::push_attempts_max`] attempts in a row it is paused, and shows why.
///
/// # Errors
/// When the database does not answer; then the lease runs out by itself.
pub async fn failed(p: &Provisioning, claimed: &Claimed, why: &str) -> Result<bool> {
    let (now, attempts_max, why) = (p.now(), p.limits().push_attempts_max, shortened(why));
    let jitter = random()?;
    change(p, claimed.due.clone(), claimed.lease, move |_, stream| {
        stream.attempts += 1;
        if stream.attempts >= attempts_max {
            let attempts = stream.attempts;
            return stop(
                stream,
                &format!("gave up after {attempts} attempts: {why}"),
                now,
            );
        }
        stream.last_error = Some(why.clone());
        stream.next_attempt_at = now + back_off(stream.attempts, jitter);
        free(stream, now);
        false
    })
    .await
}

/// Gives the lease back.
///
/// # Errors
/// When the database does not answer; then the lease runs out by itself.
pub async fn release(p: &Provisioning, claimed: &Claimed) -> Result<()> {
    let now = p.now();
    change(p, claimed.due.clone(), claimed.lease, move |_, stream| {
        free(stream, now);
        true
    })
    .await
    .map(|_| ())
}

fn free(stream: &mut EventStream, now: i64) {
    stream.lease_id = None;
    stream.lease_until = now;
}

fn stop(stream: &mut EventStream, why: &str, now: i64) -> bool {
    stream.paused_at = Some(now);
    stream.last_error = Some(why.to_owned());
    free(stream, now);
    true
}

/// Changes a stream whose lease is still ours, and answers what `change` answers; false without the lease.
async fn change(
    p: &Provisioning,
    due: Due,
    lease: Uuid,
    change: impl Fn(&mut Conn, &mut EventStream) -> bool + Send + 'static,
) -> Result<bool> {
    p.store()
        .write(move |tx| {
            let locked = event_streams::lock(tx, &due.tenant, due.stream)?;
            let Some(mut stream) = locked.filter(|stream| stream.lease_id == Some(lease)) else {
                return Ok::<_, Error>(false);
            };
            let answer = change(tx, &mut stream);
            event_streams::update(tx, &stream)?;
            Ok(answer)
        })
        .await
}

fn lease_micros(p: &Provisioning) -> i64 {
    let seconds = i64::try_from(p.limits().push_seconds_max).unwrap_or(i64::from(u32::MAX));
    seconds
        .saturating_mul(LEASE_ATTEMPTS)
        .saturating_mul(SECOND)
}

/// How long to wait after so many failed attempts: 1, 2, 4 … seconds up to half an hour, of which up to a half
/// is left to chance, so that a receiver that comes back is not met by everybody at once.
pub(crate) fn back_off(attempts: i64, jitter: u16) -> i64 {
    let doublings = u32::try_from((attempts - 1).clamp(0, 30)).unwrap_or(0);
    let whole = (SECOND << doublings).min(BACK_OFF_SECONDS_MAX * SECOND);
    whole / 2 + whole / 2 * i64::from(jitter) / i64::from(u16::MAX)
}

/// A number that nobody guesses.
pub(crate) fn random() -> Result<u16> {
    let mut bytes = [0; 2];
    rand::fill(&mut bytes).map_err(|e| Error::Internal(Box::new(e)))?;
    Ok(u16::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_half_an_hour() {
        assert_eq!(back_off(1, u16::MAX), SECOND);
        assert_eq!(back_off(1, 0), SECOND / 2);
        assert_eq!(back_off(4, u16::MAX), 8 * SECOND);
        for attempts in [12, 64, i64::MAX] {
            assert_eq!(back_off(attempts, u16::MAX), 1800 * SECOND);
        }
    }
}
