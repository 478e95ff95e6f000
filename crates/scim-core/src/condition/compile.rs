//! From the filter as written to the typed condition: names are looked up, literals get the type of
//! what they are compared with. Everything that does not fit is `invalidFilter`, in words that name
//! the attribute.

use scim_filter_parser::{CompareOp, Filter, Literal, Path, parse_filter};

use super::{Condition, Operand, Place, unquoted};
use crate::quirks;
use crate::schema::{Attribute, Kind, Resolved, ResourceType, Schema};
use crate::text::{fold, instant};
use crate::{Error, ErrorKind, Result, Rule, Rules};

/// Parses and compiles a filter on resources of type `rt`.
///
/// # Errors
/// `invalidFilter`: a syntax error (with its position), or whatever [`compile`] refuses.
///
/// ```
/// use scim_core::{Rules, condition, schema::Registry};
///
/// let registry = Registry::builtin();
/// let users = registry.by_endpoint("Users").unwrap();
/// let filter = condition::parse(users, r#"emails[type eq "work"] and active eq true"#, Rules::NONE).unwrap();
/// assert_eq!(filter.keys(), ["emails", "active"]);
/// let error = condition::parse(users, "shoeSize eq 38", Rules::NONE).unwrap_err();
/// assert_eq!(error.detail, "`shoeSize` is not an attribute of User.");
/// ```
pub fn parse(rt: &ResourceType, text: &str, rules: Rules) -> Result<Condition> {
    compile(rt, &read(text, rules)?, rules)
}

/// Parses a filter and counts its comparisons.
pub(super) fn read(text: &str, rules: Rules) -> Result<Filter> {
    let filter = if rules.allows(Rule::UnquotedValues) {
        unquoted::parse(text)
    } else {
        parse_filter(text)
    }
    .map_err(|error| refusal(error.to_string()))?;
    few_enough_terms(&filter)?;
    Ok(filter)
}

/// Refuses a filter that makes more comparisons than are made at a time.
///
/// # Errors
/// `invalidFilter`
pub(crate) fn few_enough_terms(filter: &Filter) -> Result<()> {
    let terms = terms(filter);
    if terms > TERMS_MAX {
        return Err(refusal(format!(
            "The filter makes {terms} comparisons; at most {TERMS_MAX} are made at a time."
        )));
    }
    Ok(())
}

/// The most comparisons in one filter: each may cost a look at every resource.
const TERMS_MAX: usize = 250;

/// How many comparisons a filter makes with one value or resource.
fn terms(filter: &Filter) -> usize {
    match filter {
        Filter::And(filters) | Filter::Or(filters) => filters.iter().map(terms).sum(),
        Filter::Not(inner) => terms(inner),
        Filter::Compare { path, .. } | Filter::Present(path) => 1 + within(path),
        Filter::ValuePath(path) => within(path),
    }
}

fn within(path: &Path) -> usize {
    path.filter.as_deref().map_or(0, terms)
}

/// Resolves a filter on resources of type `rt`.
///
/// # Errors
/// `invalidFilter`: an unknown attribute, an attribute that is never returned (its filter would
/// tell its value), a literal of the wrong type, an operator that the type does not have (`gt` on
/// booleans, RFC 7644 table 3), a complex attribute compared as a whole (unless multi-valued with a
/// `value`), a filter within a filter.
pub fn compile(rt: &ResourceType, filter: &Filter, rules: Rules) -> Result<Condition> {
    Compiler {
        scope: Scope::Resource(rt),
        rules,
    }
    .condition(filter)
}

/// Resolves a filter on single values of `attribute`: the part between the brackets of a value
/// path.
///
/// # Errors
/// `invalidFilter`, as for [`compile`].
pub(crate) fn compile_element(
    attribute: &Attribute,
    filter: &Filter,
    rules: Rules,
) -> Result<Condition> {
    Compiler {
        scope: Scope::Element(attribute),
        rules,
    }
    .condition(filter)
}

