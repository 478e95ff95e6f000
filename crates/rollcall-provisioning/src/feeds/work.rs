//! Working on feeds, from any replica but on each from one at a time.

use rollcall_storage::feeds;
use tokio::task::yield_now;

use super::step::{Found, Hand, find_out, renew};
use crate::{Error, Provisioning, Result, SECOND, tenants};

/// Tenants that one round looks at.
const TENANTS_MAX: i64 = 1_000;
/// Steps that one tenant gets in a round, so that a long one does not keep others waiting.
const TURN_STEPS_MAX: usize = 50;
/// Announcements that are forgotten in one transaction.
const FORGET_ROWS: i64 = 1_000;

/// How [`catch_up`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worked {
    /// There is nothing left to do.
    Finished,
    /// Somebody else works on it.
    Held,
    /// The caller ended it.
    Stopped,
}

/// Works on the feeds of all tenants that have something to look at, on each for a while, and answers how many steps were
/// made. What goes wrong with one is logged and tried again half a minute later.
///
/// # Errors
/// When the database does not answer.
pub async fn work_round(p: &Provisioning, stop: &(dyn Fn() -> bool + Sync)) -> Result<usize> {
    let now = p.now();
    let due = p
        .store()
        .read(move |conn| Ok::<_, Error>(feeds::due(conn, now, TENANTS_MAX)?));
    let mut made = 0;
    for tenant in due.await? {
        if stop() {
            break;
        }
        let mut steps = 0;
        let mut go_on = || {
            steps += 1;
            steps <= TURN_STEPS_MAX && !stop()
        };
        match catch_up(p, &tenant, &mut go_on).await {
            // One was for nothing: it found nothing more, or the turn's end.
            Ok(Worked::Finished | Worked::Stopped) => made += steps.saturating_sub(1),
            Ok(Worked::Held) => {}
            Err(error) if error.is_away() => return Err(error),
            Err(error) => {
                tracing::warn!(tenant, cause = %error, "a tenant's feed cannot be worked on; it will be tried again");
            }
        }
    }
    Ok(made)
}

/// Announces what there is to announce of a tenant that has a feed. `go_on` is asked before each step, and may end it there.
///
/// # Errors
/// When the database does not answer; what is done by then stays.
pub async fn catch_up(
    p: &Provisioning,
    tenant: &str,
    go_on: &mut (dyn FnMut() -> bool + Send),
) -> Result<Worked> {
    let Some(mut work) = Work::claim(p, tenant).await? else {
        return Ok(Worked::Held);
    };
    let worked = work.run(go_on).await?;
    if worked != Worked::Held {
        work.release().await?;
    }
    Ok(worked)
}

fn lease_until(p: &Provisioning) -> i64 {
    p.now() + p.limits().job_lease_seconds.saturating_mul(SECOND)
}

/// A feed in hand.
pub(super) struct Work<'p> {
    p: &'p Provisioning,
    tenant: String,
    /// Until when it is held.
    until: i64,
    tasks_first: bool,
}

impl<'p> Work<'p> {
    /// Takes a feed's lease; `None` when somebody else has it, or there is no feed.
    pub(super) async fn claim(p: &'p Provisioning, tenant: &str) -> Result<Option<Self>> {
        let (now, until, name) = (p.now(), lease_until(p), tenant.to_owned());
        let claimed = p.store().write(move |tx| {
            let feed = feeds::lock(tx, &name)?.filter(|feed| feed.lease_until <= now);
            let Some(mut feed) = feed else {
                return Ok::<_, Error>(false);
            };
            feed.lease_until = until;
            feeds::update(tx, &feed)?;
            Ok(true)
        });
        Ok(claimed.await?.then(|| Self {
            p,
            tenant: tenant.to_owned(),
            until,
            tasks_first: false,
        }))
    }

    async fn run(&mut self, go_on: &mut (dyn FnMut() -> bool + Send)) -> Result<Worked> {
        loop {
            if !go_on() {
                return Ok(Worked::Stopped);
            }
            match self.step().await? {
                Some(Worked::Finished) => return Ok(Worked::Finished),
                Some(other) => return Ok(other),
                None => yield_now().await,
            }
        }
    }

    /// One step; `None` when there may be another one.
    pub(super) async fn step(&mut self) -> Result<Option<Worked>> {
        let mut found = self.find_out(false).await?;
        if matches!(found, Found::Stale) {
            found = self.find_out(true).await?;
        }
        let (verb, tenant) = (self.p.clone(), self.tenant.clone());
        let (held, until) = (self.until, lease_until(self.p));
        let written = match found {
            Found::Idle => return Ok(Some(Worked::Finished)),
            // It became another one once more.
            Found::Stale => return Ok(None),
            Found::Renew(version, definitions) => {
                let mark = (version, definitions);
                let renewed = move |tx: &mut _| renew(tx, &verb, &tenant, mark, held, until);
                self.p.store().write(renewed).await?
            }
            Found::Work(outcome) => {
                let written = move |tx: &mut _| outcome.write(tx, &verb, &tenant, held, until);
                self.p.store().write(written).await?
            }
        };
        if !written {
            return Ok(Some(Worked::Held));
        }
        self.until = until;
        self.tasks_first = !self.tasks_first;
        Ok(None)
    }

    async fn find_out(&self, anew: bool) -> Result<Found> {
        let (p, tenant) = (self.p, self.tenant.as_str());
        let current = if anew {
            p.mappings().anew(p, tenant).await?
        } else {
            p.mappings().of(p, tenant).await?
        };
        let hand = Hand {
            tenant: tenant.to_owned(),
            registry: p.registry(tenant).await?,
            mark: current.mark(),
            mapping: current.mapping,
            now: p.now(),
            tasks_first: self.tasks_first,
        };
        p.store().read(move |conn| find_out(conn, &hand)).await
    }

    /// Gives the lease back.
    async fn release(self) -> Result<()> {
        let (now, held) = (self.p.now(), self.until);
        let released = self.p.store().write(move |tx| {
            if let Some(mut feed) = feeds::lock(tx, &self.tenant)?
                && feed.lease_until == held
            {
                feed.lease_until = now;
                feeds::update(tx, &feed)?;
            }
            Ok::<_, Error>(())
        });
        released.await
    }
}

/// Forgets announcements that were kept for [`crate::Limits::announcements_days`].
///
/// # Errors
/// When the database does not answer.
pub async fn forget_old(p: &Provisioning) -> Result<()> {
    const DAY: i64 = 86_400 * SECOND;
    let before = p.now() - p.limits().announcements_days.saturating_mul(DAY);
    for tenant in tenants::list(p).await? {
        loop {
            let name = tenant.id.clone();
            let forgotten = p.store().write(move |tx| {
                let Some(mut feed) = feeds::lock(tx, &name)? else {
                    return Ok::<_, Error>(false);
                };
                let Some(last) = feeds::forget(tx, &name, before, FORGET_ROWS)? else {
                    return Ok(false);
                };
                feed.forgotten_seq = last;
                feeds::update(tx, &feed)?;
                Ok(true)
            });
            if !forgotten.await? {
                break;
            }
        }
    }
    Ok(())
}
