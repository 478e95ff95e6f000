//! `/api/v1/pulls`: connections over which people are pulled, signing in at their sources, and their runs.

use std::time::Duration;

use actix_web::http::header::{ETAG, IF_MATCH, LOCATION};
use actix_web::web::{Data, Json, Path, ServiceConfig, get, patch, post, resource};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use rollcall_provisioning::pulls::sources::schema::{CustomAttribute, Kind};
use rollcall_provisioning::pulls::{
    self as verbs, Absentees, Asked, Decision, HOOK_PREFIX, NewPull, PullView, RunView, Runs,
    SourceSettings, Wanted,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::input::{self, refused};
use super::okta::CALLBACK;
use super::{readable, steps};
use crate::error::Result;
use crate::extract::{ApiCaller, ScimJson, site_base};
use crate::pulling;
use crate::site::Site;

const RUNS_DEFAULT: usize = 20;
const RUNS_MAX: usize = 100;
/// How often it is looked how far a run has come.
const PROGRESS_PERIOD: Duration = Duration::from_millis(500);
const TAKES: &str = "source, token, share_percent, every_minutes, full_hour, statuses, adoption, creates_inactive, vanished, priorities";

pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(readable("/pulls", list).route(post().to(create)))
        .service(readable("/pulls/{connection}", find).route(patch().to(change)))
        .service(resource("/pulls/{connection}/connect").route(post().to(connect)))
        .service(resource("/pulls/{connection}/sync").route(post().to(sync)))
        .service(resource("/pulls/{connection}/hook").route(post().to(new_hook)))
        .service(readable("/pulls/{connection}/schema", schema))
        .service(readable("/pulls/{connection}/runs", runs))
        .service(readable("/pulls/{connection}/runs/{run}", run))
        .service(resource("/pulls/{connection}/runs/{run}/progress").route(get().to(progress)))
        .service(readable("/pulls/{connection}/runs/{run}/vanished", absent))
        .service(resource("/pulls/{connection}/runs/{run}/release").route(post().to(release)))
        .service(resource("/pulls/{connection}/runs/{run}/reject").route(post().to(reject)));
}

/// One connection, with its version as the entity tag.
fn shown(
    mut answer: HttpResponseBuilder,
    request: &HttpRequest,
    view: &PullView,
) -> Result<HttpResponse> {
    let tag = format!("\"{}\"", view.version);
    Ok(answer
        .insert_header((ETAG, tag))
        .json(with_addresses(request, view)?))
}

/// With the address that Okta sends people back to.
fn with_addresses(request: &HttpRequest, view: &PullView) -> Result<Value> {
    let mut value = json!(view);
    if matches!(view.settings.source, SourceSettings::Okta { .. }) {
        value["callback_url"] = json!(format!("{}{CALLBACK}", site_base(request)?));
    }
    Ok(value)
}

/// `GET /api/v1/pulls`
async fn list(caller: ApiCaller, site: Data<Site>, request: HttpRequest) -> Result<Json<Value>> {
    let all = verbs::list(&site.provisioning, &caller.0.tenant).await?;
    let all: Result<Vec<Value>> = all.iter().map(|it| with_addresses(&request, it)).collect();
    Ok(Json(json!({ "pulls": all? })))
}

/// The members of a body that are about how people are pulled.
fn asked(mut body: Map<String, Value>, taken: &[&str]) -> Result<Asked> {
    for name in taken {
        body.remove(*name);
    }
    // What was sent may hold a token, so it is not repeated.
    serde_json::from_value(body.into()).map_err(|error| {
        let why = error.to_string();
        let why = why
            .split(['`', '"'])
            .step_by(2)
            .collect::<Vec<_>>()
            .join("…");
        refused(format!("The body cannot be used: {why}. It has {TAKES}."))
    })
}

fn object(body: ScimJson) -> Result<Map<String, Value>> {
    match body.0 {
        Value::Object(object) => Ok(object),
        _ => Err(refused(format!("The body is an object that has {TAKES}."))),
    }
}

