//! From a verb's answer to an HTTP answer.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, LOCATION};
use rollcall_provisioning::resources::Answer;
use scim_core::{Rule, Rules};

use crate::error::{Failure, JSON, Result, SCIM_JSON};

/// Whether the answer is to call itself `application/json`: the client asks for that and would not take
/// `application/scim+json`, or [`Rule::PlainJsonAnswers`] is in force and it does not ask for the latter.
/// Never under [`Rule::ScimJsonOnly`].
pub fn plain_json(headers: &HeaderMap, rules: Rules) -> bool {
    let by_default = rules.allows(Rule::PlainJsonAnswers);
    if rules.allows(Rule::ScimJsonOnly) {
        return false;
    }
    let mut plain = by_default;
    for essence in accepted(headers) {
        match essence.as_str() {
            SCIM_JSON => return false,
            "*/*" | "application/*" if !by_default => return false,
            JSON => plain = true,
            _ => {}
        }
    }
    plain
}

/// Whether the client names this media type (in small letters) as one that it takes.
pub fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    accepted(headers).any(|essence| essence == media_type)
}

/// The media types of `Accept`, in small letters and without their parameters.
fn accepted(headers: &HeaderMap) -> impl Iterator<Item = String> {
    headers
        .get_all(ACCEPT)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|accepted| {
            let essence = accepted.split(';').next().unwrap_or_default();
            essence.trim().to_ascii_lowercase()
        })
}

/// A SCIM body, which is JSON text.
pub fn scim(status: StatusCode, json: String, plain_json: bool) -> HttpResponse {
    let mut response = HttpResponse::build(status).body(json);
    let media_type = HeaderValue::from_static(if plain_json { JSON } else { SCIM_JSON });
    response.headers_mut().insert(CONTENT_TYPE, media_type);
    response
}

/// The answer to a request for one resource.
///
/// # Errors
/// None in practice: the statuses of outcomes are statuses of HTTP.
pub fn resource(answer: Answer, plain_json: bool) -> Result<HttpResponse> {
    let status = answer.outcome.status();
    let status = StatusCode::from_u16(status)
        .map_err(|_| Failure::internal(format!("{status} is no HTTP status")))?;
    let mut response = match answer.object {
        Some(object) => scim(status, object.into_string(), plain_json),
        None => HttpResponse::new(status),
    };
    for (name, value) in [(ETAG, answer.etag), (LOCATION, answer.location)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_json_is_for_those_who_ask_for_nothing_else() {
        let by_default = Rules::of(&[Rule::PlainJsonAnswers]);
        let never = by_default.with(Rule::ScimJsonOnly);
        for (accept, plain) in [
            ("application/scim+json", false),
            ("application/json", true),
            ("application/json; charset=utf-8, text/html", true),
            ("application/json, */*", false),
            ("application/json, application/scim+json", false),
            ("*/*", false),
            ("text/html", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(plain_json(&headers, Rules::NONE), plain, "{accept}");
            let asks_for_scim = accept.contains("scim+json");
            assert_eq!(plain_json(&headers, by_default), !asks_for_scim, "{accept}");
            assert!(!plain_json(&headers, never), "{accept}");
        }
        assert!(!plain_json(&HeaderMap::new(), Rules::NONE));
        assert!(plain_json(&HeaderMap::new(), by_default));
    }
}
