//! `/api/v1/gophish`: the Gophish that target groups are kept in step with.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Json};
use rollcall_provisioning::events::EndpointUrl;
use rollcall_provisioning::gophish::{
    self as verbs, Connection, NewConnection, Position, Settings,
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, ScimJson};
use crate::gophish::{Synced, sync};
use crate::site::Site;

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
    let body: Body = read(body.0)?;
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
    let SyncBody { dry_run } = read(body.0)?;
    let synced = sync(&site.provisioning, &caller.0.tenant, dry_run, &|_| {}).await?;
    Ok(Json(synced))
}

fn read<T: for<'de> Deserialize<'de>>(body: Value) -> Result<T> {
    // A struct would be read from an array too. What was sent is not repeated: it has a key.
    let object = serde_json::from_value::<Map<String, Value>>(body);
    let read = object.and_then(|object| serde_json::from_value(object.into()));
    read.map_err(|_| {
        let detail = "The body cannot be used. To connect it has url, api_key, and may have groups (names), position (job_title, \
                      department, none) and automatic; to bring groups into step it may have dry_run.";
        Failure::new(StatusCode::BAD_REQUEST, detail)
    })
}
