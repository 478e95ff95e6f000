//! What the run was made on and with.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::options::Options;
use crate::psql::Cluster;

/// Names with what they are.
pub type Facts = Vec<(String, String)>;

fn fact(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

/// The value of a line `name: value` or `name=value` of a file.
fn line(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    let value = line.split_once([':', '='])?.1.trim().trim_matches('"');
    Some(value.to_owned())
}

/// Has the system write back what it still owes the disk: else that is paid by whoever is measured next.
pub fn write_back() {
    // Where there is no such program, figures are noisier, not wrong.
    drop(Command::new("sync").status());
}

/// Processor, cores, memory, system.
pub fn describe() -> Facts {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = line("/proc/meminfo", "MemTotal")
        .and_then(|text| text.trim_end_matches(" kB").parse::<u64>().ok());
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    vec![
        fact(
            "processor",
            line("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned()),
        ),
        fact("cores, shared with the load generator", cores.to_string()),
        fact(
            "memory",
            memory.map_or_else(
                || "unknown".to_owned(),
                |kib| format!("{} GiB", kib.div_ceil(1024 * 1024)),
            ),
        ),
        fact(
            "system",
            line("/etc/os-release", "PRETTY_NAME").unwrap_or_default() + ", Linux " + kernel.trim(),
        ),
    ]
}

/// Versions of all that takes part.
pub fn versions(options: &Options, cluster: Option<&Cluster>) -> Result<Facts> {
    let rollcall = Command::new(&options.programs.rollcall)
        .arg("--version")
        .output()
        .context("the binary of --rollcall cannot be started")?;
    let wrk = Command::new("wrk")
        .arg("-v")
        .output()
        .context("wrk cannot be started (Debian: apt-get install wrk)")?;
    let wrk = String::from_utf8_lossy(&wrk.stdout).into_owned();
    let mut versions = vec![
        fact(
            "Rollcall",
            String::from_utf8_lossy(&rollcall.stdout)
                .trim()
                .trim_start_matches("rollcall "),
        ),
        fact("SQLite", rusqlite::version()),
        fact("wrk", wrk.split_whitespace().nth(1).unwrap_or_default()),
    ];
    if let Some(cluster) = cluster {
        versions.push(fact(
            "PostgreSQL",
            cluster.run("postgres", &["SHOW server_version"])?,
        ));
    }
    versions.extend(
        options
            .versions
            .iter()
            .filter_map(|given| given.split_once('='))
            .map(|(name, version)| fact(name, version)),
    );
    Ok(versions)
}
