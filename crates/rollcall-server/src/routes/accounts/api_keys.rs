//! `/api/v1/api-keys`: secret tokens for programs that use the API.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path};
use rollcall_provisioning::accounts::api_keys::{self, ApiKey, NewKey};
use scim_core::format_instant;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{bad, read, role};
use crate::error::Result;
use crate::extract::{ApiCaller, By, ScimJson};
use crate::routes::permissions::{is_area, no_area};
use crate::site::Site;

const DAY_SECONDS: i64 = 24 * 3_600;
const DAYS_MAX: i64 = 3_650;

fn shown(key: &ApiKey, now: i64) -> Value {
    let token = &key.token;
    let is_expired = token.expires_at.is_some_and(|at| at <= now);
    let state = match token.revoked_at {
        Some(_) => "revoked",
        None if is_expired => "expired",
        None => "live",
    };
    json!({
        "id": token.id.to_string(),
        "name": token.name,
        "role": key.role,
        "areas": key.areas,
        "state": state,
        "created_at": format_instant(token.created_at),
        "expires_at": token.expires_at.map(format_instant),
        "revoked_at": token.revoked_at.map(format_instant),
        "revoked_by": token.revoked_by,
        "last_used_at": token.last_used_at.map(format_instant),
        "last_used_address": token.last_used_address,
        "last_used_agent": token.last_used_agent,
    })
}

/// `GET /api/v1/api-keys`: newest first, revoked and expired ones too.
pub(crate) async fn list(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let p = &site.provisioning;
    let all = api_keys::list(p, &caller.0.tenant).await?;
    let all: Vec<_> = all.iter().map(|key| shown(key, p.now())).collect();
    Ok(Json(json!({ "api_keys": all, "next_after": null })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    name: String,
    role: String,
    #[serde(default)]
    areas: Vec<String>,
    expires_in_days: Option<i64>,
}

/// `POST /api/v1/api-keys`: answers the secret, once.
pub(crate) async fn create(
    caller: ApiCaller,
    by: By,
    site: Data<Site>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: Body = read(body.0)?;
    let role = role(&body.role)?;
    if body
        .expires_in_days
        .is_some_and(|days| !(1..=DAYS_MAX).contains(&days))
    {
        return Err(bad(format!("expires_in_days is from 1 to {DAYS_MAX}.")));
    }
    if let Some(area) = body.areas.iter().find(|area| !is_area(area)) {
        return Err(bad(no_area(area)));
    }
    let new = NewKey {
        name: body.name,
        role,
        areas: body.areas.clone(),
        lifetime_seconds: body.expires_in_days.map(|days| days * DAY_SECONDS),
    };
    let (p, caller) = (&site.provisioning, &caller.0);
    let made = api_keys::create(p, &caller.tenant, new, &caller.access, &by.0).await?;
    Ok(HttpResponse::Created().json(json!({
        "id": made.id.to_string(),
        "name": made.name,
        "role": role,
        "areas": body.areas,
        "secret": made.secret,
        "expires_at": made.expires_at.map(format_instant),
    })))
}

/// `DELETE /api/v1/api-keys/{id}`
pub(crate) async fn revoke(
    caller: ApiCaller,
    by: By,
    site: Data<Site>,
    id: Path<String>,
) -> Result<HttpResponse> {
    api_keys::revoke(&site.provisioning, &caller.0.tenant, &id, &by.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
