//! How much somebody asks for: in this second, and in the one before.

use std::time::{Duration, Instant};

/// What is counted counts for so long, and once more as that of the one before.
pub(super) const SECOND: Duration = Duration::from_secs(1);
/// Whoever asks no oftener in a second is never held back for that: twice what providers may always send.
const ALWAYS: u32 = 50;
/// Whoever's reads take no longer in a second, in all, is never held back for what others do.
const ALWAYS_BUSY: Duration = Duration::from_millis(250);

/// Requests, and how long reads took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counted {
    requests: u32,
    busy: Duration,
}

/// What one tenant, or all of them together, asked for.
pub(super) struct Usage {
    since: Instant,
    now: Counted,
    before: Counted,
}

impl Usage {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            since: now,
            now: Counted::default(),
            before: Counted::default(),
        }
    }

    /// Somebody asked.
    pub(super) fn asked(&mut self, now: Instant) {
        self.turn(now);
        self.now.requests += 1;
    }

    /// A read took so long.
    pub(super) fn read(&mut self, now: Instant, took: Duration) {
        self.turn(now);
        self.now.busy += took;
    }

    fn turn(&mut self, now: Instant) {
        let passed = now.duration_since(self.since);
        if passed >= SECOND {
            self.before = if passed < 2 * SECOND {
                self.now
            } else {
                Counted::default()
            };
            (self.since, self.now) = (now, Counted::default());
        }
    }

    fn busy(&self) -> Duration {
        self.now.busy.max(self.before.busy)
    }

    /// Whether that is much beside others: many requests, or more than its part of the time that the reads of all `tenants`
    /// took. Under load everybody's take longer, so that a bound alone would hold back those who suffer from it.
    pub(super) fn is_much(&self, all: &Self, tenants: usize) -> bool {
        let tenants = u32::try_from(tenants).unwrap_or(u32::MAX);
        let is_many = self.now.requests.max(self.before.requests) > ALWAYS;
        is_many || (self.busy() > ALWAYS_BUSY && self.busy().saturating_mul(tenants) > all.busy())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(requests: u32, busy_milliseconds: u64) -> Usage {
        let now = Instant::now();
        let mut usage = Usage::new(now);
        for _ in 0..requests {
            usage.asked(now);
        }
        usage.read(now, Duration::from_millis(busy_milliseconds));
        usage
    }

    #[test]
    fn many_requests_are_much_and_so_is_more_than_ones_part_of_the_time() {
        let all = used(100, 4_000);
        assert!(!used(50, 0).is_much(&all, 2));
        assert!(used(51, 0).is_much(&all, 2));
        assert!(used(9, 3_500).is_much(&all, 2));
        assert!(
            !used(25, 500).is_much(&all, 2),
            "who suffers under the other"
        );
        assert!(
            !used(25, 240).is_much(&used(25, 250), 2),
            "nobody does much"
        );
        assert!(used(9, 2_100).is_much(&all, 2) && used(9, 2_100).is_much(&all, 3));
    }

    #[test]
    fn what_was_long_ago_is_forgotten() {
        let begun = Instant::now();
        let mut usage = used(60, 0);
        let all = used(0, 0);
        usage.asked(begun + SECOND);
        assert!(usage.is_much(&all, 2), "a second ago");
        usage.asked(begun + 2 * SECOND + SECOND / 2);
        assert!(!usage.is_much(&all, 2));
    }
}
