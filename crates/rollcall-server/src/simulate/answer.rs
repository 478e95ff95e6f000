//! What the server answered, and what Okta needs it to be.

use serde_json::Value;
use ureq::http::StatusCode;

use super::client::NoAnswer;

pub(crate) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(crate) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub(crate) const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const LIST_RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const ERROR: &str = "urn:ietf:params:scim:api:messages:2.0:Error";
/// How much of an unexpected body is shown.
const SHOWN_CHARACTERS_MAX: usize = 200;

/// Why a step is not green.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stop {
    /// The server answered, but not what Okta needs.
    Red {
        expected: String,
        came: String,
        /// The status that came, where it was the status that was wrong.
        status: Option<u16>,
    },
    /// Something an earlier step should have made is missing.
    Needs(&'static str),
    /// No HTTP answer came.
    NoAnswer(NoAnswer),
}

impl From<NoAnswer> for Stop {
    fn from(reason: NoAnswer) -> Stop {
        Stop::NoAnswer(reason)
    }
}

/// A red step whose status was fine but whose content was not.
pub(crate) fn red(expected: impl Into<String>, came: impl Into<String>) -> Stop {
    Stop::Red {
        expected: expected.into(),
        came: came.into(),
        status: None,
    }
}

/// One HTTP answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    text: String,
    body: Option<Value>,
}

/// A complete SCIM ListResponse (RFC 7644 §3.4.2).
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) total: u64,
    pub(crate) resources: Vec<Value>,
}

impl Answer {
    pub(crate) fn new(status: u16, text: String) -> Answer {
        let body = serde_json::from_str(&text).ok();
        Answer { status, text, body }
    }

    /// Status and the part of the body a person wants to read: `409 Conflict (uniqueness): userName is taken`.
    pub(crate) fn describe(&self) -> String {
        let status = StatusCode::from_u16(self.status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .map_or_else(
                || self.status.to_string(),
                |reason| format!("{} {reason}", self.status),
            );
        let body = self.body.as_ref().unwrap_or(&Value::Null);
        let field = |name: &str| body[name].as_str().filter(|text| !text.is_empty());
        match (field("scimType"), field("detail")) {
            (Some(scim_type), Some(detail)) => format!("{status} ({scim_type}): {detail}"),
            (None, Some(detail)) => format!("{status}: {detail}"),
            _ if self.text.trim().is_empty() => format!("{status} without a body"),
            _ => format!("{status} with the body {}", shorten(&self.text)),
        }
    }

    /// Red unless the status is one of `allowed`; `expected` says it in words.
    pub(crate) fn status(&self, allowed: &[u16], expected: &str) -> Result<(), Stop> {
        if allowed.contains(&self.status) {
            return Ok(());
        }
        Err(Stop::Red {
            expected: expected.to_owned(),
            came: self.describe(),
            status: Some(self.status),
        })
    }

    /// The resource in the body: the status must be `status` and the body a JSON object.
    pub(crate) fn resource(&self, status: u16, expected: &str) -> Result<Value, Stop> {
        self.status(&[status], expected)?;
        match &self.body {
            Some(body) if body.is_object() => Ok(body.clone()),
            _ => Err(red(
                format!("{expected}, as a JSON object"),
                self.describe(),
            )),
        }
    }

    /// The answer to a PATCH: 200 with the resource, or 204 without a body (Okta takes both).
    pub(crate) fn patched(&self) -> Result<Option<Value>, Stop> {
        match self.status {
            204 => Ok(None),
            _ => self
                .resource(200, "200 with the whole resource, or 204")
                .map(Some),
        }
    }

    /// A ListResponse with everything Okta reads: without one of the four it reports "No results for users returned".
    pub(crate) fn list(&self) -> Result<List, Stop> {
        let body = self.resource(200, "200 with a ListResponse")?;
        let schemas = body.get("schemas").and_then(Value::as_array);
        if !schemas.is_some_and(|schemas| schemas.iter().any(|schema| schema == LIST_RESPONSE)) {
            return Err(red(
                format!("\"schemas\": [\"{LIST_RESPONSE}\"]"),
                field_text(&body, "/schemas"),
            ));
        }
        for name in ["totalResults", "startIndex", "itemsPerPage"] {
            if body[name].as_u64().is_none() {
                return Err(red(
                    format!("{name} as a JSON integer"),
                    field_text(&body, &format!("/{name}")),
                ));
            }
        }
        let Some(resources) = body.get("Resources").and_then(Value::as_array) else {
            return Err(red(
                "Resources as an array, also when it is empty",
                field_text(&body, "/Resources"),
            ));
        };
        Ok(List {
            total: body["totalResults"].as_u64().unwrap_or_default(),
            resources: resources.clone(),
        })
    }

    /// A refusal as SCIM JSON (RFC 7644 §3.12), whose `detail` Okta shows to the admin.
    pub(crate) fn refusal(&self, status: u16, scim_type: Option<&str>) -> Result<(), Stop> {
        let kind = scim_type.map_or_else(String::new, |kind| format!(" with scimType {kind}"));
        let expected = format!("{status}{kind} as a SCIM error with a detail to read");
        self.status(&[status], &expected)?;
        let body = self.body.as_ref().unwrap_or(&Value::Null);
        let is_error = body["schemas"]
            .as_array()
            .is_some_and(|schemas| schemas.iter().any(|schema| schema == ERROR));
        let has_detail = body["detail"]
            .as_str()
            .is_some_and(|detail| !detail.trim().is_empty());
        let right_kind = scim_type.is_none_or(|kind| body["scimType"] == kind);
        if is_error && has_detail && right_kind {
            return Ok(());
        }
        Err(red(
            expected,
            format!("{} with the body {}", self.status, shorten(&self.text)),
        ))
    }
}

impl List {
    /// Red unless nothing was found.
    pub(crate) fn none(&self, what: &str) -> Result<(), Stop> {
        if self.total == 0 && self.resources.is_empty() {
            return Ok(());
        }
        Err(red(format!("totalResults 0 for {what}"), self.describe()))
    }

