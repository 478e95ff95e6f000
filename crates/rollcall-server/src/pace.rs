//! How fast a tenant may ask: a limit of its own, so that one tenant's import does not slow another's down.

use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::http::StatusCode;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::{Failure, Result};

/// Counts each tenant's requests on this replica. Only tenants whose token was good are counted, so a stranger
/// fills nothing.
pub struct Pace(Option<Counted>);

struct Counted {
    limiter: DefaultKeyedRateLimiter<Arc<str>>,
    requests_per_second_max: NonZeroU32,
    clock: DefaultClock,
}

impl Pace {
    /// At most that many requests a second, and as many at once after a pause; 0: as fast as they come.
    pub fn new(requests_per_second_max: u32) -> Self {
        Self(
            NonZeroU32::new(requests_per_second_max).map(|requests_per_second_max| {
                let clock = DefaultClock::default();
                Counted {
                    limiter: RateLimiter::dashmap_with_clock(
                        Quota::per_second(requests_per_second_max),
                        clock.clone(),
                    ),
                    requests_per_second_max,
                    clock,
                }
            }),
        )
    }

    /// Counts one request of `tenant`.
    ///
    /// # Errors
    /// 429 with `Retry-After` in whole seconds, the only form Okta understands.
    pub fn check(&self, tenant: &Arc<str>) -> Result<()> {
        let Some(counted) = &self.0 else {
            return Ok(());
        };
        counted.limiter.check_key(tenant).map_err(|until| {
            let wait = until.wait_time_from(counted.clock.now());
            let detail = format!(
                "More than {} requests a second; slow down. Nothing was changed.",
                counted.requests_per_second_max
            );
            let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
            Failure::new(StatusCode::TOO_MANY_REQUESTS, detail)
                .retry_after_seconds(seconds.saturating_add(1))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_limit_nobody_waits() {
        let pace = Pace::new(0);
        assert!((0..10_000).all(|_| pace.check(&"a".into()).is_ok()));
    }

    #[test]
    fn each_tenant_has_a_pace_of_its_own() {
        let pace = Pace::new(1);
        let (fast, slow): (Arc<str>, Arc<str>) = ("fast".into(), "slow".into());
        let refused = (0..1_000).find_map(|_| pace.check(&fast).err()).unwrap();
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(pace.check(&slow).is_ok());
    }
}
