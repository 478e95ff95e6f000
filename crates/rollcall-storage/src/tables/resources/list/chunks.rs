//! The resources of one type, a few at a time, looked at by the evaluator where SQL cannot say whether they match.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::Bool;
use scim_core::Object;
use scim_core::condition::Condition;
use scim_core::evaluate::Budget;
use scim_core::render;
use scim_core::schema::MEMBERS;
use scim_core::sort::{Sort, SortKey};
use uuid::Uuid;

use super::glance::Glance;
use super::relations::with_relations;
use crate::conn::MultiBackend;
use crate::filter_sql::{self, Compiled};
use crate::id::Id;
use crate::schema::resources;
use crate::sort_sql::{Boxed, sort_key};
use crate::tables::attribute_indexes::AttributeIndex;
use crate::tables::resources::{REMOVED, Row, Scope, Stored, Unread, View};
use crate::{Conn, Error};

/// Rows read at a time by whoever looks at them one by one.
pub(super) const CHUNK_ROWS: i64 = 500;

/// What looking at resources one by one may still cost a request.
pub(super) struct Scan {
    budget: Budget,
    until: Instant,
    seconds: u32,
}

impl Scan {
    /// What a whole request may cost, over all the types that it lists.
    pub(super) fn new(conn: &Conn) -> Self {
        let seconds = conn.scan_seconds_max;
        Self {
            budget: Budget::default(),
            until: Instant::now() + Duration::from_secs(seconds.into()),
            seconds,
        }
    }

    fn in_time(&self) -> Result<(), Error> {
        if Instant::now() >= self.until {
            return Err(Error::TooSlow {
                seconds: self.seconds,
            });
        }
        Ok(())
    }
}

/// Candidates in the order of their ids, a chunk at a time.
pub(super) struct Chunks<'q> {
    condition: Option<&'q Condition>,
    indexes: &'q [AttributeIndex],
    /// Whether SQL's candidates are all matches.
    exact: bool,
    pub(super) sort: Option<&'q Sort>,
    view: View,
    after: Option<Uuid>,
    finished: bool,
}

impl<'q> Chunks<'q> {
    pub(super) fn new(
        scope: &Scope<'_>,
        condition: Option<&'q Condition>,
        indexes: &'q [AttributeIndex],
        after: Option<Uuid>,
        view: View,
    ) -> Self {
        let exact = condition
            .is_none_or(|condition| filter_sql::compile(scope, condition, indexes, view).exact);
        Self {
            condition,
            indexes,
            exact,
            sort: None,
            view,
            after,
            finished: false,
        }
    }

    /// At least `wanted` candidates if there are as many; `None` at the end.
    pub(super) fn next(
        &mut self,
        conn: &mut Conn,
        scope: &Scope<'_>,
        wanted: i64,
    ) -> Result<Option<Vec<Stored<Unread>>>, Error> {
        if self.finished {
            return Ok(None);
        }
        let rows = if self.exact {
            wanted
        } else {
            wanted.max(CHUNK_ROWS)
        };
        let mut candidates = filtered(scope, self.condition, self.indexes, self.view);
        if let Some(after) = self.after {
            candidates = candidates.filter(resources::id.gt(Id(after)));
        }
        let found: Vec<Row> = candidates
            .select(Row::COLUMNS)
            .order(resources::id.asc())
            .limit(rows)
            .load(&mut conn.db)?;
        self.finished = i64::try_from(found.len()).is_ok_and(|count| count < rows);
        self.after = found.last().map(|row| row.id.0).or(self.after);
        let mut chunk = Vec::with_capacity(found.len());
        for row in found {
            chunk.extend(self.view.of(row.into())?);
        }
        Ok(Some(chunk))
    }

    /// Those of a chunk that the evaluator accepts, each with what orders it.
    ///
    /// # Errors
    /// [`Error::TooManyComparisons`], [`Error::TooSlow`]
    pub(super) fn matching(
        &self,
        conn: &mut Conn,
        scope: &Scope<'_>,
        chunk: Vec<Stored<Unread>>,
        scan: &mut Scan,
    ) -> Result<Vec<(Stored<Unread>, SortKey)>, Error> {
        let condition = self.condition.filter(|_| !self.exact);
        if condition.is_none() && self.sort.is_none() {
            return Ok(chunk
                .into_iter()
                .map(|row| (row, SortKey::Missing))
                .collect());
        }
        scan.in_time()?;
        let mut matching = Vec::new();
        let mut look = |row: Stored<Unread>, object: &Object| {
            let matches = match condition {
                None => true,
                Some(condition) => condition.matches_within(object, &mut scan.budget)?,
            };
            if matches {
                let key = self.sort.map_or(SortKey::Missing, |sort| {
                    sort_key(scope.resource_type, sort, object)
                });
                matching.push((row, key));
            }
            Ok::<_, Error>(())
        };
        if let Some(glance) = Glance::of(condition, self.sort) {
            for row in chunk {
                let object = glance.read(row.attributes.as_str())?;
                look(row, &object)?;
            }
        } else {
            for (row, object) in rendered(conn, scope, chunk, condition, self.sort, self.view)? {
                look(row, &object)?;
            }
        }
        Ok(matching)
    }
}

/// The rows as a client would see them, with their members or groups if somebody looks at those.
fn rendered(
    conn: &mut Conn,
    scope: &Scope<'_>,
    rows: Vec<Stored<Unread>>,
    condition: Option<&Condition>,
    sort: Option<&Sort>,
    view: View,
) -> Result<Vec<(Stored<Unread>, Object)>, Error> {
    let uses = |key: &str| {
        condition.is_some_and(|condition| condition.keys().contains(&key))
            || sort.is_some_and(|sort| sort.place.key() == key)
    };
    let stored = rows
        .iter()
        .map(Stored::read)
        .collect::<Result<Vec<_>, _>>()?;
    let whole = with_relations(conn, scope, stored, uses(MEMBERS), uses("groups"), view)?;
    let objects = whole.into_iter().map(|(stored, relations)| {
        render::object(scope.resource_type, stored.into(), &relations, "")
    });
    Ok(rows.into_iter().zip(objects).collect())
}

/// The resources of the scope that are there in these eyes and for which the filter's SQL holds.
pub(super) fn filtered(
    scope: &Scope<'_>,
    condition: Option<&Condition>,
    indexes: &[AttributeIndex],
    view: View,
) -> Boxed<'static, AllColumns> {
    let mut all = resources::table
        .into_boxed::<MultiBackend>()
        .filter(resources::tenant_id.eq(scope.tenant.to_owned()))
        .filter(resources::resource_type.eq(scope.resource_type.name.clone()));
    if view == View::Pushed && may_be_held(scope) {
        let held = resources::held;
        all = all.filter(held.is_null().or(held.assume_not_null().ne(REMOVED)));
    }
    let compiled = condition.map(|condition| filter_sql::compile(scope, condition, indexes, view));
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

/// Only people are held.
pub(super) fn may_be_held(scope: &Scope<'_>) -> bool {
    scope.resource_type.endpoint == "Users"
}

pub(super) type AllColumns = resources::SqlType;
