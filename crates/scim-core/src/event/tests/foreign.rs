//! What stands under URNs that no schema defines.

use super::*;

/// A path cannot tell an unknown extension from an object in one, and goes no deeper than a sub-attribute.
#[test]
fn what_no_schema_defines_is_told_so_that_it_can_be_done() {
    let urn = "urn:example:custom";
    let operations = |before: Value, after: Value| {
        let told = told(Operation::Patched, Detail::Full, before, after);
        told["urn:ietf:params:scim:event:prov:patch:full"]["data"]["Operations"].clone()
    };
    assert_eq!(
        operations(json!({}), json!({ urn: {"a": {"b": 1}} })),
        json!([{"op": "add", "value": { urn: {"a": {"b": 1}} }}])
    );
    assert_eq!(
        operations(
            json!({ urn: {"a": {"b": {"c": 1}}} }),
            json!({ urn: {"a": {"b": {"c": 2}}} })
        ),
        json!([{"op": "replace", "path": "urn:example:custom:a.b", "value": {"c": 2}}])
    );
    assert_eq!(
        operations(
            json!({ urn: {"2 b": 1, "a": 1} }),
            json!({ urn: {"a": {"é": 1}} })
        ),
        json!([
            {"op": "replace", "value": { urn: {"2 b": null} }},
            {"op": "replace", "value": { urn: {"a": {"é": 1}} }},
        ])
    );
    assert_eq!(
        operations(
            json!({ urn: {"a": {"b c": 1, "d": 2, "e": 3}} }),
            json!({ urn: {"a": {"d": 4, "e": 3}} })
        ),
        json!([{"op": "replace", "value": { urn: {"a": {"d": 4, "e": 3, "b c": null}} }}]),
        "a value of sub-attributes keeps those that it does not name"
    );
}
