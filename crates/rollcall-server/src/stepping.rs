//! Bringing the groups of tenants' Gophish into step by itself, a while after something was announced.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use actix_web::web::Data;
use rollcall_provisioning::gophish as verbs;

use crate::error::chain;
use crate::gophish::sync;
use crate::site::Site;

/// How often it is looked whether there is anything to do: what comes within that is done together.
const LOOK_PERIOD: Duration = Duration::from_secs(60);
/// How long one run may keep other tenants waiting, in seconds.
const RUN_SECONDS_MAX: u64 = 600;
/// How long a Gophish that could not be used is left alone.
const REST: Duration = Duration::from_secs(600);

/// Works until the site ends.
pub(crate) async fn work(site: Data<Site>) {
    let p = &site.provisioning;
    let mut resting: HashMap<String, Instant> = HashMap::new();
    while !site.is_ending() {
        site.rest(LOOK_PERIOD).await;
        resting.retain(|_, since| since.elapsed() < REST);
        let due = match verbs::due(p).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(cause = chain(&error), "no look for groups of Gophish");
                continue;
            }
        };
        for tenant in due {
            if site.is_ending() || resting.contains_key(&tenant) {
                continue;
            }
            // Broken off, it is gone on from by the next run.
            let outcome = tokio::select! {
                outcome = sync(p, &tenant, false, &|_| {}) => Ok(outcome),
                () = site.rest(Duration::from_secs(RUN_SECONDS_MAX)) => Err(()),
            };
            if outcome.is_err() && site.is_ending() {
                break;
            }
            match outcome {
                Ok(Ok(synced)) => {
                    tracing::info!(tenant, done = synced.says, "groups of Gophish are in step");
                }
                Ok(Err(error)) => {
                    tracing::warn!(
                        tenant,
                        cause = chain(&error),
                        "groups of Gophish could not be brought into step; it will be tried again"
                    );
                    resting.insert(tenant, Instant::now());
                }
                Err(()) => {
                    tracing::warn!(
                        tenant,
                        seconds = RUN_SECONDS_MAX,
                        "groups of Gophish were not brought into step in time; it will be gone on with"
                    );
                    resting.insert(tenant, Instant::now());
                }
            }
        }
    }
}
