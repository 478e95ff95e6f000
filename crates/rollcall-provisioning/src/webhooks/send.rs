//! Sending, from any replica but to each webhook from one at a time: whoever sends holds its lease. Taking it, noting what
//! came of an attempt and giving it back are a transaction each; none is open while the network is used.

use std::time::Duration;

use jiff::Timestamp;
use rollcall_mapping::Mapping;
use rollcall_storage::webhooks::{self, Attempt, Webhook};
use rollcall_storage::{Conn, feeds as rows};
use scim_core::schema::Registry;
use serde_json::json;
use uuid::Uuid;

use super::manage::{ATTEMPTS_KEPT, done_to, place};
use crate::audit::note;
use crate::events::{back_off, random, shortened};
use crate::feeds::items;
use crate::signatures::moment;
use crate::{Error, Provisioning, Result, SECOND};

/// Webhooks that one look finds; the others are found by the next.
const DUE_MAX: i64 = 100;
/// Messages that are sent under one lease.
const BATCH_MAX: i64 = 50;
/// The lease outlasts the longest attempt by far, so that nobody else begins while one is under way.
const LEASE_ATTEMPTS: i64 = 3;
/// What a receiver answers that wants nothing more.
const GONE: u16 = 410;

/// A webhook that has something to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Due {
    /// The tenant's id.
    pub tenant: String,
    /// The webhook's id.
    pub webhook: Uuid,
}

/// A webhook whose lease is ours, and what is to be sent, in this order.
pub struct Claimed {
    due: Due,
    until: i64,
    signer: standardwebhooks::Webhook,
    /// Where to.
    pub url: String,
    /// What.
    pub messages: Vec<Message>,
    /// How long one attempt may take.
    pub timeout: Duration,
}

/// A message to be sent.
#[derive(Debug, Clone)]
pub struct Message {
    seq: Option<i64>,
    /// Its `webhook-id`, the same each time that it is sent.
    pub id: String,
    /// JSON: `{"type", "timestamp", "data"}`.
    pub body: String,
}

/// What came of an attempt.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The HTTP status of the answer, if there was one.
    pub status: Option<u16>,
    /// Why it was not taken, if it was not.
    pub error: Option<String>,
    /// How long it took.
    pub took: Duration,
}

