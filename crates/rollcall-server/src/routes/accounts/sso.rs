//! `/api/v1/sso`: at which provider admins sign in, and signing in there.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use rollcall_provisioning::FIRST_TENANT;
use rollcall_provisioning::accounts::sso::{self, Finishing, NewSettings, Settings};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{begun, read, role};
use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, ScimJson, by_nobody, origin, site_base};
use crate::site::Site;
use crate::sso as provider;

/// Where whoever comes back from the provider arrives.
const CALLBACK: &str = "/sso/callback";

fn shown(settings: &Settings, redirect: &str) -> Value {
    json!({
        "issuer": settings.issuer,
        "client_id": settings.client_id,
        "has_secret": settings.has_secret(),
        "allowed_domains": settings.allowed_domains,
        "default_role": settings.default_role,
        "tenant": settings.tenant,
        "redirect_uri": redirect,
    })
}

fn redirect(request: &HttpRequest) -> Result<String> {
    Ok(format!("{}{CALLBACK}", site_base(request)?))
}

async fn settings(site: &Site) -> Result<Settings> {
    let known = sso::find(&site.provisioning).await?;
    known.ok_or_else(|| {
        let detail = "Admins sign in here by password only: there is no single sign-on.";
        Failure::new(StatusCode::NOT_FOUND, detail)
    })
}

/// `GET /api/v1/sso`
pub(crate) async fn find(site: Data<Site>, request: HttpRequest) -> Result<Json<Value>> {
    Ok(Json(shown(&settings(&site).await?, &redirect(&request)?)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    #[serde(default)]
    allowed_domains: Vec<String>,
    default_role: Option<String>,
    tenant: Option<String>,
}

/// `PUT /api/v1/sso`: kept if the provider answers as one.
pub(crate) async fn set(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<Json<Value>> {
    let body: Body = read(body.0)?;
    let own = Some(caller.0.tenant.to_string()).filter(|tenant| !tenant.is_empty());
    let default_role = body.default_role.filter(|word| !word.is_empty());
    let new = NewSettings {
        issuer: body.issuer,
        client_id: body.client_id,
        client_secret: body.client_secret,
        allowed_domains: body.allowed_domains,
        default_role: default_role.as_deref().map(role).transpose()?,
        tenant: body
            .tenant
            .or(own)
            .unwrap_or_else(|| FIRST_TENANT.to_owned()),
    };
    let p = caller.on(&site);
    let settings = sso::checked(&p, &new)?;
    provider::discover(&p, &settings).await?;
    let settings = sso::set(&p, &new).await?;
    Ok(Json(shown(&settings, &redirect(&request)?)))
}

/// `DELETE /api/v1/sso`
pub(crate) async fn forget(caller: ApiCaller, site: Data<Site>) -> Result<HttpResponse> {
    sso::forget(&caller.on(&site)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/sso/sign-in`: what the page for signing in shows.
pub(crate) async fn button(site: Data<Site>) -> Result<Json<Value>> {
    let known = sso::sign_in_button(&site.provisioning).await?;
    Ok(Json(json!({
        "available": known.is_some(),
        "name": known.map(|it| it.name),
    })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BeginBody {
    return_to: Option<String>,
}

/// A place of the console is no longer than that.
const RETURN_BYTES_MAX: usize = 2_000;

/// `POST /api/v1/sso/begin`: where to go, and what to bring back.
pub(crate) async fn begin(
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<Json<Value>> {
    let body: BeginBody = read(body.0)?;
    let return_to = body.return_to.filter(|to| to.len() <= RETURN_BYTES_MAX);
    let (p, settings) = (&site.provisioning, settings(&site).await?);
    let endpoints = site.sso.endpoints(p, &settings).await?;
    let begun = sso::begin(p, &settings, &endpoints, &redirect(&request)?, return_to)?;
    Ok(Json(json!({ "url": begun.url, "state": begun.held })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FinishBody {
    code: String,
    state: String,
    held: Option<String>,
}

/// `POST /api/v1/sso/finish`: with what the provider sent back and what was held; answers a session.
pub(crate) async fn finish(
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: FinishBody = read(body.0)?;
    let (p, settings) = (&site.provisioning, settings(&site).await?);
    let held = body.held.unwrap_or_default();
    let held = sso::open_held(p, &settings, &held, &body.state)?;
    let endpoints = site.sso.endpoints(p, &settings).await?;
    let (held, id_token) = provider::exchange(p, &settings, &endpoints, held, body.code).await?;
    let keys = provider::keys(p, &endpoints).await?;
    let back = Finishing {
        held: &held,
        keys: &keys,
        id_token: &id_token,
    };
    let by = by_nobody(&request);
    let done = sso::finish(p, &settings, back, origin(&request), &by).await?;
    let mut answer = begun(&done);
    answer["return_to"] = json!(held.return_to);
    Ok(HttpResponse::Created().json(answer))
}
