//! Building indexes, and removing the entries of deleted ones: a few rows in each transaction.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use rollcall_storage::attribute_entries::{self, Filled};
use rollcall_storage::attribute_indexes::{self, AttributeIndex, State};
use rollcall_storage::{Conn, changes};
use uuid::Uuid;

use crate::{Error, Provisioning, Result, SECOND};

/// Resources that get their entries in one transaction.
const BATCH_ROWS: i64 = 200;
/// Entries that are removed in one transaction.
const CLEAR_ROWS: i64 = 1_000;
/// Tenants that one round looks at.
const TENANTS_MAX: i64 = 1_000;
/// How often it is looked whether the writes under way have ended.
const LOOK_PERIOD: Duration = Duration::from_millis(10);
/// How many times, before somebody else may try.
const LOOKS_MAX: u32 = 500;
/// Transactions that one index gets in a round, so that a long one does not keep those of others waiting.
const TURN_STEPS_MAX: usize = 100;
/// How [`work`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worked {
    /// There is nothing left to do.
    Finished,
    /// Somebody else works on it.
    Held,
    /// Writes that began before it have not ended yet; try again.
    Waiting,
    /// The caller ended it.
    Stopped,
}

/// Works on the indexes of all tenants that are building or being deleted, on each for a while, and answers how many got
/// anywhere. What goes wrong with one, or with those of one tenant, is logged and tried again in the next round.
///
/// # Errors
/// When the database does not answer.
pub async fn work_round(p: &Provisioning, stop: &(dyn Fn() -> bool + Sync)) -> Result<usize> {
    let tenants = p
        .store()
        .read(|conn| Ok::<_, Error>(attribute_indexes::tenants_with_work(conn, TENANTS_MAX)?))
        .await?;
    let mut moved = 0;
    for tenant in tenants {
        if stop() {
            break;
        }
        match work_tenant(p, &tenant, stop).await {
            Ok(more) => moved += more,
            Err(error) if error.is_away() => return Err(error),
            Err(error) => {
                tracing::warn!(tenant, cause = %error, "a tenant's indexes cannot be worked on; it will be tried again");
            }
        }
    }
    Ok(moved)
}

/// The same for one tenant.
async fn work_tenant(
    p: &Provisioning,
    tenant: &str,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<usize> {
    let name = tenant.to_owned();
    let all = p
        .store()
        .read(move |conn| Ok::<_, Error>(attribute_indexes::list(conn, &name)?))
        .await?;
    let mut moved = 0;
    for index in all.iter().filter(|index| index.state != State::Ready) {
        if stop() {
            break;
        }
        let turn = AtomicUsize::new(TURN_STEPS_MAX);
        let take = |left: usize| left.checked_sub(1);
        let go_on = |_| !stop() && turn.fetch_update(Relaxed, Relaxed, take).is_ok();
        match work(p, tenant, index.id, &go_on).await {
            Ok(Worked::Finished | Worked::Stopped) => moved += 1,
            Ok(Worked::Held | Worked::Waiting) => {}
            Err(error) if error.is_away() => return Err(error),
            Err(error) => {
                let attribute = index.place.to_string();
                tracing::warn!(tenant, attribute, cause = %error, "an index could not be built; it will be tried again");
            }
        }
    }
    Ok(moved)
}

/// Builds an index, or removes the entries of one that is being deleted. `go_on` is told after each transaction how many
/// resources of a building one have their entries, and may end it there.
///
/// # Errors
/// When the database does not answer; what is done by then stays.
pub async fn work(
    p: &Provisioning,
    tenant: &str,
    id: Uuid,
    go_on: &(dyn Fn(i64) -> bool + Sync),
) -> Result<Worked> {
    let (now, until) = (p.now(), lease_until(p));
    let name = tenant.to_owned();
    let claim = move |tx: &mut Conn| {
        let claimed = attribute_indexes::claim(tx, &name, id, now, until)?;
        Ok::<_, Error>((claimed, attribute_indexes::find(tx, &name, id)?))
    };
    match p.store().write(claim).await? {
        (true, _) => {}
        (false, Some(index)) if index.state != State::Ready => return Ok(Worked::Held),
        (false, _) => return Ok(Worked::Finished),
    }
    let mut work = Work {
        p,
        tenant: tenant.to_owned(),
        id,
        until,
    };
    let outcome = work.run(go_on).await;
    let released = work.hold(0).await;
    let worked = outcome?;
    released?;
    Ok(worked)
}

fn lease_until(p: &Provisioning) -> i64 {
    p.now() + p.limits().job_lease_seconds.saturating_mul(SECOND)
}

/// An index in hand.
struct Work<'p> {
    p: &'p Provisioning,
    tenant: String,
    id: Uuid,
    /// Until when it is held.
    until: i64,
}

/// What became of one transaction's share.
enum Step {
    Further(AttributeIndex),
    /// The index is no longer what it was when the work began.
    Changed,
    Lost,
}

