//! `Idempotency-Key`: a POST of the API that is sent again is not done again (draft-ietf-httpapi-idempotency-key-header).
//!
//! It goes on when its sender has left: whoever lost the connection asks again with the same key, and gets the answer.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue,
    IF_MATCH, LOCATION,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _, HttpResponse};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::auth::Caller;
use rollcall_provisioning::idempotency::{self as verbs, Answer, Asked, Begun, Claim};
use tracing::Instrument as _;

use crate::error::{Failure, Result, chain};
use crate::extract::whole_body;
use crate::routes::permissions::{BASE, Permission, permission};
use crate::site::Site;

/// The header by which a caller names a request.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header of an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// What of an answer is kept beside its status and body.
const KEPT_HEADERS: [HeaderName; 3] = [CONTENT_TYPE, LOCATION, ETAG];
/// Their answers are sent while they are made, and are not kept; a list that is imported twice changes nothing the second time.
const STREAMED: [&str; 2] = ["/imports", "/imports/preview"];

/// Their answers show a secret, which is shown once and kept nowhere, nor encrypted (ARCHITECTURE, invariant 6).
pub const SHOWN_ONCE: [&str; 10] = [
    "/tokens",
    "/tokens/{id}/rotate",
    "/api-keys",
    "/connections/{connection}/set-up-links",
    "/set-up-link/tokens",
    "/webhooks",
    "/invitations",
    "/admins/{id}/password-reset",
    "/session/totp",
    "/pulls/{connection}/hook",
];

/// Whether the operation at this pattern below the API's base takes keys: a POST that changes something, of a caller who is known.
pub fn takes_keys(method: &str, pattern: &str, permission: Permission) -> bool {
    let changes = !matches!(permission, Permission::Read | Permission::Public);
    method == "POST" && changes && !STREAMED.contains(&pattern)
}

/// Carries out a request that has a key unless it was carried out before. One without a key passes as it is.
///
/// # Errors
/// Those of the layers below.
pub async fn once(
    site: Data<Site>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, Error> {
    let is_shown_once = SHOWN_ONCE.contains(&&*pattern(&request));
    let begun = match begin(&site, &mut request).await {
        Ok(begun) => begun,
        Err(failure) => return Ok(request.error_response(failure)),
    };
    let claim = match begun {
        None => return Ok(next.call(request).await?.map_into_boxed_body()),
        Some(Begun::New(claim)) => claim,
        Some(known) => {
            return Ok(match answered(known, is_shown_once) {
                Ok(response) => request.into_response(response),
                Err(failure) => request.error_response(failure),
            });
        }
    };
    let carried_out = async move {
        let response = next.call(request).await;
        let response = response?.map_into_boxed_body();
        Ok(settle(&site.provisioning, claim, response, is_shown_once).await)
    };
    let task = actix_web::rt::spawn(carried_out.in_current_span());
    match task.await {
        Ok(response) => response,
        Err(ended) => match ended.try_into_panic() {
            // The layer at the edge makes an answer of it.
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(ended) => Err(Failure::internal(ended.to_string()).into()),
        },
    }
}

/// The pattern of a request's address, below the API's base.
fn pattern(request: &ServiceRequest) -> String {
    let pattern = request.match_pattern().unwrap_or_default();
    pattern.strip_prefix(BASE).unwrap_or(&pattern).to_owned()
}

/// What is known of the request by its key; none where it has none, or is one that takes none.
async fn begin(site: &Data<Site>, request: &mut ServiceRequest) -> Result<Option<Begun>> {
    let pattern = pattern(request);
    let takes = *request.method() == Method::POST
        && permission(request.request())
            .is_some_and(|permission| takes_keys("POST", &pattern, permission));
    let caller = request.extensions().get::<Caller>().cloned();
    let (true, Some(caller)) = (takes, caller) else {
        return Ok(None);
    };
    let Some(key) = key(request.headers())? else {
        return Ok(None);
    };
    let body = whole_body(request, site).await?;
    let header = |name| {
        request
            .headers()
            .get(name)
            .map_or(&[][..], HeaderValue::as_bytes)
    };
    let asked = Asked {
        tenant: &caller.tenant,
        caller: header(AUTHORIZATION),
        key: &key,
        request: &[
            request.path().as_bytes(),
            request.query_string().as_bytes(),
            header(IF_MATCH),
            header(CONTENT_ENCODING),
            &body,
        ],
    };
    Ok(Some(verbs::begin(&site.provisioning, asked).await?))
}

/// The key of a request, with or without the quotation marks that the draft has around it.
fn key(headers: &HeaderMap) -> Result<Option<String>> {
    let mut all = headers.get_all(KEY);
    let (first, others) = (all.next(), all.count());
    let Some(first) = first else {
        return Ok(None);
    };
    let refused = |detail: &str| Failure::new(StatusCode::BAD_REQUEST, detail);
    if others > 0 {
        return Err(refused("Send one Idempotency-Key."));
    }
    let text = first.to_str();
    let text = text.map_err(|_| refused("An Idempotency-Key is visible ASCII, such as a UUID."))?;
    let bare = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    Ok(Some(bare.unwrap_or(text).to_owned()))
}

/// What is answered of a request that came before.
fn answered(known: Begun, is_shown_once: bool) -> Result<HttpResponse> {
    let conflict = |detail: &str| Failure::new(StatusCode::CONFLICT, detail);
    match known {
        Begun::Done(answer) => replayed(answer),
        Begun::UnderWay => Err(conflict(
            "The request with this Idempotency-Key is being carried out. Ask again in a moment.",
        )
        .retry_after_seconds(1)),
        Begun::Unkept if is_shown_once => Err(conflict(
            "The request with this Idempotency-Key was carried out. Its answer had a secret, which is shown once and not kept: look at what is there, and where \
             the secret was lost end that one and make another, with another key.",
        )),
        Begun::Unkept => Err(conflict(
            "The request with this Idempotency-Key was carried out, and its answer is not kept. Look at what is there.",
        )),
        Begun::Another => Err(Failure::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "This Idempotency-Key was used for another request. Give each request a key of its own.",
        )),
        Begun::New(_) => Err(Failure::internal("a new request has no answer yet")),
    }
}

