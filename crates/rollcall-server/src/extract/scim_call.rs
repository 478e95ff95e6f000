//! What every SCIM verb is called with, as far as it stands in the request's head.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use rollcall_provisioning::resources::Call;
use scim_core::project::Projection;
use tracing_actix_web::RequestId;

use super::Parameters;
use super::caller::known_caller;
use crate::error::{Failure, Result};
use crate::respond;
use crate::site::Site;

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
    let call = Call {
        caller,
        request_id: request
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string)
            .unwrap_or_default(),
        base_url: scim_base(request)?,
        projection: Projection::parse(attributes.as_deref(), excluded.as_deref())?,
        if_match: header(request, &IF_MATCH),
        if_none_match: header(request, &IF_NONE_MATCH),
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
    Ok(match &site.public_url {
        Some(url) => format!("{url}{base}"),
        None => {
            let connection = request.connection_info();
            format!("{}://{}{base}", connection.scheme(), connection.host())
        }
    })
}
