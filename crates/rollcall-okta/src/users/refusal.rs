//! What Okta's API says instead of an answer: by its `errorCode`, never by its words.

use std::time::Duration;

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use serde::Deserialize;

use crate::pace::{RateLimit, until_reset};
use crate::sign_in::{SCHEMAS_SCOPE, USERS_SCOPE, scope_missing};
use crate::source::Ask;
use crate::trouble::Missing;
use crate::wire::{self, Response};
use crate::{Kind, Trouble, dpop};

/// Too many requests at once: it is over as soon as one of them is answered.
const CONCURRENCY_WAIT: Duration = Duration::from_secs(2);

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    /// The first page.
    FirstPage,
    /// A further page.
    Page,
    /// One user.
    User,
    /// The schema.
    Schema,
}

impl About {
    pub(crate) fn page(ask: &Ask) -> Self {
        match ask.position {
            None => Self::FirstPage,
            Some(_) => Self::Page,
        }
    }

    fn is_page(self) -> bool {
        matches!(self, Self::FirstPage | Self::Page)
    }

    fn scope(self) -> &'static str {
        match self {
            Self::Schema => SCHEMAS_SCOPE,
            Self::FirstPage | Self::Page | Self::User => USERS_SCOPE,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Said {
    error_code: String,
}

/// What an answer that is not 200 means.
pub(crate) fn refusal(answer: &Response, about: About) -> Trouble {
    let said: Said = serde_json::from_slice(answer.body()).unwrap_or_default();
    let code = said.error_code.as_str();
    let status = answer.status();
    let challenge = wire::header(answer, WWW_AUTHENTICATE.as_str()).unwrap_or_default();
    let trouble = if challenge.contains(dpop::USE_NONCE) {
        return dpop::wanted(answer);
    } else if status == StatusCode::TOO_MANY_REQUESTS || code == "E0000047" {
        too_many(answer)
    } else if (status == StatusCode::UNAUTHORIZED && code != "E0000015") || code == "E0000005" {
        // E0000004, E0000011 and whatever else: what was shown does not open.
        Trouble::new(
            Kind::NeedsToken,
            "Okta does not take the access token (any more).",
        )
    } else if status == StatusCode::FORBIDDEN || matches!(code, "E0000006" | "E0000015") {
        forbidden(code, challenge, about)
    } else if status == StatusCode::NOT_FOUND {
        Trouble::new(Kind::NotFound, "Okta does not have what was asked for.")
    } else if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        at_fault(answer, code, about)
    } else if about == About::Page && status == StatusCode::BAD_REQUEST {
        Trouble::new(
            Kind::BeginAgain,
            "Okta does not know any more where the next page begins.",
        )
    } else if status.is_redirection() {
        Trouble::settings(
            "Okta leads to another address, which is not followed. Compare the Okta domain that is set with the one in Okta's admin console.",
        )
    } else {
        Trouble::broken(format!(
            "Okta answers {}, which is not expected.",
            status.as_u16()
        ))
    };
    let known =
        code.len() == 8 && code.starts_with('E') && code[1..].bytes().all(|b| b.is_ascii_digit());
    if known { trouble.coded(code) } else { trouble }
}

fn too_many(answer: &Response) -> Trouble {
    if RateLimit::of(answer).is_some_and(RateLimit::is_of_concurrency) {
        return Trouble::new(
            Kind::RetryAfter(CONCURRENCY_WAIT),
            "Okta answers too many requests at once already, of this or of other applications.",
        );
    }
    let wait = until_reset(answer).or_else(|| wire::retry_after(answer));
    Trouble::new(
        wait.map_or(Kind::BackOff, Kind::RetryAfter),
        "The organization's requests of this minute are used up, by this or by other applications.",
    )
}

fn forbidden(code: &str, challenge: &str, about: About) -> Trouble {
    if challenge.contains("insufficient_scope") {
        return scope_missing(about.scope());
    }
    if code == "E0000015" {
        return Trouble::new(
            Kind::Forbidden(Missing::Right),
            "The organization's Okta does not have the feature that was asked for.",
        );
    }
    let what = match about {
        About::Schema => {
            "the schema (API Access Management, Application or Organization Administrator)"
        }
        _ => "users (for example Read-Only Administrator)",
    };
    Trouble::new(
        Kind::Forbidden(Missing::Role),
        format!(
            "Whoever signed in may not read {what}, or the scope {} is not granted. In Okta: Security > Administrators, give them the role; Applications > your application > tab Okta API Scopes, press Grant. Then press Connect Okta again.",
            about.scope()
        ),
    )
}

/// A long list that takes too long is 500 or 504, like any other fault: with fewer people it may work.
fn at_fault(answer: &Response, code: &str, about: About) -> Trouble {
    let status = answer.status();
    let too_long = matches!(
        status,
        StatusCode::INTERNAL_SERVER_ERROR
            | StatusCode::GATEWAY_TIMEOUT
            | StatusCode::REQUEST_TIMEOUT
    );
    let detail = format!("Okta cannot answer just now ({}).", status.as_u16());
    if let Some(wait) = wire::retry_after(answer) {
        return Trouble::new(Kind::RetryAfter(wait), detail);
    }
    // E0000010: nothing is wrong with the question, Okta only reads.
    if about.is_page() && too_long && code != "E0000010" {
        return Trouble::new(Kind::SmallerPage, detail);
    }
    Trouble::new(Kind::BackOff, detail)
}
