//! Lists: SQL finds, orders and counts as far as it can; the evaluator does the rest, under a limit.

mod chunks;
mod glance;
mod indexed;
mod part;
mod relations;
#[cfg(test)]
mod tests;

use scim_core::condition::{CompareOp, Condition, Operand};
use scim_core::cursor::Direction;
use scim_core::render::Relations;
use scim_core::sort::{Sort, SortKey};
use uuid::Uuid;

use self::chunks::{CHUNK_ROWS, Chunks, Scan};
use self::indexed::read_by_indexes;
use self::part::{Found, Reader};
use self::relations::with_relations;
use super::{Scope, Stored, Unread, View};
use crate::filter_sql;
use crate::promote::prefix;
use crate::sort_sql::Way;
pub use crate::sort_sql::{Bound, sort_key};
use crate::tables::attribute_indexes::AttributeIndex;
use crate::{Conn, Error};

/// Which resources of one type, in which order, and what is read of them.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only those that match.
    pub condition: Option<Condition>,
    /// In this order; without one, in that of their ids, which is that of their creation.
    pub sort: Option<Sort>,
    /// Whether to answer the members of groups.
    pub with_members: bool,
    /// Whether to answer the groups of people.
    pub with_groups: bool,
    /// In whose eyes.
    pub view: View,
}

/// One type's part of a list.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The type.
    pub scope: Scope<'a>,
    /// What of it.
    pub query: &'a Query,
}

/// A page of so many rows is read in a moment.
const FEW_ROWS: i64 = 100;

impl Part<'_> {
    /// Whether a page of at most `limit` rows takes but a moment: it asks for one value of an attribute that hardly two have
    /// alike, and an index finds it.
    pub fn is_few(&self, limit: i64) -> bool {
        let Some(Condition::Compare { place, op, operand }) = &self.query.condition else {
            return false;
        };
        let (rt, Operand::Text(text)) = (self.scope.resource_type, operand) else {
            return false;
        };
        let name = (place.schema.is_none() && place.sub.is_none()).then_some(&place.attribute);
        let telling = name.is_some_and(|name| {
            name == "externalId" || rt.unique_attribute().is_some_and(|a| a.name == *name)
        });
        let found_by_index = *op == CompareOp::Eq
            // Of longer texts an index may have but the beginning.
            && prefix(text).len() == text.len()
            && self.query.condition.as_ref().is_some_and(|condition| {
                filter_sql::compile(&self.scope, condition, &[], self.query.view).exact
            });
        let shows_members = rt.has_members() && self.query.with_members;
        telling && found_by_index && !shows_members && limit <= FEW_ROWS
    }
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// After that many rows.
    Index(i64),
    /// With the first row, to be read on from its last one.
    First,
    /// Beyond a row, which need not be there any more.
    Beyond(Bound, Direction),
}

/// Which page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Where it begins.
    pub start: Start,
    /// How many rows it has at most.
    pub limit: i64,
}

impl Window {
    /// The first rows, up to so many.
    pub fn first(limit: i64) -> Self {
        Self {
            start: Start::Index(0),
            limit,
        }
    }
}

/// A resource in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Which of the list's parts it belongs to.
    pub part: usize,
    /// The resource.
    pub stored: Stored<Unread>,
    /// Its members or groups, where asked for.
    pub relations: Relations,
    /// What it was sorted by.
    pub key: SortKey,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// How many resources match in all.
    pub total: i64,
    /// Those asked for.
    pub rows: Vec<Listed>,
    /// Whether there are rows before these. Not known of a page by index.
    pub has_previous: bool,
    /// Whether there are rows after these. Not known of a page by index.
    pub has_next: bool,
}

