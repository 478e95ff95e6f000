//! `/api/v1/adoptions`: imported people who may be people of a provider.

use actix_web::web::{Data, Path};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use rollcall_provisioning::adoptions::{self, Search};
use serde::Deserialize;

use super::input;
use super::leavers::request_id;
use super::mapping::author;
use super::steps;
use crate::error::Result;
use crate::extract::{ApiCaller, ScimJson};
use crate::site::Site;
use crate::turns::Turn;

/// `GET /api/v1/adoptions`: a line of JSON for each pair, with why the two may be one, and what was said of it.
pub(super) async fn list(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let turn = request.extensions_mut().remove::<Turn>();
    let search = Search::begin(&site.provisioning, &caller.0.tenant).await?;
    let next = async |search: &mut Search| {
        let pairs = search.next().await?;
        Ok(pairs.map(|pairs| pairs.iter().flat_map(steps::line).collect()))
    };
    Ok(steps::file("adoptions.ndjson", (search, turn), next))
}

/// What is said of a pair.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Link,
    KeepApart,
    Ask,
}

/// The body of a decision.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    decision: Word,
}

/// `PUT /api/v1/adoptions/{imported}/{person}`
pub(super) async fn decide(
    caller: ApiCaller,
    site: Data<Site>,
    pair: Path<(String, String)>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let Body { decision } = input::body(body, "decision: link, keep_apart or ask")?;
    let (imported, person) = pair.into_inner();
    let (p, tenant, by) = (&caller.on(&site), &caller.0.tenant, author(&caller));
    match decision {
        Word::Link => {
            let id = request_id(&request);
            let linked = adoptions::link(p, tenant, &imported, &person, &by, &id).await?;
            return Ok(HttpResponse::Ok().json(linked));
        }
        Word::KeepApart => adoptions::keep_apart(p, tenant, &imported, &person, &by).await?,
        Word::Ask => adoptions::ask(p, tenant, &imported, &person).await?,
    }
    Ok(HttpResponse::NoContent().finish())
}
