//! `/api/v1/imports`: lists of people from files.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json, block};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use percent_encoding::percent_decode_str;
use rollcall_mapping::import::{self, List, Options};
use rollcall_provisioning::imports::{self, Asked, DEFAULT_SOURCE, Import, Missing};
use serde_json::{Value, json};

use super::leavers::request_id;
use super::steps;
use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, FileBody};
use crate::site::Site;
use crate::turns::Turn;

/// `GET /api/v1/imports`: the tenant's lists.
pub(super) async fn list(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let sources = imports::sources(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(json!({ "imports": sources })))
}

/// `POST /api/v1/imports/preview`: the body is the file. A line of JSON for each step, `{"seen", "of"}`, and the last one has
/// the `summary`.
pub(super) async fn preview(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
    file: FileBody,
) -> Result<HttpResponse> {
    run(caller, site, request, file, true).await
}

/// `POST /api/v1/imports`: as the preview, and it is done.
pub(super) async fn carry_out(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
    file: FileBody,
) -> Result<HttpResponse> {
    run(caller, site, request, file, false).await
}

async fn run(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
    file: FileBody,
    dry_run: bool,
) -> Result<HttpResponse> {
    let turn = request.extensions_mut().remove::<Turn>();
    let query = ImportQuery::read(request.query_string())?;
    let place = site.imports.clone().try_acquire_owned().map_err(|_| {
        let detail = "As many lists are being imported as can be at a time. Try again in a moment.";
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, detail).retry_after_seconds(5)
    })?;
    let list = read(file, query.options).await?;
    let asked = Asked {
        source: query.source,
        missing: query.missing,
        dry_run,
        request: request_id(&request),
    };
    let import = Import::begin(&caller.on(&site), &caller.0.tenant, list, asked).await?;
    Ok(steps::answer(
        ((import, place), turn),
        async |(import, _)| {
            let step = import.next().await?;
            Ok(step.map(|(seen, of)| steps::seen(seen, of)))
        },
        |(import, _)| steps::line(&json!({ "summary": import.summary() })),
    ))
}

/// Beside the threads that serve everybody: it takes its time.
async fn read(file: FileBody, options: Options) -> Result<List> {
    let read = block(move || import::read(&file.bytes, &options)).await;
    let read = read.map_err(|_| Failure::internal("the thread that reads a file ended"))?;
    read.map_err(|refusal| bad_request(refusal.to_string()))
}

/// The query of an import. An unknown name is an error: a misspelt one must not be a silent default.
struct ImportQuery {
    source: String,
    missing: Missing,
    options: Options,
}

impl ImportQuery {
    /// `map` may come several times.
    fn read(query: &str) -> Result<Self> {
        let mut read = Self {
            source: DEFAULT_SOURCE.to_owned(),
            missing: Missing::Keep,
            options: Options::default(),
        };
        let (mut deactivates, mut count) = (false, None);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            match (&*name, &*value) {
                ("source", _) => read.source = value,
                ("sheet", _) => read.options.sheet = Some(value),
                ("map", entry) => {
                    let added = read.options.map.add(entry);
                    added.map_err(|refusal| bad_request(refusal.to_string()))?;
                }
                ("missing", "keep") => deactivates = false,
                ("missing", "deactivate") => deactivates = true,
                ("missing", _) => {
                    return Err(bad_request(format!(
                        "missing is keep or deactivate, not {value:?}."
                    )));
                }
                ("missing_count", number) => {
                    let number = number.parse().map_err(|_| {
                        bad_request(format!("missing_count is a number, not {value:?}."))
                    })?;
                    count = Some(number);
                }
                _ => {
                    return Err(bad_request(format!(
                        "There is no {name:?} in this query. It takes source, map, sheet, missing, missing_count."
                    )));
                }
            }
        }
        read.missing = match (deactivates, count) {
            (false, _) => Missing::Keep,
            (true, Some(count)) => Missing::Deactivate(count),
            (true, None) => {
                return Err(bad_request(
                    "missing=deactivate needs missing_count, the number that the preview tells: so many people will be deactivated."
                        .to_owned(),
                ));
            }
        };
        Ok(read)
    }
}

fn decoded(text: &str) -> Result<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    let decoded = decoded.map_err(|_| bad_request("The query is not in UTF-8.".to_owned()))?;
    Ok(decoded.into_owned())
}

fn bad_request(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, detail)
}
