//! The console: pages for people in a browser.
//!
//! It is a client of the API and knows nothing else: each page names the calls whose answers its template shows (`pages`),
//! each form is one call (`forms`), and all of them are made in this process by `client` with what the browser's cookie
//! holds. What a page shows, a script can ask for by the same calls; what the API refuses, the console cannot do.

mod access;
mod alert_words;
mod assets;
mod client;
mod edit;
mod files;
mod form;
mod format;
mod forms;
mod live;
mod messages;
mod page;
mod pages;
mod part;
mod question;
mod render;
mod sign_in;

pub(crate) use access::guard;
pub(crate) use alert_words::alert_text;
pub use client::Api;
pub(crate) use format::exact;
pub(crate) use messages::message;

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT, ACCEPT_LANGUAGE, HeaderMap};
use actix_web::middleware::from_fn;
use actix_web::web::{ServiceConfig, get, post, resource, scope};
use rollcall_mapping::Language;
use rollcall_provisioning::pulls::Unconfirmed;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use crate::error::{Door, Failure, chain};
use crate::site::Site;

/// The console's addresses. They come after all others: `/` and below.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/assets/{name}").route(get().to(assets::serve)))
        .service(
            scope("")
                .wrap(from_fn(guard))
                .configure(sign_in::routes)
                .configure(pages::routes)
                .configure(live::routes)
                .configure(files::routes)
                .service(
                    resource("/call")
                        .route(post().to(forms::call))
                        .route(get().to(forms::again)),
                )
                .service(
                    resource("/t/{tenant}/call")
                        .route(post().to(forms::call))
                        .route(get().to(forms::again)),
                ),
        );
}

/// The session of the console that a request's browser has, if it has one.
pub(crate) fn session(request: &HttpRequest, site: &Site) -> Option<String> {
    access::session(request, site)
}

/// How whoever asks with these headers outside of SCIM and the API is told what is wrong: a browser by a page.
pub fn door(headers: &HeaderMap) -> Door {
    let text = |name| {
        headers
            .get(name)
            .and_then(|it| it.to_str().ok())
            .unwrap_or_default()
    };
    if text(ACCEPT).contains("text/html") {
        Door::Page(messages::preferred(text(ACCEPT_LANGUAGE)))
    } else {
        Door::Plain
    }
}

/// The page that asks whoever comes back from Okta whether they mean that; `said` is what they came back with.
pub fn confirm_page(
    headers: &HeaderMap,
    about: &Unconfirmed,
    said: &str,
) -> Result<String, Failure> {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
    let language = messages::preferred(accepted.unwrap_or_default());
    let said: Vec<_> = form_urlencoded::parse(said.as_bytes()).collect();
    let given = Map::from_iter([
        ("lang".to_owned(), language.tag().into()),
        ("about".to_owned(), json!(about)),
        ("said".to_owned(), json!(said)),
    ]);
    render::page(language, "pull_confirm.html", given)
}

/// The page that shows a problem (RFC 9457) and nothing else.
pub fn problem_page(language: Language, problem: Value) -> String {
    let title = problem["title"].as_str().unwrap_or_default().to_owned();
    let given = Map::from_iter([
        ("lang".to_owned(), language.tag().into()),
        ("title".to_owned(), title.clone().into()),
        ("problem".to_owned(), problem),
    ]);
    render::page(language, "error.html", given).unwrap_or_else(|error| {
        tracing::error!(cause = chain(&error), "the page of an error cannot be made");
        title
    })
}
