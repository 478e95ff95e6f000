//! `/api/v1/webhooks`: who is sent what is made of people, as it changes.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Json, Path};
use rollcall_provisioning::events::EndpointUrl;
use rollcall_provisioning::webhooks::{self, NewWebhook, Replay};
use serde::Deserialize;
use serde_json::json;

use super::input::read;
use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, ScimJson};
use crate::hooks;
use crate::site::Site;
use crate::webhook::{Shown, ShownAttempt, ShownTest};

/// So many attempts of all webhooks together.
const ATTEMPTS_SHOWN: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    name: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplayBody {
    after: Option<String>,
    cursor: Option<String>,
}

/// `GET /api/v1/webhooks`
pub(super) async fn list(caller: ApiCaller, site: Data<Site>) -> Result<Json<Vec<Shown>>> {
    let all = webhooks::list(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(all.iter().map(Shown::of).collect()))
}

/// `POST /api/v1/webhooks`: makes one; the answer has its secret, once.
pub(super) async fn create(
    caller: ApiCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: Body = read(body.0)?;
    let new = NewWebhook {
        tenant: caller.0.tenant.to_string(),
        name: body.name,
        url: EndpointUrl::parse(&body.url)?,
    };
    let created = webhooks::create(&caller.on(&site), new).await?;
    let shown = Shown::of(&created.webhook);
    let location = format!("/api/v1/webhooks/{}", shown.id);
    let mut answer = json!(shown);
    answer["secret"] = created.secret.into();
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, location))
        .json(answer))
}

/// `GET /api/v1/webhooks/{id}`
pub(super) async fn find(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<Json<Shown>> {
    let found = webhooks::find(&site.provisioning, &caller.0.tenant, &id).await?;
    Ok(Json(Shown::of(&found)))
}

/// `DELETE /api/v1/webhooks/{id}`
pub(super) async fn delete(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<HttpResponse> {
    webhooks::delete(&caller.on(&site), &caller.0.tenant, &id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/webhooks/{id}/attempts`: the last ones, the latest first.
pub(super) async fn attempts(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<Json<Vec<ShownAttempt>>> {
    let all = webhooks::attempts(&site.provisioning, &caller.0.tenant, &id).await?;
    Ok(Json(all.iter().map(ShownAttempt::of).collect()))
}

/// `GET /api/v1/webhooks/attempts`: the last ones of all webhooks, the latest first.
pub(super) async fn all_attempts(
    caller: ApiCaller,
    site: Data<Site>,
) -> Result<Json<Vec<ShownAttempt>>> {
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let mut all = Vec::new();
    for webhook in webhooks::list(p, tenant).await? {
        let attempts = webhooks::attempts(p, tenant, &webhook.id.to_string()).await?;
        all.extend(attempts.into_iter().map(|it| (it, webhook.clone())));
    }
    all.sort_by_key(|(attempt, _)| std::cmp::Reverse(attempt.id));
    let latest = all.iter().take(ATTEMPTS_SHOWN);
    Ok(Json(
        latest
            .map(|(attempt, webhook)| ShownAttempt::by(webhook, attempt))
            .collect(),
    ))
}

/// `POST /api/v1/webhooks/{id}/test`: sends a message that says nothing, and answers what came of it.
pub(super) async fn test(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<Json<ShownTest>> {
    let outcome = hooks::test(&caller.on(&site), &caller.0.tenant, &id).await?;
    Ok(Json(ShownTest::of(outcome)))
}

/// `POST /api/v1/webhooks/{id}/enable`: a disabled one goes on where it stopped.
pub(super) async fn enable(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<Json<Shown>> {
    let found = webhooks::enable(&caller.on(&site), &caller.0.tenant, &id).await?;
    Ok(Json(Shown::of(&found)))
}

/// `POST /api/v1/webhooks/{id}/replay`: `{"after": cursor}` sends all that came after it again, `{"cursor": cursor}` one.
pub(super) async fn replay(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    body: ScimJson,
) -> Result<Json<Shown>> {
    let what = match read(body.0)? {
        ReplayBody {
            after: Some(after),
            cursor: None,
        } => Replay::After(number(&after)?),
        ReplayBody {
            after: None,
            cursor: Some(cursor),
        } => Replay::One(number(&cursor)?),
        _ => {
            let detail = "The body has after, or cursor: the one to send everything behind it again, the other to send that alone.";
            return Err(bad(detail.to_owned()));
        }
    };
    let found = webhooks::replay(&caller.on(&site), &caller.0.tenant, &id, what).await?;
    Ok(Json(Shown::of(&found)))
}

fn number(cursor: &str) -> Result<i64> {
    cursor
        .parse()
        .map_err(|_| bad(format!("{cursor:?} is no cursor of an announcement.")))
}

fn bad(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, detail)
}
