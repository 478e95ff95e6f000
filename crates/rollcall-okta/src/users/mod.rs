//! People of an Okta organization: `GET /api/v1/users`, page by page, and one by one.

mod link;
mod refusal;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use http::StatusCode;
use http::header::CONTENT_TYPE;
use scim_core::{format_instant, instant};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

use crate::domain::Org;
use crate::source::{Ask, LeftOut, Limits, Page, Position, Remote, Source};
use crate::wire::{self, Request, Response};
use crate::{StatusPolicy, Trouble, user_to_scim_with};

pub(crate) use refusal::{About, refusal};

/// Okta answers no more.
pub const PAGE_PEOPLE_MAX: u16 = 200;
/// What [`Ask::changed`] reads once more, in microseconds: Okta's index of users is some minutes late at times.
pub const OVERLAP_MICROS: i64 = 5 * 60 * 1_000_000;
const USERS: &str = "/api/v1/users";
/// Without what is of no use here (an option of the media type, as Okta has it).
const SLIM: &str = "application/json; okta-response=omitCredentials,omitCredentialsLinks,omitTransitioningToStatus";
const ID_BYTES_MAX: usize = 100;
const POSITION_BYTES_MAX: usize = 8_192;

/// Okta as a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Okta {
    /// Whom is asked.
    pub org: Org,
    /// Who counts as active.
    pub policy: StatusPolicy,
    /// How much is taken.
    pub limits: Limits,
}

impl Okta {
    /// Asks for one user, by Okta's id: what an event was about is read anew, for events come late and in any order.
    ///
    /// # Errors
    /// The id is none of Okta's.
    pub fn user_request(&self, id: &str) -> Result<Request, Trouble> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        if id.is_empty() || id.len() > ID_BYTES_MAX || !id.bytes().all(plain) {
            return Err(Trouble::broken("The id of a user is none of Okta's."));
        }
        slim(wire::get(&self.org.url(&format!("{USERS}/{id}")))?)
    }

    /// Reads the answer to [`Self::user_request`]. `Ok(None)`: Okta has deleted them.
    ///
    /// # Errors
    /// As [`Source::page`]. `Ok(Some(Err(…)))` is somebody who cannot be taken.
    pub fn read_user(&self, answer: &Response) -> Result<Option<Result<Remote, LeftOut>>, Trouble> {
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        if !wire::is_ok(answer) {
            return Err(refusal(answer, About::User));
        }
        let unreadable = |_| Trouble::broken("What Okta answers of a user cannot be read.");
        let raw: &RawValue = serde_json::from_slice(answer.body()).map_err(unreadable)?;
        let (items, mut left_out) = self.limits.items(&[raw], "profile", identify)?;
        Ok(match (items.first(), left_out.pop()) {
            (Some(item), _) => Some(self.to_scim(item)),
            (None, left_out) => left_out.map(Err),
        })
    }

    fn first(&self, ask: &Ask) -> Result<Url, Trouble> {
        let mut url = Url::parse(&self.org.url(USERS))
            .map_err(|_| Trouble::broken("The organization's address is no URL."))?;
        // Without a search those are left out who are deactivated. One that everybody meets, in an order that has whoever changes
        // meanwhile come once more, at the end.
        let since = format_instant(ask.since_micros.unwrap_or_default());
        let search = format!("lastUpdated gt \"{since}\"");
        url.query_pairs_mut()
            .append_pair("search", &search)
            .append_pair("sortBy", "lastUpdated")
            .append_pair("sortOrder", "asc")
            .append_pair("limit", &ask.page_people.min(PAGE_PEOPLE_MAX).to_string());
        Ok(url)
    }

    /// The URL of a further page, as Okta gave it but for the number of people.
    fn further(&self, position: &Position, page_people: u16) -> Result<Url, Trouble> {
        let mut url = self.pinned(position.as_str())?;
        let people = page_people.min(PAGE_PEOPLE_MAX).to_string();
        let same = |(name, value): (Cow<'_, str>, Cow<'_, str>)| name != "limit" || value == people;
        if !url.query_pairs().all(same) {
            let others: Vec<(String, String)> = url
                .query_pairs()
                .filter(|(name, _)| name != "limit")
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect();
            let mut query = url.query_pairs_mut();
            query
                .clear()
                .extend_pairs(others)
                .append_pair("limit", &people);
        }
        Ok(url)
    }

    /// A URL that is one of this organization's users.
    fn pinned(&self, text: &str) -> Result<Url, Trouble> {
        let foreign = || {
            Trouble::broken(format!(
                "Okta names a next page that is not at {}: it is not asked for.",
                self.org.host()
            ))
        };
        if text.len() > POSITION_BYTES_MAX {
            return Err(foreign());
        }
        let base = Url::parse(self.org.origin()).map_err(|_| foreign())?;
        let url = base.join(text).map_err(|_| foreign())?;
        if !self.org.holds(&url) || url.path() != USERS || url.fragment().is_some() {
            return Err(foreign());
        }
        Ok(url)
    }
}

impl Source for Okta {
    fn page_people_max(&self) -> u16 {
        PAGE_PEOPLE_MAX
    }

    fn tells_changes(&self) -> bool {
        true
    }

    fn page_request(&self, ask: &Ask) -> Result<Request, Trouble> {
        let url = match &ask.position {
            None => self.first(ask)?,
            Some(position) => self.further(position, ask.page_people)?,
        };
        slim(wire::get(url.as_str())?)
    }

    fn page(&self, ask: &Ask, answer: &Response) -> Result<Page, Trouble> {
        if !wire::is_ok(answer) {
            return Err(refusal(answer, About::page(ask)));
        }
        let body = self.limits.bounded(answer.body(), ask)?;
        let raw: Vec<&RawValue> = serde_json::from_slice(body)
            .map_err(|_| Trouble::broken("A page of Okta's is no list of users."))?;
        let (items, left_out) = self.limits.items(&raw, "profile", identify)?;
        let next = link::next(answer)?;
        let next = next.map(|url| self.pinned(&url)).transpose()?;
        Ok(Page {
            items,
            left_out,
            next: next.map(|url| Position(url.into())),
        })
    }

    fn to_scim(&self, item: &Value) -> Result<Remote, LeftOut> {
        let text = |pointer: &str| item.pointer(pointer).and_then(Value::as_str);
        let resource = user_to_scim_with(item, self.policy).map_err(|error| LeftOut {
            external_id: text("/id").map(wire::shown),
            user_name: text("/profile/login").map(wire::shown),
            why: error.to_string(),
        })?;
        let attribute = |name: &str| {
            resource
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        Ok(Remote {
            external_id: attribute("externalId").to_owned(),
            user_name: attribute("userName").to_owned(),
            active: resource.get("active").and_then(Value::as_bool),
            changed_micros: text("/lastUpdated").and_then(instant),
            resource,
        })
    }
}

fn slim(mut request: Request) -> Result<Request, Trouble> {
    wire::set(&mut request, CONTENT_TYPE, SLIM)?;
    Ok(request)
}

/// Who a user is who is not parsed whole.
fn identify(raw: &RawValue) -> (Option<String>, Option<String>) {
    #[derive(Deserialize)]
    struct User {
        id: Option<String>,
        profile: Option<Named>,
    }
    #[derive(Deserialize)]
    struct Named {
        login: Option<String>,
    }
    match serde_json::from_str::<User>(raw.get()) {
        Ok(user) => (user.id, user.profile.and_then(|profile| profile.login)),
        Err(_) => (None, None),
    }
}
