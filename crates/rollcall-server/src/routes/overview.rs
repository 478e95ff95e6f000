//! `/api/v1/overview` and `/api/v1/what-we-store`: a tenant at a glance, and all that is kept of its people.

use actix_web::web::{Data, Json, ServiceConfig};
use rollcall_provisioning::overview::{self, Counts, Overview};
use rollcall_provisioning::{catalogue, connections, stored};
use serde_json::{Value, json};

use super::readable;
use crate::catalogue::Shown;
use crate::error::Result;
use crate::extract::ApiCaller;
use crate::site::Site;

/// The routes of what tells of all of a tenant.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(readable("/overview", find))
        .service(readable("/overview/counts", count))
        .service(readable("/what-we-store", what_we_store));
}

/// `GET /api/v1/overview`
async fn find(caller: ApiCaller, site: Data<Site>) -> Result<Json<Overview>> {
    Ok(Json(
        overview::overview(&site.provisioning, &caller.0.tenant).await?,
    ))
}

/// `GET /api/v1/overview/counts`
async fn count(caller: ApiCaller, site: Data<Site>) -> Result<Json<Counts>> {
    Ok(Json(
        overview::counts(&site.provisioning, &caller.0.tenant).await?,
    ))
}

/// `GET /api/v1/what-we-store`: made of what each connection sent and of the settings, so that it says what is.
async fn what_we_store(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let mut of_connections = Vec::new();
    for connection in connections::list(p, tenant).await? {
        let found = catalogue::of(p, tenant, &connection.id.to_string()).await?;
        let shown = Shown::of(found);
        // What nobody has a value of is not stored, whatever a source's schema has.
        let came = shown.attributes.into_iter().filter(|it| it.count > 0);
        let attributes = came.map(|it| {
            json!({
                "resource_type": it.resource_type, "path": it.path, "fate": it.fate,
                "fields": it.fields, "rules": it.rules,
            })
        });
        of_connections.push(json!({
            "id": connection.id.to_string(), "name": connection.name,
            "attributes": attributes.collect::<Vec<_>>(),
        }));
    }
    let mut told = json!(stored::of(p, tenant).await?);
    told["connections"] = of_connections.into();
    Ok(Json(told))
}
