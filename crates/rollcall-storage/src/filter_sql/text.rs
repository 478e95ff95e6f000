//! Comparing text columns. Both databases compare bytes, and order them as Rust orders `str`.

use diesel::prelude::*;
use diesel::sql_types::Text;
use scim_core::condition::{CompareOp, Operand};

use super::{Part, Test};
use crate::promote::{Indexed, PREFIX_CHARS, successor};
use crate::schema::{attribute_values, resources};
use crate::tables::resources::Scope;

#[diesel::declare_sql_function]
extern "SQL" {
    /// In characters.
    fn length(text: Text) -> Integer;
    fn replace(text: Text, from: Text, to: Text) -> Text;
}

const CUT_CHARS: i32 = 255;
const _: () = assert!(
    CUT_CHARS as usize == PREFIX_CHARS,
    "one length in two types"
);

/// How a column keeps its text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Folded and whole.
    Folded,
    /// Folded, and cut to [`PREFIX_CHARS`].
    Cut,
    /// As sent.
    Exact,
}

/// Compares `$text`, an expression that is not NULL where it is looked at. `$rows!` makes of a condition of it one
/// of `resources` rows. (A macro and not a function: diesel takes no boxed expression into a subquery on
/// either database.)
macro_rules! compare {
    ($text:expr, $kept:expr, $test:expr, $rows:ident) => {{
        let maybe_cut = || length($text).ge(CUT_CHARS);
        let like = |pattern: String| $text.like(pattern).escape('\\');
        match ($test, $kept) {
            // "Non-empty", RFC 7644 table 3.
            (Test::Present, _) => Part::exact($rows!($text.ne(""))),
            (Test::Compare(op, Operand::Text(wanted)), Kept::Cut)
                if wanted.chars().count() >= PREFIX_CHARS =>
            {
                match op {
                    // Whatever equals, begins with or contains that much was cut.
                    CompareOp::Eq | CompareOp::Co | CompareOp::Sw | CompareOp::Ew => {
                        Part::exact($rows!(maybe_cut())).narrowing()
                    }
                    _ => Part::UNKNOWN,
                }
            }
            (Test::Compare(op, Operand::Text(wanted)), kept) => match (op, kept) {
                (CompareOp::Eq, _) => Part::exact($rows!($text.eq(wanted.clone()))),
                (CompareOp::Gt, _) => Part::exact($rows!($text.gt(wanted.clone()))),
                (CompareOp::Ge, _) => Part::exact($rows!($text.ge(wanted.clone()))),
                (CompareOp::Lt, _) => Part::exact($rows!($text.lt(wanted.clone()))),
                (CompareOp::Le, _) => Part::exact($rows!($text.le(wanted.clone()))),
                (CompareOp::Sw, _) => match successor(wanted) {
                    Some(end) => Part::exact($rows!($text.ge(wanted.clone()).and($text.lt(end)))),
                    None => Part::exact($rows!($text.ge(wanted.clone()))),
                },
                // SQLite's LIKE ignores the case of ASCII, which folded text does not have.
                (CompareOp::Co, Kept::Folded) => Part::exact($rows!(like(containing(wanted)))),
                (CompareOp::Ew, Kept::Folded) => Part::exact($rows!(like(ending(wanted)))),
                (CompareOp::Co, Kept::Cut) => {
                    Part::exact($rows!(like(containing(wanted)).or(maybe_cut()))).narrowing()
                }
                (CompareOp::Ew, Kept::Cut) => {
                    Part::exact($rows!(like(ending(wanted)).or(maybe_cut()))).narrowing()
                }
                (CompareOp::Co | CompareOp::Ew, Kept::Exact) if wanted.is_empty() => {
                    Part::exact($rows!($text.ge("")))
                }
                // What contains it is no longer the same without it.
                (CompareOp::Co, Kept::Exact) => {
                    Part::exact($rows!(replace($text, wanted.clone(), "").ne($text)))
                }
                (CompareOp::Ew, Kept::Exact) => {
                    Part::exact($rows!(replace($text, wanted.clone(), "").ne($text))).narrowing()
                }
                (CompareOp::Ne, _) => Part::UNKNOWN,
            },
            (Test::Compare(..), _) => Part::UNKNOWN,
        }
    }};
}

/// As [`compare`], for a nullable column of `resources`.
macro_rules! compare_nullable {
    ($column:expr, $kept:expr, $test:expr) => {{
        macro_rules! rows {
            ($condition:expr) => {
                Box::new($column.is_not_null().and($condition))
            };
        }
        compare!($column.assume_not_null(), $kept, $test, rows)
    }};
}

pub(super) fn unique_key(test: Test<'_>) -> Part {
    compare_nullable!(resources::unique_key, Kept::Folded, test)
}

pub(super) fn display_name(test: Test<'_>) -> Part {
    compare_nullable!(resources::display_name, Kept::Cut, test)
}

pub(super) fn external_id(test: Test<'_>) -> Part {
    compare_nullable!(resources::external_id, Kept::Exact, test)
}

/// Resources with an index row whose value passes the test.
pub(super) fn indexed(scope: &Scope<'_>, indexed: &Indexed, test: Test<'_>) -> Part {
    macro_rules! rows {
        ($condition:expr) => {
            Box::new(
                resources::id.eq_any(
                    attribute_values::table
                        .filter(attribute_values::tenant_id.eq(scope.tenant.to_owned()))
                        .filter(
                            attribute_values::resource_type.eq(scope.resource_type.name.clone()),
                        )
                        .filter(attribute_values::path.eq(indexed.path))
                        .filter($condition)
                        .select(attribute_values::resource_id),
                ),
            )
        };
    }
    compare!(attribute_values::value, Kept::Cut, test, rows)
}

/// Where LIKE finds this text.
fn containing(text: &str) -> String {
    format!("%{}%", escaped(text))
}

/// Where LIKE finds this text at the end.
fn ending(text: &str) -> String {
    format!("%{}", escaped(text))
}

/// A text in which LIKE finds no wildcard.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
