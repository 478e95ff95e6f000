//! For whoever runs the server: is it alive, is it ready, how is it doing, what is it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ContentType};
use actix_web::web::Data;

use crate::error::{Failure, Result};
use rollcall_provisioning::requests;

use crate::site::Site;

/// `/healthz`: the process answers.
pub(super) async fn healthy() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::plaintext())
        .body("ok\n")
}

/// `/readyz`: the database answers too, takes writes, and is of this program's schema; and the program is not ending.
pub(super) async fn ready(site: Data<Site>) -> Result<HttpResponse> {
    if site.is_ending() {
        return Err(Failure::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "The server was told to end and finishes what runs; ask another replica.",
        )
        .foreseen());
    }
    match site.provisioning.ready().await {
        Ok(()) => Ok(HttpResponse::Ok()
            .content_type(ContentType::plaintext())
            .body("ready\n")),
        Err(error) => {
            tracing::warn!(cause = %error, "not ready");
            Err(Failure::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "The database does not answer, cannot be written or is not migrated; the log says more.",
            ))
        }
    }
}

/// `/metrics`: Prometheus's text format.
pub(super) async fn metrics(site: Data<Site>) -> HttpResponse {
    site.metrics
        .log_dropped(requests::dropped(&site.provisioning));
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .body(site.metrics.render())
}
