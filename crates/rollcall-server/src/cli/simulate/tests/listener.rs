//! A real HTTP listener that answers what a test says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

/// Gives its answers in order, one connection each, and returns what it was asked.
pub(super) struct Script {
    pub(super) url: String,
    address: SocketAddr,
    answers: usize,
    thread: JoinHandle<Vec<String>>,
}

impl Script {
    pub(super) fn new(answers: &[(u16, String)]) -> Script {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answers = answers.to_vec();
        let count = answers.len();
        let thread = thread::spawn(move || {
            answers
                .iter()
                .map(|answer| serve_one(&listener, answer))
                .collect()
        });
        Script {
            url: format!("http://{address}/scim"),
            address,
            answers: count,
            thread,
        }
    }

    /// Head and body of each request. Answers that nobody asked for are used up by empty connections, so this ends.
    pub(super) fn requests(self) -> Vec<String> {
        for _ in 0..self.answers {
            let _ = TcpStream::connect(self.address);
        }
        let requests = self.thread.join().unwrap();
        requests
            .into_iter()
            .filter(|request| !request.is_empty())
            .collect()
    }
}

fn serve_one(listener: &TcpListener, (status, body): &(u16, String)) -> String {
    let (stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(&stream);
    let mut request = String::new();
    while reader.read_line(&mut request).unwrap_or(0) > 2 {}
    if request.is_empty() {
        return request;
    }
    let length = request
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        })
        .unwrap_or(0);
    let mut content = vec![0; length];
    reader.read_exact(&mut content).unwrap();
    let head = format!(
        "HTTP/1.1 {status} Any\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    (&stream)
        .write_all(format!("{head}{body}").as_bytes())
        .unwrap();
    request + &String::from_utf8(content).unwrap()
}
