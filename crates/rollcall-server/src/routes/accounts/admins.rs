//! `/api/v1/admins`: who has which role in the tenant.

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use rollcall_provisioning::accounts::members::{self, Change, Member};
use scim_core::format_instant;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{read, role, url};
use crate::error::Result;
use crate::extract::{ApiCaller, By, ScimJson};
use crate::letters;
use crate::site::Site;

fn shown(member: &Member) -> Value {
    let account = &member.account;
    json!({
        "id": account.id.to_string(),
        "email": account.email,
        "name": account.name,
        "role": member.role,
        "installation_owner": member.is_installation_owner,
        "has_totp": account.has_totp,
        "has_password": account.has_password,
        "created_at": format_instant(account.created_at),
        "last_seen_at": account.last_seen_at.map(format_instant),
        "disabled_at": account.disabled_at.map(format_instant),
    })
}

/// `GET /api/v1/admins`: all, by e-mail address.
pub(crate) async fn list(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let all = members::list(&site.provisioning, &caller.0.tenant).await?;
    let all: Vec<_> = all.iter().map(shown).collect();
    Ok(Json(json!({ "admins": all, "next_after": null })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    role: Option<String>,
    disabled: Option<bool>,
}

/// `PUT /api/v1/admins/{id}`: another role, or whether they can sign in.
pub(crate) async fn set(
    caller: ApiCaller,
    by: By,
    site: Data<Site>,
    id: Path<String>,
    body: ScimJson,
) -> Result<Json<Value>> {
    let body: Body = read(body.0)?;
    let change = Change {
        role: body.role.as_deref().map(role).transpose()?,
        disabled: body.disabled,
    };
    let (p, caller) = (&site.provisioning, &caller.0);
    let signed = caller.access.session.as_ref();
    let member = members::set(p, &caller.tenant, &id, change, signed, &by.0).await?;
    Ok(Json(shown(&member)))
}

/// `DELETE /api/v1/admins/{id}`: takes the role away; with the last one the account goes.
pub(crate) async fn remove(
    caller: ApiCaller,
    by: By,
    site: Data<Site>,
    id: Path<String>,
) -> Result<HttpResponse> {
    members::remove(&site.provisioning, &caller.0.tenant, &id, &by.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/admins/{id}/password-reset`: a link for another password, shown once, and sent where there is a mail server.
pub(crate) async fn reset_link(
    caller: ApiCaller,
    by: By,
    site: Data<Site>,
    id: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (p, caller) = (&site.provisioning, &caller.0);
    let signed = caller.access.session.as_ref();
    let link = members::reset_link(p, &caller.tenant, &id, signed, &by.0).await?;
    let url = url(&request, "reset", &link.code)?;
    Ok(HttpResponse::Created().json(json!({
        "code": link.code,
        "mail": letters::reset(p, &link, by.0.name(), &url).await,
        "url": url,
        "expires_at": format_instant(link.expires_at),
    })))
}
