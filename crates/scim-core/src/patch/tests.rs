//! PATCH forms as tables: the document before, the operations, the document after.
#![expect(
    clippy::needless_pass_by_value,
    reason = "tables of JSON read better without borrows"
)]

mod elements;
mod entra_validator;
mod foreign;
mod given_twice;
mod interop;
mod kept;
mod limits;
mod members;
mod properties;
mod providers;
mod rfc;
mod rules;

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::*;
use crate::normalize;
use crate::schema::{ENTERPRISE_USER, Registry};
use crate::{ErrorKind, Rule};

const ID: &str = "2819c223-7f76-453a-919d-413861904646";

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::builtin);

fn resource_type(name: &str) -> &'static ResourceType {
    REGISTRY.by_name(name).unwrap()
}

/// Parses and applies `operations`, an array.
fn patched(rt: &str, before: &Value, operations: &Value, rules: Rules) -> Result<Patched> {
    let body = json!({"schemas": [PATCH_OP], "Operations": operations});
    apply(
        resource_type(rt),
        ID,
        before.as_object().unwrap(),
        &parse(&body, rules)?,
        rules,
    )
}

/// Applies operations to a user under every rule; the result must be canonical.
fn user_after(before: &Value, operations: &Value) -> Value {
    let patched = patched("User", before, operations, Rules::ALL);
    let patched = patched.unwrap_or_else(|error| panic!("{operations}: {error}"));
    assert_canonical("User", &patched.attributes);
    assert_eq!(patched.members, [], "{operations}");
    Value::Object(patched.attributes)
}

/// Under every rule, `operations` make `after` of the user `before`.
fn check(before: Value, operations: Value, after: Value) {
    assert_eq!(user_after(&before, &operations), after, "{operations}");
}

/// As [`check`], and the same without any rule: the RFC says so.
fn check_rfc(before: Value, operations: Value, after: Value) {
    let strict = patched("User", &before, &operations, Rules::NONE);
    let strict = strict.unwrap_or_else(|error| panic!("{operations}: {error}"));
    assert_eq!(Value::Object(strict.attributes), after, "{operations}");
    check(before, operations, after);
}

/// As [`check`], and without the rule the error is of that kind.
fn check_rule(rule: Rule, kind: ErrorKind, before: Value, operations: Value, after: Value) {
    let error = patched("User", &before, &operations, Rules::ALL.without(rule)).unwrap_err();
    assert_eq!(error.kind, kind, "{operations}: {error}");
    check(before, operations, after);
}

/// The operations are refused, with and without rules.
fn refused(before: Value, operations: Value, kind: ErrorKind) -> String {
    let strict = patched("User", &before, &operations, Rules::NONE).unwrap_err();
    assert_eq!(strict.kind, kind, "{operations}: {strict}");
    let error = patched("User", &before, &operations, Rules::ALL).unwrap_err();
    assert_eq!(error.kind, kind, "{operations}: {error}");
    error.detail
}

/// A canonical document is what normalisation makes of it, in the same order.
fn assert_canonical(rt: &str, attributes: &Object) {
    let document = Value::Object(attributes.clone());
    let incoming = normalize::resource(resource_type(rt), &document, Rules::ALL).unwrap();
    assert_eq!(incoming.dropped, Vec::<String>::new(), "{document}");
    assert_eq!(
        Value::Object(incoming.attributes).to_string(),
        document.to_string()
    );
}
