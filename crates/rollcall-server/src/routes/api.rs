//! `/api/v1`: what came of the people, for scripts and the console. Errors are problem details (RFC 9457).

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, ContentDisposition, DispositionParam, DispositionType};
use actix_web::web::{Bytes, Data, Json, Path, Query};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use futures_util::stream::{Stream, StreamExt as _, once, try_unfold};
use rollcall_mapping::export::{self as formats, Format};
use rollcall_mapping::{Language, PersonFields, Rendered, TargetUser};
use rollcall_provisioning::exports::{Export, Exported, Formatted, Selection, StatusSelection};
use rollcall_provisioning::people::{self, ExplainedField};
use scim_core::instant;
use serde::{Deserialize, Serialize};

use super::input;
use super::signatures::Which;
use crate::error::{Failure, Result, chain};
use crate::extract::ApiCaller;
use crate::site::Site;
use crate::turns::Turn;

/// One person's smart fields.
#[derive(Serialize)]
struct PersonAnswer {
    id: String,
    fields: Vec<ExplainedField>,
}

/// The query of an export. An unknown name is an error: a misspelt filter must not mean everybody.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExportQuery {
    pub(super) format: Option<String>,
    filter: Option<String>,
    group: Option<String>,
    active: Option<bool>,
    status: Option<Status>,
    renamed_since: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Active,
    Inactive,
    Held,
    Any,
}

/// The query of one person's smart fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonQuery {
    #[serde(default)]
    language: Language,
}

/// One person's smart fields, each with its value, where that came from, and when it last changed.
pub(super) async fn person_smart_fields(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    request: HttpRequest,
) -> Result<Json<impl Serialize + use<>>> {
    let query = Query::<PersonQuery>::from_query(request.query_string()).map_err(|error| {
        bad_request(format!(
            "The query cannot be read: {error}. It takes language: en, de, nl, fr."
        ))
    })?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let fields = people::smart_fields(p, tenant, &id, query.language).await?;
    Ok(Json(PersonAnswer {
        id: id.into_inner(),
        fields,
    }))
}

/// One person's signature of that key, as HTML and as text.
pub(super) async fn person_signature(
    caller: ApiCaller,
    site: Data<Site>,
    place: Path<(String, String)>,
    request: HttpRequest,
) -> Result<Json<Rendered>> {
    let which: Which = input::query(&request, "draft")?;
    let (id, key) = place.into_inner();
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let rendered = people::signature(p, tenant, &id, &key, which.definition()).await?;
    Ok(Json(rendered))
}

/// Everybody's smart fields.
pub(super) async fn smart_fields(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    if ExportQuery::of(&request)?.renamed_since.is_some() {
        return Err(bad_request(
            "renamed_since is for target users; here each field tells its own value.".to_owned(),
        ));
    }
    export::<PersonFields>(&caller, &site, &request, formats::SMART_FIELD_FORMATS).await
}

/// Target users for security-awareness campaigns.
pub(super) async fn target_users(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    export::<TargetUser>(&caller, &site, &request, formats::FORMATS).await
}

async fn export<R: Exported>(
    caller: &ApiCaller,
    site: &Site,
    request: &HttpRequest,
    formats: &'static [Format<R>],
) -> Result<HttpResponse> {
    let query = ExportQuery::of(request)?;
    let format = format(request, query.format.as_deref(), formats)?;
    let turn = request.extensions_mut().remove::<Turn>();
    let export =
        Export::<R>::begin(&site.provisioning, &caller.0.tenant, &query.selection()?).await?;
    let mut formatted = Formatted::new(export, format);
    // What is wrong with a selection also shows while its first records are read: before the status is sent.
    let first = formatted.next().await?.unwrap_or_default();
    let file_name = DispositionParam::Filename(format.file_name.to_owned());
    Ok(HttpResponse::Ok()
        .content_type(format.media_type)
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![file_name],
        })
        .streaming(once(async { Ok(Bytes::from(first)) }).chain(rest(formatted, turn))))
}

/// The bytes after the first ones, with the turn that lasts as long. An error here can only break the connection: the status is sent.
fn rest<R: Exported>(
    formatted: Formatted<R>,
    turn: Option<Turn>,
) -> impl Stream<Item = Result<Bytes>> {
    try_unfold((formatted, turn), |(mut formatted, turn)| async move {
        match formatted.next().await {
            Ok(bytes) => Ok(bytes.map(|bytes| (Bytes::from(bytes), (formatted, turn)))),
            Err(error) => {
                tracing::error!(cause = chain(&error), "an export broke off");
                Err(error.into())
            }
        }
    })
}

pub(super) fn bad_request(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, detail)
}

/// The format that `format=` names, else the first one that `Accept` names, else JSON.
fn format<R>(
    request: &HttpRequest,
    named: Option<&str>,
    formats: &'static [Format<R>],
) -> Result<&'static Format<R>> {
    if let Some(name) = named {
        return formats::find(formats, name).map_err(|unknown| bad_request(unknown.to_string()));
    }
    let accept = request
        .headers()
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let accepted = accept.split(',').map(essence);
    let named = accepted
        .filter_map(|wanted| {
            formats
                .iter()
                .find(|format| essence(format.media_type) == wanted)
        })
        .next();
    named
        .or_else(|| formats.iter().find(|format| format.name == "json"))
        .ok_or_else(|| Failure::internal("there is no JSON format"))
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

impl ExportQuery {
    /// The query of a request.
    pub(super) fn of(request: &HttpRequest) -> Result<Self> {
        let query = Query::<Self>::from_query(request.query_string());
        let query = query.map_err(|error| {
            bad_request(format!(
                "The query cannot be read: {error}. It takes format, filter, group, active, status, renamed_since."
            ))
        })?;
        Ok(query.into_inner())
    }

    /// Whom it asks for.
    pub(super) fn selection(self) -> Result<Selection> {
        let moment = |text: String| {
            instant(&text).ok_or_else(|| {
                bad_request(format!(
                    "{text:?} is no moment; write renamed_since=2026-11-01T00:00:00Z."
                ))
            })
        };
        let status = match (self.status, self.active) {
            (Some(Status::Any), _) => StatusSelection::Any,
            (Some(Status::Held), _) => StatusSelection::Held,
            (Some(Status::Inactive), _) | (None, Some(false)) => StatusSelection::Inactive,
            (Some(Status::Active), _) | (None, _) => StatusSelection::Active,
        };
        Ok(Selection {
            filter: self.filter,
            group: self.group,
            status,
            renamed_since: self.renamed_since.map(moment).transpose()?,
        })
    }
}
