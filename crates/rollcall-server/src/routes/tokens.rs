//! `/api/v1/tokens`: secret tokens of identity providers, made, succeeded and ended. Only what makes one shows it, once. API keys
//! are not among them: they are owners' (`/api/v1/api-keys`).

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json, Path, ServiceConfig, get, post, resource};
use actix_web::{HttpRequest, HttpResponse};
use rollcall_provisioning::auth::{Profile, Scope};
use rollcall_provisioning::tokens::{self, Created, Listed, NewToken, Rotation, State, Token};
use rollcall_provisioning::{Provisioning, connections};
use scim_core::format_instant;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::input;
use super::mapping::author;
use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, ScimJson};
use crate::site::Site;

/// The routes of tokens.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(
            resource("/tokens")
                .route(get().to(list))
                .route(post().to(create)),
        )
        .service(resource("/tokens/{id}/rotate").route(post().to(rotate)))
        .service(resource("/tokens/{id}/revoke").route(post().to(revoke)));
}

const DAY_SECONDS: i64 = 24 * 3600;
const HOUR_SECONDS: i64 = 3600;

/// A token as the API shows it.
#[derive(Serialize)]
struct Shown {
    id: String,
    name: String,
    connection: String,
    connection_id: String,
    scope: String,
    state: State,
    /// Its last four characters.
    ending: String,
    person: Option<String>,
    created_at: String,
    expires_at: Option<String>,
    /// Whether it is live, and will not be for long.
    expires_soon: bool,
    revoked_at: Option<String>,
    revoked_by: Option<String>,
    last_used_at: Option<String>,
    last_used_address: Option<String>,
    last_used_agent: Option<String>,
}

impl Shown {
    fn of(p: &Provisioning, listed: Listed) -> Result<Self> {
        let token = listed.token;
        let moment = |at: Option<i64>| at.map(format_instant);
        let state = State::of(&token, p.now());
        Ok(Self {
            id: token.id.to_string(),
            ending: tokens::ending(p, &token)?,
            expires_soon: tokens::expires_soon(&token, p.now()),
            state,
            connection: listed.connection,
            connection_id: token.connection_id.to_string(),
            person: token.person_id.map(|id| id.to_string()),
            created_at: format_instant(token.created_at),
            expires_at: moment(token.expires_at),
            revoked_at: moment(token.revoked_at),
            last_used_at: moment(token.last_used_at),
            name: token.name,
            scope: token.scope,
            revoked_by: token.revoked_by,
            last_used_address: token.last_used_address,
            last_used_agent: token.last_used_agent,
        })
    }
}

/// The query of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    connection: Option<String>,
}

/// `GET /api/v1/tokens`: the newest first, ended ones too.
async fn list(caller: ApiCaller, site: Data<Site>, request: HttpRequest) -> Result<Json<Value>> {
    let query: ListQuery = input::query(&request, "connection: a name or an id")?;
    let p = &site.provisioning;
    let all = tokens::list_without_keys(p, &caller.0.tenant).await?;
    let is_wanted = |it: &Listed| match query.connection.as_deref() {
        None => true,
        Some(wanted) => it.connection == wanted || it.token.connection_id.to_string() == wanted,
    };
    let shown: Result<Vec<_>> = all
        .into_iter()
        .filter(is_wanted)
        .map(|it| Shown::of(p, it))
        .collect();
    Ok(Json(json!({ "tokens": shown? })))
}

/// The body that makes a token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBody {
    name: String,
    connection: Option<String>,
    profile: Option<Profile>,
    expires_in_days: Option<i64>,
    #[serde(default)]
    basic_allowed: Option<bool>,
}

/// `POST /api/v1/tokens`: the only answer that shows it.
async fn create(caller: ApiCaller, site: Data<Site>, body: ScimJson) -> Result<HttpResponse> {
    let has = "name; it may have connection, profile, expires_in_days, basic_allowed";
    let body: NewBody = input::body(body, has)?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let connection = body.connection.as_deref().unwrap_or(connections::DEFAULT);
    let known = connections::list(p, tenant).await?;
    let known = known
        .into_iter()
        .find(|it| it.name == connection || it.id.to_string() == connection);
    let new = NewToken {
        connection: known
            .as_ref()
            .map_or_else(|| connection.to_owned(), |it| it.name.clone()),
        profile: body.profile,
        basic_allowed: body
            .basic_allowed
            .or(known.map(|it| it.basic_allowed))
            .unwrap_or(true),
        lifetime_seconds: body
            .expires_in_days
            .map(|days| days.saturating_mul(DAY_SECONDS)),
        scope: Scope::Scim,
        ..NewToken::provisioning(tenant, &body.name)
    };
    let created = tokens::create(p, new).await?;
    Ok(HttpResponse::Created().json(shown_once(&created)))
}

fn shown_once(created: &Created) -> Value {
    json!({
        "id": created.id.to_string(),
        "name": created.name,
        "secret": created.secret,
        "ending": tokens::ending_of(&created.secret),
        "expires_at": created.expires_at.map(format_instant),
    })
}

/// The body of a rotation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RotateBody {
    overlap_hours: Option<i64>,
    expires_in_days: Option<i64>,
}

/// `POST /api/v1/tokens/{id}/rotate`: makes the successor; the old one works on for the overlap, or until it is revoked.
async fn rotate(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: RotateBody = input::body(body, "overlap_hours and expires_in_days, or neither")?;
    let rotation = Rotation {
        lifetime_seconds: body
            .expires_in_days
            .map(|days| days.saturating_mul(DAY_SECONDS)),
        overlap_seconds: body
            .overlap_hours
            .map(|hours| hours.saturating_mul(HOUR_SECONDS)),
        by: author(&caller),
    };
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let known = known(p, tenant, &id).await?;
    let rotated = tokens::rotate(p, tenant, &known.id.to_string(), rotation).await?;
    let mut shown = shown_once(&rotated.new);
    shown["old"] = rotated.old.to_string().into();
    shown["old_ends_at"] = rotated.old_ends_at.map(format_instant).into();
    Ok(HttpResponse::Created().json(shown))
}

/// The body of a revocation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RevokeBody {
    confirm: String,
}

/// `POST /api/v1/tokens/{id}/revoke`: within a second no replica accepts it. `confirm` is its name.
async fn revoke(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: RevokeBody = input::body(body, "confirm: the token's name")?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let known = known(p, tenant, &id).await?;
    if known.name != body.confirm {
        return Err(input::refused(format!(
            "confirm is {:?}, and the token's name is {:?}. Type the name of the token that is to end.",
            body.confirm, known.name
        )));
    }
    tokens::revoke(p, tenant, &known.id.to_string(), &author(&caller)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The token that a request means: by its id, since names are not unique, and no API key, which is an owner's to end.
async fn known(p: &Provisioning, tenant: &str, id: &str) -> Result<Token> {
    let wanted = uuid::Uuid::try_parse(id).ok();
    let all = tokens::list_without_keys(p, tenant).await?;
    let found = all.into_iter().find(|it| Some(it.token.id) == wanted);
    found.map(|it| it.token).ok_or_else(|| {
        Failure::new(
            StatusCode::NOT_FOUND,
            format!("There is no token with id {id:?} here; API keys are at /api/v1/api-keys."),
        )
    })
}