    /// The one resource that was found; red when it is none, several, or not `id`.
    pub(crate) fn only(&self, id: &str, what: &str) -> Result<Value, Stop> {
        match self.resources.as_slice() {
            [found] if self.total == 1 && found["id"] == id => Ok(found.clone()),
            _ => Err(red(
                format!("exactly one result, {id}, for {what}"),
                self.describe(),
            )),
        }
    }

    fn describe(&self) -> String {
        let ids: Vec<&str> = self
            .resources
            .iter()
            .take(3)
            .filter_map(|resource| resource["id"].as_str())
            .collect();
        format!(
            "totalResults {} and {} resources ({})",
            self.total,
            self.resources.len(),
            ids.join(", ")
        )
    }
}

/// The `id` of a resource: a non-empty string, which Okta stores as its link to the person.
pub(crate) fn id_of(resource: &Value) -> Result<String, Stop> {
    match resource["id"].as_str() {
        Some(id) if !id.is_empty() => Ok(id.to_owned()),
        _ => Err(red("id as a non-empty string", field_text(resource, "/id"))),
    }
}

/// Red unless the value at `pointer` (RFC 6901) is `expected`.
pub(crate) fn expect_field(resource: &Value, pointer: &str, expected: &Value) -> Result<(), Stop> {
    if resource.pointer(pointer) == Some(expected) {
        return Ok(());
    }
    Err(red(
        format!("{} = {expected}", pointer.trim_start_matches('/')),
        field_text(resource, pointer),
    ))
}

/// Red when the password came back (`returned: never`, RFC 7643 §4.1.1).
pub(crate) fn expect_no_password(resource: &Value) -> Result<(), Stop> {
    match resource.get("password") {
        None => Ok(()),
        Some(_) => Err(red("no password in the answer", "a password")),
    }
}

/// `title = "Analyst"`, or that it is missing.
fn field_text(resource: &Value, pointer: &str) -> String {
    let name = pointer.trim_start_matches('/');
    match resource.pointer(pointer) {
        Some(value) => format!("{name} = {}", shorten(&value.to_string())),
        None => format!("no {name}"),
    }
}

/// At most [`SHOWN_CHARACTERS_MAX`] characters, on one line.
fn shorten(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
