//! `/api/v1/indexes`: the attributes that a tenant wants filters to be fast by.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Json, Path};
use rollcall_provisioning::indexes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::input;
use crate::attribute_index::Shown;
use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, ScimJson};
use crate::site::Site;

/// The body of a creation. An unknown name is an error: a misspelt one must not be a silent default.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    resource_type: String,
    attribute: String,
}

/// `GET /api/v1/indexes`
pub(super) async fn list(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let all = indexes::list(&site.provisioning, &caller.0.tenant).await?;
    let shown: Vec<_> = all.into_iter().map(Shown::of).collect();
    Ok(Json(json!({ "indexes": shown })))
}

/// `GET /api/v1/indexes/{id}`
pub(super) async fn find(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<Json<Shown>> {
    let all = indexes::list(&site.provisioning, &caller.0.tenant).await?;
    let found = all.into_iter().find(|index| index.id.to_string() == *id);
    found.map(|index| Json(Shown::of(index))).ok_or_else(|| {
        Failure::new(
            StatusCode::NOT_FOUND,
            format!("This tenant has no index {:?}.", *id),
        )
    })
}

/// `POST /api/v1/indexes`: it is built in the background.
pub(super) async fn create(
    caller: ApiCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: Body = input::body(body, "resource_type and attribute")?;
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let index = indexes::create(p, tenant, &body.resource_type, &body.attribute).await?;
    site.index_work.notify_one();
    let location = format!("/api/v1/indexes/{}", index.id);
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, location))
        .json(Shown::of(index)))
}

/// `DELETE /api/v1/indexes/{id}`: no filter uses it any more; its entries are removed in the background.
pub(super) async fn delete(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<HttpResponse> {
    let index = indexes::delete_by_id(&caller.on(&site), &caller.0.tenant, &id).await?;
    site.index_work.notify_one();
    Ok(HttpResponse::Accepted().json(Shown::of(index)))
}
