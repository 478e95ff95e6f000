//! The `Prefer` header (RFC 7240).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::{FromRequest, HttpRequest};

use super::caller::known_caller;
use crate::error::{Failure, Result};

const PREFER: HeaderName = HeaderName::from_static("prefer");

/// How the client prefers to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefer {
    /// Later, and at once only that (RFC 7240 §4.1). Who would wait (§4.3: `wait`, in seconds) is answered in
    /// the usual way: RFC 9967 §2.5.1.1 leaves that to the server, and it takes less than the least wait.
    pub answer_later: bool,
}

impl Prefer {
    fn read(headers: &HeaderMap) -> Self {
        let (mut respond_async, mut waits) = (false, false);
        for preference in headers
            .get_all(&PREFER)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
        {
            // Parameters after a semicolon mean nothing for these two.
            let stated = preference.split(';').next().unwrap_or_default();
            let (name, value) = stated.split_once('=').unwrap_or((stated, ""));
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "respond-async" => respond_async = true,
                "wait" => waits = value.parse::<u64>().is_ok_and(|seconds| seconds > 0),
                _ => {}
            }
        }
        Self {
            answer_later: respond_async && !waits,
        }
    }
}

impl FromRequest for Prefer {
    type Error = Failure;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let prefers = Self::read(request.headers());
        // What is only tried is not done later either.
        let is_tried = known_caller(request).is_ok_and(|caller| caller.test_mode);
        ready(Ok(Self {
            answer_later: prefers.answer_later && !is_tried,
        }))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn whoever_would_wait_is_answered_now() {
        for (header, later) in [
            ("respond-async", true),
            ("Respond-Async; foo=\"bar\"", true),
            ("return=minimal, respond-async", true),
            ("respond-async, wait=0", true),
            ("respond-async, wait=10", false),
            ("wait=\"5\", respond-async", false),
            ("return=representation", false),
            ("respond-asynchronously", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(PREFER, HeaderValue::from_static(header));
            assert_eq!(Prefer::read(&headers).answer_later, later, "{header}");
        }
    }
}
