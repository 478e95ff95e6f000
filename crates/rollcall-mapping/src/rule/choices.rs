//! A filter as people read it: one of several lists of tests, all of which hold.

use std::str::FromStr as _;

use scim_filter_parser::{CompareOp, Filter, Literal, Path};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// So many alternatives are shown: what has more is no longer easier to read than the filter.
const ALTERNATIVES_MAX: usize = 50;
const TESTS_MAX: usize = 500;
const VALUES_MAX: usize = 250;
/// How a group is asked for by its name.
const GROUP_NAME: &str = "groups.display";

/// What a filter asks, as alternatives each of which is a list of tests: a person fulfils it who passes all tests of one
/// alternative. `(a or b) and not (c or d)` is the two alternatives `a, not c, not d` and `b, not c, not d`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Choices(pub Vec<Vec<Test>>);

/// One test of one attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// A SCIM path, such as `fields.department`, `title` or `emails[type eq "work"].value`; for `in_group` it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// How it is tested.
    pub operator: Operator,
    /// Whether the test has to fail: `is` with this is “is none of”.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not: bool,
    /// With what: any one of them has to do. There are none for `has_value`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks with a reference"
)]
fn is_false(it: &bool) -> bool {
    !*it
}

/// How an attribute is tested. Text is compared without case where the schema says so; of several values any one has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// It is one of the values.
    Is,
    /// It contains one of them.
    Contains,
    /// It begins with one of them.
    StartsWith,
    /// It ends with one of them.
    EndsWith,
    /// It is an address of one of these domains.
    DomainIs,
    /// It is before a date, or less than a number or text.
    Before,
    /// As `before`, or just that.
    NotAfter,
    /// It is after a date, or more than a number or text.
    After,
    /// As `after`, or just that.
    NotBefore,
    /// There is a value; with a path that ends in brackets, one that fulfils what stands there.
    HasValue,
    /// The person is in one of the groups that are called so.
    InGroup,
}

impl Choices {
    /// The choices that a filter is; `None` where they would be too many to read.
    ///
    /// # Errors
    /// What does not parse, in words.
    pub fn of(filter: &str) -> Result<Option<Self>, String> {
        let filter = Filter::from_str(filter).map_err(|error| error.to_string())?;
        let Some(alternatives) = alternatives(&filter, false) else {
            return Ok(None);
        };
        let alternatives = united(alternatives.into_iter().map(gathered).collect());
        let choices = Self(alternatives);
        // What is shown can be saved as it is.
        Ok(choices.to_filter().is_ok().then_some(choices))
    }

    /// The filter that asks the same.
    ///
    /// # Errors
    /// In words: no alternative, one without tests, a test without values, a path that does not parse, a value that is no text,
    /// number or truth value.
    pub fn to_filter(&self) -> Result<String, String> {
        let too_many = self.0.len() > ALTERNATIVES_MAX
            || self.0.iter().map(Vec::len).sum::<usize>() > TESTS_MAX;
        if self.0.is_empty() || too_many {
            return Err(format!(
                "There are 1 to {ALTERNATIVES_MAX} alternatives, with {TESTS_MAX} tests in all."
            ));
        }
        let alternatives = self.0.iter().map(|tests| {
            if tests.is_empty() {
                return Err("An alternative has at least one test.".to_owned());
            }
            let tests = tests.iter().map(Test::to_filter);
            let tests = tests.collect::<Result<Vec<_>, String>>()?;
            Ok(one_or(tests, Filter::And))
        });
        let alternatives = alternatives.collect::<Result<Vec<_>, String>>()?;
        Ok(one_or(alternatives, Filter::Or).to_string())
    }
}

/// What all have to be of: flattened, since the parser's tree has no `and` within an `and`.
fn one_or(mut parts: Vec<Filter>, many: fn(Vec<Filter>) -> Filter) -> Filter {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    let is_and = matches!(many(Vec::new()), Filter::And(_));
    let flat = parts.into_iter().flat_map(|part| match part {
        Filter::And(inner) if is_and => inner,
        Filter::Or(inner) if !is_and => inner,
        other => vec![other],
    });
    many(flat.collect())
}

