//! `/api/v1/connections`: how each identity provider's feed speaks, who was recognised on it, and what it sends; and
//! `/api/v1/dropped-attributes`: what came over any and was not kept.

use actix_web::web::{Data, Json, Path};
use rollcall_provisioning::{catalogue, connections, dropped};

use crate::catalogue::Shown as ShownCatalogue;
use crate::connection::Shown;
use crate::dropped::Shown as DroppedShown;
use crate::error::Result;
use crate::extract::ApiCaller;
use crate::site::Site;

/// The tenant's connections, by name.
pub(super) async fn list(caller: ApiCaller, site: Data<Site>) -> Result<Json<Vec<Shown>>> {
    let listed = connections::list(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(listed.into_iter().map(Shown::of).collect()))
}

/// What a connection, by its id or its name, sent and what it never sent.
pub(super) async fn attributes(
    caller: ApiCaller,
    site: Data<Site>,
    connection: Path<String>,
) -> Result<Json<ShownCatalogue>> {
    let found = catalogue::of(&site.provisioning, &caller.0.tenant, &connection).await?;
    Ok(Json(ShownCatalogue::of(found)))
}

/// The attributes that the tenant's connections sent and no schema has.
pub(super) async fn dropped(
    caller: ApiCaller,
    site: Data<Site>,
) -> Result<Json<Vec<DroppedShown>>> {
    let listed = dropped::list(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(listed.into_iter().map(DroppedShown::of).collect()))
}
