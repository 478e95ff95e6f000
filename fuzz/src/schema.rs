//! Definitions of schemas and resource types that mostly fit RFC 7643 §6 and §7, and what is learned from documents.

use arbitrary::{Result, Unstructured};
use scim_core::schema::{Definitions, Registry, ResourceType, learned, unique_values};
use scim_core::{Object, Rules, discovery, normalize, validate};
use serde_json::{Value, json};

use crate::{TOLERANCES, assert_canonical, invent};

const BASE: &str = "https://example.com/scim";
const URNS: &[&str] = &[
    "urn:example:Thing",
    "urn:example:thing",
    "urn:example:Thing:2.0",
    "urn:example:2.0",
    "urn:example:more",
    "urn:example:more:nested",
    "urn:ietf:params:scim:schemas:core:2.0:Group",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    "urn:a b",
    "urn:x",
    "Thing",
    "",
];
const NAMES: &[&str] = &[
    "a",
    "A",
    "b",
    "value",
    "type",
    "primary",
    "$ref",
    "members",
    "groups",
    "id",
    "meta",
    "externalId",
    "displayName",
    "active",
    "x-y_z",
    "1a",
    "",
    "urn:example:more:nested",
];
const KINDS: &[&str] = &[
    "string",
    "boolean",
    "decimal",
    "integer",
    "dateTime",
    "reference",
    "binary",
    "complex",
    "complex",
    "complex",
    "text",
];
const MUTABILITIES: &[&str] = &[
    "readWrite",
    "readWrite",
    "readOnly",
    "immutable",
    "writeOnly",
    "sometimes",
];
const RETURNED: &[&str] = &["default", "default", "always", "never", "request", "ever"];
const UNIQUENESS: &[&str] = &["none", "none", "none", "server", "global", "here"];
const TYPES: &[&str] = &["Thing", "thing", "User", "Group", "Other", "1", ""];
const ENDPOINTS: &[&str] = &[
    "/Things", "Things", "/Others", "/Users", "/Bulk", "/a/b", "",
];

/// What is accepted is published as it is, and documents are read by it; what is learned is published too.
pub fn run(data: &[u8]) {
    let _ = invented(&mut Unstructured::new(data));
}

fn invented(u: &mut Unstructured<'_>) -> Result<()> {
    let mut document = invent::some(u, 4, schema)?;
    document.extend(invent::some(u, 3, resource_type)?);
    let mut definitions = Definitions::default();
    // What was read before a mistake is there, as it is for whoever reads several files.
    for one in &document {
        if let Err(invalid) = definitions.read(one) {
            assert!(!invalid.to_string().is_empty(), "{one}");
        }
    }
    let builtin = Registry::builtin();
    let registry = match builtin.extend(&definitions.schemas, &definitions.resource_types) {
        Ok(registry) => registry,
        Err(invalid) => {
            assert!(invalid.to_string().ends_with(['.', ')', ':']), "{invalid}");
            builtin
        }
    };
    assert_published(&registry);
    assert_beyond(&registry);
    for rt in registry.types() {
        assert_documents(u, rt)?;
    }
    learn(u, &registry)
}

/// One attribute; inside another one if `inner`.
fn attribute(u: &mut Unstructured<'_>, inner: bool) -> Result<Value> {
    let mut attribute = json!({"name": u.choose(NAMES)?, "type": u.choose(KINDS)?});
    if attribute["type"] == "complex" {
        // The one that is complex all the way down stands for all of them.
        if inner && u.ratio(7, 8)? {
            attribute["type"] = json!("string");
        } else {
            attribute["subAttributes"] = invent::some(u, 4, |u| self::attribute(u, true))?.into();
        }
    }
    for (name, words) in [
        ("mutability", MUTABILITIES),
        ("returned", RETURNED),
        ("uniqueness", UNIQUENESS),
    ] {
        if u.ratio(1, 3)? {
            attribute[name] = json!(u.choose(words)?);
        }
    }
    for name in ["multiValued", "required", "caseExact"] {
        if u.ratio(1, 3)? {
            attribute[name] = u.arbitrary::<bool>()?.into();
        }
    }
    for name in ["canonicalValues", "referenceTypes"] {
        if u.ratio(1, 10)? {
            attribute[name] = invent::some(u, 2, invent::text)?.into();
        }
    }
    if u.ratio(1, 20)? {
        attribute["description"] = invent::anything(u, 1)?;
    }
    Ok(attribute)
}

