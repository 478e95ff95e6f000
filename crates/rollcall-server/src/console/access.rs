//! Who looks at the console: the session in the cookie, and what keeps other sites from using it.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest};
use rollcall_provisioning::accounts::sso::AWAY_SECONDS;
use sha2::{Digest as _, Sha256};

use crate::error::{Failure, Result};
use crate::site::Site;

/// The cookie that holds the session's token.
const SESSION: &str = "rollcall_session";
/// What names of cookies begin with where the site is https: a browser takes such a cookie from this very host only, by https
/// (RFC 6265bis §4.1.3.2). A site beside it under the same domain cannot put another session there.
const OF_THIS_HOST: &str = "__Host-";
/// Nothing but what the program itself serves, no script or style in a page, no page in a frame of others.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; \
                      connect-src 'self'; form-action 'self'; frame-src 'self'; font-src 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Refuses what another site's page sends, and says to the browser what the console's pages may do.
///
/// Browsers say where a request comes from (`Sec-Fetch-Site`, <https://www.w3.org/TR/fetch-metadata/>; `Origin` in older ones).
/// Forms carry a token of the session besides ([`csrf`]), and the cookie is sent by no other site.
///
/// # Errors
/// Those of the layers below.
pub(crate) async fn guard(
    site: Data<Site>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, Error> {
    if !request.method().is_safe() && !is_from_here(request.request(), &site) {
        let failure = Failure::new(
            StatusCode::FORBIDDEN,
            "Another site's page sent this, so nothing was done. Open the console itself and do it there.",
        )
        .code("foreign_page");
        return Ok(request.error_response(failure));
    }
    let mut response = next.call(request).await?.map_into_boxed_body();
    let headers = response.headers_mut();
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn is_from_here(request: &HttpRequest, site: &Site) -> bool {
    let text = |name: &HeaderName| request.headers().get(name).and_then(|it| it.to_str().ok());
    if let Some(from) = text(&FETCH_SITE) {
        return matches!(from, "same-origin" | "none");
    }
    match text(&ORIGIN) {
        // No browser: nothing is sent without being meant.
        None => true,
        Some(origin) => {
            let own = site.public_url.as_deref().is_some_and(|url| url == origin);
            let host = origin.split_once("://").map(|(_, host)| host);
            own || (host.is_some() && host == text(&HOST))
        }
    }
}

/// What a cookie is called.
fn named(name: &str, is_https: bool) -> String {
    let prefix = if is_https { OF_THIS_HOST } else { "" };
    format!("{prefix}{name}")
}

fn held(request: &HttpRequest, site: &Site, name: &str) -> Option<String> {
    let cookie = request.cookie(&named(name, is_https(request, site)))?;
    let value = cookie.value();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The session's token that a request's cookie holds.
pub(super) fn session(request: &HttpRequest, site: &Site) -> Option<String> {
    held(request, site, SESSION)
}

/// The cookie for a session: no script reads it, no other site sends it, and it goes with the browser or with the session.
pub(super) fn cookie(token: &str, is_https: bool) -> Cookie<'static> {
    Cookie::build(named(SESSION, is_https), token.to_owned())
        .path("/")
        .http_only(true)
        .secure(is_https)
        .same_site(SameSite::Lax)
        .finish()
}

/// The cookie that ends one.
pub(super) fn no_cookie(is_https: bool) -> Cookie<'static> {
    let mut cookie = cookie("", is_https);
    cookie.set_max_age(Duration::ZERO);
    cookie
}

/// The cookie that holds what single sign-on needs again, while the browser is at the identity provider.
const STATE: &str = "rollcall_sso";

/// The cookie for it: it has to come back with a page of another site, so it is sent with links.
pub(super) fn state_cookie(held: &str, is_https: bool) -> Cookie<'static> {
    let mut cookie = cookie("", is_https);
    cookie.set_name(named(STATE, is_https));
    cookie.set_value(held.to_owned());
    cookie.set_max_age(Duration::seconds(AWAY_SECONDS));
    cookie
}

/// What that cookie holds.
pub(super) fn held_state(request: &HttpRequest, site: &Site) -> Option<String> {
    held(request, site, STATE)
}

/// Whether the browser came by TLS, as far as the proxy says.
pub(super) fn is_https(request: &HttpRequest, site: &Site) -> bool {
    match &site.public_url {
        Some(url) => url.starts_with("https://"),
        None => request.connection_info().scheme() == "https",
    }
}

/// What forms of a session carry: made of its token, so that nobody else can make it, and it says nothing of that.
pub(super) fn csrf(session: &str) -> String {
    let digest = Sha256::digest(format!("form {session}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Refuses a form that carries not what this session's forms do.
pub(super) fn check_form(session: &str, sent: Option<&str>) -> Result<()> {
    if sent == Some(csrf(session).as_str()) {
        return Ok(());
    }
    Err(Failure::new(
        StatusCode::FORBIDDEN,
        "This form is of another session, so nothing was done. Reload the page and send it again.",
    )
    .code("foreign_form"))
}
