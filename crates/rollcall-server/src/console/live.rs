//! Pages that go on by themselves: what the API's stream tells, as the pieces of HTML that a page puts in.

use std::collections::VecDeque;
use std::pin::Pin;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::body::{BoxBody, MessageBody as _};
use actix_web::http::StatusCode;
use actix_web::http::header::ContentEncoding;
use actix_web::web::{Bytes, Data, Path, ServiceConfig, get, resource};
use futures_util::future::poll_fn;
use futures_util::stream::try_unfold;
use serde_json::Value;

use super::client::{Api, Call};
use super::page::View;
use super::{render, sign_in};
use crate::error::{Failure, Result};
use crate::site::{Follower, Site, WATCHERS_MAX};

/// An event is at most so long: nothing that the API sends is near it.
const EVENT_BYTES_MAX: usize = 256 * 1024;

/// The routes of what is live.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/t/{tenant}/live/requests").route(get().to(requests)))
        .service(resource("/t/{tenant}/live/connections/{id}").route(get().to(connection)))
        .service(resource("/t/{tenant}/live/pulls/{id}").route(get().to(pull)))
        .service(resource("/connect/{code}/live").route(get().to(customer)));
}

/// `GET /t/{tenant}/live/requests`
async fn requests(request: HttpRequest, api: Api, site: Data<Site>) -> Result<HttpResponse> {
    let view = match View::signed_in(&request, &api, &site).await? {
        Ok(view) => view,
        Err(instead) => return Ok(instead.answer_of_stream()),
    };
    let stream = view.address("/requests/stream?outcome&connection&search");
    follow(view, &stream).await
}

/// `GET /t/{tenant}/live/connections/{id}`
async fn connection(request: HttpRequest, api: Api, site: Data<Site>) -> Result<HttpResponse> {
    let view = match View::signed_in(&request, &api, &site).await? {
        Ok(view) => view,
        Err(instead) => return Ok(instead.answer_of_stream()),
    };
    let path = view.address("/connections/{id}/live");
    let of = followed(&view);
    watch(view, site, path, &of, waiting).await
}

/// Those who watch connections of a tenant are counted together.
fn followed(view: &View) -> String {
    let tenant = view.tenant.as_deref().unwrap_or_default();
    format!("connections of {tenant}")
}

/// `GET /t/{tenant}/live/pulls/{id}`
async fn pull(request: HttpRequest, api: Api, site: Data<Site>) -> Result<HttpResponse> {
    let view = match View::signed_in(&request, &api, &site).await? {
        Ok(view) => view,
        Err(instead) => return Ok(instead.answer_of_stream()),
    };
    let path = view.address("/pulls/{id}");
    let of = followed(&view);
    watch(view, site, path, &of, pulling).await
}

/// How often it is looked whether something came for a connection, or how far a run has come: a request that names no connection, or one
/// that is not known, counts too, and no stream of a connection's own requests has those.
const LOOK_PERIOD: Duration = Duration::from_secs(1);
/// How long it says nothing while nothing comes: proxies in between end what is silent for longer, and a page that was left is
/// noticed when it is told something.
const SILENCE_LOOKS_MAX: u32 = 10;

/// `GET /connect/{code}/live`: of a set-up link, which opens no list of requests.
async fn customer(
    request: HttpRequest,
    api: Api,
    site: Data<Site>,
    code: Path<String>,
) -> Result<HttpResponse> {
    let view = sign_in::of_link(&request, &api, &site, &code)?;
    let of = format!("link {code}");
    watch(view, site, "/set-up-link/live".to_owned(), &of, waiting).await
}

/// Somebody who looks at what a connection waits for.
struct Watching {
    view: View,
    site: Data<Site>,
    path: String,
    seen: Option<Value>,
    /// What the API said already and nobody was told.
    untold: Option<Value>,
    tell: Tell,
    /// Gives back its place at the end.
    _follower: Follower,
}

/// What is told of what the API says, beside what it said before.
type Tell = fn(&View, Option<&Value>, &Value) -> Result<Bytes>;

/// Tells what the API says at that path, whenever it is something else. Whoever may ask takes a place among those who watch at `of`.
async fn watch(
    view: View,
    site: Data<Site>,
    path: String,
    of: &str,
    tell: Tell,
) -> Result<HttpResponse> {
    let answer = view.client.ask(Call::get(path.clone())).await?;
    if !answer.is_ok() {
        return Ok(HttpResponse::build(answer.status).finish());
    }
    let follower = site.follow(of, WATCHERS_MAX).ok_or_else(|| {
        let detail = "Too many watch already. Close one of those pages, or load this one again now and then.";
        Failure::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after_seconds(10)
    })?;
    let watching = Watching {
        view,
        site,
        path,
        seen: None,
        untold: Some(answer.body),
        tell,
        _follower: follower,
    };
    let pieces = try_unfold(watching, |mut it| async move {
        let next = it.next().await?;
        Ok::<_, Failure>(next.map(|bytes| (bytes, it)))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(ContentEncoding::Identity)
        .insert_header(("x-accel-buffering", "no"))
        .streaming(pieces))
}

impl Watching {
    /// The next event, or a comment that keeps the connection; none when the server ends or the API answers no more.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        if let Some(first) = self.untold.take() {
            return self.told(first).map(Some);
        }
        for _ in 0..SILENCE_LOOKS_MAX {
            tokio::time::sleep(LOOK_PERIOD).await;
            if self.site.is_ending() {
                return Ok(None);
            }
            let answer = self.view.client.ask(Call::get(self.path.clone())).await?;
            if !answer.is_ok() {
                return Ok(None);
            }
            if self.seen.as_ref() != Some(&answer.body) {
                return self.told(answer.body).map(Some);
            }
        }
        Ok(Some(Bytes::from_static(b":\n\n")))
    }

    fn told(&mut self, now: Value) -> Result<Bytes> {
        let told = (self.tell)(&self.view, self.seen.as_ref(), &now);
        self.seen = Some(now);
        told
    }
}

