//! The console: pages for people in a browser.
//!
//! It is a client of the API and knows nothing else: each page names the calls whose answers its template shows ([`pages`]),
//! each form is one call ([`forms`]), and all of them are made in this process by [`client`] with what the browser's cookie
//! holds. What a page shows, a script can ask for by the same calls; what the API refuses, the console cannot do.

mod access;
mod assets;
mod client;
mod files;
mod format;
mod forms;
mod live;
mod messages;
mod page;
mod pages;
mod render;
mod sign_in;

pub use client::Api;

use actix_web::middleware::from_fn;
use actix_web::web::{ServiceConfig, get, post, resource, scope};

/// The console's addresses. They come after all others: `/` and below.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/assets/{name}").route(get().to(assets::serve)))
        .service(
            scope("")
                .wrap(from_fn(access::guard))
                .configure(sign_in::routes)
                .configure(pages::routes)
                .configure(live::routes)
                .configure(files::routes)
                .service(resource("/call").route(post().to(forms::call)))
                .service(resource("/t/{tenant}/call").route(post().to(forms::call))),
        );
}
