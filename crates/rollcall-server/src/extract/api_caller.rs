//! Who is calling the API: a program with an API key, an admin who is signed in, or somebody with the set-up link of a
//! connection; and nobody, where nobody has to be known.

use std::future::{Ready, ready};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpMessage as _, HttpRequest};
use percent_encoding::percent_decode_str;
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::accounts::{LINK_PREFIX, Signed, connection_links, session};
use rollcall_provisioning::audit::{self, Actor};
use rollcall_provisioning::auth::{Caller, Scope};
use tracing_actix_web::RequestId;

pub use super::caller::origin;
use super::caller::{WAITS, known_caller, pass, require, without_turn};
use crate::error::{Failure, Result};
use crate::routes::permissions::{self, Permission};
use crate::site::Site;

/// By which an admin says in which tenant they act.
const TENANT: &str = "Rollcall-Tenant";

/// Lets a request to `/api` pass if its caller is known and may do what it is for.
///
/// # Errors
/// Those of the layers below.
pub async fn require_api_caller(
    site: Data<Site>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, Error> {
    if permissions::permission(request.request()) == Some(Permission::Public) {
        return pass(request, next).await;
    }
    let path = &*percent_decode_str(request.path()).decode_utf8_lossy();
    if WAITS.contains(&path) {
        return without_turn(Scope::Api, &site, request, next).await;
    }
    require(Some(Scope::Api), &site, request, next).await
}

/// The caller of the API who has no secret token, but a session or a link; none where it is a token, or nothing.
///
/// # Errors
/// 401 when session or link have ended, 404 for a tenant in which they have no role.
pub(super) async fn without_token(
    site: &Site,
    request: &HttpRequest,
    authorization: Option<&str>,
) -> Result<Option<Caller>> {
    let bearer = authorization.and_then(|header| header.trim().split_once(' '));
    let bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = bearer else {
        return Ok(None);
    };
    let (token, p) = (token.trim(), &site.provisioning);
    if session::is_token(token) {
        let tenant = named_tenant(request)?;
        return Ok(Some(session::authenticate(p, token, tenant).await?));
    }
    if token.starts_with(LINK_PREFIX) {
        return Ok(Some(connection_links::authenticate(p, token).await?));
    }
    Ok(None)
}

/// That a key is not used for another tenant than its own: that one is as if it were not there.
///
/// # Errors
/// 404.
pub(super) fn check_tenant(request: &HttpRequest, caller: &Caller) -> Result<()> {
    match named_tenant(request)? {
        Some(named) if *named != *caller.tenant => {
            let detail = format!(
                "There is no tenant {named:?} for this key; it is of one tenant, which need not be named."
            );
            Err(Failure::new(StatusCode::NOT_FOUND, detail))
        }
        _ => Ok(()),
    }
}

/// The tenant that the request names.
fn named_tenant(request: &HttpRequest) -> Result<Option<&str>> {
    let mut named = request.headers().get_all(TENANT);
    let (first, second) = (named.next(), named.next());
    if second.is_some() {
        let detail = format!("The request has several headers {TENANT}; send one.");
        return Err(Failure::new(StatusCode::BAD_REQUEST, detail));
    }
    let Some(first) = first else {
        return Ok(None);
    };
    let named = first.to_str().ok().map(str::trim).unwrap_or_default();
    if named.is_empty() {
        let detail = format!(
            "The header {TENANT} is a tenant's id; leave it out for what is about yourself."
        );
        return Err(Failure::new(StatusCode::BAD_REQUEST, detail));
    }
    Ok(Some(named))
}

/// The caller of a route of the API or of events, and by which request they call.
pub struct ApiCaller(pub Caller, audit::By);

impl ApiCaller {
    /// The installation, acting on the caller's behalf: for what changes something.
    pub fn on(&self, site: &Site) -> Provisioning {
        site.provisioning.acting_for(&self.1)
    }
}

impl FromRequest for ApiCaller {
    type Error = Failure;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(known_caller(request).map(|caller| {
            let by = by_caller(&caller, request);
            Self(caller, by)
        }))
    }
}

/// Who is calling and by which request, for the audit log.
pub struct By(pub audit::By);

impl FromRequest for By {
    type Error = Failure;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(known_caller(request).map(|caller| Self(by_caller(&caller, request))))
    }
}

/// An admin who is signed in, for what is about themselves.
pub struct SessionCaller {
    /// The session.
    pub signed: Signed,
    /// Who is calling and by which request.
    pub by: audit::By,
}

impl FromRequest for SessionCaller {
    type Error = Failure;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(known_caller(request).and_then(|caller| {
            let by = by_caller(&caller, request);
            let signed = caller.access.session;
            let signed =
                signed.ok_or_else(|| Failure::internal("a route for admins is open to others"))?;
            Ok(Self { signed, by })
        }))
    }
}

/// Somebody who has not said who they are, by this request.
pub fn by_nobody(request: &HttpRequest) -> audit::By {
    by(Actor::nobody(), request)
}

fn by(actor: Actor, request: &HttpRequest) -> audit::By {
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string);
    audit::By {
        actor,
        address: origin(request).address,
        request_id: id,
        role: None,
    }
}

/// A caller, by this request.
fn by_caller(caller: &Caller, request: &HttpRequest) -> audit::By {
    audit::By {
        role: caller.access.role,
        ..by((*caller.actor).clone(), request)
    }
}
