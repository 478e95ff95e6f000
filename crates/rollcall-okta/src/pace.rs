//! How fast a source is asked: pure arithmetic over what its answers say, with its own clock.
//!
//! Okta gives every organization so many requests a minute for each group of addresses, for everybody together; its answers say how
//! many, how many are left, and when the minute ends (`X-Rate-Limit-Limit`, `-Remaining`, `-Reset`, by Okta's clock).

use std::time::Duration;

use crate::wire::{self, Response};

const LIMIT: &str = "x-rate-limit-limit";
const REMAINING: &str = "x-rate-limit-remaining";
const RESET: &str = "x-rate-limit-reset";
/// Okta counts by the minute; a reset that is farther away is a clock that is wrong.
const WINDOW_SECONDS_MAX: u64 = 120;
/// What is waited for where nobody says what time it is there.
const WINDOW_SECONDS: u64 = 60;
/// The first wait after a fault of the source's.
const BACK_OFF_MILLISECONDS: u64 = 1_000;
/// The longest.
const BACK_OFF_MILLISECONDS_MAX: u64 = 300_000;

/// What an answer says of how many requests are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests in a window, for everybody together.
    pub limit: u32,
    /// How many of them are left.
    pub remaining: u32,
    /// When the window ends, in seconds since the Unix epoch by the source's clock.
    pub reset_seconds: i64,
}

impl RateLimit {
    /// What an answer says, if it does.
    pub fn of(answer: &Response) -> Option<Self> {
        let whole = |name| u32::try_from(wire::number(answer, name)?).ok();
        Some(Self {
            limit: whole(LIMIT)?,
            remaining: whole(REMAINING)?,
            reset_seconds: wire::number(answer, RESET)?,
        })
    }

    /// Whether it tells of too many requests at once, and not of too many in a minute.
    pub(crate) fn is_of_concurrency(self) -> bool {
        self.limit == 0 && self.remaining == 0
    }
}

/// How long until the window of an answer ends, by the clock that it was made by. `None` when it says nothing of a window.
pub fn until_reset(answer: &Response) -> Option<Duration> {
    let limit = RateLimit::of(answer)?;
    let Some(now) = wire::server_seconds(answer) else {
        return Some(Duration::from_secs(WINDOW_SECONDS));
    };
    // The window ends at the end of that second.
    let wait = limit.reset_seconds.saturating_sub(now).saturating_add(1);
    let wait = u64::try_from(wait).unwrap_or_default();
    Some(Duration::from_secs(wait.min(WINDOW_SECONDS_MAX)))
}

/// Keeps what one connection asks for within its share of what everybody together may. One for each connection (and for each run, as
/// it can be begun anew at any time).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    share_percent: u8,
    reset_seconds: i64,
    used: u32,
}

impl Pace {
    /// Takes at most that share, 1 to 100, of the requests in a window.
    pub fn new(share_percent: u8) -> Self {
        Self {
            share_percent: share_percent.clamp(1, 100),
            reset_seconds: 0,
            used: 0,
        }
    }

    /// How long to wait after that answer before the next request: nothing as long as the share lasts and others leave something, else
    /// until the window ends. An answer that says nothing of limits is not waited for.
    pub fn after(&mut self, answer: &Response) -> Duration {
        let limit = RateLimit::of(answer).filter(|limit| !limit.is_of_concurrency());
        let Some(limit) = limit else {
            return Duration::ZERO;
        };
        if limit.reset_seconds != self.reset_seconds {
            self.reset_seconds = limit.reset_seconds;
            self.used = 0;
        }
        self.used = self.used.saturating_add(1);
        if self.used < self.share(limit.limit) && limit.remaining > 0 {
            return Duration::ZERO;
        }
        until_reset(answer).unwrap_or_default()
    }

    fn share(&self, limit: u32) -> u32 {
        let share = u64::from(limit) * u64::from(self.share_percent) / 100;
        u32::try_from(share).unwrap_or(u32::MAX).max(1)
    }
}

/// A wait made a little longer, by up to a quarter and at least up to a second, so that not everybody who waited asks at once. `random` is
/// any number from the whole range.
pub fn spread(wait: Duration, random: u32) -> Duration {
    let more = (wait / 4).max(Duration::from_secs(1));
    wait.saturating_add(part(more, random))
}

