//! `GET /{type}` and the queries by POST (RFC 7644 §3.4.2, §3.4.3).

use rollcall_storage::Conn;
use rollcall_storage::resources::{self, Query};
use scim_core::condition;
use scim_core::schema::ResourceType;
use scim_core::sort::Sort;

use super::{Call, Page};
use crate::{Error, Provisioning, Result};

/// Which resources, in which order, and how many of them.
#[derive(Debug, Clone, Default)]
pub struct ListRequest {
    /// A filter (RFC 7644 §3.4.2.2).
    pub filter: Option<String>,
    /// An attribute path to sort by.
    pub sort_by: Option<String>,
    /// `ascending` or `descending`.
    pub sort_order: Option<String>,
    /// The 1-based index of the first result; less than 1 means 1.
    pub start_index: Option<i64>,
    /// How many at most; negative means none.
    pub count: Option<i64>,
}

/// Lists the resources of one type. A filter that cannot be understood is an error, never "all".
///
/// # Errors
/// 400 `invalidFilter`, `invalidValue` (order) and `tooMany`.
pub async fn list(
    p: &Provisioning,
    call: Call,
    endpoint: &str,
    request: ListRequest,
) -> Result<Page> {
    let rt = call.endpoint(endpoint)?;
    let queries = vec![(rt.endpoint.clone(), query(p, &call, rt, &request)?)];
    run(p, call, &request, queries).await
}

/// Lists the resources of all types, one type after the other; an order applies within each type. A type
/// that has none of the filter's attributes contributes nothing (RFC 7644 §3.4.2.1).
///
/// # Errors
/// As [`list`]; `invalidFilter` where no type has the attributes.
pub async fn list_all(p: &Provisioning, call: Call, request: ListRequest) -> Result<Page> {
    let (mut queries, mut refusal) = (Vec::new(), None);
    for rt in call.caller.registry.types() {
        match query(p, &call, rt, &request) {
            Ok(query) => queries.push((rt.endpoint.clone(), query)),
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    match refusal {
        Some(error) if queries.is_empty() => Err(error),
        _ => run(p, call, &request, queries).await,
    }
}

fn query(p: &Provisioning, call: &Call, rt: &ResourceType, request: &ListRequest) -> Result<Query> {
    let rules = call.caller.rules;
    let condition = request
        .filter
        .as_deref()
        .map(|text| condition::parse(rt, text, rules))
        .transpose()?;
    let sort = match &request.sort_by {
        Some(path) => Sort::parse(rt, path, request.sort_order.as_deref())?,
        None => None,
    };
    let limits = p.limits();
    Ok(Query {
        condition,
        sort,
        offset: start_index(request) - 1,
        limit: request
            .count
            .unwrap_or(limits.page_size_default)
            .clamp(0, limits.page_size_max),
        with_members: call.projection.wants(rt, "members"),
        with_groups: call.projection.wants(rt, "groups"),
    })
}

fn start_index(request: &ListRequest) -> i64 {
    request.start_index.unwrap_or(1).max(1)
}

async fn run(
    p: &Provisioning,
    call: Call,
    request: &ListRequest,
    queries: Vec<(String, Query)>,
) -> Result<Page> {
    let start_index = start_index(request);
    p.store()
        .read(move |conn| {
            let mut page = Page {
                total: 0,
                start_index,
                resources: Vec::new(),
            };
            for (endpoint, query) in &queries {
                append(conn, &call, call.endpoint(endpoint)?, query, &mut page)?;
            }
            Ok::<_, Error>(page)
        })
        .await
}

/// Adds one type's part of a page that may reach over several types.
fn append(
    conn: &mut Conn,
    call: &Call,
    rt: &ResourceType,
    query: &Query,
    page: &mut Page,
) -> Result<()> {
    let query = Query {
        offset: (query.offset - page.total).max(0),
        limit: query.limit - i64::try_from(page.resources.len()).unwrap_or(query.limit),
        ..query.clone()
    };
    let part = resources::list(conn, &call.scope(rt), &query)?;
    page.total += part.total;
    page.resources.extend(
        part.rows
            .into_iter()
            .map(|(stored, relations)| call.object(rt, stored, &relations)),
    );
    Ok(())
}
