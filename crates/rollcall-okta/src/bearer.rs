//! What sources have in common that want nothing but a token.

use http::StatusCode;
use serde_json::Value;
use url::Url;

use crate::trouble::Missing;
use crate::wire::{self, Response};
use crate::{Kind, Trouble};

/// What an answer that is not 200 means, by its status alone. `token` says where a new one comes from, `right` what is to be granted where.
pub(crate) fn refusal(answer: &Response, name: &str, token: &str, right: &str) -> Trouble {
    let status = answer.status();
    let number = status.as_u16();
    match status {
        StatusCode::UNAUTHORIZED => Trouble::new(
            Kind::NeedsToken,
            format!("{name} does not take the token (any more): {token}."),
        ),
        StatusCode::FORBIDDEN => Trouble::new(
            Kind::Forbidden(Missing::Right),
            format!("{name} does not let the token read people: {right}."),
        ),
        StatusCode::TOO_MANY_REQUESTS => Trouble::new(
            wire::retry_after(answer).map_or(Kind::BackOff, Kind::RetryAfter),
            format!("{name} is asked too often just now."),
        ),
        StatusCode::NOT_FOUND => Trouble::settings(format!(
            "{name} has no people where they are looked for (404): compare its address and ids."
        )),
        StatusCode::INTERNAL_SERVER_ERROR
        | StatusCode::GATEWAY_TIMEOUT
        | StatusCode::REQUEST_TIMEOUT
        | StatusCode::PAYLOAD_TOO_LARGE => Trouble::new(
            Kind::SmallerPage,
            format!("{name} cannot answer just now ({number})."),
        ),
        _ if status.is_server_error() => Trouble::new(
            wire::retry_after(answer).map_or(Kind::BackOff, Kind::RetryAfter),
            format!("{name} cannot answer just now ({number})."),
        ),
        _ if status.is_redirection() => Trouble::settings(format!(
            "{name} leads to another address, which is not followed: compare the one that is set."
        )),
        _ => Trouble::broken(format!("{name} answers {number}, which is not expected.")),
    }
}

/// A URL that has to have that origin and path.
pub(crate) fn pinned(text: &str, origin: &str, path: &str, name: &str) -> Result<Url, Trouble> {
    const BYTES_MAX: usize = 8_192;
    let base = Url::parse(origin).ok().filter(|_| text.len() <= BYTES_MAX);
    let url = base.and_then(|base| base.join(text).ok());
    url.filter(|url| crate::domain::is_at(url, origin) && url.path() == path)
        .ok_or_else(|| {
            Trouble::broken(format!(
                "{name} names a next page that is not at {origin}{path}: it is not asked for."
            ))
        })
}

/// A text that is one, without white space around it.
pub(crate) fn text<'v>(of: &'v Value, pointer: &str) -> Option<&'v str> {
    let text = of.pointer(pointer)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}
