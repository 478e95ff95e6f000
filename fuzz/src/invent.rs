//! Bytes to documents, filters and operations that often make sense: names come from the schema, values mostly have the
//! type that belongs there.

use arbitrary::{Result, Unstructured};
use scim_core::schema::{Attribute, Kind, ResourceType};
use scim_filter_parser::{CompareOp, Filter, Literal, Path};
use serde_json::{Number, Value, json};

use crate::{ID, TYPES};

const TEXTS: &[&str] = &[
    "a", "b", "A", "", "work", "home", "true", "False", " ", "é", "e\u{301}", "ß", "SS", "\0", "%",
    "_", "null", "1", ID,
];
const MOMENTS: &[&str] = &[
    "2026-11-22T08:30:00Z",
    "2026-11-22T09:30:00.000+01:00",
    "2026-11-22T08:30:00.0000001Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "2026-02-30T00:00:00Z",
    "2026-11-22",
];
const BINARIES: &[&str] = &["YWI=", "YWI", "YQ==", "YQ=", "_-8", "=", "a b"];
const NUMBERS: &[i64] = &[0, 1, -1, 2, 9_007_199_254_740_993, i64::MAX, i64::MIN];
const FOREIGN: &[&str] = &[
    "urn:example:custom:1.0:User",
    "urn:example:custom",
    "URN:EXAMPLE:custom",
    "x:1.0",
    "nobody",
    "",
    "a.b.c",
    "emails[type",
];

/// One of the resource types.
pub fn resource_type(u: &mut Unstructured<'_>) -> Result<&'static ResourceType> {
    Ok(&TYPES[u.choose_index(TYPES.len())?])
}

/// A text: mostly one of a few, so that equal ones meet.
pub fn text(u: &mut Unstructured<'_>) -> Result<String> {
    if u.ratio(7, 8)? {
        return Ok((*u.choose(TEXTS)?).to_owned());
    }
    let length = u.int_in_range(0..=8)?;
    (0..length).map(|_| u.arbitrary::<char>()).collect()
}

fn number(u: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match u.int_in_range(0..=3)? {
        0 => Value::from(*u.choose(NUMBERS)?),
        1 => Value::from(i64::from(u.arbitrary::<i8>()?)),
        2 => Number::from_f64(f64::from(u.arbitrary::<i8>()?) / 4.0)
            .map_or(Value::Null, Value::Number),
        _ => Value::from(u.arbitrary::<u64>()?),
    })
}

/// Any small JSON value.
pub fn anything(u: &mut Unstructured<'_>, depth_max: usize) -> Result<Value> {
    Ok(
        match u.int_in_range(0..=if depth_max == 0 { 4 } else { 7 })? {
            0 => Value::Null,
            1 => Value::Bool(u.arbitrary()?),
            2 => number(u)?,
            3 | 4 => Value::String(text(u)?),
            5 => Value::Array(some(u, 3, |u| anything(u, depth_max - 1))?),
            _ => {
                let members = some(u, 3, |u| {
                    let key = if u.ratio(1, 2)? {
                        "value".to_owned()
                    } else {
                        text(u)?
                    };
                    Ok((key, anything(u, depth_max - 1)?))
                })?;
                members.into_iter().collect()
            }
        },
    )
}

