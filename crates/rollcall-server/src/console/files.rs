//! What is no page of its own: files to keep, and signatures as they look in a mail.

use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue,
};
use actix_web::web::{Data, Path, ServiceConfig, get, resource};
use actix_web::{HttpRequest, HttpResponse};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::client::{Api, Call};
use super::page::View;
use crate::error::Result;
use crate::site::Site;

/// A signature is styled in its elements and shows pictures of other sites; it runs nothing and leads nowhere inside its frame.
const PREVIEW_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; base-uri 'none'; \
                              form-action 'none'; frame-ancestors 'self'; sandbox";

/// The routes of files and previews.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/t/{tenant}/download/{path:.*}").route(get().to(download)))
        .service(resource("/t/{tenant}/preview/{person}/{signature}").route(get().to(preview)))
        .service(resource("/t/{tenant}/starter/{key}").route(get().to(starter)));
}

/// `GET /t/{tenant}/download/{path}`: what the API answers there, as it comes.
async fn download(
    request: HttpRequest,
    api: Api,
    site: Data<Site>,
    place: Path<(String, String)>,
) -> Result<HttpResponse> {
    let view = match View::signed_in(&request, &api, &site).await? {
        Ok(view) => view,
        Err(instead) => return Ok(instead.answer(&request)),
    };
    let segments = place
        .1
        .split('/')
        .map(|it| utf8_percent_encode(it, NON_ALPHANUMERIC).to_string());
    let path: Vec<String> = segments.collect();
    let query = request.query_string();
    let mark = if query.is_empty() { "" } else { "?" };
    let call = Call::get(format!("/{}{mark}{query}", path.join("/")));
    let response = view.client.send(call).await?;
    let status = response.status();
    if !status.is_success() {
        let body = actix_web::body::to_bytes(response.into_body()).await;
        let problem = body
            .ok()
            .and_then(|body| serde_json::from_slice(&body).ok());
        return view.problem(status, problem.unwrap_or_default());
    }
    let mut answer = HttpResponse::build(status);
    for name in [CONTENT_TYPE, CONTENT_DISPOSITION] {
        if let Some(value) = response.headers().get(&name) {
            answer.insert_header((name, value.clone()));
        }
    }
    if !response.headers().contains_key(CONTENT_DISPOSITION) {
        // It is a file and never a page of this site, whatever it says.
        answer.insert_header((CONTENT_DISPOSITION, HeaderValue::from_static("attachment")));
    }
    Ok(answer.body(response.into_body()))
}

/// `GET /t/{tenant}/preview/{person}/{signature}`: one person's signature as a mail program shows it.
async fn preview(request: HttpRequest, api: Api, site: Data<Site>) -> Result<HttpResponse> {
    let view = match View::signed_in(&request, &api, &site).await? {
        Ok(view) => view,
        Err(instead) => return Ok(instead.answer(&request)),
    };
    let path = view.address("/people/{person}/signatures/{signature}?draft");
    framed(&view, path).await
}

/// `GET /t/{tenant}/starter/{key}`: a signature to begin with, as a mail program shows somebody's.
async fn starter(request: HttpRequest, api: Api, site: Data<Site>) -> Result<HttpResponse> {
    let view = match View::signed_in(&request, &api, &site).await? {
        Ok(view) => view,
        Err(instead) => return Ok(instead.answer(&request)),
    };
    let path = view.address("/signatures/starters/{key}/example?language={lang}");
    framed(&view, path).await
}

/// What the API answers there as `html`, as a page for a frame.
async fn framed(view: &View, path: String) -> Result<HttpResponse> {
    let answer = view.client.ask(Call::get(path)).await?;
    let status = answer.status;
    let mut given = view.given("letter", "signature");
    given.insert("letter".to_owned(), answer.shown());
    let mut response = view.show(status, "letter.html", given)?;
    let policy = HeaderValue::from_static(PREVIEW_POLICY);
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}
