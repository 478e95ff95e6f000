//! `/api/v1/connections/{connection}/simulate`: Okta's sequence, played within this server for whoever has no Okta at hand.

use std::net::SocketAddr;
use std::thread;

use actix_http::Request;
use actix_service::{IntoServiceFactory as _, Service as _, ServiceFactory as _};
use actix_web::body::to_bytes_limited;
use actix_web::dev::AppConfig;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::from_fn;
use actix_web::web::{Bytes, Data, Json, Path};
use actix_web::{App, HttpRequest};
use rollcall_provisioning::connections::{self, Connection};
use rollcall_provisioning::tokens::{self, NewToken};
use serde_json::Value;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tracing_actix_web::TracingLogger;

use super::mapping::author;
use super::scim_scope;
use crate::edge;
use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, scim_base};
use crate::simulate::{Asked, play_here};
use crate::site::Site;
use crate::telemetry::RequestSpan;

/// How it names itself: recognised as Okta, and told from it in the request log.
const AGENT: &str = "Okta SCIM Client 1.0.0 (played by Rollcall)";
const TOKEN_NAME: &str = "Okta, played here";
const TOKEN_SECONDS: i64 = 900;
/// No answer of the sequence is longer.
const ANSWER_BYTES_MAX: usize = 32 * 1024 * 1024;

/// One at a time in a process: each is some two hundred requests.
static PLAYING: Semaphore = Semaphore::const_new(1);

/// `POST /api/v1/connections/{connection}/simulate`
pub(super) async fn simulate(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
    request: HttpRequest,
) -> Result<Json<Value>> {
    let p = caller.on(&site);
    let tenant = caller.0.tenant.to_string();
    let found = connections::find(&p, &tenant, &connection).await?;
    check(&found)?;
    let place = Place {
        base: scim_base(&request)?,
        host: request.headers().get(HOST).cloned(),
        peer: request.peer_addr(),
    };
    let by = author(&caller);
    // It goes to its end, and tidies up, when whoever asked has left.
    let played = actix_web::rt::spawn(async move {
        let _one = PLAYING.try_acquire().map_err(|_| {
            let detail = "Okta is being played for somebody else on this server; try again in half a minute.";
            Failure::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after_seconds(30)
        })?;
        let new = NewToken {
            connection: found.name.clone(),
            basic_allowed: found.basic_allowed,
            lifetime_seconds: Some(TOKEN_SECONDS),
            ..NewToken::provisioning(&tenant, TOKEN_NAME)
        };
        let token = tokens::create(&p, new).await?;
        let played = play(site, place, token.secret).await;
        tokens::revoke(&p, &tenant, &token.id.to_string(), &by).await?;
        played
    });
    let played = played.await;
    let played = played.map_err(|error| Failure::internal(error.to_string()))?;
    Ok(Json(played?))
}

/// Where nothing can be tried, that is said before anything is made.
fn check(connection: &Connection) -> Result<()> {
    let why = if connection.disconnected.is_some() {
        "The connection has ended: make another one."
    } else if connection.paused.is_some() {
        "The connection is paused: resume it, then try again."
    } else if connection.test_mode {
        "The connection is in test mode, in which nothing is made: switch that off, then try again."
    } else {
        return Ok(());
    };
    Err(Failure::new(StatusCode::CONFLICT, why))
}

/// Where the server is, as whoever asked sees it.
struct Place {
    base: String,
    host: Option<HeaderValue>,
    peer: Option<SocketAddr>,
}

/// Plays on a thread of its own, whose requests are answered here by SCIM's own routes and layers.
async fn play(site: Data<Site>, place: Place, token: String) -> Result<Value> {
    let app = App::new()
        .app_data(site)
        .wrap(from_fn(edge::edge))
        .wrap(TracingLogger::<RequestSpan>::new())
        .service(scim_scope());
    let service = app.into_factory().new_service(AppConfig::default()).await;
    let service = service.map_err(|()| Failure::internal("SCIM does not start here"))?;
    let (server, mut asked) = mpsc::unbounded_channel::<Asked>();
    let (done, report) = oneshot::channel();
    let base = place.base.clone();
    thread::Builder::new()
        .name("simulate".to_owned())
        .spawn(move || drop(done.send(play_here(server, &base, &token))))
        .map_err(|error| Failure::internal(error.to_string()))?;
    while let Some(asked) = asked.recv().await {
        let made = request_of(&asked, &place)?;
        let response = service.call(made).await;
        let response = response.map_err(|error| Failure::internal(error.to_string()))?;
        let status = response.status().as_u16();
        let body = to_bytes_limited(response.into_body(), ANSWER_BYTES_MAX).await;
        let body = body.ok().and_then(std::result::Result::ok);
        let text = String::from_utf8_lossy(&body.unwrap_or_default()).into_owned();
        // Who does not wait any more needs no answer.
        drop(asked.answer.send((status, text)));
    }
    let report = report.await;
    let report = report.map_err(|_| Failure::internal("the simulation broke off"))?;
    report.map_err(Failure::internal)
}

/// What is asked as a request to this server.
fn request_of(asked: &Asked, place: &Place) -> Result<Request> {
    let wrong = |what: &str| Failure::internal(format!("the simulation asks with a wrong {what}"));
    let body = asked.body.clone().map(Bytes::from);
    let mut request = Request::with_payload(match body {
        Some(body) => body.into(),
        None => actix_http::Payload::None,
    });
    let head = request.head_mut();
    let uri = format!("/scim{}", asked.target);
    head.uri = uri.parse().map_err(|_| wrong("address"))?;
    head.method = Method::from_bytes(asked.method.as_bytes()).map_err(|_| wrong("method"))?;
    head.peer_addr = place.peer;
    let token = HeaderValue::from_str(&asked.authorization).map_err(|_| wrong("token"))?;
    head.headers.insert(AUTHORIZATION, token);
    head.headers
        .insert(USER_AGENT, HeaderValue::from_static(AGENT));
    if let Some(host) = &place.host {
        head.headers.insert(HOST, host.clone());
    }
    let json = HeaderValue::from_static("application/scim+json; charset=utf-8");
    if head.method != Method::GET {
        head.headers.insert(CONTENT_TYPE, json);
    }
    Ok(request)
}