fn replayed(answer: Answer) -> Result<HttpResponse> {
    let status = StatusCode::from_u16(answer.status)
        .map_err(|_| Failure::internal(format!("{} is no HTTP status", answer.status)))?;
    let mut response = HttpResponse::build(status).body(answer.body);
    let headers = response.headers_mut();
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

/// Keeps the answer of what was done. A problem frees the key: nothing was done, and the next attempt may be a better one.
async fn settle(
    p: &Provisioning,
    claim: Claim,
    response: ServiceResponse<BoxBody>,
    is_shown_once: bool,
) -> ServiceResponse<BoxBody> {
    if !response.status().is_success() {
        told(verbs::release(p, claim).await);
        return response;
    }
    if is_shown_once {
        told(verbs::keep_no_answer(p, claim).await);
        return response;
    }
    let (request, response) = response.into_parts();
    let (head, body) = response.into_parts();
    match body.try_into_bytes() {
        Ok(bytes) => {
            let text = |name: &HeaderName| {
                let value = head.headers().get(name)?.to_str().ok()?;
                Some((name.to_string(), value.to_owned()))
            };
            let answer = Answer {
                status: head.status().as_u16(),
                headers: KEPT_HEADERS.iter().filter_map(text).collect(),
                body: String::from_utf8_lossy(&bytes).into_owned(),
            };
            told(verbs::keep(p, claim, &answer).await);
            ServiceResponse::new(request, head.set_body(bytes).map_into_boxed_body())
        }
        Err(body) => {
            tracing::error!("an answer to a request with a key is streamed, and is not kept");
            ServiceResponse::new(request, head.set_body(body))
        }
    }
}

/// What was done is done: the caller gets the answer to that.
fn told(outcome: std::result::Result<(), rollcall_provisioning::Error>) {
    if let Err(error) = outcome {
        tracing::warn!(
            cause = chain(&error),
            "the answer to a request with a key could not be kept"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_with_and_without_quotation_marks() {
        let mut headers = HeaderMap::new();
        assert_eq!(key(&headers).unwrap(), None);
        for (value, read) in [
            ("7f3", "7f3"),
            ("\"7f3\"", "7f3"),
            ("\"7f3", "\"7f3"),
            ("", ""),
        ] {
            headers.insert(KEY, HeaderValue::from_str(value).unwrap());
            assert_eq!(key(&headers).unwrap().as_deref(), Some(read));
        }
        headers.append(KEY, HeaderValue::from_static("8a1"));
        assert!(key(&headers).is_err());
    }
}
