//! What is done about leavers by itself: those whose time has come are forgotten, one in a transaction of its own, and the
//! values of the forgotten are taken out of the log of changes, some changes at a time. Each step can be done twice, and a
//! replica that dies leaves nothing half done.

use rollcall_storage::leavers::{self, Lease};
use rollcall_storage::resources::{self, Scope};
use rollcall_storage::{Conn, Error as StorageError, forgotten};
use uuid::Uuid;

use super::{DAY, forget, retention, usual};
use crate::auth::own_call;
use crate::provisioning::people;
use crate::resources::is_left;
use crate::{Afterwards, Error, Provisioning, Result, SECOND, tenants};

/// What changes that the program makes by itself are noted with.
const REQUEST: &str = "leavers";
/// Leavers of one tenant that are forgotten in a round, so that those of others need not wait.
const TURN_PEOPLE_MAX: i64 = 500;
/// Transactions in a round that take values out of one tenant's log.
const TURN_SCRUBS_MAX: usize = 100;
/// Changes in one.
const SCRUB_ROWS: usize = 2_000;
/// People whose values are looked for at once.
const FORGOTTEN_ROWS: i64 = 100;
/// People that are compared at a time.
const COMPARED_ROWS: i64 = 200;

/// Does what is to be done about each tenant's leavers, on each for a while, and answers of how many something is left to do
/// at once. What goes wrong with one tenant is logged and tried again in the next round.
///
/// # Errors
/// When the database does not answer.
pub async fn work_round(p: &Provisioning, stop: &(dyn Fn() -> bool + Sync)) -> Result<usize> {
    let mut unfinished = 0;
    for tenant in tenants::list(p).await? {
        if stop() {
            break;
        }
        match work_tenant(p, &tenant.id, stop).await {
            Ok(true) => {}
            Ok(false) => unfinished += 1,
            Err(error) if error.is_away() => return Err(error),
            Err(error) => {
                tracing::warn!(tenant = tenant.id, cause = %error, "a tenant's leavers cannot be worked on; it will be tried again");
            }
        }
    }
    Ok(unfinished)
}

