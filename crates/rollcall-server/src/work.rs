//! What works in the background: requests that are answered later, and indexes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::web::Data;
use rollcall_provisioning::jobs;

use crate::error::chain;
use crate::indexing;
use crate::site::Site;

/// Jobs that one replica works on at the same time, each of another tenant.
const WORKERS: usize = 2;
/// How often a worker looks by itself: for jobs that other replicas took, or whose worker died.
const LOOK_PERIOD: Duration = Duration::from_secs(1);
/// How often results that were kept long enough are forgotten.
const FORGET_PERIOD: Duration = Duration::from_secs(600);

/// The workers, until [`Workers::stop`].
pub(crate) struct Workers {
    site: Data<Site>,
    stopping: Data<AtomicBool>,
    tasks: Vec<actix_web::rt::task::JoinHandle<()>>,
}

impl Workers {
    /// Starts them.
    pub(crate) fn start(site: &Data<Site>) -> Self {
        let stopping = Data::new(AtomicBool::new(false));
        let start = |_| actix_web::rt::spawn(work(site.clone(), stopping.clone()));
        let mut tasks: Vec<_> = (0..WORKERS).map(start).collect();
        let indexing = indexing::work(site.clone(), stopping.clone());
        tasks.push(actix_web::rt::spawn(indexing));
        Self {
            site: site.clone(),
            stopping,
            tasks,
        }
    }

    /// Lets each come to the end of the transaction it is in; what is left is for whoever comes next.
    pub(crate) async fn stop(self) {
        self.stopping.store(true, Ordering::Release);
        self.site.jobs_waiting.notify_waiters();
        self.site.index_work.notify_waiters();
        for task in self.tasks {
            drop(task.await);
        }
    }
}

async fn work(site: Data<Site>, stopping: Data<AtomicBool>) {
    let mut forgot = Instant::now();
    let stop = || stopping.load(Ordering::Acquire);
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
