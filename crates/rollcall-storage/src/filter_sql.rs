//! From a typed filter to SQL, as far as columns and index rows can say it. What they cannot say is left to
//! the evaluator ([`Condition::matches`]), which remains the judge: SQL then only narrows down what it sees.
//!
//! SQL has three truth values and SCIM two, so no expression here is ever NULL: a nullable column is compared
//! only beside its IS NOT NULL.

mod entries;
mod text;

use diesel::dsl::{exists, not};
use diesel::expression::BoxableExpression;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use scim_core::Object;
use scim_core::condition::{CompareOp, Condition, Operand, Place};
use scim_core::schema::{Kind, ResourceType};
use serde_json::json;

use crate::conn::MultiBackend;
use crate::entry_key::keys;
use crate::id::{self, Id};
use crate::promote::{Indexed, definition, is_text};
use crate::schema::{held, memberships, resources};
use crate::tables::attribute_indexes::{AttributeIndex, Use, use_of};
use crate::tables::resources::{REMOVED, Scope, View};

/// A condition of `resources` rows.
pub(crate) type Expression =
    Box<dyn BoxableExpression<resources::table, MultiBackend, SqlType = Bool>>;

/// A filter in SQL.
pub(crate) struct Compiled {
    /// True for every row that matches. None: for all rows.
    pub(crate) expression: Option<Expression>,
    /// Whether it is true for no other row.
    pub(crate) exact: bool,
    /// How many comparisons the filter has.
    pub(crate) comparisons: usize,
}

/// More comparisons than this go to the evaluator: SQLite takes trees of 1,000 levels.
const COMPARISONS_MAX: usize = 200;

/// Compiles a filter on resources of a scope in these eyes, with the indexes of its type that are ready.
pub(crate) fn compile(
    scope: &Scope<'_>,
    condition: &Condition,
    indexes: &[AttributeIndex],
    view: View,
) -> Compiled {
    let comparisons = comparisons(condition);
    let part = if comparisons > COMPARISONS_MAX {
        Part::UNKNOWN
    } else {
        let compiler = Compiler {
            scope,
            indexes,
            view,
        };
        compiler.condition(condition)
    };
    Compiled {
        expression: part.expression,
        exact: part.exact,
        comparisons,
    }
}

fn comparisons(condition: &Condition) -> usize {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().map(comparisons).sum(),
        Condition::Not(part) => comparisons(part),
        Condition::Element { condition, .. } => comparisons(condition),
        Condition::Present(_) | Condition::Compare { .. } => 1,
    }
}

/// A part of a filter in SQL; as [`Compiled`].
struct Part {
    expression: Option<Expression>,
    exact: bool,
}

impl Part {
    /// SQL cannot say anything.
    const UNKNOWN: Self = Self {
        expression: None,
        exact: false,
    };
    /// All rows, exactly.
    const ALL: Self = Self {
        expression: None,
        exact: true,
    };

    fn exact(expression: Expression) -> Self {
        Self {
            expression: Some(expression),
            exact: true,
        }
    }

    fn constant(holds: bool) -> Self {
        if holds {
            Self::ALL
        } else {
            Self::exact(Box::new(false.into_sql::<Bool>()))
        }
    }

    /// Rows that match and perhaps others.
    fn narrowing(self) -> Self {
        Self {
            exact: false,
            ..self
        }
    }
}

/// Whether a place is answered without an index of its own, as far as SQL says anything of it.
pub(crate) fn is_promoted(scope: &Scope<'_>, place: &Place) -> bool {
    let compiler = Compiler {
        scope,
        indexes: &[],
        view: View::Counted,
    };
    compiler.leaf(place, Test::Present).exact
}