impl Test {
    fn to_filter(&self) -> Result<Filter, String> {
        let text = match (&self.attribute, self.operator) {
            (None, Operator::InGroup) => GROUP_NAME,
            (Some(_), Operator::InGroup) | (None, _) => {
                return Err("A test has an attribute, but for in_group, which has none.".to_owned());
            }
            (Some(path), _) => path,
        };
        let path = Path::from_str(text).map_err(|error| format!("{text:?}: {error}"))?;
        let test = if self.operator == Operator::HasValue {
            if !self.values.is_empty() {
                return Err(format!("{text}: has_value takes no values."));
            }
            match (&path.filter, &path.sub) {
                (Some(_), None) => Filter::ValuePath(path),
                _ => Filter::Present(path),
            }
        } else {
            if path.filter.is_some() && path.sub.is_none() {
                return Err(format!(
                    "{text}: after the brackets a sub-attribute is compared, such as .value."
                ));
            }
            if self.values.is_empty() || self.values.len() > VALUES_MAX {
                return Err(format!(
                    "{text}: 1 to {VALUES_MAX} values are compared with."
                ));
            }
            let values = self.values.iter();
            let compared = values.map(|value| self.compared(&path, value));
            one_or(compared.collect::<Result<_, _>>()?, Filter::Or)
        };
        Ok(if self.not {
            Filter::Not(Box::new(test))
        } else {
            test
        })
    }

    fn compared(&self, path: &Path, value: &Value) -> Result<Filter, String> {
        let mut literal = literal(value).ok_or_else(|| {
            format!("{path}: {value} is neither a text, a number nor a truth value.")
        })?;
        let op = match self.operator {
            Operator::Is | Operator::InGroup | Operator::HasValue => CompareOp::Eq,
            Operator::Contains => CompareOp::Co,
            Operator::StartsWith => CompareOp::Sw,
            Operator::EndsWith => CompareOp::Ew,
            Operator::Before => CompareOp::Lt,
            Operator::NotAfter => CompareOp::Le,
            Operator::After => CompareOp::Gt,
            Operator::NotBefore => CompareOp::Ge,
            Operator::DomainIs => {
                let Literal::String(domain) = literal else {
                    return Err(format!("{path}: a domain is a text."));
                };
                literal = Literal::String(format!("@{domain}"));
                CompareOp::Ew
            }
        };
        Ok(Filter::Compare {
            path: path.clone(),
            op,
            value: literal,
        })
    }
}

fn literal(value: &Value) -> Option<Literal> {
    Some(match value {
        Value::Bool(is) => Literal::Boolean(*is),
        Value::String(text) => Literal::String(text.clone()),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Literal::Integer(whole),
            None => Literal::Decimal(number.as_f64()?),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    })
}

/// A filter, or what it denies, as alternatives; `None` beyond the bounds.
fn alternatives(filter: &Filter, denied: bool) -> Option<Vec<Vec<Test>>> {
    match (filter, denied) {
        (Filter::Not(part), _) => alternatives(part, !denied),
        (Filter::Or(parts), false) | (Filter::And(parts), true) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(alternatives(part, denied)?);
                few(&all)?;
            }
            Some(all)
        }
        (Filter::And(parts), false) | (Filter::Or(parts), true) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                let more = alternatives(part, denied)?;
                let product = all.iter().flat_map(|one| {
                    let more = more.iter();
                    more.map(|other| one.iter().chain(other).cloned().collect::<Vec<_>>())
                });
                let product: Vec<_> = product.take(VALUES_MAX * 2).collect();
                few(&product)?;
                all = product;
            }
            Some(all)
        }
        (Filter::Compare { path, op, value }, _) => {
            Some(vec![vec![compared(path, *op, value, denied)]])
        }
        (Filter::Present(path) | Filter::ValuePath(path), _) => Some(vec![vec![test(
            path,
            Operator::HasValue,
            denied,
            Vec::new(),
        )]]),
    }
}

