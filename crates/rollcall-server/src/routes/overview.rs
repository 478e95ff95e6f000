//! `/api/v1/overview` and `/api/v1/what-we-store`: a tenant at a glance, and all that is kept of its people.

use actix_web::web::{Data, Json, ServiceConfig};
use rollcall_provisioning::overview::{self, Counts, Overview};
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
        .service(readable("/overview/counts", count))
        .service(readable("/what-we-store", stored));
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
async fn stored(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
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
    let limits = p.limits();
    let kept = |what: &str, days: Option<i64>, bytes: Option<i64>| json!({ "what": what, "days": days, "bytes": bytes });
    let secret = |what: &str, how: &str| json!({ "what": what, "how": how });
    Ok(Json(json!({
        "connections": of_connections,
        "logs": [
            kept("leavers", Some(i64::from(limits.leaver_retention_days)), None),
            kept("changes", None, None),
            kept("feeds", Some(limits.announcements_days), None),
            kept("request_log", Some(i64::from(limits.request_log_days)), Some(limits.request_log_bytes_max)),
        ],
        "secrets": [
            secret("Secret tokens", "not stored: they are signed, and only their ids are kept"),
            secret("Passwords that a provider pushes", "not stored: checked for their type and dropped"),
            secret("What sources of people are asked with (tokens, refresh tokens, keys)", "encrypted with a key of their own (AES-256-GCM)"),
            secret("Credentials of webhooks, event receivers and Gophish", "encrypted with the installation's key (AES-256-GCM)"),
            secret("Answers to requests with an Idempotency-Key", &format!(
                "encrypted with the installation's key, for {} hours; those that show a secret are not stored", limits.idempotency_hours
            )),
            secret("Bodies in the request log", "encrypted with the installation's key, shown masked"),
        ],
        "leavers_afterwards": limits.leavers_afterwards.as_str(),
    })))
}
