//! What a link is for; `/api/v1/connections/{connection}/set-up-links` and `/api/v1/set-up-link`: connecting without an account.

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use rollcall_provisioning::accounts::connection_links::{self, SetUpLink};
use rollcall_provisioning::accounts::{LinkKind as Kind, look as look_at};
use scim_core::format_instant;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{read, url};
use crate::error::Result;
use crate::extract::{ApiCaller, By, ScimJson, site_base};
use crate::site::Site;

/// `GET /api/v1/set-up/{code}`
pub(crate) async fn look_at_set_up(site: Data<Site>, code: Path<String>) -> Result<Json<Value>> {
    look(&site, Kind::SetUp, &code).await
}

/// `GET /api/v1/invitations/code/{code}`
pub(crate) async fn look_at_invitation(
    site: Data<Site>,
    code: Path<String>,
) -> Result<Json<Value>> {
    look(&site, Kind::Invitation, &code).await
}

/// `GET /api/v1/password-resets/{code}`
pub(crate) async fn look_at_reset(site: Data<Site>, code: Path<String>) -> Result<Json<Value>> {
    look(&site, Kind::PasswordReset, &code).await
}

/// What a link is for, before it is used.
async fn look(site: &Site, kind: Kind, code: &str) -> Result<Json<Value>> {
    let opened = look_at(&site.provisioning, kind, code).await?;
    Ok(Json(json!({
        "kind": opened.kind,
        "tenant_name": opened.tenant_name,
        "email": opened.email,
        "role": opened.role,
        "invited_by": opened.created_by,
        "has_account": opened.has_account,
        "needs_new_password": opened.needs_new_password,
        "expires_at": format_instant(opened.expires_at),
    })))
}

fn shown(link: &SetUpLink, now: i64) -> Value {
    let state = match link.revoked_at {
        Some(_) => "revoked",
        None if link.expires_at <= now => "expired",
        None => "open",
    };
    json!({
        "id": link.id.to_string(),
        "state": state,
        "created_by": link.created_by,
        "created_at": format_instant(link.created_at),
        "expires_at": format_instant(link.expires_at),
        "revoked_at": link.revoked_at.map(format_instant),
    })
}

/// `GET /api/v1/connections/{connection}/set-up-links`: newest first.
pub(crate) async fn list(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
) -> Result<Json<Value>> {
    let p = &site.provisioning;
    let all = connection_links::list(p, &caller.0.tenant, &connection).await?;
    let all: Vec<_> = all.iter().map(|link| shown(link, p.now())).collect();
    Ok(Json(json!({ "set_up_links": all, "next_after": null })))
}

const LIFETIME_HOURS_DEFAULT: i64 = 72;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    lifetime_hours: Option<i64>,
}

/// `POST /api/v1/connections/{connection}/set-up-links`: answers the link, once.
pub(crate) async fn create(
    caller: ApiCaller,
    by: By,
    site: Data<Site>,
    connection: Path<String>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: Body = read(body.0)?;
    let hours = body.lifetime_hours.unwrap_or(LIFETIME_HOURS_DEFAULT);
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let made = connection_links::create(p, tenant, &connection, hours, &by.0).await?;
    let mut answer = shown(&made.link, p.now());
    answer["url"] = url(&request, "connect", &made.code)?.into();
    answer["code"] = made.code.into();
    Ok(HttpResponse::Created().json(answer))
}

/// `DELETE /api/v1/connections/{connection}/set-up-links/{id}`
pub(crate) async fn revoke(
    caller: ApiCaller,
    by: By,
    site: Data<Site>,
    path: Path<(String, String)>,
) -> Result<HttpResponse> {
    let (connection, id) = path.into_inner();
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    connection_links::revoke(p, tenant, &connection, &id, &by.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/set-up-link`: what whoever has the link needs to connect.
pub(crate) async fn show(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<Json<Value>> {
    let found = connection_links::show(&site.provisioning, &caller.0).await?;
    let tokens = found.tokens.iter();
    let tokens: Vec<_> = tokens
        .map(|token| {
            json!({
                "id": token.id.to_string(),
                "name": token.name,
                "created_at": format_instant(token.created_at),
                "expires_at": token.expires_at.map(format_instant),
                "last_used_at": token.last_used_at.map(format_instant),
                "last_used_address": token.last_used_address,
                "last_used_agent": token.last_used_agent,
            })
        })
        .collect();
    Ok(Json(json!({
        "tenant_name": found.tenant_name,
        "connection_id": found.connection.id.to_string(),
        "connection_name": found.connection.name,
        "profile": found.connection.profile,
        "base_url": format!("{}/scim", site_base(&request)?),
        "tokens": tokens,
        "expires_at": format_instant(found.expires_at),
    })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenBody {
    name: String,
}

/// `POST /api/v1/set-up-link/tokens`: a token of the link's connection, shown once.
pub(crate) async fn create_token(
    caller: ApiCaller,
    by: By,
    site: Data<Site>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: TokenBody = read(body.0)?;
    let p = &site.provisioning;
    let made = connection_links::create_token(p, &caller.0, &body.name, &by.0).await?;
    Ok(HttpResponse::Created().json(json!({
        "id": made.id.to_string(),
        "name": made.name,
        "secret": made.secret,
        "expires_at": made.expires_at.map(format_instant),
    })))
}
