//! `GET /{type}`, `GET /` and the queries by POST (RFC 7644 §3.4.2, §3.4.3, RFC 9865).

use rollcall_storage::resources::{self, Bound, Listed, Part, Query, Start, Window};
use rollcall_storage::{Conn, id};
use scim_core::condition;
use scim_core::cursor::{Direction, Position};
use scim_core::list::{PageParameters, Paged, Paging};
use scim_core::schema::ResourceType;
use scim_core::sort::Sort;

use super::{Call, Page};
use crate::cursors::{Binding, Cursor};
use crate::{Error, Provisioning, Result, SECOND};

/// Which resources, in which order, and how many of them.
#[derive(Debug, Clone, Default)]
pub struct ListRequest {
    /// A filter (RFC 7644 §3.4.2.2).
    pub filter: Option<String>,
    /// An attribute path to sort by.
    pub sort_by: Option<String>,
    /// `ascending` or `descending`.
    pub sort_order: Option<String>,
    /// Which page.
    pub page: PageParameters,
}

/// Lists the resources of one type. A filter that cannot be understood is an error, never "all".
///
/// # Errors
/// 400 `invalidFilter`, `invalidValue` (order), `tooMany`; `invalidCursor`, `expiredCursor`, `invalidCount`.
pub async fn list(
    p: &Provisioning,
    call: Call,
    endpoint: &str,
    request: ListRequest,
) -> Result<Page> {
    let rt = call.endpoint(endpoint)?;
    let queries = queries(&call, &[rt], &request)?;
    run(p, call, endpoint.to_owned(), request, queries).await
}

/// Lists the resources of all types in one order: of their ids, which is that of their creation, or of
/// `sort_by`. What a type does not have has no value there (RFC 7644 §3.4.2.1).
///
/// # Errors
/// As [`list`]; `invalidFilter` and `invalidValue` where no type has the attribute.
pub async fn list_all(p: &Provisioning, call: Call, request: ListRequest) -> Result<Page> {
    let types: Vec<_> = call.caller.registry.types().iter().collect();
    let queries = queries(&call, &types, &request)?;
    run(p, call, String::new(), request, queries).await
}

/// What is asked of each type, with its endpoint.
fn queries(
    call: &Call,
    types: &[&ResourceType],
    request: &ListRequest,
) -> Result<Vec<(String, Query)>> {
    let mut conditions = match &request.filter {
        Some(text) => condition::parse_across(types, text, call.caller.rules)?
            .into_iter()
            .map(Some)
            .collect(),
        None => vec![None; types.len()],
    }
    .into_iter();
    let sort_by = request.sort_by.as_deref().unwrap_or_default();
    let mut sorts = Sort::parse_across(types, sort_by, request.sort_order.as_deref())?
        .unwrap_or_else(|| vec![None; types.len()])
        .into_iter();
    let query = |rt: &&ResourceType| Query {
        condition: conditions.next().flatten(),
        sort: sorts.next().flatten(),
        with_members: call.projection.wants(rt, "members"),
        with_groups: call.projection.wants(rt, "groups"),
        view: call.view(),
    };
    let queries: Vec<_> = types.iter().map(query).collect();
    let endpoints = types.iter().map(|rt| rt.endpoint.clone());
    Ok(endpoints.zip(queries).collect())
}

async fn run(
    p: &Provisioning,
    call: Call,
    endpoint: String,
    request: ListRequest,
    queries: Vec<(String, Query)>,
) -> Result<Page> {
    let limits = p.limits();
    let paging = request
        .page
        .paging(limits.page_size_default, limits.page_size_max)?;
    let window = window(p, &binding(&call, &endpoint, &request), &paging)?;
    let few = match queries.as_slice() {
        [(endpoint, query)] => {
            let scope = call.scope(call.endpoint(endpoint)?);
            Part { scope, query }.is_few(window.limit)
        }
        _ => false,
    };
    let verb = p.clone();
    let read = move |conn: &mut Conn| {
        let mut parts = Vec::with_capacity(queries.len());
        for (endpoint, query) in &queries {
            let scope = call.scope(call.endpoint(endpoint)?);
            parts.push(Part { scope, query });
        }
        let page = resources::list(conn, &parts, &window)?;
        let binding = binding(&call, &endpoint, &request);
        let paged = paged(&verb, binding, &paging, &page)?;
        let object = |listed: &Listed| {
            let rt = parts[listed.part].scope.resource_type;
            call.object(rt, &listed.stored, &listed.relations)
        };
        Ok::<_, Error>(Page {
            total: page.total,
            paged,
            resources: page.rows.iter().map(object).collect::<Result<_>>()?,
        })
    };
    if few {
        p.store().read_few(read).await
    } else {
        p.store().read(read).await
    }
}

/// What a cursor of this query is bound to.
fn binding<'a>(call: &'a Call, endpoint: &'a str, request: &'a ListRequest) -> Binding<'a> {
    let text = |text: &'a Option<String>| text.as_deref().unwrap_or_default().trim();
    Binding {
        tenant: &call.caller.tenant,
        token: call.caller.token,
        endpoint,
        filter: text(&request.filter),
        sort_by: text(&request.sort_by),
        sort_order: text(&request.sort_order),
    }
}

fn window(p: &Provisioning, binding: &Binding<'_>, paging: &Paging) -> Result<Window> {
    let (start, limit) = match paging {
        Paging::Index { start_index, count } => (Start::Index(start_index - 1), *count),
        Paging::Cursor {
            cursor: None,
            count,
        } => (Start::First, *count),
        Paging::Cursor {
            cursor: Some(cursor),
            count,
        } => {
            let position = p.cursors().open(cursor, *binding, *count, p.now())?;
            let id = id::parse(&position.id).ok_or_else(|| {
                Error::Internal("a cursor of ours has an id of another shape".into())
            })?;
            let bound = Bound {
                key: position.key,
                id,
            };
            (Start::Beyond(bound, position.direction), *count)
        }
    };
    Ok(Window { start, limit })
}

/// What the answer says about the pages beside it.
fn paged(
    p: &Provisioning,
    binding: Binding<'_>,
    paging: &Paging,
    page: &resources::Page,
) -> Result<Paged> {
    let count = match paging {
        Paging::Index { start_index, .. } => {
            return Ok(Paged::Index {
                start_index: *start_index,
            });
        }
        Paging::Cursor { count, .. } => *count,
    };
    let lifetime = p.limits().cursor_timeout_seconds.saturating_mul(SECOND);
    let expires = p.now().saturating_add(lifetime);
    let cursor = |there: bool, row: Option<&Listed>, direction| {
        let row = row.filter(|_| there);
        row.map(|row| {
            let position = Position {
                direction,
                key: row.key.clone(),
                id: row.stored.id.to_string(),
            };
            p.cursors()
                .seal(binding, &Cursor { position, count }, expires)
        })
        .transpose()
    };
    Ok(Paged::Cursor {
        next: cursor(page.has_next, page.rows.last(), Direction::Next)?,
        previous: cursor(page.has_previous, page.rows.first(), Direction::Previous)?,
    })
}