/// At most `max` of what `one` makes.
pub fn some<T>(
    u: &mut Unstructured<'_>,
    max: usize,
    mut one: impl FnMut(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = u.int_in_range(0..=max)?;
    (0..count).map(|_| one(u)).collect()
}

/// A value for the attribute, mostly of its type.
pub fn value(u: &mut Unstructured<'_>, attribute: &Attribute) -> Result<Value> {
    if u.ratio(1, 12)? {
        return anything(u, 2);
    }
    if attribute.multi_valued && !u.ratio(1, 10)? {
        return Ok(Value::Array(some(u, 4, |u| single(u, attribute))?));
    }
    single(u, attribute)
}

/// One value of the attribute.
pub fn single(u: &mut Unstructured<'_>, attribute: &Attribute) -> Result<Value> {
    Ok(match attribute.kind {
        Kind::Boolean if u.ratio(4, 5)? => Value::Bool(u.arbitrary()?),
        Kind::Integer | Kind::Decimal => number(u)?,
        Kind::DateTime => Value::from(*u.choose(MOMENTS)?),
        Kind::Binary => Value::from(*u.choose(BINARIES)?),
        Kind::Complex => {
            let members = some(u, 4, |u| {
                let Some(sub) = attribute.sub_attributes.get(u.int_in_range(0..=12)?) else {
                    return Ok((text(u)?, anything(u, 1)?));
                };
                Ok((spelled(u, &sub.name)?, value(u, sub)?))
            })?;
            members.into_iter().collect()
        }
        _ => Value::from(text(u)?),
    })
}

/// The name, perhaps with another case.
fn spelled(u: &mut Unstructured<'_>, name: &str) -> Result<String> {
    Ok(match u.int_in_range(0..=11)? {
        0 => name.to_ascii_uppercase(),
        1 => name.to_ascii_lowercase(),
        _ => name.to_owned(),
    })
}

/// An attribute and the name that leads to it: `name`, `urn:…:department`, `name.givenName`.
fn named<'s>(u: &mut Unstructured<'_>, rt: &'s ResourceType) -> Result<(Path, &'s Attribute)> {
    let core: Vec<&Attribute> = rt.attributes().collect();
    let extension = rt
        .extensions
        .first()
        .filter(|_| u.ratio(1, 5).unwrap_or(false));
    let (urn, attribute) = match extension {
        Some(extension) => {
            let attributes = &extension.schema.attributes;
            (
                Some(extension.schema.id.clone()),
                &attributes[u.choose_index(attributes.len())?],
            )
        }
        None => (None, core[u.choose_index(core.len())?]),
    };
    let urn = if u.ratio(1, 12)? {
        Some(rt.schema.id.clone())
    } else {
        urn
    };
    let mut path = Path::attribute(spelled(u, &attribute.name)?);
    path.urn = urn;
    if attribute.sub_attributes.is_empty() || u.ratio(1, 2)? {
        return Ok((path, attribute));
    }
    let sub = &attribute.sub_attributes[u.choose_index(attribute.sub_attributes.len())?];
    path.sub = Some(spelled(u, &sub.name)?);
    Ok((path, sub))
}

/// The body of a POST.
pub fn resource(u: &mut Unstructured<'_>, rt: &ResourceType) -> Result<Value> {
    let unique = rt
        .unique_attribute()
        .map_or("key", |attribute| &attribute.name);
    let mut body = json!({"schemas": [rt.schema.id], unique: text(u)?});
    for _ in 0..u.int_in_range(0..=8)? {
        let (key, value) = member(u, rt)?;
        body[key] = value;
    }
    Ok(body)
}

/// A key that may stand in a body, and its value.
fn member(u: &mut Unstructured<'_>, rt: &ResourceType) -> Result<(String, Value)> {
    Ok(match u.int_in_range(0..=9)? {
        0 => ((*u.choose(FOREIGN)?).to_owned(), anything(u, 3)?),
        1 => match rt.extensions.first() {
            None => (text(u)?, anything(u, 2)?),
            Some(extension) => {
                let attributes = &extension.schema.attributes;
                let members = some(u, 4, |u| {
                    let attribute = &attributes[u.choose_index(attributes.len())?];
                    Ok((spelled(u, &attribute.name)?, value(u, attribute)?))
                })?;
                (
                    spelled(u, &extension.schema.id)?,
                    members.into_iter().collect(),
                )
            }
        },
        2 => {
            let (path, attribute) = named(u, rt)?;
            (path.to_string(), value(u, attribute)?)
        }
        _ => {
            let core: Vec<&Attribute> = rt.attributes().collect();
            let attribute = core[u.choose_index(core.len())?];
            (attribute.name.clone(), value(u, attribute)?)
        }
    })
}

fn literal(u: &mut Unstructured<'_>, kind: Kind) -> Result<Literal> {
    Ok(match kind {
        _ if u.ratio(1, 12)? => Literal::Null,
        Kind::Boolean if u.ratio(4, 5)? => Literal::Boolean(u.arbitrary()?),
        Kind::Integer => Literal::Integer(*u.choose(NUMBERS)?),
        Kind::Decimal => Literal::Decimal(f64::from(u.arbitrary::<i8>()?) / 4.0),
        Kind::DateTime => Literal::String((*u.choose(MOMENTS)?).to_owned()),
        Kind::Binary => Literal::String((*u.choose(BINARIES)?).to_owned()),
        _ => Literal::String(text(u)?),
    })
}

/// A filter on values of the attribute: what stands between brackets.
fn value_filter(
    u: &mut Unstructured<'_>,
    attribute: &Attribute,
    depth_max: usize,
) -> Result<Filter> {
    combined(u, depth_max, &mut |u| {
        let none = || ("value".to_owned(), attribute.kind);
        let (name, kind) = match attribute.sub_attributes.len() {
            0 => none(),
            count => {
                let sub = &attribute.sub_attributes[u.choose_index(count)?];
                (sub.name.clone(), sub.kind)
            }
        };
        let name = spelled(u, &name)?;
        condition(u, Path::attribute(name), kind)
    })
}

