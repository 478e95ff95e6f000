//! Forgetting what was kept long enough: entries of the audit log, sessions and links that ended.

use rollcall_storage::{admin_sessions, audit, one_time_links};

use super::INSTALLATION;
use crate::{Error, Provisioning, Result, SECOND, tenants};

const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;
/// Entries forgotten in one transaction.
const STEP_ROWS: i64 = 500;
/// Steps for one tenant in a round; the rest is for the next.
const STEPS_MAX: usize = 20;
/// How long an expired link is kept, so that whoever comes with it is told when it expired.
pub(crate) const LINK_DAYS: i64 = 30;

/// One round over all tenants, as far as `stop` lets it; answers how many entries were forgotten.
///
/// # Errors
/// When the database does not answer.
pub async fn work_round(p: &Provisioning, stop: &(dyn Fn() -> bool + Sync)) -> Result<usize> {
    let (now, limits) = (p.now(), p.limits());
    let idle_since = now - limits.session_idle_hours.saturating_mul(HOUR);
    p.store()
        .write(move |tx| {
            admin_sessions::delete_ended(tx, now, idle_since)?;
            one_time_links::delete_expired(tx, now - LINK_DAYS * DAY)?;
            Ok::<_, Error>(())
        })
        .await?;
    let before = now - limits.audit_days.saturating_mul(DAY);
    let tenants = tenants::list(p).await?;
    let tenants = tenants.into_iter().map(|tenant| tenant.id);
    let mut forgotten = 0;
    for tenant in tenants.chain([INSTALLATION.to_owned()]) {
        for _ in 0..STEPS_MAX {
            if stop() {
                return Ok(forgotten);
            }
            let tenant = tenant.clone();
            let step = p.store().write(move |tx| {
                Ok::<_, Error>(audit::delete_before(tx, &tenant, before, STEP_ROWS)?)
            });
            let step = step.await?;
            forgotten += step;
            if i64::try_from(step).is_ok_and(|step| step < STEP_ROWS) {
                break;
            }
        }
    }
    Ok(forgotten)
}
