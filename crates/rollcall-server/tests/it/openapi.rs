//! The API's description: whole, well-formed, and about what there is. That answers are as it says is checked with every answer
//! that any test gets (`described.rs`).

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Draft;
use rollcall_server::idempotency::{SHOWN_ONCE, takes_keys};
use rollcall_server::routes::permissions::OPERATIONS;
use serde_json::Value;

use crate::described::{document, resolved};
use crate::harness::{TestApp, on_both};

on_both!(it_is_served_to_everybody);

fn it_is_served_to_everybody(app: &TestApp) {
    let anybody = app.with_token("");
    let served = anybody.get("/api/v1/openapi.json").expect(200);
    assert_eq!(&served.json(), document());
    let head = anybody.send("HEAD", "/api/v1/openapi.json", &[], None);
    assert_eq!((head.status, head.text.as_str()), (200, ""));
    let refused = anybody.post("/api/v1/openapi.json", &Value::Null);
    assert_eq!(refused.status, 405);
}

/// Every operation of the description, by method and address.
fn operations() -> BTreeMap<(String, String), &'static Value> {
    let paths = document()["paths"].as_object().unwrap().iter();
    let all = paths.flat_map(|(path, item)| {
        let operations = item.as_object().unwrap().iter();
        let operations = operations.filter(|(key, _)| *key != "parameters");
        operations.map(|(method, it)| ((method.to_ascii_uppercase(), path.clone()), it))
    });
    all.collect()
}

#[test]
fn it_describes_every_operation_and_who_may_do_it() {
    let permission = |it: &Value| it["x-rollcall-permission"].as_str().unwrap().to_owned();
    let described: BTreeMap<_, _> = operations()
        .into_iter()
        .filter(|((_, path), _)| path != "/openapi.json")
        .map(|(place, it)| (place, permission(it)))
        .collect();
    let listed: BTreeMap<_, _> = OPERATIONS
        .iter()
        .map(|it| {
            let place = (it.method.to_owned(), it.pattern.to_owned());
            (place, format!("{:?}", it.permission).to_ascii_lowercase())
        })
        .collect();
    let missing: Vec<_> = listed
        .keys()
        .filter(|it| !described.contains_key(it))
        .collect();
    assert!(missing.is_empty(), "not described: {missing:#?}");
    let gone: Vec<_> = described
        .keys()
        .filter(|it| !listed.contains_key(it))
        .collect();
    assert!(gone.is_empty(), "described, and not there: {gone:#?}");
    assert_eq!(described, listed);
}

#[test]
fn it_says_what_takes_a_key() {
    let key = "#/components/parameters/IdempotencyKey";
    let takes = |it: &Value| {
        let parameters = it["parameters"].as_array();
        parameters.is_some_and(|all| all.iter().any(|it| it["$ref"] == key))
    };
    let described: BTreeSet<_> = operations()
        .into_iter()
        .filter_map(|(place, it)| takes(it).then_some(place))
        .collect();
    let taken: BTreeSet<_> = OPERATIONS
        .iter()
        .filter(|it| takes_keys(it.method, it.pattern, it.permission))
        .map(|it| (it.method.to_owned(), it.pattern.to_owned()))
        .collect();
    assert_eq!(described, taken);
}

/// The members of an answer, those of what it is made of as well.
fn members(schema: &'static Value) -> BTreeSet<&'static str> {
    let schema = resolved(schema);
    let own = schema["properties"].as_object().into_iter().flatten();
    let mut members: BTreeSet<_> = own.map(|(name, _)| name.as_str()).collect();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        members.extend(self::members(part));
    }
    members
}

