//! A look before the run: whether there is a SCIM server at the base URL and lets us in. Without it a typing mistake fails every case.

use crate::client::{Answer, Client};
use crate::offer;
use crate::target::Target;
use serde_json::Value;

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
        let answer = client.send(request).answer;
        answer.map_err(|error| format!("nothing answers at {base}: {}", target.mask(&error)))
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
        200..=299 if users.json().is_none() => {
            told("the base URL leads to no SCIM server, since the answer is not JSON")
        }
        // A server without people is one all the same.
        404 | 405 if !is_config(&get("/ServiceProviderConfig", "")?) => told(
            "the base URL leads to no SCIM server; it is what stands before /Users, often https://host/scim/v2",
        ),
        _ => Ok(()),
    }
}

fn is_config(answer: &Answer) -> bool {
    answer.status == 200 && answer.json().is_some_and(|said| said.is_object())
}

/// What the server says about a refusal, in one line.
fn detail(answer: &Answer) -> Option<String> {
    let body = answer.json()?;
    let detail = body.get("detail").and_then(Value::as_str)?;
    let line = detail.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(line.chars().take(DETAIL_CHARACTERS_MAX).collect())
}
