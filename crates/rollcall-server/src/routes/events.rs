//! `/events`: a receiver asks for its security events (RFC 8936); and the keys that verify them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{Data, Json, Path};
use rollcall_provisioning::events::{self, Outstanding};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, ScimJson};
use crate::site::Site;

/// Names in one request's `ack` or `setErrs`.
const ACKNOWLEDGEMENTS_MAX: usize = 10_000;

/// RFC 8936 §2.2. Names of later specifications are none of our business.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct PollRequest {
    max_events: Option<u64>,
    return_immediately: bool,
    ack: Vec<String>,
    set_errs: BTreeMap<String, Map<String, Value>>,
}

/// `POST /events/{stream}/poll`: takes acknowledgements, then answers what is outstanding. Where there is
/// nothing it waits, unless it is told to return immediately.
pub(super) async fn poll(
    caller: ApiCaller,
    site: Data<Site>,
    stream: Path<String>,
    body: ScimJson,
) -> Result<Json<Value>> {
    let request = read(body.0)?;
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    if !request.ack.is_empty() || !request.set_errs.is_empty() {
        let errors = request
            .set_errs
            .into_iter()
            .map(|(jti, why)| (jti, explanation(&why)));
        events::acknowledge(p, tenant, &stream, request.ack, errors.collect()).await?;
    }
    let limits = p.limits();
    let wanted = request
        .max_events
        .map_or(usize::MAX, |max| usize::try_from(max).unwrap_or(usize::MAX));
    let events_max = wanted.min(limits.poll_events_max);
    let deadline = Instant::now() + Duration::from_secs(limits.poll_seconds_max);
    let outstanding = loop {
        let outstanding = events::outstanding(p, tenant, &stream, events_max).await?;
        // Whoever asks for none wants only its acknowledgements to be taken (RFC 8936 §2.4).
        let has_answer = !outstanding.sets.is_empty() || outstanding.paused;
        let answer = has_answer || request.return_immediately || events_max == 0;
        if answer || Instant::now() >= deadline || site.is_ending() {
            break outstanding;
        }
        tokio::time::sleep(Duration::from_millis(limits.events_check_milliseconds)).await;
    };
    if outstanding.paused && events_max > 0 {
        let taken = "This event stream is paused, so nothing is handed out; what was acknowledged is taken. An administrator lets it go on \
                     (`rollcall stream resume`).";
        return Err(Failure::new(StatusCode::CONFLICT, taken));
    }
    site.metrics.events(
        "polled",
        u64::try_from(outstanding.sets.len()).unwrap_or(u64::MAX),
    );
    Ok(Json(answer(outstanding)))
}

fn read(body: Value) -> Result<PollRequest> {
    let bad = |detail: String| Failure::new(StatusCode::BAD_REQUEST, detail);
    // A struct would be read from an array too.
    let object = serde_json::from_value::<Map<String, Value>>(body);
    let request = object.and_then(|object| serde_json::from_value::<PollRequest>(object.into()));
    let request = request.map_err(|error| {
        bad(format!(
            "The body is no poll request (RFC 8936 section 2.2): {error}. It takes maxEvents, returnImmediately, ack, setErrs."
        ))
    })?;
    if request.ack.len().max(request.set_errs.len()) > ACKNOWLEDGEMENTS_MAX {
        return Err(bad(format!(
            "At most {ACKNOWLEDGEMENTS_MAX} events are acknowledged at a time; send several polls."
        )));
    }
    Ok(request)
}

/// `{"err": "…", "description": "…"}` as a line (RFC 8936 §2.6).
fn explanation(error: &Map<String, Value>) -> String {
    let text = |name: &str| error.get(name).and_then(Value::as_str);
    let words = [text("err"), text("description")].into_iter().flatten();
    words.collect::<Vec<_>>().join(": ")
}

fn answer(outstanding: Outstanding) -> Value {
    let sets: Map<String, Value> = outstanding
        .sets
        .into_iter()
        .map(|set| (set.jti, set.token.into()))
        .collect();
    json!({ "sets": sets, "moreAvailable": outstanding.more_available })
}

/// `/.well-known/jwks.json`: the public keys (RFC 7517), for everybody.
pub(super) async fn jwks(site: Data<Site>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/jwk-set+json"))
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(site.provisioning.event_keys().to_string())
}
