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
    let html = if answer.is_ok() {
        answer.body["html"].as_str().unwrap_or_default().to_owned()
    } else {
        let detail = answer.body["detail"].as_str().unwrap_or_default();
        let escaped = minijinja::HtmlEscape(detail).to_string();
        format!("<p>{escaped}</p>")
    };
    let said = |name: &str| view.query.get(name).and_then(serde_json::Value::as_str);
    let (back, front) = match said("scheme") {
        Some("dark") => ("#1f1f1f", "#1a1a1a"),
        _ => ("#ffffff", "#1a1a1a"),
    };
    let width = match said("width") {
        Some("narrow") => "320px",
        _ => "none",
    };
    let lang = view.language.tag();
    // As mail programs make a dark letter of a light one: they turn its colours round, but for pictures.
    let (turned, style) = match said("scheme") {
        Some("dark") => (
            "filter:invert(1) hue-rotate(180deg)",
            "<style>img{filter:invert(1) hue-rotate(180deg)}</style>",
        ),
        _ => ("", ""),
    };
    let page = format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>Signature</title>{style}</head>\
         <body style=\"margin:16px;background:{back};color:{front};font:14px Arial,sans-serif;max-width:{width};overflow-wrap:break-word\"><div style=\"{turned}\">{html}</div></body></html>"
    );
    let policy = HeaderValue::from_static(PREVIEW_POLICY);
    Ok(HttpResponse::build(answer.status)
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .content_type("text/html; charset=utf-8")
        .body(page))
}
