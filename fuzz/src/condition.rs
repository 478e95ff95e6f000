//! Filters that mostly fit the schema, on documents that do.

use arbitrary::{Result, Unstructured};
use scim_core::condition::{Condition, compile, parse};
use scim_core::render::{self, Relations, Resource};
use scim_core::schema::ResourceType;
use scim_core::{Object, Rules, normalize};
use scim_filter_parser::{Filter, Limits, parse_filter_with};

use crate::{ID, TOLERANCES, invent};

/// The text means what the tree means, `not` is the opposite, and `and` and `or` are what they are called.
pub fn run(data: &[u8]) {
    let _ = invented(&mut Unstructured::new(data));
}

fn invented(u: &mut Unstructured<'_>) -> Result<()> {
    let rt = invent::resource_type(u)?;
    let filter = invent::filter(u, rt)?;
    let documents = invent::some(u, 3, |u| document(u, rt))?;
    let limits = Limits {
        length_max_bytes: usize::MAX,
        ..Limits::default()
    };
    let text = filter.to_string();
    assert_eq!(
        parse_filter_with(&text, &limits).as_ref(),
        Ok(&filter),
        "{text}"
    );
    for rules in TOLERANCES {
        let Ok(condition) = compile(rt, &filter, rules) else {
            continue;
        };
        // Too long or too many terms for a request; the tree is not.
        if let Ok(parsed) = parse(rt, &text, rules) {
            assert_eq!(parsed, condition, "{text}");
        }
        for document in &documents {
            check(rt, &filter, &condition, document, rules);
        }
    }
    Ok(())
}

fn document(u: &mut Unstructured<'_>, rt: &ResourceType) -> Result<Object> {
    let body = invent::resource(u, rt)?;
    let attributes = normalize::resource(rt, &body, Rules::ALL)
        .unwrap_or_default()
        .attributes;
    let resource = Resource {
        id: ID.to_owned(),
        version: 1,
        created: 0,
        modified: 1_000_000,
        attributes,
    };
    Ok(render::object(
        rt,
        resource,
        &Relations::default(),
        "https://example.com/scim/v2",
    ))
}

fn check(
    rt: &ResourceType,
    filter: &Filter,
    condition: &Condition,
    document: &Object,
    rules: Rules,
) {
    let holds = |filter: &Filter| {
        compile(rt, filter, rules)
            .expect("a part of what was compiled")
            .matches(document)
    };
    let matches = condition.matches(document);
    assert_eq!(
        holds(&Filter::Not(Box::new(filter.clone()))),
        !matches,
        "{filter}"
    );
    match filter {
        Filter::And(parts) => assert_eq!(parts.iter().all(holds), matches, "{filter}"),
        Filter::Or(parts) => assert_eq!(parts.iter().any(holds), matches, "{filter}"),
        Filter::Not(part) => assert_eq!(!holds(part), matches, "{filter}"),
        _ => {}
    }
}
