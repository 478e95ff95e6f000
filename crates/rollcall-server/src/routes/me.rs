//! `/Me` (RFC 7644 §3.11): the person whom the token belongs to.

use actix_web::HttpResponse;
use actix_web::web::Data;
use rollcall_provisioning::resources;

use crate::error::Result;
use crate::extract::{ScimCall, ScimJson};
use crate::respond;
use crate::site::Site;

/// `GET /Me`
pub(super) async fn read(site: Data<Site>, scim: ScimCall) -> Result<HttpResponse> {
    let answer = resources::read_own(&site.provisioning, scim.call).await?;
    respond::resource(answer, scim.plain_json)
}

/// `PUT /Me`
pub(super) async fn replace(
    site: Data<Site>,
    scim: ScimCall,
    body: ScimJson,
) -> Result<HttpResponse> {
    let answer = resources::replace_own(&site.provisioning, scim.call, body.0).await?;
    respond::resource(answer, scim.plain_json)
}

/// `PATCH /Me`
pub(super) async fn patch(
    site: Data<Site>,
    scim: ScimCall,
    body: ScimJson,
) -> Result<HttpResponse> {
    let answer = resources::patch_own(&site.provisioning, scim.call, body.0).await?;
    respond::resource(answer, scim.plain_json)
}

/// `POST /Me` and `DELETE /Me`: nobody makes or deletes themselves.
pub(super) async fn refuse(scim: ScimCall) -> Result<HttpResponse> {
    Err(resources::refuse_own(&scim.call).into())
}
