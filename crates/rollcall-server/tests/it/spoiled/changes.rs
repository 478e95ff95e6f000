//! What is done to a request or an answer, in a word.

use serde_json::{Value, json};

use super::{Asked, json as on_json};
use crate::client::{PATCH_OP, Reply};

pub(super) fn drop_header(reply: &mut Reply, name: &str) {
    reply
        .headers
        .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
}

pub(super) fn header(reply: &mut Reply, name: &str, change: impl Fn(&mut String)) {
    let named = reply
        .headers
        .iter_mut()
        .filter(|(known, _)| known.eq_ignore_ascii_case(name));
    named.for_each(|(_, value)| change(value));
}

pub(super) fn status(reply: &mut Reply, from: u16, to: u16) {
    if reply.status == from {
        reply.status = to;
    }
}

pub(super) fn drop_member(object: &mut Value, name: &str) {
    if let Some(object) = object.as_object_mut() {
        object.remove(name);
    }
}

pub(super) fn on_error(reply: &mut Reply, change: impl FnOnce(&mut Value)) {
    if reply.status >= 400 {
        on_json(reply, change);
    }
}

pub(super) fn on_list(reply: &mut Reply, change: impl FnOnce(&mut Value)) {
    on_json(reply, |body| {
        if body.get("totalResults").is_some() {
            change(body);
        }
    });
}

pub(super) fn on_resources(reply: &mut Reply, change: impl FnOnce(&mut Vec<Value>)) {
    on_list(reply, |list| {
        if let Some(resources) = list["Resources"].as_array_mut() {
            change(resources);
        }
    });
}

/// Each schema of /Schemas, or the one that was asked for.
pub(super) fn each_schema(reply: &mut Reply, change: impl Fn(&mut Value)) {
    super::each(reply, |resource| {
        if resource.get("attributes").is_some() {
            change(resource);
        }
    });
}

pub(super) fn each_operation(reply: &mut Reply, change: impl Fn(&mut Value)) {
    on_json(reply, |body| {
        body["Operations"]
            .as_array_mut()
            .into_iter()
            .flatten()
            .for_each(change);
    });
}

/// Another method, without a body; the answer is that of the other.
pub(super) fn instead(asked: &mut Asked, method: &str, other: &str) {
    if asked.method == method {
        asked.method = other.into();
        asked.body.clear();
        asked.headers.push(("x-was".into(), method.into()));
    }
}

/// A PATCH whose removals have lost their values.
pub(super) fn without_value_of_removals(body: &str) -> String {
    let Ok(mut patch) = serde_json::from_str::<Value>(body) else {
        return body.to_owned();
    };
    for operation in patch["Operations"].as_array_mut().into_iter().flatten() {
        if operation["op"]
            .as_str()
            .is_some_and(|op| op.eq_ignore_ascii_case("remove"))
        {
            drop_member(operation, "value");
        }
    }
    patch.to_string()
}

/// A PATCH that writes what a PUT would.
pub(super) fn as_patch(body: &str) -> String {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    json!({ "schemas": [PATCH_OP], "Operations": [{ "op": "replace", "value": value }] })
        .to_string()
}

/// A ListResponse of these.
pub(super) fn list(resources: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": resources.len(),
        "startIndex": 1,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}
