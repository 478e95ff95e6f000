//! What becomes of the people of connections that ended, in the background.

use std::time::Duration;

use actix_web::web::Data;
use rollcall_provisioning::connections;

use crate::error::chain;
use crate::site::Site;

/// How often it is looked for what another replica began and did not finish.
const LOOK_PERIOD: Duration = Duration::from_secs(60);

/// Works until the site ends; what is left is for whoever comes next.
pub(crate) async fn work(site: Data<Site>) {
    let stop = || site.is_ending();
    while !stop() {
        let told = site.disconnect_work.notified();
        if let Err(error) = connections::disconnect_round(&site.provisioning, &stop).await {
            tracing::warn!(
                cause = chain(&error),
                "connections cannot be disconnected further"
            );
        }
        drop(tokio::time::timeout(LOOK_PERIOD, told).await);
    }
}
