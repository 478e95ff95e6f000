//! Building attribute indexes in the background, and removing what deleted ones leave.

use std::time::Duration;

use actix_web::web::Data;
use rollcall_provisioning::indexes;

use crate::error::chain;
use crate::site::Site;

/// How often it is looked whether there is anything to do.
const LOOK_PERIOD: Duration = Duration::from_secs(1);

/// Works until the site ends; what is left is for whoever comes next.
pub(crate) async fn work(site: Data<Site>) {
    let stop = || site.is_ending();
    while !stop() {
        let told = site.index_work.notified();
        match indexes::work_round(&site.provisioning, &stop).await {
            Ok(done) if done > 0 => continue,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(cause = chain(&error), "indexes cannot be worked on");
            }
        }
        drop(tokio::time::timeout(LOOK_PERIOD, told).await);
    }
}
