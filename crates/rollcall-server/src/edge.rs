//! The outermost layer: every request that reaches the program passes here on its way in and out.
//!
//! On the way in the path is tidied. On the way out every error becomes one in the language of its door,
//! panics and the framework's own errors included; it is logged once; the request is counted; and the answer
//! gets its `X-Request-Id`.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::StatusCode;
use actix_web::http::Uri;
use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::uri::PathAndQuery;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _, HttpResponse, ResponseError};
use futures_util::FutureExt as _;
use scim_core::Rules;
use tracing_actix_web::RequestId;

use crate::console;
use crate::error::{Door, Failure};
use crate::extract::rules;
use crate::logged::Noted;
use crate::respond;
use crate::site::Site;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is remembered of a request while it runs: the request itself belongs to its handler.
struct Seen {
    door: Door,
    request_id: String,
    json_only: bool,
    method: &'static str,
    endpoint: String,
    began: Instant,
    noted: Option<Noted>,
}

impl Seen {
    fn of(request: &ServiceRequest, site: &Site) -> Self {
        let id = request
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string);
        Self {
            door: match Door::of(request.path()) {
                Door::Plain => console::door(request.headers()),
                door => door,
            },
            request_id: id.unwrap_or_default(),
            json_only: respond::plain_json(request.headers(), Rules::NONE),
            method: crate::metrics::method(request.method()),
            endpoint: endpoint(site, request.match_pattern().as_deref(), request.path()),
            began: Instant::now(),
            noted: Noted::begin(site, request),
        }
    }

    /// The failure as this request's caller understands it; logged, for the only time.
    fn explain(&self, site: &Site, failure: &Failure) -> HttpResponse {
        if let Some(noted) = &self.noted {
            noted.refused(site, failure);
        }
        let (status, cause) = (failure.status(), failure.cause());
        if failure.is_foreseen() {
            tracing::debug!(
                status = status.as_u16(),
                endpoint = self.endpoint,
                "refused"
            );
        } else if status.is_server_error() {
            tracing::error!(
                status = status.as_u16(),
                endpoint = self.endpoint,
                cause,
                "failed"
            );
        } else if let Some(cause) = cause {
            tracing::warn!(
                status = status.as_u16(),
                endpoint = self.endpoint,
                cause,
                "refused"
            );
        }
        // The detail may repeat what the client sent, names included.
        tracing::debug!(
            scim_type = failure.scim_type(),
            detail = failure.detail(),
            "told the client"
        );
        failure.response(self.door, &self.request_id, self.json_only)
    }

    fn finish(&self, site: &Site, response: &mut HttpResponse<BoxBody>) {
        if site.is_ending() {
            // The next request is to come on another connection, to whoever is still there.
            response
                .head_mut()
                .set_connection_type(ConnectionType::Close);
        }
        let headers = response.headers_mut();
        if let Ok(id) = HeaderValue::from_str(&self.request_id) {
            headers.insert(X_REQUEST_ID, id);
        }
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if matches!(self.door, Door::Scim | Door::Api) {
            // Answers are personal data: they are not for a cache on the way.
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }

    fn count(&self, site: &Site, status: StatusCode) {
        let elapsed = self.began.elapsed();
        if let Some(noted) = &self.noted {
            noted.end(site, status, elapsed);
        }
        site.metrics
            .request(self.method, self.endpoint.clone(), status.as_u16(), elapsed);
        let microseconds = elapsed.as_micros();
        let status = status.as_u16();
        if matches!(self.door, Door::Page(_) | Door::Plain) {
            // Probes and scrapes come every few seconds.
            tracing::debug!(endpoint = self.endpoint, status, microseconds, "answered");
        } else {
            tracing::info!(endpoint = self.endpoint, status, microseconds, "answered");
        }
    }
}

/// The route as it is counted.
fn endpoint(site: &Site, pattern: Option<&str>, path: &str) -> String {
    crate::metrics::endpoint(pattern, path, site.provisioning.common_registry())
}

