//! `/api/v1/mapping`: what the tenant decided about its people, and what it is about to decide.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, HeaderMap, IF_MATCH};
use actix_web::web::{Data, Json, Path, Query};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use rollcall_mapping::{Definition, Language, SmartField};
use rollcall_provisioning::mappings::{self, Diff, Draft, InForce, Version};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::steps;
use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, ScimJson};
use crate::site::Site;
use crate::turns::Turn;

/// `GET /api/v1/mapping`: the definition in force.
pub(super) async fn in_force(caller: ApiCaller, site: Data<Site>) -> Result<Json<InForce>> {
    let found = mappings::in_force(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(found))
}

/// The query of the history.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HistoryQuery {
    before: Option<i64>,
    limit: Option<i64>,
}

const VERSIONS_DEFAULT: i64 = 50;

/// `GET /api/v1/mapping/versions`: those before `before`, the latest first.
pub(super) async fn history(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<Json<Value>> {
    let query = Query::<HistoryQuery>::from_query(request.query_string()).map_err(|error| {
        bad_request(format!(
            "The query cannot be read: {error}. It takes before, limit."
        ))
    })?;
    let limit = query.limit.unwrap_or(VERSIONS_DEFAULT);
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let versions = mappings::history(p, tenant, query.before, limit).await?;
    let first = |last: &Version| last.version > 1;
    let next = versions
        .last()
        .filter(|it| first(it))
        .map(|last| last.version);
    Ok(Json(json!({ "versions": versions, "next_before": next })))
}

/// `GET /api/v1/mapping/versions/{version}`: what it says; 0 is the built-in definition.
pub(super) async fn version(
    caller: ApiCaller,
    site: Data<Site>,
    version: Path<i64>,
) -> Result<Json<Definition>> {
    let found = mappings::version(&site.provisioning, &caller.0.tenant, *version).await?;
    Ok(Json(found))
}

/// The body of a publication.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    #[serde(default)]
    note: String,
}

/// `POST /api/v1/mapping/versions/{version}/restore`: what it said becomes the next version.
pub(super) async fn restore(
    caller: ApiCaller,
    site: Data<Site>,
    version: Path<i64>,
    body: ScimJson,
) -> Result<Json<Version>> {
    let note = note(body.0)?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let published = mappings::roll_back(p, tenant, *version, &note, &author(&caller)).await?;
    Ok(Json(published))
}

/// `GET /api/v1/mapping/draft`
pub(super) async fn draft(caller: ApiCaller, site: Data<Site>) -> Result<HttpResponse> {
    let draft = mappings::draft(&site.provisioning, &caller.0.tenant).await?;
    Ok(shown(StatusCode::OK, &draft))
}

/// `PUT /api/v1/mapping/draft`: the body is a definition; `If-Match` names the revision that it takes the place of.
pub(super) async fn save(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let definition = Definition::of(body.0).map_err(|problem| {
        bad_request(format!("The definition cannot be read. {problem}.")).problems(vec![problem])
    })?;
    let revision = revision(request.headers())?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let draft = mappings::save_draft(p, tenant, definition, revision, &author(&caller)).await?;
    let status = match revision {
        None => StatusCode::CREATED,
        Some(_) => StatusCode::OK,
    };
    Ok(shown(status, &draft))
}

/// `DELETE /api/v1/mapping/draft`
pub(super) async fn discard(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let revision = known_revision(request.headers())?;
    mappings::discard(&caller.on(&site), &caller.0.tenant, revision).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/mapping/draft/publish`
pub(super) async fn publish(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<Json<Version>> {
    let revision = known_revision(request.headers())?;
    let note = note(body.0)?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let published = mappings::publish(p, tenant, revision, &note, &author(&caller)).await?;
    Ok(Json(published))
}

/// A person as they are, and as the draft would make them.
#[derive(Serialize)]
struct Preview {
    id: String,
    before: Vec<SmartField>,
    after: Vec<SmartField>,
}

/// `GET /api/v1/mapping/draft/preview/{id}`
pub(super) async fn preview(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<Json<impl Serialize + use<>>> {
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let (before, after) = mappings::preview(p, tenant, &id, Language::default()).await?;
    Ok(Json(Preview {
        id: id.into_inner(),
        before,
        after,
    }))
}

/// `GET /api/v1/mapping/draft/diff`: a line of JSON for each step, `{"seen", "of"}`, and the last one has the `summary`.
pub(super) async fn diff(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let turn = request.extensions_mut().remove::<Turn>();
    let diff = Diff::begin(&site.provisioning, &caller.0.tenant).await?;
    Ok(steps::answer(
        (diff, turn),
        async |diff| {
            let step = diff.next().await?;
            Ok(step.map(|step| steps::seen(step.seen, step.of)))
        },
        |diff| steps::line(&json!({ "summary": diff.summary() })),
    ))
}

/// `GET /api/v1/mapping/draft/differences`: a line of JSON for each person whom the draft would change.
pub(super) async fn differences(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let turn = request.extensions_mut().remove::<Turn>();
    let diff = Diff::begin(&site.provisioning, &caller.0.tenant).await?;
    Ok(steps::file(
        "differences.ndjson",
        (diff, turn),
        async |diff| {
            let step = diff.next().await?;
            Ok(step.map(|step| step.altered.iter().flat_map(steps::line).collect()))
        },
    ))
}

fn shown(status: StatusCode, draft: &Draft) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((ETAG, format!("\"{}\"", draft.revision)))
        .json(draft)
}

/// The revision that `If-Match` names (RFC 9110 §13.1.1), which is the number in the draft's `ETag`.
fn revision(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(tag) = headers.get(IF_MATCH) else {
        return Ok(None);
    };
    let number = tag
        .to_str()
        .ok()
        .map(|tag| tag.trim_start_matches("W/").trim_matches('"').parse());
    match number {
        Some(Ok(number)) => Ok(Some(number)),
        _ => Err(bad_request(
            "If-Match must be the ETag of the draft, such as \"3\".".to_owned(),
        )),
    }
}

fn known_revision(headers: &HeaderMap) -> Result<i64> {
    revision(headers)?.ok_or_else(|| {
        Failure::new(
            StatusCode::PRECONDITION_REQUIRED,
            "Say with If-Match which revision of the draft is meant: its ETag.",
        )
    })
}

fn note(body: Value) -> Result<String> {
    let note: Note = match body {
        Value::Object(_) => serde_json::from_value(body)
            .map_err(|error| bad_request(format!("The body cannot be used: {error}.")))?,
        _ => {
            return Err(bad_request(
                "The body must be an object, {\"note\": \"…\"}.".to_owned(),
            ));
        }
    };
    Ok(note.note)
}

/// Who did it, for the history.
pub(super) fn author(caller: &ApiCaller) -> String {
    caller.0.actor.name.clone()
}

fn bad_request(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, detail)
}
