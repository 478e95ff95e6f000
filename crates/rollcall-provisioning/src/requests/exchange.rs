//! What a door knows of a request when it has answered.

use std::borrow::Cow;
use std::sync::Arc;

use scim_core::Rules;
use uuid::Uuid;

use crate::auth::Denied;
use crate::received::shape;
use crate::resources::Rehearsal;

/// The beginning of a body.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// As much of it as is kept.
    pub kept: Vec<u8>,
    /// How long all of it is, in bytes.
    pub length: usize,
}

impl Body {
    /// At most `max` bytes of a body.
    pub fn of(bytes: &[u8], max: usize) -> Self {
        Self {
            kept: bytes[..bytes.len().min(max)].to_vec(),
            length: bytes.len(),
        }
    }

    /// Whether something of it is missing.
    pub fn is_cut(&self) -> bool {
        self.kept.len() < self.length
    }
}

/// Why a request was not carried out.
#[derive(Debug, Clone, Default)]
pub struct Refusal {
    /// SCIM's word for the kind of error.
    pub scim_type: Option<&'static str>,
    /// What the client was told.
    pub detail: String,
}

/// A request and its answer. It holds no token.
#[derive(Debug, Clone, Default)]
pub struct Exchange {
    /// The request's id, a UUIDv7.
    pub id: Uuid,
    /// Whose it was, where that is known: the caller's, or that of a token of ours that opens nothing any more.
    pub tenant: Option<Arc<str>>,
    /// The connection.
    pub connection: Option<Uuid>,
    /// The token's id.
    pub token: Option<Uuid>,
    /// The last four characters of the token that was sent.
    pub token_ending: Option<String>,
    /// Why there is no caller.
    pub denied: Option<Denied>,
    /// As which provider the client was recognised.
    pub provider: Option<&'static str>,
    /// The rules that were in force.
    pub rules: Rules,
    /// The method.
    pub method: String,
    /// The path with its query, as it was understood.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// From the request's head to the answer's, in microseconds.
    pub microseconds: i64,
    /// Where it was not carried out: why.
    pub refusal: Option<Refusal>,
    /// The peer's address.
    pub address: Option<String>,
    /// The `User-Agent` header.
    pub agent: Option<String>,
    /// The request's body, unpacked.
    pub request: Option<Body>,
    /// The answer's body, before it is packed.
    pub response: Option<Body>,
    /// Where the connection is in test mode: what was only tried.
    pub rehearsal: Option<Rehearsal>,
}

/// How tokens and secrets of ours begin: those of SCIM and of Okta, sessions, links, webhooks.
const TOKENS_BEGIN: [&str; 4] = ["eyJ", "rcs_", "rcl_", "whsec_"];
/// What is shorter is taken for no token.
const TOKEN_BYTES_MIN: usize = 20;

/// A text without what may be a token, pasted where none belongs: of each its last four characters are left.
pub(super) fn without_tokens(text: &str) -> Cow<'_, str> {
    let begins_at = |rest: &str| TOKENS_BEGIN.iter().filter_map(|it| rest.find(it)).min();
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || "-_.~+=".contains(c);
    let (mut shown, mut rest) = (String::new(), text);
    while let Some(at) = begins_at(rest) {
        let (before, token) = rest.split_at(at);
        let end = token.find(|c| !is_of_token(c));
        let (token, after) = token.split_at(end.unwrap_or(token.len()));
        shown.push_str(before);
        match token.len() < TOKEN_BYTES_MIN {
            true => shown.push_str(token),
            false => {
                shown.push('…');
                shown.push_str(&token[token.len() - 4..]);
            }
        }
        rest = after;
    }
    match shown.is_empty() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(shown + rest),
    }
}

/// An address that may be kept: parameters of its query that may hold a secret have no value.
pub fn without_secrets(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else {
        return address.to_owned();
    };
    let parts = query.split('&').map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        if shape::is_secret(part) || value.starts_with("eyJ") {
            format!("{name}=…")
        } else {
            part.to_owned()
        }
    });
    format!("{path}?{}", parts.collect::<Vec<_>>().join("&"))
}

impl Exchange {
    /// What it takes in memory, about.
    pub(super) fn bytes(&self) -> usize {
        const BESIDE: usize = 400;
        let body = |body: &Option<Body>| body.as_ref().map_or(0, |body| body.kept.len());
        BESIDE + self.path.len() + body(&self.request) + body(&self.response)
    }

    /// The path without its query.
    pub(super) fn plain_path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// What the path names below the base URL: endpoint and id (`Users`, `0192…`).
    pub(super) fn named(&self) -> (&str, &str) {
        let below = self.plain_path();
        let below = below.strip_prefix("/scim").unwrap_or(below);
        let below = match below.strip_prefix("/v2") {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
            _ => below,
        };
        let mut segments = below.split('/').skip(1);
        let endpoint = segments.next().unwrap_or_default();
        (endpoint, segments.next().unwrap_or_default())
    }

    /// A parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.path.split_once('?')?;
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{without_secrets, without_tokens};

    #[test]
    fn a_token_that_stands_where_none_belongs_is_not_kept() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLWhlcmU1234";
        for (text, kept) in [
            (format!("/scim/v2/{token}/Users"), "/scim/v2/…1234/Users"),
            (format!("okta {token}, {token}"), "okta …1234, …1234"),
            (format!("key=whsec_{}", "a".repeat(30)), "key=…aaaa"),
            (token[..24].to_owned(), "….eyJ"),
            ("eyJ is how one begins".to_owned(), "eyJ is how one begins"),
            ("Zoë".to_owned(), "Zoë"),
        ] {
            assert_eq!(without_tokens(&text), kept);
        }
    }

    #[test]
    fn an_address_holds_no_secret() {
        for (address, kept) in [
            ("/scim/Users", "/scim/Users"),
            (
                "/scim/Users?count=2&startIndex=1",
                "/scim/Users?count=2&startIndex=1",
            ),
            (
                "/scim/Users?access_token=abc&count=2",
                "/scim/Users?access_token=…&count=2",
            ),
            ("/scim/Users?key=eyJhbGciOi", "/scim/Users?key=…"),
            (
                "/scim/Users?filter=password%20eq%20%22x%22",
                "/scim/Users?filter=…",
            ),
        ] {
            assert_eq!(without_secrets(address), kept);
        }
    }
}
