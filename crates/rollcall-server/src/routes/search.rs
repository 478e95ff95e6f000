//! Queries (RFC 7644 §3.4.2): of one type or of all, in an address or, for those who keep names out of addresses, in a
//! body (§3.4.3).

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse};
use rollcall_provisioning::resources::{self, ListRequest, Page};
use scim_core::list::{self, PageParameters};
use scim_core::search::SearchRequest;

use super::discovery;
use crate::error::Result;
use crate::extract::{Parameters, ScimCall, ScimJson, is_authenticated};
use crate::respond;
use crate::site::Site;

/// `GET /{type}`
pub(super) async fn list(
    site: Data<Site>,
    scim: ScimCall,
    endpoint: Path<String>,
) -> Result<HttpResponse> {
    let request = asked(&scim.parameters)?;
    let page = resources::list(&site.provisioning, scim.call, &endpoint, request).await?;
    Ok(answer(&page, scim.plain_json))
}

/// `GET /`: all types for whoever has a token, and a hint for who only looks.
pub(super) async fn root(site: Data<Site>, request: HttpRequest) -> Result<HttpResponse> {
    if !is_authenticated(&request) {
        return discovery::base(request).await;
    }
    let scim = ScimCall::extract(&request).await?;
    let request = asked(&scim.parameters)?;
    let page = resources::list_all(&site.provisioning, scim.call, request).await?;
    Ok(answer(&page, scim.plain_json))
}

/// `POST /{type}/.search`
pub(super) async fn one_type(
    site: Data<Site>,
    scim: ScimCall,
    endpoint: Path<String>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let (scim, request) = read(scim, &body)?;
    let page = resources::list(&site.provisioning, scim.call, &endpoint, request).await?;
    Ok(answer(&page, scim.plain_json))
}

/// `POST /.search`
pub(super) async fn all_types(
    site: Data<Site>,
    scim: ScimCall,
    body: ScimJson,
) -> Result<HttpResponse> {
    let (scim, request) = read(scim, &body)?;
    let page = resources::list_all(&site.provisioning, scim.call, request).await?;
    Ok(answer(&page, scim.plain_json))
}

/// What a query string asks for.
pub(crate) fn asked(parameters: &Parameters) -> Result<ListRequest> {
    let get = |name| parameters.get(name);
    let text = |name| get(name).map(str::to_owned);
    Ok(ListRequest {
        filter: text("filter"),
        sort_by: text("sortBy"),
        sort_order: text("sortOrder"),
        page: PageParameters::parse(get("startIndex"), get("count"), parameters.cursor())?,
    })
}

/// What a body asks for.
fn read(mut scim: ScimCall, body: &ScimJson) -> Result<(ScimCall, ListRequest)> {
    let search = SearchRequest::parse(&body.0)?;
    scim.call.projection = search.projection;
    let request = ListRequest {
        filter: search.filter,
        sort_by: search.sort_by,
        sort_order: search.sort_order,
        page: search.page,
    };
    Ok((scim, request))
}

fn answer(page: &Page, plain_json: bool) -> HttpResponse {
    let message = list::response(page.total, &page.paged, &page.resources);
    respond::scim(StatusCode::OK, message, plain_json)
}
