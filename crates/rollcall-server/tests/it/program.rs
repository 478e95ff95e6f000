//! The real program, started as an administrator starts it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use tempfile::TempDir;

use crate::client::Client;

/// A folder in which the program runs, and what it is told there.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    variables: Vec<(String, String)>,
}

/// A server that runs, and what it printed.
pub(crate) struct Server {
    child: Child,
    pub(crate) client: Client,
    pub(crate) printed: String,
    log: Receiver<String>,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            variables: Vec::new(),
        }
    }

    /// A place whose database is elsewhere.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rollcall"));
        command.args(arguments).current_dir(self.path());
        for (name, _) in std::env::vars_os() {
            let ours = name
                .to_str()
                .is_some_and(|name| name.starts_with("ROLLCALL_") || name.starts_with("CARGO"));
            if ours {
                command.env_remove(name);
            }
        }
        command.envs(self.variables.clone());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed, and answers its standard output.
    #[track_caller]
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must fail with this exit code and one line, and answers that line.
    #[track_caller]
    pub(crate) fn refused(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
        let errors: Vec<_> = text
            .lines()
            .filter(|line| line.starts_with("rollcall: "))
            .collect();
        assert_eq!(errors.len(), 1, "{text}");
        assert!(
            output.stdout.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        errors[0].to_owned()
    }

    /// Starts the server on a free port and waits until it serves.
    #[track_caller]
    pub(crate) fn serve(&self, token: &str) -> Server {
        self.serve_with(token, &[])
    }

    #[track_caller]
    pub(crate) fn serve_with(&self, token: &str, arguments: &[&str]) -> Server {
        let arguments: Vec<_> = ["serve", "--listen", "127.0.0.1:0"]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        let mut child = self
            .command(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = lines(child.stderr.take().unwrap());
        let mut seen = String::new();
        let address = loop {
            match log.recv_timeout(Duration::from_secs(60)) {
                Ok(line) => match address_in(&line) {
                    Some(address) => break address,
                    None => seen.push_str(&line),
                },
                Err(_) => panic!("the server does not serve: {seen}"),
            }
        };
        // What the first start prints stands before the log says that it serves.
        let printed = if token.is_empty() {
            first_block(&mut child)
        } else {
            String::new()
        };
        let token = if token.is_empty() {
            token_in(&printed)
        } else {
            token.to_owned()
        };
        Server {
            child,
            client: Client::new(address, &token),
            printed,
            log,
        }
    }
}

impl Server {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal by its name, as `kill` does.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// The exit code, when it has ended by itself.
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// What is in the log by now, and until the program ends if it is ending.
    pub(crate) fn log(&self) -> String {
        self.log.iter().collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { break };
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// The address in the log line that says that the server serves, in either format.
fn address_in(line: &str) -> Option<SocketAddr> {
    if !line.contains("serving") {
        return None;
    }
    let port = line.split_once("127.0.0.1:").map(|(_, rest)| rest)?;
    port.split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
        .map(|port: u16| ([127, 0, 0, 1], port).into())
}

/// The framed text of a first start: everything up to its second rule.
fn first_block(child: &mut Child) -> String {
    let mut out = child.stdout.take().unwrap();
    let (mut bytes, mut byte) = (Vec::new(), [0]);
    while out.read(&mut byte).unwrap() == 1 {
        bytes.push(byte[0]);
        let text = String::from_utf8_lossy(&bytes);
        if text.ends_with('\n') && text.lines().filter(|line| line.starts_with("──")).count() == 2
        {
            break;
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn token_in(printed: &str) -> String {
    let line = printed
        .lines()
        .find_map(|line| line.trim().strip_prefix("Secret token "))
        .unwrap_or_default();
    line.trim().to_owned()
}
