//! `/api/v1/overview` and `/api/v1/what-we-store`: a tenant at a glance, and all that is kept of its people.

use actix_web::web::{Data, Json, ServiceConfig};
use rollcall_provisioning::overview::{self, Overview};
use rollcall_provisioning::{catalogue, connections};
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
        .service(readable("/what-we-store", stored));
}

/// `GET /api/v1/overview`
async fn find(caller: ApiCaller, site: Data<Site>) -> Result<Json<Overview>> {
    Ok(Json(
        overview::overview(&site.provisioning, &caller.0.tenant).await?,
    ))
}

/// `GET /api/v1/what-we-store`: made of what each connection sent and of the settings, so that it says what is.
async fn stored(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let mut of_connections = Vec::new();
    for connection in connections::list(p, tenant).await? {
        let found = catalogue::of(p, tenant, &connection.id.to_string()).await?;
        let shown = Shown::of(found);
        let attributes = shown.attributes.into_iter().map(|it| {
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
    let limits = p.limits();
    let kept = |what: &str, days: Option<i64>| json!({ "what": what, "days": days });
    Ok(Json(json!({
        "connections": of_connections,
        "kept": [
            kept("people", None),
            kept("leavers", Some(i64::from(limits.leaver_retention_days))),
            kept("changes", None),
            kept("announcements", Some(limits.announcements_days)),
        ],
        "leavers_afterwards": limits.leavers_afterwards.as_str(),
    })))
}
