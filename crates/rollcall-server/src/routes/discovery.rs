//! What the server says about itself (RFC 7644 §4).

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use scim_core::discovery::{BulkLimits, Features, SecurityEvents};
use scim_core::list::{self, Paged};
use scim_core::quirks::{Profile, RuleChanges};
use scim_core::{ErrorKind, discovery, event};
use serde_json::Value;

use crate::error::{Failure, Result, scim};
use crate::extract::{Parameters, ScimCall, rules, scim_base};
use crate::respond;
use crate::site::Site;

/// The base URL itself: where an administrator looks first when something is mistyped.
pub(super) async fn base(request: HttpRequest) -> Result<HttpResponse> {
    let base = scim_base(&request)?;
    Err(Failure::new(
        StatusCode::NOT_FOUND,
        format!(
            "This is the SCIM base URL. Type it as {base} into \"SCIM 2.0 Base Url\" or \"Tenant URL\"; \
             people are at {base}/Users, groups at {base}/Groups."
        ),
    ))
}

/// Where whoever asks has a base URL without `/scim`.
pub(super) async fn beside_base(request: HttpRequest) -> Result<HttpResponse> {
    let base = scim_base(&request)?;
    Err(Failure::new(
        StatusCode::NOT_FOUND,
        format!(
            "There is nothing at this address: the base URL lacks /scim. Type it as {base} into \"SCIM 2.0 Base Url\" or \"Tenant URL\"."
        ),
    ))
}

/// `GET /ServiceProviderConfig`
pub(super) async fn service_provider_config(
    site: Data<Site>,
    request: HttpRequest,
    parameters: Parameters,
) -> Result<HttpResponse> {
    refuse_filter(&parameters)?;
    let features = features(&site, &request);
    let config = discovery::service_provider_config(&scim_base(&request)?, &features);
    Ok(answer(&request, config.to_string()))
}

/// What this installation offers: nothing is announced here that is not so.
fn features(site: &Site, request: &HttpRequest) -> Features {
    let limits = site.provisioning.limits();
    Features {
        page_size_default: limits.page_size_default,
        page_size_max: limits.page_size_max,
        cursor_timeout_seconds: Some(limits.cursor_timeout_seconds),
        bulk: Some(BulkLimits {
            operations_max: limits.bulk_operations_max,
            payload_bytes_max: site.limits.bulk_body_bytes_max,
        }),
        security_events: Some(SecurityEvents {
            async_request: "request",
            event_uris: event::URIS.to_vec(),
        }),
        interop_profile: rules(request) == Profile::Interop.rules(&RuleChanges::default(), None),
    }
}

/// `GET /ResourceTypes`
pub(super) async fn resource_types(scim: ScimCall, request: HttpRequest) -> Result<HttpResponse> {
    refuse_filter(&scim.parameters)?;
    let types = discovery::resource_types(&scim.call.caller.registry, &scim.call.base_url);
    Ok(answer(&request, all(&types)))
}

/// `GET /ResourceTypes/{id}`
pub(super) async fn resource_type(
    scim: ScimCall,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse> {
    one(
        &request,
        discovery::resource_types(&scim.call.caller.registry, &scim.call.base_url),
        &id,
    )
}

/// `GET /Schemas`
pub(super) async fn schemas(scim: ScimCall, request: HttpRequest) -> Result<HttpResponse> {
    refuse_filter(&scim.parameters)?;
    let call = &scim.call;
    let schemas = discovery::schemas(&call.caller.registry, &call.base_url, rules(&request));
    Ok(answer(&request, all(&schemas)))
}

/// `GET /Schemas/{urn}`
pub(super) async fn schema(
    scim: ScimCall,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse> {
    one(
        &request,
        discovery::schemas(
            &scim.call.caller.registry,
            &scim.call.base_url,
            rules(&request),
        ),
        &id,
    )
}

/// RFC 7644 §4: a filter here is answered 403, so that nobody takes the whole list for its result.
fn refuse_filter(parameters: &Parameters) -> Result<()> {
    match parameters.get("filter") {
        None => Ok(()),
        Some(_) => Err(Failure::new(
            StatusCode::FORBIDDEN,
            "This list cannot be filtered; ask for it without a filter.",
        )),
    }
}

fn answer(request: &HttpRequest, json: String) -> HttpResponse {
    let plain_json = respond::plain_json(request.headers(), rules(request));
    respond::scim(StatusCode::OK, json, plain_json)
}

fn all(resources: &[Value]) -> String {
    let total = i64::try_from(resources.len()).unwrap_or(i64::MAX);
    let resources: Vec<_> = resources.iter().map(Value::to_string).collect();
    list::response(total, &Paged::Index { start_index: 1 }, &resources)
}

/// Schemas are known by their URN, in any case.
fn one(request: &HttpRequest, resources: Vec<Value>, id: &str) -> Result<HttpResponse> {
    let named = |resource: &Value| {
        resource["id"]
            .as_str()
            .is_some_and(|name| name.eq_ignore_ascii_case(id))
    };
    match resources.into_iter().find(named) {
        Some(resource) => Ok(answer(request, resource.to_string())),
        None => Err(scim(
            ErrorKind::NotFound,
            format!("There is no {id:?} here."),
        )),
    }
}
