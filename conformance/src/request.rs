//! From a request as written in a case to the request that is sent.

use crate::case::{Auth, Request};
use crate::client::Sent;
use crate::target::Target;
use crate::variables::{TemplateError, Variables, percent_encoded, plain};
use serde_json::Value;

/// The media type of SCIM (RFC 7644 section 3.1), as Okta writes it.
const SCIM_JSON: &str = "application/scim+json; charset=utf-8";

/// Fills in a request for `target`.
///
/// # Errors
/// An unknown variable.
pub(crate) fn fill(
    request: &Request,
    target: &Target,
    variables: &Variables,
) -> Result<Sent, TemplateError> {
    let body = body(request, variables)?;
    Ok(Sent {
        method: request.method.clone(),
        url: target.url(
            &variables.fill_text(&request.path)?,
            &query(request, variables)?,
        ),
        headers: headers(request, target, variables, body.is_some())?,
        body,
    })
}

fn query(request: &Request, variables: &Variables) -> Result<String, TemplateError> {
    if let Some(raw) = &request.raw_query {
        return variables.fill_text(raw);
    }
    let mut pairs = Vec::new();
    for (name, value) in &request.query {
        let value = plain(&variables.fill(value)?);
        pairs.push(format!(
            "{}={}",
            percent_encoded(name),
            percent_encoded(&value)
        ));
    }
    Ok(pairs.join("&"))
}

fn body(request: &Request, variables: &Variables) -> Result<Option<String>, TemplateError> {
    if let Some(raw) = &request.raw_body {
        return variables.fill_text(raw).map(Some);
    }
    let Some(body) = &request.body else {
        return Ok(None);
    };
    let mut body = variables.fill(body)?;
    if let Some(changes) = &request.changes {
        merge(&mut body, &variables.fill(changes)?);
    }
    Ok(Some(body.to_string()))
}

/// JSON Merge Patch (RFC 7396).
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(object) = target else {
        return;
    };
    for (name, value) in members {
        if value.is_null() {
            object.remove(name);
        } else {
            merge(object.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

fn headers(
    request: &Request,
    target: &Target,
    variables: &Variables,
    has_body: bool,
) -> Result<Vec<(String, String)>, TemplateError> {
    let mut headers = vec![("Accept".to_owned(), "application/scim+json".to_owned())];
    match &request.content_type {
        Some(media_type) => headers.push(("Content-Type".into(), variables.fill_text(media_type)?)),
        None if has_body => headers.push(("Content-Type".into(), SCIM_JSON.into())),
        None => {}
    }
    let authorization = match &request.auth {
        Auth::Target => target.authorization(),
        Auth::None => None,
        Auth::Authorization(value) => Some(variables.fill_text(value)?),
    };
    headers.extend(authorization.map(|value| ("Authorization".to_owned(), value)));
    headers.extend(target.headers.iter().cloned());
    for (name, value) in &request.headers {
        headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        if let Some(value) = value {
            headers.push((name.clone(), variables.fill_text(value)?));
        }
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filled(request: &Value) -> Sent {
        let request: Request = serde_json::from_value(request.clone()).unwrap();
        let mut variables = Variables::default();
        variables.set(
            "fetched",
            json!({"id": "1", "name": {"givenName": "A", "familyName": "B"}, "title": "T"}),
        );
        fill(
            &request,
            &Target::with_token("http://h/scim", "t"),
            &variables,
        )
        .unwrap()
    }

    #[test]
    fn a_fetched_resource_is_changed_by_a_merge_patch() {
        let sent = filled(&json!({
            "method": "PUT", "path": "/Users/1", "body": "${fetched}",
            "changes": {"title": null, "name": {"givenName": "C"}, "meta": {"version": "v1.0"}}
        }));
        let body: Value = serde_json::from_str(&sent.body.unwrap()).unwrap();
        assert_eq!(
            body,
            json!({"id": "1", "name": {"givenName": "C", "familyName": "B"}, "meta": {"version": "v1.0"}})
        );
    }

    #[test]
    fn queries_are_encoded_unless_raw() {
        let encoded = filled(
            &json!({"method": "GET", "path": "/Users", "query": {"filter": "userName eq \"a+b\"", "count": 2}}),
        );
        assert_eq!(
            encoded.url,
            "http://h/scim/Users?filter=userName%20eq%20%22a%2Bb%22&count=2"
        );
        let raw =
            filled(&json!({"method": "GET", "path": "/Users", "raw_query": "filter=a+eq+1&"}));
        assert_eq!(raw.url, "http://h/scim/Users?filter=a+eq+1&");
    }

    #[test]
    fn headers_have_defaults_that_a_case_can_change_or_leave_out() {
        let sent = filled(
            &json!({"method": "POST", "path": "/Users", "body": {}, "headers": {"accept": null, "X": "y"}, "auth": {"authorization": "t"}}),
        );
        let expected = [
            ("Content-Type", SCIM_JSON),
            ("Authorization", "t"),
            ("X", "y"),
        ];
        assert_eq!(
            sent.headers,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(
            !filled(&json!({"method": "GET", "path": "/", "auth": "none"}))
                .headers
                .iter()
                .any(|(name, _)| name == "Authorization")
        );
    }
}
