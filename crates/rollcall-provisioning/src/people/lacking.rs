//! Who lacks a good value of a field, among those who are looked for: a page at a time. Only the mapping tells who does, so people are looked
//! at one after the other, in the order in which they came, and at so many only for one page.

use rollcall_mapping::{Mapping, Presence};
use rollcall_storage::id;
use scim_core::condition;
use scim_core::cursor::{Direction, Position};
use scim_core::sort::SortKey;
use serde_json::Value;

use super::search::{self, Listed, People, Search};
use super::{Record, people};
use crate::auth::Caller;
use crate::cursors::{Binding, Cursor};
use crate::mappings::no_field;
use crate::walk::Walk;
use crate::{Error, Provisioning, Result, SECOND};

/// People are looked at [`Limits::export_chunk_rows`](crate::Limits::export_chunk_rows) at a time, and after so many times a page ends, however
/// few of them lack the field.
const LOOKS_MAX: usize = 4;

/// A page of those who lack it.
///
/// # Errors
/// [`Error::Unknown`] for a field that there is not; as [`search::search`].
pub(super) async fn lacking(
    p: &Provisioning,
    caller: &Caller,
    wanted: &Search,
    field: &str,
) -> Result<People> {
    let mapping = p.mappings().of(p, &caller.tenant).await?.mapping;
    let place = mapping.fields().position(|it| it.key == field);
    let place = place.ok_or_else(|| no_field(field))?;
    let filter = search::filter(wanted);
    let condition = filter.as_deref().map(|text| {
        let parsed = condition::parse(people(&caller.registry)?, text, caller.rules);
        parsed.map_err(Error::from)
    });
    let asked = format!("{field} {}", filter.as_deref().unwrap_or_default());
    let binding = Binding {
        tenant: &caller.tenant,
        token: caller.token,
        endpoint: "Users/lacking",
        filter: &asked,
        sort_by: "",
        sort_order: "",
    };
    let count = wanted.limit.min(p.limits().page_size_max);
    let position = match wanted.after.as_deref() {
        Some(after) => id::parse(&p.cursors().open(after, binding, count, p.now())?.id),
        None => None,
    };
    let walk = Walk::begin(p, &caller.tenant, condition.transpose()?, [mapping.clone()]).await?;
    let found = Found::of(p, walk.beyond(position), mapping, place, count).await?;
    let expires = p.limits().cursor_timeout_seconds.saturating_mul(SECOND);
    let next = found.ends_with.map(|id| {
        let cursor = Cursor {
            position: Position {
                direction: Direction::Next,
                key: SortKey::Missing,
                id,
            },
            count,
        };
        p.cursors()
            .seal(binding, &cursor, p.now().saturating_add(expires))
    });
    Ok(People {
        people: found.people,
        next_after: next.transpose()?,
        total: None,
        looked_at: Some(found.looked_at),
    })
}

/// What a page is made of.
struct Found {
    people: Vec<Listed>,
    looked_at: u64,
    /// The last person who was looked at, where others come after them.
    ends_with: Option<String>,
}

impl Found {
    async fn of(
        p: &Provisioning,
        mut walk: Walk,
        mapping: Mapping,
        place: usize,
        count: i64,
    ) -> Result<Self> {
        let room = usize::try_from(count).unwrap_or(usize::MAX);
        let step = usize::try_from(p.limits().export_chunk_rows).unwrap_or(usize::MAX);
        let mut found = Self {
            people: Vec::new(),
            looked_at: 0,
            ends_with: None,
        };
        for _ in 0..LOOKS_MAX {
            if found.people.len() >= room {
                break;
            }
            let (mapping, room) = (mapping.clone(), room - found.people.len());
            let looked = walk.next(move |people| {
                let mut lack = Vec::new();
                for (n, record) in people.iter().enumerate() {
                    if mapping.presence(&record.person(0)).get(place) != Some(&Presence::Good) {
                        lack.push(Listed::of(&Value::Object(record.object.clone())));
                    }
                    // Whoever comes after them is for the next page.
                    if lack.len() == room && n + 1 < people.len() {
                        return (lack, n + 1, Some(record.id().to_owned()));
                    }
                }
                // Fewer than were asked for are the last.
                let is_end = people.len() < step;
                let last = people.last().filter(|_| !is_end);
                (lack, people.len(), last.map(|it| Record::id(it).to_owned()))
            });
            let Some((lack, seen, last)) = looked.await? else {
                found.ends_with = None;
                break;
            };
            found.people.extend(lack);
            found.looked_at += seen as u64;
            found.ends_with = last;
            if found.ends_with.is_none() {
                break;
            }
        }
        Ok(found)
    }
}
