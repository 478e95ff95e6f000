//! `/api/v1/guard` and `/api/v1/held`: from how many people on what a provider does is held, who is, and what to do about it.

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use rollcall_provisioning::guard::{self, Decision, Guard, People};
use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{self, refused};
use super::leavers::request_id;
use crate::error::Result;
use crate::extract::{ApiCaller, ScimJson};
use crate::guarding::{REJECTED, ShownBy, ShownGuard, ShownHeld, ShownSettings};
use crate::site::Site;

const HELD_DEFAULT: i64 = 100;
const GUARD_TAKES: &str = "enabled, people_max, percent_max, window_minutes";
const PEOPLE_TAKES: &str =
    "all: true (with until, no more than were in that list), or people: a list of ids";

/// A guard. What is left out of it must not become something else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GuardBody {
    enabled: bool,
    people_max: i64,
    percent_max: i64,
    window_minutes: i64,
}

impl GuardBody {
    fn guard(body: ScimJson) -> Result<Guard> {
        let body: Self = input::body(body, GUARD_TAKES)?;
        Ok(Guard {
            enabled: body.enabled,
            people_max: body.people_max,
            percent_max: body.percent_max,
            window_minutes: body.window_minutes,
        })
    }
}

/// `GET /api/v1/guard`
pub(super) async fn settings(caller: ApiCaller, site: Data<Site>) -> Result<Json<ShownSettings>> {
    let found = guard::settings(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(ShownSettings::of(found)))
}

/// `PUT /api/v1/guard`: of every connection that has none of its own.
pub(super) async fn set(
    caller: ApiCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<Json<ShownSettings>> {
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    guard::set(p, tenant, GuardBody::guard(body)?).await?;
    Ok(Json(ShownSettings::of(guard::settings(p, tenant).await?)))
}

/// `PUT /api/v1/connections/{connection}/guard`
pub(super) async fn set_of(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
    body: ScimJson,
) -> Result<Json<ShownGuard>> {
    let guard = GuardBody::guard(body)?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    guard::set_of(p, tenant, &connection, Some(guard)).await?;
    Ok(Json(guard.into()))
}

/// `DELETE /api/v1/connections/{connection}/guard`: it has that of the tenant.
pub(super) async fn unset_of(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
) -> Result<HttpResponse> {
    guard::set_of(&caller.on(&site), &caller.0.tenant, &connection, None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The query of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    after: Option<String>,
    limit: Option<i64>,
}

/// `GET /api/v1/held`: those after `after`; who was held first comes first.
pub(super) async fn list(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<Json<Value>> {
    let query: ListQuery = input::query(&request, "after, limit")?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let limit = query.limit.unwrap_or(HELD_DEFAULT);
    let page = guard::list(p, tenant, query.after.as_deref(), limit).await?;
    let held: Vec<_> = page.held.into_iter().map(ShownHeld::of).collect();
    let by_connection: Vec<_> = page.by_connection.into_iter().map(ShownBy::of).collect();
    Ok(Json(json!({
        "held": held,
        "count": page.count,
        "by_connection": by_connection,
        "until": page.until.map(|until| until.to_string()),
        "next_after": page.next,
    })))
}

/// About whom something is decided. Nobody is meant by a body without either.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleBody {
    all: Option<bool>,
    until: Option<String>,
    people: Option<Vec<String>>,
}

fn people(body: ScimJson) -> Result<People> {
    match input::body(body, PEOPLE_TAKES)? {
        PeopleBody {
            all: Some(true),
            until: None,
            people: None,
        } => Ok(People::All),
        PeopleBody {
            all: Some(true),
            until: Some(until),
            people: None,
        } => {
            let moment = until.parse().map_err(|_| {
                refused(format!(
                    "until is that of the list that was looked at, not {until:?}."
                ))
            })?;
            Ok(People::Until(moment))
        }
        PeopleBody {
            all: None | Some(false),
            until: None,
            people: Some(ids),
        } => Ok(People::Of(ids)),
        PeopleBody { .. } => Err(refused(format!(
            "The body says whom: it has {PEOPLE_TAKES}."
        ))),
    }
}

/// `POST /api/v1/held/release`: they leave now.
pub(super) async fn release(
    caller: ApiCaller,
    site: Data<Site>,
    body: ScimJson,
    request: HttpRequest,
) -> Result<Json<Value>> {
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let done = guard::release(p, tenant, people(body)?, &request_id(&request)).await?;
    Ok(Json(shown("released", &done)))
}

/// `POST /api/v1/held/reject`: they stay.
pub(super) async fn reject(
    caller: ApiCaller,
    site: Data<Site>,
    body: ScimJson,
    request: HttpRequest,
) -> Result<Json<Value>> {
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let done = guard::reject(p, tenant, people(body)?, &request_id(&request)).await?;
    let mut shown = shown("rejected", &done);
    shown["detail"] = REJECTED.into();
    Ok(Json(shown))
}

fn shown(what: &str, decision: &Decision) -> Value {
    json!({ what: decision.decided, "not_held": decision.not_held, "left": decision.left })
}
