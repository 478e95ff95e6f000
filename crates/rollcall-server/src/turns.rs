//! Whose turn it is: how many requests of one tenant are worked on at a time while others ask as well, so that one
//! tenant's import does not slow the others down; and how many may wait, so that no queue grows without end.

mod usage;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use tokio::sync::oneshot;

use crate::config::HttpLimits;
use crate::error::{Failure, Result};

use self::usage::Usage;

/// Whoever asked in this time counts as asking.
const ASKING: Duration = usage::SECOND;
/// The part of what a tenant may have under way that it keeps while others ask as well: enough for commits together.
const PART_OF: usize = 16;
/// A request that has waited for so long is refused: who sent it may not wait any more.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// The shortest and the longest rest after a read.
const REST: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(100)];
/// A refusal takes so long: a client that heeds none would send the next request at once.
const REFUSAL_DELAY: Duration = Duration::from_millis(250);

/// What a request does, as far as its head tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// It takes the processor. Who asks for much while others ask too has one read under way for each two cores, and after each
    /// rests as long as that took, within bounds, so that it leaves most.
    Read,
    /// It reads, and sends while it does, for as long as the client takes. While others ask too there is one for each core.
    Export,
    /// It waits for the disk, mostly.
    Change,
}

/// The turns of this replica. Only tenants whose token was good have any, so a stranger fills nothing.
pub struct Turns {
    at_once_max: usize,
    waiting_max: usize,
    cores: usize,
    lines: Mutex<Lines>,
}

struct Lines {
    of: HashMap<Arc<str>, Line>,
    /// What all of them ask for.
    usage: Usage,
    tidied_at: Instant,
}

/// What one tenant asked for.
struct Line {
    reads: Lane,
    exports: Lane,
    changes: Lane,
    asked_at: Instant,
    usage: Usage,
}

#[derive(Default)]
struct Lane {
    running: usize,
    waiting: VecDeque<oneshot::Sender<Turn>>,
}

/// A request's turn, which ends when this is dropped.
pub struct Turn {
    place: Option<Place>,
    began: Instant,
}

/// A place among those of a tenant's requests that are worked on, free for the next one when this is dropped.
struct Place {
    turns: Arc<Turns>,
    tenant: Arc<str>,
    work: Work,
}

impl Turns {
    /// As [`HttpLimits`] say.
    pub fn new(limits: &HttpLimits) -> Arc<Self> {
        Arc::new(Self {
            at_once_max: limits.requests_at_once_max,
            waiting_max: limits.requests_waiting_max,
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            lines: Mutex::new(Lines {
                of: HashMap::new(),
                usage: Usage::new(Instant::now()),
                tidied_at: Instant::now(),
            }),
        })
    }

    /// Waits until a request of `tenant` may be worked on.
    ///
    /// # Errors
    /// 429 with `Retry-After` when too many wait already, or the turn does not come in time.
    pub async fn take(self: &Arc<Self>, tenant: &Arc<str>, work: Work) -> Result<Turn> {
        let Some(waiting) = self.line_up(tenant, work) else {
            tokio::time::sleep(REFUSAL_DELAY).await;
            return Err(refused(format!(
                "{} requests of this organisation are waiting already; send fewer at once. Nothing was changed.",
                self.waiting_max
            )));
        };
        match tokio::time::timeout(WAIT_MAX, waiting).await {
            // The sender is in the line until it sends.
            Ok(turn) => turn.map_err(|_| Failure::internal("the line of requests is gone")),
            Err(_) => Err(refused(format!(
                "Other requests of this organisation have taken longer than {} seconds; send fewer at once. Nothing was changed.",
                WAIT_MAX.as_secs()
            ))),
        }
    }

