//! A tenant's alerts, for whoever looks.

use rollcall_storage::alerts::{self as rows, Alert};
use scim_core::format_instant;
use serde::Serialize;

use super::{Kind, Severity};
use crate::{Error, Provisioning, Result, pages, tenants};

/// Alerts of one tenant: one for each thing that can go wrong with each of its few things.
pub(crate) const ALERTS_MAX: i64 = 5_000;
const PAGE_MAX: i64 = 500;

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownAlert {
    /// Of what kind.
    pub kind: String,
    /// How bad it is.
    pub severity: Severity,
    /// With what.
    pub subject: ShownSubject,
    /// What is wrong and what to do.
    pub text: String,
    /// Since when.
    pub opened_at: String,
    /// Until when; none as long as it is so.
    pub closed_at: Option<String>,
    /// When somebody was last told.
    pub told_at: Option<String>,
}

/// What an alert is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownSubject {
    /// `connection`, `token`, `webhook`, `event_stream`, `gophish`, `field`, `tenant`.
    pub kind: String,
    /// Its id; a field's key.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// A page of alerts: those that are open first, then those that are over, the latest of each first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// They.
    pub alerts: Vec<ShownAlert>,
    /// How many are open in all.
    pub open: usize,
    /// What to go on with; none at the end.
    pub next_after: Option<String>,
}

/// A tenant's alerts after that place, at most `limit`.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`] for a place or limit that is none.
pub async fn list(p: &Provisioning, tenant: &str, after: Option<&str>, limit: i64) -> Result<Page> {
    tenants::find(p, tenant).await?;
    pages::check_limit(limit, PAGE_MAX)?;
    let of = tenant.to_owned();
    let all = p
        .store()
        .read(move |conn| Ok::<_, Error>(rows::list(conn, &of, ALERTS_MAX)?));
    let mut all = all.await?;
    all.sort_by(|a, b| {
        let order = |it: &Alert| (it.closed_at.is_some(), std::cmp::Reverse(it.opened_at));
        order(a)
            .cmp(&order(b))
            .then_with(|| place(a).cmp(&place(b)))
    });
    let open = all.iter().filter(|it| it.closed_at.is_none()).count();
    let from = match after {
        None => 0,
        Some(after) => {
            let found = all.iter().position(|it| place(it) == after);
            found.ok_or_else(pages::no_place)? + 1
        }
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let page: Vec<_> = all.iter().skip(from).take(limit).collect();
    let is_more = all.len() > from + page.len();
    let next_after = page.last().filter(|_| is_more).map(|it| place(it));
    Ok(Page {
        alerts: page.into_iter().filter_map(shown).collect(),
        open,
        next_after,
    })
}

fn place(alert: &Alert) -> String {
    format!("{}.{}", alert.kind, alert.subject_id)
}

/// An alert as it is shown; none of a kind that a later version knows.
pub(super) fn shown(alert: &Alert) -> Option<ShownAlert> {
    let kind = Kind::named(&alert.kind)?;
    Some(ShownAlert {
        kind: alert.kind.clone(),
        severity: kind.severity,
        subject: ShownSubject {
            kind: alert.subject_kind.clone(),
            id: alert.subject_id.clone(),
            name: alert.subject_name.clone(),
        },
        text: alert.text.clone(),
        opened_at: format_instant(alert.opened_at),
        closed_at: alert.closed_at.map(format_instant),
        told_at: alert.mailed_at.max(alert.hooked_at).map(format_instant),
    })
}
