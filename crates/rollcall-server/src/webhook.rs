//! A webhook as the API and the command line show it.

use rollcall_provisioning::webhooks::{Attempt, Outcome, State, Webhook};
use scim_core::format_instant;
use serde::Serialize;

/// A webhook as JSON; its secret is not in it.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) url: String,
    /// `well`, `failing` or `disabled`.
    pub(crate) state: &'static str,
    /// The cursor up to which everything was taken.
    pub(crate) position: String,
    /// Failed attempts in a row.
    pub(crate) attempts: i64,
    pub(crate) last_error: Option<String>,
    /// When it is tried again.
    pub(crate) next_attempt_at: Option<String>,
    pub(crate) created_at: String,
}

impl Shown {
    pub(crate) fn of(webhook: &Webhook) -> Self {
        let state = State::of(webhook);
        Self {
            id: webhook.id.to_string(),
            name: webhook.name.clone(),
            url: webhook.url.clone(),
            state: state.as_str(),
            position: webhook.position.to_string(),
            attempts: webhook.attempts,
            last_error: webhook.last_error.clone(),
            next_attempt_at: (state == State::Failing)
                .then(|| format_instant(webhook.next_attempt_at)),
            created_at: format_instant(webhook.created_at),
        }
    }
}

/// An attempt as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct ShownAttempt {
    /// The cursor of what was sent; none for a test.
    cursor: Option<String>,
    at: String,
    milliseconds: i64,
    /// The HTTP status of the answer.
    status: Option<i64>,
    /// Why it was not taken.
    error: Option<String>,
    /// To which webhook, where those of several are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook: Option<ShownReceiver>,
}

/// A webhook by what it is called.
#[derive(Debug, Serialize)]
struct ShownReceiver {
    id: String,
    name: String,
}

impl ShownAttempt {
    /// One of those of several webhooks.
    pub(crate) fn by(webhook: &Webhook, attempt: &Attempt) -> Self {
        Self {
            webhook: Some(ShownReceiver {
                id: webhook.id.to_string(),
                name: webhook.name.clone(),
            }),
            ..Self::of(attempt)
        }
    }

    pub(crate) fn of(attempt: &Attempt) -> Self {
        Self {
            webhook: None,
            cursor: attempt.seq.map(|seq| seq.to_string()),
            at: format_instant(attempt.at),
            milliseconds: attempt.milliseconds,
            status: attempt.status,
            error: attempt.error.clone(),
        }
    }
}

/// What came of a test as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct ShownTest {
    taken: bool,
    status: Option<u16>,
    error: Option<String>,
    milliseconds: u128,
}

impl ShownTest {
    pub(crate) fn of(outcome: Outcome) -> Self {
        Self {
            taken: outcome.error.is_none(),
            status: outcome.status,
            error: outcome.error,
            milliseconds: outcome.took.as_millis(),
        }
    }
}
