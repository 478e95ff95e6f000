//! What must hold for whatever a stranger sends, one module for each kind of input. Each has a `run` that takes bytes and
//! panics if something does not hold; `fuzz_targets/` gives them to libFuzzer and `tests/corpus.rs` replays what it kept.

pub mod body;
pub mod bulk;
pub mod condition;
pub mod cursor;
pub mod etag;
pub mod event;
pub mod filter;
pub mod growing;
pub mod invent;
pub mod patch;
pub mod resource;
pub mod schema;
pub mod search;

use std::sync::LazyLock;

use scim_core::schema::{Extension, Registry, ResourceType, Schema};
use scim_core::{Object, Rules};
use serde_json::Value;

/// Checks one input, and panics if something does not hold.
pub type Run = fn(&[u8]);

/// Every target by its name, which is also the name of its folder in `corpus/`.
pub const TARGETS: &[(&str, Run)] = &[
    ("body", body::run),
    ("bulk", bulk::run),
    ("condition", condition::run),
    ("cursor", cursor::run),
    ("etag", etag::run),
    ("event", event::run),
    ("filter", filter::run),
    ("patch", patch::run),
    ("resource", resource::run),
    ("schema", schema::run),
    ("search", search::run),
];

/// Every rule that bends the RFC, and none.
pub const TOLERANCES: [Rules; 2] = [Rules::ALL, Rules::NONE];

/// The id of the resource that everything is done to.
pub const ID: &str = "2819c223-7f76-453a-919d-413861904646";

/// The resource types of the server, and one with every type and characteristic that these do not have.
pub static TYPES: LazyLock<Vec<ResourceType>> = LazyLock::new(|| {
    let read = |text| serde_json::from_str::<Schema>(text).expect("a schema beside this file");
    let mut types = Registry::builtin().types().to_vec();
    types.push(ResourceType {
        name: "Thing".to_owned(),
        endpoint: "Things".to_owned(),
        description: "Everything that a schema can say".to_owned(),
        schema: read(include_str!("thing.json")),
        extensions: vec![Extension {
            schema: read(include_str!("thing_extension.json")),
            required: false,
            learned: false,
        }],
    });
    types
});

/// The normal form of that document again, with what `NONE` asks for: `schemas`.
pub fn with_schemas(rt: &ResourceType, attributes: &Object) -> Value {
    let mut document = attributes.clone();
    document.insert(
        "schemas".to_owned(),
        Value::from(vec![rt.schema.id.clone()]),
    );
    Value::Object(document)
}

/// A document is canonical if reading it changes nothing, not even the order.
pub fn assert_canonical(rt: &ResourceType, attributes: &Object, rules: Rules) {
    let document = with_schemas(rt, attributes);
    match scim_core::normalize::resource(rt, &document, rules) {
        Ok(again) => {
            assert!(again.dropped.is_empty(), "{document}: {:?}", again.dropped);
            let (again, was) = (
                Value::Object(again.attributes),
                Value::Object(attributes.clone()),
            );
            assert_eq!(again.to_string(), was.to_string());
        }
        Err(error) => panic!("{document}: {error}"),
    }
}
