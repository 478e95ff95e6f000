//! Writing the request log, and forgetting what was kept long enough, in the background.

use std::time::Duration;

use actix_web::web::Data;
use rollcall_provisioning::requests;

use crate::error::chain;
use crate::site::Site;

/// How often it is looked whether there is anything to forget.
const LOOK_PERIOD: Duration = Duration::from_secs(600);

/// Writes until every request is answered.
pub(crate) async fn write(site: Data<Site>) {
    requests::work(&site.provisioning, &|| site.is_closed()).await;
}

/// Forgets until the site ends; what is left is for whoever comes next.
pub(crate) async fn forget(site: Data<Site>) {
    let stop = || site.is_ending();
    while !stop() {
        site.rest(LOOK_PERIOD).await;
        if let Err(error) = requests::forget_old(&site.provisioning, &stop).await {
            tracing::warn!(cause = chain(&error), "old requests could not be forgotten");
        }
    }
}
