//! The pause after failures to sign in: it doubles with each, so that a password cannot be guessed, and whoever mistyped theirs
//! is let in again soon. It is counted before the password is looked at, so that many tries at once are no more tries.

use std::net::Ipv6Addr;
use std::time::Duration;

use moka::ops::compute::Op;
use moka::sync::Cache;
use rollcall_storage::admins;
use rollcall_storage::admins::Admin;

use super::{Refusal, done_to, record_of_account};
use crate::audit::{Act, Actor, By, INSTALLATION, record_in};
use crate::{Error, Limits, Provisioning, Result, SECOND};

/// Failures that one network address may have: behind it may be a whole office.
const OF_ADDRESS_FREE: i64 = 50;
/// Addresses, and e-mail addresses of nobody, that are remembered.
const REMEMBERED_MAX: u64 = 20_000;
const REMEMBERED: Duration = Duration::from_secs(1_800);
/// How often failures with e-mail addresses of nobody are written down, so that a flood of them fills no disk.
const NOBODY_MICROSECONDS: i64 = SECOND;

#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    failed: i64,
    blocked_until: i64,
}

/// A try that was counted.
pub(super) struct Try {
    key: String,
    /// Until when it has others wait.
    blocks_until: i64,
}

/// What is counted in memory: by network address, and by e-mail addresses that no account has, so that nobody can tell them from
/// those that one has.
pub struct Attempts {
    known: Cache<String, Counted>,
    nobody_recorded_at: std::sync::atomic::AtomicI64,
}

impl Attempts {
    pub(crate) fn new() -> Self {
        Self {
            known: Cache::builder()
                .max_capacity(REMEMBERED_MAX)
                .time_to_idle(REMEMBERED)
                .build(),
            nobody_recorded_at: std::sync::atomic::AtomicI64::new(0),
        }
    }

    /// Counts a try; answers it, so that it can be taken back.
    ///
    /// # Errors
    /// [`Error::Refused`] while there is a pause; then nothing is counted.
    fn count(&self, key: &str, free: i64, limits: &Limits, now: i64) -> Result<Try> {
        let mut until = 0;
        let mut blocks_until = 0;
        let _ = self.known.entry_by_ref(key).and_compute_with(|entry| {
            let mut counted = entry.map(moka::Entry::into_value).unwrap_or_default();
            if counted.blocked_until > now {
                until = counted.blocked_until;
                return Op::Nop;
            }
            counted.failed += 1;
            counted.blocked_until = now + pause(counted.failed, free, limits);
            blocks_until = counted.blocked_until;
            Op::Put(counted)
        });
        if until > now {
            return Err(Refusal::blocked(until, now).into());
        }
        Ok(Try {
            key: key.to_owned(),
            blocks_until,
        })
    }

    /// Counts a try from a network address.
    ///
    /// # Errors
    /// As [`Self::count`].
    pub(super) fn of_address(&self, p: &Provisioning, address: Option<&str>) -> Result<Try> {
        let key = address_key(address);
        self.count(&key, OF_ADDRESS_FREE, p.limits(), p.now())
    }

    /// Who got in has not failed: this try counts no more, and the pause that it began is over. Those before it stay, else
    /// whoever has an account would guess at others' without a pause.
    pub(super) fn take_back(&self, one: &Try) {
        let known = self.known.entry_by_ref(&one.key);
        let _ = known.and_compute_with(|entry| {
            let Some(mut counted) = entry.map(moka::Entry::into_value) else {
                return Op::Nop;
            };
            counted.failed = (counted.failed - 1).max(0);
            if counted.blocked_until == one.blocks_until {
                counted.blocked_until = 0;
            }
            Op::Put(counted)
        });
    }

    fn of_nobody(&self, p: &Provisioning, email_key: &str) -> Result<()> {
        let key = format!("nobody {email_key}");
        let limits = p.limits();
        self.count(&key, limits.sign_in_failures_free, limits, p.now())?;
        Ok(())
    }

    fn may_record_nobody(&self, now: i64) -> bool {
        use std::sync::atomic::Ordering::{AcqRel, Acquire};
        let last = self.nobody_recorded_at.load(Acquire);
        now - last >= NOBODY_MICROSECONDS
            && self
                .nobody_recorded_at
                .compare_exchange(last, now, AcqRel, Acquire)
                .is_ok()
    }
}