/// The first place in a filter that an index would help with and that has none.
pub(crate) fn unindexed(
    scope: &Scope<'_>,
    condition: &Condition,
    indexes: &[AttributeIndex],
) -> Option<Place> {
    let compiler = Compiler {
        scope,
        indexes,
        view: View::Counted,
    };
    let lacks = |place: &Place, test| {
        let unknown = compiler.leaf(place, test).expression.is_none();
        (unknown && use_of(scope, place) == Use::Useful).then(|| place.clone())
    };
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts
            .iter()
            .find_map(|part| unindexed(scope, part, indexes)),
        Condition::Not(part) => unindexed(scope, part, indexes),
        Condition::Present(place) => lacks(place, Test::Present),
        Condition::Compare { place, op, operand } => {
            keys(*op, operand).and_then(|_| lacks(place, Test::Compare(*op, operand)))
        }
        Condition::Element {
            attribute,
            condition,
        } => {
            let single = std::slice::from_ref(&**condition);
            let parts = match &**condition {
                Condition::All(parts) => parts.as_slice(),
                _ => single,
            };
            parts.iter().find_map(|part| {
                let (inner, test) = test_of(part)?;
                lacks(&within(scope.resource_type, attribute, inner)?, test)
            })
        }
    }
}

struct Compiler<'s> {
    scope: &'s Scope<'s>,
    indexes: &'s [AttributeIndex],
    view: View,
}

