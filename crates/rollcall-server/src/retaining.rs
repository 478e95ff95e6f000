//! Forgetting, in the background, what was kept long enough: entries of the audit log, sessions and links that ended,
//! answers that were kept for whoever asks again.

use std::time::Duration;

use actix_web::web::Data;
use rollcall_provisioning::{audit, idempotency};

use crate::error::chain;
use crate::site::Site;

/// How often it is looked whether there is anything to do: it is counted in days.
const LOOK_PERIOD: Duration = Duration::from_secs(900);

/// Works until the site ends; what is left is for whoever comes next.
pub(crate) async fn work(site: Data<Site>) {
    let stop = || site.is_ending();
    while !stop() {
        site.rest(LOOK_PERIOD).await;
        match audit::work_round(&site.provisioning, &stop).await {
            Ok(0) => {}
            Ok(entries) => {
                tracing::info!(entries, "entries of the audit log were kept long enough");
            }
            Err(error) => {
                tracing::warn!(
                    cause = chain(&error),
                    "the audit log could not be tidied; it will be tried again"
                );
            }
        }
        if let Err(error) = idempotency::forget_old(&site.provisioning, &stop).await {
            tracing::warn!(
                cause = chain(&error),
                "keys of requests could not be forgotten; it will be tried again"
            );
        }
    }
}
