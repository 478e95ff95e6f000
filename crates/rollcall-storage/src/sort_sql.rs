//! Orders that columns give. Where a value is missing it is the greatest: last ascending, first descending,
//! which neither database does by default in the same way. Every order ends with the id.
//!
//! A page by position ("keyset") asks for the rows beyond one row's key and id, so it costs the same at any
//! depth: the index is entered at the key. Rows with a value and rows without are two [`Stretch`]es, asked for
//! one after the other, because an index of the column has no entry for the latter.

use std::cmp::Ordering;
use std::mem::discriminant;

use diesel::expression_methods::NullableExpressionMethods as _;
use diesel::prelude::*;
use scim_core::Object;
use scim_core::condition::Place;
use scim_core::schema::{Kind, ResourceType};
use scim_core::sort::{Sort, SortKey};
use uuid::Uuid;

use crate::conn::MultiBackend;
use crate::id::Id;
use crate::promote::{is_text, prefix};
use crate::schema::resources;

/// What to order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Nothing but the id, which is the order of creation.
    Unsorted,
    Id,
    Created,
    Modified,
    UniqueKey,
    ExternalId,
    DisplayName,
    Active,
    Email,
}

/// The rows that have a value in the order's column, or those that have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stretch {
    Values,
    Missing,
}

/// A row's place in an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// What the row is sorted by; missing in a list that is not sorted.
    pub key: SortKey,
    /// Its id.
    pub id: Uuid,
}

/// Which way a sorted list is read: keys and ids each have a direction, since ids ascend in descending lists too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) keys_ascend: bool,
    pub(crate) ids_ascend: bool,
}

impl Way {
    pub(crate) fn new(descending: bool, backwards: bool) -> Self {
        Self {
            keys_ascend: descending == backwards,
            ids_ascend: !backwards,
        }
    }

    /// Which of two rows comes first.
    pub(crate) fn compare(self, a: (&SortKey, Uuid), b: (&SortKey, Uuid)) -> Ordering {
        let (keys, ids) = (a.0.cmp(b.0), a.1.cmp(&b.1));
        let keys = if self.keys_ascend {
            keys
        } else {
            keys.reverse()
        };
        keys.then(if self.ids_ascend { ids } else { ids.reverse() })
    }
}

/// What a rendered resource of this type is sorted by in a list. Texts count by as many characters as an indexed
/// column keeps (255); only unique values and `externalId`, which are short, count whole. So no key, and no cursor,
/// is endless.
pub fn sort_key(rt: &ResourceType, sort: &Sort, object: &Object) -> SortKey {
    match sort.key(object) {
        SortKey::Text(mut text) => {
            let whole = matches!(
                Order::find(rt, sort),
                Some(Order::UniqueKey | Order::ExternalId)
            );
            if !whole {
                text.truncate(prefix(&text).len());
            }
            SortKey::Text(text)
        }
        key => key,
    }
}

/// The rows beyond a key and an id, in the order of both. The first comparison is for the index, which an OR
/// would keep from being used.
macro_rules! by_column {
    ($way:expr, $query:expr, $column:expr, $bound:expr) => {{
        let query = match ($bound, $way.keys_ascend, $way.ids_ascend) {
            (None, ..) => $query,
            (Some((key, id)), true, true) => $query
                .filter(($column.ge(key.clone())).and($column.gt(key).or(resources::id.gt(id)))),
            (Some((key, id)), true, false) => $query
                .filter(($column.ge(key.clone())).and($column.gt(key).or(resources::id.lt(id)))),
            (Some((key, id)), false, true) => $query
                .filter(($column.le(key.clone())).and($column.lt(key).or(resources::id.gt(id)))),
            (Some((key, id)), false, false) => $query
                .filter(($column.le(key.clone())).and($column.lt(key).or(resources::id.lt(id)))),
        };
        match ($way.keys_ascend, $way.ids_ascend) {
            (true, true) => query.order(($column.asc(), resources::id.asc())),
            (true, false) => query.order(($column.asc(), resources::id.desc())),
            (false, true) => query.order(($column.desc(), resources::id.asc())),
            (false, false) => query.order(($column.desc(), resources::id.desc())),
        }
    }};
}

/// A query of resources whose parts are chosen at run time.
pub(crate) type Boxed<'q, ST> = resources::BoxedQuery<'q, MultiBackend, ST>;

impl Order {
    /// The column that orders as this sort, if there is one.
    pub(crate) fn find(rt: &ResourceType, sort: &Sort) -> Option<Self> {
        let Place {
            schema: None,
            attribute,
            sub,
            case_exact,
            kind,
            multi_valued,
        } = &sort.place
        else {
            return None;
        };
        let text = !multi_valued && is_text(rt, &sort.place);
        let folded = text && !case_exact;
        match (attribute.as_str(), sub.as_deref()) {
            ("id", None) => Some(Self::Id),
            ("meta", Some("created")) => Some(Self::Created),
            ("meta", Some("lastModified")) => Some(Self::Modified),
            ("externalId", None) if text && *case_exact => Some(Self::ExternalId),
            ("active", None) if *kind == Kind::Boolean && !multi_valued => Some(Self::Active),
            ("emails", Some("value"))
                if *multi_valued && !case_exact && is_text(rt, &sort.place) =>
            {
                Some(Self::Email)
            }
            // Whoever must have it has it in this column, whole. Groups may have twins, and then have not.
            (name, None)
                if folded
                    && !rt.has_members()
                    && rt
                        .unique_attribute()
                        .is_some_and(|unique| unique.name == name && unique.required) =>
            {
                Some(Self::UniqueKey)
            }
            ("displayName", None) if folded => Some(Self::DisplayName),
            _ => None,
        }
    }

