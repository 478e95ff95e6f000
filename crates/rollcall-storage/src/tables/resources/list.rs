//! Lists: SQL finds, orders and counts as far as it can; the evaluator does the rest, under a limit.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::Bool;
use scim_core::condition::Condition;
use scim_core::render::{self, Relations, Resource};
use scim_core::sort::{Sort, SortKey};
use uuid::Uuid;

use super::{Row, Scope, Stored};
use crate::conn::MultiBackend;
use crate::filter_sql::{self, Compiled};
use crate::id::{Id, ids};
use crate::schema::resources;
use crate::sort_sql::{Boxed, Order};
use crate::tables::memberships;
use crate::{Conn, Error};

/// Rows read at a time by whoever looks at them one by one.
const CHUNK_ROWS: i64 = 500;

/// Which resources, in which order, and how many of them.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only those that match.
    pub condition: Option<Condition>,
    /// In this order; without one, in that of their ids, which is that of their creation.
    pub sort: Option<Sort>,
    /// How many to skip.
    pub offset: i64,
    /// How many to answer at most.
    pub limit: i64,
    /// Whether to answer the members of groups.
    pub with_members: bool,
    /// Whether to answer the groups of people.
    pub with_groups: bool,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// How many resources match in all.
    pub total: i64,
    /// Those asked for.
    pub rows: Vec<(Stored, Relations)>,
}

/// Lists resources.
///
/// # Errors
/// [`Error::TooManyRows`] when filter or order need to look at more than `StoreSettings::scan_rows_max`
/// resources one by one.
pub fn list(conn: &mut Conn, scope: &Scope<'_>, query: &Query) -> Result<Page, Error> {
    let compiled = query
        .condition
        .as_ref()
        .map(|condition| filter_sql::compile(scope, condition));
    let exact = compiled.as_ref().is_none_or(|compiled| compiled.exact);
    let order = match &query.sort {
        None => Some((Order::Id, false)),
        Some(sort) => Order::find(scope.resource_type, sort).map(|order| (order, sort.descending)),
    };
    let (total, rows) = match order {
        Some(order) if exact => by_sql(conn, scope, query, order)?,
        _ => by_evaluator(conn, scope, query)?,
    };
    let rows = with_relations(conn, scope, rows, query.with_members, query.with_groups)?;
    Ok(Page { total, rows })
}

/// The resources after an id, in the order of ids, with their members or groups: for whoever reads all of
/// them, part by part. Fewer than `limit`, or none, are answered at the end only.
///
/// # Errors
/// Only the database's own.
pub fn after(
    conn: &mut Conn,
    scope: &Scope<'_>,
    condition: Option<&Condition>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<(Stored, Relations)>, Error> {
    let limit = usize::try_from(limit).unwrap_or(0);
    let mut found = Vec::new();
    let mut chunks = Chunks::new(scope, condition, after);
    while found.len() < limit {
        let missing = limit - found.len();
        let Some(chunk) = chunks.next(conn, scope, i64::try_from(missing).unwrap_or(CHUNK_ROWS))?
        else {
            break;
        };
        found.extend(
            chunks
                .matching(conn, scope, chunk)?
                .into_iter()
                .map(|(stored, _)| stored)
                .take(missing),
        );
    }
    with_relations(conn, scope, found, true, true)
}

/// All of it in SQL. Counts only where the page itself does not tell the total.
fn by_sql(
    conn: &mut Conn,
    scope: &Scope<'_>,
    query: &Query,
    (order, descending): (Order, bool),
) -> Result<(i64, Vec<Stored>), Error> {
    let limit = query.limit.max(0);
    let rows: Vec<Row> = if limit == 0 {
        Vec::new()
    } else {
        let selected = filtered(scope, query.condition.as_ref()).select(Row::COLUMNS);
        order
            .apply(selected, descending)
            .offset(query.offset)
            .limit(limit)
            .load(&mut conn.db)?
    };
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let is_last_page = count < limit && (count > 0 || query.offset == 0);
    let total = if is_last_page {
        query.offset + count
    } else {
        filtered(scope, query.condition.as_ref())
            .count()
            .get_result(&mut conn.db)?
    };
    Ok((
        total,
        rows.into_iter()
            .map(Stored::try_from)
            .collect::<Result<_, _>>()?,
    ))
}

/// Looks at every candidate; keeps only ids and what orders them, and reads the page's rows again.
fn by_evaluator(
    conn: &mut Conn,
    scope: &Scope<'_>,
    query: &Query,
) -> Result<(i64, Vec<Stored>), Error> {
    let mut chunks = Chunks::new(scope, query.condition.as_ref(), None);
    chunks.sort = query.sort.as_ref();
    let mut matching: Vec<(SortKey, Uuid)> = Vec::new();
    let mut seen = 0;
    let limit = conn.scan_rows_max;
    while let Some(chunk) = chunks.next(conn, scope, CHUNK_ROWS)? {
        seen += chunk.len();
        if seen > limit {
            return Err(Error::TooManyRows { limit });
        }
        let found = chunks.matching(conn, scope, chunk)?;
        matching.extend(found.into_iter().map(|(stored, key)| (key, stored.id)));
    }
    if let Some(sort) = &query.sort {
        matching.sort_by(|(a, a_id), (b, b_id)| sort.compare(a, b).then(a_id.cmp(b_id)));
    }
    let total = i64::try_from(matching.len()).unwrap_or(i64::MAX);
    let page: Vec<Uuid> = matching
        .into_iter()
        .map(|(_, id)| id)
        .skip(usize::try_from(query.offset).unwrap_or(0))
        .take(usize::try_from(query.limit).unwrap_or(0))
        .collect();
    Ok((total, by_ids(conn, scope, &page)?))
}

/// The rows of these ids, in the same order; without those deleted meanwhile.
fn by_ids(conn: &mut Conn, scope: &Scope<'_>, page: &[Uuid]) -> Result<Vec<Stored>, Error> {
    let mut found = HashMap::with_capacity(page.len());
    for chunk in page.chunks(1_000) {
        let rows: Vec<Row> = resources::table
            .filter(resources::tenant_id.eq(scope.tenant))
            .filter(resources::id.eq_any(ids(chunk)))
            .select(Row::COLUMNS)
            .load(&mut conn.db)?;
        for row in rows {
            let stored = Stored::try_from(row)?;
            found.insert(stored.id, stored);
        }
    }
    Ok(page.iter().filter_map(|id| found.remove(id)).collect())
}

/// Candidates in the order of their ids, a chunk at a time.
struct Chunks<'q> {
    condition: Option<&'q Condition>,
    /// Whether SQL's candidates are all matches.
    exact: bool,
    sort: Option<&'q Sort>,
    after: Option<Uuid>,
    finished: bool,
}