/// What names refer to: attributes of a resource, or sub-attributes of one value.
#[derive(Clone, Copy)]
enum Scope<'s> {
    Resource(&'s ResourceType),
    Element(&'s Attribute),
}

/// An attribute that a path names.
struct Named<'s> {
    schema: Option<&'s Schema>,
    attribute: &'s Attribute,
    sub: Option<&'s Attribute>,
    /// Whether a single value of the simple attribute is meant, which is called `value`.
    own_value: bool,
}

impl Named<'_> {
    fn place(&self) -> Place {
        let place = place(self.schema, self.attribute, self.sub);
        if self.own_value {
            Place {
                attribute: "value".to_owned(),
                multi_valued: false,
                ..place
            }
        } else {
            place
        }
    }
}

/// The place of a resolved attribute.
pub(crate) fn place(
    schema: Option<&Schema>,
    attribute: &Attribute,
    sub: Option<&Attribute>,
) -> Place {
    let innermost = sub.unwrap_or(attribute);
    Place {
        schema: schema.map(|schema| schema.id.clone()),
        attribute: attribute.name.clone(),
        sub: sub.map(|sub| sub.name.clone()),
        kind: innermost.kind,
        case_exact: innermost.case_exact,
        multi_valued: attribute.multi_valued,
    }
}

struct Compiler<'s> {
    scope: Scope<'s>,
    rules: Rules,
}

impl<'s> Compiler<'s> {
    fn condition(&self, filter: &Filter) -> Result<Condition> {
        match filter {
            Filter::And(parts) => self.conditions(parts).map(Condition::All),
            Filter::Or(parts) => self.conditions(parts).map(Condition::Any),
            Filter::Not(part) => self.condition(part).map(negation),
            Filter::Present(path) => self.present(path),
            Filter::ValuePath(path) => self.element(path, None),
            Filter::Compare { path, op, value } => self.compare(path, *op, value),
        }
    }

    fn conditions(&self, parts: &[Filter]) -> Result<Vec<Condition>> {
        parts.iter().map(|part| self.condition(part)).collect()
    }

    fn present(&self, path: &Path) -> Result<Condition> {
        if path.filter.is_some() {
            return self.element(path, Some(&|inner, sub| inner.present(sub)));
        }
        if let Scope::Resource(rt) = self.scope
            && let Some(Resolved::Extension(schema)) = self.resolve(rt, path)
        {
            return Ok(Condition::Present(Place {
                schema: None,
                attribute: schema.id.clone(),
                sub: None,
                kind: Kind::Complex,
                case_exact: false,
                multi_valued: false,
            }));
        }
        Ok(Condition::Present(self.named(path)?.place()))
    }

    fn compare(&self, path: &Path, op: CompareOp, literal: &Literal) -> Result<Condition> {
        if op == CompareOp::Ne {
            return self.compare(path, CompareOp::Eq, literal).map(negation);
        }
        if *literal == Literal::Null {
            // RFC 7643 §2.5: null is the same as no value.
            return match op {
                CompareOp::Eq => self.present(path).map(negation),
                _ => Err(refusal(format!(
                    "`{}` can be compared with null by eq and ne only.",
                    written(path)
                ))),
            };
        }
        if path.filter.is_some() {
            return self.element(path, Some(&|inner, sub| inner.compare(sub, op, literal)));
        }
        let place = self.comparable(path)?;
        if matches!(literal, Literal::String(text) if text.contains('\0')) {
            // No stored value contains one (normalize refuses it), and PostgreSQL cannot be asked for it.
            return Err(refusal(format!(
                "`{place}` is compared with text that contains a NUL character."
            )));
        }
        let operand = operand(&place, op, literal, self.rules)?;
        Ok(Condition::Compare { place, op, operand })
    }

