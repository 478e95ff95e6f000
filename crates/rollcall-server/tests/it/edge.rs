//! The outermost layer around code that fails.

use actix_web::http::StatusCode;
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service, try_call_service};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse};
use rollcall_server::config::Config;
use rollcall_server::edge::edge;
use rollcall_server::site::Site;
use rollcall_server::telemetry::RequestSpan;
use tracing_actix_web::TracingLogger;

use crate::harness::TestApp;

async fn panics() -> HttpResponse {
    panic!("the password is hunter2")
}

/// What a client sees of a route that panics, at this address.
fn answer_at(path: &str) -> (StatusCode, String, bool) {
    let outer = TestApp::on_sqlite();
    let site = Data::new(Site::new(outer.provisioning.clone(), &Config::default()).unwrap());
    actix_web::rt::System::new().block_on(async {
        let app = App::new()
            .app_data(site)
            .wrap(from_fn(edge))
            .wrap(TracingLogger::<RequestSpan>::new())
            .default_service(web::to(panics));
        let app = init_service(app).await;
        let error = try_call_service(&app, TestRequest::get().uri(path).to_request())
            .await
            .unwrap_err();
        let response = error.error_response();
        let (status, named) = (
            response.status(),
            response.headers().contains_key("x-request-id"),
        );
        let body = actix_web::body::to_bytes(response.into_body())
            .await
            .unwrap();
        (status, String::from_utf8_lossy(&body).into_owned(), named)
    })
}

#[test]
fn a_panic_is_500_in_the_language_of_its_door_and_shows_nothing() {
    for (path, word) in [
        ("/scim/Users", "urn:ietf:params:scim:api:messages:2.0:Error"),
        ("/api/v1/x", "about:blank"),
        ("/x", "The server failed"),
    ] {
        let (status, body, named) = answer_at(path);
        assert_eq!(
            (status, named),
            (StatusCode::INTERNAL_SERVER_ERROR, true),
            "{body}"
        );
        assert!(body.contains(word) && !body.contains("hunter2"), "{body}");
    }
}
