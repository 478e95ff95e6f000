//! Reading what was announced.

use std::collections::HashMap;

use jiff::Timestamp;
use rollcall_mapping::Mapping;
use rollcall_storage::Conn;
use rollcall_storage::feeds::{self, Announcement, Feed};
use rollcall_storage::resources::Scope;
use scim_core::schema::Registry;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::digest::Kind;
use super::switch::shown;
use super::view::{self, SIGNATURE, Seen, TARGET_USER};
use super::{Cause, State, switch_on};
use crate::provisioning::people;
use crate::signatures::moment;
use crate::{Error, Provisioning, Result};

/// From where on announcements are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// From the oldest that are kept.
    Beginning,
    /// From now on.
    Now,
    /// From behind this cursor.
    Cursor(i64),
}

impl After {
    /// Reads `now`, or a cursor.
    ///
    /// # Errors
    /// [`Error::Input`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "now" => Ok(Self::Now),
            text => text
                .parse()
                .ok()
                .filter(|cursor| *cursor >= 0)
                .map(Self::Cursor)
                .ok_or_else(|| {
                    Error::Input(format!(
                        "{text:?} is no cursor: send the \"next\" of an earlier answer, or now."
                    ))
                }),
        }
    }
}

/// An announcement with what holds now.
#[derive(Debug, Clone, Serialize)]
pub struct Item {
    /// Its own cursor: whoever reads on after it gets what comes next.
    pub cursor: String,
    /// When it was announced.
    pub at: String,
    /// What became of the person.
    pub kind: Kind,
    /// The person's id.
    pub person: Uuid,
    /// What they are called, else their user name; only for whoever looks at the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the person is there now. Who has left since has no values any more.
    pub present: bool,
    /// The smart fields that differ, with the values that they have now; `null` where there is none.
    pub fields: Map<String, Value>,
    /// The columns of the target user that differ, likewise.
    pub target_user: Map<String, Value>,
    /// Of the signature what differs: `key` (which one the person gets) and `rendered` (what it says), likewise.
    pub signature: Map<String, Value>,
    /// Why.
    pub cause: Cause,
}

/// Some announcements.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// In order.
    pub items: Vec<Item>,
    /// The cursor to go on from.
    pub next: String,
    /// Whether there is more already.
    pub more: bool,
    /// How the feed is.
    pub feed: State,
}

/// What was announced after a cursor, at most `limit`. The first call of a tenant switches its feed on.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Gone`] for a cursor from which it cannot be told any more
/// what came after.
pub async fn changes(p: &Provisioning, tenant: &str, after: After, limit: usize) -> Result<Page> {
    page(p, tenant, Place::After(after), limit).await
}

/// What was announced, the latest first, at most `limit`: what is older than the announcement of the cursor `before`, else all. The page's `next`
/// is the `before` of the one after it. As [`changes`], it switches a feed on.
///
/// # Errors
/// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`] for `now`, before which is everything.
pub async fn latest(
    p: &Provisioning,
    tenant: &str,
    before: Option<After>,
    limit: usize,
) -> Result<Page> {
    let before = match before {
        None => i64::MAX,
        Some(After::Cursor(cursor)) => cursor,
        Some(After::Beginning | After::Now) => {
            let detail = "With order=desc after is the \"next\" of an earlier answer.";
            return Err(Error::Input(detail.to_owned()));
        }
    };
    page(p, tenant, Place::Before(before), limit).await
}

/// Where a page begins, and in which order it is read.
#[derive(Clone, Copy)]
enum Place {
    /// The oldest first.
    After(After),
    /// The latest first, and with names: for people.
    Before(i64),
}

