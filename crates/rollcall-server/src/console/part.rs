//! A part of a page, by itself: what a page that is there already asks for.

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Map;

use super::client::Api;
use super::page::{Instead, View, local, path_of, sign_in_for};
use super::question::Page;
use super::render;
use crate::error::Result;
use crate::site::Site;

/// What htmx says of itself (<https://htmx.org/reference/#headers>): that it asks, and for which page.
const ASKS: HeaderName = HeaderName::from_static("hx-request");
const FOR_PAGE: HeaderName = HeaderName::from_static("hx-current-url");
/// Where the browser is sent as a whole.
const REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

/// A part for whoever is signed in. Where htmx asks for it, the page that it is put into is told the calls it was made of.
pub(super) async fn show(
    part: &Page,
    request: &HttpRequest,
    api: &Api,
    site: &Data<Site>,
) -> Result<HttpResponse> {
    let by_script = request.headers().contains_key(ASKS);
    let view = match View::signed_in(request, api, site).await? {
        Ok(view) => view.noting(),
        Err(Instead::SignIn) if by_script => return Ok(signed_out(request)),
        Err(instead) => return Ok(instead.answer(request)),
    };
    let mut given = view.given(part.name, part.title);
    given.extend(view.answers(part.questions).await?);
    let template = format!("parts/{}.html", part.name);
    let mut html = render::page(view.language, &template, given)?;
    if by_script {
        let calls = Map::from_iter([
            ("calls".to_owned(), view.client.noted()),
            ("public_url".to_owned(), view.public_url.clone().into()),
        ]);
        html.push_str(&render::page(
            view.language,
            "partials/calls_too.html",
            calls,
        )?);
    }
    Ok(HttpResponse::build(StatusCode::OK)
        .content_type("text/html; charset=utf-8")
        .body(html))
}

/// The session has ended: the whole page goes to the sign-in and comes back to itself, instead of a page within the page.
fn signed_out(request: &HttpRequest) -> HttpResponse {
    let tenant = request.match_info().get("tenant").unwrap_or_default();
    let page = page_of(request).unwrap_or_else(|| format!("/t/{tenant}"));
    // An answer that is no page would be told in other words at the edge.
    HttpResponse::Unauthorized()
        .content_type("text/html; charset=utf-8")
        .insert_header((REDIRECT, sign_in_for(local(Some(&page)))))
        .finish()
}

/// The page that the part is put into.
fn page_of(request: &HttpRequest) -> Option<String> {
    let said = request.headers().get(FOR_PAGE)?.to_str().ok()?;
    path_of(said)
}