/// As what an address is counted: of IPv6 the network, since whoever has one address has 2^64.
fn address_key(address: Option<&str>) -> String {
    let address = address.unwrap_or_default();
    match address.parse::<Ipv6Addr>() {
        Ok(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("address {a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Err(_) => format!("address {address}"),
    }
}

/// How long the pause is after so many failures, in microseconds: a second after the first that is not free, twice as long after
/// each further one, up to [`Limits::sign_in_pause_seconds_max`].
fn pause(failed: i64, free: i64, limits: &Limits) -> i64 {
    if failed < free {
        return 0;
    }
    let doublings = u32::try_from(failed - free).unwrap_or(u32::MAX).min(30);
    let seconds = 1_i64 << doublings;
    seconds.min(limits.sign_in_pause_seconds_max) * SECOND
}

/// Counts a try to sign in as whoever has this e-mail address, and answers who that is, as they are after it.
///
/// # Errors
/// [`Error::Refused`] while there is a pause.
pub(super) async fn count(p: &Provisioning, email_key: &str) -> Result<Option<Admin>> {
    let (verb, key) = (p.clone(), email_key.to_owned());
    let counted = p.store().write(move |tx| {
        let Some(found) = admins::find_by_email(tx, &key)? else {
            return Ok::<_, Error>(None);
        };
        let Some(mut admin) = admins::lock(tx, found.id)? else {
            return Ok(None);
        };
        let now = verb.now();
        if admin.blocked_until > now {
            return Err(Refusal::blocked(admin.blocked_until, now).into());
        }
        let limits = verb.limits();
        admin.failed_attempts += 1;
        admin.blocked_until =
            now + pause(admin.failed_attempts, limits.sign_in_failures_free, limits);
        admins::update(tx, &admin)?;
        Ok(Some(admin))
    });
    let counted = counted.await?;
    if counted.is_none() {
        p.attempts().of_nobody(p, email_key)?;
    }
    Ok(counted)
}

/// Writes down that a try failed; of e-mail addresses that no account has, not which.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn record_failure(
    p: &Provisioning,
    admin: Option<&Admin>,
    why: &'static str,
    by: &By,
) -> Result<()> {
    let now = p.now();
    if admin.is_none() && !p.attempts().may_record_nobody(now) {
        return Ok(());
    }
    let by = by.known_as(Actor::nobody());
    let (verb, admin) = (p.clone(), admin.cloned());
    p.store()
        .write(move |tx| match &admin {
            Some(admin) => {
                let is_blocked = admin.blocked_until > now;
                let action = if is_blocked {
                    "session.blocked"
                } else {
                    "session.refused"
                };
                let after = serde_json::json!({
                    "why": why,
                    "failures": admin.failed_attempts,
                    "pause_seconds": (admin.blocked_until - now).max(0) / SECOND,
                });
                let act = done_to(action, admin).after(after);
                record_of_account(tx, &verb, &by, admin, &act)
            }
            None => {
                let act = Act::new("session.refused", "admin")
                    .after(serde_json::json!({ "why": "unknown" }));
                record_in(tx, &verb, &by, INSTALLATION, act)
            }
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::{Attempts, address_key, pause};
    use crate::{Limits, SECOND};

    #[test]
    fn the_pause_doubles_up_to_a_quarter_of_an_hour() {
        let limits = Limits::default();
        let seconds: Vec<_> = [1, 4, 5, 6, 7, 14, 15, 100]
            .map(|failed| pause(failed, 5, &limits) / SECOND)
            .to_vec();
        assert_eq!(seconds, [0, 0, 1, 2, 4, 512, 900, 900]);
    }

    #[test]
    fn an_address_of_ipv6_is_counted_as_its_network() {
        let key = |address| address_key(Some(address));
        assert_eq!(key("2001:db8:0:1::7"), key("2001:db8:0:1:ffff::9"));
        assert_ne!(key("2001:db8:0:1::7"), key("2001:db8:0:2::7"));
        assert_ne!(key("192.0.2.7"), key("192.0.2.8"));
    }

    #[test]
    fn a_try_during_the_pause_makes_it_no_longer() {
        let (attempts, limits) = (Attempts::new(), Limits::default());
        for _ in 0..5 {
            attempts.count("a", 5, &limits, 0).unwrap();
        }
        for _ in 0..10 {
            assert!(attempts.count("a", 5, &limits, SECOND - 1).is_err());
        }
        attempts.count("a", 5, &limits, SECOND).unwrap();
        assert!(attempts.count("a", 5, &limits, 2 * SECOND).is_err());
        attempts.count("b", 5, &limits, SECOND).unwrap();
    }

    #[test]
    fn who_gets_in_takes_their_own_try_back_and_no_other() {
        let (attempts, limits) = (Attempts::new(), Limits::default());
        for _ in 0..4 {
            attempts.count("a", 5, &limits, 0).unwrap();
            let own = attempts.count("a", 9, &limits, 0).unwrap();
            attempts.take_back(&own);
        }
        // The fifth begins a pause, which is over for who gets in; the count is not.
        let own = attempts.count("a", 5, &limits, 0).unwrap();
        assert!(attempts.count("a", 5, &limits, 0).is_err());
        attempts.take_back(&own);
        attempts.count("a", 5, &limits, 0).unwrap();
        assert!(attempts.count("a", 5, &limits, 0).is_err());
    }
}