/// `POST /api/v1/pulls`: makes one.
async fn create(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body = object(body)?;
    let name = body.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| refused("name is what people call it.".to_owned()))?;
    let new = NewPull {
        name: name.to_owned(),
        asked: asked(body, &["name"])?,
    };
    let made = verbs::create(&caller.on(&site), &caller.0.tenant, new).await?;
    site.pull_work.notify_one();
    let mut answer = HttpResponse::Created();
    answer.insert_header((LOCATION, format!("/api/v1/pulls/{}", made.id)));
    shown(answer, &request, &made)
}

/// `GET /api/v1/pulls/{connection}`, by its id or its name.
async fn find(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let found = verbs::find(&site.provisioning, &caller.0.tenant, &connection).await?;
    shown(HttpResponse::Ok(), &request, &found)
}

/// `PATCH /api/v1/pulls/{connection}`; with `If-Match` or `version` only what that version was.
async fn change(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body = object(body)?;
    let version = match body.get("version") {
        None | Some(Value::Null) => version(&request)?,
        Some(version) => Some(version.as_i64().ok_or_else(|| {
            refused("version is the number that the connection was read with.".to_owned())
        })?),
    };
    let asked = asked(body, &["version"])?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let changed = verbs::change(p, tenant, &connection, asked, version).await?;
    site.pull_work.notify_one();
    shown(HttpResponse::Ok(), &request, &changed)
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
        refused("If-Match is the ETag that it was read with, for example \"3\".".to_owned())
    })
}

