//! An HTTP server of a few lines on a free port, whose answers a test decides.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.headers.iter().filter_map(|line| line.split_once(": "));
        lines
            .into_iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// What a test answers.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Reply {
        Reply {
            status,
            headers: vec![("Content-Type", "application/scim+json".into())],
            body: body.to_string(),
        }
    }

    pub(crate) fn empty(status: u16) -> Reply {
        Reply {
            status,
            headers: Vec::new(),
            body: String::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Reply {
        self.headers.push((name, value.into()));
        self
    }
}

/// A running server and everything it received but the look at ServiceProviderConfig that begins every run.
pub(crate) struct TinyServer {
    pub(crate) base_url: String,
    received: Arc<Mutex<Vec<Received>>>,
}

impl TinyServer {
    /// Answers each request by `answer`; `None` closes the connection without a word.
    pub(crate) fn start(
        answer: impl Fn(&Received) -> Option<Reply> + Send + Sync + 'static,
    ) -> TinyServer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}/scim", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let (answer, log) = (Arc::new(answer), Arc::clone(&received));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, log) = (Arc::clone(&answer), Arc::clone(&log));
                std::thread::spawn(move || {
                    let request = receive(&stream);
                    let is_probe = request.target.starts_with("/scim/ServiceProviderConfig");
                    let reply = answer(&request);
                    if !is_probe {
                        log.lock().unwrap().push(request);
                    }
                    if let Some(reply) = reply {
                        send(&stream, &reply);
                    }
                });
            }
        });
        TinyServer { base_url, received }
    }

    /// Answers everything alike.
    pub(crate) fn always(reply: Reply) -> TinyServer {
        TinyServer::start(move |_| Some(reply.clone()))
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

fn receive(stream: &TcpStream) -> Received {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let mut first = lines.first().cloned().unwrap_or_default();
    first.truncate(first.rfind(' ').unwrap_or(0));
    let (method, target) = first.split_once(' ').unwrap_or_default();
    let mut request = Received {
        method: method.into(),
        target: target.into(),
        headers: lines.split_off(lines.len().min(1)),
        body: String::new(),
    };
    let length = request
        .header("content-length")
        .and_then(|value| value.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    request.body = String::from_utf8(body).unwrap();
    request
}

fn send(mut stream: &TcpStream, reply: &Reply) {
    let mut text = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if reply.status != 204 && reply.status != 304 {
        text.push_str(&format!("Content-Length: {}\r\n", reply.body.len()));
    }
    text.push_str("\r\n");
    text.push_str(&reply.body);
    stream.write_all(text.as_bytes()).unwrap();
}
