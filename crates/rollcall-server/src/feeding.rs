//! Finding out in the background what there is to announce.

use std::time::{Duration, Instant};

use actix_web::web::Data;
use rollcall_provisioning::feeds;

use crate::error::chain;
use crate::site::Site;

/// How often announcements that were kept long enough are forgotten.
const FORGET_PERIOD: Duration = Duration::from_secs(600);

/// Works until the site ends; what is left is for whoever comes next.
pub(crate) async fn work(site: Data<Site>) {
    let stop = || site.is_ending();
    let period = Duration::from_millis(site.provisioning.limits().events_check_milliseconds);
    let mut forgot = Instant::now();
    while !stop() {
        if forgot.elapsed() > FORGET_PERIOD {
            forgot = Instant::now();
            if let Err(error) = feeds::forget_old(&site.provisioning).await {
                tracing::warn!(
                    cause = chain(&error),
                    "old announcements could not be forgotten"
                );
            }
        }
        match feeds::work_round(&site.provisioning, &stop).await {
            Ok(done) if done > 0 => continue,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(cause = chain(&error), "feeds cannot be worked on");
            }
        }
        site.rest(period).await;
    }
}
