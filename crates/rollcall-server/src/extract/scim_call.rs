//! What every SCIM verb is called with, as far as it stands in the request's head.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HOST, HeaderName, IF_MATCH, IF_NONE_MATCH};
use actix_web::http::uri::Authority;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use rollcall_provisioning::resources::{Call, Rehearsal};
use scim_core::project::Projection;
use tracing_actix_web::RequestId;

use super::Parameters;
use super::caller::known_caller;
use crate::error::{Failure, Result};
use crate::logged::Noted;
use crate::respond;
use crate::site::Site;

/// A name is at most 253 characters long; then a port.
const HOST_BYTES_MAX: usize = 260;

/// An authenticated SCIM request without its body.
pub struct ScimCall {
    /// For the verb.
    pub call: Call,
    /// The query string.
    pub parameters: Parameters,
    /// Whether the answer is to call itself `application/json`.
    pub plain_json: bool,
}

impl FromRequest for ScimCall {
    type Error = Failure;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read(request: &HttpRequest) -> Result<ScimCall> {
    let caller = known_caller(request)?;
    let parameters = Parameters::parse(request.query_string())?;
    let attributes = parameters.list("attributes");
    let excluded = parameters.list("excludedAttributes");
    let plain_json = respond::plain_json(request.headers(), caller.rules);
    let rehearsal = caller.test_mode.then(Rehearsal::default);
    if let (Some(noted), Some(rehearsal)) = (Noted::of(request), &rehearsal) {
        noted.rehearsal(rehearsal);
    }
    // By itself: the base URL is kept with the request, which nobody may be reading meanwhile.
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string);
    let call = Call {
        caller,
        request_id: request_id.unwrap_or_default(),
        base_url: scim_base(request)?,
        projection: Projection::parse(attributes.as_deref(), excluded.as_deref())?,
        if_match: header(request, &IF_MATCH),
        if_none_match: header(request, &IF_NONE_MATCH),
        rehearsal,
    };
    Ok(ScimCall {
        call,
        parameters,
        plain_json,
    })
}

/// A header that may stand several times, as one list.
fn header(request: &HttpRequest, name: &HeaderName) -> Option<String> {
    let values: Vec<_> = request
        .headers()
        .get_all(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// The base URL as this client uses it, without a slash at the end: `https://host/scim/v2`.
///
/// # Errors
/// None where the server was started as it should be.
pub fn scim_base(request: &HttpRequest) -> Result<String> {
    let site = request
        .app_data::<Data<Site>>()
        .ok_or_else(|| Failure::internal("the site is not known to the router"))?;
    let path = request.path();
    let versioned = path
        .strip_prefix("/scim/v2")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let base = if versioned { "/scim/v2" } else { "/scim" };
    Ok(format!("{}{base}", base_of(site, request)))
}

/// The URL of this server as this client uses it, without a slash at the end: `https://host`.
///
/// # Errors
/// None where the server was started as it should be.
pub fn site_base(request: &HttpRequest) -> Result<String> {
    let site = request
        .app_data::<Data<Site>>()
        .ok_or_else(|| Failure::internal("the site is not known to the router"))?;
    Ok(base_of(site, request))
}

fn base_of(site: &Site, request: &HttpRequest) -> String {
    let public = site.public_url.clone();
    public.unwrap_or_else(|| asked_of(request))
}

/// Scheme and host as the request names them, or the proxy that it came through: as far as they are a scheme and a
/// host, since they stand in every answer.
fn asked_of(request: &HttpRequest) -> String {
    let connection = request.connection_info();
    let is_https = connection.scheme().eq_ignore_ascii_case("https");
    let own = request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok());
    let named = [Some(connection.host()), own].into_iter().flatten();
    let host = named.into_iter().find(|host| is_host(host));
    let host = host.unwrap_or_else(|| request.app_config().host());
    format!("{}://{host}", if is_https { "https" } else { "http" })
}

/// Whether a text is a host name or an address, with or without a port (RFC 9110 §7.2), in the characters that names
/// are made of.
fn is_host(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    text.len() <= HOST_BYTES_MAX
        && text.chars().all(plain)
        && text.parse::<Authority>().is_ok_and(|authority| {
            let port = text.strip_prefix(authority.host()).unwrap_or_default();
            !authority.host().is_empty() && (port.is_empty() || authority.port_u16().is_some())
        })
}

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn only_hosts_are_hosts() {
        for host in [
            "localhost",
            "scim.example.com:8443",
            "10.0.0.7:80",
            "[::1]",
            "[fe80::1]:8080",
            "a_b.example",
        ] {
            assert!(is_host(host), "{host}");
        }
        let long = "a".repeat(300);
        for other in [
            "",
            "a b",
            "evil.example/x?",
            "user@evil.example",
            "a:b",
            "a:99999",
            "<x>",
            "a,b",
            ":80",
            &long,
        ] {
            assert!(!is_host(other), "{other}");
        }
    }
}
