//! Resources of every type (RFC 7644 §3): parse, call the verb, respond.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use rollcall_provisioning::jobs::Asked;
use rollcall_provisioning::resources;
use scim_core::bulk::Method;
use serde_json::Value;

use super::later;
use crate::error::Result;
use crate::extract::{Prefer, ScimCall, ScimJson};
use crate::respond;
use crate::site::Site;

/// `POST /{type}`, RFC 7644 §3.3.
pub(super) async fn create(
    site: Data<Site>,
    scim: ScimCall,
    endpoint: Path<String>,
    prefer: Prefer,
    body: ScimJson,
) -> Result<HttpResponse> {
    if prefer.answer_later {
        let asked = Asked::Change(Method::Post, endpoint.into_inner(), String::new(), body.0);
        return later::accept(&site, &scim.call, asked).await;
    }
    let answer = resources::create(&site.provisioning, scim.call, &endpoint, body.0).await?;
    respond::resource(answer, scim.plain_json)
}

/// `GET /{type}/{id}`, RFC 7644 §3.4.1.
pub(super) async fn read(
    site: Data<Site>,
    scim: ScimCall,
    target: Path<(String, String)>,
) -> Result<HttpResponse> {
    let (endpoint, id) = target.into_inner();
    let answer = resources::read(&site.provisioning, scim.call, &endpoint, &id).await?;
    respond::resource(answer, scim.plain_json)
}

/// `PUT /{type}/{id}`, RFC 7644 §3.5.1.
pub(super) async fn replace(
    site: Data<Site>,
    scim: ScimCall,
    target: Path<(String, String)>,
    prefer: Prefer,
    body: ScimJson,
) -> Result<HttpResponse> {
    let (endpoint, id) = target.into_inner();
    if prefer.answer_later {
        let asked = Asked::Change(Method::Put, endpoint, id, body.0);
        return later::accept(&site, &scim.call, asked).await;
    }
    let answer = resources::replace(&site.provisioning, scim.call, &endpoint, &id, body.0).await?;
    respond::resource(answer, scim.plain_json)
}

/// `PATCH /{type}/{id}`, RFC 7644 §3.5.2.
pub(super) async fn patch(
    site: Data<Site>,
    scim: ScimCall,
    target: Path<(String, String)>,
    prefer: Prefer,
    body: ScimJson,
) -> Result<HttpResponse> {
    let (endpoint, id) = target.into_inner();
    if prefer.answer_later {
        let asked = Asked::Change(Method::Patch, endpoint, id, body.0);
        return later::accept(&site, &scim.call, asked).await;
    }
    let answer = resources::patch(&site.provisioning, scim.call, &endpoint, &id, body.0).await?;
    respond::resource(answer, scim.plain_json)
}

/// `DELETE /{type}/{id}`, RFC 7644 §3.6.
pub(super) async fn delete(
    site: Data<Site>,
    scim: ScimCall,
    target: Path<(String, String)>,
    prefer: Prefer,
) -> Result<HttpResponse> {
    let (endpoint, id) = target.into_inner();
    if prefer.answer_later {
        let asked = Asked::Change(Method::Delete, endpoint, id, Value::Null);
        return later::accept(&site, &scim.call, asked).await;
    }
    resources::delete(&site.provisioning, scim.call, &endpoint, &id).await?;
    Ok(HttpResponse::NoContent().finish())
}
