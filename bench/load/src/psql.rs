//! PostgreSQL by its own programs.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};

use crate::options::Programs;
use crate::processes::{Processes, bound};

/// A cluster and the programs to use it.
#[derive(Debug, Clone)]
pub struct Cluster {
    url: String,
    bin: PathBuf,
    /// All of the server's processes.
    pub processes: Processes,
}

impl Cluster {
    /// The one of the command line.
    pub fn of(programs: &Programs) -> Result<Self> {
        Ok(Self {
            url: programs
                .postgres
                .clone()
                .context("--postgres is not given")?,
            bin: programs
                .postgres_bin
                .clone()
                .context("--postgres-bin is not given")?,
            processes: Processes::new([programs
                .postgres_pid
                .context("--postgres-pid is not given")?]),
        })
    }

    /// The URL of one of its databases.
    pub fn database(&self, name: &str) -> String {
        format!("{}/{name}", self.url)
    }

    /// Runs statements in a database; answers what they select, a line a row.
    pub fn run(&self, database: &str, statements: &[&str]) -> Result<String> {
        let mut command = bound(self.bin.join("psql"));
        command.args([
            "--quiet",
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--set",
            "ON_ERROR_STOP=1",
            &self.database(database),
        ]);
        for statement in statements {
            command.args(["--command", statement]);
        }
        let output = command
            .stdin(Stdio::null())
            .output()
            .context("psql cannot be started")?;
        if !output.status.success() {
            bail!("psql: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Makes an empty database, instead of one of the same name.
    pub fn create(&self, name: &str) -> Result<String> {
        self.drop(name)?;
        self.run("postgres", &[&format!("CREATE DATABASE {name}")])?;
        Ok(self.database(name))
    }

    /// Forgets a database.
    pub fn drop(&self, name: &str) -> Result<()> {
        self.run(
            "postgres",
            &[&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")],
        )
        .map(drop)
    }

    /// Starts pgbench with these arguments; answers what it printed.
    pub fn pgbench(&self, database: &str, arguments: &[&str]) -> Result<String> {
        let mut command = bound(self.bin.join("pgbench"));
        let output = command
            .args(arguments)
            .arg(self.database(database))
            .stdin(Stdio::null())
            .output()
            .context("pgbench cannot be started")?;
        if !output.status.success() {
            bail!(
                "pgbench: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}
