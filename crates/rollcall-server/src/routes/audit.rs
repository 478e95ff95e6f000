//! `/api/v1/audit`: who changed what, when and from where.

use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::web::{Bytes, Data, Json, Query};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::{Stream, try_unfold};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::audit::{self, Page};
use serde::Deserialize;
use serde_json::{Value, json};

use super::leavers::bad_query;
use crate::audit_entry::{Format, Shown};
use crate::error::{Failure, Result, chain};
use crate::extract::ApiCaller;
use crate::site::Site;

const ENTRIES_DEFAULT: i64 = 100;
/// Entries of an export that are read at a time.
const CHUNK_ENTRIES: i64 = 500;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    after: Option<String>,
    limit: Option<i64>,
    actor: Option<String>,
    action: Option<String>,
}

/// `GET /api/v1/audit`: newest first.
pub(super) async fn list(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<Json<Value>> {
    page(&site, &caller.0.tenant, &request).await
}

/// `GET /api/v1/installation/audit`: what is about no tenant.
pub(super) async fn list_installation(
    site: Data<Site>,
    request: HttpRequest,
) -> Result<Json<Value>> {
    page(&site, audit::INSTALLATION, &request).await
}

async fn page(site: &Site, tenant: &str, request: &HttpRequest) -> Result<Json<Value>> {
    let query = Query::<ListQuery>::from_query(request.query_string())
        .map_err(|error| bad_query(&error, "after, limit, actor, action"))?
        .into_inner();
    let wanted = audit::Query {
        after: query.after,
        limit: query.limit.unwrap_or(ENTRIES_DEFAULT),
        actor: query.actor,
        action: query.action,
    };
    let page = audit::list(&site.provisioning, tenant, wanted).await?;
    let shown: Vec<_> = page.entries.into_iter().map(Shown::of).collect();
    Ok(Json(json!({
        "entries": shown,
        "next_after": page.next,
        "days_kept": site.provisioning.limits().audit_days,
    })))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportQuery {
    format: Option<String>,
    actor: Option<String>,
    action: Option<String>,
}

/// `GET /api/v1/audit/export`: all that is kept, newest first, as `format=csv` or `ndjson`.
pub(super) async fn export(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let query = Query::<ExportQuery>::from_query(request.query_string())
        .map_err(|error| bad_query(&error, "format, actor, action"))?
        .into_inner();
    let format = Format::parse(query.format.as_deref().unwrap_or("csv"))?;
    let wanted = audit::Query {
        after: None,
        limit: CHUNK_ENTRIES,
        actor: query.actor,
        action: query.action,
    };
    let (p, tenant) = (site.provisioning.clone(), caller.0.tenant.to_string());
    // What is wrong with the query shows before the status is sent.
    let first = audit::list(&p, &tenant, wanted.clone()).await?;
    let file = format!("audit.{}", format.extension());
    Ok(HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(file)],
        })
        .streaming(chunks(p, tenant, wanted, format, first)))
}

/// The export, a page after the other. An error here can only break the connection: the status is sent.
fn chunks(
    p: Provisioning,
    tenant: String,
    wanted: audit::Query,
    format: Format,
    first: Page,
) -> impl Stream<Item = Result<Bytes>> {
    let head = format.head();
    try_unfold(Some((Some(first), None)), move |state| {
        let (p, tenant, wanted) = (p.clone(), tenant.clone(), wanted.clone());
        async move {
            let Some((first, after)) = state else {
                return Ok(None);
            };
            let (page, mut text) = match first {
                Some(first) => (first, head.to_owned()),
                None => {
                    let next = audit::Query { after, ..wanted };
                    let page = audit::list(&p, &tenant, next).await.map_err(|error| {
                        tracing::error!(
                            cause = chain(&error),
                            "an export of the audit log broke off"
                        );
                        Failure::from(error)
                    })?;
                    (page, String::new())
                }
            };
            for entry in page.entries {
                format.write(&Shown::of(entry), &mut text);
            }
            let state = page.next.map(|next| (None, Some(next)));
            Ok(Some((Bytes::from(text), state)))
        }
    })
}
