//! A list as a SCIM server answers it (RFC 7644 §3.4.2, RFC 9865 §3).

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Paging, ScimClient, refusal};
use crate::source::{Ask, Page, Position};
use crate::wire::{self, Response};
use crate::{Kind, Trouble};

const CURSOR_BYTES_MAX: usize = 4_096;

/// Where a page begins.
pub(super) enum At<'p> {
    /// At this cursor; the empty one is the beginning.
    Cursor(&'p str),
    /// At this number, from 1; the list had so many entries on its first page.
    Index { start: u64, total: Option<u64> },
}

impl<'p> At<'p> {
    pub(super) fn of(paging: Paging, position: Option<&'p Position>) -> Result<Self, Trouble> {
        let Some(position) = position.map(Position::as_str) else {
            return Ok(match paging {
                Paging::Cursor => Self::Cursor(""),
                Paging::Index => Self::Index {
                    start: 1,
                    total: None,
                },
            });
        };
        let unknown = || Trouble::broken("The position in the list is none of a SCIM server's.");
        match position.split_once(':').ok_or_else(unknown)? {
            ("cursor", cursor) => Ok(Self::Cursor(cursor)),
            ("index", rest) => {
                let (start, total) = rest.split_once('/').ok_or_else(unknown)?;
                Ok(Self::Index {
                    start: start.parse().map_err(|_| unknown())?,
                    total: Some(total.parse().map_err(|_| unknown())?),
                })
            }
            _ => Err(unknown()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List<'a> {
    #[serde(borrow, default, rename = "Resources", alias = "resources")]
    resources: Vec<&'a RawValue>,
    #[serde(default)]
    total_results: u64,
    next_cursor: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Said {
    scim_type: Option<String>,
}

pub(super) fn read(client: &ScimClient, ask: &Ask, answer: &Response) -> Result<Page, Trouble> {
    if !wire::is_ok(answer) {
        return Err(refused(answer, ask));
    }
    let body = client.limits.bounded(answer.body(), ask)?;
    let list: List<'_> = serde_json::from_slice(body)
        .map_err(|_| Trouble::broken("A page of the SCIM server's is no list of users."))?;
    let (items, left_out) = client.limits.items(&list.resources, "", identify)?;
    let count = u64::try_from(list.resources.len()).unwrap_or(u64::MAX);
    let next = match At::of(client.capabilities.paging, ask.position.as_ref())? {
        At::Cursor(_) => cursor(list.next_cursor)?,
        At::Index { start, total } => {
            if total.is_some_and(|total| list.total_results < total) {
                return Err(Trouble::new(
                    Kind::BeginAgain,
                    "Somebody was deleted at the SCIM server meanwhile, so somebody else may have been passed over.",
                ));
            }
            if count == 0 && start <= list.total_results {
                return Err(Trouble::new(
                    Kind::BeginAgain,
                    "The SCIM server says that there are more people, and sends none of them.",
                ));
            }
            let next = start.saturating_add(count);
            let total = list.total_results;
            (count > 0 && next <= total).then(|| Position(format!("index:{next}/{total}")))
        }
    };
    Ok(Page {
        items,
        left_out,
        next,
    })
}

fn cursor(next: Option<String>) -> Result<Option<Position>, Trouble> {
    let next = next.filter(|next| !next.is_empty());
    if next
        .as_ref()
        .is_some_and(|next| next.len() > CURSOR_BYTES_MAX)
    {
        return Err(Trouble::broken("The SCIM server's cursor is too long."));
    }
    Ok(next.map(|next| Position(format!("cursor:{next}"))))
}

fn refused(answer: &Response, ask: &Ask) -> Trouble {
    let said: Said = serde_json::from_slice(answer.body()).unwrap_or_default();
    match said.scim_type.as_deref() {
        Some(code @ ("invalidCursor" | "expiredCursor")) if ask.position.is_some() => Trouble::new(
            Kind::BeginAgain,
            "The SCIM server does not know any more where the next page begins.",
        )
        .coded(code),
        Some(code @ ("tooMany" | "invalidCount")) => Trouble::new(
            Kind::SmallerPage,
            "The SCIM server does not give so many people at once.",
        )
        .coded(code),
        Some(code @ "invalidFilter") => Trouble::settings(
            "The SCIM server says that it has filters, and does not take one by meta.lastModified: set every_minutes to 1440, and everybody is read once a day.",
        )
        .coded(code),
        _ => refusal(answer),
    }
}

/// Who a user is who is not parsed whole.
fn identify(raw: &RawValue) -> (Option<String>, Option<String>) {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct User {
        id: Option<String>,
        user_name: Option<String>,
    }
    match serde_json::from_str::<User>(raw.get()) {
        Ok(user) => (user.id, user.user_name),
        Err(_) => (None, None),
    }
}
