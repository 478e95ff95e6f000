//! The description of `/api/v1` as OpenAPI 3.1: the files in `openapi/`, one for each area, merged into one document.
//!
//! A file has `tags`, `paths` and `components` as the document has them. What every operation has is written once, here: the
//! problems that any may answer, and the header by which a request is found again. An operation names the others that it may
//! answer with `problems: [409, 412]`.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

/// The files; the first one is what the others are merged into.
const FILES: &[(&str, &str)] = &[
    ("base.yaml", include_str!("../openapi/base.yaml")),
    ("directory.yaml", include_str!("../openapi/directory.yaml")),
    ("overview.yaml", include_str!("../openapi/overview.yaml")),
    ("people.yaml", include_str!("../openapi/people.yaml")),
    ("mapping.yaml", include_str!("../openapi/mapping.yaml")),
    (
        "definition.yaml",
        include_str!("../openapi/definition.yaml"),
    ),
    (
        "signatures.yaml",
        include_str!("../openapi/signatures.yaml"),
    ),
    ("targets.yaml", include_str!("../openapi/targets.yaml")),
    (
        "targets-schemas.yaml",
        include_str!("../openapi/targets-schemas.yaml"),
    ),
    ("imports.yaml", include_str!("../openapi/imports.yaml")),
    ("leavers.yaml", include_str!("../openapi/leavers.yaml")),
    (
        "connections.yaml",
        include_str!("../openapi/connections.yaml"),
    ),
    ("pulls.yaml", include_str!("../openapi/pulls.yaml")),
    (
        "pulls-schemas.yaml",
        include_str!("../openapi/pulls-schemas.yaml"),
    ),
    ("alerts.yaml", include_str!("../openapi/alerts.yaml")),
    ("guard.yaml", include_str!("../openapi/guard.yaml")),
    ("requests.yaml", include_str!("../openapi/requests.yaml")),
    ("tokens.yaml", include_str!("../openapi/tokens.yaml")),
    ("accounts.yaml", include_str!("../openapi/accounts.yaml")),
    ("access.yaml", include_str!("../openapi/access.yaml")),
    ("audit.yaml", include_str!("../openapi/audit.yaml")),
    ("sso.yaml", include_str!("../openapi/sso.yaml")),
    ("feeds.yaml", include_str!("../openapi/feeds.yaml")),
    ("gophish.yaml", include_str!("../openapi/gophish.yaml")),
    (
        "event-streams.yaml",
        include_str!("../openapi/event-streams.yaml"),
    ),
    ("schemas.yaml", include_str!("../openapi/schemas.yaml")),
];

/// What every operation may answer.
const ANY: [u16; 4] = [400, 429, 500, 503];
/// What every operation may answer that wants to know who is calling, and in which tenant.
const OF_CALLERS: [u16; 3] = [401, 403, 404];
/// What every operation may answer whose address names something.
const OF_NAMES: [u16; 1] = [404];
/// What every operation may answer that takes an `Idempotency-Key`.
const OF_KEYS: [u16; 2] = [409, 422];
/// What every operation may answer that has a body.
const OF_BODIES: [u16; 3] = [408, 413, 415];
const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// Permissions whose operations change nothing, or have no caller.
const WITHOUT_KEYS: [&str; 2] = ["read", "public"];

/// The document and its text.
type Described = Result<(Value, String), String>;

static DESCRIBED: LazyLock<Described> = LazyLock::new(|| {
    let document = merged()?;
    let text = document.to_string();
    Ok((document, text))
});

/// The document.
///
/// # Errors
/// None in a program that was tested: which file is wrong, and where.
pub fn document() -> Result<&'static Value, &'static str> {
    match &*DESCRIBED {
        Ok((document, _)) => Ok(document),
        Err(why) => Err(why),
    }
}

/// The document as JSON text.
///
/// # Errors
/// As [`document`].
pub fn text() -> Result<&'static str, &'static str> {
    match &*DESCRIBED {
        Ok((_, text)) => Ok(text),
        Err(why) => Err(why),
    }
}

fn merged() -> Result<Value, String> {
    let mut document = Map::new();
    for (name, yaml) in FILES {
        let part: Map<String, Value> =
            serde_saphyr::from_str(yaml).map_err(|error| format!("{name}: {error}"))?;
        if document.is_empty() {
            document = part;
        } else {
            add(&mut document, part).map_err(|why| format!("{name}: {why}"))?;
        }
    }
    let mut document = Value::Object(document);
    for item in members(&mut document["paths"]) {
        complete_item(item);
    }
    for (_, response) in members(&mut document["components"]["responses"]) {
        name_request(response);
    }
    Ok(document)
}

