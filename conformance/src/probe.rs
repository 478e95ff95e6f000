//! A look before the run: whether there is a SCIM server at the base URL and lets us in. Without it a typing mistake fails every case.

use crate::client::{Answer, Client, PATIENCE_ATTEMPTS_MAX, PATIENCE_SECONDS_MAX};
use crate::offer;
use crate::target::Target;
use serde_json::Value;
use std::io::ErrorKind;

/// Of what a server says about a refusal, so much is repeated.
const DETAIL_CHARACTERS_MAX: usize = 200;

/// Asks for one person and, where there is no such endpoint, for ServiceProviderConfig.
///
/// # Errors
/// In one sentence, without secrets: what is wrong with the base URL or the credentials.
pub fn probe(target: &Target) -> Result<(), String> {
    let base = &target.base_url;
    let lower = base.to_lowercase();
    if !lower.starts_with("http://") && !lower.starts_with("https://") {
        return Err(format!(
            "the base URL {base} does not begin with https:// (or http://)"
        ));
    }
    let client = Client::new(target);
    let get = |path: &str, query: &str| {
        let mut request = offer::plain(target, "GET", path, None);
        request.url = target.url(path, query);
        let answer = client.patiently(&request);
        answer.map_err(|error| unanswered(target, &error))
    };
    let users = get("/Users", "startIndex=1&count=1")?;
    let told = |wrong: &str| {
        let detail = detail(&users).map_or_else(String::new, |detail| format!(" ({detail})"));
        let asked = format!("GET {base}/Users was answered {}", users.status);
        Err(target.mask(&format!("{wrong}: {asked}{detail}")))
    };
    match users.status {
        401 if target.authorization().is_none() => told(
            "the server asks for credentials and none were given; give --token, --basic or --auth-header",
        ),
        401 => told("the server does not know these credentials"),
        // A person's own credentials open /Me and nothing else (RFC 7644 §3.11).
        403 if get("/Me", "")?.status == 200 => Ok(()),
        403 => told("the credentials do not open SCIM here"),
        300..=399 => {
            let location = users.header("Location").unwrap_or("elsewhere");
            told(&format!(
                "the base URL is redirected to {location}; give the one that it leads to"
            ))
        }
        429 => told(&impatient(&users)),
        200..=299 if users.json().is_none() => {
            told("the base URL leads to no SCIM server, since the answer is not JSON")
        }
        200..=299 if is_list(&users) => Ok(()),
        // A server without people is one all the same, and one whose lists fail can be tried.
        status => match get("/ServiceProviderConfig", "")? {
            config if is_config(&config) => Ok(()),
            _ if status >= 500 => told(
                "the server fails before the first case; look into its log, and try again when it answers",
            ),
            config => told(&format!(
                "the base URL leads to no SCIM server; it is what stands before /Users, often https://host/scim/v2 \
                 (GET /ServiceProviderConfig, answered {}, brings none such either)",
                config.status
            )),
        },
    }
}

/// Why there is no answer: nothing is there, or something that speaks otherwise.
fn unanswered(target: &Target, error: &ureq::Error) -> String {
    let (base, told) = (&target.base_url, target.mask(&error.to_string()));
    let advice = match error {
        ureq::Error::Io(io) if io.kind() == ErrorKind::InvalidData => tls_advice(error),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => tls_advice(error),
        ureq::Error::Protocol(_) => "check the port, and http:// against https://",
        _ => return format!("nothing answers at {base}: {told}"),
    };
    format!("what answers at {base} is not understood ({told}); {advice}")
}

/// rustls says both, that a certificate is not trusted and that there is no TLS at all.
fn tls_advice(error: &ureq::Error) -> &'static str {
    if error.to_string().contains("certificate") {
        "if that certificate is right, give --ca FILE with its authority, or --insecure"
    } else {
        "it may speak no TLS at all: check the port, and http:// against https://"
    }
}

/// Whether it says that it is a list; a bare array is taken too, as everywhere.
fn is_list(answer: &Answer) -> bool {
    let body = answer.json().unwrap_or_default();
    body.is_array() || has_any(&body, &["schemas", "totalResults", "Resources"])
}

/// Whether it says anything that a ServiceProviderConfig says.
fn is_config(answer: &Answer) -> bool {
    let body = answer.json().unwrap_or_default();
    answer.status == 200
        && has_any(
            &body,
            &["schemas", "patch", "filter", "authenticationSchemes"],
        )
}

fn has_any(body: &Value, names: &[&str]) -> bool {
    names.iter().any(|name| body.get(name).is_some())
}

/// What a 429 asks for, where it is more than the client waits.
fn impatient(answer: &Answer) -> String {
    let wait = match answer.header("Retry-After") {
        Some(wait) => format!("asks to wait (Retry-After: {wait})"),
        None => "asks to wait and does not say how long".to_owned(),
    };
    format!(
        "the server {wait}, and the suite waits {PATIENCE_ATTEMPTS_MAX} times for at most {PATIENCE_SECONDS_MAX} s; \
         run it later, or have these credentials' limit raised"
    )
}

/// What the server says about a refusal, in one line.
fn detail(answer: &Answer) -> Option<String> {
    let body = answer.json()?;
    let detail = body.get("detail").and_then(Value::as_str)?;
    let line = detail.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(line.chars().take(DETAIL_CHARACTERS_MAX).collect())
}