impl<'q> Chunks<'q> {
    fn new(scope: &Scope<'_>, condition: Option<&'q Condition>, after: Option<Uuid>) -> Self {
        let exact = condition.is_none_or(|condition| filter_sql::compile(scope, condition).exact);
        Self {
            condition,
            exact,
            sort: None,
            after,
            finished: false,
        }
    }

    /// At least `wanted` candidates if there are as many; `None` at the end.
    fn next(
        &mut self,
        conn: &mut Conn,
        scope: &Scope<'_>,
        wanted: i64,
    ) -> Result<Option<Vec<Stored>>, Error> {
        if self.finished {
            return Ok(None);
        }
        let rows = if self.exact {
            wanted
        } else {
            wanted.max(CHUNK_ROWS)
        };
        let mut candidates = filtered(scope, self.condition);
        if let Some(after) = self.after {
            candidates = candidates.filter(resources::id.gt(Id(after)));
        }
        let chunk: Vec<Row> = candidates
            .select(Row::COLUMNS)
            .order(resources::id.asc())
            .limit(rows)
            .load(&mut conn.db)?;
        self.finished = i64::try_from(chunk.len()).is_ok_and(|count| count < rows);
        let chunk = chunk
            .into_iter()
            .map(Stored::try_from)
            .collect::<Result<Vec<_>, _>>()?;
        self.after = chunk.last().map(|stored| stored.id).or(self.after);
        Ok(Some(chunk))
    }

    /// Those of a chunk that the evaluator accepts, each with what orders it.
    fn matching(
        &self,
        conn: &mut Conn,
        scope: &Scope<'_>,
        chunk: Vec<Stored>,
    ) -> Result<Vec<(Stored, SortKey)>, Error> {
        let condition = self.condition.filter(|_| !self.exact);
        if condition.is_none() && self.sort.is_none() {
            return Ok(chunk
                .into_iter()
                .map(|stored| (stored, SortKey::Missing))
                .collect());
        }
        let uses = |attribute: &str| {
            condition.is_some_and(|condition| condition.uses(attribute))
                || self.sort.is_some_and(|sort| {
                    sort.place.schema.is_none() && sort.place.attribute == attribute
                })
        };
        let mut matching = Vec::with_capacity(chunk.len());
        for (stored, relations) in
            with_relations(conn, scope, chunk, uses("members"), uses("groups"))?
        {
            let resource = Resource::from(stored.clone());
            let object = render::object(scope.resource_type, &resource, &relations, "");
            if condition.is_none_or(|condition| condition.matches(&object)) {
                let key = self.sort.map_or(SortKey::Missing, |sort| sort.key(&object));
                matching.push((stored, key));
            }
        }
        Ok(matching)
    }
}

/// The resources of the scope for which the filter's SQL holds.
fn filtered(scope: &Scope<'_>, condition: Option<&Condition>) -> Boxed<'static, AllColumns> {
    let all = resources::table
        .into_boxed::<MultiBackend>()
        .filter(resources::tenant_id.eq(scope.tenant.to_owned()))
        .filter(resources::resource_type.eq(scope.resource_type.name.clone()));
    let compiled = condition.map(|condition| filter_sql::compile(scope, condition));
    let Some(Compiled {
        expression: Some(expression),
        comparisons,
        ..
    }) = compiled
    else {
        return all;
    };
    let filtered = all.filter(expression);
    if comparisons == 1 {
        return filtered;
    }
    // Texts of which clients can make any number must not gather in the cache of prepared statements; a
    // literal says so to diesel.
    filtered.filter(diesel::dsl::sql::<Bool>("1 = 1"))
}

type AllColumns = resources::SqlType;

/// Adds the relations asked for, as far as the type has them, with one statement for all rows.
fn with_relations(
    conn: &mut Conn,
    scope: &Scope<'_>,
    rows: Vec<Stored>,
    members: bool,
    groups: bool,
) -> Result<Vec<(Stored, Relations)>, Error> {
    let keys: Vec<_> = rows.iter().map(|stored| stored.id).collect();
    let has_members = scope.resource_type.has_members();
    let mut members = match members && has_members {
        true => memberships::members_of(conn, scope.tenant, &keys)?,
        false => HashMap::new(),
    };
    let mut groups = match groups && !has_members {
        true => memberships::groups_of(conn, scope.tenant, &keys)?,
        false => HashMap::new(),
    };
    let with = |stored: Stored| {
        let relations = Relations {
            members: members.remove(&stored.id).unwrap_or_default(),
            groups: groups.remove(&stored.id).unwrap_or_default(),
        };
        (stored, relations)
    };
    Ok(rows.into_iter().map(with).collect())
}
