//! `/api/v1/signatures`, and a person's own: who gets which, why, and everybody's as an archive.

use actix_web::http::StatusCode;
use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::web::{Bytes, Data, Json, Path, Query};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use futures_util::stream::{StreamExt as _, once, try_unfold};
use rollcall_mapping::{Earlier, Language, Rendered, Signature};
use rollcall_provisioning::exports::Selection;
use rollcall_provisioning::signatures::{
    self, Assignments, Bundling, Definition, Inspection, Overview, PersonSignature, SCRIPTS,
    Script, Whom,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::input;
use super::mapping::author;
use super::steps;
use crate::error::{Failure, Result, chain};
use crate::extract::{ApiCaller, FileBody, ScimJson};
use crate::site::Site;
use crate::turns::Turn;

/// Which definition is meant.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    #[serde(default)]
    pub(super) draft: bool,
}

impl Which {
    pub(super) fn definition(&self) -> Definition {
        if self.draft {
            Definition::Draft
        } else {
            Definition::InForce
        }
    }
}

/// The query of a request; `takes` are the names that it may have.
pub(super) fn query<T: DeserializeOwned>(request: &HttpRequest, takes: &str) -> Result<T> {
    let query = Query::<T>::from_query(request.query_string());
    query.map(Query::into_inner).map_err(|error| {
        bad_request(format!(
            "The query cannot be read: {error}. It takes {takes}."
        ))
    })
}

/// `GET /api/v1/signatures`: the signatures and campaigns, and which of those are under way.
pub(super) async fn overview(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<Json<Overview>> {
    let which: Which = query(&request, "draft")?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let overview = signatures::overview(p, tenant, which.definition()).await?;
    Ok(Json(overview))
}

/// `GET /api/v1/signatures/starters`: signatures to begin with, as a definition has them.
pub(super) async fn starters(_: ApiCaller) -> Json<Vec<Signature>> {
    Json(Signature::starters())
}

/// The query of an example.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleQuery {
    #[serde(default)]
    language: Language,
}

/// `GET /api/v1/signatures/starters/{key}/example`: what one says, for somebody made up.
pub(super) async fn starter_example(
    caller: ApiCaller,
    site: Data<Site>,
    key: Path<String>,
    request: HttpRequest,
) -> Result<Json<Rendered>> {
    let asked: ExampleQuery = query(&request, "language")?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    Ok(Json(
        signatures::starter_example(p, tenant, &key, asked.language).await?,
    ))
}

/// `GET /api/v1/people/{id}/signature`: which one the person gets, why, which was next, and what it says.
pub(super) async fn of_person(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    request: HttpRequest,
) -> Result<Json<PersonSignature>> {
    let which: Which = query(&request, "draft")?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let found = signatures::of_person(p, tenant, &id, which.definition()).await?;
    Ok(Json(found))
}

/// The body of a setting. It has to be there: to leave it out must not take the signature away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByHand {
    #[serde(deserialize_with = "Option::deserialize")]
    signature: Option<String>,
}

/// `PUT /api/v1/people/{id}/signature`: gives one by hand, or none.
pub(super) async fn set(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    body: ScimJson,
) -> Result<Json<PersonSignature>> {
    let ByHand { signature } = input::body(body, "signature: a key, or null for none")?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let found = signatures::set(p, tenant, &id, signature, &author(&caller)).await?;
    Ok(Json(found))
}

