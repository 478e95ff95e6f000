//! What works in the background: requests that are answered later, indexes, leavers, and connections that ended.

use std::time::{Duration, Instant};

use actix_web::web::Data;
use rollcall_provisioning::jobs;

use crate::alerting;
use crate::disconnecting;
use crate::error::chain;
use crate::feeding;
use crate::indexing;
use crate::leaving;
use crate::logging;
use crate::pulling;
use crate::retaining;
use crate::site::Site;
use crate::stepping;

/// Jobs that one replica works on at the same time, each of another tenant.
const WORKERS: usize = 2;
/// How often a worker looks by itself: for jobs that other replicas took, or whose worker died.
const LOOK_PERIOD: Duration = Duration::from_secs(1);
/// How often results that were kept long enough are forgotten.
const FORGET_PERIOD: Duration = Duration::from_secs(600);

/// The workers, until the site ends.
pub(crate) struct Workers {
    tasks: Vec<actix_web::rt::task::JoinHandle<()>>,
}

impl Workers {
    /// Starts them.
    pub(crate) fn start(site: &Data<Site>) -> Self {
        let start = |_| actix_web::rt::spawn(work(site.clone()));
        let mut tasks: Vec<_> = (0..WORKERS).map(start).collect();
        tasks.push(actix_web::rt::spawn(indexing::work(site.clone())));
        tasks.push(actix_web::rt::spawn(leaving::work(site.clone())));
        tasks.push(actix_web::rt::spawn(disconnecting::work(site.clone())));
        tasks.push(actix_web::rt::spawn(alerting::work(site.clone())));
        tasks.push(actix_web::rt::spawn(feeding::work(site.clone())));
        tasks.push(actix_web::rt::spawn(stepping::work(site.clone())));
        tasks.push(actix_web::rt::spawn(pulling::work(site.clone())));
        tasks.push(actix_web::rt::spawn(logging::write(site.clone())));
        tasks.push(actix_web::rt::spawn(logging::forget(site.clone())));
        tasks.push(actix_web::rt::spawn(retaining::work(site.clone())));
        Self { tasks }
    }

    /// Waits, once the site ends, until each has come to the end of the transaction it is in; what is left is for whoever
    /// comes next.
    pub(crate) async fn ended(self) {
        for task in self.tasks {
            drop(task.await);
        }
    }
}

async fn work(site: Data<Site>) {
    let mut forgot = Instant::now();
    let stop = || site.is_ending();
    while !stop() {
        let waiting = site.jobs_waiting.notified();
        if forgot.elapsed() > FORGET_PERIOD {
            forgot = Instant::now();
            if let Err(error) = jobs::forget_old(&site.provisioning).await {
                tracing::warn!(cause = chain(&error), "old results could not be forgotten");
            }
        }
        match jobs::work_round(&site.provisioning, &stop).await {
            Ok(done) if done > 0 => continue,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(cause = chain(&error), "jobs cannot be looked for");
            }
        }
        drop(tokio::time::timeout(LOOK_PERIOD, waiting).await);
    }
}
