//! Okta's HTTP client: its headers, its time limit, and a list of what was asked.

use std::io;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use ureq::http::{Method, Request, Uri};

use super::answer::Answer;

/// Okta closes the socket after a minute.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Finding nobody at home should not take that minute.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// No answer of this sequence is bigger on a sane server: a page holds 100 people.
const ANSWER_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// One request that was made, for the reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Exchange {
    pub(crate) method: String,
    /// Path and query below the base URL.
    pub(crate) target: String,
    /// Absent when no answer came.
    pub(crate) status: Option<u16>,
    pub(crate) milliseconds: f64,
}

/// A request that got no HTTP answer: the reason in words, and what to check.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NoAnswer {
    pub(crate) reason: String,
    pub(crate) advice: &'static str,
}

/// A request to a server in this process, and where its answer goes: status and body.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Path and query below the base URL.
    pub(crate) target: String,
    pub(crate) authorization: String,
    pub(crate) body: Option<String>,
    pub(crate) answer: oneshot::Sender<(u16, String)>,
}

/// How the server is reached.
#[derive(Debug)]
enum Way {
    Net(ureq::Agent),
    /// It is this process.
    Here(mpsc::UnboundedSender<Asked>),
}

/// A SCIM client that looks like Okta's on the wire.
#[derive(Debug)]
pub(crate) struct Client {
    way: Way,
    base: String,
    authorization: String,
    exchanges: Vec<Exchange>,
    answered: bool,
}

impl Client {
    /// `base_url` as an admin types it (a trailing slash is dropped, as Okta does).
    /// `Err` holds the sentence to print when it cannot be a base URL.
    pub(crate) fn new(base_url: &str, authorization: &str) -> Result<Client, String> {
        let base = base_url.trim().trim_end_matches('/').to_owned();
        check_base(&base)?;
        if authorization
            .chars()
            .any(|c| c.is_control() || !c.is_ascii())
        {
            return Err(
                "the token holds a character that no HTTP header may carry: copy it again"
                    .to_owned(),
            );
        }
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIMEOUT))
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .user_agent("Okta SCIM Client 1.0.0")
            .accept("application/scim+json")
            // Okta says `gzip,deflate`; deflate is not unpacked here, so it is not asked for.
            .accept_encoding("gzip")
            .build()
            .new_agent();
        Ok(Client::by(Way::Net(agent), base, authorization))
    }

    /// One of a server in this process, which is reached by no network.
    pub(crate) fn here(
        server: mpsc::UnboundedSender<Asked>,
        base: &str,
        authorization: &str,
    ) -> Client {
        Client::by(Way::Here(server), base.to_owned(), authorization)
    }

    fn by(way: Way, base: String, authorization: &str) -> Client {
        Client {
            way,
            base,
            authorization: authorization.to_owned(),
            exchanges: Vec::new(),
            answered: false,
        }
    }

    /// The base URL without a trailing slash.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Whether any request got an HTTP answer so far.
    pub(crate) fn answered(&self) -> bool {
        self.answered
    }

    /// The requests made since the last call.
    pub(crate) fn take_exchanges(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.exchanges)
    }

    pub(crate) fn get(&mut self, target: &str) -> Result<Answer, NoAnswer> {
        self.send(Method::GET, target, None, None)
    }

    /// A `GET` with another `Authorization` than the one given by the admin.
    pub(crate) fn get_as(&mut self, authorization: &str, target: &str) -> Result<Answer, NoAnswer> {
        self.send(Method::GET, target, None, Some(authorization))
    }

    pub(crate) fn post(&mut self, target: &str, body: &Value) -> Result<Answer, NoAnswer> {
        self.send(Method::POST, target, Some(body), None)
    }

    pub(crate) fn put(&mut self, target: &str, body: &Value) -> Result<Answer, NoAnswer> {
        self.send(Method::PUT, target, Some(body), None)
    }

    pub(crate) fn patch(&mut self, target: &str, body: &Value) -> Result<Answer, NoAnswer> {
        self.send(Method::PATCH, target, Some(body), None)
    }

    pub(crate) fn delete(&mut self, target: &str) -> Result<Answer, NoAnswer> {
        self.send(Method::DELETE, target, None, None)
    }

    fn send(
        &mut self,
        method: Method,
        target: &str,
        body: Option<&Value>,
        authorization: Option<&str>,
    ) -> Result<Answer, NoAnswer> {
        let started = Instant::now();
        let verb = method.to_string();
        let authorization = authorization.unwrap_or(&self.authorization);
        let answer = match &self.way {
            Way::Net(agent) => self
                .exchange(agent, method, target, body, authorization)
                .map_err(|error| explain(&error)),
            Way::Here(server) => ask_here(server, &verb, target, body, authorization),
        };
        self.answered |= answer.is_ok();
        self.exchanges.push(Exchange {
            method: verb,
            target: target.to_owned(),
            status: answer.as_ref().ok().map(|answer| answer.status),
            milliseconds: milliseconds(started.elapsed()),
        });
        answer
    }

    fn exchange(
        &self,
        agent: &ureq::Agent,
        method: Method,
        target: &str,
        body: Option<&Value>,
        authorization: &str,
    ) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder()
            .uri(format!("{}{target}", self.base))
            .header("Accept-Charset", "utf-8")
            .header("Authorization", authorization)
            .header("Connection", "Keep-Alive");
        // Okta's DELETE carries the header though it has no body; its GETs carry none.
        if method != Method::GET {
            request = request.header("Content-Type", "application/scim+json; charset=utf-8");
        }
        let request = request.method(method);
        let response = match body {
            Some(body) => agent.run(request.body(body.to_string())?)?,
            None => agent.run(request.body(())?)?,
        };
        let status = response.status().as_u16();
        let text = response
            .into_body()
            .into_with_config()
            .limit(ANSWER_BYTES_MAX)
            .lossy_utf8(true)
            .read_to_string()?;
        Ok(Answer::new(status, text))
    }
}

