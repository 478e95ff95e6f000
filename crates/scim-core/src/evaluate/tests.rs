//! The evaluator beside a second one, written from the RFC's words straight over filter and JSON, without a compiled
//! condition: slow, naive, and wrong only if both are wrong in the same way.

use proptest::prelude::*;
use proptest::sample::select;
use scim_filter_parser::{Filter, Literal, Path};
use serde_json::{Value, json};

use super::*;
use crate::Rules;
use crate::condition::compile;
use crate::schema::{Attribute, Kind, ResourceType};

fn machine() -> ResourceType {
    let simple = |name: &str, kind: &str, several: bool, exact: bool| json!({"name": name, "type": kind, "multiValued": several, "caseExact": exact});
    let subs = json!([
        simple("value", "string", false, false),
        simple("type", "string", false, false),
        simple("exact", "string", false, true),
        simple("primary", "boolean", false, false),
        simple("weight", "integer", false, false),
        simple("since", "dateTime", false, false),
    ]);
    let schema = json!({"id": "urn:example:Machine", "name": "Machine", "attributes": [
        simple("name", "string", false, false), simple("serial", "string", false, true), simple("on", "boolean", false, false),
        simple("cores", "integer", false, false), simple("load", "decimal", false, false),
        simple("built", "dateTime", false, false), simple("tags", "string", true, false), simple("ports", "integer", true, false),
        {"name": "place", "type": "complex", "subAttributes": subs},
        {"name": "disks", "type": "complex", "multiValued": true, "subAttributes": subs},
    ]});
    ResourceType {
        name: "Machine".to_owned(),
        endpoint: "Machines".to_owned(),
        description: String::new(),
        schema: serde_json::from_value(schema).unwrap(),
        extensions: Vec::new(),
    }
}

const TEXTS: &[&str] = &["", "a", "A", "ab", "B", "é", "É", "10", "a b"];
const MOMENTS: &[&str] = &[
    "2026-01-01T00:00:00Z",
    "2026-01-01T01:00:00+01:00",
    "2026-01-01T00:00:00.001Z",
    "2025-12-31T23:59:59-02:00",
];

fn simple(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Integer => (-2_i64..3).prop_map(Value::from).boxed(),
        Kind::Decimal => (-4_i8..5)
            .prop_map(|quarter| json!(f64::from(quarter) / 4.0))
            .boxed(),
        Kind::DateTime => select(MOMENTS).prop_map(Value::from).boxed(),
        _ => select(TEXTS).prop_map(Value::from).boxed(),
    }
}

/// A value of the attribute as a document has it; sometimes none.
fn held(attribute: &Attribute) -> BoxedStrategy<Option<Value>> {
    let one = if attribute.kind == Kind::Complex {
        attribute
            .sub_attributes
            .iter()
            .fold(Just(json!({})).boxed(), |object, sub| {
                let name = sub.name.clone();
                (object, held(sub))
                    .prop_map(move |(mut object, value)| {
                        if let Some(value) = value {
                            object[&name] = value;
                        }
                        object
                    })
                    .boxed()
            })
    } else {
        simple(attribute.kind)
    };
    let value = if attribute.multi_valued {
        proptest::collection::vec(one, 0..4)
            .prop_map(Value::Array)
            .boxed()
    } else {
        one
    };
    proptest::option::weighted(0.7, value).boxed()
}

fn document() -> impl Strategy<Value = Object> {
    machine()
        .schema
        .attributes
        .iter()
        .fold(Just(Object::new()).boxed(), |object, attribute| {
            let name = attribute.name.clone();
            (object, held(attribute))
                .prop_map(move |(mut object, value)| {
                    object.extend(value.map(|value| (name.clone(), value)));
                    object
                })
                .boxed()
        })
}