/// How long to wait after the `attempt`th fault in a row (from 1): twice as long each time, five minutes at most, the second half of
/// it by `random`, any number from the whole range.
pub fn back_off(attempt: u32, random: u32) -> Duration {
    let doubled = BACK_OFF_MILLISECONDS.saturating_mul(1 << attempt.saturating_sub(1).min(20));
    let half = Duration::from_millis(doubled.min(BACK_OFF_MILLISECONDS_MAX)) / 2;
    half.saturating_add(part(half, random))
}

/// That part of a time that `random` is of all numbers.
fn part(of: Duration, random: u32) -> Duration {
    let milliseconds = of.as_millis() * u128::from(random) / u128::from(u32::MAX);
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Pace, RateLimit, back_off, spread, until_reset};
    use crate::wire::Response;

    /// An answer of 2026-12-01 00:00:00 by Okta's clock.
    fn answer(limit: i64, remaining: i64, reset: i64) -> Response {
        http::Response::builder()
            .header("Date", "Tue, 01 Dec 2026 00:00:00 GMT")
            .header("X-Rate-Limit-Limit", limit)
            .header("X-Rate-Limit-Remaining", remaining)
            .header("X-Rate-Limit-Reset", reset)
            .body(Vec::new())
            .unwrap()
    }

    const NOW: i64 = 1_796_083_200;

    #[test]
    fn a_share_is_used_and_then_the_window_is_waited_for() {
        let mut pace = Pace::new(50);
        for remaining in (7..10).rev() {
            assert_eq!(pace.after(&answer(10, remaining, NOW + 30)), Duration::ZERO);
        }
        assert_eq!(pace.after(&answer(10, 6, NOW + 30)), Duration::ZERO);
        assert_eq!(
            pace.after(&answer(10, 5, NOW + 30)),
            Duration::from_secs(31),
            "five of ten"
        );
        assert_eq!(
            pace.after(&answer(10, 9, NOW + 90)),
            Duration::ZERO,
            "the next window"
        );
    }

    #[test]
    fn what_others_used_is_not_there() {
        let mut pace = Pace::new(100);
        assert_eq!(pace.after(&answer(600, 1, NOW + 9)), Duration::ZERO);
        assert_eq!(
            pace.after(&answer(600, 0, NOW + 9)),
            Duration::from_secs(10)
        );
        let mut least = Pace::new(0);
        assert_eq!(
            least.after(&answer(50, 49, NOW + 9)),
            Duration::from_secs(10)
        );
    }

    #[test]
    fn silence_about_limits_is_no_wait() {
        let silent = http::Response::new(Vec::new());
        assert_eq!(Pace::new(10).after(&silent), Duration::ZERO);
        assert_eq!(until_reset(&silent), None);
        assert_eq!(Pace::new(10).after(&answer(0, 0, NOW)), Duration::ZERO);
        assert!(
            RateLimit::of(&answer(0, 0, NOW))
                .unwrap()
                .is_of_concurrency()
        );
    }

    #[test]
    fn a_reset_is_by_the_servers_clock_and_never_far() {
        let wait = |reset| until_reset(&answer(10, 0, reset)).unwrap().as_secs();
        assert_eq!(wait(NOW + 59), 60);
        assert_eq!(wait(NOW - 100), 0);
        assert_eq!(wait(NOW + 1_000_000), 120);
        let mut undated = answer(10, 0, NOW);
        undated.headers_mut().remove("date");
        assert_eq!(until_reset(&undated), Some(Duration::from_secs(60)));
    }

    #[test]
    fn waits_grow_and_end_and_are_spread() {
        let shortest: Vec<_> = (1..12).map(|n| back_off(n, 0).as_millis()).collect();
        assert_eq!(
            shortest,
            [
                500, 1000, 2000, 4000, 8000, 16000, 32000, 64000, 128_000, 150_000, 150_000
            ]
        );
        assert_eq!(back_off(u32::MAX, u32::MAX), Duration::from_secs(300));
        assert_eq!(back_off(0, u32::MAX), Duration::from_secs(1));
        let wait = Duration::from_secs(60);
        assert_eq!(spread(wait, 0), wait);
        assert_eq!(spread(wait, u32::MAX), Duration::from_secs(75));
        assert_eq!(spread(Duration::ZERO, u32::MAX), Duration::from_secs(1));
    }
}
