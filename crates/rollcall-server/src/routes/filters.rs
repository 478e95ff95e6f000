//! `/api/v1/filters` and `/api/v1/target-users/…`: filters in both forms, whom they find, and who is a target user.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use rollcall_mapping::Choices;
use rollcall_provisioning::filters::{self, Matches, Understood};
use rollcall_provisioning::targets::Targeting;
use serde::Deserialize;
use serde_json::{Value, json};

use super::signatures::{Which, query};
use super::steps;
use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, ScimJson};
use crate::site::Site;
use crate::turns::Turn;

/// A filter in one of its two forms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    filter: Option<String>,
    choices: Option<Choices>,
}

/// `POST /api/v1/filters`: the filter in both forms.
pub(super) async fn understand(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<Json<Understood>> {
    let which: Which = query(&request, "draft")?;
    Ok(Json(understood(&caller, &site, &which, body.0).await?))
}

async fn understood(
    caller: &ApiCaller,
    site: &Site,
    which: &Which,
    body: Value,
) -> Result<Understood> {
    let refused = |detail: String| Failure::new(StatusCode::BAD_REQUEST, detail);
    let Value::Object(object) = body else {
        return Err(refused("The body must be an object.".to_owned()));
    };
    let given: Given = serde_json::from_value(object.into()).map_err(|error| {
        refused(format!(
            "The body cannot be used: {error}. It has filter or choices."
        ))
    })?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let understood = match given {
        Given {
            filter: Some(filter),
            choices: None,
        } => filters::understand(p, tenant, which.definition(), filter).await?,
        Given {
            filter: None,
            choices: Some(choices),
        } => filters::written(p, tenant, which.definition(), choices).await?,
        _ => {
            let why = "The body has either filter (text) or choices (lists of tests).";
            return Err(refused(why.to_owned()));
        }
    };
    Ok(understood)
}

/// `POST /api/v1/filters/matches`: a line of JSON for each step, `{"seen", "of"}`, and the last one has how many it finds, and three.
pub(super) async fn matches(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
    body: ScimJson,
) -> Result<HttpResponse> {
    let which: Which = query(&request, "draft")?;
    let Understood { filter, .. } = understood(&caller, &site, &which, body.0).await?;
    let turn = request.extensions_mut().remove::<Turn>();
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let matches = Matches::begin(p, tenant, which.definition(), &filter).await?;
    Ok(steps::answer(
        (matches, turn),
        async |matches| {
            let step = matches.next().await?;
            Ok(step.map(|(seen, of)| steps::seen(seen, of)))
        },
        |matches| steps::line(&json!({ "found": matches.found() })),
    ))
}

/// `GET /api/v1/target-users/summary`: a line of JSON for each step, `{"seen", "of"}`, and the last one has the numbers.
pub(super) async fn target_summary(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let which: Which = query(&request, "draft")?;
    let turn = request.extensions_mut().remove::<Turn>();
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let targeting = Targeting::begin(p, tenant, which.definition()).await?;
    let known = targeting.known();
    Ok(steps::answer(
        ((targeting, known), turn),
        async |(targeting, known)| {
            if known.is_some() {
                return Ok(None);
            }
            let step = targeting.next().await?;
            let (seen, of) = targeting.progress();
            Ok(step.map(|_| steps::seen(seen, of)))
        },
        |(targeting, known)| {
            let summary = known.as_ref().unwrap_or(targeting.summary());
            steps::line(&json!({ "summary": summary }))
        },
    ))
}

/// `GET /api/v1/target-users/left-out`: a line of JSON for each active person who is no target user, or is held back.
pub(super) async fn left_out(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let which: Which = query(&request, "draft")?;
    let turn = request.extensions_mut().remove::<Turn>();
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let targeting = Targeting::begin(p, tenant, which.definition()).await?;
    let next = async |targeting: &mut Targeting| {
        let people = targeting.next().await?;
        Ok(people.map(|people| people.iter().flat_map(steps::line).collect()))
    };
    Ok(steps::file("left-out.ndjson", (targeting, turn), next))
}