/// A finished answer on its way through code that expects an error.
#[derive(Debug)]
struct Explained(std::cell::RefCell<Option<HttpResponse>>, StatusCode);

impl std::fmt::Display for Explained {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.1.fmt(f)
    }
}

impl ResponseError for Explained {
    fn status_code(&self) -> StatusCode {
        self.1
    }

    fn error_response(&self) -> HttpResponse {
        self.0.take().unwrap_or_else(|| HttpResponse::new(self.1))
    }
}

/// The layer itself.
///
/// # Errors
/// Carries a finished answer where a panic or another layer's error left no request to answer.
pub async fn edge(
    site: Data<Site>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut seen = Seen::of(&request, &site);
    // Nothing of a request that panicked is used again; what it shares with others survives a panic by itself.
    let outcome = AssertUnwindSafe(async move { next.call(request).await })
        .catch_unwind()
        .await;
    let failure = match outcome {
        Ok(Ok(response)) => {
            // By now the caller is known.
            let request = response.request();
            seen.json_only = respond::plain_json(request.headers(), rules(request));
            // And so is the route that it took.
            seen.endpoint = endpoint(&site, request.match_pattern().as_deref(), request.path());
            let mut response = speak(&site, &seen, response.map_into_boxed_body());
            seen.finish(&site, response.response_mut());
            seen.count(&site, response.status());
            return Ok(response);
        }
        Ok(Err(error)) => match error.as_error::<Failure>() {
            Some(failure) => seen.explain(&site, failure),
            None => seen.explain(
                &site,
                &Failure::of_framework(error.as_response_error().status_code(), None),
            ),
        },
        Err(panic) => seen.explain(
            &site,
            &Failure::internal(format!("panic: {}", message(panic.as_ref()))),
        ),
    };
    let mut response = failure;
    seen.finish(&site, &mut response);
    seen.count(&site, response.status());
    let status = response.status();
    Err(Explained(Some(response).into(), status).into())
}

/// Replaces an error's answer by the door's.
fn speak(site: &Site, seen: &Seen, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let explained = match response
        .response()
        .error()
        .and_then(|error| error.as_error::<Failure>())
    {
        Some(failure) => seen.explain(site, failure),
        // A page of the console says itself what is wrong.
        None if is_page(&response) => return response,
        None if status.is_client_error() || status.is_server_error() => {
            let allow = response.headers().get(ALLOW).cloned();
            seen.explain(site, &Failure::of_framework(status, allow))
        }
        None => return response,
    };
    response.into_response(explained)
}

fn is_page(response: &ServiceResponse<BoxBody>) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// What a panic said.
fn message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

/// Takes out of the path what base URLs typed by hand put in: doubled slashes, and slashes or `&` at the end.
///
/// # Errors
/// Those of the layers below.
pub async fn tidy_path<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if let Some(uri) = tidied(request.uri()) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
    next.call(request).await
}

/// The tidy form of an address, if it is not tidy.
fn tidied(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if !path.contains("//") && (path == "/" || !path.ends_with(['/', '&'])) {
        return None;
    }
    let segments: Vec<_> = path
        .trim_end_matches(['/', '&'])
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    let mut tidy = format!("/{}", segments.join("/"));
    if let Some(query) = uri.query() {
        tidy = format!("{tidy}?{query}");
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(tidy).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::tidied;

    #[test]
    fn paths_typed_by_hand_are_tidied() {
        for (path, tidy) in [
            ("/", None),
            ("/scim/Users", None),
            ("/scim/Users?a=//", None),
            ("/scim/", Some("/scim")),
            ("/scim//Users", Some("/scim/Users")),
            (
                "//scim/v2//Users//?filter=a//b/",
                Some("/scim/v2/Users?filter=a//b/"),
            ),
            ("/scim/Users/7&", Some("/scim/Users/7")),
            ("///", Some("/")),
        ] {
            assert_eq!(
                tidied(&path.parse().unwrap())
                    .map(|uri| uri.to_string())
                    .as_deref(),
                tidy,
                "{path}"
            );
        }
    }
}
