//! `/api/v1/people` and `/api/v1/groups`: who is here, as an admin looks for them.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path, ServiceConfig};
use rollcall_provisioning::people::{self, History, People, Profile, Search, State};
use rollcall_provisioning::{groups, resources, targets};
use serde::Deserialize;
use serde_json::Value;

use super::{input, readable};
use crate::error::{Failure, Result};
use crate::extract::{ApiCaller, ScimCall};
use crate::site::Site;

/// How many come on a page, unless the query says otherwise.
const PAGE_DEFAULT: i64 = 50;

/// The routes of people and groups.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(readable("/people", list))
        .service(readable("/people/{id}", find))
        .service(readable("/people/{id}/resource", resource))
        .service(readable("/people/{id}/history", history))
        .service(readable("/people/{id}/target-user", target_user))
        .service(readable("/groups", list_groups))
        .service(readable("/groups/{id}", find_group))
        .service(readable("/groups/{id}/members", members))
        .service(readable("/groups/{id}/history", history));
}

/// The query of the list of people.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleQuery {
    search: Option<String>,
    state: Option<String>,
    group: Option<String>,
    domain: Option<String>,
    filter: Option<String>,
    lacking: Option<String>,
    after: Option<String>,
    limit: Option<i64>,
}

/// `GET /api/v1/people`: a page of those who are looked for.
async fn list(caller: ApiCaller, site: Data<Site>, request: HttpRequest) -> Result<Json<People>> {
    let takes = "search, state, group, domain, filter, lacking, after, limit";
    let query: PeopleQuery = input::query(&request, takes)?;
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let wanted = Search {
        text: said(query.search),
        state: said(query.state).map_or(Ok(None), |word| state(&word))?,
        group: said(query.group),
        domain: said(query.domain),
        filter: said(query.filter),
        lacking: said(query.lacking),
        after: said(query.after),
        limit: query.limit.unwrap_or(PAGE_DEFAULT),
    };
    Ok(Json(
        people::search(&site.provisioning, caller.0, wanted).await?,
    ))
}

fn state(word: &str) -> Result<Option<State>> {
    match State::parse(word) {
        Some(state) => Ok(Some(state)),
        None if word == "any" => Ok(None),
        None => Err(input::refused(format!(
            "state is active, inactive, held or any, not {word:?}."
        ))),
    }
}

/// `GET /api/v1/people/{id}`
async fn find(caller: ApiCaller, site: Data<Site>, id: Path<String>) -> Result<Json<Profile>> {
    let found = people::profile(&site.provisioning, &caller.0.tenant, &id).await?;
    Ok(Json(found))
}

/// `GET /api/v1/people/{id}/resource`: what SCIM answers of them, whole.
async fn resource(call: ScimCall, site: Data<Site>, id: Path<String>) -> Result<Json<Value>> {
    let answer = resources::read(&site.provisioning, call.call, "Users", &id).await?;
    let text = answer.object.map(scim_core::render::Json::into_string);
    let text = text.ok_or_else(|| Failure::internal("a person was read without being shown"))?;
    let whole = serde_json::from_str(&text);
    whole
        .map(Json)
        .map_err(|error| Failure::internal(error.to_string()))
}

/// The query of a list that is read page by page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    after: Option<String>,
    limit: Option<i64>,
}

/// `GET /api/v1/people/{id}/history` and `…/groups/{id}/history`: what happened to the record, the latest first.
async fn history(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    request: HttpRequest,
) -> Result<Json<History>> {
    let query: PageQuery = input::query(&request, "after, limit")?;
    let limit = query.limit.unwrap_or(PAGE_DEFAULT);
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    Ok(Json(
        people::history(p, tenant, &id, query.after.as_deref(), limit).await?,
    ))
}

/// `GET /api/v1/people/{id}/target-user`: what exports have of them, or why they have nothing.
async fn target_user(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<Json<targets::OfPerson>> {
    let found = targets::of_person(&site.provisioning, &caller.0.tenant, &id).await?;
    Ok(Json(found))
}

/// The query of the list of groups.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupsQuery {
    search: Option<String>,
    after: Option<String>,
    limit: Option<i64>,
}

/// `GET /api/v1/groups`: a page of those that are looked for, by name.
async fn list_groups(
    caller: ApiCaller,
    site: Data<Site>,
    request: HttpRequest,
) -> Result<Json<groups::Groups>> {
    let query: GroupsQuery = input::query(&request, "search, after, limit")?;
    let wanted = groups::Search {
        text: query.search,
        after: query.after.filter(|after| !after.is_empty()),
        limit: query.limit.unwrap_or(PAGE_DEFAULT),
    };
    Ok(Json(
        groups::search(&site.provisioning, caller.0, wanted).await?,
    ))
}

/// `GET /api/v1/groups/{id}`
async fn find_group(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
) -> Result<Json<groups::Group>> {
    let found = groups::find(&site.provisioning, &caller.0.tenant, &id).await?;
    Ok(Json(found))
}

/// `GET /api/v1/groups/{id}/members`
async fn members(
    caller: ApiCaller,
    site: Data<Site>,
    id: Path<String>,
    request: HttpRequest,
) -> Result<Json<groups::Members>> {
    let query: PageQuery = input::query(&request, "after, limit")?;
    let limit = query.limit.unwrap_or(PAGE_DEFAULT);
    let (p, tenant) = (&site.provisioning, &caller.0.tenant);
    Ok(Json(
        groups::members(p, tenant, &id, query.after.as_deref(), limit).await?,
    ))
}
