//! Answers that come later (RFC 9967 §2.5.1): 202 now, the result as an event and at `/.async/{txn}`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use actix_web::web::{Data, Path};
use rollcall_provisioning::jobs::{self, Asked, Outcome};
use rollcall_provisioning::resources::Call;

use crate::error::Result;
use crate::extract::ScimCall;
use crate::respond;
use crate::site::Site;

const SET_TXN: HeaderName = HeaderName::from_static("set-txn");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

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

/// `GET /.async/{txn}`: what came of it, as a BulkResponse; 202 while it is not finished.
pub(super) async fn result(
    site: Data<Site>,
    scim: ScimCall,
    txn: Path<String>,
) -> Result<HttpResponse> {
    match jobs::find(&site.provisioning, &scim.call, &txn).await? {
        Outcome::Finished(message) => respond::scim(StatusCode::OK, &message, scim.plain_json),
        Outcome::Pending => {
            let mut response = HttpResponse::new(StatusCode::ACCEPTED);
            let headers = response.headers_mut();
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
            if let Ok(txn) = HeaderValue::from_str(&txn) {
                headers.insert(SET_TXN, txn);
            }
            Ok(response)
        }
    }
}