/// A condition on the attribute called `path`: an operator that its type has, a literal of its type.
fn condition(path: Path, kind: Kind) -> BoxedStrategy<Filter> {
    let ops: &[CompareOp] = match kind {
        Kind::Boolean => &[CompareOp::Eq, CompareOp::Ne],
        Kind::String | Kind::Complex => &CompareOp::ALL,
        _ => &[
            CompareOp::Eq,
            CompareOp::Ne,
            CompareOp::Gt,
            CompareOp::Ge,
            CompareOp::Lt,
            CompareOp::Le,
        ],
    };
    let literal = simple(kind).prop_map(|value| match value {
        Value::Bool(value) => Literal::Boolean(value),
        Value::Number(number) => number.as_i64().map_or_else(
            || Literal::Decimal(number.as_f64().unwrap()),
            Literal::Integer,
        ),
        value => Literal::String(value.as_str().unwrap().to_owned()),
    });
    let with = path.clone();
    let compare = (select(ops), literal).prop_map(move |(op, value)| Filter::Compare {
        path: with.clone(),
        op,
        value,
    });
    let to_null = path.clone();
    let null = select(vec![CompareOp::Eq, CompareOp::Ne]).prop_map(move |op| Filter::Compare {
        path: to_null.clone(),
        op,
        value: Literal::Null,
    });
    prop_oneof![6 => compare, 2 => Just(Filter::Present(path)), 1 => null].boxed()
}

fn combined(leaf: BoxedStrategy<Filter>) -> BoxedStrategy<Filter> {
    leaf.prop_recursive(3, 12, 3, |inner| {
        let parts = proptest::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            inner.prop_map(|part| Filter::Not(Box::new(part))),
            parts.clone().prop_map(Filter::And),
            parts.prop_map(Filter::Or),
        ]
    })
    .boxed()
}

fn named(names: &[Attribute]) -> BoxedStrategy<(String, Kind)> {
    let all: Vec<_> = names
        .iter()
        .map(|sub| (sub.name.clone(), sub.kind))
        .collect();
    select(all).boxed()
}

fn leaf(attribute: &Attribute) -> BoxedStrategy<Filter> {
    let path = Path::attribute(attribute.name.to_uppercase());
    let whole = path.clone();
    if attribute.kind != Kind::Complex {
        if !attribute.multi_valued {
            return condition(path, attribute.kind);
        }
        let inside = combined(condition(Path::attribute("value"), attribute.kind));
        let selected = inside.prop_map(move |filter| {
            Filter::ValuePath(Path {
                filter: Some(Box::new(filter)),
                ..whole.clone()
            })
        });
        return prop_oneof![condition(path, attribute.kind), selected].boxed();
    }
    let subs = attribute.sub_attributes.clone();
    let sub_path = path.clone();
    let of_sub = named(&subs).prop_flat_map(move |(sub, kind)| {
        condition(
            Path {
                sub: Some(sub),
                ..sub_path.clone()
            },
            kind,
        )
    });
    let inside = combined(
        named(&subs)
            .prop_flat_map(|(sub, kind)| condition(Path::attribute(sub), kind))
            .boxed(),
    );
    let selected = inside.clone().prop_map(move |filter| {
        Filter::ValuePath(Path {
            filter: Some(Box::new(filter)),
            ..whole.clone()
        })
    });
    let selecting = path.clone();
    let then = (inside, named(&subs)).prop_flat_map(move |(filter, (sub, kind))| {
        condition(
            Path {
                filter: Some(Box::new(filter)),
                sub: Some(sub),
                ..selecting.clone()
            },
            kind,
        )
    });
    let present = Just(Filter::Present(path.clone()));
    if attribute.multi_valued {
        prop_oneof![3 => of_sub, 2 => selected, 2 => then, 1 => present, 1 => condition(path, Kind::Complex)].boxed()
    } else {
        prop_oneof![3 => of_sub, 2 => selected, 1 => then, 1 => present].boxed()
    }
}

fn filter() -> impl Strategy<Value = Filter> {
    let leaves: Vec<_> = machine().schema.attributes.iter().map(leaf).collect();
    combined(proptest::strategy::Union::new(leaves).boxed())
}

