//! A mail server in this process: it takes every message and remembers it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

/// A message that came.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    /// As it came, without the folds of its lines.
    pub(crate) text: String,
}

pub(crate) struct MailServer {
    address: SocketAddr,
    received: Receiver<Letter>,
}

impl MailServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, received) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let sender = sender.clone();
                std::thread::spawn(move || converse(stream, &sender));
            }
        });
        Self { address, received }
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    #[track_caller]
    pub(crate) fn next(&self) -> Letter {
        self.received.recv_timeout(Duration::from_secs(60)).unwrap()
    }

    /// What has come in that nobody has looked at.
    pub(crate) fn rest(&self) -> Vec<Letter> {
        self.received.try_iter().collect()
    }
}

/// RFC 5321, as much as a client needs that sends.
fn converse(stream: TcpStream, sender: &Sender<Letter>) -> Option<()> {
    let mut writer = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream);
    let mut say = |text: &str| write!(writer, "{text}\r\n").ok();
    say("220 mail.example.com ESMTP")?;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        let address = || {
            let rest = line.split_once('<')?.1;
            Some(rest.split_once('>')?.0.to_owned())
        };
        match line.split([' ', ':']).next()?.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => say("250 mail.example.com")?,
            "MAIL" => {
                from = address()?;
                say("250 ok")?;
            }
            "RCPT" => {
                to.push(address()?);
                say("250 ok")?;
            }
            "DATA" => {
                say("354 go on")?;
                let mut text = String::new();
                loop {
                    let mut line = String::new();
                    lines.read_line(&mut line).ok()?;
                    if line == ".\r\n" {
                        break;
                    }
                    // A dot at the beginning of a line comes twice (RFC 5321 §4.5.2).
                    let doubled = line.strip_prefix('.').filter(|rest| rest.starts_with('.'));
                    text.push_str(doubled.unwrap_or(&line));
                }
                let letter = Letter {
                    from: std::mem::take(&mut from),
                    to: std::mem::take(&mut to),
                    text: unfolded(&text),
                };
                sender.send(letter).ok()?;
                say("250 ok")?;
            }
            "QUIT" => {
                say("221 bye")?;
                return Some(());
            }
            _ => say("250 ok")?,
        }
    }
}

/// Headers on one line each, and quoted-printable as it was.
fn unfolded(text: &str) -> String {
    let text = text.replace("=\r\n", "").replace("\r\n ", " ");
    text.replace("=3D", "=")
        .replace("=22", "\"")
        .replace("\r\n", "\n")
}
