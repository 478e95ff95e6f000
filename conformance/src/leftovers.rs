//! What killed runs left behind: found by the word that stands in every name a run makes.

use crate::client::Client;
use crate::offer::{plain, resources};
use crate::target::Target;
use crate::variables::percent_encoded;
use serde_json::Value;

/// Every run's word begins with this, and every name a run makes contains its word.
pub(crate) const PREFIX: &str = "scimsuite";
/// So many letters follow in a run's word.
pub(crate) const RUN_LETTERS: usize = 8;
/// Resources are read in pages of this size.
const PAGE_SIZE: usize = 100;
/// A sweep of what earlier runs left ends after this many pages of one endpoint.
const PAGES_MAX: usize = 10_000;

/// A resource that an earlier run left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// Its path below the base URL.
    pub path: String,
    /// A name by which it was known.
    pub name: String,
    /// Why it could not be deleted, if it could not.
    pub kept: Option<String>,
}

/// Finds what earlier runs left at the target and deletes it. Nothing whose names do not have the form of a run's is touched.
///
/// # Errors
/// What could not be read, without secrets.
pub fn sweep(target: &Target) -> Result<Vec<Leftover>, String> {
    sweep_word(target, &Client::new(target), PREFIX, PAGES_MAX)
}

/// Finds whatever bears `word` in the form of a run's, in at most `pages_max` pages of each endpoint, and deletes it.
///
/// # Errors
/// What could not be read, without secrets.
pub(crate) fn sweep_word(
    target: &Target,
    client: &Client,
    word: &str,
    pages_max: usize,
) -> Result<Vec<Leftover>, String> {
    let mut found = Vec::new();
    for endpoint in endpoints(target, client) {
        let named = find(target, client, &endpoint, pages_max)?;
        for (path, name) in named {
            if !name.to_lowercase().contains(word) {
                continue;
            }
            let answer = client.send(plain(target, "DELETE", &path, None)).answer;
            let kept = match answer {
                Ok(answer) if (200..300).contains(&answer.status) || answer.status == 404 => None,
                Ok(answer) => Some(format!("DELETE was answered {}", answer.status)),
                Err(error) => Some(target.mask(&error)),
            };
            found.push(Leftover { path, name, kept });
        }
    }
    Ok(found)
}

/// Whether a resource has a name that only a run of this suite makes.
pub(crate) fn is_ours(resource: &Value) -> bool {
    name_of(resource).is_some()
}

/// Whether a run's word stands somewhere in `text`, in any case.
pub(crate) fn mentions_a_run(text: &str) -> bool {
    let text = text.to_lowercase();
    text.match_indices(PREFIX).any(|(at, _)| {
        let behind = text.get(at + PREFIX.len()..).unwrap_or_default();
        behind
            .bytes()
            .take_while(u8::is_ascii_lowercase)
            .nth(RUN_LETTERS - 1)
            .is_some()
    })
}

/// The first text among the resource's own members in which a run's word stands.
fn name_of(resource: &Value) -> Option<&str> {
    resource
        .as_object()?
        .values()
        .filter_map(Value::as_str)
        .find(|text| mentions_a_run(text))
}

/// The endpoints of all resource types; groups first, so that no group is changed member by member.
fn endpoints(target: &Target, client: &Client) -> Vec<String> {
    let answer = client
        .send(plain(target, "GET", "/ResourceTypes", None))
        .answer;
    let types = answer
        .ok()
        .and_then(|answer| answer.json())
        .unwrap_or_default();
    let mut endpoints: Vec<String> = resources(&types)
        .iter()
        .filter_map(|kind| kind.get("endpoint")?.as_str())
        .map(|endpoint| format!("/{}", endpoint.trim_matches('/')))
        .collect();
    if endpoints.is_empty() {
        endpoints = vec!["/Groups".to_owned(), "/Users".to_owned()];
    }
    endpoints.sort_by_key(|endpoint| endpoint != "/Groups");
    endpoints
}

/// Path and name of everything at `endpoint` that a run made, read page by page.
fn find(
    target: &Target,
    client: &Client,
    endpoint: &str,
    pages_max: usize,
) -> Result<Vec<(String, String)>, String> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut start = 1;
    for _ in 0..pages_max {
        let mut request = plain(target, "GET", endpoint, None);
        request.url = target.url(endpoint, &format!("startIndex={start}&count={PAGE_SIZE}"));
        let answer = client
            .send(request)
            .answer
            .map_err(|error| target.mask(&error))?;
        if answer.status == 404 {
            // No such endpoint: nothing is there.
            break;
        }
        if answer.status != 200 {
            return Err(format!("GET {endpoint} was answered {}", answer.status));
        }
        let list = answer.json().unwrap_or_default();
        let page = resources(&list);
        for resource in page {
            if let (Some(id), Some(name)) = (
                resource.get("id").and_then(Value::as_str),
                name_of(resource),
            ) {
                let path = format!("{endpoint}/{}", percent_encoded(id));
                if !found.iter().any(|(other, _)| *other == path) {
                    found.push((path, name.to_owned()));
                }
            }
        }
        start += page.len();
        let total = list
            .get("totalResults")
            .and_then(Value::as_u64)
            .unwrap_or(0);
        if page.is_empty() || usize::try_from(total).is_ok_and(|total| start > total) {
            break;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_names_of_the_form_of_a_run_are_ours() {
        let table = [
            ("scimsuiteabcdefgh", true),
            ("ScimsuiteAbcdefghXyz@Example.com", true),
            ("x SCIMSUITEABCDEFGHIJ", true),
            ("scimsuite team", false),
            ("scimsuiteabc", false),
            ("Suite", false),
        ];
        for (name, ours) in table {
            assert_eq!(
                is_ours(&json!({"id": "1", "displayName": name})),
                ours,
                "{name}"
            );
        }
    }
}
