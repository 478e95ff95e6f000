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
    let name = body.name.trim();
    let fits = (1..=NAME_CHARACTERS_MAX).contains(&name.chars().count());
    if !fits || name.contains(char::is_control) {
        return Err(bad(format!(
            "name is text of 1 to {NAME_CHARACTERS_MAX} characters."
        )));
    }
    let id = body.id.unwrap_or_else(|| slug(name));
    if id.is_empty() {
        return Err(bad(format!(
            "No id can be made of the name {name:?}; send one as id."
        )));
    }
    let made = tenants::create(&caller.on(&site), &id, name).await?;
    Ok(HttpResponse::Created().json(shown(&made)))
}
