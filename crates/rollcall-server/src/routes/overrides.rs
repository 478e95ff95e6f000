//! `/api/v1/people/{id}/smart-fields/{key}`: values that are set by hand.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path};
use rollcall_provisioning::overrides::{self, NewOverride};
use rollcall_provisioning::people::ExplainedField;
use serde::Deserialize;

use super::input;
use super::mapping::author;
use crate::error::Result;
use crate::extract::{ApiCaller, ScimJson};
use crate::site::Site;

/// The body of a setting. `value` has to be there: to leave it out must not empty the field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(deserialize_with = "Option::deserialize")]
    value: Option<String>,
    #[serde(default)]
    locked: bool,
}

/// `PUT /api/v1/people/{id}/smart-fields/{key}`
pub(super) async fn set(
    caller: ApiCaller,
    site: Data<Site>,
    place: Path<(String, String)>,
    body: ScimJson,
) -> Result<Json<ExplainedField>> {
    let Body { value, locked } = input::body(body, "value, and may have locked")?;
    let (id, key) = place.into_inner();
    let (p, tenant) = (&caller.on(&site), &caller.0.tenant);
    let new = NewOverride { value, locked };
    let shown = overrides::set(p, tenant, &id, &key, new, &author(&caller)).await?;
    Ok(Json(shown))
}

/// `DELETE /api/v1/people/{id}/smart-fields/{key}`
pub(super) async fn unset(
    caller: ApiCaller,
    site: Data<Site>,
    place: Path<(String, String)>,
) -> Result<HttpResponse> {
    let (id, key) = place.into_inner();
    overrides::unset(&caller.on(&site), &caller.0.tenant, &id, &key).await?;
    Ok(HttpResponse::NoContent().finish())
}
