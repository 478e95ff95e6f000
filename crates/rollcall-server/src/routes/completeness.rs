//! `/api/v1/mapping/completeness` and who lacks what.

use actix_web::web::{Data, Path};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use rollcall_provisioning::mappings::{Count, Search};
use serde_json::json;

use super::steps;
use crate::error::Result;
use crate::extract::ApiCaller;
use crate::site::Site;
use crate::turns::Turn;

/// `GET /api/v1/mapping/completeness`: a line of JSON for each step, `{"seen", "of"}`, and the last one has the `completeness`.
pub(super) async fn count(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let turn = request.extensions_mut().remove::<Turn>();
    let count = Count::begin(&site.provisioning, &caller.0.tenant).await?;
    Ok(steps::answer(
        (count, turn),
        async |count| {
            let step = count.next().await?;
            Ok(step.map(|(seen, of)| steps::seen(seen, of)))
        },
        |count| steps::line(&json!({ "completeness": count.counted() })),
    ))
}

/// `GET /api/v1/mapping/fields/{key}/lacking`: a line of JSON for each active person without a good value.
pub(super) async fn lacking(
    caller: ApiCaller,
    site: Data<Site>,
    key: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let turn = request.extensions_mut().remove::<Turn>();
    let search = Search::begin(&site.provisioning, &caller.0.tenant, &key).await?;
    let next = async |search: &mut Search| {
        let people = search.next().await?;
        Ok(people.map(|people| people.iter().flat_map(steps::line).collect()))
    };
    Ok(steps::file("lacking.ndjson", (search, turn), next))
}
