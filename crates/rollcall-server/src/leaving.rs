//! Forgetting leavers whose time has come, in the background.

use std::time::Duration;

use actix_web::web::Data;
use rollcall_provisioning::leavers;

use crate::error::chain;
use crate::site::Site;

/// How often it is looked whether there is anything to do: nobody's retention time ends on the minute.
const LOOK_PERIOD: Duration = Duration::from_secs(600);

/// Works until the site ends; what is left is for whoever comes next.
pub(crate) async fn work(site: Data<Site>) {
    let stop = || site.is_ending();
    while !stop() {
        let told = site.leaver_work.notified();
        match leavers::work_round(&site.provisioning, &stop).await {
            Ok(unfinished) if unfinished > 0 => continue,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(cause = chain(&error), "leavers cannot be worked on");
            }
        }
        drop(tokio::time::timeout(LOOK_PERIOD, told).await);
    }
}
