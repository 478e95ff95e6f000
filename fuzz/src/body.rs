//! Any bytes as the body of any request.

use scim_core::bulk::Method;
use scim_core::search::SearchRequest;
use scim_core::{ErrorKind, Object, Rules, body, normalize, patch, sent, validate};
use serde_json::Value;

use crate::{ID, TOLERANCES, TYPES, assert_canonical};

const DEPTH_MAX: usize = 32;
/// So many values of a body are counted.
const VALUES_MAX: usize = 500;

/// Whatever is read is canonical, and reading less than everything never means reading something else.
pub fn run(data: &[u8]) {
    let value = match body::parse(data, DEPTH_MAX) {
        Ok(value) => value,
        Err(error) => {
            assert_eq!(error.kind, ErrorKind::InvalidSyntax);
            return;
        }
    };
    let again = body::parse(value.to_string().as_bytes(), DEPTH_MAX);
    assert_eq!(
        again.as_ref(),
        Ok(&value),
        "what was parsed is written and parsed again"
    );
    let _ = SearchRequest::parse(&value);
    for rt in TYPES.iter() {
        for method in [Method::Post, Method::Patch] {
            let mut told = 0;
            sent::each(rt, method, &value, Rules::ALL, &mut |_| told += 1);
            assert!(told <= VALUES_MAX, "{told} values are told of one body");
        }
    }
    for rt in TYPES.iter() {
        for rules in TOLERANCES {
            if let Ok(incoming) = normalize::resource(rt, &value, rules) {
                let _ = validate::complete(rt, &incoming.attributes);
                assert_canonical(rt, &incoming.attributes, rules);
            }
            if let Ok(operations) = patch::parse(&value, rules)
                && let Ok(patched) = patch::apply(rt, ID, &Object::new(), &operations, rules)
            {
                assert_canonical(rt, &patched.attributes, rules);
            }
        }
    }
    if let Value::Object(object) = &value {
        assert_eq!(scim_core::diff::diff(object, object), None);
    }
}
