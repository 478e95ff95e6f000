//! `/api/v1/connections`: how each identity provider's feed speaks, who was recognised on it, and what it sends; and
//! `/api/v1/dropped-attributes`: what came over any and was not kept.

use actix_web::http::header::{ETAG, IF_MATCH, LOCATION};
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use rollcall_provisioning::connections::{
    self, Connection, ConnectionChange, NewConnection, Progress,
};
use rollcall_provisioning::{catalogue, dropped, guard, pulls, tokens};
use scim_core::format_instant;
use scim_core::quirks::{PROFILES, Profile};
use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{self, refused};
use super::leavers::request_id;
use super::mapping::author;
use crate::catalogue::{Shown as ShownCatalogue, ShownAttribute};
use crate::connection::Shown;
use crate::dropped::Shown as DroppedShown;
use crate::error::Result;
use crate::extract::{ApiCaller, ScimJson};
use crate::pulling;
use crate::site::Site;

const NEW_TAKES: &str = "name, and may have profile, basic_allowed";
const CHANGE_TAKES: &str =
    "name, profile, rules, basic_allowed, test_mode, version, each if it is to change";
const END_TAKES: &str =
    "people: keep, deactivate or delete; and confirm: the name of the connection";

/// The tenant's connections, by name.
pub(super) async fn list(caller: ApiCaller, site: Data<Site>) -> Result<Json<Vec<Shown>>> {
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let listed = connections::list(p, tenant).await?;
    let guards = guard::settings(p, tenant).await?;
    let tokens = tokens::list(p, tenant).await?;
    Ok(Json(Shown::with_guards(listed, &guards, &tokens)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBody {
    name: String,
    profile: Option<String>,
    #[serde(default)]
    basic_allowed: bool,
}

/// `POST /api/v1/connections`: makes one, which has no token yet.
pub(super) async fn create(
    caller: ApiCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: NewBody = input::body(body, NEW_TAKES)?;
    let new = NewConnection {
        name: body.name,
        profile: match &body.profile {
            Some(word) => profile(word)?,
            None => Profile::Auto,
        },
        basic_allowed: body.basic_allowed,
    };
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let made = connections::create(p, tenant, new).await?;
    let location = format!("/api/v1/connections/{}", made.id);
    let mut answer = HttpResponse::Created();
    answer.insert_header((LOCATION, location));
    shown(answer, &site, &caller, made).await
}

fn profile(word: &str) -> Result<Profile> {
    Profile::parse(word).ok_or_else(|| {
        let known: Vec<_> = PROFILES.iter().map(|entry| entry.name).collect();
        refused(format!(
            "profile is one of {}, not {word:?}.",
            known.join(", ")
        ))
    })
}

/// One connection, with its version as the entity tag.
async fn shown(
    mut answer: HttpResponseBuilder,
    site: &Site,
    caller: &ApiCaller,
    connection: Connection,
) -> Result<HttpResponse> {
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let guards = guard::settings(p, tenant).await?;
    let tokens = tokens::list(p, tenant).await?;
    let tag = format!("\"{}\"", connection.version);
    let all = Shown::with_guards(vec![connection], &guards, &tokens);
    Ok(answer.insert_header((ETAG, tag)).json(all.first()))
}

/// `GET /api/v1/connections/{connection}`, by its id or its name.
pub(super) async fn find(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
) -> Result<HttpResponse> {
    let found = connections::find(&site.provisioning, &caller.0.tenant, &connection).await?;
    shown(HttpResponse::Ok(), &site, &caller, found).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeBody {
    name: Option<String>,
    profile: Option<String>,
    rules: Option<String>,
    basic_allowed: Option<bool>,
    test_mode: Option<bool>,
    version: Option<i64>,
}

/// `PATCH /api/v1/connections/{connection}`; with `If-Match` or `version` only what that version was.
pub(super) async fn change(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
    body: ScimJson,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let body: ChangeBody = input::body(body, CHANGE_TAKES)?;
    let change = ConnectionChange {
        name: body.name,
        profile: body.profile.as_deref().map(profile).transpose()?,
        rules: match body.rules {
            Some(text) => Some(
                text.parse()
                    .map_err(|error| refused(format!("rules cannot be used: {error}")))?,
            ),
            None => None,
        },
        basic_allowed: body.basic_allowed,
        test_mode: body.test_mode,
        version: version(&request)?.or(body.version),
    };
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let changed = connections::change(p, tenant, &connection, change).await?;
    shown(HttpResponse::Ok(), &site, &caller, changed).await
}

/// The version that `If-Match` names.
fn version(request: &HttpRequest) -> Result<Option<i64>> {
    let Some(header) = request.headers().get(IF_MATCH) else {
        return Ok(None);
    };
    let text = header.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let number = text.trim_start_matches("W/").trim_matches('"').parse();
    number.map(Some).map_err(|_| {
        refused(
            "If-Match is the ETag that a connection was read with, for example \"3\".".to_owned(),
        )
    })
}

/// `POST /api/v1/connections/{connection}/pause`: its provider is answered 503.
pub(super) async fn pause(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
) -> Result<HttpResponse> {
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let paused = connections::pause(p, tenant, &connection, &author(&caller)).await?;
    shown(HttpResponse::Ok(), &site, &caller, paused).await
}

/// `POST /api/v1/connections/{connection}/resume`
pub(super) async fn resume(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
) -> Result<HttpResponse> {
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let resumed = connections::resume(p, tenant, &connection).await?;
    shown(HttpResponse::Ok(), &site, &caller, resumed).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndBody {
    people: String,
    confirm: String,
}

/// `POST /api/v1/connections/{connection}/disconnect`: ends it for good. What becomes of its people is done in the background.
pub(super) async fn disconnect(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
    body: ScimJson,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let body: EndBody = input::body(body, END_TAKES)?;
    let people = body.people.parse()?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let (by, request) = (author(&caller), request_id(&request));
    let confirm = &body.confirm;
    let revocation = pulls::revocation(p, tenant, &connection).await?;
    let ended =
        connections::disconnect(p, tenant, &connection, people, confirm, &by, &request).await?;
    site.disconnect_work.notify_one();
    if let Some(request) = revocation {
        let site = site.clone();
        actix_web::rt::spawn(async move {
            pulling::revoke(&site.provisioning, &site.pull_agent, request).await;
        });
    }
    shown(HttpResponse::Accepted(), &site, &caller, ended).await
}

/// `GET /api/v1/connections/{connection}/disconnect`: how far that has come.
pub(super) async fn progress(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
) -> Result<Json<Value>> {
    let Progress {
        people,
        stage,
        seen,
        changed,
        kept,
        finished_at,
    } = connections::progress(&site.provisioning, &caller.0.tenant, &connection).await?;
    Ok(Json(json!({
        "people": people,
        "stage": stage,
        "seen": seen,
        "changed": changed,
        "kept": kept,
        "finished_at": finished_at.map(format_instant),
    })))
}

/// What a connection, by its id or its name, sent and what it never sent.
pub(super) async fn attributes(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
) -> Result<Json<ShownCatalogue>> {
    let found = catalogue::of(&site.provisioning, &caller.0.tenant, &connection).await?;
    Ok(Json(ShownCatalogue::of(found)))
}

/// The attributes of people that fields can be made of, of all connections.
pub(super) async fn known(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let found = catalogue::known(&site.provisioning, &caller.0.tenant).await?;
    let attributes = found.into_iter().map(ShownAttribute::known);
    Ok(Json(
        json!({ "attributes": attributes.collect::<Vec<_>>() }),
    ))
}

/// The attributes that the tenant's connections sent and no schema has.
pub(super) async fn dropped(
    caller: ApiCaller,
    site: Data<Site>,
) -> Result<Json<Vec<DroppedShown>>> {
    let listed = dropped::list(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(listed.into_iter().map(DroppedShown::of).collect()))
}
