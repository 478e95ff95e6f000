//! What the layers of a SCIM request note for the request log, and the end where it is handed over.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody as _};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, USER_AGENT};
use actix_web::{HttpMessage as _, HttpRequest};
use rollcall_provisioning::auth::{self, Caller, Denied};
use rollcall_provisioning::requests::{self, Body, Exchange, Logged, Refusal};
use rollcall_provisioning::resources::Rehearsal;
use tracing_actix_web::RequestId;

use crate::error::{Door, Failure};
use crate::site::Site;

/// A `User-Agent` is kept so far.
const AGENT_CHARACTERS_MAX: usize = 200;
/// An address is kept so far.
const PATH_BYTES_MAX: usize = 2_000;
/// Of an answer that is read only to find out whom it is about; longer ones are about many.
const READ_BYTES_MAX: usize = 4 * 1024;

/// What is known so far of a request under way.
#[derive(Clone)]
pub(crate) struct Noted(Rc<RefCell<Exchange>>);

impl Noted {
    /// Begins, where the request is one that is logged.
    pub(crate) fn begin(site: &Site, request: &ServiceRequest) -> Option<Self> {
        let limits = site.provisioning.limits();
        if limits.request_log == Logged::Off || Door::of(request.path()) != Door::Scim {
            return None;
        }
        let id = **request.extensions().get::<RequestId>()?;
        let header = |name| {
            let value = request.headers().get(name)?;
            Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let address = request.uri().path_and_query().map(ToString::to_string);
        let mut path = requests::without_secrets(&address.unwrap_or_default());
        let end = (0..=PATH_BYTES_MAX.min(path.len())).rev();
        path.truncate(
            end.into_iter()
                .find(|at| path.is_char_boundary(*at))
                .unwrap_or(0),
        );
        let noted = Self(Rc::new(RefCell::new(Exchange {
            id,
            token_ending: auth::ending(header(AUTHORIZATION).as_deref()),
            method: crate::metrics::method(request.method()).to_owned(),
            path,
            address: site
                .trusted_proxies
                .client(request.peer_addr(), request.headers())
                .map(|address| address.to_string()),
            agent: header(USER_AGENT)
                .map(|agent| agent.chars().take(AGENT_CHARACTERS_MAX).collect()),
            ..Exchange::default()
        })));
        request.extensions_mut().insert(noted.clone());
        Some(noted)
    }

    /// What is noted of this request, if it is logged.
    pub(crate) fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    /// Who calls.
    pub(crate) fn caller(&self, caller: &Caller) {
        let mut exchange = self.0.borrow_mut();
        exchange.tenant = Some(caller.tenant.clone());
        exchange.connection = Some(caller.connection);
        exchange.token = caller.token;
        exchange.provider = caller.provider.map(|provider| provider.name);
        exchange.rules = caller.rules;
    }

    /// What is only tried.
    pub(crate) fn rehearsal(&self, rehearsal: &Rehearsal) {
        self.0.borrow_mut().rehearsal = Some(rehearsal.clone());
    }

    /// Why nobody calls, where it is the credentials. A token of ours that opens nothing any more still tells whose it was.
    pub(crate) async fn turned_away(
        &self,
        site: &Site,
        authorization: Option<&str>,
        denied: Option<&Denied>,
    ) {
        let owner = auth::whose(&site.provisioning, authorization).await;
        let mut exchange = self.0.borrow_mut();
        exchange.denied = denied.cloned();
        // Without the database nobody is known.
        if let Ok(Some(owner)) = owner {
            exchange.tenant = Some(owner.tenant);
            exchange.connection = Some(owner.connection);
            exchange.token = Some(owner.token);
        }
    }

    /// The request's body.
    pub(crate) fn request(&self, site: &Site, bytes: &[u8]) {
        let max = site.provisioning.limits().request_log_body_bytes_max;
        self.0.borrow_mut().request = Some(Body::of(bytes, max));
    }

    /// The answer's body, before it is packed.
    pub(crate) fn response(
        &self,
        site: &Site,
        response: ServiceResponse<BoxBody>,
    ) -> ServiceResponse<BoxBody> {
        let max = site.provisioning.limits().request_log_body_bytes_max;
        let is_read = matches!(self.0.borrow().method.as_str(), "GET" | "HEAD");
        response.map_body(|_, body| match body.try_into_bytes() {
            Ok(bytes) => {
                let max = match bytes.len() {
                    length if is_read && length > READ_BYTES_MAX => 0,
                    _ => max,
                };
                self.0.borrow_mut().response = Some(Body::of(&bytes, max));
                BoxBody::new(bytes)
            }
            Err(body) => body,
        })
    }

    /// Why it was not carried out.
    pub(crate) fn refused(&self, site: &Site, failure: &Failure) {
        let max = site.provisioning.limits().request_log_body_bytes_max;
        let mut exchange = self.0.borrow_mut();
        let body = failure.scim_body(&exchange.id.to_string()).to_string();
        exchange.response = Some(Body::of(body.as_bytes(), max));
        exchange.refusal = Some(Refusal {
            scim_type: failure.scim_type(),
            detail: failure.detail().to_owned(),
        });
    }

    /// Hands over what is known. Discovery without a token, which anybody may ask for and probes do, is not logged.
    pub(crate) fn end(&self, site: &Site, status: StatusCode, elapsed: Duration) {
        let mut noted = self.0.borrow_mut();
        if noted.tenant.is_none() && status.is_success() {
            return;
        }
        // Nobody looks at it again.
        let mut exchange = std::mem::take(&mut *noted);
        exchange.status = status.as_u16();
        exchange.microseconds = i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX);
        requests::note(&site.provisioning, exchange);
    }
}
