//! `/api/v1/leavers`: who is deactivated, until when, and what to do about it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json, Path, Query};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use rollcall_provisioning::leavers::{self, Forgetting};
use serde::Deserialize;
use serde_json::{Value, json};
use tracing_actix_web::RequestId;

use crate::error::{Failure, Result};
use crate::extract::ApiCaller;
use crate::leaver::{FORGETTING, Shown};
use crate::site::Site;

/// The query of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    after: Option<String>,
    limit: Option<i64>,
}

const LEAVERS_DEFAULT: i64 = 100;

/// `GET /api/v1/leavers`: those after `after`; who left first comes first.
pub(super) async fn list(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<Json<Value>> {
    let query = Query::<ListQuery>::from_query(request.query_string())
        .map_err(|error| bad_query(&error, "after, limit"))?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let limit = query.limit.unwrap_or(LEAVERS_DEFAULT);
    let page = leavers::list(p, tenant, query.after.as_deref(), limit).await?;
    let shown: Vec<_> = page.leavers.into_iter().map(Shown::of).collect();
    let limits = p.limits();
    Ok(Json(json!({
        "leavers": shown,
        "next_after": page.next,
        "retention_days": limits.leaver_retention_days,
        "afterwards": limits.leavers_afterwards.as_str(),
        "being_forgotten": leavers::being_forgotten(p, tenant).await?,
    })))
}

/// `GET /api/v1/leavers/{id}`
pub(super) async fn find(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<Json<Shown>> {
    let found = leavers::find(&site.provisioning, &caller.0.tenant, &id).await?;
    Ok(Json(Shown::of(found)))
}

/// `POST /api/v1/leavers/{id}/restore`
pub(super) async fn restore(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    leavers::restore(p, tenant, &id, &request_id(&request)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The query of a deletion.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PurgeQuery {
    how: Option<String>,
}

/// `DELETE /api/v1/leavers/{id}`: now, whatever their retention time is.
pub(super) async fn purge(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let query = Query::<PurgeQuery>::from_query(request.query_string())
        .map_err(|error| bad_query(&error, "how"))?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let how = match query.how.as_deref() {
        None => leavers::usual(p),
        Some(word) => how(word)?,
    };
    leavers::purge(p, tenant, &id, how, &request_id(&request)).await?;
    // What is left of them in the log of changes goes in the background.
    site.leaver_work.notify_one();
    Ok(HttpResponse::NoContent().finish())
}

fn how(word: &str) -> Result<Forgetting> {
    let known = FORGETTING.iter().find(|(known, _)| *known == word);
    known.map(|(_, how)| *how).ok_or_else(|| {
        let detail = format!("how is delete or anonymise, not {word:?}.");
        Failure::new(StatusCode::BAD_REQUEST, detail)
    })
}

/// By which a request's changes are known.
pub(super) fn request_id(request: &HttpRequest) -> String {
    let known = request.extensions();
    let known = known.get::<RequestId>();
    known.map(ToString::to_string).unwrap_or_default()
}

pub(super) fn bad_query(error: &actix_web::error::QueryPayloadError, takes: &str) -> Failure {
    let detail = format!("The query cannot be read: {error}. It takes {takes}.");
    Failure::new(StatusCode::BAD_REQUEST, detail)
}