/// How people are pulled just now, as an event; and another one whenever a run has ended, since the page was made as well.
fn pulling(view: &View, before: Option<&Value>, now: &Value) -> Result<Bytes> {
    let mut given = view.given("live", "live");
    given.insert("pull".to_owned(), now.clone());
    let html = render::page(view.language, "partials/pull_live.html", given)?;
    let mut told = event("", "pull", &html).to_vec();
    let has_ended = match before {
        Some(before) => before["last_run"] != now["last_run"],
        None => {
            let shown = view.query.get("run").and_then(Value::as_str);
            shown.unwrap_or_default() != now["last_run"]["id"].as_str().unwrap_or_default()
        }
    };
    if has_ended {
        told.extend_from_slice(&event("", "ended", ""));
    }
    Ok(told.into())
}

/// The line that says what a connection waits for, as an event.
fn waiting(view: &View, _: Option<&Value>, live: &Value) -> Result<Bytes> {
    let mut given = view.given("live", "live");
    given.insert("live".to_owned(), live.clone());
    let html = render::page(view.language, "partials/waiting.html", given)?;
    Ok(event("", "waiting", &html))
}

/// A server-sent event (WHATWG HTML §9.2).
fn event(id: &str, name: &str, html: &str) -> Bytes {
    let mut lines = match id {
        "" => String::new(),
        id => format!("id: {id}\n"),
    };
    lines.push_str(&format!("event: {name}\n"));
    // Without any data an event is none.
    let html = if html.is_empty() { "-" } else { html };
    for line in html.lines() {
        lines.push_str("data: ");
        lines.push_str(line);
        lines.push('\n');
    }
    lines.push('\n');
    lines.into()
}

/// A stream of the API under way.
struct Following {
    view: View,
    body: Pin<Box<BoxBody>>,
    read: Vec<u8>,
    ready: VecDeque<Bytes>,
}

async fn follow(view: View, stream: &str) -> Result<HttpResponse> {
    let response = view.client.send(Call::get(stream)).await?;
    if !response.status().is_success() {
        return Ok(HttpResponse::build(response.status()).finish());
    }
    let following = Following {
        view,
        body: Box::pin(response.into_body()),
        read: Vec::new(),
        ready: VecDeque::new(),
    };
    let pieces = try_unfold(following, |mut it| async move {
        let next = it.next().await?;
        Ok::<_, Failure>(next.map(|bytes| (bytes, it)))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        // Packed it would come late, and so would what a proxy collects.
        .insert_header(ContentEncoding::Identity)
        .insert_header(("x-accel-buffering", "no"))
        .streaming(pieces))
}

impl Following {
    /// The next piece for the browser; none when the API ends the stream.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Ok(Some(ready));
            }
            let body = &mut self.body;
            let Some(chunk) = poll_fn(|context| body.as_mut().poll_next(context)).await else {
                return Ok(None);
            };
            let chunk = chunk.map_err(|error| Failure::internal(error.to_string()))?;
            self.read.extend_from_slice(&chunk);
            while let Some(event) = cut_event(&mut self.read) {
                let piece = self.made_of(&event)?;
                self.ready.push_back(piece);
            }
            if self.read.len() > EVENT_BYTES_MAX {
                return Ok(None);
            }
        }
    }

    /// What the browser gets for an event; a comment, which only keeps the connection, goes on as it is.
    fn made_of(&self, told: &str) -> Result<Bytes> {
        let field = |name: &str| {
            let lines = told.lines();
            let values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            values.map(str::trim_start).next()
        };
        let Some(data) = field("data") else {
            return Ok(Bytes::from_static(b":\n\n"));
        };
        let id = field("id").unwrap_or_default();
        let mut given = self.view.given("live", "live");
        given.insert(
            "it".to_owned(),
            serde_json::from_str(data).unwrap_or_default(),
        );
        given.insert("live".to_owned(), true.into());
        let row = render::page(self.view.language, "partials/request_row.html", given)?;
        Ok(event(id, "request", &row))
    }
}

/// Takes the first whole event out of what was read.
fn cut_event(read: &mut Vec<u8>) -> Option<String> {
    let end = read.windows(2).position(|it| it == b"\n\n")?;
    let event = read.drain(..end + 2).collect::<Vec<_>>();
    Some(String::from_utf8_lossy(&event).into_owned())
}

#[cfg(test)]
mod tests {
    use super::cut_event;

    #[test]
    fn events_are_cut_where_they_end() {
        let mut read = b"id: 1\ndata: {}\n\n:\n\ndata: h".to_vec();
        assert_eq!(cut_event(&mut read).unwrap(), "id: 1\ndata: {}\n\n");
        assert_eq!(cut_event(&mut read).unwrap(), ":\n\n");
        assert_eq!(cut_event(&mut read), None);
        assert_eq!(read, b"data: h");
    }
}