/// Lists the resources of one or several types of a tenant, in one order: that of the parts' sorts, which have
/// the same direction; resources of a part without one count as missing what the others are sorted by.
///
/// # Errors
/// [`Error::TooManyRows`] when filter or order, or an index far into a list of several types, need to look at more
/// than `StoreSettings::scan_rows_max` resources one by one; [`Error::TooManyComparisons`] and [`Error::TooSlow`] when the
/// looks at them cost more than one request may.
pub fn list(conn: &mut Conn, parts: &[Part<'_>], window: &Window) -> Result<Page, Error> {
    read_by_indexes(conn, parts, |conn, indexes| {
        list_by(conn, parts, window, indexes)
    })
}

/// As [`list`], with the indexes that serve each part.
fn list_by(
    conn: &mut Conn,
    parts: &[Part<'_>],
    window: &Window,
    indexes: &[Vec<AttributeIndex>],
) -> Result<Page, Error> {
    let descending = parts
        .iter()
        .find_map(|part| part.query.sort.as_ref())
        .is_some_and(|sort| sort.descending);
    let mut list = List {
        readers: Vec::with_capacity(parts.len()),
        descending,
    };
    let mut scan = Scan::new(conn);
    for (part, indexes) in parts.iter().zip(indexes) {
        list.readers
            .push(Reader::new(conn, *part, indexes, &mut scan)?);
    }
    let limit = window.limit.max(0);
    let turn = match &window.start {
        Start::Index(offset) => list.by_index(conn, (*offset).max(0), limit)?,
        Start::First => list.turn(conn, None, limit)?,
        Start::Beyond(bound, Direction::Next) => list.turn(conn, Some(bound), limit)?,
        Start::Beyond(bound, Direction::Previous) => list.turn_back(conn, bound, limit)?,
    };
    Ok(Page {
        total: turn.total,
        rows: listed(conn, parts, turn.rows)?,
        has_previous: turn.has_previous,
        has_next: turn.has_next,
    })
}

/// The resources after an id as they count, in the order of ids, with their members or groups: for whoever reads all of
/// them, part by part. Fewer than `limit`, or none, are answered at the end only.
///
/// # Errors
/// [`Error::TooManyComparisons`] and [`Error::TooSlow`] for a chunk of them that costs as much as a whole list may; else
/// only the database's own.
pub fn after(
    conn: &mut Conn,
    scope: &Scope<'_>,
    condition: Option<&Condition>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<(Stored, Relations)>, Error> {
    let query = Query {
        condition: condition.cloned(),
        ..Query::default()
    };
    let part = Part {
        scope: *scope,
        query: &query,
    };
    let limit = usize::try_from(limit).unwrap_or(0);
    let found = read_by_indexes(conn, &[part], |conn, indexes| {
        let indexes = indexes.first().map_or(&[][..], Vec::as_slice);
        matching_after(
            conn,
            scope,
            Chunks::new(scope, condition, indexes, after, View::Counted),
            limit,
        )
    })?;
    let found = found.iter().map(Stored::read).collect::<Result<_, _>>()?;
    with_relations(conn, scope, found, true, true, View::Counted)
}

/// The first so many matches among candidates.
fn matching_after(
    conn: &mut Conn,
    scope: &Scope<'_>,
    mut chunks: Chunks<'_>,
    limit: usize,
) -> Result<Vec<Stored<Unread>>, Error> {
    let mut found = Vec::new();
    while found.len() < limit {
        let missing = limit - found.len();
        let Some(chunk) = chunks.next(conn, scope, i64::try_from(missing).unwrap_or(CHUNK_ROWS))?
        else {
            break;
        };
        // However many there are, somebody waits for all: what is limited is each step.
        let mut scan = Scan::new(conn);
        let matching = chunks.matching(conn, scope, chunk, &mut scan)?;
        found.extend(matching.into_iter().take(missing).map(|(found, _)| found));
    }
    Ok(found)
}

/// A page without what belongs to its rows.
struct Turn {
    total: i64,
    rows: Vec<(usize, Found)>,
    has_previous: bool,
    has_next: bool,
}

/// The parts of a list, ready to be read in its order.
struct List<'a> {
    readers: Vec<Reader<'a>>,
    descending: bool,
}

impl List<'_> {
    /// The rows beyond a bound, in the order of the way: the nearest ones of each part, of which the nearest.
    fn beyond(
        &self,
        conn: &mut Conn,
        bound: Option<&Bound>,
        backwards: bool,
        limit: i64,
    ) -> Result<Vec<(usize, Found)>, Error> {
        let way = Way::new(self.descending, backwards);
        let mut rows = Vec::new();
        for (part, reader) in self.readers.iter().enumerate() {
            let found = reader.beyond(conn, bound, way, limit)?;
            rows.extend(found.into_iter().map(|found| (part, found)));
        }
        if self.readers.len() > 1 {
            rows.sort_by(|(_, a), (_, b)| {
                way.compare((&a.key, a.stored.id), (&b.key, b.stored.id))
            });
            rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        Ok(rows)
    }

    fn total(&self, conn: &mut Conn) -> Result<i64, Error> {
        self.readers
            .iter()
            .try_fold(0, |total, reader| Ok(total + reader.total(conn)?))
    }

    /// Whether there is anything beyond a row.
    fn goes_on(
        &self,
        conn: &mut Conn,
        row: Option<&(usize, Found)>,
        backwards: bool,
    ) -> Result<bool, Error> {
        let Some((_, row)) = row else {
            return Ok(false);
        };
        Ok(!self
            .beyond(conn, Some(&row.bound()), backwards, 1)?
            .is_empty())
    }

    /// The page after a bound, or the first one.
    fn turn(&self, conn: &mut Conn, bound: Option<&Bound>, limit: i64) -> Result<Turn, Error> {
        let mut rows = match limit {
            0 => Vec::new(),
            _ => self.beyond(conn, bound, false, limit.saturating_add(1))?,
        };
        let has_next = cut(&mut rows, limit);
        let is_all = bound.is_none() && limit > 0 && !has_next;
        Ok(Turn {
            total: if is_all {
                i64::try_from(rows.len()).unwrap_or(i64::MAX)
            } else {
                self.total(conn)?
            },
            has_previous: bound.is_some() && self.goes_on(conn, rows.first(), true)?,
            has_next,
            rows,
        })
    }

    /// The page before a bound; where there is nothing (any more), the first one.
    fn turn_back(&self, conn: &mut Conn, bound: &Bound, limit: i64) -> Result<Turn, Error> {
        let mut rows = match limit {
            0 => Vec::new(),
            _ => self.beyond(conn, Some(bound), true, limit.saturating_add(1))?,
        };
        if rows.is_empty() {
            return self.turn(conn, None, limit);
        }
        let has_previous = cut(&mut rows, limit);
        rows.reverse();
        Ok(Turn {
            total: self.total(conn)?,
            has_previous,
            has_next: self.goes_on(conn, rows.last(), false)?,
            rows,
        })
    }

    /// The page after so many rows.
    fn by_index(&self, conn: &mut Conn, offset: i64, limit: i64) -> Result<Turn, Error> {
        let turn = |total, rows| Turn {
            total,
            rows,
            has_previous: false,
            has_next: false,
        };
        if let [reader] = self.readers.as_slice() {
            let (total, rows) = reader.by_index(conn, offset, limit)?;
            return Ok(turn(
                total,
                rows.into_iter().map(|found| (0, found)).collect(),
            ));
        }
        let mut total = 0;
        let mut filled = Vec::new();
        for (part, reader) in self.readers.iter().enumerate() {
            let matching = reader.total(conn)?;
            total += matching;
            if matching > 0 {
                filled.push(part);
            }
        }
        if offset >= total || limit == 0 {
            return Ok(turn(total, Vec::new()));
        }
        if let [part] = filled.as_slice() {
            let (_, rows) = self.readers[*part].by_index(conn, offset, limit)?;
            return Ok(turn(
                total,
                rows.into_iter().map(|found| (*part, found)).collect(),
            ));
        }
        let bound = self.skip(conn, offset)?;
        Ok(turn(
            total,
            self.beyond(conn, bound.as_ref(), false, limit)?,
        ))
    }

    /// The last of the first so many rows: only by reading them is it known which they are.
    fn skip(&self, conn: &mut Conn, rows: i64) -> Result<Option<Bound>, Error> {
        let limit = conn.scan_rows_max;
        if usize::try_from(rows).map_or(true, |rows| rows > limit) {
            return Err(Error::TooManyRows {
                limit,
                unindexed: None,
            });
        }
        let (mut bound, mut left) = (None, rows);
        while left > 0 {
            let step = self.beyond(conn, bound.as_ref(), false, left.min(CHUNK_ROWS))?;
            let Some((_, last)) = step.last() else {
                break;
            };
            bound = Some(last.bound());
            left -= i64::try_from(step.len()).unwrap_or(left);
        }
        Ok(bound)
    }
}

/// Cuts rows to the limit; whether there were more.
fn cut(rows: &mut Vec<(usize, Found)>, limit: i64) -> bool {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    more
}

/// Adds what belongs to the rows, with one statement for those of a part.
fn listed(
    conn: &mut Conn,
    parts: &[Part<'_>],
    rows: Vec<(usize, Found)>,
) -> Result<Vec<Listed>, Error> {
    let mut listed: Vec<Option<Listed>> = vec![None; rows.len()];
    let mut of_parts: Vec<Vec<(usize, Found)>> = parts.iter().map(|_| Vec::new()).collect();
    for (place, (part, found)) in rows.into_iter().enumerate() {
        of_parts[part].push((place, found));
    }
    for (number, (part, found)) in parts.iter().zip(of_parts).enumerate() {
        let (places, stored): (Vec<_>, Vec<_>) = found
            .into_iter()
            .map(|(place, found)| ((place, found.key), found.stored))
            .unzip();
        let Query {
            with_members,
            with_groups,
            view,
            ..
        } = *part.query;
        let scope = &part.scope;
        let complete = with_relations(conn, scope, stored, with_members, with_groups, view)?;
        for ((place, key), (stored, relations)) in places.into_iter().zip(complete) {
            listed[place] = Some(Listed {
                part: number,
                stored,
                relations,
                key,
            });
        }
    }
    Ok(listed.into_iter().flatten().collect())
}
