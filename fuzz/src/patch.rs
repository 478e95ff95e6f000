//! Operations that mostly fit the schema, on documents that do.

use arbitrary::{Result, Unstructured};
use scim_core::patch::{PATCH_OP, Patched, apply, parse};
use scim_core::schema::ResourceType;
use scim_core::{ErrorKind, Object, Rule, Rules, normalize, validate};
use serde_json::{Value, json};

use crate::{ID, TOLERANCES, assert_canonical, invent};

/// All or nothing, one after the other, canonical, never less valid than before, and twice is once where the RFC says so.
pub fn run(data: &[u8]) {
    let _ = invented(&mut Unstructured::new(data));
}

fn invented(u: &mut Unstructured<'_>) -> Result<()> {
    let rt = invent::resource_type(u)?;
    let body = invent::resource(u, rt)?;
    let operations = invent::some(u, 5, |u| invent::operation(u, rt))?;
    for rules in TOLERANCES {
        let Ok(incoming) = normalize::resource(rt, &body, rules) else {
            continue;
        };
        check(rt, &incoming.attributes, &operations, rules);
    }
    Ok(())
}

fn patched(
    rt: &ResourceType,
    before: &Object,
    operations: &[Value],
    rules: Rules,
) -> scim_core::Result<Patched> {
    let body = json!({"schemas": [PATCH_OP], "Operations": operations});
    apply(rt, ID, before, &parse(&body, rules)?, rules)
}

fn check(rt: &ResourceType, before: &Object, operations: &[Value], rules: Rules) {
    let together = patched(rt, before, operations, rules);
    let mut document = before.clone();
    let mut refused = operations.is_empty();
    for operation in operations {
        let Ok(step) = patched(rt, &document, std::slice::from_ref(operation), rules) else {
            refused = true;
            break;
        };
        assert_canonical(rt, &step.attributes, rules);
        assert_still_valid(rt, &document, &step.attributes, operation);
        assert_repeatable(rt, &step.attributes, operation, rules);
        document = step.attributes;
    }
    assert_eq!(together.is_err(), refused, "{operations:?}");
    if let Ok(together) = together {
        assert_eq!(together.attributes, document, "{operations:?}");
    }
}

/// A resource that was valid is, but for what only the whole document can tell and `validate` refuses: a required text that
/// is blank.
fn assert_still_valid(rt: &ResourceType, before: &Object, after: &Object, operation: &Value) {
    if validate::complete(rt, before).is_err() {
        return;
    }
    if let Err(error) = validate::replacement(rt, before, after) {
        assert_eq!(error.kind, ErrorKind::InvalidValue);
        assert!(
            error.detail.ends_with("is required and must not be empty."),
            "{operation}: {error}"
        );
    }
}

/// `once` is what the operation made; doing it again changes nothing (RFC 7644 §3.5.2.1 and §3.5.2.3), unless it took away
/// what its own path selects, selects by which value is primary (that others no longer are may make it select those), or is
/// several operations in one: what a later key makes, an earlier one may select. A value that became one with the primary one
/// is that until it is replaced itself.
fn assert_repeatable(rt: &ResourceType, once: &Object, operation: &Value, rules: Rules) {
    if operation["value"].as_object().is_some_and(are_several) || selects_primary(operation) {
        return;
    }
    match patched(rt, once, std::slice::from_ref(operation), rules) {
        Ok(twice) if twice.attributes == *once => {}
        Ok(twice) if replaces_elements(operation) => {
            let plain = |attributes: &Object| {
                let mut attributes = attributes.clone();
                attributes.values_mut().for_each(without_primary);
                attributes
            };
            assert_eq!(plain(&twice.attributes), plain(once), "{operation}");
        }
        Ok(twice) => assert_eq!(&twice.attributes, once, "{operation}"),
        Err(error) => {
            let expected = match operation["op"].as_str().unwrap_or_default() {
                op if op.eq_ignore_ascii_case("remove") => {
                    error.kind == ErrorKind::NoTarget && !rules.allows(Rule::RemoveAbsent)
                }
                _ => error.kind == ErrorKind::NoTarget,
            };
            assert!(expected, "{operation}: {error}");
        }
    }
}

/// Whether an operation replaces what a filter selects.
fn replaces_elements(operation: &Value) -> bool {
    let in_value = operation["value"].as_object().map(names);
    let paths = operation["path"].as_str().into_iter();
    let replaces = operation["op"]
        .as_str()
        .is_some_and(|op| op.eq_ignore_ascii_case("replace"));
    replaces
        && paths
            .chain(in_value.into_iter().flatten())
            .any(|path| path.contains('['))
}

/// Takes away which of the values is the primary one.
fn without_primary(value: &mut Value) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(without_primary),
        Value::Object(object) => {
            object.shift_remove("primary");
        }
        _ => {}
    }
}

fn selects_primary(operation: &Value) -> bool {
    let in_value = operation["value"].as_object().map(names);
    let paths = operation["path"].as_str().into_iter();
    paths.chain(in_value.into_iter().flatten()).any(|path| {
        let filter = path.split_once('[').map_or("", |(_, filter)| filter);
        filter.to_ascii_lowercase().contains("primary")
    })
}

/// Whether a value names several things, some by paths of their own (see [`scim_core::Rule::DottedKeys`]): with a filter, or
/// with a dot behind the last colon (the version in a URN is before it).
fn are_several(value: &Object) -> bool {
    let names = names(value);
    let is_path = |name: &&str| {
        name.contains('[') || name.rsplit(':').next().is_some_and(|n| n.contains('.'))
    };
    names.len() > 1 && names.iter().any(is_path)
}

/// The keys, and in place of a schema's those below it.
fn names(value: &Object) -> Vec<&str> {
    let mut found = Vec::new();
    for (key, value) in value {
        match value {
            Value::Object(object) if key.contains(':') => found.extend(names(object)),
            _ => found.push(key.as_str()),
        }
    }
    found
}
