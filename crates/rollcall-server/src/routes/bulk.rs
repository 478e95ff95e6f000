//! `POST /Bulk` (RFC 7644 §3.7).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use rollcall_provisioning::jobs::Asked;
use rollcall_provisioning::resources;
use scim_core::bulk;

use super::later;
use crate::error::Result;
use crate::extract::{BulkJson, Prefer, ScimCall};
use crate::respond;
use crate::site::Site;

/// Many changes in one request.
pub(super) async fn bulk(
    site: Data<Site>,
    scim: ScimCall,
    prefer: Prefer,
    body: BulkJson,
) -> Result<HttpResponse> {
    if prefer.answer_later {
        return later::accept(&site, &scim.call, Asked::Bulk(body.0)).await;
    }
    let results = resources::bulk(&site.provisioning, scim.call, &body.0).await?;
    let message = bulk::response(&results).to_string();
    Ok(respond::scim(StatusCode::OK, message, scim.plain_json))
}
