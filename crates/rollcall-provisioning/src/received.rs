//! What each connection sends, counted in memory: a request that brings nothing new costs a look at a map for each of its
//! values, and no statement.

pub(crate) mod shape;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rollcall_storage::received_attributes::ReceivedAttribute;
use scim_core::bulk::Method;
use scim_core::schema::ResourceType;
use scim_core::sent::{self, Fate, Sent};
use serde_json::Value;
use uuid::Uuid;

use crate::auth::Caller;
use crate::{Limits, SECOND};

/// What is known to the database is written again after so long.
const WRITE_EACH_MICROSECONDS: i64 = 60 * SECOND;

/// An attribute since it was last written down.
#[derive(Debug)]
struct Seen {
    fate: Fate,
    /// Requests that had it.
    count: i64,
    first_at: i64,
    last_at: i64,
    /// The last request that had it, by a number of our own.
    request: u64,
    /// The shape of its first value.
    sample: Option<String>,
    written_at: Option<i64>,
}

/// Which counts are to be written down.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Due<'t> {
    /// Those that are new, and the others every minute.
    ByTime,
    /// Those too that a tenant asks for.
    Of(&'t str),
    /// All.
    All,
}

impl Seen {
    fn is_due(&self, now: i64, all: bool) -> bool {
        let waits = |written: i64| now.saturating_sub(written) < WRITE_EACH_MICROSECONDS;
        self.count > 0 && (all || !self.written_at.is_some_and(waits))
    }

    /// Whether it can be forgotten here, since the database knows all of it.
    fn is_idle(&self, now: i64) -> bool {
        let long_ago = |written: i64| now.saturating_sub(written) >= WRITE_EACH_MICROSECONDS;
        self.count == 0 && self.written_at.is_none_or(long_ago)
    }
}

/// What one connection sends.
#[derive(Debug, Default)]
struct Connection {
    tenant: Arc<str>,
    requests: u64,
    /// By resource type, then by path.
    types: Vec<(String, HashMap<String, Seen>)>,
}

type Connections = HashMap<Uuid, Arc<Mutex<Connection>>>;

/// What connections sent and the database does not know yet. Losing it in a crash loses no resource.
pub(crate) struct Received {
    connections: Mutex<Connections>,
    paths_max: usize,
}

/// A poisoned lock only means that a count may be one short.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Received {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            connections: Mutex::default(),
            paths_max: limits.received_paths_max,
        }
    }

    /// Counts what is in the body of a request that was carried out.
    pub(crate) fn count(
        &self,
        caller: &Caller,
        rt: &ResourceType,
        method: Method,
        body: &Value,
        at: i64,
    ) {
        // What a person changes of their own says nothing of the provider.
        if method == Method::Delete || caller.subject.is_some() {
            return;
        }
        let connection = self.connection(caller);
        let mut connection = lock(&connection);
        connection.requests = connection.requests.wrapping_add(1);
        let request = connection.requests;
        let paths_max = self.paths_max;
        let paths = connection.paths(&rt.name);
        sent::each(rt, method, body, caller.rules, &mut |sent| {
            if let Some(seen) = paths.get_mut(sent.path) {
                if seen.request != request {
                    seen.again(sent.fate, request, at);
                }
            } else if paths.len() < paths_max {
                // A client that invents a name per request must not fill the memory.
                paths.insert(sent.path.to_owned(), Seen::first(&sent, request, at));
            }
        });
    }

    fn connection(&self, caller: &Caller) -> Arc<Mutex<Connection>> {
        let mut connections = lock(&self.connections);
        let known = connections.entry(caller.connection).or_insert_with(|| {
            Arc::new(Mutex::new(Connection {
                tenant: caller.tenant.clone(),
                ..Connection::default()
            }))
        });
        known.clone()
    }

    /// Takes what is to be written down. It counts as written unless it is put back.
    pub(crate) fn take(&self, now: i64, due: Due<'_>) -> Vec<ReceivedAttribute> {
        let mut taken = Vec::new();
        let mut connections = lock(&self.connections);
        connections.retain(|id, connection| {
            let mut connection = lock(connection);
            let tenant = connection.tenant.clone();
            let all = match due {
                Due::ByTime => false,
                Due::Of(asking) => *asking == *tenant,
                Due::All => true,
            };
            for (resource_type, paths) in &mut connection.types {
                for (path, seen) in paths.iter_mut().filter(|(_, seen)| seen.is_due(now, all)) {
                    taken.push(ReceivedAttribute {
                        tenant: tenant.to_string(),
                        connection_id: *id,
                        resource_type: resource_type.clone(),
                        path: path.clone(),
                        fate: seen.fate.as_str().to_owned(),
                        count: std::mem::take(&mut seen.count),
                        first_seen_at: seen.first_at,
                        last_seen_at: seen.last_at,
                        sample: seen.sample.clone(),
                    });
                    seen.written_at = Some(now);
                }
                paths.retain(|_, seen| !seen.is_idle(now));
            }
            connection.types.iter().any(|(_, paths)| !paths.is_empty())
        });
        taken
    }

    /// Takes back what could not be written.
    pub(crate) fn put_back(&self, attributes: Vec<ReceivedAttribute>) {
        let mut connections = lock(&self.connections);
        for it in attributes {
            let new = || {
                Arc::new(Mutex::new(Connection {
                    tenant: it.tenant.as_str().into(),
                    ..Connection::default()
                }))
            };
            let connection = connections.entry(it.connection_id).or_insert_with(new);
            let mut connection = lock(connection);
            let fates = Fate::ALL.into_iter();
            let fate = fates.rev().find(|fate| fate.as_str() == it.fate);
            let paths = connection.paths(&it.resource_type);
            let seen = paths.entry(it.path).or_insert_with(|| Seen {
                fate: fate.unwrap_or(Fate::Dropped),
                count: 0,
                first_at: it.first_seen_at,
                last_at: it.last_seen_at,
                request: 0,
                sample: it.sample,
                written_at: None,
            });
            seen.count = seen.count.saturating_add(it.count);
            seen.first_at = seen.first_at.min(it.first_seen_at);
            seen.written_at = None;
        }
    }
}

impl Connection {
    fn paths(&mut self, resource_type: &str) -> &mut HashMap<String, Seen> {
        let known = self
            .types
            .iter()
            .position(|(name, _)| name == resource_type);
        let place = known.unwrap_or_else(|| {
            self.types.push((resource_type.to_owned(), HashMap::new()));
            self.types.len() - 1
        });
        &mut self.types[place].1
    }
}

impl Seen {
    fn first(sent: &Sent<'_>, request: u64, at: i64) -> Self {
        Self {
            fate: sent.fate,
            count: 1,
            first_at: at,
            last_at: at,
            request,
            sample: match sent.fate {
                Fate::Withheld => None,
                Fate::Kept | Fate::Dropped => shape::of(sent.path, sent.value),
            },
            written_at: None,
        }
    }

    fn again(&mut self, fate: Fate, request: u64, at: i64) {
        if self.count == 0 {
            self.first_at = at;
        }
        self.count = self.count.saturating_add(1);
        self.last_at = at;
        self.fate = fate;
        self.request = request;
    }
}
