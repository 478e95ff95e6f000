//! Answers that come later (RFC 9967 §2.5.1): 202 now, the result as events and at `/.async/{txn}`.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use rollcall_provisioning::jobs::{self, Asked, Completions, Outcome};
use rollcall_provisioning::resources::Call;
use scim_core::ErrorKind;
use serde_json::{Map, Value, json};

use crate::error::{Result, scim};
use crate::extract::ScimCall;
use crate::respond;
use crate::site::Site;

const SET_TXN: HeaderName = HeaderName::from_static("set-txn");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");
/// The media type of a security event token (RFC 8417 §7.2).
const EVENT_TOKEN: &str = "application/secevent+jwt";

/// Takes a request for later.
pub(super) async fn accept(site: &Site, call: &Call, asked: Asked) -> Result<HttpResponse> {
    let accepted = jobs::enqueue(&site.provisioning, call, asked).await?;
    site.jobs_waiting.notify_one();
    let mut response = HttpResponse::new(StatusCode::ACCEPTED);
    let headers = response.headers_mut();
    headers.insert(
        PREFERENCE_APPLIED,
        HeaderValue::from_static("respond-async"),
    );
    for (name, value) in [(SET_TXN, &accepted.txn), (LOCATION, &accepted.location)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    Ok(response)
}

/// `GET /.async/{txn}`, and `{txn}:{index}` for one operation of a bulk request: what came of it, 202 while it is not
/// finished. SCIM's own form is a BulkResponse; who asks for `application/secevent+jwt` gets the completion event
/// (RFC 9967 §2.5.1.1), and all of them, as a poll would hand them out (RFC 8936 §2.3.1), where they are many.
pub(super) async fn result(
    site: Data<Site>,
    scim: ScimCall,
    txn: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    if respond::accepts(request.headers(), EVENT_TOKEN) {
        return events(&site, &scim, &txn).await;
    }
    match jobs::find(&site.provisioning, &scim.call, &txn).await? {
        Outcome::Finished(message) => Ok(respond::scim(
            StatusCode::OK,
            message.to_string(),
            scim.plain_json,
        )),
        Outcome::Pending => Ok(pending(&txn)),
    }
}

/// `GET /.async/` without a transaction.
pub(super) async fn nameless(_: ScimCall) -> Result<HttpResponse> {
    let detail = "Name the transaction: /.async/{txn}, with the value of Set-Txn in the 202 that the request was answered with.";
    Err(scim(ErrorKind::NotFound, detail))
}

async fn events(site: &Site, scim: &ScimCall, txn: &str) -> Result<HttpResponse> {
    let mut response = HttpResponse::Ok();
    match jobs::completions(&site.provisioning, &scim.call, txn).await? {
        Outcome::Pending => Ok(pending(txn)),
        Outcome::Finished(Completions::One(set)) => {
            Ok(response.content_type(EVENT_TOKEN).body(set.token))
        }
        Outcome::Finished(Completions::Each(sets)) => {
            let sets: Map<String, Value> = sets
                .into_iter()
                .map(|set| (set.jti, set.token.into()))
                .collect();
            Ok(response.json(json!({ "sets": sets })))
        }
    }
}

fn pending(txn: &str) -> HttpResponse {
    let mut response = HttpResponse::new(StatusCode::ACCEPTED);
    let headers = response.headers_mut();
    headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    if let Ok(txn) = HeaderValue::from_str(txn) {
        headers.insert(SET_TXN, txn);
    }
    response
}
