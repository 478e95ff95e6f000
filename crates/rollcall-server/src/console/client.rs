//! The API as the console calls it: in this process, through the same routes, checks and limits as from outside.

use std::cell::{OnceCell, RefCell};
use std::future::{Ready, ready};
use std::rc::Rc;

use actix_http::Request;
use actix_service::{IntoServiceFactory as _, Service as _, ServiceFactory as _};
use actix_web::body::{BoxBody, MessageBody, to_bytes_limited};
use actix_web::dev::{AppConfig, Payload, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue,
    IF_MATCH, USER_AGENT,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::from_fn;
use actix_web::web::{Bytes, Data};
use actix_web::{App, Error, FromRequest, HttpRequest, HttpResponse};
use futures_util::future::{LocalBoxFuture, poll_fn};
use serde_json::{Map, Value, json};
use tracing_actix_web::TracingLogger;

use crate::edge;
use crate::error::{Failure, Result};
use crate::routes::api_scope;
use crate::routes::permissions::BASE;
use crate::site::Site;
use crate::telemetry::RequestSpan;

/// Which tenant a session means.
pub(crate) const TENANT: HeaderName = HeaderName::from_static("rollcall-tenant");
/// What a page shows is read whole; files are sent on as they come.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// A page shows so many lines of an answer; all of them are in the download.
const LINES_MAX: usize = 200;
/// What tells where a request came from, and stays true of the calls that are made for it.
const OF_CLIENT: [&str; 5] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-real-ip",
];

type Answered = LocalBoxFuture<'static, HttpResponse>;
type Ask = Rc<dyn Fn(Request) -> Answered>;

/// The API's service of one worker, made when it is first asked.
#[derive(Clone)]
pub struct Api {
    site: Data<Site>,
    service: Rc<OnceCell<Ask>>,
}

impl Api {
    /// The API of this site.
    pub fn new(site: Data<Site>) -> Self {
        Self {
            site,
            service: Rc::default(),
        }
    }

    async fn service(&self) -> Result<Ask> {
        if let Some(ask) = self.service.get() {
            return Ok(ask.clone());
        }
        let app = App::new()
            .app_data(self.site.clone())
            .wrap(from_fn(edge::edge))
            .wrap(TracingLogger::<RequestSpan>::new())
            .service(api_scope());
        let service = app.into_factory().new_service(AppConfig::default()).await;
        let service =
            service.map_err(|()| Failure::internal("the API does not start in the console"))?;
        let service = Rc::new(service);
        let ask: Ask = Rc::new(move |request| {
            let answer = service.call(request);
            Box::pin(async move { answered(answer.await) })
        });
        // Two who made it at the same time made the same.
        Ok(self.service.get_or_init(|| ask).clone())
    }
}

impl FromRequest for Api {
    type Error = Failure;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.app_data::<Self>().cloned();
        ready(known.ok_or_else(|| Failure::internal("the console does not know its API")))
    }
}

/// Whoever asks: a browser's request, with what its cookie holds.
#[derive(Clone)]
pub(super) struct Client {
    api: Api,
    headers: HeaderMap,
    peer: Option<std::net::SocketAddr>,
    /// What was asked, where that is told.
    asked: Option<Rc<RefCell<Vec<Call>>>>,
}

/// A call of the API.
#[derive(Debug, Clone, Default)]
pub(super) struct Call {
    pub(super) method: Method,
    /// Below `/api/v1`, with its query.
    pub(super) path: String,
    /// What is sent.
    pub(super) body: Option<Body>,
    /// The `If-Match` header.
    pub(super) if_match: Option<String>,
}

/// What a call sends.
#[derive(Debug, Clone)]
pub(super) enum Body {
    /// JSON.
    Json(Value),
    /// A file as it is.
    File(Bytes),
}

impl Call {
    /// A call that reads.
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            ..Self::default()
        }
    }

    /// A call that sends this.
    pub(super) fn post(path: impl Into<String>, body: Value) -> Self {
        Self {
            method: Method::POST,
            path: path.into(),
            body: Some(Body::Json(body)),
            if_match: None,
        }
    }
}

/// An answer of the API.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// Null where it has no body.
    pub(super) body: Value,
    /// The version that it shows, where it has one.
    pub(super) etag: Option<String>,
}

impl Answer {
    /// Whether what was asked was done.
    pub(super) fn is_ok(&self) -> bool {
        self.status.is_success()
    }

    /// In the place of one that no page can show.
    fn too_long() -> Self {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        let detail = "This is longer than a page can show. Ask the API for it, a part at a time.";
        Self {
            status,
            body: json!({"status": status.as_u16(), "title": "Too long for a page", "detail": detail}),
            etag: None,
        }
    }

    /// As a template sees it: the answer, or `problem` with why there is none.
    pub(super) fn shown(self) -> Value {
        if self.is_ok() {
            self.body
        } else {
            json!({ "problem": self.body })
        }
    }
}

impl Client {
    /// Asks for this browser, in the name of `bearer`, about this tenant.
    pub(super) fn of(
        api: &Api,
        request: &HttpRequest,
        bearer: Option<&str>,
        tenant: Option<&str>,
    ) -> Result<Self> {
        let mut headers = HeaderMap::new();
        let known = OF_CLIENT.map(HeaderName::from_static);
        for name in known.iter().chain([&HOST, &USER_AGENT, &ACCEPT_LANGUAGE]) {
            for value in request.headers().get_all(name) {
                headers.append(name.clone(), value.clone());
            }
        }
        let value = |text: &str| {
            HeaderValue::from_str(text).map_err(|_| {
                Failure::new(
                    StatusCode::BAD_REQUEST,
                    "The address has characters that no name has.",
                )
            })
        };
        if let Some(bearer) = bearer {
            headers.insert(AUTHORIZATION, value(&format!("Bearer {bearer}"))?);
        }
        if let Some(tenant) = tenant {
            headers.insert(TENANT, value(tenant)?);
        }
        Ok(Self {
            api: api.clone(),
            headers,
            peer: request.peer_addr(),
            asked: None,
        })
    }

