//! `/api/v1/connections`: how each identity provider's feed speaks, and who was recognised on it.

use actix_web::web::{Data, Json};
use rollcall_provisioning::connections;

use crate::connection::Shown;
use crate::error::Result;
use crate::extract::ApiCaller;
use crate::site::Site;

/// The tenant's connections, by name.
pub(super) async fn list(caller: ApiCaller, site: Data<Site>) -> Result<Json<Vec<Shown>>> {
    let listed = connections::list(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(listed.into_iter().map(Shown::of).collect()))
}
