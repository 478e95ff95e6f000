//! `/api/v1/openapi.json`: what the API is.

use actix_web::HttpResponse;

use crate::error::{Failure, JSON, Result};
use crate::openapi;

/// `GET /api/v1/openapi.json`: the description of the API, for everybody.
pub(super) async fn document() -> Result<HttpResponse> {
    let text = openapi::text().map_err(Failure::internal)?;
    Ok(HttpResponse::Ok().content_type(JSON).body(text))
}
