//! Who is calling. Runs before anything else of a request is looked at, its body included.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, USER_AGENT};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _, HttpRequest};
use percent_encoding::percent_decode_str;
use rollcall_provisioning::auth::{self, Caller, Origin, Scope};
use scim_core::Rules;
use tracing::Span;

use super::{Parameters, api_caller};
use crate::error::{Failure, Result};
use crate::logged::Noted;
use crate::routes::permissions;
use crate::site::Site;
use crate::turns::{Turn, Work};

/// A `User-Agent` is kept as a token's last use; nobody needs more of it.
const AGENT_CHARACTERS_MAX: usize = 200;
/// What everybody of a tenant is told by.
const EXPORTS: [&str; 17] = [
    "/api/v1/target-users",
    "/api/v1/target-users/problems",
    "/api/v1/smart-fields",
    "/api/v1/mapping/draft/diff",
    "/api/v1/mapping/draft/differences",
    "/api/v1/mapping/completeness",
    "/api/v1/signatures/assignments",
    "/api/v1/signatures/summary",
    "/api/v1/signatures/lint",
    "/api/v1/signatures/bundle",
    "/api/v1/filters/matches",
    "/api/v1/target-users/summary",
    "/api/v1/target-users/left-out",
    "/api/v1/imports",
    "/api/v1/imports/preview",
    "/api/v1/adoptions",
    "/api/v1/gophish/sync",
];
/// Whoever posts here changes nothing.
const FILTERS: &str = "/api/v1/filters";
/// As well, of a field.
const OF_FIELDS: &str = "/api/v1/mapping/fields/";
/// Waits for changes or requests, and takes a turn whenever it looks, if that is more than one row.
pub(super) const WAITS: [&str; 2] = ["/api/v1/changes", "/api/v1/requests/stream"];
/// Who waited longer for their turn is asked again who they are.
const ADMITTED: Duration = Duration::from_millis(500);

