//! A receiver of pushed security events, in this process: it does what it is told and remembers what it got.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver as Channel, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One request that came in.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) token: String,
}

/// What it answers: a status line's rest, further headers each with its line end, a body.
pub(crate) type Answer = (&'static str, String, String);

pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    received: Channel<Received>,
    /// The most requests that were under way at once.
    pub(crate) at_once: Arc<AtomicUsize>,
}

pub(crate) fn accepted() -> Answer {
    ("202 Accepted", String::new(), String::new())
}

impl Receiver {
    /// Answers the nth request (from 0) as `answer` says.
    pub(crate) fn start(
        answer: impl Fn(usize, &Received) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, received) = mpsc::channel();
        let (answer, sender) = (Arc::new(answer), Arc::new(Mutex::new(sender)));
        let (count, running) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let at_once = Arc::new(AtomicUsize::new(0));
        let most = at_once.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, sender, count) = (answer.clone(), sender.clone(), count.clone());
                let (running, most) = (running.clone(), most.clone());
                std::thread::spawn(move || {
                    let answered = |received: &Received| {
                        most.fetch_max(
                            running.fetch_add(1, Ordering::SeqCst) + 1,
                            Ordering::SeqCst,
                        );
                        let answer = answer(count.fetch_add(1, Ordering::SeqCst), received);
                        running.fetch_sub(1, Ordering::SeqCst);
                        answer
                    };
                    converse(stream, &sender, answered)
                });
            }
        });
        Self {
            address,
            received,
            at_once,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/events", self.address)
    }

    /// The next request.
    #[track_caller]
    pub(crate) fn next(&self) -> Received {
        self.received.recv_timeout(Duration::from_secs(60)).unwrap()
    }

    /// What has come in that nobody has looked at.
    pub(crate) fn rest(&self) -> Vec<Received> {
        self.received.try_iter().collect()
    }
}

/// Answers request after request on one connection.
fn converse(
    stream: TcpStream,
    sender: &Mutex<Sender<Received>>,
    answer: impl Fn(&Received) -> Answer,
) -> Option<()> {
    let mut writer = stream.try_clone().ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let method = line.split(' ').next()?.to_owned();
        let path = line.split(' ').nth(1)?.to_owned();
        let mut headers = HashMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let length = headers.get("content-length").map_or("0", String::as_str);
        let length = length.parse().ok()?;
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let received = Received {
            method,
            path,
            headers,
            token: String::from_utf8(body).ok()?,
        };
        let (status, more, body) = answer(&received);
        sender.lock().ok()?.send(received).ok()?;
        let length = body.len();
        write!(
            writer,
            "HTTP/1.1 {status}\r\n{more}Content-Length: {length}\r\n\r\n{body}"
        )
        .ok()?;
    }
}
