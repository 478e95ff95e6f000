//! One type's part of a list, read in its order: by SQL where that can filter and order, else by the evaluator.

use std::cmp::Ordering;
use std::collections::HashMap;

use diesel::prelude::*;
use scim_core::condition::Condition;
use scim_core::render::{self, Relations};
use scim_core::sort::SortKey;
use uuid::Uuid;

use super::chunks::{AllColumns, CHUNK_ROWS, Chunks, Scan, filtered, may_be_held};
use super::{Bound, Part};
use crate::filter_sql;
use crate::id::ids;
use crate::schema::resources;
use crate::sort_sql::{Boxed, Order, Way, sort_key};
use crate::tables::attribute_indexes::AttributeIndex;
use crate::tables::resources::{Row, Scope, Stored, Unread, View};
use crate::tables::{held, resource_counts};
use crate::{Conn, Error, Unindexed};

/// A resource and what it is sorted by.
pub(super) struct Found {
    pub(super) key: SortKey,
    pub(super) stored: Stored<Unread>,
}

impl Found {
    pub(super) fn bound(&self) -> Bound {
        Bound {
            key: self.key.clone(),
            id: self.stored.id,
        }
    }
}

/// A part that is ready to be read.
pub(super) struct Reader<'a> {
    part: Part<'a>,
    indexes: &'a [AttributeIndex],
    source: Source,
}

enum Source {
    /// A column gives the order, and SQL the matches.
    Sql(Order),
    /// All matches, in the order of the list: what sorts them, and their ids.
    Evaluated(Vec<(SortKey, Uuid)>),
}

impl<'a> Reader<'a> {
    /// Where SQL cannot filter or order, this looks at every candidate.
    pub(super) fn new(
        conn: &mut Conn,
        part: Part<'a>,
        indexes: &'a [AttributeIndex],
        scan: &mut Scan,
    ) -> Result<Self, Error> {
        let Part { scope, query } = part;
        let exact = query.condition.as_ref().is_none_or(|condition| {
            filter_sql::compile(&scope, condition, indexes, query.view).exact
        });
        let order = match &query.sort {
            None => Some(Order::Unsorted),
            Some(sort) => Order::find(scope.resource_type, sort),
        };
        let source = match order {
            Some(order) if exact => Source::Sql(order),
            _ => Source::Evaluated(evaluated(conn, part, indexes, scan)?),
        };
        Ok(Self {
            part,
            indexes,
            source,
        })
    }

    fn filtered(&self) -> Boxed<'static, AllColumns> {
        let Part { scope, query } = &self.part;
        filtered(scope, query.condition.as_ref(), self.indexes, query.view)
    }

    /// How many there are.
    pub(super) fn total(&self, conn: &mut Conn) -> Result<i64, Error> {
        match &self.source {
            Source::Evaluated(all) => Ok(i64::try_from(all.len()).unwrap_or(i64::MAX)),
            Source::Sql(_) if self.part.query.condition.is_none() => {
                let Part { scope, query } = &self.part;
                let shown = resource_counts::total(conn, scope)?;
                match query.view {
                    View::Counted if may_be_held(scope) => {
                        Ok(shown + held::count_removed(conn, scope.tenant)?)
                    }
                    _ => Ok(shown),
                }
            }
            Source::Sql(_) => Ok(self.filtered().count().get_result(&mut conn.db)?),
        }
    }

    /// The nearest ones beyond a bound, which may be a row of another part.
    pub(super) fn beyond(
        &self,
        conn: &mut Conn,
        bound: Option<&Bound>,
        way: Way,
        limit: i64,
    ) -> Result<Vec<Found>, Error> {
        match &self.source {
            Source::Sql(order) => self.sql_beyond(conn, *order, bound, way, limit),
            Source::Evaluated(all) => {
                let is_beyond = |(key, id): &&(SortKey, Uuid)| {
                    bound
                        .is_none_or(|bound| way.compare((key, *id), (&bound.key, bound.id)).is_gt())
                };
                let limit = usize::try_from(limit).unwrap_or(0);
                let part = self.part;
                if way.ids_ascend {
                    nearest(conn, part, all.iter().filter(is_beyond), limit)
                } else {
                    nearest(conn, part, all.iter().rev().filter(is_beyond), limit)
                }
            }
        }
    }

    fn sql_beyond(
        &self,
        conn: &mut Conn,
        order: Order,
        bound: Option<&Bound>,
        way: Way,
        limit: i64,
    ) -> Result<Vec<Found>, Error> {
        let mut found = Vec::new();
        for stretch in order.stretches(way) {
            let bound = match bound.map(|bound| (order.towards(*stretch, bound, way), bound)) {
                Some((Ordering::Less, _)) => continue,
                Some((Ordering::Equal, bound)) => Some(bound),
                Some((Ordering::Greater, _)) | None => None,
            };
            let missing = limit.saturating_sub(i64::try_from(found.len()).unwrap_or(limit));
            if missing <= 0 {
                break;
            }
            let selected = self.filtered().select(Row::COLUMNS);
            let rows: Vec<Row> = order
                .beyond(selected, *stretch, bound, way)
                .limit(missing)
                .load(&mut conn.db)?;
            for row in rows {
                found.extend(self.found(row)?);
            }
        }
        Ok(found)
    }

    /// The page after so many, and how many there are in all; counts only where the page does not tell.
    pub(super) fn by_index(
        &self,
        conn: &mut Conn,
        offset: i64,
        limit: i64,
    ) -> Result<(i64, Vec<Found>), Error> {
        let order = match &self.source {
            Source::Sql(order) => order,
            Source::Evaluated(all) => {
                let (offset, limit) = (usize::try_from(offset), usize::try_from(limit));
                let page = all.iter().skip(offset.unwrap_or(usize::MAX));
                let page: Vec<_> = page.take(limit.unwrap_or(0)).collect();
                return Ok((self.total(conn)?, by_ids(conn, self.part, &page)?));
            }
        };
        let rows: Vec<Row> = if limit == 0 {
            Vec::new()
        } else {
            let selected = self.filtered().select(Row::COLUMNS);
            let descending = self
                .part
                .query
                .sort
                .as_ref()
                .is_some_and(|sort| sort.descending);
            let mut page = order.apply(selected, descending).limit(limit);
            // PostgreSQL guesses that a bind here skips some rows, and then plans each execution anew.
            if offset > 0 {
                page = page.offset(offset);
            }
            page.load(&mut conn.db)?
        };
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let is_last_page = count < limit && (count > 0 || offset == 0);
        let total = if is_last_page {
            offset + count
        } else {
            self.total(conn)?
        };
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            found.extend(self.found(row)?);
        }
        Ok((total, found))
    }

    /// No column orders by members or groups, so that what is sorted by is in the document.
    fn found(&self, row: Row) -> Result<Option<Found>, Error> {
        let Some(stored) = self.part.query.view.of(row.into())? else {
            return Ok(None);
        };
        let key = match &self.part.query.sort {
            None => SortKey::Missing,
            Some(sort) => {
                let rt = self.part.scope.resource_type;
                let resource = stored.read()?.into();
                sort_key(
                    rt,
                    sort,
                    &render::object(rt, resource, &Relations::default(), ""),
                )
            }
        };
        Ok(Some(Found { key, stored }))
    }
}

