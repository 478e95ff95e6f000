//! What definitions are taken, and what is said of the others.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::discovery;
use crate::schema::{Definitions, Registry};

fn read(document: &Value) -> Result<Registry, String> {
    let mut definitions = Definitions::default();
    definitions
        .read(document)
        .map_err(|invalid| invalid.to_string())?;
    let extended = Registry::builtin().extend(&definitions.schemas, &definitions.resource_types);
    extended.map_err(|invalid| invalid.to_string())
}

fn refused(document: &Value) -> String {
    read(document)
        .map(|_| "taken".to_owned())
        .unwrap_or_else(|refusal| refusal)
}

/// A type whose base schema has these attributes.
fn with(attributes: &Value) -> Value {
    json!([
        {"id": "urn:example:T", "attributes": attributes},
        {"name": "Thing", "endpoint": "/Things", "schema": "urn:example:T"},
    ])
}

fn attribute(attribute: Value) -> String {
    refused(&with(&Value::Array(vec![attribute])))
}

#[test]
fn what_the_server_publishes_can_be_read_back() {
    let registry = read(&with(&json!([{"name": "a", "type": "complex", "subAttributes": [{"name": "$ref", "type": "reference", "referenceTypes": ["uri"]}]}]))).unwrap();
    let mut definitions = Definitions::default();
    let list = |resources: Vec<Value>| json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "Resources": resources});
    definitions
        .read(&list(discovery::schemas(&registry, "https://x.example")))
        .unwrap();
    definitions
        .read(&list(discovery::resource_types(
            &registry,
            "https://x.example",
        )))
        .unwrap();
    let again = Registry::new(Vec::new())
        .extend(&definitions.schemas, &definitions.resource_types)
        .unwrap();
    assert_eq!(again, registry);
}

#[test]
fn mistakes_in_an_attribute_name_it() {
    assert_snapshot!(attribute(json!({"type": "string"})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "type": "text"})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "Required": true})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "pattern": "x"})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "required": "true"})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "canonicalValues": [1]})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "type": "integer", "canonicalValues": ["1"]})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "referenceTypes": ["User"]})), @"");
    assert_snapshot!(attribute(json!({"name": "1a"})), @"");
    assert_snapshot!(attribute(json!({"name": "$ref"})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "type": "complex"})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "subAttributes": [{"name": "b"}]})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "type": "complex", "subAttributes": [{"name": "b", "type": "complex"}]})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "type": "complex", "subAttributes": [{"name": "b"}], "uniqueness": "server"})), @"");
    assert_snapshot!(attribute(json!({"name": "a", "returned": "never", "uniqueness": "server"})), @"");
    assert_snapshot!(attribute(json!({"name": "META"})), @"");
    assert_snapshot!(attribute(json!({"name": "members"})), @"");
    assert_snapshot!(attribute(json!({"name": "groups", "type": "complex", "subAttributes": [{"name": "value"}]})), @"");
    assert_snapshot!(refused(&with(&json!([{"name": "a"}, {"name": "A"}]))), @"");
}

#[test]
fn mistakes_in_a_schema_or_type_name_it() {
    let schema = json!({"id": "urn:example:T", "attributes": []});
    let of_type = |change: fn(&mut Value)| {
        let mut rt = json!({"name": "Thing", "endpoint": "/Things", "schema": "urn:example:T"});
        change(&mut rt);
        refused(&json!([schema, rt]))
    };
    assert_snapshot!(refused(&json!("x")), @"");
    assert_snapshot!(refused(&json!({"name": "x"})), @"");
    assert_snapshot!(refused(&json!({"id": "T", "attributes": []})), @"");
    assert_snapshot!(refused(&json!([schema, schema])), @"");
    assert_snapshot!(refused(&json!({"id": crate::schema::USER, "attributes": []})), @"");
    assert_snapshot!(of_type(|rt| rt["endpoint"] = json!("/bulk")), @"");
    assert_snapshot!(of_type(|rt| rt["endpoint"] = json!("/a/b")), @"");
    assert_snapshot!(of_type(|rt| rt["endpoint"] = json!("/users")), @"");
    assert_snapshot!(of_type(|rt| rt["name"] = json!("User")), @"");
    assert_snapshot!(of_type(|rt| rt["id"] = json!("Other")), @"");
    assert_snapshot!(of_type(|rt| rt["schema"] = json!("urn:example:none")), @"");
    assert_snapshot!(of_type(|rt| rt["schema"] = json!(crate::schema::GROUP)), @"");
    assert_snapshot!(of_type(|rt| rt["schemaExtensions"] = json!([{"schema": "urn:example:none"}])), @"");
    assert_snapshot!(of_type(|rt| rt["schemaExtensions"] = json!([{"schema": "urn:example:T"}])), @"");
    assert_snapshot!(of_type(|rt| rt["endpoints"] = json!(1)), @"");
    let many: Vec<_> = (0..501).map(|i| json!({"name": format!("a{i}")})).collect();
    assert_snapshot!(refused(&with(&Value::Array(many))), @"");
}

#[test]
fn an_extension_is_added_to_a_type_that_is_there() {
    let registry = read(&json!([
        {"id": "urn:example:more", "attributes": [{"name": "shoeSize", "type": "integer"}]},
        {"name": "User", "endpoint": "Users", "schema": crate::schema::USER, "schemaExtensions": [{"schema": "URN:example:more", "required": true}]},
    ]))
    .unwrap();
    let extensions: Vec<_> = registry
        .by_name("User")
        .unwrap()
        .extensions
        .iter()
        .map(|e| (e.schema.id.as_str(), e.required))
        .collect();
    assert_eq!(
        extensions,
        [
            (crate::schema::ENTERPRISE_USER, false),
            ("urn:example:more", true)
        ]
    );
    assert_eq!(registry.schemas().len(), 4);
}
