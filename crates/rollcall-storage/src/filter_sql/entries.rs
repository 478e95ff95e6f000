//! Comparing by the entries of an attribute's index.

use diesel::prelude::*;

use super::{Expression, Part, Test};
use crate::entry_key::{EMPTY_TEXT, Keys, keys};
use crate::id::Id;
use crate::schema::{attribute_entries, resources};
use crate::tables::attribute_indexes::AttributeIndex;
use crate::tables::resources::Scope;

/// Resources with an entry whose value passes the test.
pub(super) fn indexed(scope: &Scope<'_>, index: &AttributeIndex, test: Test<'_>) -> Part {
    macro_rules! rows {
        ($condition:expr) => {
            Box::new(
                resources::id.eq_any(
                    attribute_entries::table
                        .filter(attribute_entries::tenant_id.eq(scope.tenant.to_owned()))
                        .filter(attribute_entries::index_id.eq(Id(index.id)))
                        .filter($condition)
                        .select(attribute_entries::resource_id),
                ),
            )
        };
    }
    let value = attribute_entries::value;
    let Test::Compare(op, operand) = test else {
        return Part::exact(rows!(value.ne(EMPTY_TEXT.to_vec())));
    };
    let Some((keys, exact)) = keys(op, operand) else {
        return Part::UNKNOWN;
    };
    let expression: Expression = match keys {
        Keys::Is(key) => rows!(value.eq(key)),
        Keys::Range(from, end) => rows!(value.ge(from).and(value.lt(end))),
    };
    Part {
        expression: Some(expression),
        exact,
    }
}
