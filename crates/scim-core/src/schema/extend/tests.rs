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
        .read(&list(discovery::schemas(
            &registry,
            "https://x.example",
            crate::Rules::ALL,
        )))
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
    assert_snapshot!(attribute(json!({"type": "string"})), @"urn:example:T: An attribute has no `name`.");
    assert_snapshot!(attribute(json!({"name": "a", "type": "text"})), @r#"urn:example:T: the attribute `a` has the type "text"; it must be string, boolean, decimal, integer, dateTime, reference, binary or complex."#);
    assert_snapshot!(attribute(json!({"name": "a", "Required": true})), @r#"urn:example:T: the attribute `a` has "Required", which RFC 7643 does not have; write `required`."#);
    assert_snapshot!(attribute(json!({"name": "a", "pattern": "x"})), @r#"urn:example:T: the attribute `a` has "pattern", which RFC 7643 does not have; there are name, type, multiValued, description, required, canonicalValues, caseExact, mutability, returned, uniqueness, referenceTypes, subAttributes."#);
    assert_snapshot!(attribute(json!({"name": "a", "required": "true"})), @"urn:example:T: the attribute `a` has a `required` that is neither true nor false.");
    assert_snapshot!(attribute(json!({"name": "a", "canonicalValues": [1]})), @"urn:example:T: the attribute `a` has `canonicalValues` that are no array of strings.");
    assert_snapshot!(attribute(json!({"name": "a", "type": "integer", "canonicalValues": ["1"]})), @"urn:example:T: the attribute `a` has canonicalValues, which only text has.");
    assert_snapshot!(attribute(json!({"name": "a", "referenceTypes": ["User"]})), @"urn:example:T: the attribute `a` has referenceTypes but is not of type reference.");
    assert_snapshot!(attribute(json!({"name": "1a"})), @"urn:example:T: the attribute `1a` has a name that is none: a letter, then letters, digits, - and _, at most 50 (RFC 7643 §2.1).");
    assert_snapshot!(attribute(json!({"name": "$ref"})), @"urn:example:T: the attribute `$ref` has a name that is none: a letter, then letters, digits, - and _, at most 50 (RFC 7643 §2.1).");
    assert_snapshot!(attribute(json!({"name": "a", "type": "complex"})), @"urn:example:T: the attribute `a` is complex and has no subAttributes.");
    assert_snapshot!(attribute(json!({"name": "a", "subAttributes": [{"name": "b"}]})), @"urn:example:T: the attribute `a` has subAttributes but is not of type complex.");
    assert_snapshot!(attribute(json!({"name": "a", "type": "complex", "subAttributes": [{"name": "b", "type": "complex"}]})), @"urn:example:T: the attribute `a.b` is complex inside a complex one, which RFC 7643 §2.3.8 does not have (erratum 8415).");
    assert_snapshot!(attribute(json!({"name": "a", "type": "complex", "subAttributes": [{"name": "b"}], "uniqueness": "server"})), @"urn:example:T: the attribute `a` is complex: only a simple value can be unique (erratum 6004). Say it of a sub-attribute.");
    assert_snapshot!(attribute(json!({"name": "a", "returned": "never", "uniqueness": "server"})), @"urn:example:T: the attribute `a` is never returned, so it is not kept, so it cannot be unique.");
    assert_snapshot!(attribute(json!({"name": "META"})), @"urn:example:T: the attribute `META` is one that every resource has already (RFC 7643 §3.1): leave it out.");
    assert_snapshot!(attribute(json!({"name": "members"})), @"urn:example:T: the attribute `members` can only be what a Group has: complex, multiValued, with `value` (RFC 7643 §4.2).");
    assert_snapshot!(attribute(json!({"name": "groups", "type": "complex", "subAttributes": [{"name": "value"}]})), @"urn:example:T: the attribute `groups` can only be what a User has: complex, multiValued, readOnly, with `value` (RFC 7643 §4.1.2).");
    assert_snapshot!(attribute(json!({"name": "groups", "type": "complex", "multiValued": true, "subAttributes": [{"name": "value"}]})), @"urn:example:T: the attribute `groups` can only be what a User has: complex, multiValued, readOnly, with `value` (RFC 7643 §4.1.2).");
    assert_snapshot!(refused(&with(&json!([{"name": "a"}, {"name": "A"}]))), @"urn:example:T: the attribute `A` is defined twice; names are compared without their case.");
}

#[test]
fn mistakes_in_a_schema_or_type_name_it() {
    let schema = json!({"id": "urn:example:T", "attributes": []});
    let of_type = |change: fn(&mut Value)| {
        let mut rt = json!({"name": "Thing", "endpoint": "/Things", "schema": "urn:example:T"});
        change(&mut rt);
        refused(&json!([schema, rt]))
    };
    assert_snapshot!(refused(&json!("x")), @"A definition is a JSON object: a schema with `id` and `attributes` (RFC 7643 §7) or a resource type with `name`, `endpoint` and `schema` (§6).");
    assert_snapshot!(refused(&json!({"name": "x"})), @"A definition is a JSON object: a schema with `id` and `attributes` (RFC 7643 §7) or a resource type with `name`, `endpoint` and `schema` (§6).");
    assert_snapshot!(refused(&json!({"id": "T", "attributes": []})), @"T: A schema's id is a URN of at most 200 characters with a name behind `urn:` and one behind that, as attribute paths have it: urn:example:scim:schemas:2.0:Printer, or urn:example:Printer at the least.");
    assert_snapshot!(refused(&json!([schema, schema])), @"urn:example:T: There is a schema with this URN already.");
    assert_snapshot!(refused(&json!({"id": crate::schema::USER, "attributes": []})), @"urn:ietf:params:scim:schemas:core:2.0:User: There is a schema with this URN already.");
    assert_snapshot!(of_type(|rt| rt["endpoint"] = json!("/bulk")), @"Thing: The endpoint /bulk has another meaning in SCIM (RFC 7644 §3.2).");
    assert_snapshot!(of_type(|rt| rt["endpoint"] = json!("/a/b")), @r#"Thing: The endpoint "/a/b" is none: a slash, a letter, then letters, digits, - and _, at most 50."#);
    assert_snapshot!(of_type(|rt| rt["endpoint"] = json!("/users")), @"Thing: The endpoint /users is that of User already.");
    assert_snapshot!(of_type(|rt| rt["name"] = json!("User")), @"User: There is a resource type User at /Users with the schema urn:ietf:params:scim:schemas:core:2.0:User already; only extensions can be added to it.");
    assert_snapshot!(of_type(|rt| rt["id"] = json!("Other")), @r#"Thing: `id` is "Other", but name and id of a resource type are the same here."#);
    assert_snapshot!(of_type(|rt| rt["schema"] = json!("urn:example:none")), @"Thing: It names the schema urn:example:none, which is not defined. Define it too.");
    assert_snapshot!(of_type(|rt| rt["schema"] = json!(crate::schema::GROUP)), @"Thing: urn:ietf:params:scim:schemas:core:2.0:Group is the base schema of Group already.");
    assert_snapshot!(of_type(|rt| rt["schemaExtensions"] = json!([{"schema": "urn:example:none"}])), @"Thing: It names the schema urn:example:none, which is not defined. Define it too.");
    assert_snapshot!(of_type(|rt| rt["schemaExtensions"] = json!([{"schema": "urn:example:T"}])), @"Thing: urn:example:T is its base schema, and cannot be an extension too.");
    assert_snapshot!(of_type(|rt| rt["endpoints"] = json!(1)), @r#"Thing: has "endpoints", which RFC 7643 does not have; there are schemas, id, name, endpoint, description, schema, schemaExtensions, meta."#);
    let many: Vec<_> = (0..501).map(|i| json!({"name": format!("a{i}")})).collect();
    assert_snapshot!(refused(&with(&Value::Array(many))), @"urn:example:T: has 501 attributes; at most 500 are taken.");
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

#[test]
fn what_is_beyond_another_registry_makes_it_again() {
    let builtin = Registry::builtin();
    let registry = read(&json!([
        {"id": "urn:example:unused", "attributes": [{"name": "a", "type": "string"}]},
        {"id": "urn:example:more", "attributes": [{"name": "shoeSize", "type": "integer", "required": true}]},
        {"id": "urn:example:T", "attributes": [{"name": "key", "uniqueness": "server", "required": true}]},
        {"name": "User", "endpoint": "Users", "schema": crate::schema::USER, "schemaExtensions": [{"schema": "urn:example:more", "required": true}]},
        {"name": "Thing", "endpoint": "Things", "schema": "urn:example:T", "schemaExtensions": [{"schema": crate::schema::ENTERPRISE_USER, "required": false}]},
    ]))
    .unwrap();
    let beyond = registry.beyond(&builtin);
    assert_eq!((beyond.schemas.len(), beyond.resource_types.len()), (3, 2));
    let again = builtin.extend(&beyond.schemas, &beyond.resource_types);
    assert_eq!(again.unwrap(), registry);
    assert!(builtin.beyond(&builtin).is_empty());
}
