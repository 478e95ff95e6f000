//! Forgetting requests: by age, by size, and what is about somebody who is to be forgotten.

use rollcall_storage::request_log::{self as rows, NOBODYS};
use rollcall_storage::tenants;

use super::first_id_of;
use crate::{Error, Provisioning, Result, SECOND};

/// Requests forgotten in one transaction: others wait for SQLite's only writer.
const STEP: i64 = 400;
/// Steps at a time after a batch; what is left goes after the next one.
const STEPS_MAX: usize = 5;
const DAY: i64 = 24 * 3_600 * SECOND;

/// Forgets a tenant's oldest requests as long as all together take too much.
pub(super) async fn make_room(p: &Provisioning, tenant: &str) -> Result<()> {
    for _ in 0..STEPS_MAX {
        if step(p, tenant).await? == 0 {
            break;
        }
    }
    Ok(())
}

async fn step(p: &Provisioning, tenant: &str) -> Result<usize> {
    let (tenant, limits) = (tenant.to_owned(), p.limits());
    let before = first_id_of(p.now() - DAY * i64::from(limits.request_log_days));
    let bytes_max = limits.request_log_bytes_max;
    p.store()
        .write(move |tx| Ok::<_, Error>(rows::trim(tx, &tenant, before, bytes_max, STEP)?))
        .await
}

/// Forgets the requests of all tenants that were kept long enough, and their counts, until `stop` says so.
///
/// # Errors
/// When the database does not answer; what is left is forgotten the next time.
pub async fn forget_old(p: &Provisioning, stop: &dyn Fn() -> bool) -> Result<()> {
    let tenants = p
        .store()
        .read(|conn| Ok::<_, Error>(tenants::list(conn)?))
        .await?;
    let ids = tenants.into_iter().map(|tenant| tenant.id);
    let before = p.now() - DAY * i64::from(p.limits().request_log_days);
    for tenant in ids.chain([NOBODYS.to_owned()]) {
        while !stop() && step(p, &tenant).await? > 0 {}
        p.store()
            .write(move |tx| Ok::<_, Error>(rows::forget_counts(tx, &tenant, before)?))
            .await?;
    }
    Ok(())
}
