//! Starting and stopping what is measured: Rollcall, its peers, and the plain HTTP answer.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::client::Client;
use crate::options::Programs;
use crate::processes::{Processes, bound};

const READY_MAX: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(2);
const TENANT: &str = "default";
const PEER_TOKEN: &str = "a-token-of-the-other-server";

/// A server that runs; dropped, it is killed.
pub struct Server {
    child: Child,
    /// What it writes.
    log: PathBuf,
    /// How it is spoken to.
    pub client: Client,
    /// Its own processes.
    pub own: Processes,
    /// Its own and its database's.
    pub all: Processes,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port that is free now.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Starts a program whose output goes into a file of the folder.
fn spawn(command: &mut Command, folder: &Path, name: &str) -> Result<(Child, PathBuf)> {
    let file = folder.join(format!("{name}.log"));
    let log = File::create(&file)?;
    command
        .stdin(Stdio::null())
        .stderr(log.try_clone()?)
        .stdout(log);
    let child = command
        .spawn()
        .with_context(|| format!("{name} cannot be started"))?;
    Ok((child, file))
}

impl Server {
    /// Takes a started program over and waits until it answers whatever at `ready`, but no error of its own.
    fn adopt(
        (child, log): (Child, PathBuf),
        client: Client,
        database: &Processes,
        ready: &str,
    ) -> Result<Self> {
        let own = Processes::new([child.id()]);
        let server = Self {
            child,
            log,
            client,
            all: own.and(database),
            own,
        };
        let until = Instant::now() + READY_MAX;
        let asked = Client::new(ready, &server.client.token);
        while !matches!(asked.send("GET", "", None), Ok(answer) if answer.status < 500) {
            server.check()?;
            if Instant::now() > until {
                bail!("{ready} is not ready after {} s", READY_MAX.as_secs());
            }
            std::thread::sleep(LOOK);
        }
        Ok(server)
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Fails if it has ended, with the end of its log.
    pub fn check(&self) -> Result<()> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        // Ended and not waited for, it is a zombie.
        let runs = stat.is_ok_and(|stat| {
            stat.rsplit_once(") ")
                .is_some_and(|(_, rest)| !rest.starts_with('Z'))
        });
        if runs {
            return Ok(());
        }
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let last = log
            .lines()
            .rev()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("nothing");
        bail!("{} has ended; the end of its log: {last}", self.client.base)
    }

    /// Ends it as an operator would, and waits for the end.
    pub fn stop(mut self) -> Result<()> {
        let status = Command::new("kill")
            .arg("-TERM")
            .arg(self.child.id().to_string())
            .status()?;
        if !status.success() {
            bail!("{} cannot be ended", self.client.base);
        }
        self.child.wait()?;
        Ok(())
    }
}

/// One of Rollcall's databases and how the server is started on it.
pub struct Rollcall<'a> {
    /// What is measured.
    pub programs: &'a Programs,
    /// `sqlite://…` or `postgres://…`
    pub url: String,
    /// Where its log goes.
    pub folder: &'a Path,
    /// The database's processes, if it has any.
    pub database: Processes,
}

impl Rollcall<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bound(&self.programs.rollcall);
        command.args(arguments).current_dir(self.folder);
        command
            .env("ROLLCALL_DATABASE_URL", &self.url)
            .env("ROLLCALL_SECRET_KEY", &self.programs.secret_key);
        // A line of log for each request would be measured with it.
        command.env("ROLLCALL_LOG", "warn");
        command
    }

    /// One of its commands; answers what it printed.
    pub fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command(arguments).stderr(Stdio::piped()).output()?;
        if !output.status.success() {
            bail!(
                "rollcall {}: {}",
                arguments.join(" "),
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// A secret token for `scim` or `api`.
    pub fn token(&self, tenant: &str, scope: &str) -> Result<String> {
        self.run(&[
            "token",
            "create",
            "--tenant",
            tenant,
            "--name",
            "benchmark",
            "--scope",
            scope,
        ])
    }

    /// Starts the server; `token` is one of an earlier start.
    pub fn start(&self, token: Option<&str>) -> Result<Server> {
        self.start_with(token, &[])
    }

    /// The same with other settings: environment variables.
    pub fn start_with(&self, token: Option<&str>, settings: &[(&str, &str)]) -> Result<Server> {
        let port = free_port()?;
        let child = spawn(
            self.command(&["serve"])
                .envs(settings.iter().copied())
                .env("ROLLCALL_LISTEN", format!("127.0.0.1:{port}")),
            self.folder,
            "rollcall",
        )?;
        let client = Client::new(
            &format!("http://127.0.0.1:{port}/scim/v2"),
            token.unwrap_or_default(),
        );
        let mut server = Server::adopt(
            child,
            client,
            &self.database,
            &format!("http://127.0.0.1:{port}/readyz"),
        )?;
        if token.is_none() {
            server.client.token = self.token(TENANT, "scim")?;
        }
        Ok(server)
    }

    /// From the start of the process to its first good answer.
    pub fn start_timed(&self, token: &str, path: &str) -> Result<(Server, Duration)> {
        let began = Instant::now();
        let server = self.start(Some(token))?;
        server.client.get(path)?;
        Ok((server, began.elapsed()))
    }
}

/// Starts one of the peers, which keep everything in memory.
pub fn start_peer(name: &str, programs: &Programs, folder: &Path) -> Result<Server> {
    let port = free_port()?;
    let (mut command, path) = match name {
        "scim2-server" => {
            let mut command = bound(
                programs
                    .scim2_server
                    .as_ref()
                    .context("--scim2-server is not given")?,
            );
            command.args(["--port", &port.to_string(), "--bearer-token", PEER_TOKEN]);
            (command, "/v2")
        }
        "scimmy" => {
            let mut command = bound("node");
            command.arg(programs.scimmy.as_ref().context("--scimmy is not given")?);
            command.arg("--modules").arg(
                programs
                    .scimmy_modules
                    .as_ref()
                    .context("--scimmy-modules is not given")?,
            );
            command.args(["--port", &port.to_string(), "--token", PEER_TOKEN]);
            (command, "/scim/v2")
        }
        other => bail!("there is no peer {other}; there are scim2-server and scimmy"),
    };
    let child = spawn(&mut command, folder, name)?;
    let client = Client::new(&format!("http://127.0.0.1:{port}{path}"), PEER_TOKEN);
    let ready = format!("{}/Schemas", client.base);
    Server::adopt(child, client, &Processes::default(), &ready)
}

/// Starts this program as the server of one fixed answer.
pub fn start_hello(bytes: usize, folder: &Path) -> Result<Server> {
    start_own("hello", &["--bytes", &bytes.to_string()], folder)
}

/// Starts this program as an organization of so many users, of which so much may be asked.
pub fn start_okta(users: u64, requests_a_minute: u64, folder: &Path) -> Result<Server> {
    let (users, limit) = (users.to_string(), requests_a_minute.to_string());
    let arguments = ["--users", &users, "--requests-a-minute", &limit];
    start_own("okta", &arguments, folder)
}

fn start_own(command: &str, arguments: &[&str], folder: &Path) -> Result<Server> {
    let port = free_port()?;
    let mut own = bound(std::env::current_exe()?);
    own.args([command, "--port", &port.to_string()])
        .args(arguments);
    let child = spawn(&mut own, folder, command)?;
    let client = Client::new(&format!("http://127.0.0.1:{port}"), "none");
    // Whatever it answers there.
    let ready = format!("{}/Schemas", client.base);
    Server::adopt(child, client, &Processes::default(), &ready)
}