fn condition(u: &mut Unstructured<'_>, path: Path, kind: Kind) -> Result<Filter> {
    if u.ratio(1, 4)? {
        return Ok(Filter::Present(path));
    }
    let op = if u.ratio(1, 2)? {
        CompareOp::Eq
    } else {
        *u.choose(&CompareOp::ALL)?
    };
    Ok(Filter::Compare {
        path,
        op,
        value: literal(u, kind)?,
    })
}

fn combined(
    u: &mut Unstructured<'_>,
    depth_max: usize,
    leaf: &mut dyn FnMut(&mut Unstructured<'_>) -> Result<Filter>,
) -> Result<Filter> {
    if depth_max == 0 || u.ratio(1, 2)? {
        return leaf(u);
    }
    let form = u.int_in_range(0..=4)?;
    if form == 0 {
        return Ok(Filter::Not(Box::new(combined(u, depth_max - 1, leaf)?)));
    }
    let mut operands = vec![
        combined(u, depth_max - 1, leaf)?,
        combined(u, depth_max - 1, leaf)?,
    ];
    for _ in 0..u.int_in_range(0..=2)? {
        operands.push(combined(u, depth_max - 1, leaf)?);
    }
    Ok(flat(operands, form % 2 == 0))
}

/// As the parser makes them: no `And` directly in an `And`, no `Or` directly in an `Or`.
fn flat(operands: Vec<Filter>, and: bool) -> Filter {
    let taken_apart = operands.into_iter().flat_map(|operand| match operand {
        Filter::And(inner) if and => inner,
        Filter::Or(inner) if !and => inner,
        other => vec![other],
    });
    let operands = taken_apart.collect();
    if and {
        Filter::And(operands)
    } else {
        Filter::Or(operands)
    }
}

/// A filter on resources of that type.
pub fn filter(u: &mut Unstructured<'_>, rt: &ResourceType) -> Result<Filter> {
    combined(u, 4, &mut |u| {
        let (mut path, attribute) = named(u, rt)?;
        if path.sub.is_none() && u.ratio(1, 3)? {
            path.filter = Some(Box::new(value_filter(u, attribute, 2)?));
            if attribute.sub_attributes.is_empty() || u.ratio(2, 3)? {
                return Ok(Filter::ValuePath(path));
            }
            let sub = &attribute.sub_attributes[u.choose_index(attribute.sub_attributes.len())?];
            path.sub = Some(sub.name.clone());
            return condition(u, path, sub.kind);
        }
        condition(u, path, attribute.kind)
    })
}

/// A PATCH path and a value that may fit what it names.
pub fn target(u: &mut Unstructured<'_>, rt: &ResourceType) -> Result<(String, Value)> {
    if u.ratio(1, 10)? {
        let (key, value) = member(u, rt)?;
        return Ok((key, value));
    }
    let (mut path, attribute) = named(u, rt)?;
    if path.sub.is_none() && attribute.multi_valued && u.ratio(1, 2)? {
        path.filter = Some(Box::new(value_filter(u, attribute, 2)?));
        if !attribute.sub_attributes.is_empty() && u.ratio(1, 2)? {
            let sub = &attribute.sub_attributes[u.choose_index(attribute.sub_attributes.len())?];
            path.sub = Some(sub.name.clone());
            return Ok((path.to_string(), value(u, sub)?));
        }
        return Ok((path.to_string(), single(u, attribute)?));
    }
    Ok((path.to_string(), value(u, attribute)?))
}

/// One PATCH operation.
pub fn operation(u: &mut Unstructured<'_>, rt: &ResourceType) -> Result<Value> {
    let op = *u.choose(&[
        "add", "replace", "remove", "Add", "Replace", "Remove", "move",
    ])?;
    if op.eq_ignore_ascii_case("remove") {
        let (path, value) = target(u, rt)?;
        return Ok(if u.ratio(1, 4)? {
            json!({"op": op, "path": path, "value": value})
        } else {
            json!({"op": op, "path": path})
        });
    }
    if u.ratio(1, 3)? {
        let members = some(u, 4, |u| target(u, rt))?;
        return Ok(json!({"op": op, "value": members.into_iter().collect::<Value>()}));
    }
    let (path, value) = target(u, rt)?;
    Ok(json!({"op": op, "path": path, "value": value}))
}
