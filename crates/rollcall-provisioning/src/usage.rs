//! What is counted in memory and written down every few seconds, so that a request costs no extra write:
//! when a token was last used, which provider spoke, and what it sent.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rollcall_storage::connections::{self, Recognised};
use rollcall_storage::{Store, received_attributes, tokens};
use scim_core::quirks::{self, Provider};
use serde_json::Value;
use uuid::Uuid;

use crate::auth::Caller;
use crate::received::{Due, Received};
use crate::{Error, Limits, Result};

/// So many attributes are written in one transaction, so that requests come between.
const ATTRIBUTES_AT_ONCE: usize = 250;

/// The last use of a token.
#[derive(Debug, Clone)]
pub(crate) struct LastUse {
    pub at: i64,
    pub address: Option<String>,
    pub agent: Option<String>,
}

type TokenKey = (String, Uuid);
type ConnectionKey = (String, Uuid);

#[derive(Default)]
struct Pending {
    tokens: HashMap<TokenKey, LastUse>,
    recognised: HashMap<ConnectionKey, Recognised>,
}

impl Pending {
    fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.recognised.is_empty()
    }
}

/// Counts that are not yet in the database. Losing them in a crash loses no resource.
pub(crate) struct Usage {
    pending: Mutex<Pending>,
    received: Received,
    attributes_max: i64,
    /// Whoever has what gathered written waits for who does already: what these took is not in the database before they are done.
    turn: tokio::sync::Mutex<()>,
}

impl Usage {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            pending: Mutex::default(),
            received: Received::new(limits),
            attributes_max: i64::try_from(limits.received_paths_max).unwrap_or(i64::MAX),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// What connections send.
    pub(crate) fn received(&self) -> &Received {
        &self.received
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

    /// Writes what has gathered, and of what was sent what is due; on failure it stays for the next time.
    pub(crate) async fn flush(&self, store: &Store, now: i64, due: Due<'_>) -> Result<()> {
        let _turn = self.turn.lock().await;
        self.flush_uses(store).await?;
        let mut attributes = self.received.take(now, due);
        while !attributes.is_empty() {
            let rest = attributes.split_off(attributes.len().min(ATTRIBUTES_AT_ONCE));
            let (some, max) = (attributes.clone(), self.attributes_max);
            let written =
                store.write(move |tx| Ok::<_, Error>(received_attributes::record(tx, &some, max)?));
            if let Err(error) = written.await {
                attributes.extend(rest);
                self.received.put_back(attributes);
                return Err(error);
            }
            attributes = rest;
        }
        Ok(())
    }

    async fn flush_uses(&self, store: &Store) -> Result<()> {
        let pending = std::mem::take(&mut *self.pending());
        if pending.is_empty() {
            return Ok(());
        }
        let uses: Vec<_> = pending
            .tokens
            .iter()
            .map(|(key, last)| token_use(key, last))
            .collect();
        let recognised = pending.recognised.clone();
        let written = store
            .write(move |tx| {
                tokens::record_use(tx, &uses)?;
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
