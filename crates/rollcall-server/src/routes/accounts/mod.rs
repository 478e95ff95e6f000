//! Who works with the console and the API: signing in, one's own account, admins, invitations, API keys, set-up links.

mod admins;
mod api_keys;
mod invitations;
mod links;
mod session;
mod sso;
mod tenants;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::web::{ServiceConfig, delete, patch, post, put, resource};
use rollcall_provisioning::accounts::{Begun, Role, View};
use scim_core::format_instant;
use serde_json::{Value, json};

use super::input::read;
use super::readable;
use crate::error::{Failure, Result};
use crate::extract::site_base;

/// The routes of accounts.
pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/set-up").route(post().to(session::set_up)))
        .service(resource("/sessions").route(post().to(session::sign_in)))
        .service(readable("/set-up/{code}", links::look_at_set_up))
        .service(resource("/password-resets").route(post().to(session::reset)))
        .service(readable("/password-resets/{code}", links::look_at_reset))
        .service(readable("/session", session::find).route(delete().to(session::sign_out)))
        .service(resource("/session/profile").route(put().to(session::set_profile)))
        .service(resource("/session/password").route(put().to(session::set_password)))
        .service(
            resource("/session/totp")
                .route(post().to(session::begin_totp))
                .route(put().to(session::confirm_totp))
                .route(delete().to(session::remove_totp)),
        )
        .service(readable("/admins", admins::list))
        .service(
            resource("/admins/{id}")
                .route(put().to(admins::set))
                .route(delete().to(admins::remove)),
        )
        .service(resource("/admins/{id}/password-reset").route(post().to(admins::reset_link)))
        .service(readable("/invitations", invitations::list).route(post().to(invitations::create)))
        .service(readable(
            "/invitations/code/{code}",
            links::look_at_invitation,
        ))
        .service(resource("/invitations/accept").route(post().to(invitations::accept)))
        .service(resource("/invitations/{id}").route(delete().to(invitations::revoke)))
        .service(readable("/api-keys", api_keys::list).route(post().to(api_keys::create)))
        .service(resource("/api-keys/{id}").route(delete().to(api_keys::revoke)))
        .service(
            readable("/connections/{connection}/set-up-links", links::list)
                .route(post().to(links::create)),
        )
        .service(
            resource("/connections/{connection}/set-up-links/{id}")
                .route(delete().to(links::revoke)),
        )
        .service(readable("/tenants", tenants::list).route(post().to(tenants::create)))
        .service(
            readable("/sso", sso::find)
                .route(put().to(sso::set))
                .route(delete().to(sso::forget)),
        )
        .service(readable("/sso/sign-in", sso::button))
        .service(resource("/sso/begin").route(post().to(sso::begin)))
        .service(resource("/sso/finish").route(post().to(sso::finish)))
        .service(readable("/tenant", tenants::find).route(patch().to(tenants::rename)))
        .service(readable("/set-up-link", links::show))
        .service(resource("/set-up-link/tokens").route(post().to(links::create_token)));
}

fn bad(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, detail)
}

/// Where a link leads: `https://host/invitation/rcl_…`.
pub(super) fn url(request: &HttpRequest, page: &str, code: &str) -> Result<String> {
    Ok(format!("{}/{page}/{code}", site_base(request)?))
}

/// Who is signed in, and where they have which role.
fn shown(view: &View) -> Value {
    let tenants = view.tenants.iter();
    let tenants: Vec<_> = tenants
        .map(|it| json!({ "id": it.id, "name": it.name, "role": it.role }))
        .collect();
    json!({
        "admin": {
            "id": view.account.id.to_string(),
            "email": view.account.email,
            "name": view.account.name,
            "language": view.account.language,
            "has_totp": view.account.has_totp,
            "has_password": view.account.has_password,
        },
        "tenants": tenants,
        "installation_owner": view.is_installation_owner,
        "expires_at": format_instant(view.expires_at),
    })
}

/// The same with the token, once.
pub(super) fn begun(begun: &Begun) -> Value {
    let mut answer = shown(&begun.view);
    answer["token"] = json!(begun.token);
    answer
}

/// A role by its word.
fn role(word: &str) -> Result<Role> {
    Ok(Role::parse(word)?)
}
