//! Orders that columns give. Where a value is missing it is the greatest: last ascending, first descending,
//! which neither database does by default in the same way. Every order ends with the id.

use diesel::expression_methods::NullableExpressionMethods as _;
use diesel::prelude::*;
use scim_core::condition::Place;
use scim_core::schema::{Kind, ResourceType};
use scim_core::sort::Sort;

use crate::conn::MultiBackend;
use crate::promote::is_text;
use crate::schema::resources;

/// A column to order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Id,
    Created,
    Modified,
    UniqueKey,
    ExternalId,
    DisplayName,
    Active,
    Email,
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
            ..
        } = &sort.place
        else {
            return None;
        };
        let folded = !case_exact;
        let single = folded && !sort.place.multi_valued && is_text(rt, &sort.place);
        match (attribute.as_str(), sub.as_deref()) {
            ("id", None) => Some(Self::Id),
            ("meta", Some("created")) => Some(Self::Created),
            ("meta", Some("lastModified")) => Some(Self::Modified),
            ("externalId", None) if *case_exact => Some(Self::ExternalId),
            ("displayName", None) if single => Some(Self::DisplayName),
            ("active", None) if sort.place.kind == Kind::Boolean && !sort.place.multi_valued => {
                Some(Self::Active)
            }
            ("emails", Some("value"))
                if folded && sort.place.multi_valued && is_text(rt, &sort.place) =>
            {
                Some(Self::Email)
            }
            (name, None) if folded && !rt.has_members() => {
                let unique = rt
                    .unique_attribute()
                    .is_some_and(|unique| unique.name == name);
                unique.then_some(Self::UniqueKey)
            }
            _ => None,
        }
    }

    /// Adds this order to a query.
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
            Self::Id => return by!(resources::id),
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
}