/// Adds the parts of a file; none of them may be there already.
fn add(document: &mut Map<String, Value>, part: Map<String, Value>) -> Result<(), String> {
    for (key, value) in part {
        match (key.as_str(), document.get_mut(&key), value) {
            ("tags", Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
            ("paths", Some(Value::Object(known)), Value::Object(more)) => unite(known, more)?,
            ("components", Some(Value::Object(known)), Value::Object(more)) => {
                for (kind, entries) in more {
                    let known = known.entry(kind.as_str()).or_insert_with(|| json!({}));
                    match (known, entries) {
                        (Value::Object(known), Value::Object(more)) => unite(known, more)?,
                        _ => return Err(format!("components.{kind} is no object")),
                    }
                }
            }
            _ => return Err(format!("{key} does not belong there")),
        }
    }
    Ok(())
}

fn unite(known: &mut Map<String, Value>, more: Map<String, Value>) -> Result<(), String> {
    for (key, value) in more {
        if known.contains_key(&key) {
            return Err(format!("{key} is there twice"));
        }
        known.insert(key, value);
    }
    Ok(())
}

fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

/// Adds to the operations of an address what all have.
fn complete_item((path, item): (&String, &mut Value)) {
    let names = path.contains('{');
    for method in METHODS {
        let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) else {
            continue;
        };
        let own = operation.shift_remove("problems").unwrap_or_default();
        let own = own.as_array().into_iter().flatten();
        let own = own.filter_map(|status| u16::try_from(status.as_u64()?).ok());
        let mut problems: Vec<u16> = own.chain(ANY).collect();
        if operation.get("security").is_none() {
            problems.extend(OF_CALLERS);
        }
        if names {
            problems.extend(OF_NAMES);
        }
        if operation.contains_key("requestBody") {
            problems.extend(OF_BODIES);
        }
        if method == "post" && take_key(operation) {
            problems.extend(OF_KEYS);
        }
        problems.sort_unstable();
        problems.dedup();
        let Some(responses) = operation.get_mut("responses") else {
            continue;
        };
        for (_, response) in members(responses) {
            name_request(response);
        }
        for status in problems {
            responses[status.to_string()] =
                json!({ "$ref": format!("#/components/responses/Problem{status}") });
        }
    }
}

/// Says that a POST takes an `Idempotency-Key`, unless it changes nothing, or says that it does not; answers whether it does.
fn take_key(operation: &mut Map<String, Value>) -> bool {
    let permission = operation.get("x-rollcall-permission");
    let permission = permission.and_then(Value::as_str).unwrap_or_default();
    let is_without = operation.get("x-rollcall-idempotency").is_some();
    if is_without || WITHOUT_KEYS.contains(&permission) {
        return false;
    }
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
    }
    true
}

/// Every answer has the request's id.
fn name_request(response: &mut Value) {
    if let Some(response) = response.as_object_mut()
        && !response.contains_key("$ref")
    {
        let headers = response.entry("headers").or_insert_with(|| json!({}));
        headers["X-Request-Id"] = json!({ "$ref": "#/components/headers/RequestId" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_make_one_document() {
        let document = document().unwrap();
        assert_eq!(document["openapi"], "3.1.1");
        let find = &document["paths"]["/leavers/{id}"]["get"];
        let statuses: Vec<_> = find["responses"].as_object().unwrap().keys().collect();
        assert_eq!(
            statuses,
            ["200", "400", "401", "403", "404", "429", "500", "503"]
        );
        assert_eq!(
            find["responses"]["200"]["headers"]["X-Request-Id"]["$ref"],
            "#/components/headers/RequestId"
        );
        let described = &document["paths"]["/openapi.json"]["get"]["responses"];
        assert!(described.get("401").is_none());
    }

    #[test]
    fn nothing_is_told_twice() {
        let mut document =
            json!({ "paths": { "/a": {} }, "components": { "schemas": { "A": {} } } });
        let document = document.as_object_mut().unwrap();
        for (part, why) in [
            (json!({ "paths": { "/a": {} } }), "/a is there twice"),
            (
                json!({ "components": { "schemas": { "A": {} } } }),
                "A is there twice",
            ),
            (json!({ "info": {} }), "info does not belong there"),
        ] {
            let Value::Object(part) = part else {
                unreachable!()
            };
            assert_eq!(add(document, part), Err(why.to_owned()));
        }
        let Value::Object(part) = json!({ "components": { "headers": { "A": {} } } }) else {
            unreachable!()
        };
        add(document, part).unwrap();
        assert_eq!(document["components"]["headers"]["A"], json!({}));
    }
}
