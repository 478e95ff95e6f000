//! `/api/v1/changes`: what is made of people, as it changes.

use std::time::{Duration, Instant};

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Json, Query};
use rollcall_provisioning::feeds::{self, After, Page};
use serde::Deserialize;

use crate::error::{Failure, Result};
use crate::extract::ApiCaller;
use crate::site::Site;
use crate::turns::Work;

const LIMIT_DEFAULT: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangesQuery {
    after: Option<String>,
    wait: Option<u64>,
    limit: Option<usize>,
    #[serde(default)]
    order: Order,
}

/// Which way announcements are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// The earliest first: for whoever follows.
    #[default]
    Asc,
    /// The latest first: for whoever looks.
    Desc,
}

/// `GET /api/v1/changes`: what was announced after a cursor. Where there is nothing it waits for as long as it is told to.
pub(super) async fn read(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<Json<Page>> {
    let query = Query::<ChangesQuery>::from_query(request.query_string()).map_err(|error| {
        let detail =
            format!("The query cannot be read: {error}. It takes after, wait (seconds), limit, order (asc, desc).");
        Failure::new(StatusCode::BAD_REQUEST, detail)
    })?;
    let after = query.after.as_deref().map(After::parse).transpose()?;
    let (limit, tenant) = (query.limit.unwrap_or(LIMIT_DEFAULT), &caller.0.tenant);
    let p = &site.provisioning;
    if query.order == Order::Desc {
        let turn = site.turns.take(tenant, Work::Read).await?;
        let page = feeds::latest(p, tenant, after, limit).await?;
        drop(turn);
        return Ok(Json(page));
    }
    let wait = query.wait.unwrap_or(0).min(p.limits().poll_seconds_max);
    let deadline = Instant::now() + Duration::from_secs(wait);
    let mut after = after.unwrap_or(After::Beginning);
    loop {
        let turn = site.turns.take(tenant, Work::Read).await?;
        let page = feeds::changes(p, tenant, after, limit).await?;
        drop(turn);
        if !page.items.is_empty() || !is_more(&site, tenant, &page.next, deadline).await? {
            return Ok(Json(page));
        }
        after = After::parse(&page.next)?;
    }
}

/// Waits until something is announced beyond this cursor; answers false when nothing was in time.
async fn is_more(site: &Site, tenant: &str, last: &str, deadline: Instant) -> Result<bool> {
    let p = &site.provisioning;
    let period = Duration::from_millis(p.limits().events_check_milliseconds);
    while Instant::now() < deadline && !site.is_ending() {
        tokio::time::sleep(period).await;
        let state = feeds::state(p, tenant).await?;
        if state.is_some_and(|state| state.last != last) {
            return Ok(true);
        }
    }
    Ok(false)
}
