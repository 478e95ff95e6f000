//! `/api/v1/target-users/problems`: what a tool will make of the rows, before the download.

use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use rollcall_mapping::export::{FORMATS, find};
use rollcall_provisioning::exports::Check;
use serde_json::json;

use super::api::{ExportQuery, bad_request};
use super::steps;
use crate::error::Result;
use crate::extract::ApiCaller;
use crate::site::Site;
use crate::turns::Turn;

/// A line of JSON for each person whose row has problems, and the last one has them `checked` in numbers.
pub(super) async fn check(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let query = ExportQuery::of(&request)?;
    let Some(named) = query.format.as_deref() else {
        let known: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        let known = known.join(", ");
        return Err(bad_request(format!(
            "The query needs a format: one of {known}."
        )));
    };
    let format = find(FORMATS, named).map_err(|unknown| bad_request(unknown.to_string()))?;
    let turn = request.extensions_mut().remove::<Turn>();
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    let mut check = Check::begin(p, tenant, &query.selection()?, format).await?;
    // What is wrong with a selection also shows while its first people are read: before the status is sent.
    check.next().await?;
    Ok(steps::answer(
        (check, turn),
        async |check| {
            let step = check.next().await?;
            Ok(step.map(|step| step.people.iter().flat_map(steps::line).collect()))
        },
        |check| steps::line(&json!({ "checked": check.checked() })),
    ))
}
