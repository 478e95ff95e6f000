//! What is kept beside people's own data, for how long, and how what is secret is kept: made of the settings and of what a tenant has
//! set up, so that it says what is.

use rollcall_storage::{Conn, alerts as alert_rows, event_streams, gophish, pulls, webhooks};
use serde::Serialize;

use crate::accounts::sso;
use crate::requests::Logged;
use crate::{Afterwards, Limits, Provisioning, Result, alerts, audit, tenants};

/// Something that is kept for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Log {
    /// The word by which it is known: one of [`LOGS`].
    pub what: &'static str,
    /// In English.
    pub text: &'static str,
    /// For so many days; for as long as the tenant is there where there are no hours either.
    pub days: Option<i64>,
    /// For so many hours.
    pub hours: Option<i64>,
    /// At most so many bytes; the oldest go first.
    pub bytes: Option<i64>,
}

/// What can be kept for a time: its code, and what it is in English.
pub const LOGS: &[(&str, &str)] = &[
    ("leavers", "Leavers"),
    ("changes", "Changes"),
    ("feeds", "Announcements"),
    ("request_log", "Requests"),
    ("audit", "Audit log"),
    ("alerts", "Alerts that are over"),
    ("sessions", "Sessions of the console"),
    ("links", "Links that have expired"),
    ("jobs", "Results of asynchronous requests"),
    ("answers", "Answers to requests with an Idempotency-Key"),
];

/// Something secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Secret {
    /// The word by which it is known.
    pub code: &'static str,
    /// What it is, in English.
    pub what: &'static str,
    /// How it is kept, in English.
    pub how: &'static str,
}

const fn secret(code: &'static str, what: &'static str, how: &'static str) -> Secret {
    Secret { code, what, how }
}

/// Everything secret that there can be.
pub const SECRETS: &[Secret] = &[
    secret(
        "tokens",
        "Secret tokens",
        "not stored: they are signed, and only their ids are kept",
    ),
    secret(
        "pushed_passwords",
        "Passwords that a provider pushes",
        "not stored: checked for their type and dropped",
    ),
    secret(
        "admin_passwords",
        "Passwords of admins",
        "hashed (Argon2id)",
    ),
    secret(
        "one_time_codes",
        "Secrets of one-time codes",
        "encrypted with the installation's key (AES-256-GCM); recovery codes are hashed (SHA-256)",
    ),
    secret(
        "sessions",
        "Sessions of the console, invitations and other links",
        "hashed (SHA-256)",
    ),
    secret(
        "sso",
        "The client secret of single sign-on",
        "encrypted with the installation's key (AES-256-GCM)",
    ),
    secret(
        "sources",
        "What sources of people are asked with (tokens, refresh tokens, keys)",
        "encrypted with a key of their own (AES-256-GCM)",
    ),
    secret(
        "receivers",
        "Credentials of webhooks, event receivers and Gophish",
        "encrypted with the installation's key (AES-256-GCM)",
    ),
    secret(
        "job_bodies",
        "Bodies of requests that are answered later",
        "encrypted with the installation's key, until they are carried out",
    ),
    secret(
        "answers",
        "Answers to requests with an Idempotency-Key",
        "encrypted with the installation's key; those that show a secret are not stored",
    ),
    secret(
        "request_bodies",
        "Bodies in the request log",
        "encrypted with the installation's key, shown masked",
    ),
];

/// What is kept of a tenant beside its people's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stored {
    /// For how long.
    pub logs: Vec<Log>,
    /// How what is secret.
    pub secrets: Vec<Secret>,
    /// What becomes of leavers after their time.
    pub leavers_afterwards: &'static str,
}

/// What is kept of a tenant.
///
/// # Errors
/// [`crate::Error::Unknown`] for a tenant that does not exist.
pub async fn of(p: &Provisioning, tenant: &str) -> Result<Stored> {
    tenants::find(p, tenant).await?;
    let sso = sso::find(p).await?;
    let of = tenant.to_owned();
    let (has_sources, has_receivers) = p
        .store()
        .read(move |conn| {
            Ok::<_, crate::Error>((has_sources(conn, &of)?, has_receivers(conn, &of)?))
        })
        .await?;
    let limits = p.limits();
    let is_there = |secret: &&Secret| match secret.code {
        "sso" => sso.as_ref().is_some_and(sso::Settings::has_secret),
        "sources" => has_sources,
        "receivers" => has_receivers,
        "request_bodies" => limits.request_log == Logged::Bodies,
        _ => true,
    };
    Ok(Stored {
        logs: logs(limits),
        secrets: SECRETS.iter().filter(is_there).copied().collect(),
        leavers_afterwards: limits.leavers_afterwards.as_str(),
    })
}

fn logs(limits: &Limits) -> Vec<Log> {
    let of = |what: &'static str, text: &'static str| {
        let (mut days, mut hours, mut bytes) = (None, None, None);
        match what {
            "leavers" if limits.leavers_afterwards != Afterwards::Keep => {
                days = Some(i64::from(limits.leaver_retention_days));
            }
            "feeds" => days = Some(limits.announcements_days),
            "request_log" => {
                days = Some(i64::from(limits.request_log_days));
                bytes = Some(limits.request_log_bytes_max);
            }
            "audit" => days = Some(limits.audit_days),
            "alerts" => days = Some(alerts::KEPT_DAYS),
            "sessions" => days = Some(limits.session_days_max),
            "links" => days = Some(audit::LINK_DAYS),
            "jobs" => hours = Some(limits.job_results_hours),
            "answers" => hours = Some(limits.idempotency_hours),
            _ => {}
        }
        Log {
            what,
            text,
            days,
            hours,
            bytes,
        }
    };
    let all = LOGS.iter().map(|(what, text)| of(what, text));
    let is_kept = |log: &Log| log.what != "request_log" || limits.request_log != Logged::Off;
    all.filter(is_kept).collect()
}

fn has_sources(conn: &mut Conn, tenant: &str) -> Result<bool> {
    let all = pulls::list(conn, tenant)?;
    Ok(all.iter().any(|it| it.secrets.is_some()))
}

fn has_receivers(conn: &mut Conn, tenant: &str) -> Result<bool> {
    let alerted = alert_rows::settings(conn, tenant)?;
    Ok(!webhooks::list(conn, tenant)?.is_empty()
        || event_streams::list(conn, tenant)?
            .iter()
            .any(|it| it.authorization.is_some())
        || gophish::find(conn, tenant)?.is_some()
        || alerted.is_some_and(|(_, secret)| secret.is_some()))
}
