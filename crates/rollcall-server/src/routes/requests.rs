//! `/api/v1/requests`: what came to `/scim`, what became of it, and why.

use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ContentEncoding, HeaderName};
use actix_web::web::{Bytes, Data, Json, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::{Stream, unfold};
use rollcall_provisioning::accounts::connection_links;
use rollcall_provisioning::requests::Meant;
use rollcall_provisioning::requests::{
    self, Detailed, Following, ListQuery, Live, Outcome, Summary,
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::leavers::bad_query;
use crate::error::{Failure, Result, chain};
use crate::extract::{ApiCaller, check_again, scim_base};
use crate::replay::{self, Replayed};
use crate::site::{FOLLOWERS_MAX, Follower, Site};

const REQUESTS_DEFAULT: i64 = 100;
const HOURS_DEFAULT: i64 = 24;
/// How often somebody who follows is sent something, so that nobody in between takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long somebody is believed to be who they were when they began.
const BELIEVED: Duration = Duration::from_secs(5);
/// How soon one that waits notices that the server ends.
const STOP_PERIOD: Duration = Duration::from_millis(500);
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// The query of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    after: Option<String>,
    limit: Option<i64>,
    outcome: Option<String>,
    connection: Option<String>,
    search: Option<String>,
    cause: Option<String>,
    since: Option<String>,
    until: Option<String>,
}

fn bad(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, detail)
}

fn outcome(word: &str) -> Result<Outcome> {
    let known = Outcome::WORDS.iter().find(|(known, _)| *known == word);
    known.map(|(_, outcome)| *outcome).ok_or_else(|| {
        bad(format!(
            "outcome is ok, info, refused or failed, not {word:?}."
        ))
    })
}

fn connection(text: &str) -> Result<Uuid> {
    let no_id = |_| {
        bad(format!(
            "connection is the id of a connection, not {text:?}."
        ))
    };
    Uuid::try_parse(text).map_err(no_id)
}

fn moment(name: &str, text: &str) -> Result<i64> {
    scim_core::instant(text).ok_or_else(|| {
        bad(format!(
            "{name} is a moment such as 2026-05-01T12:00:00Z, not {text:?}."
        ))
    })
}

/// `GET /api/v1/requests`: the latest first.
pub(super) async fn list(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<Json<Value>> {
    const TAKES: &str = "after, limit, outcome, connection, search, cause, since, until";
    let asked = Query::<Asked>::from_query(request.query_string())
        .map_err(|error| bad_query(&error, TAKES))?
        .into_inner();
    let query = ListQuery {
        after: asked.after,
        limit: asked.limit.unwrap_or(REQUESTS_DEFAULT),
        outcome: asked.outcome.as_deref().map(outcome).transpose()?,
        connection: asked.connection.as_deref().map(connection).transpose()?,
        search: asked.search,
        cause: asked.cause,
        since: asked.since.map(|it| moment("since", &it)).transpose()?,
        until: asked.until.map(|it| moment("until", &it)).transpose()?,
    };
    let page = requests::list(&site.provisioning, &caller.0.tenant, &query).await?;
    Ok(Json(
        json!({ "requests": page.requests, "next_after": page.next }),
    ))
}

/// `GET /api/v1/requests/{id}`
pub(super) async fn find(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    request: HttpRequest,
) -> Result<Json<Detailed>> {
    let base = scim_base(&request)?;
    let base = base.strip_suffix("/scim").unwrap_or(&base);
    let found = requests::find(&site.provisioning, &caller.0.tenant, &id, base).await?;
    Ok(Json(found))
}

/// `POST /api/v1/requests/{id}/replay`: what would happen now. Nothing is written.
pub(super) async fn try_again(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    request: HttpRequest,
) -> Result<Json<Replayed>> {
    let base = scim_base(&request)?;
    let tried = replay::replay(&caller.on(&site), &caller.0.tenant, &id, &base).await?;
    Ok(Json(tried))
}

/// The query of the summary.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SummaryQuery {
    hours: Option<i64>,
}