/// "The filter … MUST be evaluated": each rule below is a sentence of RFC 7644 §3.4.2.2.
fn holds(attributes: &[Attribute], filter: &Filter, object: &Object) -> bool {
    match filter {
        Filter::And(parts) => parts.iter().all(|part| holds(attributes, part, object)),
        Filter::Or(parts) => parts.iter().any(|part| holds(attributes, part, object)),
        Filter::Not(part) => !holds(attributes, part, object),
        Filter::Present(path) => {
            some_value(attributes, path, object, false, &|_, value| is_there(value))
        }
        Filter::ValuePath(path) => some_value(attributes, path, object, false, &|_, _| true),
        // "not equal" is the opposite of "equal", and null is no value (RFC 7643 §2.5).
        Filter::Compare {
            path,
            op: CompareOp::Ne,
            value,
        } => {
            let equal = Filter::Compare {
                path: path.clone(),
                op: CompareOp::Eq,
                value: value.clone(),
            };
            !holds(attributes, &equal, object)
        }
        Filter::Compare {
            path,
            value: Literal::Null,
            ..
        } => !holds(attributes, &Filter::Present(path.clone()), object),
        Filter::Compare { path, op, value } => {
            some_value(attributes, path, object, true, &|attribute, is| {
                compares_naively(attribute, is, *op, value)
            })
        }
    }
}

/// Whether one of the values that the path names passes: "if any of the values match, the filter matches".
fn some_value(
    attributes: &[Attribute],
    path: &Path,
    object: &Object,
    compared: bool,
    test: &dyn Fn(&Attribute, &Value) -> bool,
) -> bool {
    let attribute = attributes
        .iter()
        .find(|attribute| attribute.name.eq_ignore_ascii_case(&path.name))
        .unwrap();
    let values = match object.get(&attribute.name) {
        None => return false,
        Some(Value::Array(values)) => values.clone(),
        Some(value) => vec![value.clone()],
    };
    values.iter().any(|value| {
        let inner = if attribute.sub_attributes.is_empty() {
            vec![Attribute {
                name: "value".to_owned(),
                multi_valued: false,
                ..attribute.clone()
            }]
        } else {
            attribute.sub_attributes.clone()
        };
        let as_object = match value {
            Value::Object(object) => object.clone(),
            simple => Object::from_iter([("value".to_owned(), simple.clone())]),
        };
        let selected = path
            .filter
            .as_deref()
            .is_none_or(|filter| holds(&inner, filter, &as_object));
        let default = (compared && attribute.kind == Kind::Complex).then_some("value");
        selected
            && match path.sub.as_deref().or(default) {
                None => test(attribute, value),
                Some(sub) => {
                    let sub = inner
                        .iter()
                        .find(|known| known.name.eq_ignore_ascii_case(sub))
                        .unwrap();
                    as_object
                        .get(&sub.name)
                        .is_some_and(|value| test(sub, value))
                }
            }
    })
}

/// "a non-empty or non-null value, or … a non-empty node for complex attributes"
fn is_there(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(_, value)| is_there(value)),
        value => *value != json!("") && *value != json!(null) && *value != json!([]),
    }
}

