//! Queries by POST (RFC 7644 §3.4.3), for those who keep names out of addresses.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use rollcall_provisioning::resources::{self, ListRequest, Page};
use scim_core::list;
use scim_core::search::SearchRequest;

use crate::error::Result;
use crate::extract::{ScimCall, ScimJson};
use crate::respond;
use crate::site::Site;

/// `POST /{type}/.search`
pub(super) async fn one_type(
    site: Data<Site>,
    scim: ScimCall,
    endpoint: Path<String>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let (scim, request) = read(scim, &body)?;
    let page = resources::list(&site.provisioning, scim.call, &endpoint, request).await?;
    answer(page, scim.plain_json)
}

/// `POST /.search`
pub(super) async fn all_types(
    site: Data<Site>,
    scim: ScimCall,
    body: ScimJson,
) -> Result<HttpResponse> {
    let (scim, request) = read(scim, &body)?;
    let page = resources::list_all(&site.provisioning, scim.call, request).await?;
    answer(page, scim.plain_json)
}

fn read(mut scim: ScimCall, body: &ScimJson) -> Result<(ScimCall, ListRequest)> {
    let search = SearchRequest::parse(&body.0)?;
    scim.call.projection = search.projection;
    let request = ListRequest {
        filter: search.filter,
        sort_by: search.sort_by,
        sort_order: search.sort_order,
        start_index: search.start_index,
        count: search.count,
    };
    Ok((scim, request))
}

fn answer(page: Page, plain_json: bool) -> Result<HttpResponse> {
    let message = list::response(page.total, page.start_index, page.resources);
    respond::scim(StatusCode::OK, &message, plain_json)
}
