//! Whatever goes wrong, in the language of the door it went wrong at: SCIM errors, problem details or plain text.

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use rollcall_mapping::{Language, Problem, Problems};
use rollcall_provisioning::Error as VerbError;
use rollcall_provisioning::auth::Denied;
use scim_core::{Error as ScimError, ErrorKind};
use serde_json::{Value, json};

use crate::console;

/// The result of a route.
pub type Result<T> = std::result::Result<T, Failure>;

/// The media type of SCIM (RFC 7644 §8.1).
pub(crate) const SCIM_JSON: &str = "application/scim+json";
/// The media type of JSON in general.
pub(crate) const JSON: &str = "application/json";

/// The word for an address at which there is nothing, whatever might be asked there.
const NO_SUCH_ADDRESS: &str = "no_such_address";

/// Which language a part of the address space speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// `/scim`: SCIM errors (RFC 7644 §3.12).
    Scim,
    /// `/api` and `/events`: problem details (RFC 9457).
    Api,
    /// The console, asked by a browser: a page in this language.
    Page(Language),
    /// Everything else: a line of text.
    Plain,
}

/// Where a provider asks whose base URL lacks `/scim`: it is to be told so, and whoever set it up is to see it.
pub const BESIDE_SCIM: [&str; 6] = [
    "/Users",
    "/Groups",
    "/ServiceProviderConfig",
    "/ResourceTypes",
    "/Schemas",
    "/v2",
];

impl Door {
    /// The door that a path leads to.
    pub fn of(path: &str) -> Self {
        let below = |prefix| {
            path.strip_prefix(prefix)
                .is_some_and(|rest: &str| rest.is_empty() || rest.starts_with('/'))
        };
        if below("/scim") || BESIDE_SCIM.into_iter().any(below) {
            Self::Scim
        } else if below("/api") || below("/events") {
            Self::Api
        } else {
            Self::Plain
        }
    }
}

/// An answer that is an error. The text is for the caller; `cause` is for the log and never leaves it.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    scim_type: Option<&'static str>,
    detail: String,
    retry_after_seconds: Option<u32>,
    allow: Option<Box<HeaderValue>>,
    cause: Option<String>,
    foreseen: bool,
    /// What is wrong with a definition, each with its place.
    problems: Option<Box<Problems>>,
    /// A word for it that programs go by.
    code: Option<&'static str>,
}

