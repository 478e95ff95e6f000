//! The limits on everything a client or the network can make long (design: every loop has one).

use crate::requests::Logged;

/// Limits of the verbs. The doors add those of their own medium (body bytes, nesting).
#[derive(Debug, Clone)]
pub struct Limits {
    /// Resources in one page when the client names no `count`.
    pub page_size_default: i64,
    /// Resources in one page at most, whatever `count` says.
    pub page_size_max: i64,
    /// How long a cursor is good for, in seconds: how long a client may take between two pages.
    pub cursor_timeout_seconds: i64,
    /// Operations in one PATCH. Okta sends up to 1,000 changes of members with a rename.
    pub patch_operations_max: usize,
    /// Operations in one bulk request.
    pub bulk_operations_max: usize,
    /// Requests of one tenant that may wait for their asynchronous answer.
    pub jobs_waiting_max: i64,
    /// Bytes of those requests together.
    pub jobs_waiting_bytes_max: i64,
    /// How long a worker may be silent about such a request before another takes it over, in seconds.
    pub job_lease_seconds: i64,
    /// How long the result of a request that was answered asynchronously is kept, in hours.
    pub job_results_hours: i64,
    /// How long the answer to a request with an `Idempotency-Key` is kept, in hours.
    pub idempotency_hours: i64,
    /// Members named in one request.
    pub members_max: usize,
    /// People read at a time by an export.
    pub export_chunk_rows: i64,
    /// How long a token looked up once is believed, in milliseconds: how late a revocation on another
    /// replica can be noticed.
    pub token_cache_milliseconds: u64,
    /// Tokens kept in that cache.
    pub token_cache_entries: u64,
    /// How long a tenant's schemas are believed without a look at their version, in milliseconds.
    pub schema_cache_milliseconds: u64,
    /// Tenants whose schemas are kept in memory.
    pub schema_cache_entries: u64,
    /// Attributes and sub-attributes that are learned from what a tenant's providers send.
    pub learned_attributes_max: usize,
    /// Distinct attribute paths that are counted of each connection, and of each of its resource types until they are written.
    pub received_paths_max: usize,
    /// Events in one answer to a poll, whatever `maxEvents` says.
    pub poll_events_max: usize,
    /// How long a poll may wait for an event, in seconds. Proxies in between give up after 60 or earlier.
    pub poll_seconds_max: u64,
    /// Failed attempts in a row to push an event, after which its stream is paused: at half an hour between
    /// the later ones, the default is about two days.
    pub push_attempts_max: i64,
    /// How long one attempt to push an event may take, in seconds. Three times as long after a crash another
    /// replica goes on.
    pub push_seconds_max: u64,
    /// How long announcements are kept, in days: how long whoever follows them may be away.
    pub announcements_days: i64,
    /// How long a webhook may fail before it is disabled, in hours.
    pub webhook_failing_hours_max: i64,
    /// How much of each request the request log keeps.
    pub request_log: Logged,
    /// How long the request log keeps a request, in days.
    pub request_log_days: u32,
    /// Bytes that the requests of one tenant may take there; beyond them the oldest go first.
    pub request_log_bytes_max: i64,
    /// Bytes that are kept of each body there.
    pub request_log_body_bytes_max: usize,
    /// How often it is looked whether there is something to tell, in milliseconds.
    pub events_check_milliseconds: u64,
    /// How often it is looked whether people are to be pulled from somewhere, in milliseconds.
    pub pulls_check_milliseconds: u64,
    /// How long one answer of a source of people may take, in seconds.
    pub pull_seconds_max: u64,
    /// How often it is looked for what goes wrong with a tenant, in seconds.
    pub alerts_check_seconds: i64,
    /// How long a deactivated person can be brought back before what [`Limits::leavers_afterwards`] says, in days.
    pub leaver_retention_days: u32,
    /// What becomes of a deactivated person after that time.
    pub leavers_afterwards: Afterwards,
    /// How long a session of the console may rest before it ends, in hours.
    pub session_idle_hours: i64,
    /// How long a session of the console lasts whatever happens, in days.
    pub session_days_max: i64,
    /// How long the set-up link of the first start opens something, in minutes.
    pub set_up_link_minutes: i64,
    /// How long an invitation opens something, in days.
    pub invitation_days: i64,
    /// How long a link for another password opens something, in hours.
    pub password_reset_hours: i64,
    /// The failure to sign in after which there is a pause of a second; with each further one it doubles.
    pub sign_in_failures_free: i64,
    /// How long that pause becomes at most, in seconds.
    pub sign_in_pause_seconds_max: i64,
    /// Passwords that are hashed at the same time: each takes 19 MiB and a core.
    pub passwords_at_once_max: usize,
    /// How long entries of the audit log are kept, in days.
    pub audit_days: i64,
}

/// What becomes of a deactivated person whose retention time has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    /// They stay as they are. The default: how long somebody may or must be kept is for the organisation to know, and what
    /// was deleted because nobody said anything could not be brought back.
    Keep,
    /// Nothing personal is left of them; their id stays.
    Anonymise,
    /// They are deleted.
    Delete,
}

impl Afterwards {
    /// The words of the setting.
    pub const WORDS: [(&str, Self); 3] = [
        ("keep", Self::Keep),
        ("anonymise", Self::Anonymise),
        ("delete", Self::Delete),
    ];

    /// The word of the setting.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Anonymise => "anonymise",
            Self::Delete => "delete",
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            page_size_default: 100,
            page_size_max: 1000,
            cursor_timeout_seconds: 3_600,
            patch_operations_max: 1_100,
            bulk_operations_max: 1_000,
            jobs_waiting_max: 10_000,
            jobs_waiting_bytes_max: 256 * 1024 * 1024,
            job_lease_seconds: 30,
            job_results_hours: 24,
            idempotency_hours: 24,
            members_max: 200_000,
            export_chunk_rows: 500,
            token_cache_milliseconds: 900,
            token_cache_entries: 10_000,
            schema_cache_milliseconds: 900,
            schema_cache_entries: 10_000,
            learned_attributes_max: 1_000,
            received_paths_max: 500,
            poll_events_max: 100,
            poll_seconds_max: 20,
            push_attempts_max: 100,
            push_seconds_max: 10,
            announcements_days: 30,
            webhook_failing_hours_max: 120,
            request_log: Logged::Bodies,
            request_log_days: 30,
            request_log_bytes_max: 256 * 1024 * 1024,
            request_log_body_bytes_max: 64 * 1024,
            events_check_milliseconds: 500,
            pulls_check_milliseconds: 2_000,
            pull_seconds_max: 60,
            alerts_check_seconds: 60,
            leaver_retention_days: 90,
            leavers_afterwards: Afterwards::Keep,
            session_idle_hours: 12,
            session_days_max: 7,
            set_up_link_minutes: 30,
            invitation_days: 7,
            password_reset_hours: 24,
            sign_in_failures_free: 5,
            sign_in_pause_seconds_max: 900,
            passwords_at_once_max: 2,
            audit_days: 400,
        }
    }
}