    /// The way by which the turn will come, or has come; none where too many wait.
    fn line_up(self: &Arc<Self>, tenant: &Arc<str>, work: Work) -> Option<oneshot::Receiver<Turn>> {
        let (sender, receiver) = oneshot::channel();
        let mut lines = self.lines();
        let now = Instant::now();
        lines.tidy(now);
        let line = lines.of.entry(tenant.clone()).or_insert_with(|| Line {
            reads: Lane::default(),
            exports: Lane::default(),
            changes: Lane::default(),
            asked_at: now,
            usage: Usage::new(now),
        });
        line.asked_at = now;
        line.usage.asked(now);
        let lane = line.lane(work);
        lane.waiting.retain(|sender| !sender.is_closed());
        if lane.waiting.len() >= self.waiting_max {
            return None;
        }
        lane.waiting.push_back(sender);
        let untaken = self.hand_out(&mut lines, tenant, work);
        drop(lines);
        drop(untaken);
        Some(receiver)
    }

    /// Gives the tenant's next requests their turns, as far as its part goes; answers those of clients that are gone, to
    /// be dropped when the lines are free.
    fn hand_out(self: &Arc<Self>, lines: &mut Lines, tenant: &Arc<str>, work: Work) -> Vec<Turn> {
        let mut untaken = Vec::new();
        let (shared, much) = (lines.are_shared(), lines.are_much_shared(tenant));
        let Some(line) = lines.of.get_mut(tenant) else {
            return untaken;
        };
        let part = self.at_once_max.div_ceil(PART_OF);
        let part = match work {
            _ if !shared => self.at_once_max,
            Work::Read if much => self.cores.div_ceil(2).min(part),
            Work::Export => self.cores.min(self.at_once_max),
            Work::Read | Work::Change => part,
        };
        let lane = line.lane(work);
        while lane.running < part
            && let Some(next) = lane.waiting.pop_front()
        {
            lane.running += 1;
            let place = Place {
                turns: self.clone(),
                tenant: tenant.clone(),
                work,
            };
            let turn = Turn {
                place: Some(place),
                began: Instant::now(),
            };
            untaken.extend(next.send(turn).err());
        }
        untaken
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refused(detail: String) -> Failure {
    Failure::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after_seconds(1)
}

impl Lines {
    /// Whether several tenants ask. Who only takes an export that was begun asks for nothing.
    fn are_shared(&self) -> bool {
        let now = Instant::now();
        let asking = self.of.values().filter(|line| line.asks(now));
        asking.take(2).count() > 1
    }

    /// Whether several tenants ask, and this one for much.
    fn are_much_shared(&self, tenant: &Arc<str>) -> bool {
        let felt = || {
            let lines = self.of.values();
            lines.filter(|line| line.usage.is_felt()).count()
        };
        let line = self.of.get(tenant);
        self.are_shared() && line.is_some_and(|line| line.usage.is_much(&self.usage, felt))
    }

    /// Notes that work of that tenant took so long.
    fn note(&mut self, tenant: &Arc<str>, work: Work, took: Duration) {
        let now = Instant::now();
        self.usage.took(now, took);
        let line = self.of.get_mut(tenant);
        if let Some(line) = line.filter(|_| work == Work::Read) {
            line.usage.took(now, took);
        }
    }

    /// Forgets who does not ask any more.
    fn tidy(&mut self, now: Instant) {
        if now.duration_since(self.tidied_at) < ASKING {
            return;
        }
        self.tidied_at = now;
        self.of
            .retain(|_, line| line.is_busy() || now.duration_since(line.asked_at) < ASKING);
    }
}

impl Line {
    fn lane(&mut self, work: Work) -> &mut Lane {
        match work {
            Work::Read => &mut self.reads,
            Work::Export => &mut self.exports,
            Work::Change => &mut self.changes,
        }
    }

    /// Whether it asks for anything, or just did.
    fn asks(&self, now: Instant) -> bool {
        let is_busy = |lane: &Lane| lane.running > 0 || !lane.waiting.is_empty();
        now.duration_since(self.asked_at) < ASKING || is_busy(&self.reads) || is_busy(&self.changes)
    }

    fn is_busy(&self) -> bool {
        [&self.reads, &self.exports, &self.changes]
            .iter()
            .any(|lane| lane.running > 0 || !lane.waiting.is_empty())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(place) = self.place.take() else {
            return;
        };
        let took = self.began.elapsed();
        let rests = {
            let mut lines = place.turns.lines();
            lines.note(&place.tenant, place.work, took);
            place.work == Work::Read && lines.are_much_shared(&place.tenant)
        };
        if rests && let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let rest = took.clamp(REST[0], REST[1]);
            runtime.spawn(async move {
                tokio::time::sleep(rest).await;
                drop(place);
            });
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut lines = self.turns.lines();
        if let Some(line) = lines.of.get_mut(&self.tenant) {
            let lane = line.lane(self.work);
            lane.running = lane.running.saturating_sub(1);
        }
        let untaken = self.turns.hand_out(&mut lines, &self.tenant, self.work);
        drop(lines);
        drop(untaken);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::Work::{Change, Export, Read};
    use super::*;

    fn turns(at_once_max: usize, waiting_max: usize) -> Arc<Turns> {
        Turns::new(&HttpLimits {
            requests_at_once_max: at_once_max,
            requests_waiting_max: waiting_max,
            ..HttpLimits::default()
        })
    }

    /// Those whose turn it is at once.
    fn at_once(turns: &Arc<Turns>, tenant: &str, work: Work, requests: usize) -> Vec<Turn> {
        let waiting = (0..requests).map(|_| turns.line_up(&tenant.into(), work).unwrap());
        let waiting: Vec<_> = waiting.collect();
        let now = |receiver: oneshot::Receiver<Turn>| receiver.now_or_never()?.ok();
        waiting.into_iter().filter_map(now).collect()
    }

    #[test]
    fn who_asks_alone_has_it_all_and_others_a_part() {
        let turns = turns(64, 1_000);
        let alone = at_once(&turns, "a", Change, 100);
        assert_eq!(alone.len(), 64);
        let beside = at_once(&turns, "b", Change, 100);
        assert_eq!(beside.len(), 4);
        assert_eq!(at_once(&turns, "b", Export, 100).len(), turns.cores.min(64));
        drop(alone);
        assert_eq!(at_once(&turns, "a", Change, 100).len(), 4);
    }

    #[test]
    fn a_turn_that_ends_is_the_next_ones() {
        let turns = turns(1, 10);
        let first = at_once(&turns, "a", Change, 1);
        let (gone, mut next) = (
            turns.line_up(&"a".into(), Change),
            turns.line_up(&"a".into(), Change).unwrap(),
        );
        drop(gone);
        assert!(next.try_recv().is_err());
        drop(first);
        assert!(next.try_recv().is_ok());
        assert_eq!(
            at_once(&turns, "a", Change, 1).len(),
            1,
            "nothing is left behind"
        );
    }

    #[actix_web::test]
    async fn who_reads_beside_others_rests_as_long_as_that_took() {
        let turns = turns(64, 1_000);
        let _other = at_once(&turns, "b", Change, 1);
        let reading = at_once(&turns, "a", Read, 100);
        assert_eq!(reading.len(), 4, "until that is much");
        let mut next = turns.line_up(&"a".into(), Read).unwrap();
        drop(reading);
        assert!(next.try_recv().is_err(), "they rest");
        assert!(next.await.is_ok());
    }

    #[actix_web::test]
    async fn who_asks_seldom_never_rests() {
        let turns = turns(64, 1_000);
        let _other = at_once(&turns, "b", Change, 1);
        let reading = at_once(&turns, "a", Read, 25);
        assert_eq!(reading.len(), 4);
        drop(reading);
        let running = turns.lines().of[&Arc::from("a")].reads.running;
        assert_eq!(running, 0);
    }

    #[actix_web::test]
    async fn more_than_may_wait_are_refused() {
        let turns = turns(1, 2);
        let _running = at_once(&turns, "a", Change, 1);
        let _waiting = [
            turns.line_up(&"a".into(), Change),
            turns.line_up(&"a".into(), Change),
        ];
        let refused = turns.take(&"a".into(), Change).await.err().unwrap();
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(turns.take(&"b".into(), Change).await.is_ok());
    }
}