fn compares_naively(attribute: &Attribute, is: &Value, op: CompareOp, wanted: &Literal) -> bool {
    let ordering = match (is, wanted) {
        (Value::String(is), Literal::String(wanted)) if attribute.kind == Kind::DateTime => {
            let moment = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
            moment(is).cmp(&moment(wanted))
        }
        (Value::String(is), Literal::String(wanted)) => {
            let cased = |text: &str| {
                if attribute.case_exact {
                    text.to_owned()
                } else {
                    text.to_lowercase()
                }
            };
            let (is, wanted) = (cased(is), cased(wanted));
            match op {
                CompareOp::Co => return is.contains(&wanted),
                CompareOp::Sw => return is.starts_with(&wanted),
                CompareOp::Ew => return is.ends_with(&wanted),
                _ => is.cmp(&wanted),
            }
        }
        (Value::Bool(is), Literal::Boolean(wanted)) => is.cmp(wanted),
        (Value::Number(is), Literal::Integer(wanted)) => {
            is.as_f64().unwrap().total_cmp(&(*wanted as f64 + 0.0))
        }
        (Value::Number(is), Literal::Decimal(wanted)) => {
            (is.as_f64().unwrap() + 0.0).total_cmp(&(wanted + 0.0))
        }
        _ => return false,
    };
    match op {
        CompareOp::Eq => ordering.is_eq(),
        CompareOp::Gt => ordering.is_gt(),
        CompareOp::Ge => ordering.is_ge(),
        CompareOp::Lt => ordering.is_lt(),
        CompareOp::Le => ordering.is_le(),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn two_evaluators_agree(filter in filter(), document in document()) {
        let rt = machine();
        let condition = compile(&rt, &filter, Rules::NONE).unwrap();
        let expected = holds(&rt.schema.attributes, &filter, &document);
        prop_assert_eq!(condition.matches(&document), expected, "{}", filter);
    }
}

#[test]
fn what_is_empty_all_the_way_down_is_not_present() {
    let present = |path: &str, document: Value| {
        let filter = format!("{path} pr");
        let condition = crate::condition::parse(&machine(), &filter, Rules::NONE).unwrap();
        condition.matches(document.as_object().unwrap())
    };
    for empty in [json!([]), json!([""]), json!([null]), json!([[], [""]])] {
        assert!(!present("tags", json!({"tags": empty})), "{empty}");
    }
    for empty in [
        json!({}),
        json!({"value": ""}),
        json!({"value": null, "type": []}),
        json!({"type": {"x": ""}}),
    ] {
        assert!(!present("place", json!({"place": empty})), "{empty}");
        assert!(
            !present("disks", json!({"disks": [empty, empty]})),
            "{empty}"
        );
    }
    for full in [
        json!({"value": "a"}),
        json!({"value": "", "type": "b"}),
        json!({"primary": false}),
        json!({"weight": 0}),
    ] {
        assert!(present("place", json!({"place": full})), "{full}");
        assert!(
            present("disks", json!({"disks": [{"value": ""}, full]})),
            "{full}"
        );
    }
    // The values of an attribute within an extension are arrays and objects too.
    for (value, expected) in [
        (json!([""]), false),
        (json!(["", "a"]), true),
        (json!([{"x": ""}]), false),
        (json!([{"x": 1}]), true),
    ] {
        let document = json!({"place": {"value": value}});
        assert_eq!(present("place", document), expected, "{value}");
    }
}

/// Long text under many terms was folded for each of them: a hundred terms made a list take minutes.
#[test]
fn a_value_is_folded_once_however_many_terms_look_at_it() {
    let rt = machine();
    let filter = vec!["name co \"x\""; 100].join(" or ");
    let condition = crate::condition::parse(&rt, &filter, Rules::NONE).unwrap();
    let object = json!({"name": "é".repeat(320)});
    let matches = |comparisons| {
        condition.matches_within(object.as_object().unwrap(), &mut Budget::new(comparisons))
    };
    // Folding 640 bytes once is like 640 comparisons; a look at them, by each term, like 1 + 10.
    assert_eq!(matches(640 + 100 * 11), Ok(false));
    assert_eq!(matches(640 + 100 * 11 - 1), Err(Exhausted));
}

#[test]
fn all_resources_that_a_request_looks_at_share_its_budget() {
    let rt = machine();
    let parse = |filter| crate::condition::parse(&rt, filter, Rules::NONE).unwrap();
    let disks: Vec<_> = (0..10).map(|i| json!({"weight": i, "type": "x"})).collect();
    let object = json!({"name": "a", "disks": disks, "tags": ["é", "b"]});
    let object = object.as_object().unwrap();
    for (filter, cost) in [
        ("name eq \"a\"", 1),
        ("name eq \"b\" or name eq \"a\"", 2),
        ("serial pr", 1),
        ("disks.weight eq 77", 10),
        ("disks.value pr", 10),
        ("disks[weight lt 3 and type eq \"y\"]", 10 + 10 + 3),
        // Each of the tags is a look at it and at its value, and the first is folded.
        ("tags[value eq \"c\"]", 2 * 2 + 2),
    ] {
        let condition = parse(filter);
        let mut budget = Budget::new(2 * cost);
        for _ in 0..2 {
            assert!(
                condition.matches_within(object, &mut budget).is_ok(),
                "{filter}"
            );
        }
        assert_eq!(budget, Budget::new(0), "{filter}");
        assert_eq!(
            condition.matches_within(object, &mut budget),
            Err(Exhausted)
        );
    }
    let told = crate::Error::from(Exhausted);
    assert_eq!(told.kind, crate::ErrorKind::TooMany);
    assert!(told.detail.contains("Ask with fewer terms"), "{told}");
}
