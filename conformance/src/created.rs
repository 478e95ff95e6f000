//! What a case made on the server: noted from every answer, so that it is deleted whatever the case thinks of that answer.

use crate::client::{Answer, Client, Exchange};
use crate::leftovers;
use crate::offer;
use crate::target::Target;
use crate::variables::{percent_encoded, plain};
use serde_json::Value;
use std::time::Duration;

/// What is answered later (RFC 9967 section 2.5.1) is asked for this many times.
const POLLS_MAX: u32 = 40;
/// So long lies between two of these requests.
const POLL_MILLISECONDS: u64 = 250;

/// What one case made.
#[derive(Debug, Default)]
pub(crate) struct Created {
    made: Vec<Made>,
    /// Paths at which accepted requests will be answered.
    later: Vec<String>,
    /// Something may have been made of which no answer told.
    untold: bool,
}

/// A resource by its path below the base URL.
#[derive(Debug)]
struct Made {
    path: String,
    /// A 201 showed the resource. What is known by its location only, or by another answer, is looked at before it is deleted: somebody
    /// else's resource must not go because a server names the wrong one.
    shown: bool,
}

impl Created {
    /// Notes what the answer to a POST at `endpoint` tells: the resource of a 2xx, the `location` of each 201 in a bulk answer.
    pub(crate) fn note(&mut self, endpoint: &str, exchange: &Exchange) {
        if exchange.request.method != "POST" || endpoint.ends_with("/.search") {
            return;
        }
        let told = match &exchange.answer {
            Ok(answer) if answer.status == 202 => self.note_later(answer),
            Ok(answer) if (200..300).contains(&answer.status) => {
                let body = answer.json().unwrap_or_default();
                match body.get("Operations").and_then(Value::as_array) {
                    Some(results) => self.note_results(results) >= posts_in(exchange),
                    None => self.note_resource(endpoint, answer, &body),
                }
            }
            _ => false,
        };
        self.untold |= !told;
    }

    /// Whether something may be there of which no answer told, or told the right place.
    pub(crate) fn is_uncertain(&self) -> bool {
        self.untold
    }

    /// Deletes everything, the newest first, and returns what is left behind.
    pub(crate) fn delete(&mut self, target: &Target, client: &Client) -> Vec<String> {
        for path in std::mem::take(&mut self.later) {
            self.await_results(&path, target, client);
        }
        let made = std::mem::take(&mut self.made);
        let mut left = Vec::new();
        for one in made.iter().rev() {
            match one.delete(target, client) {
                Ok(Deletion::Done) => {}
                // The case deleted it, or it was never there, but elsewhere.
                Ok(Deletion::NotThere) => self.untold = true,
                Err(reason) => left.push(format!("{} ({reason})", one.path)),
            }
        }
        left
    }

    fn note_resource(&mut self, endpoint: &str, answer: &Answer, body: &Value) -> bool {
        // Below an endpoint (`/Users/1`) nothing can be made.
        let endpoint = endpoint.trim_end_matches('/');
        let id = body
            .get("id")
            .filter(|_| endpoint.matches('/').count() == 1);
        let by_id = id.map(|id| format!("{endpoint}/{}", percent_encoded(&plain(id))));
        // One of the two may be wrong.
        let by_location = answer.header("Location").and_then(path_of);
        let told = by_id.is_some() || by_location.is_some();
        let shown = answer.status == 201;
        by_id.into_iter().for_each(|path| self.add(path, shown));
        by_location
            .into_iter()
            .for_each(|path| self.add(path, false));
        told
    }

    fn note_later(&mut self, answer: &Answer) -> bool {
        let path = answer.header("Location").and_then(path_of);
        path.map(|path| self.later.push(path)).is_some()
    }

    /// How many resources a bulk answer (RFC 7644 section 3.7.3) says were made.
    fn note_results(&mut self, results: &[Value]) -> usize {
        let made = results.iter().filter(|result| is_created(result));
        let paths: Vec<String> = made
            .filter_map(|result| path_of(result.get("location")?.as_str()?))
            .collect();
        let count = paths.len();
        paths.into_iter().for_each(|path| self.add(path, false));
        count
    }