#[test]
fn no_answer_with_a_secret_is_kept_for_a_key() {
    let with_secret: BTreeSet<_> = OPERATIONS
        .iter()
        .filter(|it| takes_keys(it.method, it.pattern, it.permission))
        .filter(|it| {
            let place = (it.method.to_owned(), it.pattern.to_owned());
            let operation: &'static Value = operations()[&place];
            let responses = operation["responses"].as_object().unwrap();
            let done = responses
                .iter()
                .filter(|(status, _)| status.starts_with('2'));
            let mut schemas =
                done.map(|(_, it)| &resolved(it)["content"]["application/json"]["schema"]);
            schemas.any(|schema| {
                let members = members(schema);
                ["secret", "code", "token", "authorization"]
                    .iter()
                    .any(|it| members.contains(it))
            })
        })
        .map(|it| it.pattern)
        .collect();
    assert_eq!(with_secret, BTreeSet::from(SHOWN_ONCE));
}

#[test]
fn it_is_openapi_3_1() {
    let schema: Value = serde_json::from_str(include_str!("openapi-3.1/schema.json")).unwrap();
    let validator = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let errors: Vec<_> = validator
        .iter_errors(document())
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_one() {
    let mut schemas = 0;
    each(document(), &mut |key, value| {
        if value.get("$ref").is_some_and(Value::is_string) {
            resolved(value);
        }
        if matches!(key, "schema" | "x-rollcall-line") {
            schemas += 1;
            assert!(jsonschema::draft202012::meta::is_valid(value), "{value:#}");
        }
    });
    assert!(schemas > 100);
    let named = document()["components"]["schemas"].as_object().unwrap();
    for (name, schema) in named {
        let outcome = jsonschema::draft202012::meta::validate(schema);
        assert!(outcome.is_ok(), "{name}: {outcome:?}");
    }
}

#[test]
fn every_component_is_used_and_every_operation_has_a_name_of_its_own() {
    let mut used = BTreeSet::new();
    each(document(), &mut |_, value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            used.insert(reference);
        }
    });
    let components = document()["components"].as_object().unwrap().iter();
    for (kind, entries) in components.filter(|(kind, _)| *kind != "securitySchemes") {
        for name in entries.as_object().unwrap().keys() {
            let reference = format!("#/components/{kind}/{name}");
            if name.starts_with("Problem4") || name.starts_with("Problem5") {
                // They are there for whoever comes to need them.
                continue;
            }
            assert!(used.contains(&*reference), "nothing uses {reference}");
        }
    }
    let tags = document()["tags"].as_array().unwrap().iter();
    let tags: BTreeSet<_> = tags.map(|tag| tag["name"].as_str()).collect();
    let mut names = BTreeSet::new();
    for (place, it) in operations() {
        let name = it["operationId"].as_str().unwrap();
        assert!(names.insert(name), "{name} twice, for {place:?} too");
        assert!(!it["summary"].as_str().unwrap().is_empty(), "{place:?}");
        assert!(tags.contains(&it["tags"][0].as_str()), "{place:?}");
    }
}

/// An object that is described says whether there may be anything else in it. One that is a part of others, which say it for
/// themselves, says that it is.
#[test]
fn objects_are_closed() {
    each(document(), &mut |key, value| {
        let has = |name| value.get(name).is_some();
        let is_closed = has("additionalProperties") || has("unevaluatedProperties");
        if key != "properties" && has("properties") {
            assert!(is_closed || has("x-rollcall-part"), "{value:#}");
        }
    });
}

fn each<'v>(value: &'v Value, look: &mut impl FnMut(&str, &'v Value)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                // Examples are values, whatever is in them.
                if !matches!(key.as_str(), "example" | "examples") {
                    look(key, value);
                    each(value, look);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                look("", item);
                each(item, look);
            }
        }
        _ => {}
    }
}

#[test]
fn examples_are_as_the_schemas_say() {
    let components = &document()["components"];
    each(document(), &mut |_, value| {
        let Some(schema) = value.get("schema").filter(|it| it.is_object()) else {
            return;
        };
        let named = value.get("examples").and_then(Value::as_object);
        let named = named.into_iter().flatten().map(|(_, it)| &it["value"]);
        for example in named.chain(value.get("example")) {
            let whole = serde_json::json!({ "allOf": [schema], "components": components });
            let outcome = jsonschema::draft202012::validate(&whole, example);
            assert!(outcome.is_ok(), "{example}: {outcome:?}");
        }
    });
}
