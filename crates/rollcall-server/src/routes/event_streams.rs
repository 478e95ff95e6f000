//! `/api/v1/event-streams`: who is told of changes.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Json, Path};
use rollcall_provisioning::events::{self, Delivery, Detail, EndpointUrl, NewStream};
use serde::Deserialize;

use super::input::read;
use crate::error::{Failure, Result};
use crate::event_stream::Shown;
use crate::extract::{ApiCaller, ScimJson};
use crate::site::Site;

/// The body of a creation. An unknown name is an error: a misspelt one must not be a silent default.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    name: String,
    delivery: DeliveryWord,
    #[serde(default)]
    detail: DetailWord,
    audience: Option<String>,
    endpoint: Option<String>,
    authorization: Option<String>,
    #[serde(default)]
    from_beginning: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum DeliveryWord {
    Poll,
    Push,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum DetailWord {
    #[default]
    Notice,
    Full,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ResumeBody {
    skip: bool,
}

/// All of the tenant's streams.
pub(super) async fn list(caller: ApiCaller, site: Data<Site>) -> Result<Json<Vec<Shown>>> {
    let p = &site.provisioning;
    let streams = events::list(p, &caller.0.tenant).await?.into_iter();
    let shown = streams.map(|stream| Shown::listed(p.issuer_name(), stream));
    Ok(Json(shown.collect()))
}

/// Makes a stream.
pub(super) async fn create(
    caller: ApiCaller,
    site: Data<Site>,
    body: ScimJson,
) -> Result<HttpResponse> {
    let body: Body = read(body.0)?;
    let delivery = match (body.delivery, body.endpoint, body.authorization) {
        (DeliveryWord::Poll, None, None) => Delivery::Poll,
        (DeliveryWord::Push, Some(endpoint), authorization) => Delivery::Push {
            endpoint: EndpointUrl::parse(&endpoint)?,
            authorization,
        },
        (DeliveryWord::Push, None, _) => {
            return Err(bad("A push needs an \"endpoint\".".to_owned()));
        }
        (DeliveryWord::Poll, ..) => {
            return Err(bad(
                "A poll has neither \"endpoint\" nor \"authorization\": its receiver comes with a token of scope events.".to_owned(),
            ));
        }
    };
    let new = NewStream {
        tenant: caller.0.tenant.to_string(),
        name: body.name,
        delivery,
        detail: match body.detail {
            DetailWord::Notice => Detail::Notice,
            DetailWord::Full => Detail::Full,
        },
        audience: body.audience,
        from_beginning: body.from_beginning,
    };
    let p = &caller.on(&site);
    let stream = events::create(p, new).await?;
    let location = format!("/api/v1/event-streams/{}", stream.id);
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, location))
        .json(Shown::of(p.issuer_name(), stream, None)))
}

/// One stream.
pub(super) async fn find(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<Json<Shown>> {
    shown(&caller, &site, &id).await
}

/// Lets a stream rest.
pub(super) async fn pause(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<Json<Shown>> {
    events::pause(&caller.on(&site), &caller.0.tenant, &id).await?;
    shown(&caller, &site, &id).await
}

/// Lets a stream go on; `{"skip": true}` gives up the event at which it stopped.
pub(super) async fn resume(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    body: Option<ScimJson>,
) -> Result<Json<Shown>> {
    let body: ResumeBody = match body {
        Some(body) => read(body.0)?,
        None => ResumeBody::default(),
    };
    events::resume(&caller.on(&site), &caller.0.tenant, &id, body.skip).await?;
    shown(&caller, &site, &id).await
}

/// Deletes a stream.
pub(super) async fn delete(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<HttpResponse> {
    events::delete(&caller.on(&site), &caller.0.tenant, &id).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn shown(caller: &ApiCaller, site: &Site, id: &str) -> Result<Json<Shown>> {
    let p = &site.provisioning;
    let listed = events::find(p, &caller.0.tenant, id).await?;
    Ok(Json(Shown::listed(p.issuer_name(), listed)))
}

fn bad(detail: String) -> Failure {
    Failure::new(StatusCode::BAD_REQUEST, detail)
}
