//! Writing what was noted, many at a time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rollcall_storage::request_log::{self as rows, Logged as Row, NOBODYS};
use scim_core::schema::Registry;
use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;

use super::context::Context;
use super::log::{Message, RequestLog};
use super::{Exchange, entry, retention};
use crate::{Error, Provisioning, Result};

/// How long exchanges gather before they are written.
const GATHER: Duration = Duration::from_millis(100);
/// So many are written at once: the more, the fewer pages of indexes are written twice, and the longer others wait.
const BATCH_MAX: usize = 1_000;
/// How often it is looked whether the program ends.
const LOOK_PERIOD: Duration = Duration::from_millis(200);
/// How often a batch is tried that the database has no time for.
const ATTEMPTS: u32 = 4;

/// Writes until `stop` says so and nothing is left. One worker of each replica does; a second one ends at once.
pub async fn work(p: &Provisioning, stop: &dyn Fn() -> bool) {
    let log = p.request_log();
    let Some(mut receiver) = log.receiver() else {
        return;
    };
    loop {
        match tokio::time::timeout(LOOK_PERIOD, receiver.recv()).await {
            Ok(None) => break,
            Ok(Some(first)) => {
                let (exchanges, flushes) = gather(first, &mut receiver, log).await;
                write(p, exchanges).await;
                for flush in flushes {
                    // Whoever asked may have gone.
                    let _ = flush.send(());
                }
            }
            Err(_) if stop() => break,
            Err(_) => {}
        }
    }
    log.ended();
}

/// Those that come within a moment after the first. Nobody listens meanwhile: to wake somebody for each would cost a request more than
/// all else that is done here for it.
async fn gather(
    first: Message,
    receiver: &mut Receiver<Message>,
    log: &RequestLog,
) -> (Vec<Exchange>, Vec<oneshot::Sender<()>>) {
    let (mut exchanges, mut flushes) = (Vec::new(), Vec::new());
    let mut take = |message| match message {
        Message::Exchange(exchange) => exchanges.push(*exchange),
        Message::Flush(flush) => flushes.push(flush),
    };
    if matches!(first, Message::Exchange(_)) && receiver.len() < BATCH_MAX {
        tokio::select! {
            () = tokio::time::sleep(GATHER) => {}
            () = log.hurried() => {}
        }
    }
    take(first);
    let further = std::iter::from_fn(|| receiver.try_recv().ok());
    further.take(BATCH_MAX).for_each(take);
    (exchanges, flushes)
}

/// Whose they were, and what they are told apart by.
type Groups = BTreeMap<Arc<str>, Vec<Exchange>>;

async fn write(p: &Provisioning, exchanges: Vec<Exchange>) {
    if exchanges.is_empty() {
        return;
    }
    let log = p.request_log();
    let bytes = exchanges.iter().map(Exchange::bytes).sum();
    let mut groups = Groups::new();
    for exchange in exchanges {
        let tenant = exchange.tenant.clone().unwrap_or_else(|| NOBODYS.into());
        groups.entry(tenant).or_default().push(exchange);
    }
    let mut prepared = Vec::new();
    for (tenant, exchanges) in groups {
        let number = exchanges.len();
        match prepare(p, &tenant, exchanges).await {
            Ok(rows) if rows.is_empty() => {}
            Ok(rows) => prepared.push((tenant, rows)),
            Err(error) => lose(p, number, &error),
        }
    }
    for tenant in append_all(p, prepared).await {
        if let Err(error) = retention::make_room(p, &tenant).await {
            tracing::warn!(tenant = &*tenant, cause = %error, "old requests could not be forgotten");
        }
    }
    log.written(bytes);
}

fn lose(p: &Provisioning, number: usize, error: &Error) {
    p.request_log().drop_some(number);
    tracing::warn!(requests = number, cause = %error, "requests could not be written into the request log, and are dropped");
}

/// The entries of one tenant's exchanges. An exchange of which none can be made costs the others nothing.
async fn prepare(p: &Provisioning, tenant: &str, exchanges: Vec<Exchange>) -> Result<Vec<Row>> {
    let registry = registry_of(p, tenant).await;
    let context = Context::read(p, tenant, &registry, &exchanges).await;
    let verb = p.clone();
    // It parses and encrypts: nothing for a thread that serves others too.
    let made = tokio::task::spawn_blocking(move || {
        let make = |exchange| entry::make(&verb, &context, exchange);
        exchanges.iter().map(make).collect::<Vec<_>>()
    });
    let made = made
        .await
        .map_err(|error| Error::Internal(Box::new(error)))?;
    let mut rows = Vec::with_capacity(made.len());
    for row in made {
        match row {
            Ok(row) => rows.push(row),
            Err(error) => lose(p, 1, &error),
        }
    }
    Ok(rows)
}

/// Entries of some tenants.
type Prepared = Vec<(Arc<str>, Vec<Row>)>;

/// Writes entries in one transaction; where the database takes them not, tenant by tenant, and then one by one, so that what
/// cannot be written takes nothing else with it. Answers the tenants whose requests take too much.
async fn append_all(p: &Provisioning, prepared: Prepared) -> Vec<Arc<str>> {
    let mut full = Vec::new();
    let mut waiting = vec![prepared];
    while let Some(these) = waiting.pop() {
        if these.is_empty() {
            continue;
        }
        let these = Arc::new(these);
        match append(p, &these, p.limits().request_log_bytes_max).await {
            Ok(of) => {
                full.extend(of);
                tell(p, &these);
            }
            // It is not for what they are that they are not taken.
            Err(error) if matches!(error, Error::Unavailable { .. }) => {
                lose(p, number_of(&these), &error);
            }
            Err(error) if number_of(&these) <= 1 => lose(p, 1, &error),
            // The last one is taken first.
            Err(_) => waiting.extend(parts(&these).into_iter().rev()),
        }
    }
    full.sort();
    full.dedup();
    full
}

fn number_of(prepared: &Prepared) -> usize {
    prepared.iter().map(|(_, rows)| rows.len()).sum()
}

/// Each tenant's by themselves; of one tenant, each entry.
fn parts(prepared: &Prepared) -> Vec<Prepared> {
    match prepared.as_slice() {
        [(tenant, rows)] => {
            let one = |row: &Row| vec![(tenant.clone(), vec![row.clone()])];
            rows.iter().map(one).collect()
        }
        several => several.iter().map(|it| vec![it.clone()]).collect(),
    }
}

fn tell(p: &Provisioning, written: &Prepared) {
    for (tenant, rows) in written.iter().filter(|_| p.request_log().is_followed()) {
        for row in rows {
            p.request_log().tell(tenant, row.short());
        }
    }
}

async fn registry_of(p: &Provisioning, tenant: &str) -> Arc<Registry> {
    let common = p.common_registry().clone();
    if tenant == NOBODYS {
        return common;
    }
    p.registry(tenant).await.unwrap_or(common)
}

async fn append(
    p: &Provisioning,
    prepared: &Arc<Prepared>,
    bytes_max: i64,
) -> Result<Vec<Arc<str>>> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let these = prepared.clone();
        let done = p.store().write(move |tx| {
            let mut full = Vec::new();
            for (tenant, rows) in these.iter() {
                if rows::append(tx, tenant, rows)? > bytes_max {
                    full.push(tenant.clone());
                }
            }
            Ok::<_, Error>(full)
        });
        match done.await {
            Err(error) if error.is_busy() && attempt < ATTEMPTS => {
                tokio::time::sleep(GATHER * attempt).await;
            }
            other => return other,
        }
    }
}