/// `DELETE /api/v1/people/{id}/signature`: the rules decide again.
pub(super) async fn unset(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<HttpResponse> {
    signatures::unset(&caller.on(&site), &caller.0.tenant, &id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The query of a list of assignments.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    signature: Option<String>,
    #[serde(default)]
    without: bool,
    #[serde(default)]
    draft: bool,
}

/// `GET /api/v1/signatures/assignments`: a line of JSON for each active person; of a signature, or without one.
pub(super) async fn assignments(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let ListQuery {
        signature,
        without,
        draft,
    } = query(&request, "signature, without, draft")?;
    let whom = match (signature, without) {
        (Some(_), true) => {
            let why = "Ask for a signature or for people without one, not for both.";
            return Err(bad_request(why.to_owned()));
        }
        (Some(key), false) => Whom::With(key),
        (None, true) => Whom::Without,
        (None, false) => Whom::All,
    };
    let turn = request.extensions_mut().remove::<Turn>();
    let which = Which { draft }.definition();
    let list = Assignments::begin(&site.provisioning, &caller.0.tenant, which, whom).await?;
    let next = async |list: &mut Assignments| {
        let step = list.next().await?;
        Ok(step.map(|step| step.people.iter().flat_map(steps::line).collect()))
    };
    Ok(steps::file("assignments.ndjson", (list, turn), next))
}

/// `GET /api/v1/signatures/summary`: a line of JSON for each step, `{"seen", "of"}`, and the last one has how many get what.
pub(super) async fn summary(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let which: Which = query(&request, "draft")?;
    let turn = request.extensions_mut().remove::<Turn>();
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let list = Assignments::begin(p, tenant, which.definition(), Whom::All).await?;
    Ok(steps::answer(
        (list, turn),
        async |list| {
            let step = list.next().await?;
            Ok(step.map(|step| steps::seen(step.seen, step.of)))
        },
        |list| steps::line(&json!({ "people": list.seen(), "summary": list.counts() })),
    ))
}

/// `GET /api/v1/signatures/lint`: a line of JSON for each step, `{"seen", "of"}`, and the last one has the remarks.
pub(super) async fn lint(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let which: Which = query(&request, "draft")?;
    let turn = request.extensions_mut().remove::<Turn>();
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let inspection = Inspection::begin(p, tenant, which.definition()).await?;
    Ok(steps::answer(
        (inspection, turn),
        async |inspection| {
            let step = inspection.next().await?;
            Ok(step.map(|(seen, of)| steps::seen(seen, of)))
        },
        |inspection| steps::line(&json!({ "remarks": inspection.remarks() })),
    ))
}

/// The query of a bundle.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BundleQuery {
    filter: Option<String>,
    group: Option<String>,
}

/// `GET /api/v1/signatures/bundle`: everybody's, as a ZIP archive.
pub(super) async fn bundle(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    packed(&caller, &site, &request, Earlier::default(), None).await
}

/// `POST /api/v1/signatures/bundle`: what changed since the bundle whose `index.csv` is the body.
pub(super) async fn bundle_since(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
    body: FileBody,
) -> Result<HttpResponse> {
    let earlier = Earlier::read(&body.bytes).map_err(bad_request)?;
    packed(&caller, &site, &request, earlier, Some(body)).await
}

async fn packed(
    caller: &ApiCaller,
    site: &Site,
    request: &HttpRequest,
    earlier: Earlier,
    body: Option<FileBody>,
) -> Result<HttpResponse> {
    let BundleQuery { filter, group } = query(request, "filter, group")?;
    let turn = request.extensions_mut().remove::<Turn>();
    let selection = Selection {
        filter,
        group,
        ..Selection::default()
    };
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let mut bundling = Bundling::begin(p, tenant, &selection, earlier).await?;
    // What is wrong with a selection also shows while the first people are read: before the status is sent.
    let first = bundling.next().await?.map(|piece| piece.bytes);
    // What was read of the body is kept as long as this goes on, and so is its room.
    let held = (turn, body);
    let rest = try_unfold((bundling, held), |(mut bundling, held)| async move {
        match bundling.next().await {
            Ok(piece) => Ok(piece.map(|piece| (Bytes::from(piece.bytes), (bundling, held)))),
            // An error here can only break the connection: the status is sent.
            Err(error) => {
                tracing::error!(cause = chain(&error), "a bundle broke off");
                Err(Failure::from(error))
            }
        }
    });
    let first = once(async { Ok(Bytes::from(first.unwrap_or_default())) });
    Ok(as_file("application/zip", "signatures.zip").streaming(first.chain(rest)))
}

/// A script, as a list has it.
#[derive(Serialize)]
struct ScriptLine {
    name: &'static str,
    file_name: &'static str,
    doc: &'static str,
}

/// `GET /api/v1/signatures/scripts`
pub(super) async fn scripts(_: ApiCaller) -> Json<impl Serialize + use<>> {
    let line = |script: &Script| ScriptLine {
        name: script.name,
        file_name: script.file_name,
        doc: script.doc,
    };
    Json(SCRIPTS.iter().map(line).collect::<Vec<_>>())
}

/// `GET /api/v1/signatures/scripts/{name}`: the script itself.
pub(super) async fn script(_: ApiCaller, name: Path<String>) -> Result<HttpResponse> {
    let script = Script::find(&name)?;
    Ok(as_file("text/plain; charset=utf-8", script.file_name).body(script.text()))
}

fn as_file(media_type: &str, name: &str) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(media_type)
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(name.to_owned())],
        });
    answer
}

fn bad_request(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, detail)
}
