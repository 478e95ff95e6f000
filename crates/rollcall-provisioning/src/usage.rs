//! What is counted in memory and written down every few seconds, so that a request costs no extra write:
//! when a token was last used, which provider spoke, and which attributes were received and dropped.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rollcall_storage::connections::{self, Recognised};
use rollcall_storage::{Store, observations, tokens};
use scim_core::quirks::{self, Provider};
use serde_json::Value;
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
type ConnectionKey = (String, Uuid);

#[derive(Default)]
struct Pending {
    tokens: HashMap<TokenKey, LastUse>,
    dropped: HashMap<PathKey, Sightings>,
    recognised: HashMap<ConnectionKey, Recognised>,
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.dropped.is_empty() && self.recognised.is_empty()
    }
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

    /// Notes that a provider was recognised.
    pub(crate) fn recognised(&self, caller: &Caller, provider: &Provider, at: i64) {
        let key = (caller.tenant.to_string(), caller.connection);
        let new = || Recognised {
            provider: provider.name.to_owned(),
            first_seen_at: at,
            last_seen_at: at,
        };
        let mut pending = self.pending();
        let seen = pending.recognised.entry(key).or_insert_with(new);
        if seen.provider == provider.name {
            seen.last_seen_at = at;
        } else {
            *seen = new();
        }
    }

    /// Notes who speaks by a body, where the request's head has not given it away.
    pub(crate) fn heard(&self, caller: &Caller, body: &Value, at: i64) {
        if caller.provider.is_none()
            && let Some(provider) = quirks::in_message(body)
        {
            self.recognised(caller, provider, at);
        }
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
        let pending = std::mem::take(&mut *self.pending());
        if pending.is_empty() {
            return Ok(());
        }
        let uses: Vec<_> = pending
            .tokens
            .iter()
            .map(|(key, last)| token_use(key, last))
            .collect();
        let observed: Vec<_> = pending
            .dropped
            .iter()
            .map(|(key, seen)| observation(key, seen))
            .collect();
        let recognised = pending.recognised.clone();
        let written = store
            .write(move |tx| {
                tokens::record_use(tx, &uses)?;
                observations::record(tx, &observed)?;
                for ((tenant, connection), seen) in &recognised {
                    connections::record_provider(tx, tenant, *connection, seen)?;
                }
                Ok::<_, Error>(())
            })
            .await;
        if written.is_err() {
            self.put_back(pending);
        }
        written
    }

    fn put_back(&self, earlier: Pending) {
        let mut pending = self.pending();
        for (key, seen) in earlier.recognised {
            let later = pending
                .recognised
                .entry(key)
                .or_insert_with(|| seen.clone());
            if later.provider == seen.provider {
                later.first_seen_at = seen.first_seen_at;
            }
        }
        for (key, last) in earlier.tokens {
            pending.tokens.entry(key).or_insert(last);
        }
        for (key, seen) in earlier.dropped {
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