impl Compiler<'_> {
    fn condition(&self, condition: &Condition) -> Part {
        match condition {
            Condition::All(parts) => self.all(parts),
            Condition::Any(parts) => self.any(parts),
            Condition::Not(part) => match self.condition(part) {
                // Only what is exact can be negated: the rest of a superset is a subset.
                Part { exact: false, .. } => Part::UNKNOWN,
                Part {
                    expression: None, ..
                } => Part::constant(false),
                Part {
                    expression: Some(expression),
                    ..
                } => Part::exact(Box::new(not(expression))),
            },
            Condition::Present(place) => self.leaf(place, Test::Present),
            Condition::Compare { place, op, operand } => {
                self.leaf(place, Test::Compare(*op, operand))
            }
            Condition::Element {
                attribute,
                condition,
            } => self.element(attribute, condition),
        }
    }

    /// A conjunction may leave out what SQL cannot say.
    fn all(&self, parts: &[Condition]) -> Part {
        parts
            .iter()
            .map(|part| self.condition(part))
            .fold(Part::ALL, |all, part| Part {
                exact: all.exact && part.exact,
                expression: match (all.expression, part.expression) {
                    (Some(all), Some(part)) => Some(Box::new(all.and(part))),
                    (all, part) => all.or(part),
                },
            })
    }

    /// A disjunction needs every part.
    fn any(&self, parts: &[Condition]) -> Part {
        let mut any = Part::constant(false);
        for part in parts {
            let part = self.condition(part);
            let (Some(left), Some(right)) = (any.expression.take(), part.expression) else {
                // All rows: exactly, if this part says so.
                return if part.exact { Part::ALL } else { Part::UNKNOWN };
            };
            any = Part {
                expression: Some(Box::new(left.or(right))),
                exact: any.exact && part.exact,
            };
        }
        any
    }

    /// One and the same value fulfils several conditions: an index of one sub-attribute is exact for one
    /// condition on it, and narrows several down.
    fn element(&self, attribute: &Place, condition: &Condition) -> Part {
        let parts = match condition {
            Condition::All(parts) => parts.as_slice(),
            single => std::slice::from_ref(single),
        };
        let found = parts.iter().find_map(|part| {
            let (inner, test) = test_of(part)?;
            let place = within(self.scope.resource_type, attribute, inner)?;
            let part = self.leaf(&place, test);
            part.expression.is_some().then_some(part)
        });
        match found {
            Some(part) if parts.len() == 1 => part,
            Some(part) => part.narrowing(),
            None => Part::UNKNOWN,
        }
    }

    fn leaf(&self, place: &Place, test: Test<'_>) -> Part {
        let part = self.promoted(place, test);
        let index = self.indexes.iter().find(|index| index.serves(place));
        match index.filter(|_| part.expression.is_none() && !part.exact) {
            Some(index) => entries::indexed(self.scope, index, test),
            None => part,
        }
    }

    /// By what every tenant has in columns and rows.
    fn promoted(&self, place: &Place, test: Test<'_>) -> Part {
        if let Some(indexed) = Indexed::find(self.scope.resource_type, place) {
            return text::indexed(self.scope, indexed, test);
        }
        if place.schema.is_some() {
            return Part::UNKNOWN;
        }
        let rt = self.scope.resource_type;
        let text = !place.multi_valued && !place.case_exact && is_text(rt, place);
        match (place.attribute.as_str(), place.sub.as_deref()) {
            ("id", None) => of_id(test),
            ("meta", Some("created")) => instant(resources::created_at, test),
            ("meta", Some("lastModified")) => instant(resources::modified_at, test),
            ("meta", Some("resourceType")) => resource_type(rt, place, test),
            ("externalId", None) if place.case_exact => text::external_id(test),
            ("displayName", None) if text => text::display_name(test),
            ("active", None) if place.kind == Kind::Boolean && !place.multi_valued => {
                match self.view {
                    View::Counted => active(test),
                    View::Pushed => pushed_active(test),
                }
            }
            ("members", Some("value")) if rt.has_members() => self.member(test),
            ("groups", Some("value")) if rt.has_groups() && !rt.has_members() => self.group(test),
            // Whoever may have twins (groups) has this value in another column.
            (name, None) if !place.case_exact && !rt.has_members() && is_unique(rt, name) => {
                text::unique_key(test)
            }
            _ => Part::UNKNOWN,
        }
    }

    /// Groups by the id of a member.
    fn member(&self, test: Test<'_>) -> Part {
        let wanted = match test {
            Test::Present => None,
            Test::Compare(CompareOp::Eq, Operand::Text(text)) => match parse_id(text) {
                Some(id) => Some(id),
                None => return Part::constant(false),
            },
            Test::Compare(..) => return Part::UNKNOWN,
        };
        let tenant = || self.scope.tenant.to_owned();
        let rows = memberships::table
            .filter(memberships::tenant_id.eq(tenant()))
            .select(memberships::group_id);
        let gone = held::table
            .filter(held::tenant_id.eq(tenant()))
            .filter(held::resource_id.eq(memberships::member_id))
            .filter(held::kind.eq(REMOVED));
        let groups = resources::id;
        Part::exact(match (self.view, wanted) {
            (View::Counted, None) => Box::new(groups.eq_any(rows)),
            (View::Counted, Some(id)) => {
                Box::new(groups.eq_any(rows.filter(memberships::member_id.eq(id))))
            }
            (View::Pushed, None) => Box::new(groups.eq_any(rows.filter(not(exists(gone))))),
            (View::Pushed, Some(id)) => {
                let rows = rows.filter(memberships::member_id.eq(id));
                Box::new(groups.eq_any(rows.filter(not(exists(gone)))))
            }
        })
    }

    /// People by the id of a group they are in.
    fn group(&self, test: Test<'_>) -> Part {
        let rows = memberships::table
            .filter(memberships::tenant_id.eq(self.scope.tenant.to_owned()))
            .select(memberships::member_id);
        match test {
            Test::Present => Part::exact(Box::new(resources::id.eq_any(rows))),
            Test::Compare(CompareOp::Eq, Operand::Text(text)) => {
                parse_id(text).map_or(Part::constant(false), |id| {
                    Part::exact(Box::new(
                        resources::id.eq_any(rows.filter(memberships::group_id.eq(id))),
                    ))
                })
            }
            Test::Compare(..) => Part::UNKNOWN,
        }
    }
}

/// What is asked of a place.
#[derive(Clone, Copy)]
enum Test<'c> {
    Present,
    Compare(CompareOp, &'c Operand),
}

/// The test that a condition is, if it is a single one.
fn test_of(condition: &Condition) -> Option<(&Place, Test<'_>)> {
    match condition {
        Condition::Present(place) => Some((place, Test::Present)),
        Condition::Compare { place, op, operand } => Some((place, Test::Compare(*op, operand))),
        _ => None,
    }
}