    /// `emails[…]`, and with `rest` `emails[…].sub op value`: one value fulfils the filter and the
    /// rest.
    fn element(&self, path: &Path, rest: Option<Rest<'_>>) -> Result<Condition> {
        let outer = Path {
            urn: path.urn.clone(),
            name: path.name.clone(),
            filter: None,
            sub: None,
        };
        if let Scope::Element(_) = self.scope {
            return Err(refusal(format!(
                "`{}` has a filter within a filter.",
                written(&outer)
            )));
        }
        let named = self.named(&outer)?;
        let inner = Compiler {
            scope: Scope::Element(named.attribute),
            rules: self.rules,
        };
        if named.attribute.kind != Kind::Complex && !named.attribute.multi_valued {
            return Err(refusal(format!(
                "`{}` is a single simple value: it takes no filter.",
                written(&outer)
            )));
        }
        let mut parts = Vec::new();
        for filter in path.filter.iter() {
            match inner.condition(filter)? {
                Condition::All(conditions) => parts.extend(conditions),
                condition => parts.push(condition),
            }
        }
        if let Some(rest) = rest {
            parts.push(rest(
                &inner,
                &Path::attribute(path.sub.as_deref().unwrap_or("value")),
            )?);
        }
        let condition = if parts.len() == 1 {
            parts.remove(0)
        } else {
            Condition::All(parts)
        };
        Ok(Condition::Element {
            attribute: named.place(),
            condition: Box::new(condition),
        })
    }

    /// The place of a path that is compared. A complex attribute stands for its `value` if it is
    /// multi-valued (`emails co "x"`), or under [`Rule::ManagerForms`] (`manager eq "x"`).
    fn comparable(&self, path: &Path) -> Result<Place> {
        let mut named = self.named(path)?;
        if named.sub.unwrap_or(named.attribute).kind == Kind::Complex {
            named.sub = named
                .attribute
                .sub_attribute("value")
                .filter(|_| named.attribute.multi_valued || self.rules.allows(Rule::ManagerForms));
            if named.sub.is_none() {
                return Err(refusal(format!(
                    "`{}` is complex and has no value of its own: compare one of its sub-attributes.",
                    written(path)
                )));
            }
        }
        Ok(named.place())
    }

    /// What a path of the resource names, also by the URN that it once had.
    fn resolve(&self, rt: &'s ResourceType, path: &Path) -> Option<Resolved<'s>> {
        match quirks::current_path(path, self.rules) {
            Some(current) => rt.resolve(&current),
            None => rt.resolve(path),
        }
    }

    /// Looks up a path without its filter.
    fn named(&self, path: &Path) -> Result<Named<'s>> {
        let found = match self.scope {
            Scope::Resource(rt) => match self.resolve(rt, path) {
                Some(Resolved::Attribute {
                    extension,
                    attribute,
                    sub,
                }) => Some(Named {
                    schema: extension,
                    attribute,
                    sub,
                    own_value: false,
                }),
                Some(Resolved::Extension(schema)) => {
                    return Err(refusal(format!(
                        "`{}` is an extension: name one of its attributes.",
                        schema.id
                    )));
                }
                None => None,
            },
            Scope::Element(attribute) if path.urn.is_none() && path.sub.is_none() => {
                let own_value =
                    attribute.kind != Kind::Complex && path.name.eq_ignore_ascii_case("value");
                let sub = if own_value {
                    Some(attribute)
                } else {
                    attribute.sub_attribute(&path.name)
                };
                sub.map(|sub| Named {
                    schema: None,
                    attribute: sub,
                    sub: None,
                    own_value,
                })
            }
            Scope::Element(_) => None,
        };
        let named = found.ok_or_else(|| match self.scope {
            Scope::Resource(rt) => refusal(format!(
                "`{}` is not an attribute of {}.",
                written(path),
                rt.name
            )),
            Scope::Element(outer) => refusal(format!(
                "`{}` is not a sub-attribute of `{}`.",
                written(path),
                outer.name
            )),
        })?;
        if !named.sub.unwrap_or(named.attribute).is_kept() || !named.attribute.is_kept() {
            return Err(refusal(format!(
                "`{}` is never returned and cannot be filtered by.",
                written(path)
            )));
        }
        Ok(named)
    }
}