/// `POST /api/v1/pulls/{connection}/connect`: where to sign in.
async fn connect(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
    request: HttpRequest,
) -> Result<Json<Value>> {
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let redirect = format!("{}{CALLBACK}", site_base(&request)?);
    let by = Some(&caller.0);
    let url = pulling::connect(&site, p, tenant, &connection, &redirect, by).await?;
    Ok(Json(json!({ "url": url, "callback_url": redirect })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SyncBody {
    #[serde(default = "changes")]
    kind: Wanted,
}

fn changes() -> Wanted {
    Wanted::Changes
}

/// `POST /api/v1/pulls/{connection}/sync`: as soon as a worker is free.
async fn sync(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: SyncBody = input::body(body, "kind: full or changes")?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let asked = verbs::sync(p, tenant, &connection, body.kind).await?;
    site.pull_work.notify_one();
    shown(HttpResponse::Accepted(), &request, &asked)
}

/// `POST /api/v1/pulls/{connection}/hook`: a new address for event hooks; its secret is shown once.
async fn new_hook(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let made = verbs::new_hook(p, tenant, &connection).await?;
    let url = format!("{}{HOOK_PREFIX}{}", site_base(&request)?, made.code);
    Ok(HttpResponse::Created().json(json!({
        "url": url,
        "authorization": made.secret,
        "event_types": verbs::sources::hooks::EVENT_TYPES,
    })))
}

/// `GET /api/v1/pulls/{connection}/schema`: the attributes that the organization added, as Okta says now.
async fn schema(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
) -> Result<Json<Value>> {
    let found = pulling::custom_attributes(&site, &caller.0.tenant, &connection).await?;
    let may_read = found.is_some();
    let attributes: Vec<_> = found.iter().flatten().map(shown_attribute).collect();
    Ok(Json(
        json!({ "may_read": may_read, "attributes": attributes }),
    ))
}

fn shown_attribute(attribute: &CustomAttribute) -> Value {
    let kind = match &attribute.kind {
        Kind::Text => "text",
        Kind::Boolean => "boolean",
        Kind::Number => "number",
        Kind::Integer => "integer",
        Kind::Other(name) => name.as_str(),
    };
    let choices = attribute.choices.iter();
    let choices = choices.map(|it| json!({ "value": it.value, "title": it.title }));
    json!({
        "name": format!("{}:{}", verbs::sources::EXTENSION, attribute.key),
        "key": attribute.key,
        "title": attribute.title,
        "kind": kind,
        "is_list": attribute.is_list,
        "choices": choices.collect::<Vec<_>>(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RunsQuery {
    after: Option<String>,
    limit: Option<usize>,
}

/// After which, and how many.
fn page(request: &HttpRequest) -> Result<(Option<String>, usize)> {
    let query: RunsQuery = input::query(request, "after, limit")?;
    let limit = query.limit.unwrap_or(RUNS_DEFAULT);
    if !(1..=RUNS_MAX).contains(&limit) {
        return Err(refused(format!(
            "limit is from 1 to {RUNS_MAX}, not {limit}."
        )));
    }
    Ok((query.after, limit))
}

/// `GET /api/v1/pulls/{connection}/runs`, the newest first.
async fn runs(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
    request: HttpRequest,
) -> Result<Json<Runs>> {
    let (after, limit) = page(&request)?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let found = verbs::runs(p, tenant, &connection, after.as_deref(), limit).await?;
    Ok(Json(found))
}

/// `GET /api/v1/pulls/{connection}/runs/{run}/vanished`: about whom it is to be decided.
async fn absent(
    caller: ApiCaller,
    site: Data<Site>,
    names: Path<(String, String)>,
    request: HttpRequest,
) -> Result<Json<Absentees>> {
    let (after, limit) = page(&request)?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let found = verbs::absent(p, tenant, &names.0, &names.1, after.as_deref(), limit).await?;
    Ok(Json(found))
}

/// `GET /api/v1/pulls/{connection}/runs/{run}`
async fn run(
    caller: ApiCaller,
    site: Data<Site>,
    names: Path<(String, String)>,
) -> Result<Json<RunView>> {
    let (connection, run) = &*names;
    let found = verbs::run(&site.provisioning, &caller.0.tenant, connection, run).await?;
    Ok(Json(found))
}

/// A run that is followed.
struct Followed {
    site: Data<Site>,
    tenant: String,
    connection: String,
    run: String,
    last: Option<Value>,
}

/// `GET /api/v1/pulls/{connection}/runs/{run}/progress`: a line whenever it has come farther, until it has ended.
async fn progress(
    caller: ApiCaller,
    site: Data<Site>,
    names: Path<(String, String)>,
) -> Result<HttpResponse> {
    let (connection, run) = names.into_inner();
    let tenant = caller.0.tenant.to_string();
    verbs::run(&site.provisioning, &tenant, &connection, &run).await?;
    let followed = Followed {
        site,
        tenant,
        connection,
        run,
        last: None,
    };
    let next = async |it: &mut Followed| {
        loop {
            if it
                .last
                .as_ref()
                .is_some_and(|last| !last["ended_at"].is_null())
                || it.site.is_ending()
            {
                return Ok(None);
            }
            let p = &it.site.provisioning;
            let found = verbs::run(p, &it.tenant, &it.connection, &it.run).await?;
            let found = json!(found);
            if it.last.as_ref() != Some(&found) {
                let line = steps::line(&found);
                it.last = Some(found);
                return Ok(Some(line));
            }
            tokio::time::sleep(PROGRESS_PERIOD).await;
        }
    };
    Ok(steps::answer((followed, None), next, |_| Vec::new()))
}

async fn decide(
    caller: &ApiCaller,
    site: &Site,
    names: &(String, String),
    decision: Decision,
) -> Result<Json<RunView>> {
    let (p, tenant) = (&caller.on(site), &caller.0.tenant);
    let decided = verbs::decide(p, tenant, &names.0, &names.1, decision).await?;
    site.pull_work.notify_one();
    Ok(Json(decided))
}

/// `POST /api/v1/pulls/{connection}/runs/{run}/release`: those who vanished are deactivated.
async fn release(
    caller: ApiCaller,
    site: Data<Site>,
    names: Path<(String, String)>,
) -> Result<Json<RunView>> {
    decide(&caller, &site, &names, Decision::Release).await
}

/// `POST /api/v1/pulls/{connection}/runs/{run}/reject`: they stay.
async fn reject(
    caller: ApiCaller,
    site: Data<Site>,
    names: Path<(String, String)>,
) -> Result<Json<RunView>> {
    decide(&caller, &site, &names, Decision::Reject).await
}