/// Looks at every candidate; keeps only ids and what orders them.
fn evaluated(
    conn: &mut Conn,
    part: Part<'_>,
    indexes: &[AttributeIndex],
    scan: &mut Scan,
) -> Result<Vec<(SortKey, Uuid)>, Error> {
    let Part { scope, query } = part;
    let mut chunks = Chunks::new(&scope, query.condition.as_ref(), indexes, None, query.view);
    chunks.sort = query.sort.as_ref();
    let mut matching: Vec<(SortKey, Uuid)> = Vec::new();
    let mut seen = 0;
    let limit = conn.scan_rows_max;
    while let Some(chunk) = chunks.next(conn, &scope, CHUNK_ROWS)? {
        seen += chunk.len();
        if seen > limit {
            return Err(too_many(&scope, query.condition.as_ref(), indexes, limit));
        }
        let found = chunks.matching(conn, &scope, chunk, scan)?;
        matching.extend(found.into_iter().map(|(row, key)| (key, row.id)));
    }
    if let Some(sort) = &query.sort {
        let way = Way::new(sort.descending, false);
        matching.sort_by(|(a, a_id), (b, b_id)| way.compare((a, *a_id), (b, *b_id)));
    }
    Ok(matching)
}

/// Too many candidates, and what to index so that there are fewer.
fn too_many(
    scope: &Scope<'_>,
    condition: Option<&Condition>,
    indexes: &[AttributeIndex],
    limit: usize,
) -> Error {
    let unindexed =
        condition.and_then(|condition| filter_sql::unindexed(scope, condition, indexes));
    Error::TooManyRows {
        limit,
        unindexed: unindexed.map(|place| Unindexed {
            tenant: scope.tenant.to_owned(),
            resource_type: scope.resource_type.name.clone(),
            path: place.to_string(),
        }),
    }
}

/// The first rows of these that are still there: fewer than `limit` only where there are no more, or a walk
/// would end too early.
fn nearest<'m>(
    conn: &mut Conn,
    part: Part<'_>,
    mut matching: impl Iterator<Item = &'m (SortKey, Uuid)>,
    limit: usize,
) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    while found.len() < limit {
        let wanted: Vec<_> = matching.by_ref().take(limit - found.len()).collect();
        if wanted.is_empty() {
            break;
        }
        found.extend(by_ids(conn, part, &wanted)?);
    }
    Ok(found)
}

/// The rows of these ids, in the same order; without those deleted meanwhile.
fn by_ids(conn: &mut Conn, part: Part<'_>, page: &[&(SortKey, Uuid)]) -> Result<Vec<Found>, Error> {
    let mut found = HashMap::with_capacity(page.len());
    for chunk in page.chunks(1_000) {
        let wanted: Vec<_> = chunk.iter().map(|(_, id)| *id).collect();
        let rows: Vec<Row> = resources::table
            .filter(resources::tenant_id.eq(part.scope.tenant))
            .filter(resources::id.eq_any(ids(&wanted)))
            .select(Row::COLUMNS)
            .load(&mut conn.db)?;
        for row in rows {
            if let Some(stored) = part.query.view.of(row.into())? {
                found.insert(stored.id, stored);
            }
        }
    }
    let with_key = |(key, id): &&(SortKey, Uuid)| {
        let stored = found.remove(id)?;
        let key = key.clone();
        Some(Found { key, stored })
    };
    Ok(page.iter().filter_map(with_key).collect())
}
