//! Events that their receiver asks for (RFC 8936).

use std::collections::BTreeSet;

use rollcall_storage::event_streams::{self, EventStream};
use rollcall_storage::{Conn, changes};
use uuid::Uuid;

use super::set::{self, Set};
use super::streams::{POLL, unknown};
use crate::{Error, Provisioning, Result};

/// How far ahead of the first unacknowledged event a receiver is told more: as many may be acknowledged out of
/// order, and no more have to be remembered.
const WINDOW_EVENTS_MAX: i64 = 1_000;
const ERROR_CHARACTERS_MAX: usize = 300;

/// What a receiver has not acknowledged yet.
#[derive(Debug, Clone)]
pub struct Outstanding {
    /// The first of it, in order.
    pub sets: Vec<Set>,
    /// Whether there is more.
    pub more_available: bool,
    /// Whether there will be nothing until the stream is resumed.
    pub paused: bool,
}

/// Takes a receiver's acknowledgements, and what it could not use (`jti`, why): neither comes again. Any order
/// will do; a `jti` that is not of an outstanding event changes nothing. Errors are kept for the administrator.
///
/// # Errors
/// [`crate::Error::Unknown`] when the tenant has no stream of that id, [`crate::Error::Input`] when it pushes.
pub async fn acknowledge(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    acknowledged: Vec<String>,
    errors: Vec<(String, String)>,
) -> Result<()> {
    let stream_id = parse(tenant, id)?;
    let (tenant, id) = (tenant.to_owned(), id.to_owned());
    p.store()
        .write(move |tx| {
            let locked = event_streams::lock(tx, &tenant, stream_id)?;
            let mut stream = polled(locked, &tenant, &id)?;
            let jtis = acknowledged.iter().chain(errors.iter().map(|(jti, _)| jti));
            let numbers = jtis.filter_map(|jti| set::number(stream.id, jti)).collect();
            let outstanding = if errors.is_empty() {
                Vec::new()
            } else {
                waiting(tx, &stream)?
            };
            let known = settle(tx, &mut stream, numbers)?;
            let reported = errors.iter().rfind(|(jti, _)| {
                set::number(stream.id, jti).is_some_and(|number| outstanding.contains(&number))
            });
            if let Some((jti, why)) = reported {
                stream.last_error = Some(shortened(&format!(
                    "the receiver could not use {jti}: {why}"
                )));
            }
            event_streams::update(tx, &stream)?;
            event_streams::set_acknowledged(tx, &tenant, stream.id, &known)?;
            Ok(())
        })
        .await
}

/// Moves the position over what is acknowledged without a gap, and answers the numbers beyond it.
fn settle(tx: &mut Conn, stream: &mut EventStream, new: BTreeSet<i64>) -> Result<Vec<i64>> {
    let window = changes::numbers_after(tx, &stream.tenant, stream.position, WINDOW_EVENTS_MAX)?;
    let mut known = new;
    known.extend(event_streams::acknowledged(tx, &stream.tenant, stream.id)?);
    let done = window
        .iter()
        .take_while(|number| known.contains(number))
        .count();
    if let Some(last) = done.checked_sub(1).and_then(|last| window.get(last)) {
        stream.position = *last;
    }
    let beyond = window.into_iter().skip(done);
    Ok(beyond.filter(|number| known.contains(number)).collect())
}

/// The first events, at most `events_max`, that are not acknowledged.
///
/// # Errors
/// [`crate::Error::Unknown`] when the tenant has no stream of that id, [`crate::Error::Input`] when it pushes.
pub async fn outstanding(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    events_max: usize,
) -> Result<Outstanding> {
    let stream_id = parse(tenant, id)?;
    let registry = p.registry(tenant).await?;
    let (verb, tenant, id) = (p.clone(), tenant.to_owned(), id.to_owned());
    p.store()
        .read(move |conn| {
            let stream = polled(event_streams::find(conn, &tenant, stream_id)?, &tenant, &id)?;
            let paused = stream.paused_at.is_some();
            let mut numbers = if paused {
                Vec::new()
            } else {
                waiting(conn, &stream)?
            };
            let waiting = numbers.len();
            numbers.truncate(events_max);
            let sets = set::fitting(conn, verb.issuer(), &registry, &stream, &numbers)?;
            Ok(Outstanding {
                more_available: sets.len() < waiting,
                sets,
                paused,
            })
        })
        .await
}

/// The numbers of the events in the window that are not acknowledged.
fn waiting(conn: &mut Conn, stream: &EventStream) -> Result<Vec<i64>> {
    let known = event_streams::acknowledged(conn, &stream.tenant, stream.id)?;
    let mut numbers =
        changes::numbers_after(conn, &stream.tenant, stream.position, WINDOW_EVENTS_MAX)?;
    numbers.retain(|number| known.binary_search(number).is_err());
    Ok(numbers)
}

fn parse(tenant: &str, id: &str) -> Result<Uuid> {
    Uuid::try_parse(id).map_err(|_| unknown(tenant, id))
}

/// A receiver's words, as far as they go into a list.
pub(crate) fn shortened(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(ERROR_CHARACTERS_MAX).collect()
}

/// The poll stream of that id.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has none such, [`Error::Input`] when it is a push stream.
fn polled(stream: Option<EventStream>, tenant: &str, id: &str) -> Result<EventStream> {
    let stream = stream.ok_or_else(|| unknown(tenant, id))?;
    if stream.delivery != POLL {
        return Err(Error::Input(
            "This event stream pushes; it cannot be polled. Make another one for polling."
                .to_owned(),
        ));
    }
    Ok(stream)
}
