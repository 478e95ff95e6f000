//! Switching a feed on.

use rollcall_storage::feeds::{self, Feed};
use rollcall_storage::{Conn, changes, mappings, schemas};
use serde::Serialize;

use super::ask::task;
use super::{Cause, Whom};
use crate::{Error, Provisioning, Result, tenants};

/// A feed as its tenant's administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// Whether it announces. Until it is, it notes what holds of everybody, and what changes meanwhile is part of that.
    pub ready: bool,
    /// The cursor of the last announcement.
    pub last: String,
    /// The earliest cursor that is still good.
    pub earliest: String,
    /// For how many days announcements are kept.
    pub kept_days: i64,
}

/// Switches a tenant's feed on, if it is not; answers how it is. From when it is ready, every change is announced: take
/// a full export then, and follow the feed from its `last`.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist.
pub async fn switch_on(p: &Provisioning, tenant: &str) -> Result<State> {
    tenants::find(p, tenant).await?;
    let (verb, name) = (p.clone(), tenant.to_owned());
    let feed = p.store().write(move |tx| switch_on_in(tx, &verb, &name));
    Ok(shown(p, &feed.await?))
}

/// As [`switch_on`], inside the caller's transaction.
pub(crate) fn switch_on_in(tx: &mut Conn, p: &Provisioning, tenant: &str) -> Result<Feed> {
    if let Some(feed) = feeds::find(tx, tenant)? {
        return Ok(feed);
    }
    let feed = Feed {
        tenant: tenant.to_owned(),
        position: changes::latest(tx, tenant)?,
        last_seq: 0,
        forgotten_seq: 0,
        mapping_version: mappings::version(tx, tenant)?,
        definitions: schemas::version(tx, tenant)?.definitions,
        names: Vec::new(),
        ready_at: None,
        lease_until: 0,
        created_at: p.now(),
    };
    feeds::insert(tx, &feed)?;
    let everybody = task(&Whom::Everybody, &Cause::Beginning, feed.created_at)?;
    feeds::add_task(tx, tenant, &everybody)?;
    Ok(feed)
}

/// The tenant's feed, if it is switched on.
///
/// # Errors
/// When the database does not answer.
pub async fn state(p: &Provisioning, tenant: &str) -> Result<Option<State>> {
    let name = tenant.to_owned();
    let feed = p
        .store()
        .read_few(move |conn| Ok::<_, Error>(feeds::find(conn, &name)?));
    Ok(feed.await?.map(|feed| shown(p, &feed)))
}

pub(super) fn shown(p: &Provisioning, feed: &Feed) -> State {
    State {
        ready: feed.ready_at.is_some(),
        last: feed.last_seq.to_string(),
        earliest: feed.forgotten_seq.to_string(),
        kept_days: p.limits().announcements_days,
    }
}