impl Failure {
    /// An error of this status; `detail` says what is wrong and what to do.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            scim_type: None,
            detail: detail.into(),
            retry_after_seconds: None,
            allow: None,
            cause: None,
            foreseen: false,
            problems: None,
            code: None,
        }
    }

    /// The same, with everything that is wrong with a definition.
    #[must_use]
    pub fn problems(self, problems: Vec<Problem>) -> Self {
        Self {
            problems: Some(Box::new(Problems(problems))),
            ..self
        }
    }

    /// The same, with a word for it that programs go by.
    #[must_use]
    pub fn code(self, code: &'static str) -> Self {
        Self {
            code: Some(code),
            ..self
        }
    }

    /// A fault of ours: the caller learns nothing but that, the log learns `cause`.
    pub fn internal(cause: impl Into<String>) -> Self {
        let detail =
            "The server failed. Its log says why, under this request's id; nothing was changed.";
        Self {
            cause: Some(cause.into()),
            ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
        }
    }

    /// What the framework answered by itself: an address or a method that does not exist, a path that cannot
    /// be read, and the like.
    pub fn of_framework(status: StatusCode, allow: Option<HeaderValue>) -> Self {
        let detail = match (status, allow.as_ref().and_then(|methods| methods.to_str().ok())) {
            (StatusCode::METHOD_NOT_ALLOWED, Some(methods)) => {
                format!("This address does not know that method; it knows {methods}.")
            }
            (StatusCode::NOT_FOUND, _) => {
                "There is nothing at this address. SCIM is at /scim (its people at /scim/Users), the API below /api/v1 (target \
                 users at /api/v1/target-users), event streams at /events/{id}/poll.".to_owned()
            }
            (status, _) if status.is_server_error() => return Self::internal(format!("the framework answered {status}")),
            (status, _) => format!("The request cannot be taken: {}.", reason(status)),
        };
        Self {
            allow: allow.map(Box::new),
            code: (status == StatusCode::NOT_FOUND).then_some(NO_SUCH_ADDRESS),
            ..Self::new(status, detail)
        }
    }

    /// The same, with the number of seconds after which it is worth trying again.
    #[must_use]
    pub fn retry_after_seconds(self, seconds: u32) -> Self {
        Self {
            retry_after_seconds: Some(seconds),
            ..self
        }
    }

    /// The same, where it is what somebody wanted: nobody has to look for what went wrong.
    #[must_use]
    pub fn foreseen(self) -> Self {
        Self {
            foreseen: true,
            ..self
        }
    }

    /// Whether it is [`Self::foreseen`].
    pub fn is_foreseen(&self) -> bool {
        self.foreseen
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// SCIM's word for the kind of error, for the log.
    pub fn scim_type(&self) -> Option<&'static str> {
        self.scim_type
    }

    /// What the log is to know beside the status.
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// What the caller is told.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The answer, as `door` speaks. `json_only` is for clients that ask for `application/json`.
    pub fn response(&self, door: Door, request_id: &str, json_only: bool) -> HttpResponse {
        let (media_type, body) = match door {
            Door::Scim => (
                if json_only { JSON } else { SCIM_JSON },
                self.scim_body(request_id).to_string(),
            ),
            Door::Api => (
                "application/problem+json",
                self.problem_of(request_id).to_string(),
            ),
            Door::Page(language) => (
                "text/html; charset=utf-8",
                console::problem_page(language, self.problem_of(request_id)),
            ),
            Door::Plain => (
                "text/plain; charset=utf-8",
                format!("{} (request {request_id})\n", self.detail),
            ),
        };
        let mut response = HttpResponse::build(self.status).body(body);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        if let Some(seconds) = self.retry_after_seconds {
            // Okta understands whole seconds only.
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(methods) = &self.allow {
            headers.insert(ALLOW, methods.as_ref().clone());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(
                WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"rollcall\""),
            );
        }
        response
    }

    /// Okta shows `detail` to its administrator, so the request's id stands there too.
    pub(crate) fn scim_body(&self, request_id: &str) -> Value {
        let detail = format!("{} (request {request_id})", self.detail);
        scim_core::error::message(self.status.as_u16(), self.scim_type, &detail)
    }

    fn problem_of(&self, request_id: &str) -> Value {
        let mut problem = self.problem();
        problem["request_id"] = json!(request_id);
        problem
    }

    /// What is wrong, as problem details (RFC 9457).
    pub fn problem(&self) -> Value {
        let mut problem = json!({
            "type": "about:blank",
            "title": reason(self.status),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if let Some(code) = self.code {
            problem["code"] = json!(code);
        }
        if let Some(problems) = &self.problems {
            problem["problems"] = json!(problems);
        }
        problem
    }
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Failure {}

/// What the framework sees; [`crate::edge`] turns it into the door's language.
impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status)
    }
}

impl From<ScimError> for Failure {
    fn from(error: ScimError) -> Self {
        let (status, scim_type) = error.kind.status_and_type();
        let Ok(status) = StatusCode::from_u16(status) else {
            return Self::internal(format!("{status} is no HTTP status"));
        };
        Self {
            scim_type,
            ..Self::new(status, error.detail)
        }
    }
}

/// When whoever pushes over a paused connection is to come back.
const PAUSED_RETRY_SECONDS: u32 = 300;

