//! The form of a case file. `conformance/README.md` explains it with an example.

use crate::need::{Need, Unless};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Who demands what a case shows, and how strongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Requirement {
    /// An RFC's MUST, SHALL or REQUIRED, or what follows from one.
    Must,
    /// An RFC's SHOULD or RECOMMENDED.
    Should,
    /// An RFC's MAY or OPTIONAL that this server offers: once offered, it works as described.
    May,
    /// What a named identity provider sends or expects, whether or not an RFC says so.
    Provider,
    /// A choice of Rollcall's where the RFCs are silent or leave several ways open.
    Choice,
}

impl Requirement {
    /// All of them, in the order of reports.
    pub const ALL: [Requirement; 5] = [
        Requirement::Must,
        Requirement::Should,
        Requirement::May,
        Requirement::Provider,
        Requirement::Choice,
    ];

    /// The word used in case files and reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Requirement::Must => "MUST",
            Requirement::Should => "SHOULD",
            Requirement::May => "MAY",
            Requirement::Provider => "PROVIDER",
            Requirement::Choice => "CHOICE",
        }
    }
}

/// One thing to be shown about a server, in one or more requests.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// `<folder>/<file name without .json>`, from where the file stands.
    #[serde(skip)]
    pub id: String,
    /// What the client does or the server owes, in a few words.
    pub name: String,
    /// Where it is written: an RFC section or a provider's document.
    pub source: String,
    /// One sentence for whoever sees it fail: what breaks without it.
    pub doc: String,
    /// Who demands it, and how strongly.
    #[serde(skip, default = "unsaid")]
    pub requirement: Requirement,
    /// The same as written in the file; where nothing is written, the group decides.
    #[serde(default, rename = "requirement")]
    pub(crate) written_requirement: Option<Requirement>,
    /// The lines of the checklist in `docs/PROTOCOL.md` that the case shows.
    #[serde(default)]
    pub checklist: Vec<u16>,
    /// What the target must offer for the case to make sense; otherwise it is skipped.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// Which profiles forbid what the case wants; it is skipped where the target announces one of them.
    #[serde(default)]
    pub unless: Vec<Unless>,
    /// No other case runs meanwhile: for what looks at more than the case itself made.
    #[serde(default)]
    pub alone: bool,
    /// Headers of every request of the case that does not say otherwise itself.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    /// Names for texts or JSON values used below as `${name}`, in order; later ones may use earlier ones.
    #[serde(default)]
    pub variables: Map<String, Value>,
    /// The requests, in order. The case ends at the first step that fails.
    pub steps: Vec<Step>,
    /// Requests sent after the steps whatever happened, where their variables are known; their answers are not judged.
    /// What a POST created is deleted without being mentioned here.
    #[serde(default)]
    pub cleanup: Vec<Request>,
}

impl Case {
    /// Sets `requirement`: what the file says, else what is usual in the case's group.
    pub(crate) fn settle_requirement(&mut self, usual: Requirement) {
        self.requirement = self.written_requirement.unwrap_or(usual);
        let complete = matches!(
            self.requirement,
            Requirement::Provider | Requirement::Choice
        );
        for step in &mut self.steps {
            step.expect.set_complete(complete);
        }
    }

    /// The folder of the case.
    #[must_use]
    pub fn group(&self) -> &str {
        self.id.split_once('/').map_or("", |(group, _)| group)
    }
}

impl Case {
    /// Hands the case's headers down to its requests.
    pub(crate) fn spread_headers(&mut self) {
        let requests = self
            .steps
            .iter_mut()
            .map(|step| &mut step.request)
            .chain(&mut self.cleanup);
        for request in requests {
            for (name, value) in &self.headers {
                request
                    .headers
                    .entry(name.clone())
                    .or_insert_with(|| value.clone());
            }
        }
    }
}

/// Until the catalogue has looked at the case's group.
fn unsaid() -> Requirement {
    Requirement::Must
}

