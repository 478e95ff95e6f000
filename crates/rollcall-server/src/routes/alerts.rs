//! `/api/v1/alerts`: what goes wrong, and who is told.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, ServiceConfig, get, post, put, resource};
use rollcall_provisioning::alerts::{self, KINDS, NewSettings, Page, Settings, Thresholds};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{input, readable};
use crate::alerting;
use crate::error::Result;
use crate::extract::{ApiCaller, ScimJson};
use crate::site::Site;

/// The routes of alerts.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(readable("/alerts", list))
        .service(readable("/alerts/kinds", kinds))
        .service(
            resource("/alerts/settings")
                .route(get().to(settings))
                .route(put().to(set)),
        )
        .service(resource("/alerts/test").route(post().to(test)));
}

const ALERTS_DEFAULT: i64 = 100;
const TAKES: &str = "emails, webhook_url, muted, and may have language and thresholds";

/// The query of the list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListQuery {
    after: Option<String>,
    limit: Option<i64>,
}

/// `GET /api/v1/alerts`: those that are open first.
async fn list(caller: ApiCaller, site: Data<Site>, request: HttpRequest) -> Result<Json<Page>> {
    let query: ListQuery = input::query(&request, "after, limit")?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let limit = query.limit.unwrap_or(ALERTS_DEFAULT);
    let page = alerts::list(p, tenant, query.after.as_deref(), limit).await?;
    Ok(Json(page))
}

/// `GET /api/v1/alerts/kinds`: what can go wrong.
async fn kinds(_caller: ApiCaller) -> Json<Value> {
    Json(json!({ "kinds": KINDS }))
}

fn shown(site: &Site, settings: &Settings) -> Value {
    let mut shown = json!(settings);
    shown["can_mail"] = site.provisioning.can_mail().into();
    shown
}

/// `GET /api/v1/alerts/settings`
async fn settings(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let found = alerts::settings(&site.provisioning, &caller.0.tenant).await?;
    Ok(Json(shown(&site, &found)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    emails: Vec<String>,
    language: Option<String>,
    webhook_url: Option<String>,
    #[serde(default)]
    muted: Vec<String>,
    thresholds: Option<Thresholds>,
}

/// `PUT /api/v1/alerts/settings`: a new webhook's answer has its secret, once.
async fn set(caller: ApiCaller, site: Data<Site>, body: ScimJson) -> Result<Json<Value>> {
    let body: Body = input::body(body, TAKES)?;
    // A form has empty lines and fields where nothing is meant.
    let said = |all: Vec<String>| {
        let said = all.into_iter().map(|text| text.trim().to_owned());
        said.filter(|text| !text.is_empty()).collect()
    };
    let new = NewSettings {
        emails: said(body.emails),
        language: body.language,
        webhook_url: body.webhook_url.filter(|url| !url.trim().is_empty()),
        muted: said(body.muted),
        thresholds: body.thresholds,
    };
    let changed = alerts::set(&caller.on(&site), &caller.0.tenant, new).await?;
    let mut shown = shown(&site, &changed.settings);
    if let Some(secret) = changed.secret {
        shown["webhook_secret"] = secret.into();
    }
    Ok(Json(shown))
}

/// `POST /api/v1/alerts/test`: by every way that is set; the answer says what came of each.
async fn test(caller: ApiCaller, site: Data<Site>) -> Result<Json<Value>> {
    let ways = alerting::ways(&site.provisioning);
    let told = alerts::test(&caller.on(&site), &caller.0.tenant, &ways).await?;
    let said = |way: Option<std::result::Result<(), String>>| {
        way.map(|outcome| json!({ "sent": outcome.is_ok(), "error": outcome.err() }))
    };
    Ok(Json(json!({
        "email": said(told.email),
        "webhook": said(told.webhook),
    })))
}
