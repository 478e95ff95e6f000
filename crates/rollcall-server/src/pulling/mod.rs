//! The door to where people are pulled from: what is asked there is sent from here, and what comes back goes to
//! [`rollcall_provisioning::pulls`], which applies it. Each replica has a worker; which of them has a connection in hand is settled by its lease.

mod access;
mod drive;
mod send;
mod sign_in;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use actix_web::web::Data;
use rollcall_provisioning::pulls::sources::attempts::{Attempts, Limits};
use rollcall_provisioning::pulls::sources::pace::Pace;
use rollcall_provisioning::pulls::{self, Due};
use tokio::task::{Id, JoinSet};

use crate::error::chain;
use crate::site::Site;

use self::access::Access;
pub(crate) use self::sign_in::{back, connect, custom_attributes, revoke};

/// Connections over which one replica pulls at once, and those of one tenant among them.
const AT_ONCE_MAX: usize = 4;
const OF_ONE_TENANT_MAX: usize = 2;
/// Connections of which something is kept in memory.
const KEPT_MAX: usize = 10_000;

/// What a replica keeps in memory of connections, so that it need not ask for it anew: access tokens above all, which are nowhere else.
#[derive(Default)]
pub(crate) struct Pulling(Mutex<HashMap<Due, Kept>>);

/// What is kept of one connection.
struct Kept {
    access: Option<Access>,
    attempts: Attempts,
    pace: Pace,
    share_percent: u8,
}

impl Kept {
    fn new(share_percent: u8) -> Self {
        Self {
            access: None,
            attempts: Attempts::new(Limits::default()),
            pace: Pace::new(share_percent),
            share_percent,
        }
    }
}

impl Pulling {
    fn take(&self, due: &Due, share_percent: u8) -> Kept {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.remove(due);
        let known = known.filter(|kept| kept.share_percent == share_percent);
        known.unwrap_or_else(|| Kept::new(share_percent))
    }

    fn keep(&self, due: Due, kept: Kept) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT_MAX {
            all.clear();
        }
        all.insert(due, kept);
    }
}

/// Works until the site ends; what is left is for whoever comes next.
pub(crate) async fn work(site: Data<Site>) {
    let period = Duration::from_millis(site.provisioning.limits().pulls_check_milliseconds);
    let mut at_work = AtWork::default();
    while !site.is_ending() {
        let told = site.pull_work.notified();
        match pulls::due(&site.provisioning, at_work.full_tenants()).await {
            Ok(due) => at_work.begin(&site, due),
            Err(error) => {
                tracing::warn!(
                    cause = chain(&error),
                    "no look for people to pull; it will be tried again"
                );
            }
        }
        tokio::select! {
            _ = tokio::time::timeout(period, told) => {}
            () = at_work.one_ended(), if !at_work.tasks.is_empty() => {}
        }
    }
    while !at_work.tasks.is_empty() {
        at_work.one_ended().await;
    }
}

/// The connections in hand, each by a task of its own.
#[derive(Default)]
struct AtWork {
    tasks: JoinSet<()>,
    busy: HashMap<Id, Due>,
}

impl AtWork {
    fn of(&self, tenant: &str) -> usize {
        self.busy
            .values()
            .filter(|due| due.tenant == tenant)
            .count()
    }

    fn full_tenants(&self) -> Vec<String> {
        let all = self.busy.values().map(|due| &due.tenant);
        let mut full: Vec<String> = all
            .filter(|tenant| self.of(tenant) >= OF_ONE_TENANT_MAX)
            .cloned()
            .collect();
        full.sort_unstable();
        full.dedup();
        full
    }

    fn begin(&mut self, site: &Data<Site>, due: Vec<Due>) {
        for due in due {
            let has_room = self.busy.len() < AT_ONCE_MAX
                && self.of(&due.tenant) < OF_ONE_TENANT_MAX
                && !self.busy.values().any(|busy| *busy == due);
            if has_room {
                let (site, of) = (site.clone(), due.clone());
                let task = self.tasks.spawn_local(async move { pull(&site, of).await });
                self.busy.insert(task.id(), due);
            }
        }
    }

    /// Waits until one is done with, however that ended.
    async fn one_ended(&mut self) {
        let id = match self.tasks.join_next_with_id().await {
            None => return,
            Some(Ok((id, ()))) => id,
            Some(Err(error)) => {
                tracing::error!(cause = %error, "pulling people broke off");
                error.id()
            }
        };
        self.busy.remove(&id);
    }
}

async fn pull(site: &Site, due: Due) {
    let (tenant, connection) = (due.tenant.clone(), due.connection);
    if let Err(error) = drive::drive(site, due).await {
        tracing::warn!(tenant, %connection, cause = chain(&error), "pulling people was interrupted; it will go on");
    }
}