/// Nothing where there are too many: alternatives that differ in one value only are still to be put together.
fn few(alternatives: &[Vec<Test>]) -> Option<()> {
    let tests: usize = alternatives.iter().map(Vec::len).sum();
    (alternatives.len() <= VALUES_MAX && tests <= TESTS_MAX * 4).then_some(())
}

fn test(path: &Path, operator: Operator, not: bool, values: Vec<Value>) -> Test {
    Test {
        attribute: Some(path.to_string()),
        operator,
        not,
        values,
    }
}

fn compared(path: &Path, op: CompareOp, value: &Literal, denied: bool) -> Test {
    let value = match value {
        // RFC 7644 has no word for it, and `eq null` is how it is asked for.
        Literal::Null => {
            let absent = op != CompareOp::Ne;
            return test(path, Operator::HasValue, absent != denied, Vec::new());
        }
        Literal::Boolean(is) => Value::from(*is),
        Literal::Integer(number) => Value::from(*number),
        Literal::Decimal(number) => Value::from(*number),
        Literal::String(text) => Value::from(text.as_str()),
    };
    let (operator, not) = match op {
        CompareOp::Eq => (Operator::Is, denied),
        CompareOp::Ne => (Operator::Is, !denied),
        CompareOp::Co => (Operator::Contains, denied),
        CompareOp::Sw => (Operator::StartsWith, denied),
        CompareOp::Ew => (Operator::EndsWith, denied),
        CompareOp::Gt => (Operator::After, denied),
        CompareOp::Ge => (Operator::NotBefore, denied),
        CompareOp::Lt => (Operator::Before, denied),
        CompareOp::Le => (Operator::NotAfter, denied),
    };
    if operator == Operator::Is && path.to_string().eq_ignore_ascii_case(GROUP_NAME) {
        return Test {
            attribute: None,
            operator: Operator::InGroup,
            not,
            values: vec![value],
        };
    }
    match value.as_str().and_then(|text| text.strip_prefix('@')) {
        Some(domain) if operator == Operator::EndsWith => {
            test(path, Operator::DomainIs, not, vec![domain.into()])
        }
        _ => test(path, operator, not, vec![value]),
    }
}

/// Tests of one alternative that deny the same of one attribute are one: “is none of”.
fn gathered(tests: Vec<Test>) -> Vec<Test> {
    let mut gathered: Vec<Test> = Vec::with_capacity(tests.len());
    for test in tests {
        let same = |it: &Test| it.not && test.not && is_alike(it, &test);
        match gathered.iter().position(same) {
            Some(place) => add(&mut gathered[place].values, test.values),
            None if gathered.contains(&test) => {}
            None => gathered.push(test),
        }
    }
    gathered
}

/// Alternatives of one test that ask the same of one attribute are one: “is any of”.
fn united(alternatives: Vec<Vec<Test>>) -> Vec<Vec<Test>> {
    let mut united: Vec<Vec<Test>> = Vec::with_capacity(alternatives.len());
    for alternative in alternatives {
        let place = united
            .iter()
            .position(|known| differing(known, &alternative).is_some());
        let place = place.and_then(|place| Some((place, differing(&united[place], &alternative)?)));
        match place {
            Some((place, test)) => {
                add(
                    &mut united[place][test].values,
                    alternative[test].values.clone(),
                );
            }
            None => united.push(alternative),
        }
    }
    united
}

/// Puts in what is not in yet.
fn add(known: &mut Vec<Value>, more: Vec<Value>) {
    for value in more {
        if !known.contains(&value) {
            known.push(value);
        }
    }
}

/// The one test by whose values two alternatives differ, where they do by that alone.
fn differing(one: &[Test], other: &[Test]) -> Option<usize> {
    if one.len() != other.len() {
        return None;
    }
    let mut places = (0..one.len()).filter(|place| one[*place] != other[*place]);
    let place = places.next().unwrap_or(0);
    let (is, wanted) = (one.get(place)?, &other[place]);
    let can = places.next().is_none() && !is.not && is_alike(is, wanted) && is.not == wanted.not;
    (can && !is.values.is_empty()).then_some(place)
}

fn is_alike(one: &Test, other: &Test) -> bool {
    one.operator == other.operator && one.attribute == other.attribute
}
