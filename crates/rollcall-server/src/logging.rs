//! Writing the request log, and forgetting what was kept long enough, in the background.

use std::time::{Duration, Instant};

use actix_web::web::Data;
use rollcall_provisioning::requests;

use crate::error::chain;
use crate::site::Site;

/// How often it is looked whether there is anything to forget.
const LOOK_PERIOD: Duration = Duration::from_secs(600);
/// How often it is looked whether the site ends.
const STOP_PERIOD: Duration = Duration::from_millis(200);

/// Writes until every request is answered.
pub(crate) async fn write(site: Data<Site>) {
    requests::work(&site.provisioning, &|| site.is_closed()).await;
}

/// Forgets until the site ends; what is left is for whoever comes next.
pub(crate) async fn forget(site: Data<Site>) {
    let stop = || site.is_ending();
    let mut looked = Instant::now();
    while !stop() {
        tokio::time::sleep(STOP_PERIOD).await;
        if looked.elapsed() < LOOK_PERIOD {
            continue;
        }
        looked = Instant::now();
        if let Err(error) = requests::forget_old(&site.provisioning, &stop).await {
            tracing::warn!(cause = chain(&error), "old requests could not be forgotten");
        }
    }
}