    /// What of this order there is, in the order in which it is read.
    pub(crate) fn stretches(self, way: Way) -> &'static [Stretch] {
        match self {
            Self::Unsorted => &[Stretch::Missing],
            Self::Id | Self::Created | Self::Modified | Self::UniqueKey => &[Stretch::Values],
            Self::ExternalId | Self::DisplayName | Self::Active | Self::Email => {
                if way.keys_ascend {
                    &[Stretch::Values, Stretch::Missing]
                } else {
                    &[Stretch::Missing, Stretch::Values]
                }
            }
        }
    }

    /// Where the whole stretch is, seen from a bound: before it, after it, or (equal) on both sides.
    pub(crate) fn towards(self, stretch: Stretch, bound: &Bound, way: Way) -> Ordering {
        let some = match (stretch, self) {
            (Stretch::Missing, _) => SortKey::Missing,
            (_, Self::Active) => SortKey::Boolean(false),
            (_, Self::Created | Self::Modified) => SortKey::Instant(0),
            _ => SortKey::Text(String::new()),
        };
        if discriminant(&some) == discriminant(&bound.key) {
            return Ordering::Equal;
        }
        let ascending = some.cmp(&bound.key);
        if way.keys_ascend {
            ascending
        } else {
            ascending.reverse()
        }
    }

    /// Adds this order to a query of all rows, with and without a value.
    pub(crate) fn apply<ST>(self, query: Boxed<'_, ST>, descending: bool) -> Boxed<'_, ST> {
        macro_rules! by {
            ($column:expr) => {
                if descending {
                    query.order($column.desc())
                } else {
                    query.order($column.asc())
                }
            };
        }
        macro_rules! by_nullable {
            ($column:expr) => {
                if descending {
                    query.order(($column.is_null().desc(), $column.desc()))
                } else {
                    query.order(($column.is_null().asc(), $column.asc()))
                }
            };
        }
        let query = match self {
            Self::Unsorted | Self::Id => return by!(resources::id),
            Self::Created => by!(resources::created_at),
            Self::Modified => by!(resources::modified_at),
            // Whatever is sorted by it has it: then the index gives the order.
            Self::UniqueKey => by!(resources::unique_key.assume_not_null()),
            Self::ExternalId => by_nullable!(resources::external_id),
            Self::DisplayName => by_nullable!(resources::display_name),
            Self::Active => by_nullable!(resources::active),
            Self::Email => by_nullable!(resources::email),
        };
        query.then_order_by(resources::id.asc())
    }

    /// The rows of one stretch beyond a bound, which is in that stretch; all of it without one.
    pub(crate) fn beyond<'q, ST: 'q>(
        self,
        query: Boxed<'q, ST>,
        stretch: Stretch,
        bound: Option<&Bound>,
        way: Way,
    ) -> Boxed<'q, ST> {
        macro_rules! by {
            ($query:expr, $column:expr, $kind:ident) => {{
                let bound = bound.and_then(|bound| match &bound.key {
                    SortKey::$kind(key) => Some((key.clone(), Id(bound.id))),
                    _ => None,
                });
                by_column!(way, $query, $column, bound)
            }};
        }
        macro_rules! by_nullable {
            ($column:expr, $kind:ident) => {
                match stretch {
                    Stretch::Values => {
                        let query = query.filter($column.is_not_null());
                        by!(query, $column.assume_not_null(), $kind)
                    }
                    Stretch::Missing => {
                        by_id(way.ids_ascend, query.filter($column.is_null()), bound)
                    }
                }
            };
        }
        match self {
            Self::Unsorted => by_id(way.ids_ascend, query, bound),
            Self::Id => by_id(way.keys_ascend, query, bound),
            Self::Created => by!(query, resources::created_at, Instant),
            Self::Modified => by!(query, resources::modified_at, Instant),
            Self::UniqueKey => by!(query, resources::unique_key.assume_not_null(), Text),
            Self::ExternalId => by_nullable!(resources::external_id, Text),
            Self::DisplayName => by_nullable!(resources::display_name, Text),
            Self::Active => by_nullable!(resources::active, Boolean),
            Self::Email => by_nullable!(resources::email, Text),
        }
    }
}

fn by_id<'q, ST: 'q>(
    ascending: bool,
    query: Boxed<'q, ST>,
    bound: Option<&Bound>,
) -> Boxed<'q, ST> {
    let id = bound.map(|bound| Id(bound.id));
    match (ascending, id) {
        (true, Some(id)) => query
            .filter(resources::id.gt(id))
            .order(resources::id.asc()),
        (true, None) => query.order(resources::id.asc()),
        (false, Some(id)) => query
            .filter(resources::id.lt(id))
            .order(resources::id.desc()),
        (false, None) => query.order(resources::id.desc()),
    }
}
