//! Where Okta comes back to, with whoever signed in there, and where it tells of people by itself. Neither is of the API.

use actix_web::http::header::LOCATION;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Bytes, Data, Json, Path, ServiceConfig, get, post, resource};
use actix_web::{HttpRequest, HttpResponse};
use rollcall_provisioning::accounts::session;
use rollcall_provisioning::auth::Caller;
use rollcall_provisioning::pulls as verbs;
use rollcall_provisioning::pulls::sources::hooks::{
    CHALLENGE_HEADER, DELIVERY_BYTES_MAX, read, verification,
};
use serde_json::Value;

use super::input::refused;
use crate::console;
use crate::error::{Door, Result};
use crate::extract::by_nobody;
use crate::pulling;
use crate::site::Site;

/// Where whoever comes back from Okta arrives.
pub(crate) const CALLBACK: &str = "/callbacks/okta";

/// What is not of the API: Okta itself, and browsers that come from there.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(
            resource(CALLBACK)
                .wrap(from_fn(console::guard))
                .route(get().to(callback))
                .route(post().to(confirmed)),
        )
        .service(
            resource("/hooks/okta/{code}")
                .app_data(web::PayloadConfig::new(DELIVERY_BYTES_MAX))
                .route(get().to(verify_hook))
                .route(post().to(hook)),
        );
}

/// Who is signed in to the console in the browser that asks.
async fn browser(site: &Site, request: &HttpRequest) -> Option<Caller> {
    let token = console::session(request, site)?;
    let caller = session::authenticate(&site.provisioning, &token, None).await;
    // Whose session has ended is nobody.
    caller.ok()
}

/// `GET /callbacks/okta`: an administrator is back from Okta.
async fn callback(site: Data<Site>, request: HttpRequest) -> Result<HttpResponse> {
    let query = request.query_string();
    let Some(about) = verbs::unconfirmed(&site.provisioning, query).await? else {
        return arrived(&site, &request, query).await;
    };
    let page = console::confirm_page(request.headers(), &about, query)?;
    let mut answer = HttpResponse::Ok();
    Ok(answer.content_type("text/html; charset=utf-8").body(page))
}

/// `POST /callbacks/okta`: whoever is back has said that they mean it; the body is what they came back with.
async fn confirmed(site: Data<Site>, request: HttpRequest, body: String) -> Result<HttpResponse> {
    arrived(&site, &request, &body).await
}

async fn arrived(site: &Data<Site>, request: &HttpRequest, query: &str) -> Result<HttpResponse> {
    let (caller, by) = (browser(site, request).await, by_nobody(request));
    let (place, done) = pulling::back(site, query, caller.as_ref(), &by).await?;
    let page = format!("/t/{}/pulls/{}", place.tenant, place.connection);
    let is_page = matches!(console::door(request.headers()), Door::Page(_));
    let (mut answer, page) = match (done, &caller) {
        (Ok(()), Some(_)) => (HttpResponse::SeeOther(), page + "?done=done-pull-connected"),
        (Ok(()), None) => (HttpResponse::Ok(), String::new()),
        // The page shows what is to be done about it.
        (Err(why), Some(_)) if is_page => (
            HttpResponse::SeeOther(),
            format!("{page}?refused={}", why.code),
        ),
        (Err(why), _) => return Err(why.failure),
    };
    if !page.is_empty() {
        answer.insert_header((LOCATION, page));
    }
    Ok(answer.content_type("text/plain; charset=utf-8").body(
        "Okta is connected. Everybody is being read for the first time; you can close this page.\n",
    ))
}

/// `GET /hooks/okta/{code}`: Okta verifies the address.
async fn verify_hook(
    site: Data<Site>,
    code: Path<String>,
    request: HttpRequest,
) -> Result<Json<Value>> {
    verbs::hooked(&site.provisioning, &code).await?;
    let challenge = request.headers().get(CHALLENGE_HEADER);
    let challenge = challenge
        .and_then(|it| it.to_str().ok())
        .unwrap_or_default();
    let answer = verification(challenge).map_err(|wrong| refused(wrong.to_string()))?;
    Ok(Json(answer))
}

/// `POST /hooks/okta/{code}`: Okta tells of people, who are read soon after.
async fn hook(
    site: Data<Site>,
    code: Path<String>,
    request: HttpRequest,
    body: Bytes,
) -> Result<HttpResponse> {
    let p = &site.provisioning;
    let sent = request.headers().get("authorization");
    let sent = sent.and_then(|it| it.to_str().ok()).unwrap_or_default();
    let (tenant, connection) = verbs::hook(p, &code, sent).await?;
    let delivery = read(&body).map_err(|wrong| refused(wrong.to_string()))?;
    if verbs::told(p, &tenant, connection, delivery).await? > 0 {
        site.pull_work.notify_one();
    }
    Ok(HttpResponse::NoContent().finish())
}
