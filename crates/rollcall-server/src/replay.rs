//! Trying a logged request again, against what is here today, without anything of it staying.

use rollcall_provisioning::requests::{MadeChange, Recorded, masked, recorded};
use rollcall_provisioning::resources::{self, Call, Rehearsal};
use rollcall_provisioning::{Error, Provisioning, Result, auth};
use scim_core::project::Projection;
use scim_core::{body, list};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::extract::Parameters;
use crate::routes::asked;

/// How deeply arrays and objects of a body may be nested; it was taken once.
const DEPTH_MAX: usize = 127;

/// What would happen now.
#[derive(Debug, Serialize)]
pub(crate) struct Replayed {
    /// The answer's status.
    pub(crate) status: u16,
    /// SCIM's word for the kind of error.
    pub(crate) scim_type: Option<&'static str>,
    /// What the client would be told, where it is refused.
    pub(crate) detail: Option<String>,
    /// The answer's body, masked.
    pub(crate) body: Option<Value>,
    /// The changes that it would make.
    pub(crate) changes: Vec<MadeChange>,
    /// Always: nothing was written.
    pub(crate) dry: bool,
}

/// Tries the tenant's logged request of that id again.
///
/// # Errors
/// [`Error::Unknown`] for one that is not there, [`Error::Input`] for one that cannot be tried.
pub(crate) async fn replay(
    p: &Provisioning,
    tenant: &str,
    id: &str,
    base_url: &str,
) -> Result<Replayed> {
    let recorded = recorded(p, tenant, id).await?;
    let rehearsal = Rehearsal::default();
    let provider = recorded.provider.as_deref();
    let caller = auth::caller_of_connection(p, tenant, recorded.connection, provider).await?;
    let call = Call {
        caller,
        request_id: Uuid::now_v7().to_string(),
        base_url: base_url.to_owned(),
        projection: Projection::Default,
        if_match: None,
        if_none_match: None,
        rehearsal: Some(rehearsal.clone()),
    };
    let is_group = recorded.path.contains("/Groups");
    let (status, scim_type, detail, body) = match run(p, call, &recorded).await {
        Ok((status, body)) => (status, None, None, body),
        // What is wrong with the log entry itself, rather than with the request.
        Err(error @ (Error::Input(_) | Error::Unknown(_) | Error::Internal(_))) => {
            return Err(error);
        }
        Err(error) => {
            let told = error.told();
            let message = scim_core::error::message(told.status, told.scim_type, &told.detail);
            (
                told.status,
                told.scim_type,
                Some(told.detail),
                Some(message),
            )
        }
    };
    Ok(Replayed {
        status,
        scim_type,
        detail,
        body: body.map(|body| masked(&body, is_group)),
        changes: rehearsal
            .changes()
            .into_iter()
            .map(MadeChange::of)
            .collect(),
        dry: true,
    })
}

fn not_tried(recorded: &Recorded) -> Error {
    Error::Input(format!(
        "{} {} is not tried again: only lists, reads and changes of people, groups and other resources, and bulk requests are.",
        recorded.method, recorded.path
    ))
}

type Answered = (u16, Option<Value>);

async fn run(p: &Provisioning, mut call: Call, recorded: &Recorded) -> Result<Answered> {
    let (path, query) = recorded
        .path
        .split_once('?')
        .unwrap_or((&recorded.path, ""));
    let parameters =
        Parameters::parse(query).map_err(|failure| Error::Input(failure.to_string()))?;
    let (attributes, excluded) = (
        parameters.list("attributes"),
        parameters.list("excludedAttributes"),
    );
    call.projection = Projection::parse(attributes.as_deref(), excluded.as_deref())?;
    let below = crate::extract::below_base(path).trim_start_matches('/');
    let segments: Vec<String> = below.split('/').map(decoded).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let sent = || body::parse(&recorded.body, DEPTH_MAX);
    let answer = match (recorded.method.as_str(), segments.as_slice()) {
        ("POST", ["Bulk"]) => {
            let results = resources::bulk(p, call, &sent()?).await?;
            return Ok((200, Some(json!({ "Operations": results }))));
        }
        (
            _,
            [
                "ServiceProviderConfig"
                | "ResourceTypes"
                | "Schemas"
                | "Me"
                | "Bulk"
                | ".search"
                | ".async",
                ..,
            ]
            | [_, ".search"],
        ) => return Err(not_tried(recorded)),
        ("GET", [endpoint]) if !endpoint.is_empty() => {
            let request =
                asked(&parameters).map_err(|failure| Error::Input(failure.to_string()))?;
            let page = resources::list(p, call, endpoint, request).await?;
            let message = list::response(page.total, &page.paged, &page.resources);
            return Ok((200, serde_json::from_str(&message).ok()));
        }
        ("GET", [endpoint, id]) => resources::read(p, call, endpoint, id).await?,
        ("POST", [endpoint]) => resources::create(p, call, endpoint, sent()?).await?,
        ("PUT", [endpoint, id]) => resources::replace(p, call, endpoint, id, sent()?).await?,
        ("PATCH", [endpoint, id]) => resources::patch(p, call, endpoint, id, sent()?).await?,
        ("DELETE", [endpoint, id]) => {
            resources::delete(p, call, endpoint, id).await?;
            return Ok((204, None));
        }
        _ => return Err(not_tried(recorded)),
    };
    let object = answer.object.map(rollcall_json);
    Ok((
        answer.outcome.status(),
        object.and_then(|text| serde_json::from_str(&text).ok()),
    ))
}

fn rollcall_json(json: scim_core::render::Json) -> String {
    json.into_string()
}

fn decoded(segment: &str) -> String {
    percent_encoding::percent_decode_str(segment)
        .decode_utf8_lossy()
        .into_owned()
}
