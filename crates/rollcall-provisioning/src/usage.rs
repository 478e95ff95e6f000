//! What is counted in memory and written down every few seconds, so that a request costs no extra write:
//! when a token was last used, and which attributes were received and dropped.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rollcall_storage::{Store, observations, tokens};
use uuid::Uuid;

use crate::auth::Caller;
use crate::{Error, Result};

/// The last use of a token.
#[derive(Debug, Clone)]
pub(crate) struct LastUse {
    pub at: i64,
    pub address: Option<String>,
    pub agent: Option<String>,
}

/// Sightings of one attribute path that was not kept.
#[derive(Debug, Clone, Copy)]
struct Sightings {
    count: i64,
    first: i64,
    last: i64,
}

type TokenKey = (String, Uuid);
type PathKey = (String, Uuid, String);

#[derive(Default)]
struct Pending {
    tokens: HashMap<TokenKey, LastUse>,
    dropped: HashMap<PathKey, Sightings>,
}

/// Counts that are not yet in the database. Losing them in a crash loses no resource.
pub(crate) struct Usage {
    pending: Mutex<Pending>,
    paths_max: usize,
}

impl Usage {
    pub(crate) fn new(paths_max: usize) -> Self {
        Self {
            pending: Mutex::default(),
            paths_max,
        }
    }

    /// A poisoned lock only means that a count may be one short.
    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn token_used(&self, tenant: &str, token: Uuid, last_use: LastUse) {
        self.pending()
            .tokens
            .insert((tenant.to_owned(), token), last_use);
    }

    /// Counts attributes that were received from `caller` and not kept.
    pub(crate) fn dropped(&self, caller: &Caller, paths: &[String], at: i64) {
        if paths.is_empty() {
            return;
        }
        let mut pending = self.pending();
        for path in paths {
            let key = (caller.tenant.to_string(), caller.connection, path.clone());
            if pending.dropped.len() >= self.paths_max && !pending.dropped.contains_key(&key) {
                continue; // A client that invents a name per request must not fill the memory.
            }
            let seen = pending.dropped.entry(key).or_insert(Sightings {
                count: 0,
                first: at,
                last: at,
            });
            seen.count += 1;
            seen.last = at;
        }
    }

    /// Writes what has gathered; on failure it stays for the next time.
    pub(crate) async fn flush(&self, store: &Store) -> Result<()> {
        let Pending { tokens, dropped } = std::mem::take(&mut *self.pending());
        if tokens.is_empty() && dropped.is_empty() {
            return Ok(());
        }
        let uses: Vec<_> = tokens
            .iter()
            .map(|(key, last)| token_use(key, last))
            .collect();
        let observed: Vec<_> = dropped
            .iter()
            .map(|(key, seen)| observation(key, seen))
            .collect();
        let written = store
            .write(move |tx| {
                tokens::record_use(tx, &uses)?;
                observations::record(tx, &observed)?;
                Ok::<_, Error>(())
            })
            .await;
        if written.is_err() {
            self.put_back(tokens, dropped);
        }
        written
    }

    fn put_back(&self, tokens: HashMap<TokenKey, LastUse>, dropped: HashMap<PathKey, Sightings>) {
        let mut pending = self.pending();
        for (key, last) in tokens {
            pending.tokens.entry(key).or_insert(last);
        }
        for (key, seen) in dropped {
            pending
                .dropped
                .entry(key)
                .and_modify(|later| {
                    later.count += seen.count;
                    later.first = seen.first;
                })
                .or_insert(seen);
        }
    }
}

fn token_use((tenant, id): &TokenKey, last: &LastUse) -> tokens::TokenUse {
    tokens::TokenUse {
        tenant: tenant.clone(),
        id: *id,
        at: last.at,
        address: last.address.clone(),
        agent: last.agent.clone(),
    }
}

fn observation(
    (tenant, connection, path): &PathKey,
    seen: &Sightings,
) -> observations::Observation {
    observations::Observation {
        tenant: tenant.clone(),
        connection_id: *connection,
        path: path.clone(),
        count: seen.count,
        first_seen_at: seen.first,
        last_seen_at: seen.last,
    }
}