fn schema(u: &mut Unstructured<'_>) -> Result<Value> {
    let attributes = invent::some(u, 6, |u| attribute(u, false))?;
    let mut schema = json!({"id": u.choose(URNS)?, "attributes": attributes});
    if u.ratio(1, 4)? {
        schema["name"] = invent::text(u)?.into();
    }
    if u.ratio(1, 20)? {
        schema[invent::text(u)?] = invent::anything(u, 2)?;
    }
    Ok(schema)
}

fn resource_type(u: &mut Unstructured<'_>) -> Result<Value> {
    let extensions = invent::some(u, 2, |u| {
        Ok(json!({"schema": u.choose(URNS)?, "required": u.arbitrary::<bool>()?}))
    })?;
    Ok(json!({
        "name": u.choose(TYPES)?, "endpoint": u.choose(ENDPOINTS)?, "schema": u.choose(URNS)?, "schemaExtensions": extensions,
    }))
}

/// What /Schemas and /ResourceTypes answer, read again, is answered again.
fn assert_published(registry: &Registry) {
    let published = |registry: &Registry| {
        (
            discovery::schemas(registry, BASE, Rules::ALL),
            discovery::resource_types(registry, BASE),
        )
    };
    let (schemas, types) = published(registry);
    let mut definitions = Definitions::default();
    for list in [&schemas, &types] {
        let read = definitions.read(&json!({"Resources": list}));
        assert_eq!(read, Ok(()), "what is published can be read");
    }
    let again = Registry::new(Vec::new()).extend(&definitions.schemas, &definitions.resource_types);
    let again =
        again.unwrap_or_else(|invalid| panic!("what is published is a definition: {invalid}"));
    assert_eq!(published(&again), (schemas, types));
}

/// What a registry has more than the one that it extends makes it again.
fn assert_beyond(registry: &Registry) {
    let builtin = Registry::builtin();
    let more = registry.beyond(&builtin);
    let again = builtin.extend(&more.schemas, &more.resource_types);
    assert_eq!(again.as_ref(), Ok(registry));
}

/// Documents are read by the type, or refused, and one that was read is read the same again.
fn assert_documents(u: &mut Unstructured<'_>, rt: &ResourceType) -> Result<()> {
    let body = invent::resource(u, rt)?;
    for rules in TOLERANCES {
        let Ok(incoming) = normalize::resource(rt, &body, rules) else {
            continue;
        };
        assert_canonical(rt, &incoming.attributes, rules);
        let _ = validate::withheld(rt, &incoming);
        let _ = unique_values(rt, &incoming.attributes);
        if validate::complete(rt, &incoming.attributes).is_ok() {
            let same =
                validate::keep_immutable(rt, &incoming.attributes, incoming.attributes.clone());
            assert_eq!(same, incoming.attributes);
            assert_eq!(validate::replacement(rt, &same, &same), Ok(()));
        }
    }
    Ok(())
}

/// What a document teaches is known afterwards, published, and no definition's place is taken.
fn learn(u: &mut Unstructured<'_>, registry: &Registry) -> Result<()> {
    let types = registry.types();
    let rt = &types[u.choose_index(types.len())?];
    let extensions = invent::some(u, 3, |u| {
        Ok(((*u.choose(URNS)?).to_owned(), invent::anything(u, 3)?))
    })?;
    let sent: Object = extensions.into_iter().collect();
    let Ok(incoming) = normalize::resource(rt, &Value::Object(sent), Rules::ALL) else {
        return Ok(());
    };
    let room = u.int_in_range(0..=20)?;
    let lessons = learned::lessons(rt, &incoming.attributes, room);
    let of_type: Vec<_> = lessons
        .into_iter()
        .map(|schema| (rt.name.clone(), schema))
        .collect();
    let taught = registry.with_learned(&of_type);
    assert!(taught.learned_attributes() <= room);
    assert_published(&taught);
    let rt = taught.by_name(&rt.name).expect("the type is there");
    // What did not fit into the room fits no better into what is left of it. What is defined for another type is as it is
    // defined, and not learned for this one.
    let left = room - taught.learned_attributes();
    let mut again = learned::lessons(rt, &incoming.attributes, left);
    again.retain(|schema| registry.schema(&schema.id).is_none());
    assert_eq!(again, []);
    let body = Value::Object(incoming.attributes);
    if let Ok(again) = normalize::resource(rt, &body, Rules::ALL) {
        assert_canonical(rt, &again.attributes, Rules::ALL);
    }
    Ok(())
}