/// One request, or one request several times, and what must come back.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What this step is for, shown where it fails; the request line stands in for it.
    #[serde(default)]
    pub name: Option<String>,
    /// What is sent.
    pub request: Request,
    /// Waits before the request, where a clock of whole seconds must have moved on; at most 2,000.
    #[serde(default)]
    pub wait_milliseconds: u64,
    /// Sends the request more than once.
    #[serde(default)]
    pub repeat: Option<Repeat>,
    /// What every answer must be.
    pub expect: Expect,
    /// An answer with one of these statuses, once found as expected, ends the case well: the rest makes no sense then.
    #[serde(default)]
    pub ends_on: Vec<u16>,
    /// Variables taken from the answer: name to path, or to `header:Name`. Of several answers, the first that has it.
    #[serde(default)]
    pub capture: BTreeMap<String, String>,
    /// Variables that gather the values at a path from all answers into one array (arrays are joined).
    #[serde(default)]
    pub capture_all: BTreeMap<String, String>,
    /// Assertions on variables after the captures: name to assertions.
    #[serde(default)]
    pub check: Map<String, Value>,
}

/// A request as written in a case, before its variables are filled in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The HTTP method, any token.
    pub method: String,
    /// The path below the base URL, beginning with `/`, already percent-encoded where needed.
    pub path: String,
    /// Query parameters; percent-encoded when sent.
    #[serde(default)]
    pub query: Map<String, Value>,
    /// The query exactly as sent, after the `?`, instead of `query`.
    #[serde(default)]
    pub raw_query: Option<String>,
    /// Headers beyond Accept and Content-Type; a null value leaves a default header out.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    /// The Content-Type; `application/scim+json; charset=utf-8` where a body is sent and nothing is said.
    #[serde(default)]
    pub content_type: Option<String>,
    /// A JSON body.
    #[serde(default)]
    pub body: Option<Value>,
    /// A JSON merge patch (RFC 7396) applied to `body`: how a fetched resource is changed before it is put back.
    #[serde(default)]
    pub changes: Option<Value>,
    /// A body sent as it is, instead of `body`.
    #[serde(default)]
    pub raw_body: Option<String>,
    /// Who is asking.
    #[serde(default)]
    pub auth: Auth,
}

/// The credentials of one request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// Those of the target.
    #[default]
    Target,
    /// No Authorization header.
    None,
    /// This Authorization header.
    Authorization(String),
}

/// How often a step's request is sent. Inside it `${i}` is 0, 1, 2 …
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Repeat {
    /// This many times.
    pub times: Option<usize>,
    /// Once for each element of this array variable, which is `${item}`.
    pub for_each: Option<String>,
    /// Page after page of this size, with `${start_index}` 1, 1+size …, until `totalResults` is reached.
    pub pages_of: Option<usize>,
    /// All at the same time; not for pages.
    pub concurrent: bool,
}

/// What an answer must be.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Lists and errors have all that providers read; otherwise only what the RFC demands of them.
    #[serde(skip)]
    pub(crate) complete: bool,
    /// The status is one of these.
    #[serde(default)]
    pub status: Vec<u16>,
    /// For repeated requests: exactly this many answers of a status, by status.
    #[serde(default)]
    pub counts: BTreeMap<String, usize>,
    /// The server may also close the connection without an answer (RFC 9110 section 15.5.14).
    #[serde(default)]
    pub or_closed: bool,
    /// Header name to assertions.
    #[serde(default)]
    pub headers: Map<String, Value>,
    /// Path to assertions on the JSON body, which must be there.
    #[serde(default)]
    pub body: Map<String, Value>,
    /// The same, unless the answer is 204: for PATCH, which may answer with the resource or with nothing.
    #[serde(default)]
    pub body_unless_204: Map<String, Value>,
    /// The answer has no body.
    #[serde(default)]
    pub no_body: bool,
    /// The answer is a SCIM error (RFC 7644 section 3.12); with a list, `scimType` is one of it. A provider also reads `detail`.
    #[serde(default)]
    pub error: Option<ErrorShape>,
    /// The answer is a ListResponse (RFC 7644 section 3.4.2) with integers as integers; a provider reads all its members.
    #[serde(default)]
    pub list: bool,
    /// This text stands nowhere in the answer.
    #[serde(default)]
    pub never: Option<String>,
    /// What else must hold when the status is this one, by status: where an RFC leaves two ways open.
    #[serde(default)]
    pub by_status: BTreeMap<String, Expect>,
}

impl Expect {
    fn set_complete(&mut self, complete: bool) {
        self.complete = complete;
        for more in self.by_status.values_mut() {
            more.set_complete(complete);
        }
    }
}

/// The SCIM error that must come.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum ErrorShape {
    /// `true`: any scimType or none.
    Any(bool),
    /// One of these scimTypes.
    Types(Vec<String>),
}
