//! `/api/v1/tenants`: the organisations of the installation.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use rollcall_provisioning::tenants;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{bad, read};
use crate::error::Result;
use crate::extract::{ApiCaller, ScimJson};
use crate::site::Site;
use crate::tenant::{shown, slug};

const NAME_CHARACTERS_MAX: usize = 200;

/// `GET /api/v1/tenants`: all, by id.
pub(crate) async fn list(site: Data<Site>) -> Result<Json<Value>> {
    let all = tenants::list(&site.provisioning).await?;
    let all: Vec<_> = all.iter().map(shown).collect();
    Ok(Json(json!({ "tenants": all, "next_after": null })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    name: String,
    id: Option<String>,
}

/// `POST /api/v1/tenants`: without an id it is made of the name.
pub(crate) async fn create(
    caller: ApiCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: Body = read(body.0)?;
    let name = named(&body.name)?;
    let id = body.id.unwrap_or_else(|| slug(name));
    if id.is_empty() {
        return Err(bad(format!(
            "No id can be made of the name {name:?}; send one as id."
        )));
    }
    let made = tenants::create(&caller.on(&site), &id, name).await?;
    Ok(HttpResponse::Created().json(shown(&made)))
}

fn named(name: &str) -> Result<&str> {
    let name = name.trim();
    let fits = (1..=NAME_CHARACTERS_MAX).contains(&name.chars().count());
    if !fits || name.contains(char::is_control) {
        return Err(bad(format!(
            "name is text of 1 to {NAME_CHARACTERS_MAX} characters."
        )));
    }
    Ok(name)
}

/// `GET /api/v1/tenant`: the caller's own.
pub(crate) async fn find(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let found = tenants::find(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(shown(&found)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameBody {
    name: String,
}

/// `PATCH /api/v1/tenant`: gives it another name; its id stays.
pub(crate) async fn rename(
    caller: ApiCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<Json<Value>> {
    let body: NameBody = read(body.0)?;
    let name = named(&body.name)?;
    let renamed = tenants::rename(&caller.on(&site), &caller.0.tenant, name).await?;
    Ok(Json(shown(&renamed)))
}