impl From<VerbError> for Failure {
    fn from(error: VerbError) -> Self {
        let told = error.told();
        let Ok(status) = StatusCode::from_u16(told.status) else {
            return Self::internal(format!("{} is no HTTP status", told.status));
        };
        let problems = match &error {
            VerbError::Invalid(problems) => Some(Box::new(Problems(problems.clone()))),
            _ => None,
        };
        let (retry_after_seconds, cause) = match &error {
            VerbError::Unavailable {
                retry_after_seconds,
                source,
            } => (Some(*retry_after_seconds), Some(source.to_string())),
            VerbError::Paused(_) => (Some(PAUSED_RETRY_SECONDS), None),
            VerbError::Internal(source) => (None, Some(chain(source.as_ref()))),
            VerbError::Refused(refusal) => {
                (refusal.retry_after_seconds, Some(refusal.code.to_owned()))
            }
            _ => (None, None),
        };
        let code = match &error {
            VerbError::Refused(refusal) => Some(refusal.code),
            _ => None,
        };
        Self {
            scim_type: told.scim_type,
            retry_after_seconds,
            cause,
            problems,
            code,
            ..Self::new(status, told.detail)
        }
    }
}

impl From<&Denied> for Failure {
    fn from(denied: &Denied) -> Self {
        let status = if denied.is_forbidden() {
            StatusCode::FORBIDDEN
        } else {
            StatusCode::UNAUTHORIZED
        };
        Self {
            cause: Some(format!("{}: {denied}", denied.code())),
            ..Self::new(status, denied.public())
        }
    }
}

/// A SCIM error by its kind.
pub(crate) fn scim(kind: ErrorKind, detail: impl Into<String>) -> Failure {
    ScimError::new(kind, detail).into()
}

/// An error and what caused it, in one line.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let mut texts: Vec<_> = causes.map(ToString::to_string).collect();
    texts.dedup();
    texts
        .join(": ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_are_told_apart_by_whole_segments() {
        for (path, door) in [
            ("/scim", Door::Scim),
            ("/scim/v2/Users", Door::Scim),
            ("/scimitar", Door::Plain),
            ("/Users", Door::Scim),
            ("/v2/Groups/7", Door::Scim),
            ("/Users2", Door::Plain),
            ("/api/v1/x", Door::Api),
            ("/apis", Door::Plain),
            ("/events/7/poll", Door::Api),
            ("/", Door::Plain),
        ] {
            assert_eq!(Door::of(path), door, "{path}");
        }
    }

    #[test]
    fn whoever_is_to_come_back_is_told_when() {
        use rollcall_storage::Error as StorageError;
        for (error, status) in [
            (StorageError::Busy, StatusCode::TOO_MANY_REQUESTS),
            (
                StorageError::Unavailable("gone".to_owned()),
                StatusCode::SERVICE_UNAVAILABLE,
            ),
        ] {
            let response =
                Failure::from(VerbError::from(error)).response(Door::Scim, "0192", false);
            assert_eq!(response.status(), status);
            let seconds = response.headers().get(RETRY_AFTER).unwrap();
            assert!(seconds.to_str().unwrap().parse::<u32>().is_ok());
        }
    }

    #[test]
    fn an_address_that_is_none_is_told_in_the_browsers_language() {
        let failure = Failure::of_framework(StatusCode::NOT_FOUND, None);
        let mut problem = failure.problem_of("0192");
        problem["detail"] = json!("Worded otherwise.");
        let page = console::problem_page(Language::De, problem);
        assert!(page.contains("Diese Seite gibt es nicht"), "{page}");
        let nobody = Failure::new(StatusCode::NOT_FOUND, "There is no such person.");
        let page = console::problem_page(Language::De, nobody.problem_of("0192"));
        assert!(page.contains("There is no such person."), "{page}");
    }

    #[test]
    fn a_fault_of_ours_shows_nothing_of_its_cause() {
        let failure = Failure::from(VerbError::Internal(
            "column secret_stuff does not exist".into(),
        ));
        for door in [Door::Scim, Door::Api, Door::Plain] {
            let response = failure.response(door, "0192", false);
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let bytes = actix_web::body::to_bytes(response.into_body());
            let bytes = actix_web::rt::System::new().block_on(bytes).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(
                !text.contains("secret_stuff") && text.contains("0192"),
                "{text}"
            );
        }
        assert_eq!(failure.cause(), Some("column secret_stuff does not exist"));
    }
}
