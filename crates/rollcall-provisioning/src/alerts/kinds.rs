//! The kinds of alerts.

use serde::Serialize;

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It will go wrong, or may have.
    Warning,
    /// It goes wrong now.
    Critical,
}

/// A kind of alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Kind {
    /// The word by which it is known. It never changes.
    pub code: &'static str,
    /// What it says in a subject line.
    pub title: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Whether it is told every day as long as it lasts.
    pub daily: bool,
    /// When it begins.
    pub begins: &'static str,
    /// When it is over, where that is not when what began it is so no more, and what else there is to know.
    pub over: &'static str,
}

/// A secret token expires soon.
pub(super) const TOKEN_EXPIRING: Kind = Kind {
    code: "token_expiring",
    title: "A secret token expires soon and is in use",
    severity: Severity::Warning,
    daily: false,
    begins: "30 days before a token expires that was used in the last 7 days",
    over: "told again 7 days and 1 day before, and not every day",
};
/// An expired secret token is still being used.
pub(super) const TOKEN_EXPIRED_IN_USE: Kind = Kind {
    code: "token_expired_in_use",
    title: "An expired secret token is still being used",
    severity: Severity::Critical,
    daily: true,
    begins: "a request came with a token that had expired",
    over: "over when none came for two hours",
};
/// A connection has gone quiet.
pub(super) const SILENCE: Kind = Kind {
    code: "silence",
    title: "A live connection has gone quiet",
    severity: Severity::Warning,
    daily: true,
    begins: "a connection that had requests on at least 3 of the last 7 days has had none for `silence_hours`",
    over: "not while it is paused or after it ended",
};
/// Many requests are refused.
pub(super) const ERROR_RATE: Kind = Kind {
    code: "error_rate",
    title: "Many requests are refused",
    severity: Severity::Critical,
    daily: true,
    begins: "more than `error_percent` of a hundred of at least `error_requests_min` requests in an hour were refused or failed",
    over: "over when that is so of neither this hour nor the last; what a paused connection turns away does not count",
};
/// People are held.
pub(super) const GUARD_HIT: Kind = Kind {
    code: "guard_hit",
    title: "Departures are held",
    severity: Severity::Critical,
    daily: true,
    begins: "the guard holds people of a connection, or more people than may vanished from a source",
    over: "over when somebody has decided on all of them; told again when the one comes to the other",
};
/// A receiver cannot be reached.
pub(super) const CONNECTOR_FAILING: Kind = Kind {
    code: "connector_failing",
    title: "A receiver or a source cannot be reached",
    severity: Severity::Critical,
    daily: true,
    begins: "a webhook has failed for ten minutes or is disabled, a push of events has failed or rests after failures, a run of Gophish has failed, people are not pulled any more",
    over: "",
};
/// A field has become less complete.
pub(super) const COMPLETENESS_DROP: Kind = Kind {
    code: "completeness_drop",
    title: "A field has become less complete",
    severity: Severity::Warning,
    daily: true,
    begins: "of at least 10 people, more than `completeness_points` of a hundred fewer have a required field than the day before",
    over: "counted once a day; over when it is as before, but for those points",
};

/// All of them.
pub const KINDS: &[Kind] = &[
    TOKEN_EXPIRING,
    TOKEN_EXPIRED_IN_USE,
    SILENCE,
    ERROR_RATE,
    GUARD_HIT,
    CONNECTOR_FAILING,
    COMPLETENESS_DROP,
];

impl Kind {
    /// The kind of that code.
    pub fn named(code: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.code == code)
    }
}