/// What follows the brackets of a value path, compiled in the scope of one value.
type Rest<'r> = &'r dyn Fn(&Compiler<'_>, &Path) -> Result<Condition>;

/// Gives the literal the type of the place, and checks that the type has the operator.
fn operand(place: &Place, op: CompareOp, literal: &Literal, rules: Rules) -> Result<Operand> {
    let textual = matches!(op, CompareOp::Co | CompareOp::Sw | CompareOp::Ew);
    let ordering = matches!(
        op,
        CompareOp::Gt | CompareOp::Ge | CompareOp::Lt | CompareOp::Le
    );
    let (allowed, operand, expected) = match place.kind {
        Kind::Boolean => (
            !textual && !ordering,
            boolean(literal, rules),
            "true or false, with eq or ne",
        ),
        Kind::Integer | Kind::Decimal => (
            !textual,
            number(literal),
            "a number, with eq, ne, gt, ge, lt or le",
        ),
        Kind::DateTime => (
            !textual,
            text(literal).and_then(instant).map(Operand::Instant),
            "a quoted date and time such as \"2026-01-31T12:00:00Z\", with eq, ne, gt, ge, lt or le",
        ),
        Kind::String | Kind::Reference => (
            true,
            textual_operand(place, literal, rules),
            "a quoted string",
        ),
        Kind::Binary => (
            !ordering,
            folded(place, literal),
            "a quoted string, with eq, ne, co, sw or ew",
        ),
        Kind::Complex => (false, None, "a sub-attribute"),
    };
    operand
        .filter(|_| allowed)
        .ok_or_else(|| refusal(format!("`{place}` can be compared with {expected}.")))
}

fn boolean(literal: &Literal, rules: Rules) -> Option<Operand> {
    match literal {
        Literal::Boolean(value) => Some(Operand::Boolean(*value)),
        Literal::String(text) if rules.allows(Rule::StringBooleans) => {
            let is = |word: &str| text.eq_ignore_ascii_case(word);
            (is("true") || is("false")).then(|| Operand::Boolean(is("true")))
        }
        _ => None,
    }
}

fn number(literal: &Literal) -> Option<Operand> {
    /// Up to here every whole number is exact as a decimal.
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    match literal {
        Literal::Integer(value) => Some(Operand::Integer(*value)),
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        Literal::Decimal(value) if value.fract() == 0.0 && value.abs() <= EXACT_MAX => {
            Some(Operand::Integer(*value as i64))
        }
        Literal::Decimal(value) => Some(Operand::Decimal(*value)),
        _ => None,
    }
}

fn text(literal: &Literal) -> Option<&str> {
    match literal {
        Literal::String(text) => Some(text),
        _ => None,
    }
}

/// Text; under [`Rule::UnquotedValues`] a whole number without quotes is text too.
fn textual_operand(place: &Place, literal: &Literal, rules: Rules) -> Option<Operand> {
    match literal {
        Literal::Integer(number) if rules.allows(Rule::UnquotedValues) => {
            folded(place, &Literal::String(number.to_string()))
        }
        _ => folded(place, literal),
    }
}

fn folded(place: &Place, literal: &Literal) -> Option<Operand> {
    let text = text(literal)?;
    Some(Operand::Text(if place.case_exact {
        text.to_owned()
    } else {
        fold(text).into_owned()
    }))
}

pub(super) fn negation(condition: Condition) -> Condition {
    match condition {
        Condition::Not(part) => *part,
        condition => Condition::Not(Box::new(condition)),
    }
}

/// The path as the client wrote it, without its filter.
pub(super) fn written(path: &Path) -> String {
    match &path.sub {
        Some(sub) => format!("{}.{sub}", path.qualified_name()),
        None => path.qualified_name(),
    }
}

pub(super) fn refusal(detail: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidFilter, detail)
}