/// Lets a request to `/scim` pass if its token is one for provisioning, or for what a person may ask.
///
/// The base URL itself and ServiceProviderConfig answer without a token too (RFC 7644 §2: so that clients can
/// find out how to authenticate), but not with a wrong one: some providers test their token there. ServiceProviderConfig,
/// which is everybody's, answers a good token of another scope as well. A query of the base URL (§3.4.2.1) needs one.
///
/// # Errors
/// Those of the layers below.
pub async fn require_scim_caller(
    site: Data<Site>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, Error> {
    let noted = noted(request.request());
    let response = answered(&site, request, next).await?;
    Ok(match noted {
        Some(noted) => noted.response(&site, response),
        None => response,
    })
}

async fn answered(
    site: &Site,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, Error> {
    let public = !request.headers().contains_key(AUTHORIZATION)
        && answers_everybody(request.path(), request.query_string());
    if public {
        pass(request, next).await
    } else {
        let path = below_base(request.path());
        let needs = match path {
            "/ServiceProviderConfig" => None,
            path => Some(needs(path)),
        };
        require(needs, site, request, next).await
    }
}

/// A person's own token opens what is theirs, and what says how to ask for it.
fn needs(path: &str) -> Scope {
    match path.split('/').nth(1) {
        Some("Me" | "ResourceTypes" | "Schemas") => Scope::Me,
        _ => Scope::Scim,
    }
}

/// A path below `/scim` or `/scim/v2`.
pub fn below_base(path: &str) -> &str {
    let below = path.strip_prefix("/scim").unwrap_or(path);
    below.strip_prefix("/v2").unwrap_or(below)
}

/// Lets a request to `/events` pass if its token is one for events.
///
/// # Errors
/// Those of the layers below.
pub async fn require_events_caller(
    site: Data<Site>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, Error> {
    without_turn(Scope::Events, &site, request, next).await
}

/// No turns for whoever waits for something to happen, and does nothing meanwhile.
pub(super) async fn without_turn(
    needs: Scope,
    site: &Site,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, Error> {
    let tenant = admitted(site, &request, Some(needs)).await;
    match tenant.and_then(|tenant| site.pace.check(&tenant)) {
        Ok(()) => pass(request, next).await,
        Err(failure) => Ok(request.error_response(failure)),
    }
}

fn answers_everybody(path: &str, query: &str) -> bool {
    match below_base(path) {
        "" => !Parameters::parse(query).is_ok_and(|parameters| parameters.is_query()),
        below => below == "/ServiceProviderConfig",
    }
}

pub(super) async fn require(
    needs: Option<Scope>,
    site: &Site,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, Error> {
    let work = work_of(&request);
    match turn(site, &request, needs, work).await {
        // It ends when all of the export is sent.
        Ok(turn) if work == Work::Export => {
            request.extensions_mut().insert(turn);
            pass(request, next).await
        }
        Ok(turn) => {
            let response = pass(request, next).await;
            drop(turn);
            response
        }
        Err(failure) => Ok(request.error_response(failure)),
    }
}

/// Finds out who is calling, and waits for their turn.
async fn turn(
    site: &Site,
    request: &ServiceRequest,
    needs: Option<Scope>,
    work: Work,
) -> Result<Turn> {
    let tenant = admitted(site, request, needs).await?;
    site.pace.check(&tenant)?;
    let began = Instant::now();
    let turn = site.turns.take(&tenant, work).await?;
    if began.elapsed() > ADMITTED {
        // Their token may have been revoked, or their schemas changed.
        admitted(site, request, needs).await?;
    }
    Ok(turn)
}

/// Whether a request only reads (RFC 7644 §3.4.3: a query may come in a POST), and for how long.
fn work_of(request: &ServiceRequest) -> Work {
    // As the router reads it: a letter written as %64 leads to the same place.
    let path = &*percent_decode_str(request.path()).decode_utf8_lossy();
    if EXPORTS.contains(&path) || path.starts_with(OF_FIELDS) {
        Work::Export
    } else if request.method().is_safe() || path.ends_with("/.search") || path == FILTERS {
        Work::Read
    } else {
        Work::Change
    }
}

/// Finds out who is calling, for whoever works on the request; answers the tenant.
async fn admitted(site: &Site, request: &ServiceRequest, needs: Option<Scope>) -> Result<Arc<str>> {
    let caller = caller_of(site, request.request(), needs).await?;
    if needs == Some(Scope::Api) {
        permissions::check(request.request(), &caller)?;
    }
    let span = Span::current();
    span.record("tenant", &*caller.tenant);
    span.record("connection", &*caller.connection_name);
    let whose = whose(&caller);
    if let Some(noted) = noted(request.request()) {
        noted.caller(&caller);
    }
    request.extensions_mut().insert(caller);
    Ok(whose)
}

/// Asks again whether a request to the API may go on that lasts.
///
/// # Errors
/// As when it came: the token, session or link has ended, or its role has.
pub async fn check_again(site: &Site, request: &HttpRequest) -> Result<()> {
    let caller = caller_of(site, request, Some(Scope::Api)).await?;
    permissions::check(request, &caller)
}

/// Whose requests those of a caller are counted among: the tenant's, or where they name none the admin's.
fn whose(caller: &Caller) -> Arc<str> {
    match &caller.access.session {
        Some(signed) if caller.tenant.is_empty() => format!("admin {}", signed.admin).into(),
        _ => caller.tenant.clone(),
    }
}

pub(super) async fn pass(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, Error> {
    Ok(next.call(request).await?.map_into_boxed_body())
}

async fn caller_of(site: &Site, request: &HttpRequest, needs: Option<Scope>) -> Result<Caller> {
    let text = |name| {
        request
            .headers()
            .get(name)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let mut stated = request.headers().get_all(AUTHORIZATION);
    if let Some(first) = stated.next()
        && stated.any(|other| other != first)
    {
        // Something on the way may have looked at another one than we would.
        let detail = "The request has several Authorization headers that differ; send one.";
        return Err(Failure::new(StatusCode::BAD_REQUEST, detail));
    }
    let authorization = text(AUTHORIZATION);
    if needs == Some(Scope::Api)
        && let Some(known) =
            api_caller::without_token(site, request, authorization.as_deref()).await?
    {
        return Ok(known);
    }
    let origin = origin(request);
    let admitted =
        auth::authenticate(&site.provisioning, authorization.as_deref(), needs, origin).await;
    if let (Ok(Err(_)) | Err(_), Some(noted)) = (&admitted, noted(request)) {
        let denied = admitted.as_ref().ok().and_then(|it| it.as_ref().err());
        noted
            .turned_away(site, authorization.as_deref(), denied)
            .await;
    }
    let caller = admitted?.map_err(|denied| Failure::from(&denied))?;
    if needs == Some(Scope::Api) {
        api_caller::check_tenant(request, &caller)?;
    }
    Ok(caller)
}

/// Where a request comes from.
pub fn origin(request: &HttpRequest) -> Origin {
    let agent = request.headers().get(USER_AGENT);
    let agent = agent.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let site = request.app_data::<Data<Site>>();
    let address = site.and_then(|site| {
        let proxies = &site.trusted_proxies;
        proxies.client(request.peer_addr(), request.headers())
    });
    Origin {
        address: address.map(|address| address.to_string()),
        agent: agent.map(|agent| agent.chars().take(AGENT_CHARACTERS_MAX).collect()),
        query: request.query_string().to_owned(),
    }
}

fn noted(request: &HttpRequest) -> Option<Noted> {
    request.extensions().get::<Noted>().cloned()
}

/// The rules that are in force for a request; of one without a caller, those of the RFC.
pub fn rules(request: &HttpRequest) -> Rules {
    let caller = request.extensions();
    let caller = caller.get::<Caller>();
    caller.map_or(Rules::NONE, |caller| caller.rules)
}

/// Whether the layer above knows who is calling.
pub fn is_authenticated(request: &HttpRequest) -> bool {
    request.extensions().contains::<Caller>()
}

/// The caller whom the layer above let pass.
pub(super) fn known_caller(request: &HttpRequest) -> Result<Caller> {
    let caller = request.extensions().get::<Caller>().cloned();
    caller.ok_or_else(|| {
        Failure::internal("a route that needs a caller is not behind authentication")
    })
}
