//! Logs: where they go, how they look, and what a request's span holds.
//!
//! A span holds no query string, no body, no token and no name of a person: at `info` a log can be shown to
//! anybody who may know which tenant's provider called when.

use std::io;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage as _};
use tracing::Span;
use tracing::field::Empty;
use tracing_actix_web::{RequestId, RootSpanBuilder};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::TryInitError;

use crate::config::{Config, ConfigError, LogFormat};

/// What the framework says about its threads is of use to nobody else, unless asked for. What it says about connections is
/// that a client's bytes were no HTTP, which it calls an error of ours.
const QUIET: &str = "actix_server=warn,actix_http=off";

/// What the HTTP client and its TLS say in detail are the bytes they send, a receiver's credentials among them: at
/// no level is that logged.
const TELLING_SECRETS: [&str; 3] = ["ureq", "ureq_proto", "rustls"];

/// Whether an event of this origin may be logged, however much was asked for.
fn tells_no_secret(target: &str, level: tracing::Level) -> bool {
    let origin = target.split("::").next().unwrap_or_default();
    level <= tracing::Level::WARN || !TELLING_SECRETS.contains(&origin)
}

/// Starts the log on standard error; standard output belongs to commands' results.
///
/// # Errors
/// When the filter cannot be understood.
pub fn start(config: &Config) -> Result<(), ConfigError> {
    // A second start in one process (tests) keeps the first log.
    drop(subscribe(filter(config)?, config.log_format));
    Ok(())
}

/// What is logged, as the configuration says.
///
/// # Errors
/// When it cannot be understood.
pub(crate) fn filter(config: &Config) -> Result<EnvFilter, ConfigError> {
    // `EnvFilter` takes a lone word that is no level for the name of a module, and then logs nothing else.
    let words = config
        .log
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty());
    let is_level = |word: &str| word.parse::<tracing::level_filters::LevelFilter>().is_ok();
    if let Some(word) = words
        .filter(|word| !word.contains(['=', '[']))
        .find(|word| !is_level(word))
    {
        return Err(ConfigError(format!(
            "log: {word:?} is no level; write error, warn, info, debug or trace, or module=level."
        )));
    }
    // Of two directives for one target the later one counts.
    EnvFilter::try_new(format!("{QUIET},{}", config.log)).map_err(|error| {
        ConfigError(format!(
            "log: {:?} is no log filter ({error}); write for example info.",
            config.log
        ))
    })
}

fn subscribe(filter: EnvFilter, format: LogFormat) -> Result<(), TryInitError> {
    use std::io::IsTerminal as _;
    use tracing_subscriber::filter::filter_fn;
    use tracing_subscriber::layer::SubscriberExt as _;
    use tracing_subscriber::util::SubscriberInitExt as _;
    let silent = filter_fn(|about| tells_no_secret(about.target(), *about.level()));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| Stderr)
        .log_internal_errors(false);
    match format {
        LogFormat::Text => builder
            .with_target(false)
            .with_ansi(io::stderr().is_terminal())
            .finish()
            .with(silent)
            .try_init(),
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .finish()
            .with(silent)
            .try_init(),
    }
}

/// Standard error that never fails: a log whose disk is full must not end the work that it tells of.
struct Stderr;

impl io::Write for Stderr {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        drop(io::stderr().write_all(line));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The span around each request. Authentication adds tenant and connection.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let span = tracing::info_span!(
            "request",
            id = Empty,
            caller_request_id = Empty,
            method = crate::metrics::method(request.method()),
            tenant = Empty,
            connection = Empty,
        );
        if let Some(id) = request.extensions().get::<RequestId>() {
            span.record("id", tracing::field::display(id));
        }
        if let Some(id) = request
            .headers()
            .get("x-request-id")
            .and_then(|id| sane(id.as_bytes()))
        {
            span.record("caller_request_id", id);
        }
        span
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, Error>) {}
}

/// A proxy's own id of the request, if it is one and not something else.
fn sane(id: &[u8]) -> Option<&str> {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    if id.is_empty() || id.len() > 64 || !id.iter().all(allowed) {
        return None;
    }
    std::str::from_utf8(id).ok()
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::{sane, tells_no_secret};

    #[test]
    fn what_the_http_client_sends_is_never_logged() {
        for (target, level, logged) in [
            ("ureq_proto::client", Level::TRACE, false),
            ("ureq", Level::DEBUG, false),
            ("ureq::pool", Level::INFO, false),
            ("rustls::client", Level::DEBUG, false),
            ("ureq::pool", Level::WARN, true),
            ("rollcall_server::push", Level::TRACE, true),
        ] {
            assert_eq!(tells_no_secret(target, level), logged, "{target} {level}");
        }
    }

    #[test]
    fn a_callers_request_id_is_logged_only_if_it_looks_like_one() {
        for (id, kept) in [
            ("a-1_b.2", true),
            ("", false),
            ("a b", false),
            ("é", false),
            (&*"x".repeat(65), false),
        ] {
            assert_eq!(sane(id.as_bytes()).is_some(), kept, "{id}");
        }
    }
}