/// Whether a tenant's work was finished, or somebody else has it.
async fn work_tenant(
    p: &Provisioning,
    tenant: &str,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<bool> {
    let Some(held) = claim(p, tenant).await? else {
        return Ok(true);
    };
    let mut work = Work {
        p,
        tenant: tenant.to_owned(),
        held,
        stop,
    };
    let outcome = work.run().await;
    // Nobody has to wait until it has run out.
    let released = work.hold(0).await;
    let finished = outcome?;
    released?;
    Ok(finished)
}

/// Takes a tenant's work in hand, if there is any and nobody has it.
async fn claim(p: &Provisioning, tenant: &str) -> Result<Option<Lease>> {
    let (now, until) = (p.now(), lease_until(p));
    let by = now.saturating_sub(retention(p.limits()));
    let keeps = p.limits().leavers_afterwards == Afterwards::Keep;
    let name = tenant.to_owned();
    let looked = p.store().read(move |conn| {
        let last = leavers::compared_at(conn, &name)?;
        let is_due = !keeps && !leavers::due(conn, &name, by, 1)?.is_empty();
        let is_scrubbing = !forgotten::next(conn, &name, 1)?.is_empty();
        Ok::<_, Error>(is_due || is_scrubbing || last.is_none_or(|at| at + DAY <= now))
    });
    if !looked.await? {
        return Ok(None);
    }
    let name = tenant.to_owned();
    let claimed = move |tx: &mut Conn| leavers::claim(tx, &name, now, until);
    match p.store().write(claimed).await {
        Ok(lease) => Ok(lease),
        Err(StorageError::Uniqueness { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn lease_until(p: &Provisioning) -> i64 {
    p.now() + p.limits().job_lease_seconds.saturating_mul(SECOND)
}

/// A tenant's work in hand.
struct Work<'p> {
    p: &'p Provisioning,
    tenant: String,
    held: Lease,
    stop: &'p (dyn Fn() -> bool + Sync),
}

impl Work<'_> {
    /// Whether all is done.
    async fn run(&mut self) -> Result<bool> {
        self.compare().await?;
        let forgot = self.forget_due().await?;
        Ok(self.scrub().await? && forgot)
    }

    /// Moves the end of the lease; answers whether it is still ours.
    async fn hold(&mut self, until: i64) -> Result<bool> {
        let next = Lease { until, ..self.held };
        let (tenant, held) = (self.tenant.clone(), self.held);
        let moved = move |tx: &mut Conn| Ok::<_, Error>(leavers::hold(tx, &tenant, held, next)?);
        let ours = self.p.store().write(moved).await?;
        self.held = next;
        Ok(ours)
    }

    async fn renew(&mut self) -> Result<bool> {
        let until = lease_until(self.p);
        Ok(!(self.stop)() && self.hold(until).await?)
    }

    /// Once a day: a program of before there were leavers may have run beside this one, or a dump been restored.
    async fn compare(&mut self) -> Result<()> {
        let now = self.p.now();
        if self.held.compared_at + DAY > now {
            return Ok(());
        }
        let mut position = Uuid::nil();
        loop {
            let (tenant, registry) = (self.tenant.clone(), self.p.registry(&self.tenant).await?);
            let read = self.p.store().read(move |conn| {
                let scope = Scope {
                    tenant: &tenant,
                    resource_type: people(&registry)?,
                };
                let unnoted = leavers::unnoted(conn, &scope, position, COMPARED_ROWS)?;
                let mistaken = leavers::mistaken(conn, &tenant, COMPARED_ROWS)?;
                Ok::<_, Error>((unnoted, mistaken))
            });
            let (unnoted, mistaken) = read.await?;
            let Some((last, _)) = unnoted
                .last()
                .copied()
                .or(mistaken.last().map(|id| (*id, 0)))
            else {
                break;
            };
            if !unnoted.is_empty() {
                position = last;
            }
            for (id, at) in unnoted
                .into_iter()
                .chain(mistaken.into_iter().map(|id| (id, 0)))
            {
                self.settle(id, at).await?;
            }
            if !self.renew().await? {
                return Ok(());
            }
        }
        self.held_compared(now).await
    }

    /// Makes the note of one person right.
    async fn settle(&self, id: Uuid, left_at: i64) -> Result<()> {
        let (tenant, registry) = (self.tenant.clone(), self.p.registry(&self.tenant).await?);
        let settle = move |tx: &mut Conn| {
            let scope = Scope {
                tenant: &tenant,
                resource_type: people(&registry)?,
            };
            match resources::lock(tx, &scope, id)? {
                Some(person) if is_left(&person.attributes) => {
                    leavers::note(tx, &tenant, id, left_at)?;
                }
                _ => leavers::forget(tx, &tenant, id)?,
            }
            Ok::<_, Error>(())
        };
        self.p.store().write(settle).await
    }

    async fn held_compared(&mut self, at: i64) -> Result<()> {
        let next = Lease {
            until: lease_until(self.p),
            compared_at: at,
        };
        let (tenant, held) = (self.tenant.clone(), self.held);
        let moved = move |tx: &mut Conn| Ok::<_, Error>(leavers::hold(tx, &tenant, held, next)?);
        if self.p.store().write(moved).await? {
            self.held = next;
        }
        Ok(())
    }

    /// Forgets those whose time has come; answers whether that is all of them.
    async fn forget_due(&mut self) -> Result<bool> {
        if self.p.limits().leavers_afterwards == Afterwards::Keep {
            return Ok(true);
        }
        let by = self.p.now().saturating_sub(retention(self.p.limits()));
        let tenant = self.tenant.clone();
        let due = move |conn: &mut Conn| {
            Ok::<_, Error>(leavers::due(conn, &tenant, by, TURN_PEOPLE_MAX)?)
        };
        let due = self.p.store().read(due).await?;
        let is_all = i64::try_from(due.len()).unwrap_or(i64::MAX) < TURN_PEOPLE_MAX;
        let (mut forgot, mut failed) = (0, 0);
        for leaver in due {
            if !self.renew().await? {
                return Ok(true);
            }
            let call = own_call(self.p, &self.tenant, REQUEST).await?;
            match forget(self.p, call, leaver.id, Some(by), usual(self.p), None).await {
                Ok(true) => forgot += 1,
                Ok(false) => {}
                Err(error) if error.is_away() => return Err(error),
                Err(error) => {
                    failed += 1;
                    tracing::warn!(tenant = self.tenant, id = %leaver.id, cause = %error, "a leaver could not be forgotten; it will be tried again");
                }
            }
        }
        if forgot > 0 {
            tracing::info!(
                tenant = self.tenant,
                forgot,
                how = self.p.limits().leavers_afterwards.as_str(),
                "leavers whose retention time has ended are forgotten"
            );
        }
        // Those that fail are not tried again at once.
        Ok(is_all || failed > 0)
    }

    /// Takes the values of the forgotten out of the log; answers whether that is all of it.
    async fn scrub(&mut self) -> Result<bool> {
        for _ in 0..TURN_SCRUBS_MAX {
            let tenant = self.tenant.clone();
            let look = move |conn: &mut Conn| Scrub::next(conn, &tenant);
            let Some(scrub) = self.p.store().read(look).await? else {
                return Ok(true);
            };
            if (self.stop)() {
                return Ok(true);
            }
            let next = Lease {
                until: lease_until(self.p),
                ..self.held
            };
            let (tenant, held) = (self.tenant.clone(), self.held);
            let scrub = move |tx: &mut Conn| {
                if !leavers::hold(tx, &tenant, held, next)? {
                    return Ok(false);
                }
                forgotten::scrub(tx, &tenant, &scrub.numbers)?;
                for (id, position) in &scrub.reached {
                    forgotten::advance(tx, &tenant, *id, *position)?;
                }
                Ok::<_, Error>(true)
            };
            if !self.p.store().write(scrub).await? {
                return Ok(true);
            }
            self.held = next;
        }
        Ok(false)
    }
}

/// What is taken out of the log in one transaction.
struct Scrub {
    /// Of these changes.
    numbers: Vec<i64>,
    /// Up to which change each of these has no more values there then.
    reached: Vec<(Uuid, i64)>,
}

impl Scrub {
    fn next(conn: &mut Conn, tenant: &str) -> Result<Option<Self>> {
        let of = forgotten::next(conn, tenant, FORGOTTEN_ROWS)?;
        if of.is_empty() {
            return Ok(None);
        }
        let mut next = Self {
            numbers: Vec::new(),
            reached: Vec::new(),
        };
        for one in of {
            let room = SCRUB_ROWS - next.numbers.len();
            let limit = i64::try_from(room).unwrap_or(i64::MAX);
            let found = forgotten::changes_of(conn, tenant, &one, limit)?;
            let is_all = found.len() < room;
            let last = found.last().copied();
            next.numbers.extend(found);
            if is_all {
                next.reached.push((one.id, one.until));
            } else {
                next.reached.extend(last.map(|last| (one.id, last)));
                break;
            }
        }
        Ok(Some(next))
    }
}
