//! Any SCIM 2.0 server as a source (RFC 7644), asked with a bearer token.
//!
//! It says itself what it can ([`Capabilities`], RFC 7643 §5): pages by cursor (RFC 9865) where it has them, else by index; who changed since a moment
//! where it has filters. **Verified** against the texts of RFC 7643, 7644 and 9865, by hand-made answers; against no server yet.
//!
//! Its `id` is our `externalId`. Its own `externalId` stands below [`SOURCE_EXTENSION`], so that it is not lost.

mod capabilities;
mod page;

#[cfg(test)]
mod tests;

use http::header::ACCEPT;
use scim_core::schema::USER;
use scim_core::{Object, format_instant, instant};
use serde_json::{Value, json};
use url::Url;

use crate::source::{Ask, LeftOut, Limits, Page, Remote, Source};
use crate::wire::{self, Request, Response};
use crate::{Trouble, domain};

pub use capabilities::{Capabilities, Paging, capabilities_request, read_capabilities};

/// The extension with what the source has beside what SCIM has a place for.
pub const SOURCE_EXTENSION: &str = "urn:rollcall:scim:schemas:extension:source:2.0:User";
/// People in a page where the server names no limit of its own.
const PAGE_PEOPLE_MAX: u16 = 200;
const BASE_BYTES_MAX: usize = 2_000;
const SCIM: &str = "application/scim+json, application/json";
/// What is the server's own business, or ours.
const NOT_TAKEN: [&str; 6] = ["id", "externalid", "meta", "groups", "password", "schemas"];

/// The address of a server's SCIM interface, such as `https://directory.example.com/scim/v2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    origin: String,
    path: String,
}

impl Base {
    /// Reads what an administrator typed. `operator_origins` are those that the operator has set, such as `http://127.0.0.1:9000`.
    ///
    /// # Errors
    /// [`crate::Kind::Settings`] says what is expected.
    pub fn typed(text: &str, operator_origins: &[String]) -> Result<Self, Trouble> {
        let wrong = |why: &str| {
            Trouble::settings(format!(
                "The address of the SCIM server {why}. It is like https://directory.example.com/scim/v2."
            ))
        };
        let text = text.trim();
        let url = Url::parse(text)
            .ok()
            .filter(|_| text.len() <= BASE_BYTES_MAX);
        let url = url.ok_or_else(|| wrong("is no URL"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("has a login in it; give the token as the token"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("has something behind a ? or #"));
        }
        let origin = url.origin().ascii_serialization();
        if !operator_origins.contains(&origin) {
            if url.scheme() != "https" {
                return Err(wrong(
                    "has to begin with https://, as people's data goes over it",
                ));
            }
            domain::host(&url, text)
                .map_err(|_| wrong("has to name a host of the internet, in plain letters"))?;
        }
        let path = url.path().trim_end_matches('/');
        let path = path.strip_suffix("/Users").unwrap_or(path).to_owned();
        Ok(Self { origin, path })
    }

    pub(crate) fn url(&self, endpoint: &str) -> Result<Url, Trouble> {
        let url = format!("{}{}/{endpoint}", self.origin, self.path);
        Url::parse(&url).map_err(|_| Trouble::broken("The address of the SCIM server is no URL."))
    }
}

/// A SCIM server as a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimClient {
    /// Where it is.
    pub base: Base,
    /// What it can.
    pub capabilities: Capabilities,
    /// How much is taken.
    pub limits: Limits,
}

impl Source for ScimClient {
    fn page_people_max(&self) -> u16 {
        self.capabilities
            .page_people_max
            .unwrap_or(PAGE_PEOPLE_MAX)
            .min(PAGE_PEOPLE_MAX)
    }

    fn tells_changes(&self) -> bool {
        self.capabilities.filters
    }

    fn page_request(&self, ask: &Ask) -> Result<Request, Trouble> {
        let mut url = self.base.url("Users")?;
        {
            let mut query = url.query_pairs_mut();
            if let Some(since) = ask.since_micros.filter(|_| self.capabilities.filters) {
                let since = format_instant(since);
                query.append_pair("filter", &format!("meta.lastModified gt \"{since}\""));
            }
            match page::At::of(self.capabilities.paging, ask.position.as_ref())? {
                page::At::Cursor(cursor) => query.append_pair("cursor", cursor),
                page::At::Index { start, .. } => {
                    query.append_pair("startIndex", &start.to_string())
                }
            };
            let people = ask.page_people.min(self.page_people_max());
            query.append_pair("count", &people.to_string());
        }
        scim(wire::get(url.as_str())?)
    }

    fn page(&self, ask: &Ask, answer: &Response) -> Result<Page, Trouble> {
        page::read(self, ask, answer)
    }

    fn to_scim(&self, item: &Value) -> Result<Remote, LeftOut> {
        let name = named(item, "userName").and_then(Value::as_str);
        let id = named(item, "id").and_then(Value::as_str);
        let left_out = |why: &str| LeftOut {
            external_id: id.map(wire::shown),
            user_name: name.map(wire::shown),
            why: why.to_owned(),
        };
        let (Value::Object(sent), Some(id)) = (item, id.filter(|id| !id.trim().is_empty())) else {
            return Err(left_out("A user of the SCIM server has no `id`."));
        };
        let name = name.filter(|name| !name.trim().is_empty());
        let name = name.ok_or_else(|| left_out("A user of the SCIM server has no `userName`."))?;
        let active = named(item, "active").and_then(boolean);
        let mut resource = Object::new();
        resource.insert("schemas".to_owned(), schemas(item));
        resource.insert("externalId".to_owned(), id.into());
        for (key, value) in sent {
            let lower = key.to_ascii_lowercase();
            if !value.is_null() && lower != "active" && !NOT_TAKEN.contains(&lower.as_str()) {
                resource.insert(key.clone(), value.clone());
            }
        }
        if let Some(active) = active {
            resource.insert("active".to_owned(), active.into());
        }
        if let Some(own) = named(item, "externalId").filter(|own| own.is_string()) {
            resource.insert(SOURCE_EXTENSION.to_owned(), json!({ "externalId": own }));
        }
        let changed = named(item, "meta").and_then(|meta| named(meta, "lastModified"));
        Ok(Remote {
            external_id: id.to_owned(),
            user_name: name.to_owned(),
            resource,
            active,
            changed_micros: changed.and_then(Value::as_str).and_then(instant),
        })
    }
}

/// What the server calls its schemas, with ours for what is added; the core schema where it says nothing.
fn schemas(item: &Value) -> Value {
    let sent = named(item, "schemas").and_then(Value::as_array);
    let mut urns = sent.cloned().unwrap_or_else(|| vec![USER.into()]);
    if named(item, "externalId").is_some_and(Value::is_string) {
        urns.push(SOURCE_EXTENSION.into());
    }
    urns.into()
}

/// An attribute, whose name has no case (RFC 7643 §2.1).
fn named<'v>(of: &'v Value, name: &str) -> Option<&'v Value> {
    let members = of.as_object()?;
    members.get(name).or_else(|| {
        let mut others = members.iter();
        others
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    })
}

/// A boolean, or a text that is one: both are met.
fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(boolean) => Some(*boolean),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

pub(super) fn scim(mut request: Request) -> Result<Request, Trouble> {
    wire::set(&mut request, ACCEPT, SCIM)?;
    Ok(request)
}

pub(super) fn refusal(answer: &Response) -> Trouble {
    crate::bearer::refusal(
        answer,
        "The SCIM server",
        "make a new one there, and give it here",
        "give it the right to read users",
    )
}