fn ask_here(
    server: &mpsc::UnboundedSender<Asked>,
    method: &str,
    target: &str,
    body: Option<&Value>,
    authorization: &str,
) -> Result<Answer, NoAnswer> {
    let (answer, answered) = oneshot::channel();
    let asked = Asked {
        method: method.to_owned(),
        target: target.to_owned(),
        authorization: authorization.to_owned(),
        body: body.map(Value::to_string),
        answer,
    };
    let ended = || NoAnswer {
        reason: "the server ends".to_owned(),
        advice: "Try again when it is there.",
    };
    server.send(asked).map_err(|_| ended())?;
    let (status, text) = answered.blocking_recv().map_err(|_| ended())?;
    Ok(Answer::new(status, text))
}

/// Refuses what Okta's form would refuse, in words that say what to type instead.
fn check_base(base: &str) -> Result<(), String> {
    let wrong = |why: &str| {
        Err(format!(
            "--url {base:?} {why}; it should look like http://127.0.0.1:8080/scim or https://host/scim"
        ))
    };
    match base.parse::<Uri>() {
        Err(_) => wrong("is not a URL"),
        Ok(uri) if !matches!(uri.scheme_str(), Some("http" | "https")) => {
            wrong("does not start with http:// or https://")
        }
        Ok(uri) if uri.query().is_some() || base.contains('#') => wrong("has a query or fragment"),
        Ok(uri)
            if uri
                .authority()
                .is_some_and(|authority| authority.as_str().contains('@')) =>
        {
            wrong("holds a user name or password")
        }
        Ok(_) => Ok(()),
    }
}

/// Milliseconds with one decimal.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}

fn explain(error: &ureq::Error) -> NoAnswer {
    const NAME: &str = "Check the spelling of the host name, and that this machine's DNS knows it.";
    const TLS: &str = "Check the server's certificate, and whether it speaks TLS at all: \
        Okta takes publicly trusted certificates only.";
    let advice = match error {
        ureq::Error::HostNotFound => NAME,
        ureq::Error::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused => {
                "Nothing listens there: check that the server runs, and the port."
            }
            // rustls reports what it cannot accept as invalid data.
            io::ErrorKind::InvalidData => TLS,
            // The resolver's failures have no kind of their own.
            _ if error.to_string().contains("lookup") => NAME,
            _ => "Check that the server stays up and closes no connection while it answers.",
        },
        ureq::Error::Timeout(_) => {
            "Check the firewall in between, and the server's load: Okta gives up after 60 s, too."
        }
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => TLS,
        ureq::Error::Protocol(_) => {
            "What answers there does not speak HTTP: check the port, and http:// against https://."
        }
        _ => "Check the base URL, the port, and whether the server (or a proxy before it) runs.",
    };
    NoAnswer {
        reason: error.to_string(),
        advice,
    }
}
