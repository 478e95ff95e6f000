//! Whatever a test sends to the API and gets from it is held to the API's own description.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::{Draft, Validator};
use percent_encoding::percent_decode_str;
use rollcall_server::openapi;
use serde_json::{Value, json};

use crate::client::Reply;

const BASE: &str = "/api/v1";
/// Schemas that were compiled, by where they stand in the description.
static COMPILED: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

pub(crate) fn document() -> &'static Value {
    openapi::document().unwrap()
}

/// Follows a reference, if it is one.
pub(crate) fn resolved(value: &'static Value) -> &'static Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let pointer = reference.strip_prefix('#').unwrap();
            document()
                .pointer(pointer)
                .unwrap_or_else(|| panic!("{reference} leads nowhere"))
        }
        None => value,
    }
}

/// A schema of the description, ready to be asked; `place` names it.
fn compiled(place: &str, schema: &Value) -> Arc<Validator> {
    let known = COMPILED.lock().unwrap().get(place).cloned();
    known.unwrap_or_else(|| {
        // References lead to the components.
        let whole = json!({ "allOf": [schema], "components": document()["components"] });
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&whole)
            .unwrap_or_else(|error| panic!("the schema of {place}: {error}"));
        let validator = Arc::new(validator);
        let mut all = COMPILED.lock().unwrap();
        all.insert(place.to_owned(), validator.clone());
        validator
    })
}

#[track_caller]
fn valid(place: &str, schema: &Value, value: &Value) {
    let validator = compiled(place, schema);
    let errors: Vec<_> = validator
        .iter_errors(value)
        .map(|error| format!("at {:?}: {error}", error.instance_path().to_string()))
        .collect();
    assert!(
        errors.is_empty(),
        "{place} is not as it is described: {errors:#?}\n{value:#}"
    );
}

/// An operation of the description: its place, itself and its address's parameters.
struct Operation {
    place: String,
    operation: &'static Value,
    item: &'static Value,
}

fn segments(path: &str) -> Vec<String> {
    let decoded = |it: &str| percent_decode_str(it).decode_utf8_lossy().into_owned();
    path.trim_end_matches('&')
        .split('/')
        .filter(|it| !it.is_empty())
        .map(decoded)
        .collect()
}

/// The operation that a request is for.
fn operation(method: &str, path: &str) -> Option<Operation> {
    let asked = segments(path);
    let fits = |template: &str| {
        let wanted = segments(template);
        let same = |(wanted, asked): (&String, &String)| wanted.starts_with('{') || wanted == asked;
        wanted.len() == asked.len() && wanted.iter().zip(&asked).all(same)
    };
    let paths = document()["paths"].as_object().unwrap().iter();
    let fitting = paths.filter(|(template, _)| fits(template));
    // What is written out comes before what is a parameter.
    let (template, item) = fitting.min_by_key(|(template, _)| template.matches('{').count())?;
    let method = if method == "HEAD" { "GET" } else { method };
    Some(Operation {
        place: format!("{method} {template}"),
        operation: item.get(method.to_ascii_lowercase())?,
        item,
    })
}

/// Whether the target is one of the API; answers its path below the base and its query.
fn of_api(target: &str) -> Option<(&str, &str)> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let below = path.strip_prefix(BASE)?;
    (below.is_empty() || below.starts_with('/')).then_some((below, query))
}

/// Checks an exchange. Of a refused request only the answer has to be as described.
#[track_caller]
pub(crate) fn check(
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
    reply: &Reply,
) {
    let Some((path, query)) = of_api(target) else {
        return;
    };
    let Some(found) = operation(method, path) else {
        assert!(
            (400..500).contains(&reply.status),
            "{method} {target} is answered and not described: {reply:?}"
        );
        if method != "HEAD" {
            problem(reply);
        }
        return;
    };
    answer(&found, method, reply);
    if (200..300).contains(&reply.status) {
        known_names(&found, query);
        let is_packed = headers.iter().any(|(name, _)| *name == "content-encoding");
        if !is_packed {
            request(&found, headers, body.unwrap_or_default());
        }
    }
}

#[track_caller]
fn problem(reply: &Reply) {
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json")
    );
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    valid("a problem", &schema, &reply.json());
}

