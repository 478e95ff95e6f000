//! `GET /{type}` (RFC 7644 §3.4.2).

use rollcall_storage::resources::{self, Query};
use scim_core::condition;
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
pub async fn list(p: &Provisioning, call: Call, endpoint: &str, request: ListRequest) -> Result<Page> {
    let rt = p.endpoint(endpoint)?;
    let tolerances = call.caller.profile.tolerances();
    let condition = request.filter.as_deref().map(|text| condition::parse(rt, text, tolerances)).transpose()?;
    let sort = match &request.sort_by {
        Some(path) => Sort::parse(rt, path, request.sort_order.as_deref())?,
        None => None,
    };
    let limits = p.limits();
    let start_index = request.start_index.unwrap_or(1).max(1);
    let query = Query {
        condition,
        sort,
        offset: start_index - 1,
        limit: request.count.unwrap_or(limits.page_size_default).clamp(0, limits.page_size_max),
        with_members: call.projection.wants(rt, "members"),
        with_groups: call.projection.wants(rt, "groups"),
    };
    let (p, endpoint) = (p.clone(), endpoint.to_owned());
    p.store()
        .clone()
        .read(move |conn| {
            let rt = p.endpoint(&endpoint)?;
            let page = resources::list(conn, &call.scope(rt), &query)?;
            let resources = page.rows.into_iter().map(|(stored, relations)| call.object(rt, stored, &relations)).collect();
            Ok::<_, Error>(Page { total: page.total, start_index, resources })
        })
        .await
}