async fn page(p: &Provisioning, tenant: &str, place: Place, limit: usize) -> Result<Page> {
    if super::state(p, tenant).await?.is_none() {
        switch_on(p, tenant).await?;
    }
    let (verb, name) = (p.clone(), tenant.to_owned());
    let current = p.mappings().of(p, tenant).await?;
    let registry = p.registry(tenant).await?;
    let limit = limit.clamp(1, p.limits().poll_events_max);
    let now = moment(p);
    p.store()
        .read(move |conn| {
            let feed = feeds::find(conn, &name)?
                .ok_or_else(|| Error::Internal("a feed is gone".into()))?;
            let wanted = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
            let (mut rows, end) = match place {
                Place::After(after) => {
                    let from = from(&verb, &feed, after)?;
                    (feeds::after(conn, &name, from, wanted)?, from)
                }
                Place::Before(before) => (
                    feeds::before(conn, &name, before, wanted)?,
                    feed.forgotten_seq,
                ),
            };
            let more = rows.len() > limit;
            rows.truncate(limit);
            let next = rows.last().map_or(end, |last| last.seq);
            let seen = seen(conn, &name, &registry, &current.mapping, now, &rows)?;
            let items = rows.iter().map(|row| item(row, &seen));
            let mut items = items.collect::<Result<Vec<_>>>()?;
            if matches!(place, Place::Before(_)) {
                for item in &mut items {
                    item.name = seen.get(&item.person).map(called);
                }
            }
            Ok(Page {
                items,
                next: next.to_string(),
                more,
                feed: shown(&verb, &feed),
            })
        })
        .await
}

/// What somebody is called, else their user name.
fn called(seen: &Seen) -> String {
    let values = seen.values.iter().flatten();
    let mut names = values.filter(|(key, _)| key == "full_name");
    let name = names.next().and_then(|(_, value)| value.as_str());
    name.unwrap_or(&seen.user_name).to_owned()
}

fn from(p: &Provisioning, feed: &Feed, after: After) -> Result<i64> {
    let cursor = match after {
        After::Beginning => return Ok(feed.forgotten_seq),
        After::Now => return Ok(feed.last_seq),
        After::Cursor(cursor) => cursor,
    };
    let begin = format!(
        "Take a full export, then begin anew with after={}.",
        feed.last_seq
    );
    if cursor < feed.forgotten_seq {
        return Err(Error::Gone(format!(
            "What came after the cursor {cursor} is no longer kept (announcements are for {} days). {begin}",
            p.limits().announcements_days
        )));
    }
    if cursor > feed.last_seq {
        return Err(Error::Gone(format!(
            "The cursor {cursor} is ahead of everything that was announced: this database is not as new as the one that it is \
             of. {begin}"
        )));
    }
    Ok(cursor)
}

/// Announcements with what their people have now.
pub(crate) fn items(
    conn: &mut Conn,
    tenant: &str,
    registry: &Registry,
    mapping: &Mapping,
    now: Timestamp,
    rows: &[Announcement],
) -> Result<Vec<Item>> {
    let seen = seen(conn, tenant, registry, mapping, now, rows)?;
    rows.iter().map(|row| item(row, &seen)).collect()
}

/// Whom announcements are about, as they are now.
fn seen(
    conn: &mut Conn,
    tenant: &str,
    registry: &Registry,
    mapping: &Mapping,
    now: Timestamp,
    rows: &[Announcement],
) -> Result<HashMap<Uuid, Seen>> {
    let scope = Scope {
        tenant,
        resource_type: people(registry)?,
    };
    let mut ids: Vec<_> = rows.iter().map(|row| row.resource_id).collect();
    ids.sort_unstable();
    ids.dedup();
    view::look(conn, &scope, mapping, now, &ids)
}

fn item(row: &Announcement, seen: &HashMap<Uuid, Seen>) -> Result<Item> {
    let unreadable = || Error::Internal("an announcement cannot be read".into());
    let kind = Kind::of_word(&row.kind).ok_or_else(unreadable)?;
    let changed: Vec<String> = serde_json::from_str(&row.changed).map_err(|_| unreadable())?;
    let values = seen
        .get(&row.resource_id)
        .and_then(|seen| seen.values.as_ref());
    let mut item = Item {
        name: None,
        cursor: row.seq.to_string(),
        at: scim_core::format_instant(row.at),
        kind,
        person: row.resource_id,
        present: values.is_some(),
        fields: Map::new(),
        target_user: Map::new(),
        signature: Map::new(),
        cause: Cause::read(&row.cause)?,
    };
    let value = |name: &str| {
        let found = values?.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    for name in &changed {
        let value = value(name).unwrap_or(Value::Null);
        if let Some(column) = name.strip_prefix(TARGET_USER) {
            item.target_user.insert(column.to_owned(), value);
        } else if let Some(part) = name.strip_prefix(SIGNATURE) {
            item.signature.insert(part.to_owned(), value);
        } else {
            item.fields.insert(name.clone(), value);
        }
    }
    Ok(item)
}
