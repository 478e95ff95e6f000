//! What the target offers: what its discovery endpoints say, and a probe where they cannot.

use crate::client::{Client, Sent};
use crate::need::{Need, Unless};
use crate::target::Target;
use serde_json::{Value, json};
use std::sync::OnceLock;

/// Statuses that mean "this server has no such thing" (RFC 7644 sections 3.4.2.1, 3.11, 3.12).
const NOT_HERE: [u16; 4] = [403, 404, 405, 501];

/// The target's abilities, each asked for once and only when a case needs it.
#[derive(Debug)]
pub(crate) struct Offer<'a> {
    target: &'a Target,
    client: &'a Client,
    config: OnceLock<Value>,
    types: OnceLock<Value>,
    schemas: OnceLock<Value>,
    me: OnceLock<u16>,
    search: OnceLock<u16>,
    root: OnceLock<u16>,
}

impl<'a> Offer<'a> {
    pub(crate) fn new(target: &'a Target, client: &'a Client) -> Offer<'a> {
        Offer {
            target,
            client,
            config: OnceLock::new(),
            types: OnceLock::new(),
            schemas: OnceLock::new(),
            me: OnceLock::new(),
            search: OnceLock::new(),
            root: OnceLock::new(),
        }
    }

    /// Why `need` is not met, if it is not. What discovery leaves open is taken to be there.
    pub(crate) fn lacks(&self, need: &Need) -> Option<String> {
        match need {
            Need::Token => unless(self.target.token.is_some(), || "no token was given".into()),
            Need::Authentication => unless(self.target.authorization().is_some(), || {
                "no credentials were given".into()
            }),
            Need::Feature(feature) => {
                let said = self.config().get(feature)?.get("supported")?;
                unless(said != &Value::Bool(false), || unsupported(feature))
            }
            Need::Cursor => {
                let said = self.config().pointer("/pagination/cursor");
                unless(said == Some(&Value::Bool(true)), || {
                    unsupported("pagination by cursor")
                })
            }
            Need::Async => {
                let said = self.config().pointer("/securityEvents/asyncRequest");
                unless(said.is_some_and(|said| said != "none"), || {
                    unsupported("an asynchronous request")
                })
            }
            Need::Events => {
                let said = self.config().pointer("/securityEvents/eventUris");
                let some = said
                    .and_then(Value::as_array)
                    .is_some_and(|uris| !uris.is_empty());
                unless(some, || unsupported("securityEvents"))
            }
            Need::Interop => unless(self.is_interop(), || {
                "ServiceProviderConfig does not say interopProfileConformant".into()
            }),
            Need::Me => self.answers(&self.me, "GET", "/Me", None),
            Need::Search => self.answers(&self.search, "POST", "/Users/.search", Some(search())),
            Need::Root => self.answers(&self.root, "POST", "/.search", Some(search())),
            Need::ResourceType(name) => unless(self.has_type(name), || {
                format!("/ResourceTypes has no {name}")
            }),
            Need::Schema(urn) => unless(self.has_schema(urn), || format!("/Schemas has no {urn}")),
        }
    }

    /// Why a case that `profile` contradicts makes no sense here, if it does not.
    pub(crate) fn forbids(&self, profile: Unless) -> Option<String> {
        match profile {
            Unless::Interop => unless(!self.is_interop(), || {
                "the interoperability profile, which ServiceProviderConfig announces, demands something else"
                    .into()
            }),
        }
    }

    fn is_interop(&self) -> bool {
        self.config().get("interopProfileConformant") == Some(&Value::Bool(true))
    }

    fn config(&self) -> &Value {
        self.config
            .get_or_init(|| self.read("/ServiceProviderConfig"))
    }

    fn has_type(&self, name: &str) -> bool {
        let types = self.types.get_or_init(|| self.read("/ResourceTypes"));
        let same = |value: Option<&Value>| {
            value
                .and_then(Value::as_str)
                .is_some_and(|text| text.trim_start_matches('/') == name.trim_start_matches('/'))
        };
        resources(types)
            .iter()
            .any(|kind| same(kind.get("name")) || same(kind.get("endpoint")))
    }

    fn has_schema(&self, urn: &str) -> bool {
        let schemas = self.schemas.get_or_init(|| self.read("/Schemas"));
        resources(schemas).iter().any(|schema| {
            schema
                .get("id")
                .and_then(Value::as_str)
                .is_some_and(|id| id.eq_ignore_ascii_case(urn))
        })
    }

    /// What `path` says, or null where it cannot be read.
    fn read(&self, path: &str) -> Value {
        self.client
            .send(plain(self.target, "GET", path, None))
            .answer
            .ok()
            .and_then(|answer| answer.json())
            .unwrap_or_default()
    }

    fn answers(
        &self,
        known: &OnceLock<u16>,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Option<String> {
        let status = *known.get_or_init(|| {
            let exchange = self.client.send(plain(self.target, method, path, body));
            exchange.answer.map_or(0, |answer| answer.status)
        });
        unless(!NOT_HERE.contains(&status), || {
            format!("{method} {path} is answered {status}: not offered here")
        })
    }
}

/// An ordinary request of the suite itself.
pub(crate) fn plain(target: &Target, method: &str, path: &str, body: Option<Value>) -> Sent {
    let mut headers = vec![("Accept".to_owned(), "application/scim+json".to_owned())];
    if body.is_some() {
        headers.push(("Content-Type".into(), "application/scim+json".into()));
    }
    let authorization = target.authorization();
    headers.extend(authorization.map(|value| ("Authorization".to_owned(), value)));
    headers.extend(target.headers.iter().cloned());
    Sent {
        method: method.to_owned(),
        url: target.url(path, ""),
        headers,
        body: body.map(|body| body.to_string()),
    }
}

/// The resources of a ListResponse; a bare array is taken too.
pub(crate) fn resources(list: &Value) -> &[Value] {
    list.get("Resources")
        .unwrap_or(list)
        .as_array()
        .map_or(&[], Vec::as_slice)
}

fn search() -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "count": 0})
}

fn unless(met: bool, reason: impl FnOnce() -> String) -> Option<String> {
    (!met).then(reason)
}

fn unsupported(feature: &str) -> String {
    format!("ServiceProviderConfig says {feature} is not supported")
}