/// `GET /api/v1/requests/summary`
pub(super) async fn summary(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<Json<Summary>> {
    let query = Query::<SummaryQuery>::from_query(request.query_string())
        .map_err(|error| bad_query(&error, "hours"))?;
    let hours = query.hours.unwrap_or(HOURS_DEFAULT);
    Ok(Json(
        requests::summary(&site.provisioning, &caller.0.tenant, hours).await?,
    ))
}

/// `GET /api/v1/connections/{connection}/live`
pub(super) async fn live(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
) -> Result<Json<Live>> {
    Ok(Json(
        requests::live(&site.provisioning, &caller.0.tenant, &connection).await?,
    ))
}

/// `GET /api/v1/set-up-link/live`: the same of the connection whose link it is.
pub(super) async fn live_of_link(caller: ApiCaller, site: Data<Site>) -> Result<Json<Live>> {
    let p = &site.provisioning;
    let found = connection_links::show(p, &caller.0).await?;
    let connection = found.connection.id.to_string();
    Ok(Json(
        requests::live(p, &caller.0.tenant, &connection).await?,
    ))
}

/// The query of the stream.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StreamQuery {
    connection: Option<String>,
    outcome: Option<String>,
    search: Option<String>,
}

/// `GET /api/v1/requests/stream`: each request as it is answered, as server-sent events. It takes no turn: it only waits.
pub(super) async fn stream(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let query = Query::<StreamQuery>::from_query(request.query_string())
        .map_err(|error| bad_query(&error, "connection, outcome, search"))?
        .into_inner();
    let meant = Meant {
        connection: query.connection.as_deref().map(connection).transpose()?,
        outcome: query.outcome.as_deref().map(outcome).transpose()?,
        search: query.search,
    };
    let tenant = &caller.0.tenant;
    let follower = site.follow(tenant, FOLLOWERS_MAX).ok_or_else(|| {
        let detail = "Too many follow this tenant's requests already; end one of those, or ask for the list now and then.";
        Failure::new(StatusCode::TOO_MANY_REQUESTS, detail).retry_after_seconds(10)
    })?;
    let last = request.headers().get(LAST_EVENT_ID);
    let last = last.map(|id| String::from_utf8_lossy(id.as_bytes()).into_owned());
    let following = Following::begin(&site.provisioning, tenant, meant, last.as_deref()).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        // Packed it would come late.
        .insert_header(ContentEncoding::Identity)
        .insert_header((CACHE_CONTROL, "no-store"))
        // What nginx collects would come late.
        .insert_header((X_ACCEL_BUFFERING, "no"))
        .streaming(events(site, request, following, follower)))
}

/// Whoever follows, and what they have not seen.
struct Streaming {
    site: Data<Site>,
    request: HttpRequest,
    known_at: Instant,
    following: Following,
    quiet: Duration,
    begun: bool,
    /// Gives back its place at the end.
    _follower: Follower,
}

fn events(
    site: Data<Site>,
    request: HttpRequest,
    following: Following,
    follower: Follower,
) -> impl Stream<Item = Result<Bytes>> {
    let streaming = Streaming {
        site,
        request,
        known_at: Instant::now(),
        following,
        quiet: Duration::ZERO,
        begun: false,
        _follower: follower,
    };
    unfold(streaming, |mut streaming| async move {
        let next = streaming.next().await?;
        Some((Ok(Bytes::from(next)), streaming))
    })
}

impl Streaming {
    /// That the token, session or role by which it was begun is still good.
    async fn check(&mut self) -> Result<()> {
        if self.known_at.elapsed() >= BELIEVED {
            check_again(&self.site, &self.request).await?;
            self.known_at = Instant::now();
        }
        Ok(())
    }

    /// What is sent next; nothing any more when the server ends, its database does not answer, or whoever follows may no more.
    async fn next(&mut self) -> Option<String> {
        if !self.begun {
            self.begun = true;
            return Some(": following\n\n".to_owned());
        }
        while !self.site.is_ending() {
            if let Err(failure) = self.check().await {
                tracing::debug!(detail = failure.detail(), "a stream of requests was ended");
                return None;
            }
            match self.following.next(STOP_PERIOD).await {
                Ok(Some(request)) => {
                    self.quiet = Duration::ZERO;
                    let data = serde_json::to_string(&request).unwrap_or_default();
                    return Some(format!(
                        "id: {}\nevent: request\ndata: {data}\n\n",
                        request.id
                    ));
                }
                Ok(None) => self.quiet += STOP_PERIOD,
                Err(error) => {
                    tracing::warn!(cause = chain(&error), "a stream of requests broke off");
                    return None;
                }
            }
            if self.quiet >= KEEP_ALIVE {
                self.quiet = Duration::ZERO;
                return Some(": nothing new\n\n".to_owned());
            }
        }
        None
    }
}
