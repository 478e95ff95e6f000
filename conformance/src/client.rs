//! The HTTP side: one request out, one answer back, and what of both may be shown.

use crate::target::Target;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::time::{Duration, Instant};
use ureq::http;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

/// More of an answer than this is not read.
const ANSWER_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Of a body no more than this is kept for a report.
const SHOWN_CHARACTERS_MAX: usize = 20_000;
/// A request that is answered 429 is sent again this many times, after the wait the server asks for.
pub(crate) const PATIENCE_ATTEMPTS_MAX: u32 = 5;
/// A longer wait than this is not waited for.
pub(crate) const PATIENCE_SECONDS_MAX: u64 = 60;

/// A request with every variable filled in.
#[derive(Debug, Clone, Serialize)]
pub struct Sent {
    /// The HTTP method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The headers this client chose, in order.
    pub headers: Vec<(String, String)>,
    /// The body, if one was sent.
    pub body: Option<String>,
}

/// What came back.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// The body as text; bytes that are not UTF-8 are replaced.
    pub body: String,
}

impl Answer {
    /// The first header of that name, any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON, if it is.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_str(&self.body).ok()
    }
}

/// A request and its answer, or why there was none.
#[derive(Debug, Clone, Serialize)]
pub struct Exchange {
    /// What was sent.
    pub request: Sent,
    /// What came back, or why nothing did.
    #[serde(serialize_with = "answer_or_failure")]
    pub answer: Result<Answer, String>,
    /// From sending to the last byte, in milliseconds.
    pub milliseconds: u64,
}

fn answer_or_failure<S: Serializer>(
    answer: &Result<Answer, String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match answer {
        Ok(answer) => answer.serialize(serializer),
        Err(failure) => serializer.collect_map([("failure", failure)]),
    }
}

impl Exchange {
    /// Whether both tell of the same request and answer.
    pub(crate) fn is_same(&self, other: &Exchange) -> bool {
        self.request.url == other.request.url
            && self.request.body == other.request.body
            && self.milliseconds == other.milliseconds
    }

    /// A copy fit to be shown: no secret in it.
    #[must_use]
    pub fn masked(&self, target: &Target) -> Exchange {
        let mask = |text: &str| target.mask(text);
        let headers = |headers: &[(String, String)]| {
            headers
                .iter()
                .map(|(name, value)| (name.clone(), target.mask_header(name, value)))
                .collect()
        };
        let request = &self.request;
        Exchange {
            request: Sent {
                method: request.method.clone(),
                url: mask(&request.url),
                headers: headers(&request.headers),
                body: request.body.as_deref().map(|body| mask(shown(body))),
            },
            answer: match &self.answer {
                Ok(answer) => Ok(Answer {
                    status: answer.status,
                    headers: headers(&answer.headers),
                    body: mask(shown(&answer.body)),
                }),
                Err(error) => Err(mask(error)),
            },
            milliseconds: self.milliseconds,
        }
    }
}

/// An HTTP client that reports every status as an answer and follows no redirect.
#[derive(Debug, Clone)]
pub struct Client(ureq::Agent);

impl Client {
    /// A client for `target`: its time limit, its trust.
    #[must_use]
    pub fn new(target: &Target) -> Client {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(target.timeout))
            .allow_non_standard_methods(true)
            .tls_config(tls(target))
            .user_agent(concat!("rollcall-conformance/", env!("CARGO_PKG_VERSION")))
            .build();
        Client(config.new_agent())
    }

    /// Sends one request and reads the whole answer. Where the server asks for patience (429 with a `Retry-After` in
    /// seconds), waits and sends it again.
    #[must_use]
    pub fn send(&self, request: Sent) -> Exchange {
        let begun = Instant::now();
        let answer = self.patiently(&request);
        let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        Exchange {
            request,
            answer: answer.map_err(|error| error.to_string()),
            milliseconds,
        }
    }

    /// The answer to one request, or what kept it away.
    pub(crate) fn patiently(&self, request: &Sent) -> Result<Answer, ureq::Error> {
        let mut answer = self.answer(request);
        for _ in 0..PATIENCE_ATTEMPTS_MAX {
            let Some(seconds) = answer.as_ref().ok().and_then(asked_patience) else {
                break;
            };
            std::thread::sleep(Duration::from_secs(seconds));
            answer = self.answer(request);
        }
        answer
    }

    fn answer(&self, sent: &Sent) -> Result<Answer, ureq::Error> {
        let mut builder = http::Request::builder()
            .method(sent.method.as_str())
            .uri(&sent.url);
        for (name, value) in &sent.headers {
            builder = builder.header(name, value);
        }
        if sent.method == "HEAD" {
            // No body follows that could be unpacked.
            builder = builder.header("Accept-Encoding", "identity");
        }
        let mut response = match &sent.body {
            Some(body) => self.0.run(builder.body(body.as_str())?)?,
            None => self.0.run(builder.body(())?)?,
        };
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let body = response
            .body_mut()
            .with_config()
            .limit(ANSWER_BYTES_MAX)
            .read_to_vec()?;
        Ok(Answer {
            status: response.status().as_u16(),
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }
}

/// Whom to trust: nobody asked, or the given authorities and the usual ones otherwise.
fn tls(target: &Target) -> TlsConfig {
    let config = TlsConfig::builder().disable_verification(target.insecure);
    let certificates: Vec<Certificate<'static>> = parse_pem(&target.authorities_pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return config.build();
    }
    config
        .root_certs(RootCerts::new_with_certs(&certificates))
        .build()
}

/// The seconds that a 429 asks to wait, if it does and they are few enough.
fn asked_patience(answer: &Answer) -> Option<u64> {
    let seconds = answer.header("Retry-After")?.parse().ok()?;
    (answer.status == 429 && seconds <= PATIENCE_SECONDS_MAX).then_some(seconds)
}

/// The beginning of a body, which may be megabytes.
fn shown(body: &str) -> &str {
    let end = body.char_indices().nth(SHOWN_CHARACTERS_MAX);
    end.and_then(|(at, _)| body.get(..at)).unwrap_or(body)
}