    /// The same browser, of whose calls is noted which they are from now on.
    pub(super) fn noting(&self) -> Self {
        Self {
            asked: Some(Rc::default()),
            ..self.clone()
        }
    }

    /// The calls that were noted, as a page tells them.
    pub(super) fn noted(&self) -> Value {
        let all = self.asked.as_ref().map(|it| it.borrow());
        let told = all.iter().flat_map(|all| all.iter()).map(|call| {
            let body = match &call.body {
                // In single quotes of a shell.
                Some(Body::Json(body)) => Some(body.to_string().replace('\'', r"'\''")),
                Some(Body::File(_)) | None => None,
            };
            json!({"method": call.method.as_str(), "path": call.path, "body": body})
        });
        told.collect()
    }

    /// The answer of a call, whole.
    ///
    /// # Errors
    /// When the call cannot be made at all; what the API refuses is an answer, and so is that one is too long, or has no end.
    pub(super) async fn ask(&self, call: Call) -> Result<Answer> {
        if let Some(asked) = &self.asked {
            asked.borrow_mut().push(call.clone());
        }
        let response = self.send(call).await?;
        let status = response.status();
        let text = |name: &str| {
            let value = response.headers().get(name);
            value.and_then(|it| it.to_str().ok()).map(str::to_owned)
        };
        let etag = text("etag");
        let kind = text(CONTENT_TYPE.as_str()).unwrap_or_default();
        let body = if kind.contains("event-stream") {
            None
        } else if kind.contains("ndjson") {
            lines(response.into_body()).await?
        } else {
            match to_bytes_limited(response.into_body(), ANSWER_BYTES_MAX).await {
                Ok(body) => Some(parsed(&body.map_err(broke_off)?)),
                Err(_) => None,
            }
        };
        Ok(match body {
            Some(body) => Answer { status, body, etag },
            None => Answer::too_long(),
        })
    }

    /// The answer of a call as it comes.
    ///
    /// # Errors
    /// When the call cannot be made at all.
    pub(super) async fn send(&self, call: Call) -> Result<HttpResponse> {
        let uri = format!("{BASE}{}", call.path);
        let uri = uri.parse().map_err(|_| {
            Failure::new(
                StatusCode::NOT_FOUND,
                "There is no such page: its address cannot be read.",
            )
        })?;
        let (payload, kind) = match call.body {
            None => (actix_http::Payload::None, None),
            Some(Body::Json(body)) => (
                Bytes::from(body.to_string()).into(),
                Some("application/json"),
            ),
            Some(Body::File(bytes)) => (bytes.into(), Some("application/octet-stream")),
        };
        let mut request = Request::with_payload(payload);
        let head = request.head_mut();
        head.uri = uri;
        head.method = call.method;
        head.peer_addr = self.peer;
        head.headers = self.headers.clone();
        if let Some(kind) = kind {
            head.headers
                .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        if let Some(tag) = call
            .if_match
            .and_then(|tag| HeaderValue::from_str(&tag).ok())
        {
            head.headers.insert(IF_MATCH, tag);
        }
        let ask = self.api.service().await?;
        Ok(ask(request).await)
    }
}

/// What the API answers. An error is an answer as well: the edge made it one, and logged it.
fn answered<B: MessageBody + 'static>(
    outcome: std::result::Result<ServiceResponse<B>, Error>,
) -> HttpResponse {
    match outcome {
        Ok(response) => response.map_into_boxed_body().into_parts().1,
        Err(error) => error.error_response(),
    }
}

fn broke_off(error: impl std::fmt::Display) -> Failure {
    Failure::internal(format!("an answer of the API broke off: {error}"))
}

fn parsed(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| match std::str::from_utf8(body) {
        Ok(text) if !text.is_empty() => Value::from(text),
        _ => Value::Null,
    })
}

/// An answer of a value on each line, however many: the last one, which has the result where the others told how far it is, with the
/// first of all under `lines`. `None` where a line is too long.
async fn lines(body: BoxBody) -> Result<Option<Value>> {
    let mut body = Box::pin(body);
    let (mut read, mut shown, mut last) = (Vec::new(), Vec::new(), Value::Null);
    while let Some(chunk) = poll_fn(|context| body.as_mut().poll_next(context)).await {
        read.extend_from_slice(&chunk.map_err(broke_off)?);
        while let Some(end) = read.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = read.drain(..=end).collect();
            last = parsed(&line);
            if shown.len() < LINES_MAX {
                shown.push(last.clone());
            }
        }
        if read.len() > ANSWER_BYTES_MAX {
            return Ok(None);
        }
    }
    let mut result = match last {
        Value::Object(last) => last,
        _ => Map::new(),
    };
    result.insert("lines".to_owned(), shown.into());
    Ok(Some(result.into()))
}

#[cfg(test)]
mod tests {
    use actix_web::error::InternalError;

    use super::*;

    #[test]
    fn an_error_that_is_an_answer_stays_that_answer() {
        let made = HttpResponse::ImATeapot().body("made by the edge");
        let error = InternalError::from_response("panicked", made).into();
        let response = answered::<BoxBody>(Err(error));
        assert_eq!(response.status(), StatusCode::IM_A_TEAPOT);
        let body = actix_web::body::to_bytes(response.into_body());
        let body = actix_web::rt::System::new().block_on(body).unwrap();
        assert_eq!(body, "made by the edge");
    }
}
