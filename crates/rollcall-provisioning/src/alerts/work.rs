//! The look at each tenant, every minute, by one replica at a time.

use rollcall_storage::Conn;
use rollcall_storage::alerts::{self as rows, Alert, Work};

use serde_json::json;

use super::checks::{Finding, LOOKED_FOR, look};
use super::completeness::{self, Seen};
use super::kinds::COMPLETENESS_DROP;
use super::list::ALERTS_MAX;
use super::settings::{Settings, read};
use super::tell::{Ways, tell};
use crate::mappings::Count;
use crate::{Error, Provisioning, Result, SECOND, tenants};

const DAY: i64 = 24 * 3_600 * SECOND;
/// How long what is over is listed, in days.
pub(crate) const KEPT_DAYS: i64 = 30;
/// A look outlasts what it sends by far; who counts renews it.
const LEASE: i64 = 300 * SECOND;

/// Looks at each tenant that nobody has looked at of late. What goes wrong with one tenant is logged and tried again in the next
/// round.
///
/// # Errors
/// When the database does not answer.
pub async fn work_round(
    p: &Provisioning,
    ways: &Ways,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<()> {
    for tenant in tenants::list(p).await? {
        if stop() {
            return Ok(());
        }
        match work_tenant(p, &tenant.id, ways, stop).await {
            Ok(()) => {}
            Err(error) if error.is_away() => return Err(error),
            Err(error) => {
                tracing::warn!(tenant = tenant.id, cause = %error, "no look for what goes wrong with a tenant; it will be tried again");
            }
        }
    }
    Ok(())
}

async fn work_tenant(
    p: &Provisioning,
    tenant: &str,
    ways: &Ways,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<()> {
    let (of, now) = (tenant.to_owned(), p.now());
    let claimed = p
        .store()
        .write(move |tx| rows::claim(tx, &of, now, now.saturating_add(LEASE)).map_err(Error::from));
    let Some(mut work) = claimed.await? else {
        return Ok(());
    };
    let outcome = look_and_tell(p, tenant, &mut work, ways, stop).await;
    // Nobody else looks before it is time again.
    let until = now.saturating_add(p.limits().alerts_check_seconds.saturating_mul(SECOND));
    let next = Work {
        lease_until: until,
        ..work.clone()
    };
    hold(p, tenant, work.lease_until, next).await?;
    outcome
}

async fn hold(p: &Provisioning, tenant: &str, held: i64, next: Work) -> Result<bool> {
    let tenant = tenant.to_owned();
    p.store()
        .write(move |tx| rows::hold(tx, &tenant, held, &next).map_err(Error::from))
        .await
}

async fn look_and_tell(
    p: &Provisioning,
    tenant: &str,
    work: &mut Work,
    ways: &Ways,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<()> {
    let (settings, secret) = read(p, tenant).await?;
    let (of, thresholds, now) = (tenant.to_owned(), settings.thresholds, p.now());
    let found = p
        .store()
        .read(move |conn| look(conn, &of, &thresholds, now));
    let found = found.await?;
    let kinds: Vec<_> = LOOKED_FOR.iter().map(|kind| kind.code).collect();
    apply(p, tenant, found, kinds).await?;
    if work.counted_at + DAY <= now {
        count(p, tenant, work, &settings, stop).await?;
    }
    tell(p, tenant, &settings, secret.as_deref(), ways).await
}

/// Counts how complete the fields are, and compares that with the day before.
async fn count(
    p: &Provisioning,
    tenant: &str,
    work: &mut Work,
    settings: &Settings,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<()> {
    let held = work.lease_until;
    let until = std::cell::Cell::new(held);
    let renew = async || {
        let next = Work {
            lease_until: p.now().saturating_add(LEASE),
            ..work.clone()
        };
        let renewed = hold(p, tenant, until.get(), next.clone()).await?;
        until.set(next.lease_until);
        Ok(renewed && !stop())
    };
    let counted = completeness::count(Count::begin(p, tenant).await?, renew).await;
    work.lease_until = until.get();
    let Some(seen) = counted? else {
        return Ok(());
    };
    let before: Seen = serde_json::from_str(&work.completeness).unwrap_or_default();
    let of = tenant.to_owned();
    let open = p
        .store()
        .read(move |conn| Ok::<_, Error>(rows::list(conn, &of, ALERTS_MAX)?));
    let mut open = open.await?;
    open.retain(|alert| alert.closed_at.is_none());
    let points = settings.thresholds.completeness_points;
    let found = completeness::drops(&before, &seen, points, &open);
    apply(p, tenant, found, vec![COMPLETENESS_DROP.code]).await?;
    work.completeness =
        serde_json::to_string(&seen).map_err(|error| Error::Internal(Box::new(error)))?;
    work.counted_at = p.now();
    Ok(())
}

/// Opens what was found, and closes what was not, of these kinds.
async fn apply(
    p: &Provisioning,
    tenant: &str,
    found: Vec<Finding>,
    kinds: Vec<&'static str>,
) -> Result<()> {
    let (tenant, now) = (tenant.to_owned(), p.now());
    p.store()
        .write(move |tx: &mut Conn| {
            let known = rows::list(tx, &tenant, ALERTS_MAX)?;
            for alert in changed(&tenant, &known, &found, &kinds, now) {
                rows::put(tx, &alert)?;
            }
            rows::forget_closed(tx, &tenant, now - KEPT_DAYS * DAY)?;
            Ok::<_, Error>(())
        })
        .await
}

/// The alerts that are other than they were.
fn changed(
    tenant: &str,
    known: &[Alert],
    found: &[Finding],
    kinds: &[&str],
    now: i64,
) -> Vec<Alert> {
    let mut changed = Vec::new();
    for finding in found {
        let is_it = |alert: &&Alert| {
            alert.kind == finding.kind.code && alert.subject_id == finding.subject_id
        };
        let before = known.iter().find(is_it);
        let after = match before.filter(|alert| alert.closed_at.is_none()) {
            Some(open) => Alert {
                opened_at: open.opened_at,
                mailed_at: open.mailed_at,
                mailed_as: open.mailed_as.clone(),
                hooked_at: open.hooked_at,
                hooked_as: open.hooked_as.clone(),
                ..opened(tenant, finding, now)
            },
            None => opened(tenant, finding, now),
        };
        if before != Some(&after) {
            changed.push(after);
        }
    }
    for alert in known.iter().filter(|alert| alert.closed_at.is_none()) {
        let is_so = found.iter().any(|finding| {
            alert.kind == finding.kind.code && alert.subject_id == finding.subject_id
        });
        if !is_so && kinds.contains(&alert.kind.as_str()) {
            changed.push(Alert {
                closed_at: Some(now),
                ..alert.clone()
            });
        }
    }
    changed
}

fn opened(tenant: &str, finding: &Finding, now: i64) -> Alert {
    Alert {
        tenant_id: tenant.to_owned(),
        kind: finding.kind.code.to_owned(),
        subject_id: finding.subject_id.clone(),
        subject_kind: finding.subject_kind.as_str().to_owned(),
        subject_name: finding.subject_name.clone(),
        text: finding.words.english(),
        level: finding.level,
        opened_at: now,
        closed_at: None,
        mailed_at: None,
        mailed_as: None,
        hooked_at: None,
        hooked_as: None,
        words: Some(json!(finding.words).to_string()),
    }
}
