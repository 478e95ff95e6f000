//! The conformance suite is worth something: somebody between it and this server who spoils requests or answers in one
//! way makes the cases fail that are there for it. Each way is a mistake that SCIM servers make.

mod changes;
mod faults;
mod left;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rollcall_conformance::{Case, Options, Report, Target, Verdict, built_in, run};
use serde_json::Value;

use crate::client::{Client, Reply};
use crate::harness::TestApp;

/// A request on its way to the server.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Names and values as they stand in the URL.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// A token that opens the server.
    pub(crate) token: String,
    /// How many requests came before.
    pub(crate) number: usize,
}

impl Asked {
    pub(crate) fn forget(&mut self, parameter: &str) {
        self.query.retain(|(name, _)| name != parameter);
    }

    pub(crate) fn forget_header(&mut self, name: &str) {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    }

    fn target(&self) -> String {
        let pairs = self.query.iter().map(|(name, value)| match value.as_str() {
            "" => name.clone(),
            value => format!("{name}={value}"),
        });
        format!("{}?{}", self.path, pairs.collect::<Vec<_>>().join("&"))
    }
}

/// One way to be wrong.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    /// What is done to a request before the server sees it.
    pub(crate) ask: fn(&mut Asked),
    /// What is done to its answer.
    pub(crate) answer: fn(&Asked, &mut Reply),
    /// Cases of the suite that must fail, each of them.
    pub(crate) caught_by: &'static [&'static str],
}

/// Changes the JSON of an answer; what has none is left alone.
pub(crate) fn json(reply: &mut Reply, change: impl FnOnce(&mut Value)) {
    if let Ok(mut value) = serde_json::from_str(&reply.text) {
        change(&mut value);
        reply.text = value.to_string();
    }
}

/// Changes the resource, or each of a list.
pub(crate) fn each(reply: &mut Reply, change: impl Fn(&mut Value)) {
    json(reply, |body| {
        if let Some(resources) = body.get_mut("Resources") {
            let resources = resources.as_array_mut();
            resources.into_iter().flatten().for_each(change);
        } else if body.get("id").is_some() {
            change(body);
        }
    });
}

#[test]
fn every_fault_is_caught_by_the_cases_that_are_there_for_it() {
    let app = TestApp::on_sqlite();
    let client: &Client = &app;
    let proxy = Proxy::before(client.address, &client.token);
    let cases = built_in().unwrap();
    let mut names: Vec<&str> = faults::all()
        .flat_map(|fault| fault.caught_by)
        .copied()
        .collect();
    names.sort_unstable();
    names.dedup();
    let untouched = play(&proxy, &client.token, &cases, &names);
    assert!(
        untouched.passed(),
        "without a fault: {}",
        untouched.failures_as_text()
    );
    let mut missed = Vec::new();
    for fault in faults::all() {
        // Who is alone is found without a filter too.
        let beside = (fault.name == "filter is not heeded")
            .then(|| client.create_user("somebody.else@example.com"));
        proxy.spoil(Some(fault));
        let report = play(&proxy, &client.token, &cases, fault.caught_by);
        let unmoved = report
            .outcomes
            .iter()
            .filter(|outcome| !matches!(outcome.verdict, Verdict::Failed { .. }));
        missed.extend(unmoved.map(|outcome| format!("{}: {}", fault.name, outcome.id)));
        proxy.spoil(None);
        if let Some(id) = beside {
            client.delete(&format!("/scim/Users/{id}")).expect(204);
        }
        if fault.name == "DELETE does nothing" {
            left::sweep_beside_the_proxy(client);
        }
        left::assert_nothing_is_left(client, fault.name);
    }
    assert!(missed.is_empty(), "not caught: {missed:#?}");
}

fn play(proxy: &Proxy, token: &str, cases: &[Case], names: &[&str]) -> Report {
    let chosen: Vec<Case> = cases
        .iter()
        .filter(|case| names.contains(&case.id.as_str()))
        .cloned()
        .collect();
    assert_eq!(chosen.len(), names.len(), "{names:?}");
    let target = Target::with_token(&format!("http://{}/scim/v2", proxy.address), token);
    let options = Options {
        jobs: 4,
        ..Options::new(chosen)
    };
    run(&target, &options, &mut |_| {})
}

/// Hands requests on, one a connection.
struct Proxy {
    address: SocketAddr,
    fault: Arc<Mutex<Option<&'static Fault>>>,
}

impl Proxy {
    fn before(server: SocketAddr, token: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let fault: Arc<Mutex<Option<&'static Fault>>> = Arc::default();
        let (current, token) = (fault.clone(), token.to_owned());
        // The proxy adds no credentials of its own.
        let client = Client::new(server, "");
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().flatten().enumerate() {
                let (client, token) = (client.clone(), token.clone());
                let fault = *current.lock().unwrap();
                std::thread::spawn(move || {
                    hand_on(&stream, &client, &token, number, fault, address)
                });
            }
        });
        Self { address, fault }
    }

    fn spoil(&self, fault: Option<&'static Fault>) {
        *self.fault.lock().unwrap() = fault;
    }
}

fn hand_on(
    stream: &TcpStream,
    client: &Client,
    token: &str,
    number: usize,
    fault: Option<&Fault>,
    own: SocketAddr,
) -> Option<()> {
    let mut asked = receive(stream, token, number)?;
    if let Some(fault) = fault {
        (fault.ask)(&mut asked);
    }
    let headers: Vec<(&str, &str)> = asked
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let body = (!asked.body.is_empty()).then_some(asked.body.as_bytes());
    let mut reply = client
        .try_send(&asked.method, &asked.target(), &headers, body)
        .ok()?;
    // To its client the proxy is the server.
    let (theirs, ours) = (client.address.to_string(), own.to_string());
    reply.text = reply.text.replace(&theirs, &ours);
    for (_, value) in &mut reply.headers {
        *value = value.replace(&theirs, &ours);
    }
    if let Some(fault) = fault {
        (fault.answer)(&asked, &mut reply);
    }
    send(stream, &reply)
}

fn receive(stream: &TcpStream, token: &str, number: usize) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let (method, target) = line.trim_end().rsplit_once(' ')?.0.split_once(' ')?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let query = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(owned)
        .collect();
    let mut headers = Vec::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "host" | "connection" => {}
            _ => headers.push(owned((name, value))),
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked {
        method: method.to_owned(),
        path: path.to_owned(),
        query,
        headers,
        body: String::from_utf8(body).ok()?,
        token: token.to_owned(),
        number,
    })
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

fn send(mut stream: &TcpStream, reply: &Reply) -> Option<()> {
    let mut head = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        if !["content-length", "transfer-encoding", "connection"]
            .contains(&name.to_ascii_lowercase().as_str())
        {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
    }
    if !matches!(reply.status, 204 | 304) {
        head.push_str(&format!("Content-Length: {}\r\n", reply.text.len()));
    }
    let text = if matches!(reply.status, 204 | 304) {
        ""
    } else {
        &reply.text
    };
    stream
        .write_all(format!("{head}\r\n{text}").as_bytes())
        .ok()
}
