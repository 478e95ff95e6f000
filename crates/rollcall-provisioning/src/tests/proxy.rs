//! A way to PostgreSQL on which a connection can be lost exactly while a commit is under way.

use std::io::{self, Read, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use url::Url;

/// When a connection is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loss {
    /// The server never hears of the commit, and rolls back.
    BeforeCommit,
    /// The server has committed, and nobody hears of it.
    AfterCommit,
}

/// What is to happen: after so many commits more, a loss.
type Plan = Arc<Mutex<Option<(usize, Loss)>>>;

pub(super) struct Proxy {
    address: SocketAddr,
    plan: Plan,
}

impl Proxy {
    /// Stands before the server of this URL.
    pub(super) fn before(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (server, plan) = (server(url), Plan::default());
        let of_all = plan.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, plan) = (TcpStream::connect(&server).unwrap(), of_all.clone());
                thread::spawn(move || connect(&client, &server, &plan));
            }
        });
        Self { address, plan }
    }

    /// The database of this URL by way of the proxy.
    pub(super) fn url(&self, url: &str) -> String {
        let mut through = Url::parse(url).unwrap();
        through.set_host(Some("127.0.0.1")).unwrap();
        through.set_port(Some(self.address.port())).unwrap();
        // What is encrypted cannot be read by a proxy either.
        through.set_query(Some("sslmode=disable&gssencmode=disable"));
        through.to_string()
    }

    /// Loses the connection on which the commit comes that `commits` others come before.
    pub(super) fn lose(&self, commits: usize, loss: Loss) {
        *self.plan.lock().unwrap() = Some((commits, loss));
    }

    /// Whether what was planned has happened.
    pub(super) fn has_lost(&self) -> bool {
        self.plan.lock().unwrap().is_none()
    }
}

fn server(url: &str) -> String {
    let url = Url::parse(url).unwrap();
    format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432))
}

/// Both ways, until either side ends or the connection is lost.
fn connect(client: &TcpStream, server: &TcpStream, plan: &Plan) {
    for way in [client, server] {
        way.set_nodelay(true).unwrap();
    }
    let silent = AtomicBool::new(false);
    let end = || {
        drop(client.shutdown(Shutdown::Both));
        drop(server.shutdown(Shutdown::Both));
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            drop(answers(server, client, &silent));
            end();
        });
        drop(questions(client, server, plan, &silent));
        // An answer that nobody is to hear is waited for: with it the server has committed.
        if !silent.load(Ordering::SeqCst) {
            end();
        }
    });
}

/// Message by message; ends with the one on which the connection is lost.
fn questions(
    mut client: &TcpStream,
    mut server: &TcpStream,
    plan: &Plan,
    silent: &AtomicBool,
) -> io::Result<()> {
    // The first one has no type.
    server.write_all(&message(client, 0)?)?;
    loop {
        let message = message(&mut client, 1)?;
        let loss = if message.starts_with(b"Q") && message.ends_with(b"COMMIT\0") {
            next_loss(plan)
        } else {
            None
        };
        if loss == Some(Loss::BeforeCommit) {
            return Ok(());
        }
        silent.store(loss.is_some(), Ordering::SeqCst);
        server.write_all(&message)?;
        if loss.is_some() {
            return Ok(());
        }
    }
}

/// The next message: its type, its length (which counts itself), and the rest.
fn message(mut from: impl Read, type_bytes: usize) -> io::Result<Vec<u8>> {
    let mut message = vec![0; type_bytes + 4];
    from.read_exact(&mut message)?;
    let length = u32::from_be_bytes(message[type_bytes..].try_into().unwrap());
    message.resize(type_bytes + length as usize, 0);
    from.read_exact(&mut message[type_bytes + 4..])?;
    Ok(message)
}

fn next_loss(plan: &Plan) -> Option<Loss> {
    let mut plan = plan.lock().unwrap();
    match plan.as_mut()? {
        (0, _) => plan.take().map(|(_, loss)| loss),
        (commits, _) => {
            *commits -= 1;
            None
        }
    }
}

fn answers(mut server: &TcpStream, mut client: &TcpStream, silent: &AtomicBool) -> io::Result<()> {
    let mut part = [0; 16 * 1024];
    loop {
        let length = server.read(&mut part)?;
        if length == 0 || silent.load(Ordering::SeqCst) {
            return Ok(());
        }
        client.write_all(&part[..length])?;
    }
}