impl Work<'_> {
    async fn run(&mut self, go_on: &(dyn Fn(i64) -> bool + Sync)) -> Result<Worked> {
        while let Some(mut index) = self.find().await? {
            if index.state == State::Ready {
                break;
            }
            if !self.writes_have_ended().await? {
                return Ok(Worked::Waiting);
            }
            while index.state != State::Ready {
                if !go_on(index.seen_count) {
                    return Ok(Worked::Stopped);
                }
                let step = match index.state {
                    State::Deleting => self.clear().await?,
                    State::Building | State::Ready => self.fill(index).await?,
                };
                index = match step {
                    Step::Further(index) => index,
                    Step::Changed => break,
                    Step::Lost => return Ok(Worked::Held),
                };
            }
            go_on(index_seen(&self.find().await?));
        }
        Ok(Worked::Finished)
    }

    async fn find(&self) -> Result<Option<AttributeIndex>> {
        let (tenant, id) = (self.tenant.clone(), self.id);
        self.p
            .store()
            .read(move |conn| Ok(attribute_indexes::find(conn, &tenant, id)?))
            .await
    }

    /// Moves the end of the lease; answers whether it is still ours.
    async fn hold(&mut self, until: i64) -> Result<bool> {
        let (tenant, id, held) = (self.tenant.clone(), self.id, self.until);
        let moved = move |tx: &mut Conn| {
            Ok::<_, Error>(attribute_indexes::hold(tx, &tenant, id, held, until)?)
        };
        let ours = self.p.store().write(moved).await?;
        self.until = until;
        Ok(ours)
    }

    /// Waits until every transaction has ended that may not have seen the index as it is.
    async fn writes_have_ended(&mut self) -> Result<bool> {
        let store = self.p.store();
        let drawn = store
            .read(|conn| Ok::<_, Error>(changes::drawn(conn)?))
            .await?;
        for _ in 0..LOOKS_MAX {
            let ended = store.read(move |conn| Ok::<_, Error>(changes::have_ended(conn, drawn)?));
            if ended.await? {
                return Ok(true);
            }
            tokio::time::sleep(LOOK_PERIOD).await;
        }
        Ok(false)
    }

    /// Gives the next resources their entries.
    async fn fill(&mut self, index: AttributeIndex) -> Result<Step> {
        let until = lease_until(self.p);
        let (tenant, held, of) = (self.tenant.clone(), self.until, index.clone());
        let fill = move |tx: &mut Conn| {
            if !attribute_indexes::hold(tx, &tenant, of.id, held, until)? {
                return Ok(None);
            }
            let filled = attribute_entries::fill(tx, &tenant, &of, BATCH_ROWS)?;
            let next = after(&of, &filled);
            let moved =
                !filled.locked.is_empty() || attribute_indexes::advance(tx, &tenant, &next)?;
            Ok::<_, Error>(Some((next, filled.locked, moved)))
        };
        let Some((next, locked, moved)) = self.p.store().write(fill).await? else {
            return Ok(Step::Lost);
        };
        self.until = until;
        if locked.is_empty() {
            return Ok(if moved {
                Step::Further(next)
            } else {
                Step::Changed
            });
        }
        self.fill_locked(&index, locked).await?;
        let (tenant, to) = (self.tenant.clone(), next.clone());
        let advance = move |tx: &mut Conn| {
            if !attribute_indexes::hold(tx, &tenant, to.id, until, until)? {
                return Ok(None);
            }
            Ok::<_, Error>(Some(attribute_indexes::advance(tx, &tenant, &to)?))
        };
        Ok(match self.p.store().write(advance).await? {
            None => Step::Lost,
            Some(true) => Step::Further(next),
            Some(false) => Step::Changed,
        })
    }

    /// Gives resources that others were changing their entries, each when its turn comes.
    async fn fill_locked(&self, index: &AttributeIndex, locked: Vec<Uuid>) -> Result<()> {
        for id in locked {
            let (tenant, of) = (self.tenant.clone(), index.clone());
            let fill = move |tx: &mut Conn| {
                Ok::<_, Error>(attribute_entries::fill_one(tx, &tenant, &of, id)?)
            };
            self.p.store().write(fill).await?;
        }
        Ok(())
    }

    /// Removes the next entries, and with the last ones the index.
    async fn clear(&mut self) -> Result<Step> {
        let until = lease_until(self.p);
        let (tenant, id, held) = (self.tenant.clone(), self.id, self.until);
        let clear = move |tx: &mut Conn| {
            if !attribute_indexes::hold(tx, &tenant, id, held, until)? {
                return Ok(None);
            }
            if !attribute_entries::clear(tx, &tenant, id, CLEAR_ROWS)? {
                attribute_indexes::delete(tx, &tenant, id)?;
            }
            Ok::<_, Error>(Some(attribute_indexes::find(tx, &tenant, id)?))
        };
        let left = self.p.store().write(clear).await?;
        self.until = until;
        Ok(match left {
            None => Step::Lost,
            Some(Some(index)) => Step::Further(index),
            Some(None) => Step::Changed,
        })
    }
}

/// An index when these resources have their entries.
fn after(index: &AttributeIndex, filled: &Filled) -> AttributeIndex {
    let seen = i64::try_from(filled.seen).unwrap_or(BATCH_ROWS);
    AttributeIndex {
        position: filled.last.or(index.position),
        seen_count: index.seen_count + seen,
        state: if seen < BATCH_ROWS {
            State::Ready
        } else {
            State::Building
        },
        ..index.clone()
    }
}

fn index_seen(index: &Option<AttributeIndex>) -> i64 {
    index.as_ref().map_or(0, |index| index.seen_count)
}