/// The answer: its status, headers, media type and body.
#[track_caller]
fn answer(found: &Operation, method: &str, reply: &Reply) {
    let place = format!("{} -> {}", found.place, reply.status);
    let listed = found.operation["responses"].get(reply.status.to_string());
    let listed = listed.unwrap_or_else(|| panic!("{place} is not described, {:?}", reply.text));
    let listed = resolved(listed);
    let wanted = listed.get("headers").and_then(Value::as_object);
    for (name, header) in wanted.into_iter().flatten() {
        let is_required = resolved(header)["required"] == true;
        assert!(
            !is_required || reply.header(name).is_some(),
            "{place} has no header {name}"
        );
    }
    let Some(content) = listed.get("content").and_then(Value::as_object) else {
        assert_eq!(reply.text, "", "{place} has a body");
        return;
    };
    let media_type = reply.header("content-type").unwrap_or_default();
    let form = content
        .get(media_type)
        .unwrap_or_else(|| panic!("{place} is {media_type:?}, which is not described"));
    if method == "HEAD" {
        return;
    }
    if media_type.ends_with("json") && !media_type.ends_with("ndjson") {
        valid(&place, &form["schema"], &reply.json());
    } else if let Some(line) = form.get("x-rollcall-line") {
        for text in reply.text.lines() {
            let value = serde_json::from_str(text).unwrap();
            valid(&format!("{place}, a line"), line, &value);
        }
    }
}

/// Every name in the query is one that is described.
#[track_caller]
fn known_names(found: &Operation, query: &str) {
    let both = [found.operation, found.item].map(|it| it.get("parameters"));
    let parameters = both.into_iter().flatten().filter_map(Value::as_array);
    let known: Vec<_> = parameters
        .flatten()
        .map(resolved)
        .filter(|it| it["in"] == "query")
        .filter_map(|it| it["name"].as_str())
        .collect();
    for pair in query.split('&').filter(|it| !it.is_empty()) {
        let name = pair.split('=').next().unwrap_or_default();
        assert!(
            known.contains(&name),
            "{} takes {name:?}, which is not described",
            found.place
        );
    }
}

/// The body that was taken.
#[track_caller]
fn request(found: &Operation, headers: &[(&str, &str)], body: &[u8]) {
    let place = format!("the body of {}", found.place);
    let Some(described) = found.operation.get("requestBody").map(resolved) else {
        return;
    };
    if body.is_empty() {
        assert_ne!(described["required"], true, "{place} may be left out");
        return;
    }
    let media_type = headers.iter().find(|(name, _)| *name == "content-type");
    let (_, media_type) = media_type.unwrap_or(&("", "application/json"));
    if let Some(form) = described["content"].get("application/json") {
        assert!(media_type.contains("json"), "{place}: {media_type}");
        let value = serde_json::from_slice(body).unwrap();
        valid(&place, &form["schema"], &value);
    }
}

mod tests {
    use super::*;

    fn reply(status: u16, media_type: &str, text: &str) -> Reply {
        let headers = [("content-type", media_type), ("x-request-id", "7")];
        Reply {
            status,
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            text: text.to_owned(),
        }
    }

    const LIST: &str = r#"{"imports": [{"source": "agency", "people": 2, "linked": 0}]}"#;

    #[test]
    fn what_is_described_passes() {
        let good = reply(200, "application/json", LIST);
        check("GET", "/api/v1/imports", &[], None, &good);
        check("GET", "/api/v2/imports", &[], None, &reply(200, "", "?"));
    }

    #[test]
    fn what_is_not_described_is_noticed() {
        let cases = [
            ("/api/v1/imports?x=1", reply(200, "application/json", LIST)),
            ("/api/v1/imports", reply(202, "application/json", LIST)),
            ("/api/v1/imports", reply(200, "text/csv", LIST)),
            ("/api/v1/nothing", reply(200, "application/json", LIST)),
            (
                "/api/v1/imports",
                reply(200, "application/json", &LIST.replace("linked", "joined")),
            ),
            (
                "/api/v1/imports",
                reply(404, "application/problem+json", r#"{"detail": "gone"}"#),
            ),
        ];
        for (target, reply) in cases {
            let outcome = std::panic::catch_unwind(|| check("GET", target, &[], None, &reply));
            assert!(outcome.is_err(), "{target} {reply:?}");
        }
    }
}
