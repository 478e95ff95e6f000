//! What all handlers share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rollcall_provisioning::Provisioning;
use tokio::sync::{Notify, Semaphore, watch};

use crate::config::{Config, HttpLimits};
use crate::extract::Room;
use crate::metrics::Metrics;
use crate::pace::Pace;
use crate::proxies::TrustedProxies;
use crate::pulling::Pulling;
use crate::push::agent;
use crate::sso::Sso;
use crate::turns::Turns;

/// Threads of a worker beside those that have a connection to the database: some wait for one, for as long as the store
/// lets them, and some pack and unpack.
const SPARE_THREADS: usize = 32;

/// Those who follow one tenant's requests on one replica at the same time.
pub(crate) const FOLLOWERS_MAX: usize = 16;
/// Pages that watch a tenant's connections on one replica at the same time, or one connection by one link. A page that was left
/// counts until that is noticed.
pub(crate) const WATCHERS_MAX: usize = 64;

/// Lists that one replica imports at the same time.
const IMPORTS_AT_ONCE_MAX: usize = 2;

/// The installation behind the doors.
pub struct Site {
    /// The verbs.
    pub provisioning: Provisioning,
    /// The URL by which clients reach this server, if it is fixed.
    pub public_url: Option<String>,
    /// The proxies in front.
    pub(crate) trusted_proxies: TrustedProxies,
    /// The limits of the doors.
    pub limits: HttpLimits,
    /// How many threads each worker has for what blocks.
    pub database_threads: usize,
    /// The counters.
    pub metrics: Metrics,
    /// The memory for bodies.
    pub room: Room,
    /// How fast each tenant may ask.
    pub pace: Pace,
    /// How many of its requests are worked on at a time.
    pub turns: Arc<Turns>,
    ending: watch::Sender<bool>,
    closed: AtomicBool,
    /// How many follow each tenant's requests here, or watch what else is followed by a name.
    followers: Arc<Mutex<HashMap<String, usize>>>,
    /// Wakes a worker when there is a new job.
    pub jobs_waiting: Notify,
    /// An index was made or deleted here, or the server ends: whoever works on them looks at once.
    pub index_work: Notify,
    /// Somebody was forgotten here, or the server ends: whoever works on leavers looks at once.
    pub leaver_work: Notify,
    /// A connection was disconnected here, or the server ends: whoever works on its people looks at once.
    pub disconnect_work: Notify,
    /// Somebody wants people to be pulled now, or the server ends: whoever pulls looks at once.
    pub pull_work: Notify,
    /// By which sources of people are asked.
    pub(crate) pull_agent: ureq::Agent,
    /// What is kept in memory of sources of people.
    pub(crate) pulling: Pulling,
    /// What is known of the provider at which admins sign in.
    pub(crate) sso: Sso,
    /// Lists that may be imported at a time: each is in memory as long as that takes.
    pub imports: Arc<Semaphore>,
}

impl Site {
    /// The doors to `provisioning`, as configured.
    ///
    /// # Errors
    /// None in practice, as [`Metrics::new`].
    pub fn new(
        provisioning: Provisioning,
        config: &Config,
    ) -> Result<Self, metrics_exporter_prometheus::BuildError> {
        let pull_agent = agent(provisioning.push_reach());
        Ok(Self {
            provisioning,
            public_url: config.public_url.clone(),
            trusted_proxies: config.trusted_proxies.clone(),
            limits: config.http.clone(),
            database_threads: config.store.connections() as usize + SPARE_THREADS,
            metrics: Metrics::new()?,
            room: Room::new(config.http.bodies_bytes_max),
            pace: Pace::new(config.http.requests_per_second_max),
            turns: Turns::new(&config.http),
            ending: watch::Sender::new(false),
            closed: AtomicBool::new(false),
            followers: Arc::default(),
            jobs_waiting: Notify::new(),
            index_work: Notify::new(),
            leaver_work: Notify::new(),
            disconnect_work: Notify::new(),
            pull_work: Notify::new(),
            pull_agent,
            pulling: Pulling::default(),
            sso: Sso::default(),
            imports: Arc::new(Semaphore::new(IMPORTS_AT_ONCE_MAX)),
        })
    }

    /// From now on nothing that can wait is begun.
    pub fn end(&self) {
        self.ending.send_replace(true);
        self.jobs_waiting.notify_waiters();
        self.index_work.notify_waiters();
        self.leaver_work.notify_waiters();
        self.disconnect_work.notify_waiters();
        self.pull_work.notify_waiters();
    }

    /// Every request is answered.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    /// Whether no request comes any more.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// A place among the `most` who follow something, by its name: a tenant's id where it is the tenant's requests. None where there
    /// are that many.
    pub(crate) fn follow(&self, what: &str, most: usize) -> Option<Follower> {
        let mut all = self
            .followers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let number = all.entry(what.to_owned()).or_insert(0);
        if *number >= most {
            return None;
        }
        *number += 1;
        Some(Follower {
            what: what.to_owned(),
            all: self.followers.clone(),
        })
    }

    /// Whether the program is ending: whoever waits for something is to wait no more.
    pub fn is_ending(&self) -> bool {
        *self.ending.borrow()
    }

    /// Rests for so long, or until the program ends.
    pub async fn rest(&self, period: Duration) {
        let mut ending = self.ending.subscribe();
        drop(tokio::time::timeout(period, ending.wait_for(|is| *is)).await);
    }
}

/// The place of somebody who follows something, given back when it is dropped.
pub struct Follower {
    what: String,
    all: Arc<Mutex<HashMap<String, usize>>>,
}

impl Drop for Follower {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = all.get_mut(&self.what) {
            *number -= 1;
            if *number == 0 {
                all.remove(&self.what);
            }
        }
    }
}
