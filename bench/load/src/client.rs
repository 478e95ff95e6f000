//! The client that fills stores and looks at single answers. The load itself is wrk's.

use std::io::Read as _;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// What a query string's value may show unescaped.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const ANSWER_MAX: Duration = Duration::from_secs(300);
const BODY_BYTES_MAX: u64 = 256 * 1024 * 1024;
const SHOWN_CHARACTERS_MAX: usize = 300;

/// Speaks to one SCIM server.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    /// http://host:port/path, without a slash at the end.
    pub base: String,
    /// The secret token.
    pub token: String,
    /// Sent instead of the token, as a browser does.
    cookie: Option<String>,
}

/// Status and body of an answer.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body as it came.
    pub text: String,
}

impl Answer {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The body, if the status says that it went well.
    pub fn succeeded(&self, what: &str) -> Result<Value> {
        if !(200..300).contains(&self.status) {
            bail!("{what}: {} {}", self.status, self.complaint());
        }
        Ok(self.json())
    }

    /// What a SCIM error says, or the beginning of whatever it is.
    fn complaint(&self) -> String {
        let json = self.json();
        let text = |name| json.get(name).and_then(Value::as_str);
        let complaint = match (text("scimType"), text("detail")) {
            (Some(kind), Some(detail)) => format!("{kind}: {detail}"),
            (None, Some(detail)) => detail.to_owned(),
            _ => self.text.clone(),
        };
        complaint.chars().take(SHOWN_CHARACTERS_MAX).collect()
    }
}

impl Client {
    /// Connects to nothing yet.
    pub fn new(base: &str, token: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(ANSWER_MAX))
            .proxy(None)
            .build();
        Self {
            agent: config.into(),
            base: base.to_owned(),
            token: token.to_owned(),
            cookie: None,
        }
    }

    /// A browser's requests.
    #[must_use]
    pub fn with_cookie(mut self, cookie: &str) -> Self {
        self.cookie = Some(cookie.to_owned());
        self
    }

    /// Sends one request; `path` follows the base.
    pub fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer> {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(
                if self.cookie.is_some() {
                    "Cookie"
                } else {
                    "Authorization"
                },
                match &self.cookie {
                    Some(cookie) => cookie.clone(),
                    None => format!("Bearer {}", self.token),
                },
            )
            .header("Accept", "application/scim+json, application/json")
            .header("Content-Type", "application/scim+json");
        let answer = match body {
            Some(body) => self.agent.run(request.body(body.to_string())?),
            None => self.agent.run(request.body(())?),
        };
        let mut answer = answer.with_context(|| format!("{method} {}{path}", self.base))?;
        let text = answer
            .body_mut()
            .with_config()
            .limit(BODY_BYTES_MAX)
            .read_to_string()?;
        Ok(Answer {
            status: answer.status().as_u16(),
            text,
        })
    }

    /// Posts a form that is filled in so.
    pub fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let sent = self.agent.post(format!("{}{path}", self.base));
        let mut answer = sent.send_form(fields.iter().copied())?;
        let text = answer.body_mut().read_to_string()?;
        Ok(Answer {
            status: answer.status().as_u16(),
            text,
        })
    }

    /// Reads an answer of any length; answers how many lines it has.
    pub fn count_lines(&self, path: &str) -> Result<u64> {
        let request = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("Authorization", format!("Bearer {}", self.token));
        let mut answer = request.call()?;
        if !answer.status().is_success() {
            bail!("GET {path}: {}", answer.status());
        }
        let mut reader = answer.body_mut().as_reader();
        let (mut lines, mut piece) = (0, vec![0; 64 * 1024]);
        loop {
            match reader.read(&mut piece)? {
                0 => return Ok(lines),
                length => {
                    let ends = piece[..length].iter().filter(|byte| **byte == b'\n');
                    lines += ends.count() as u64;
                }
            }
        }
    }

    /// A GET that has to succeed.
    pub fn get(&self, path: &str) -> Result<Value> {
        self.send("GET", path, None)?.succeeded(path)
    }

    /// A change that has to succeed.
    pub fn change(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        self.send(method, path, Some(body))?
            .succeeded(&format!("{method} {path}"))
    }

    /// Creates a resource; answers its id.
    pub fn create(&self, endpoint: &str, body: &Value) -> Result<String> {
        let created = self.change("POST", endpoint, body)?;
        let id = created.get("id").and_then(Value::as_str);
        Ok(id
            .with_context(|| format!("POST {endpoint} answered no id"))?
            .to_owned())
    }
}

/// A text as the value of a query string's parameter.
pub fn escape(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}