/// The place in a resource of a place in one value of an attribute. None for a learned attribute: its values may be
/// simple where it is complex, and the other way round.
fn within(rt: &ResourceType, attribute: &Place, inner: &Place) -> Option<Place> {
    let definition = definition(rt, attribute).filter(|it| !it.learned)?;
    Some(Place {
        sub: (definition.kind == Kind::Complex).then(|| inner.attribute.clone()),
        kind: inner.kind,
        case_exact: inner.case_exact,
        ..attribute.clone()
    })
}

fn is_unique(rt: &ResourceType, name: &str) -> bool {
    rt.unique_attribute()
        .is_some_and(|unique| unique.name == name)
}

/// The id of a text, as a bind.
fn parse_id(text: &str) -> Option<Id> {
    id::parse(text).map(Id)
}

fn of_id(test: Test<'_>) -> Part {
    match test {
        Test::Present => Part::ALL,
        Test::Compare(CompareOp::Eq, Operand::Text(text)) => match parse_id(text) {
            Some(id) => Part::exact(Box::new(resources::id.eq(id))),
            None => Part::constant(false),
        },
        Test::Compare(..) => Part::UNKNOWN,
    }
}

fn active(test: Test<'_>) -> Part {
    let known = resources::active.is_not_null();
    match test {
        Test::Present => Part::exact(Box::new(known)),
        Test::Compare(CompareOp::Eq, Operand::Boolean(wanted)) => Part::exact(Box::new(
            known.and(resources::active.assume_not_null().eq(*wanted)),
        )),
        Test::Compare(..) => Part::UNKNOWN,
    }
}

/// As providers see it: whoever is held is not active.
fn pushed_active(test: Test<'_>) -> Part {
    let known = resources::active.is_not_null();
    let active = known.and(resources::active.assume_not_null().eq(true));
    match test {
        Test::Present => Part::exact(Box::new(known.or(resources::held.is_not_null()))),
        Test::Compare(CompareOp::Eq, Operand::Boolean(true)) => {
            Part::exact(Box::new(active.and(resources::held.is_null())))
        }
        Test::Compare(CompareOp::Eq, Operand::Boolean(false)) => {
            let inactive = known.and(resources::active.assume_not_null().eq(false));
            Part::exact(Box::new(inactive.or(resources::held.is_not_null())))
        }
        Test::Compare(..) => Part::UNKNOWN,
    }
}

fn instant<C>(column: C, test: Test<'_>) -> Part
where
    C: diesel::Column<Table = resources::table, SqlType = diesel::sql_types::BigInt>
        + diesel::expression::ValidGrouping<(), IsAggregate = diesel::expression::is_aggregate::No>
        + BoxableExpression<resources::table, MultiBackend>
        + Send
        + 'static,
{
    let (op, wanted) = match test {
        Test::Present => return Part::ALL,
        Test::Compare(op, Operand::Instant(wanted)) => (op, *wanted),
        Test::Compare(..) => return Part::UNKNOWN,
    };
    Part::exact(match op {
        CompareOp::Eq => Box::new(column.eq(wanted)),
        CompareOp::Gt => Box::new(column.gt(wanted)),
        CompareOp::Ge => Box::new(column.ge(wanted)),
        CompareOp::Lt => Box::new(column.lt(wanted)),
        CompareOp::Le => Box::new(column.le(wanted)),
        _ => return Part::UNKNOWN,
    })
}

/// The same for every row: the evaluator says it once.
fn resource_type(rt: &ResourceType, place: &Place, test: Test<'_>) -> Part {
    let condition = match test {
        Test::Present => Condition::Present(place.clone()),
        Test::Compare(op, operand) => Condition::Compare {
            place: place.clone(),
            op,
            operand: operand.clone(),
        },
    };
    let any = Object::from_iter([("meta".to_owned(), json!({"resourceType": rt.name}))]);
    Part::constant(condition.matches(&any))
}
