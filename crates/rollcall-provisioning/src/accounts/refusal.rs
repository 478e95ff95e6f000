//! What somebody is told who may not, or not yet.

use scim_core::format_instant;

use crate::{Error, SECOND};

/// Why somebody may not do what they asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// A word that programs go by; it does not change.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub detail: String,
    /// After how many seconds it is worth trying again.
    pub retry_after_seconds: Option<u32>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            retry_after_seconds: None,
        }
    }

    /// E-mail address or password is wrong; which, is nobody's business.
    pub(crate) fn sign_in() -> Self {
        Self::new(
            401,
            "sign_in_refused",
            "No account has this e-mail address and password. After several failures there is a pause before the next try.",
        )
    }

    /// The password was right, and is not enough.
    pub(crate) fn code_needed() -> Self {
        Self::new(
            401,
            "code_needed",
            "This account needs a one-time code too: send the six digits that the authenticator app shows as code, or a recovery code.",
        )
    }

    /// The one-time code is wrong.
    pub(crate) fn code() -> Self {
        Self::new(
            401,
            "code_refused",
            "The one-time code is wrong, or was used before. Wait for the next one that the app shows; \
             the clocks of phone and server may differ by half a minute.",
        )
    }

    /// Too many failures until `until`.
    pub(crate) fn blocked(until: i64, now: i64) -> Self {
        let seconds = (until - now).div_ceil_seconds();
        Self {
            retry_after_seconds: Some(seconds),
            ..Self::new(
                429,
                "sign_in_blocked",
                format!(
                    "After several failures there is a pause: try again in {seconds} seconds. An owner can make a link for another \
                     password, and so can `rollcall admin reset-password`."
                ),
            )
        }
    }

    /// Nobody is signed in with this token any more.
    pub(crate) fn session() -> Self {
        Self::new(
            401,
            "session_ended",
            "The session has ended or was never begun: sign in again.",
        )
    }

    /// The link's code is none.
    pub(crate) fn link_unknown() -> Self {
        Self::new(
            404,
            "link_unknown",
            "There is no such link: copy it as a whole, or ask for another.",
        )
    }

    /// The link opened something once.
    pub(crate) fn link_used(at: i64) -> Self {
        Self::new(
            410,
            "link_used",
            format!(
                "This link was used on {}; it works once.",
                format_instant(at)
            ),
        )
    }

    /// The link was taken back.
    pub(crate) fn link_revoked(at: i64) -> Self {
        Self::new(
            410,
            "link_revoked",
            format!(
                "This link was taken back on {}; ask for another.",
                format_instant(at)
            ),
        )
    }

    /// The link's time is over.
    pub(crate) fn link_expired(at: i64) -> Self {
        Self::new(
            410,
            "link_expired",
            format!(
                "This link expired on {}; ask for another.",
                format_instant(at)
            ),
        )
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

trait Seconds {
    fn div_ceil_seconds(self) -> u32;
}

impl Seconds for i64 {
    /// Microseconds as whole seconds, at least one.
    fn div_ceil_seconds(self) -> u32 {
        let seconds = (self.max(1) + SECOND - 1) / SECOND;
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }
}
