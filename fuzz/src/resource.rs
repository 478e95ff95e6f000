//! Bodies that mostly fit the schema: normal form, validity, projection, order, difference.

use arbitrary::{Result, Unstructured};
use scim_core::diff::diff;
use scim_core::project::Projection;
use scim_core::render::{self, Relations, Resource};
use scim_core::schema::ResourceType;
use scim_core::sort::{Sort, SortKey};
use scim_core::{Object, Rules, normalize, validate};
use serde_json::Value;

use crate::{ID, TOLERANCES, assert_canonical, invent};

/// The normal form is one; projections leave out and never put in; sorting is an order.
pub fn run(data: &[u8]) {
    let _ = invented(&mut Unstructured::new(data));
}

fn invented(u: &mut Unstructured<'_>) -> Result<()> {
    let rt = invent::resource_type(u)?;
    let names = invent::some(u, 4, |u| Ok(invent::target(u, rt)?.0))?.join(",");
    let bodies = invent::some(u, 4, |u| invent::resource(u, rt))?;
    let mut rendered: Vec<Object> = Vec::new();
    for body in &bodies {
        let strictly = normalize::resource(rt, body, Rules::NONE);
        let freely = normalize::resource(rt, body, Rules::ALL);
        assert!(
            strictly.is_err() || freely.is_ok(),
            "a rule refuses: {body}"
        );
        for (incoming, rules) in [(freely, TOLERANCES[0]), (strictly, TOLERANCES[1])] {
            let Ok(incoming) = incoming else { continue };
            assert_canonical(rt, &incoming.attributes, rules);
            if validate::complete(rt, &incoming.attributes).is_ok() {
                let kept = validate::replacement(rt, &incoming.attributes, &incoming.attributes);
                assert_eq!(kept, Ok(()), "a resource may stay as it is");
            }
            assert_same_text(rt, &names, &incoming.attributes);
            rendered.push(render(rt, incoming.attributes));
        }
    }
    for object in &rendered {
        assert_projected(rt, &names, object);
    }
    for pair in rendered.windows(2) {
        assert_difference(&pair[0], &pair[1]);
    }
    assert_ordered(rt, &rendered);
    Ok(())
}

fn render(rt: &ResourceType, attributes: Object) -> Object {
    render::object(rt, stored(attributes), &Relations::default(), BASE)
}

const BASE: &str = "https://example.com/scim/v2";

fn stored<A>(attributes: A) -> Resource<A> {
    Resource {
        id: ID.to_owned(),
        version: 1,
        created: 0,
        modified: 1_000_000,
        attributes,
    }
}

/// What is made of a document's text is what is made of the document.
fn assert_same_text(rt: &ResourceType, names: &str, attributes: &Object) {
    let document = Value::Object(attributes.clone()).to_string();
    for projection in [
        Projection::Default,
        Projection::parse(Some(names), None).expect("one list"),
        Projection::parse(None, Some(names)).expect("one list"),
    ] {
        let unread = stored(document.as_str());
        let text = render::text(rt, &unread, &Relations::default(), BASE, &projection);
        let object = projection.apply(rt, render(rt, attributes.clone()));
        assert_eq!(
            text.expect("a document").as_ref(),
            Value::Object(object).to_string(),
            "{projection:?}"
        );
    }
}

fn assert_projected(rt: &ResourceType, names: &str, object: &Object) {
    let whole = Value::Object(object.clone());
    let project = |projection: Projection| {
        let once = projection.apply(rt, object.clone());
        assert_eq!(
            projection.apply(rt, once.clone()),
            once,
            "projecting twice is projecting once"
        );
        assert!(
            is_part(&Value::Object(once.clone()), &whole),
            "{names}: something is new in {once:?}"
        );
        assert!(once.contains_key("id"), "id is always returned");
        once
    };
    let default = project(Projection::Default);
    let only = project(Projection::parse(Some(names), None).expect("one list"));
    let without = project(Projection::parse(None, Some(names)).expect("one list"));
    assert!(
        is_part(&Value::Object(without), &Value::Object(default.clone())),
        "{names}"
    );
    drop(only);
}

/// Whether everything that `part` says stands at the same place of `whole`; of an array, in the same order.
fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => part
            .iter()
            .all(|(key, value)| whole.get(key).is_some_and(|whole| is_part(value, whole))),
        (Value::Array(part), Value::Array(whole)) => {
            let mut whole = whole.iter();
            part.iter()
                .all(|value| whole.any(|whole| is_part(value, whole)))
        }
        _ => part == whole,
    }
}

/// What differs leads from the one to the other.
fn assert_difference(before: &Object, after: &Object) {
    let Some((was, is)) = diff(before, after) else {
        assert_eq!(before, after);
        return;
    };
    assert_ne!(before, after);
    assert!(is_within(&was, before) && is_within(&is, after));
    assert_eq!(
        diff(after, before),
        Some((is, was)),
        "backwards is the opposite"
    );
}

fn is_within(part: &Object, whole: &Object) -> bool {
    is_part(&Value::Object(part.clone()), &Value::Object(whole.clone()))
}

fn assert_ordered(rt: &ResourceType, objects: &[Object]) {
    let names = rt.attributes().flat_map(|attribute| {
        let subs = attribute.sub_attributes.iter();
        let own = std::iter::once(attribute.name.clone());
        own.chain(subs.map(|sub| format!("{}.{}", attribute.name, sub.name)))
    });
    for name in names {
        let Ok(Some(sort)) = Sort::parse(rt, &name, None) else {
            continue;
        };
        let mut keys: Vec<SortKey> = objects.iter().map(|object| sort.key(object)).collect();
        keys.sort();
        for (index, a) in keys.iter().enumerate() {
            assert!(a.cmp(a).is_eq());
            for b in &keys[index..] {
                assert!(
                    a.cmp(b).is_le() && b.cmp(a) == a.cmp(b).reverse(),
                    "{name}: {a:?} {b:?}"
                );
            }
        }
    }
}
