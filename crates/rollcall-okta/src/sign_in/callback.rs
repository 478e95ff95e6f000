//! Coming back from Okta (RFC 6749 §4.1.2).

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use url::form_urlencoded;

use super::{App, Held};

const QUERY_BYTES_MAX: usize = 8_192;
const CODE_BYTES_MAX: usize = 2_048;

/// What Okta makes tokens of, once and within five minutes.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(pub(super) String);

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

/// Why nobody came back signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The address has no state, or more than one: Okta did not make it.
    NoState,
    /// The state is that of another sign-in.
    ForeignState,
    /// The answer is that of another organization.
    ForeignIssuer,
    /// Neither a code nor an error came back.
    NoCode,
    /// Whoever signed in is not assigned to the application.
    NotAssigned,
    /// Whoever signed in said no, or may not say yes.
    Denied,
    /// A scope is not granted to the application.
    Scope,
    /// The application may not do what it was asked for.
    Application,
    /// Okta cannot just now.
    Later,
    /// Okta says something else, by this code of its own.
    Other(String),
}

impl Refused {
    /// A short word for it, for scripts.
    pub fn code(&self) -> &str {
        match self {
            Self::NoState => "state_missing",
            Self::ForeignState => "state_foreign",
            Self::ForeignIssuer => "issuer_foreign",
            Self::NoCode => "code_missing",
            Self::NotAssigned => "not_assigned",
            Self::Denied => "access_denied",
            Self::Scope => "invalid_scope",
            Self::Application => "unauthorized_client",
            Self::Later => "temporarily_unavailable",
            Self::Other(code) => code,
        }
    }

    fn of(error: &str, description: &str) -> Self {
        match error {
            "access_denied" if description.contains("not assigned") => Self::NotAssigned,
            "access_denied" | "consent_required" | "interaction_required" | "login_required" => {
                Self::Denied
            }
            "invalid_scope" => Self::Scope,
            "unauthorized_client" | "unsupported_response_type" | "invalid_client" => {
                Self::Application
            }
            "server_error" | "temporarily_unavailable" => Self::Later,
            other => {
                let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
                Self::Other(other.chars().filter(plain).take(50).collect())
            }
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoState => "This page was not opened by Okta. Press Connect Okta, and sign in there.",
            Self::ForeignState => "What came back belongs to another sign-in, or was used already. Press Connect Okta again.",
            Self::ForeignIssuer => "What came back is the answer of another Okta organization. Press Connect Okta again, and sign in at the domain that is set.",
            Self::NoCode => "Okta sent nobody back: there is no code in the address. Press Connect Okta again.",
            Self::NotAssigned => "Whoever signed in is not assigned to the application. In Okta: Applications > your application > tab Assignments, assign them (or allow everyone in your organization to access).",
            Self::Denied => "Okta refused, or whoever signed in did. Sign in as an administrator of Okta who is assigned to the application (tab Assignments), and allow what it asks for.",
            Self::Scope => "A scope is not granted to the application. In Okta: Applications > your application > tab Okta API Scopes, press Grant beside okta.users.read and okta.schemas.read.",
            Self::Application => "The application may not sign anybody in this way. In Okta: Applications > your application > tab General: it has to be a Single-Page Application with the grant types Authorization Code and Refresh Token.",
            Self::Later => "Okta cannot sign anybody in just now. Press Connect Okta again in a minute.",
            Self::Other(code) => {
                return write!(f, "Okta refused to sign anybody in ({code}). The entry is in Okta: Reports > System Log.");
            }
        })
    }
}

impl std::error::Error for Refused {}

impl App {
    /// The code that came back in the query of our address. What was held is for one use: forget it, whatever comes out.
    ///
    /// # Errors
    /// Says what went wrong and where in Okta it is mended. A state that is not the one held is refused before anything else
    /// in the query is looked at.
    pub fn code(&self, query: &str, held: &Held) -> Result<Code, Refused> {
        if query.len() > QUERY_BYTES_MAX {
            return Err(Refused::NoState);
        }
        let state = one(query, "state").ok_or(Refused::NoState)?;
        if verify_slices_are_equal(state.as_bytes(), held.state.as_bytes()).is_err() {
            return Err(Refused::ForeignState);
        }
        // RFC 9207: who says whose answer this is has to be right.
        if one(query, "iss").is_some_and(|issuer| issuer != self.org.origin()) {
            return Err(Refused::ForeignIssuer);
        }
        if let Some(error) = one(query, "error") {
            let description = one(query, "error_description").unwrap_or_default();
            return Err(Refused::of(&error, &description));
        }
        let code =
            one(query, "code").filter(|code| !code.is_empty() && code.len() <= CODE_BYTES_MAX);
        code.map(Code).ok_or(Refused::NoCode)
    }
}

/// The state in a query, by which what was held is found; `None` where there is none, or more than one.
pub(super) fn one(query: &str, name: &str) -> Option<String> {
    let query = query.trim_start_matches('?');
    let mut all = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    match (all.next(), all.next()) {
        (Some((_, value)), None) => Some(value.into_owned()),
        _ => None,
    }
}
