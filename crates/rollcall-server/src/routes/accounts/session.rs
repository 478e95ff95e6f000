//! `/api/v1/set-up`, `/api/v1/sessions`, `/api/v1/session`: the first account, signing in, one's own account.

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use rollcall_provisioning::accounts::set_up::{self, NewOwner};
use rollcall_provisioning::accounts::{self, Credentials, resets, session};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{begun, read, shown};
use crate::error::Result;
use crate::extract::{ScimJson, SessionCaller, by_nobody, origin};
use crate::site::Site;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetUpBody {
    code: String,
    organisation: Option<String>,
    name: String,
    email: String,
    password: String,
}

/// `POST /api/v1/set-up`: the first account, which uses the set-up link up; answers a session.
pub(crate) async fn set_up(
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: SetUpBody = read(body.0)?;
    let new = NewOwner {
        code: body.code,
        organisation: body.organisation,
        name: body.name,
        email: body.email,
        password: body.password,
    };
    let by = by_nobody(&request);
    let done = set_up::set_up(&site.provisioning, new, origin(&request), &by).await?;
    Ok(HttpResponse::Created().json(begun(&done)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInBody {
    email: String,
    password: String,
    code: Option<String>,
}

/// `POST /api/v1/sessions`: signs in; answers a session with its token, once.
pub(crate) async fn sign_in(
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: SignInBody = read(body.0)?;
    let given = Credentials {
        email: body.email,
        password: body.password,
        code: body.code.filter(|code| !code.trim().is_empty()),
    };
    let by = by_nobody(&request);
    let done = accounts::sign_in(&site.provisioning, given, origin(&request), &by).await?;
    Ok(HttpResponse::Created().json(begun(&done)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResetBody {
    code: String,
    password: String,
}

/// `POST /api/v1/password-resets`: another password by a link that was made for it.
pub(crate) async fn reset(
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: ResetBody = read(body.0)?;
    let by = by_nobody(&request);
    resets::reset(&site.provisioning, body.code, body.password, &by).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/session`: who is signed in, and where they have which role.
pub(crate) async fn find(caller: SessionCaller, site: Data<Site>) -> Result<Json<Value>> {
    let view = session::view(&site.provisioning, &caller.signed).await?;
    Ok(Json(shown(&view)))
}

/// `DELETE /api/v1/session`: signs out.
pub(crate) async fn sign_out(caller: SessionCaller, site: Data<Site>) -> Result<HttpResponse> {
    session::sign_out(&site.provisioning, &caller.signed, &caller.by).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileBody {
    name: String,
    language: Option<String>,
}

/// `PUT /api/v1/session/profile`: one's own name and language.
pub(crate) async fn set_profile(
    caller: SessionCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<Json<Value>> {
    let body: ProfileBody = read(body.0)?;
    let language = body.language.filter(|tag| !tag.is_empty());
    let (p, by) = (&site.provisioning, &caller.by);
    let view = session::set_profile(p, &caller.signed, &body.name, language, by).await?;
    Ok(Json(shown(&view)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordBody {
    current: String,
    new: String,
}

/// `PUT /api/v1/session/password`: every other session of the account ends.
pub(crate) async fn set_password(
    caller: SessionCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: PasswordBody = read(body.0)?;
    let (p, by) = (&site.provisioning, &caller.by);
    session::set_password(p, &caller.signed, body.current, body.new, by).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/session/totp`: a secret for an authenticator app, shown once.
pub(crate) async fn begin_totp(
    caller: SessionCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<Json<Value>> {
    let body: ProofBody = read(body.0)?;
    let (p, by) = (&site.provisioning, &caller.by);
    let begun = session::begin_totp(p, &caller.signed, body.password, by).await?;
    Ok(Json(json!({ "secret": begun.secret, "uri": begun.uri })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TotpBody {
    code: String,
}

/// `PUT /api/v1/session/totp`: a first code switches one-time codes on; answers the recovery codes, once.
pub(crate) async fn confirm_totp(
    caller: SessionCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<Json<Value>> {
    let body: TotpBody = read(body.0)?;
    let (p, by) = (&site.provisioning, &caller.by);
    let codes = session::confirm_totp(p, &caller.signed, &body.code, by).await?;
    Ok(Json(json!({ "recovery_codes": codes })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProofBody {
    password: String,
}

/// `DELETE /api/v1/session/totp`: switches one-time codes off.
pub(crate) async fn remove_totp(
    caller: SessionCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: ProofBody = read(body.0)?;
    let (p, by) = (&site.provisioning, &caller.by);
    session::remove_totp(p, &caller.signed, body.password, by).await?;
    Ok(HttpResponse::NoContent().finish())
}
