//! Holding an answer against what a step expects.

use crate::assertion::{self, Mismatch};
use crate::case::{ErrorShape, Expect};
use crate::client::{Answer, Exchange};
use crate::pointer;
use crate::variables::Variables;
use serde_json::{Map, Value, json};

/// The schema of a SCIM error (RFC 7644 section 3.12).
const ERROR_URN: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
/// The schema of a list (RFC 7644 section 3.4.2).
const LIST_URN: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// Everything in which `exchange` is not what `expect` says; empty when all is well.
#[must_use]
pub(crate) fn mismatches(
    expect: &Expect,
    exchange: &Exchange,
    variables: &Variables,
) -> Vec<Mismatch> {
    let answer = match &exchange.answer {
        Ok(answer) => answer,
        Err(_) if expect.or_closed => return Vec::new(),
        Err(error) => return vec![mismatch("an answer", error)],
    };
    if !expect.status.is_empty() && !expect.status.contains(&answer.status) {
        return vec![mismatch(
            &format!("status {}", statuses(&expect.status)),
            &answer.status.to_string(),
        )];
    }
    let mut found = Vec::new();
    headers(expect, answer, variables, &mut found);
    body(expect, answer, variables, &mut found);
    if let Some(text) = &expect.never {
        never(text, answer, variables, &mut found);
    }
    if let Some(more) = expect.by_status.get(&answer.status.to_string()) {
        found.extend(mismatches(more, exchange, variables));
    }
    found
}

/// Holds a set of named assertions against the values that `lookup` finds for the names.
pub(crate) fn hold(
    checks: &Map<String, Value>,
    variables: &Variables,
    lookup: impl Fn(&str) -> Option<Value>,
    found: &mut Vec<Mismatch>,
) {
    for (place, written) in checks {
        let filled = variables
            .fill_text(place)
            .and_then(|place| Ok((place, variables.fill(written)?)));
        let (place, written) = match filled {
            Ok(filled) => filled,
            Err(error) => {
                found.push(mismatch(
                    "an assertion that can be read",
                    &error.to_string(),
                ));
                continue;
            }
        };
        match assertion::parse(&written) {
            Ok(assertions) => {
                let actual = lookup(&place);
                found.extend(
                    assertions
                        .iter()
                        .filter_map(|assertion| assertion.check(&place, actual.as_ref()).err()),
                );
            }
            Err(error) => found.push(mismatch("an assertion that can be read", &error)),
        }
    }
}

/// A mismatch of two texts.
#[must_use]
pub(crate) fn mismatch(expected: &str, got: &str) -> Mismatch {
    Mismatch {
        expected: expected.to_owned(),
        got: got.to_owned(),
    }
}

fn headers(expect: &Expect, answer: &Answer, variables: &Variables, found: &mut Vec<Mismatch>) {
    hold(
        &expect.headers,
        variables,
        |name| answer.header(name).map(Value::from),
        found,
    );
}

fn body(expect: &Expect, answer: &Answer, variables: &Variables, found: &mut Vec<Mismatch>) {
    if expect.no_body && !answer.body.is_empty() {
        found.push(mismatch("no body", &answer.body));
    }
    let wanted = !expect.body.is_empty() || expect.list || expect.error.is_some();
    let optional = !expect.body_unless_204.is_empty() && answer.status != 204;
    if !wanted && !optional {
        return;
    }
    let Some(json) = answer.json() else {
        let got = if answer.body.is_empty() {
            "no body"
        } else {
            &answer.body
        };
        found.push(mismatch("a JSON body", got));
        return;
    };
    if expect.list {
        let lookup = |path: &str| pointer::find(&json, path);
        hold(
            &list_shape(&json, expect.complete),
            variables,
            lookup,
            found,
        );
    }
    if let Some(shape) = &expect.error {
        error_shape(shape, expect.complete, answer, &json, found);
    }
    hold(
        &expect.body,
        variables,
        |path| pointer::find(&json, path),
        found,
    );
    if optional {
        hold(
            &expect.body_unless_204,
            variables,
            |path| pointer::find(&json, path),
            found,
        );
    }
}

/// RFC 7644 section 3.4.2 demands only the schema and the total of every list; Okta and Entra read all five members, even of
/// an empty one.
fn list_shape(list: &Value, complete: bool) -> Map<String, Value> {
    let integer = || json!({"type": "integer"});
    let shape = [
        ("/schemas", json!({"contains": LIST_URN}), true),
        ("/totalResults", integer(), true),
        ("/startIndex", integer(), complete),
        ("/itemsPerPage", integer(), complete),
        ("/Resources", json!({"type": "array"}), complete),
    ];
    shape
        .into_iter()
        .filter(|(path, _, demanded)| *demanded || pointer::find(list, path).is_some())
        .map(|(path, check, _)| (path.to_owned(), check))
        .collect()
}

/// RFC 7644 section 3.12: `status` is text; `detail` is optional there, but it is what an identity provider shows its admin.
fn error_shape(
    shape: &ErrorShape,
    complete: bool,
    answer: &Answer,
    error: &Value,
    found: &mut Vec<Mismatch>,
) {
    let status = answer.status.to_string();
    let mut checks = Map::from_iter([
        ("/schemas".to_owned(), json!({"contains": ERROR_URN})),
        ("/status".to_owned(), json!({"equals": status})),
    ]);
    if complete {
        checks.insert(
            "/detail".to_owned(),
            json!(["not_empty", {"type": "string"}]),
        );
    }
    if let ErrorShape::Types(types) = shape {
        checks.insert("/scimType".to_owned(), json!({"one_of": types}));
    }
    hold(
        &checks,
        &Variables::default(),
        |path| pointer::find(error, path),
        found,
    );
    let media_type = answer.header("Content-Type").unwrap_or("no Content-Type");
    if !media_type.contains("json") {
        found.push(mismatch("an error whose Content-Type is JSON", media_type));
    }
}

fn never(text: &str, answer: &Answer, variables: &Variables, found: &mut Vec<Mismatch>) {
    match variables.fill_text(text) {
        Ok(text) if answer.body.contains(&text) => {
            found.push(mismatch(
                &format!("{text:?} nowhere in the answer"),
                &answer.body,
            ));
        }
        Ok(_) => {}
        Err(error) => found.push(mismatch("a text that must not come", &error.to_string())),
    }
}

fn statuses(allowed: &[u16]) -> String {
    allowed
        .iter()
        .map(u16::to_string)
        .collect::<Vec<_>>()
        .join(" or ")
}
