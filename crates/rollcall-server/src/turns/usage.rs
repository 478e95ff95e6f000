//! How much somebody asks for: in this second, and in the one before.

use std::time::{Duration, Instant};

/// What is counted counts for so long, and once more as that of the one before.
pub(super) const SECOND: Duration = Duration::from_secs(1);
/// Whoever asks no oftener in a second is never held back for that: twice what providers may always send.
const ALWAYS: u32 = 50;
/// Whoever's reads take no longer in a second, in all, is never held back for them.
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

    /// Something took so long. What lasted longer than a second counts as one, or it would hide what others do in the second
    /// in which it ends.
    pub(super) fn took(&mut self, now: Instant, took: Duration) {
        self.turn(now);
        self.now.busy += took.min(SECOND);
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

    /// Whether its reads take long enough to be felt.
    pub(super) fn is_felt(&self) -> bool {
        self.busy() > ALWAYS_BUSY
    }

    /// Whether that is much beside others: many requests, or reads that are felt and take more than their part of all the time
    /// that is spent, among the `felt` tenants whose reads are. Under load everybody's take longer, so that a bound alone would
    /// hold back those who suffer from it.
    pub(super) fn is_much(&self, all: &Self, felt: impl FnOnce() -> usize) -> bool {
        if self.now.requests.max(self.before.requests) > ALWAYS {
            return true;
        }
        self.is_felt() && {
            let parts = u32::try_from(felt().max(2)).unwrap_or(u32::MAX);
            self.busy().saturating_mul(parts) > all.busy()
        }
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
        let tenths = busy_milliseconds / 100;
        for _ in 0..tenths {
            usage.took(now, Duration::from_millis(100));
        }
        usage.took(now, Duration::from_millis(busy_milliseconds % 100));
        usage
    }

    #[test]
    fn many_requests_are_much_and_so_is_more_than_ones_part_of_the_time() {
        let all = used(100, 4_000);
        assert!(!used(50, 0).is_much(&all, || 2));
        assert!(used(51, 0).is_much(&all, || 2));
        assert!(used(9, 3_500).is_much(&all, || 1));
        assert!(
            !used(25, 500).is_much(&all, || 2),
            "who suffers under the other"
        );
        assert!(
            !used(25, 240).is_much(&used(25, 250), || 2),
            "nobody does much"
        );
        assert!(used(9, 1_400).is_much(&all, || 3), "three who do as much");
        let mut long = used(1, 0);
        long.took(Instant::now(), Duration::from_secs(30));
        assert_eq!(long.busy(), SECOND);
    }

    #[test]
    fn what_was_long_ago_is_forgotten() {
        let begun = Instant::now();
        let mut usage = used(60, 0);
        let all = used(0, 0);
        usage.asked(begun + SECOND);
        assert!(usage.is_much(&all, || 2), "a second ago");
        usage.asked(begun + 2 * SECOND + SECOND / 2);
        assert!(!usage.is_much(&all, || 2));
    }
}
