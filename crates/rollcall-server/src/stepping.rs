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
/// How often it is looked whether the site ends.
const STOP_PERIOD: Duration = Duration::from_millis(200);

async fn ended(site: &Site) {
    while !site.is_ending() {
        tokio::time::sleep(STOP_PERIOD).await;
    }
}

/// Works until the site ends.
pub(crate) async fn work(site: Data<Site>) {
    let p = &site.provisioning;
    let mut resting: HashMap<String, Instant> = HashMap::new();
    let mut looked = Instant::now();
    while !site.is_ending() {
        if looked.elapsed() < LOOK_PERIOD {
            tokio::time::sleep(STOP_PERIOD).await;
            continue;
        }
        looked = Instant::now();
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
            let limit = Duration::from_secs(RUN_SECONDS_MAX);
            let outcome = tokio::select! {
                outcome = tokio::time::timeout(limit, sync(p, &tenant, false, &|_| {})) => outcome,
                () = ended(&site) => break,
            };
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
                Err(_) => {
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