impl Claimed {
    /// The headers that a message is sent with at this time.
    ///
    /// # Errors
    /// None in practice: a message is UTF-8.
    pub fn headers(&self, message: &Message, now: i64) -> Result<[(&'static str, String); 3]> {
        let seconds = now / SECOND;
        let signature = self
            .signer
            .sign(&message.id, seconds, message.body.as_bytes())
            .map_err(|error| Error::Internal(Box::new(error)))?;
        Ok([
            (standardwebhooks::HEADER_WEBHOOK_ID, message.id.clone()),
            (
                standardwebhooks::HEADER_WEBHOOK_TIMESTAMP,
                seconds.to_string(),
            ),
            (standardwebhooks::HEADER_WEBHOOK_SIGNATURE, signature),
        ])
    }
}

/// The webhooks that have something to be sent and that nobody sends to, of all tenants but `without`.
///
/// # Errors
/// When the database does not answer.
pub async fn due(p: &Provisioning, without: Vec<String>) -> Result<Vec<Due>> {
    let now = p.now();
    let found = p
        .store()
        .read(move |conn| Ok::<_, Error>(webhooks::due(conn, now, &without, DUE_MAX)?));
    let due = |(tenant, webhook)| Due { tenant, webhook };
    Ok(found.await?.into_iter().map(due).collect())
}

/// Takes a webhook's lease. `None` when somebody else has it, or there is nothing to send after all.
///
/// # Errors
/// When the database does not answer. A secret that cannot be read disables the webhook.
pub async fn claim(p: &Provisioning, due: &Due) -> Result<Option<Claimed>> {
    let (now, until, wanted) = (p.now(), lease_until(p), due.clone());
    let taken = p.store().write(move |tx| {
        let webhook = webhooks::lock(tx, &wanted.tenant, wanted.webhook)?;
        let free = |it: &Webhook| {
            it.disabled_at.is_none() && it.next_attempt_at <= now && it.lease_until <= now
        };
        let Some(mut webhook) = webhook.filter(free) else {
            return Ok::<_, Error>(None);
        };
        let feed = rows::find(tx, &wanted.tenant)?;
        let forgotten = feed.map_or(0, |feed| feed.forgotten_seq);
        // What is no longer kept cannot be sent.
        webhook.position = webhook.position.max(forgotten);
        webhook.again.retain(|seq| *seq > forgotten);
        webhook.lease_until = until;
        webhooks::update(tx, &webhook)?;
        Ok(Some(webhook))
    });
    let Some(webhook) = taken.await? else {
        return Ok(None);
    };
    let signer = match signer(p, &webhook) {
        Ok(signer) => signer,
        Err(error) => {
            let why = error.to_string();
            change(p, due.clone(), until, move |_, webhook| {
                disable(webhook, &why, now);
                Ok(true)
            })
            .await?;
            return Ok(None);
        }
    };
    let url = webhook.url.clone();
    let current = p.mappings().of(p, &due.tenant).await?;
    let registry = p.registry(&due.tenant).await?;
    let now = moment(p);
    let messages = p
        .store()
        .read(move |conn| messages(conn, &registry, &current.mapping, now, &webhook));
    Ok(Some(Claimed {
        due: due.clone(),
        until,
        signer,
        url,
        messages: messages.await?,
        timeout: Duration::from_secs(p.limits().push_seconds_max),
    }))
}

fn signer(p: &Provisioning, webhook: &Webhook) -> Result<standardwebhooks::Webhook> {
    let place = place(&webhook.tenant, webhook.id);
    let broken = || {
        Error::Input(
            "The webhook's secret cannot be read with this secret key (ROLLCALL_SECRET_KEY); make the webhook anew."
                .to_owned(),
        )
    };
    let secret = p
        .issuer()
        .open(&place, &webhook.secret)
        .map_err(|_| broken())?;
    standardwebhooks::Webhook::new(&secret).map_err(|_| broken())
}

/// What is to be sent: first what is to be sent once more.
fn messages(
    conn: &mut Conn,
    registry: &Registry,
    mapping: &Mapping,
    now: Timestamp,
    webhook: &Webhook,
) -> Result<Vec<Message>> {
    let tenant = &webhook.tenant;
    let mut found = rows::find_all(conn, tenant, &webhook.again)?;
    found.extend(rows::after(conn, tenant, webhook.position, BATCH_MAX)?);
    let items = items(conn, tenant, registry, mapping, now, &found)?;
    let message = |(row, item): (&rows::Announcement, crate::feeds::Item)| {
        let body = json!({ "type": item.kind, "timestamp": item.at, "data": item });
        Message {
            seq: Some(row.seq),
            id: format!("msg_{}_{}", webhook.id.simple(), row.seq),
            body: body.to_string(),
        }
    };
    Ok(found.iter().zip(items).map(message).collect())
}

/// Notes what came of an attempt, and answers whether the next message may be sent: it was taken, and the lease is still
/// ours. After a failure the lease is given back; a webhook that has failed for
/// [`crate::Limits::webhook_failing_hours_max`] is disabled, and so is one that answers 410.
///
/// # Errors
/// When the database does not answer; then the message will be sent again.
pub async fn settle(
    p: &Provisioning,
    claimed: &mut Claimed,
    message: &Message,
    outcome: &Outcome,
) -> Result<bool> {
    const HOUR: i64 = 3_600 * SECOND;
    let (now, until, jitter) = (p.now(), lease_until(p), random()?);
    let (attempt, seq) = (attempt(message, outcome, now), message.seq);
    let is_gone = outcome.status == Some(GONE);
    let failing_max = p.limits().webhook_failing_hours_max.saturating_mul(HOUR);
    let due = claimed.due.clone();
    let go_on = change(p, claimed.due.clone(), claimed.until, move |tx, webhook| {
        webhooks::add_attempt(tx, &due.tenant, due.webhook, &attempt, ATTEMPTS_KEPT)?;
        let Some(why) = &attempt.error else {
            if let Some(seq) = seq {
                let waited = webhook.again.len();
                webhook.again.retain(|it| *it != seq);
                if webhook.again.len() == waited {
                    webhook.position = webhook.position.max(seq);
                }
            }
            webhook.attempts = 0;
            webhook.failing_since = None;
            webhook.last_error = None;
            webhook.lease_until = until;
            return Ok(true);
        };
        webhook.attempts += 1;
        let since = *webhook.failing_since.get_or_insert(now);
        webhook.last_error = Some(why.clone());
        webhook.next_attempt_at = now + back_off(webhook.attempts, jitter);
        webhook.lease_until = now;
        if is_gone {
            disable(
                webhook,
                "the receiver answered 410: it wants nothing more",
                now,
            );
        } else if now - since >= failing_max {
            let attempts = webhook.attempts;
            disable(
                webhook,
                &format!("gave up after {attempts} attempts: {why}"),
                now,
            );
        }
        Ok(false)
    })
    .await?;
    if go_on {
        claimed.until = until;
    }
    Ok(go_on)
}

fn attempt(message: &Message, outcome: &Outcome, now: i64) -> Attempt {
    Attempt {
        id: Uuid::now_v7(),
        seq: message.seq,
        at: now,
        milliseconds: i64::try_from(outcome.took.as_millis()).unwrap_or(i64::MAX),
        status: outcome.status.map(i64::from),
        error: outcome.error.as_deref().map(shortened),
    }
}

fn disable(webhook: &mut Webhook, why: &str, now: i64) {
    webhook.disabled_at = Some(now);
    webhook.last_error = Some(why.to_owned());
    webhook.lease_until = now;
}

/// Gives the lease back.
///
/// # Errors
/// When the database does not answer; then the lease runs out by itself.
pub async fn release(p: &Provisioning, claimed: &Claimed) -> Result<()> {
    let now = p.now();
    let released = change(p, claimed.due.clone(), claimed.until, move |_, webhook| {
        webhook.lease_until = now;
        Ok(true)
    });
    released.await.map(|_| ())
}

/// A message that says nothing, to see whether the receiver takes and verifies what it is sent.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has no such webhook; [`Error::Input`] when its secret cannot be read.
pub async fn test(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Claimed> {
    let webhook = super::find(p, tenant, id_or_name).await?;
    note(p, tenant, done_to("webhook.test", &webhook)).await?;
    let at = scim_core::format_instant(p.now());
    let body = json!({ "type": "test", "timestamp": at, "data": { "webhook": webhook.name } });
    let message = Message {
        seq: None,
        id: format!("msg_{}", Uuid::now_v7().simple()),
        body: body.to_string(),
    };
    Ok(Claimed {
        signer: signer(p, &webhook)?,
        due: Due {
            tenant: webhook.tenant,
            webhook: webhook.id,
        },
        until: 0,
        url: webhook.url,
        messages: vec![message],
        timeout: Duration::from_secs(p.limits().push_seconds_max),
    })
}

/// Notes what came of a test.
///
/// # Errors
/// When the database does not answer.
pub async fn tested(
    p: &Provisioning,
    claimed: &Claimed,
    message: &Message,
    outcome: &Outcome,
) -> Result<()> {
    let (due, attempt) = (claimed.due.clone(), attempt(message, outcome, p.now()));
    let noted = p.store().write(move |tx| {
        if webhooks::lock(tx, &due.tenant, due.webhook)?.is_some() {
            webhooks::add_attempt(tx, &due.tenant, due.webhook, &attempt, ATTEMPTS_KEPT)?;
        }
        Ok::<_, Error>(())
    });
    noted.await
}

/// Changes a webhook whose lease is still ours, and answers what `change` answers; false without the lease.
async fn change(
    p: &Provisioning,
    due: Due,
    held: i64,
    change: impl Fn(&mut Conn, &mut Webhook) -> Result<bool> + Send + 'static,
) -> Result<bool> {
    p.store()
        .write(move |tx| {
            let locked = webhooks::lock(tx, &due.tenant, due.webhook)?;
            let Some(mut webhook) = locked.filter(|it| it.lease_until == held) else {
                return Ok::<_, Error>(false);
            };
            let answer = change(tx, &mut webhook)?;
            webhooks::update(tx, &webhook)?;
            Ok(answer)
        })
        .await
}

fn lease_until(p: &Provisioning) -> i64 {
    let seconds = i64::try_from(p.limits().push_seconds_max).unwrap_or(i64::from(u32::MAX));
    let lease = seconds
        .saturating_mul(LEASE_ATTEMPTS)
        .saturating_mul(SECOND);
    p.now().saturating_add(lease)
}
