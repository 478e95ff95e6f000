//! `/api/v1/invitations`: by which somebody gets a role in the tenant.

use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse};
use rollcall_provisioning::accounts::invitations::{self, Accepted, Invitation};
use rollcall_provisioning::accounts::session;
use scim_core::format_instant;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{bad, begun, read, role, url};
use crate::error::Result;
use crate::extract::{ApiCaller, By, ScimJson, by_nobody, origin};
use crate::letters;
use crate::site::Site;

fn shown(invitation: &Invitation) -> Value {
    json!({
        "id": invitation.id.to_string(),
        "email": invitation.email,
        "role": invitation.role,
        "created_by": invitation.created_by,
        "created_at": format_instant(invitation.created_at),
        "expires_at": format_instant(invitation.expires_at),
    })
}

/// `GET /api/v1/invitations`: those that nobody has accepted yet, newest first.
pub(crate) async fn list(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let all = invitations::list(&site.provisioning, &caller.0.tenant).await?;
    let all: Vec<_> = all.iter().map(shown).collect();
    Ok(Json(json!({ "invitations": all, "next_after": null })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    email: String,
    role: String,
}

/// `POST /api/v1/invitations`: answers the link, once, and sends it where there is a mail server.
pub(crate) async fn create(
    caller: ApiCaller,
    by: By,
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: Body = read(body.0)?;
    let role = role(&body.role)?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let made = invitations::create(p, tenant, &body.email, role, &by.0).await?;
    let mut answer = shown(&made.invitation);
    let url = url(&request, "invitation", &made.code)?;
    answer["mail"] = letters::invitation(p, &made, &url).await;
    answer["url"] = url.into();
    answer["code"] = made.code.into();
    Ok(HttpResponse::Created().json(answer))
}

/// `DELETE /api/v1/invitations/{id}`
pub(crate) async fn revoke(
    caller: ApiCaller,
    by: By,
    site: Data<Site>,
    id: Path<String>,
) -> Result<HttpResponse> {
    invitations::revoke(&site.provisioning, &caller.0.tenant, &id, &by.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AcceptBody {
    code: String,
    name: Option<String>,
    password: Option<String>,
    one_time_code: Option<String>,
    new_password: Option<String>,
}

/// `POST /api/v1/invitations/accept`: with a name and a password, or signed in; answers a session.
pub(crate) async fn accept(
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: AcceptBody = read(body.0)?;
    let p = &site.provisioning;
    let accepted = match (body.password, bearer(&request)) {
        (Some(password), _) => Accepted::With {
            name: body.name,
            password,
            one_time_code: body.one_time_code.filter(|code| !code.trim().is_empty()),
            new_password: body.new_password,
        },
        (None, Some(token)) => {
            let known = session::authenticate(p, token, None).await?;
            let signed = known.access.session;
            Accepted::By {
                signed: signed.ok_or_else(|| bad("Sign in first.".to_owned()))?,
                new_password: body.new_password,
            }
        }
        (None, None) => {
            return Err(bad(
                "The body has code, name and password; of whoever has an account code and password, or, signed in, only code."
                    .to_owned(),
            ));
        }
    };
    let by = by_nobody(&request);
    let done = invitations::accept(p, body.code, accepted, origin(&request), &by).await?;
    Ok(HttpResponse::Created().json(begun(&done)))
}

/// The session's token, where one was sent.
fn bearer(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim())
        .filter(|token| session::is_token(token))
}
