//! What a SCIM server says that it can (RFC 7643 §5, RFC 9865 §4).

use http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::{Base, named, refusal, scim};
use crate::Trouble;
use crate::wire::{self, Request, Response};

const BYTES_MAX: usize = 256 * 1024;

/// How pages are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paging {
    /// By the number of the first one in it. Who is deleted meanwhile moves everybody behind them.
    #[default]
    Index,
    /// By a word of the server's.
    Cursor,
}

/// What a server can. The default is what every server can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, Deserialize)]
pub struct Capabilities {
    /// Whether it has filters.
    pub filters: bool,
    /// How many people it gives at once at most, if it says so.
    pub page_people_max: Option<u16>,
    /// How its pages are told apart.
    pub paging: Paging,
}

/// Asks for what it can.
///
/// # Errors
/// The request cannot be made.
pub fn capabilities_request(base: &Base) -> Result<Request, Trouble> {
    scim(wire::get(base.url("ServiceProviderConfig")?.as_str())?)
}

/// Reads what it can. A server that does not say (404) is taken for one that can what every server can.
///
/// # Errors
/// It does not answer as one, or does not take the token.
pub fn read_capabilities(answer: &Response) -> Result<Capabilities, Trouble> {
    if answer.status() == StatusCode::NOT_FOUND {
        return Ok(Capabilities::default());
    }
    if !wire::is_ok(answer) {
        return Err(refusal(answer));
    }
    let unreadable = || {
        Trouble::settings("What answers at this address is no SCIM server: compare the address.")
    };
    let body = answer.body();
    let config: Value = (body.len() <= BYTES_MAX)
        .then(|| serde_json::from_slice(body).ok())
        .flatten()
        .filter(Value::is_object)
        .ok_or_else(unreadable)?;
    let filter = named(&config, "filter");
    let pagination = named(&config, "pagination");
    let within = |of: Option<&Value>, name: &str| of.and_then(|of| named(of, name)).cloned();
    let number = |of: Option<&Value>, name: &str| {
        let number = within(of, name)?.as_u64().filter(|number| *number > 0)?;
        Some(u16::try_from(number).unwrap_or(u16::MAX))
    };
    let is = |of: Option<&Value>, name: &str| within(of, name) == Some(Value::Bool(true));
    let page_people_max = [
        number(filter, "maxResults"),
        number(pagination, "maxPageSize"),
    ];
    Ok(Capabilities {
        filters: is(filter, "supported"),
        page_people_max: page_people_max.into_iter().flatten().min(),
        paging: if is(pagination, "cursor") {
            Paging::Cursor
        } else {
            Paging::Index
        },
    })
}