    fn add(&mut self, path: String, shown: bool) {
        if !self.made.iter().any(|one| one.path == path) {
            self.made.push(Made { path, shown });
        }
    }

    fn await_results(&mut self, path: &str, target: &Target, client: &Client) {
        for _ in 0..POLLS_MAX {
            let answer = client.send(offer::plain(target, "GET", path, None)).answer;
            match answer {
                Ok(answer) if answer.status == 202 => {
                    std::thread::sleep(Duration::from_millis(POLL_MILLISECONDS));
                }
                Ok(answer) if answer.status == 200 => {
                    let body = answer.json().unwrap_or_default();
                    let results = body.get("Operations").and_then(Value::as_array);
                    self.note_results(results.map_or(&[], Vec::as_slice));
                    return;
                }
                _ => break,
            }
        }
        self.untold = true;
    }
}

/// How a resource went.
enum Deletion {
    Done,
    NotThere,
}

impl Made {
    /// Deletes it, or says why it stays.
    fn delete(&self, target: &Target, client: &Client) -> Result<Deletion, String> {
        let ask = |method| {
            let sent = offer::plain(target, method, &self.path, None);
            client
                .send(sent)
                .answer
                .map_err(|error| target.mask(&error))
        };
        if !self.shown {
            let answer = ask("GET")?;
            if answer.status == 404 {
                return Ok(Deletion::NotThere);
            }
            if !answer.json().is_some_and(|made| leftovers::is_ours(&made)) {
                return Err(format!(
                    "GET was answered {}, and the run's word is not in it",
                    answer.status
                ));
            }
        }
        match ask("DELETE")?.status {
            200..=299 => Ok(Deletion::Done),
            404 => Ok(Deletion::NotThere),
            status => Err(format!("DELETE was answered {status}")),
        }
    }
}

/// How many resources a bulk request was to make; 1 of any other.
fn posts_in(exchange: &Exchange) -> usize {
    let body = exchange.request.body.as_deref().unwrap_or_default();
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let Some(operations) = body.get("Operations").and_then(Value::as_array) else {
        return 1;
    };
    let is_post = |operation: &&Value| {
        let method = operation.get("method").and_then(Value::as_str);
        method.is_some_and(|method| method.eq_ignore_ascii_case("POST"))
    };
    operations.iter().filter(is_post).count()
}

/// Whether the result of an operation says 201, in the form of RFC 7644 or of its drafts (`{"code": 201}`).
fn is_created(result: &Value) -> bool {
    let status = result.get("status").unwrap_or(&Value::Null);
    plain(status.get("code").unwrap_or(status)) == "201"
}

/// The path below the base URL that a location means: an endpoint and an id. The host that a server gives itself is not asked, since the
/// credentials are not for everybody.
fn path_of(location: &str) -> Option<String> {
    let path = location.split(['?', '#']).next().unwrap_or_default();
    let (before, id) = path.trim_end_matches('/').rsplit_once('/')?;
    let (_, endpoint) = before.rsplit_once('/')?;
    (!endpoint.is_empty() && !id.is_empty()).then(|| format!("/{endpoint}/{id}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_location_is_an_endpoint_and_an_id() {
        let table = [
            ("https://h/scim/v2/Users/1", Some("/Users/1")),
            ("https://h/scim/v2/.async/a:0?x=/y/z", Some("/.async/a:0")),
            ("/Users/a%2Fb/", Some("/Users/a%2Fb")),
            ("https://h", None),
            ("1", None),
        ];
        for (location, expected) in table {
            assert_eq!(path_of(location).as_deref(), expected, "{location}");
        }
    }

    #[test]
    fn a_201_is_told_as_text_number_or_object() {
        for status in [json!("201"), json!(201), json!({"code": "201"})] {
            assert!(is_created(&json!({ "status": status })));
        }
        assert!(!is_created(&json!({"status": "409"})) && !is_created(&json!({})));
    }
}
