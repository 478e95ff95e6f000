//! The floor of everything that answers over HTTP: actix-web with one fixed answer, of the size of a person's.

use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};

use crate::options::HelloOptions;

/// Serves until it is ended.
pub fn serve(options: &HelloOptions) -> anyhow::Result<()> {
    let body = Bytes::from(vec![b'x'; options.bytes]);
    let answer = move || {
        let body = body.clone();
        async move {
            HttpResponse::Ok()
                .content_type("application/scim+json")
                .body(body)
        }
    };
    let server = HttpServer::new(move || App::new().default_service(web::to(answer.clone())))
        .bind(("127.0.0.1", options.port))?;
    actix_web::rt::System::new().block_on(server.run())?;
    Ok(())
}
