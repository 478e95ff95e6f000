//! `/api/v1/gophish`: the Gophish that target groups are kept in step with.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use rollcall_provisioning::events::EndpointUrl;
use rollcall_provisioning::gophish::{
    self as verbs, Connection, NewConnection, Position, Settings,
};
use serde::Deserialize;

use super::input;
use crate::error::Result;
use crate::extract::{ApiCaller, ScimJson};
use crate::gophish::{Synced, sync};
use crate::site::Site;

const CONNECT_TAKES: &str = "url, api_key, and may have groups (names), position (job_title, department, none) and automatic";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    url: String,
    api_key: String,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    position: Position,
    #[serde(default)]
    automatic: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SyncBody {
    #[serde(default)]
    dry_run: bool,
}

/// `PUT /api/v1/gophish`: connects.
pub(super) async fn connect(
    caller: ApiCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<Json<Connection>> {
    let body: Body = input::body(body, CONNECT_TAKES)?;
    let new = NewConnection {
        tenant: caller.0.tenant.to_string(),
        url: EndpointUrl::parse(&body.url)?,
        api_key: body.api_key,
        settings: Settings {
            groups: body.groups,
            position: body.position,
            automatic: body.automatic,
        },
    };
    Ok(Json(verbs::connect(&caller.on(&site), new).await?))
}

/// `GET /api/v1/gophish`
pub(super) async fn find(caller: ApiCaller, site: Data<Site>) -> Result<Json<Connection>> {
    let found = verbs::find(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(found))
}

/// `DELETE /api/v1/gophish`: the groups there stay.
pub(super) async fn disconnect(caller: ApiCaller, site: Data<Site>) -> Result<HttpResponse> {
    verbs::disconnect(&caller.on(&site), &caller.0.tenant).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/gophish/sync`: `{"dry_run": true}` only says what would be done.
pub(super) async fn bring_into_step(
    caller: ApiCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<Json<Synced>> {
    let SyncBody { dry_run } = input::body(body, "dry_run, or nothing")?;
    let synced = sync(&caller.on(&site), &caller.0.tenant, dry_run, &|_| {}).await?;
    Ok(Json(synced))
}
