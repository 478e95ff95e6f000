//! Runs wrk with the requests of an operation. wrk, because it shares the machine with what it measures: it needs a small part of a
//! core for 50,000 requests a second, and by its Lua scripts every request can be another one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::client::Client;
use crate::processes::{Processes, bound, machine_cpu_seconds};
use crate::result::Run;

const SETTLE_MAX: Duration = Duration::from_secs(60);
const MICROSECONDS: f64 = 1e6;

/// In which order wrk plays the requests; the words of requests.lua.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// One after the other, and again from the start.
    Cycle,
    /// As `Cycle`, but the requests run out: none may be sent twice.
    Once,
    /// Any.
    Random,
    /// As `Cycle`; the answers tell of each operation.
    Bulk,
    /// Steps of people's lives.
    Lives,
}

impl Order {
    fn word(self) -> &'static str {
        match self {
            Self::Cycle | Self::Once => "cycle",
            Self::Random => "random",
            Self::Bulk => "bulk",
            Self::Lives => "lives",
        }
    }
}

/// What wrk needs for one run.
pub struct Load<'a> {
    /// requests.lua
    pub script: &'a Path,
    /// The requests, a line each.
    pub requests: &'a Path,
    /// How many lines those are.
    pub lines: u64,
    /// In which order.
    pub order: Order,
    /// To whom.
    pub client: &'a Client,
    /// Whose CPU time is counted.
    pub processes: &'a Processes,
    /// Kept-alive connections.
    pub connections: u32,
    /// How long.
    pub seconds: u32,
    /// Whether refusals for too much at once are looked at: it makes wrk read each answer.
    pub watches_refusals: bool,
}

/// What requests.lua prints at the end.
#[derive(Deserialize)]
struct Printed {
    requests: u64,
    microseconds: f64,
    refused: u64,
    failures: u64,
    broken: u64,
    refusals: BTreeMap<u16, u64>,
    untold: u64,
    p50_us: f64,
    p99_us: f64,
}

fn parse(output: &str) -> Result<Printed> {
    let line = output.lines().find_map(|line| line.strip_prefix("RESULT "));
    Ok(serde_json::from_str(line.with_context(|| {
        format!("wrk printed no result:\n{output}")
    })?)?)
}

/// Writes an operation's requests into the folder, to be played from the start.
pub fn write_requests(folder: &Path, name: &str, lines: &[String]) -> Result<PathBuf> {
    let file = folder.join(format!("{name}.requests"));
    std::fs::write(&file, lines.join("\n") + "\n")?;
    drop(std::fs::remove_file(position_file(&file)));
    Ok(file)
}

/// CPU time that the measured processes and strangers use from now on.
pub struct Meter<'a> {
    processes: &'a Processes,
    known: Processes,
    began: Instant,
    server: f64,
    known_before: f64,
    machine: f64,
}

impl<'a> Meter<'a> {
    /// Starts. Whoever is neither measured nor this program with what it starts (wrk, pgbench) is a stranger.
    pub fn start(processes: &'a Processes) -> Self {
        let known = processes.and(&Processes::new([std::process::id()]));
        Self {
            processes,
            began: Instant::now(),
            server: processes.cpu_seconds(),
            known_before: known.cpu_seconds(),
            known,
            machine: machine_cpu_seconds(),
        }
    }

    /// Seconds of CPU that the measured processes used, and cores that strangers used.
    pub fn stop(&self) -> (f64, f64) {
        let server = self.processes.cpu_seconds() - self.server;
        let strangers =
            (machine_cpu_seconds() - self.machine) - (self.known.cpu_seconds() - self.known_before);
        (
            server,
            strangers.max(0.0) / self.began.elapsed().as_secs_f64(),
        )
    }
}

/// Runs it once. What wrk leaves unanswered is worked off before this returns.
pub fn run(load: &Load<'_>) -> Result<Run> {
    let url = load
        .client
        .base
        .splitn(4, '/')
        .take(3)
        .collect::<Vec<_>>()
        .join("/");
    let meter = Meter::start(load.processes);
    let output = bound("wrk")
        .args(["--threads", "1", "--timeout", "60s", "--latency"])
        .args([
            "--connections",
            &load.connections.to_string(),
            "--duration",
            &format!("{}s", load.seconds),
        ])
        .arg("--script")
        .arg(load.script)
        .args([&format!("{url}/"), "--"])
        .arg(load.requests)
        .args([
            load.order.word(),
            &format!("Bearer {}", load.client.token),
            "application/scim+json",
            &load.connections.to_string(),
            if load.watches_refusals { "told" } else { "-" },
        ])
        .stdin(Stdio::null())
        .output()
        .context("wrk cannot be started (Debian: apt-get install wrk)")?;
    let (cpu, foreign_cores) = meter.stop();
    load.processes.settle(SETTLE_MAX);
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!(
            "wrk failed: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let printed = parse(&text)?;
    if load.order == Order::Once && position(load.requests)? > load.lines {
        bail!("the {} prepared requests ran out", load.lines);
    }
    let (seconds, requests) = (printed.microseconds / MICROSECONDS, printed.requests);
    Ok(Run {
        seconds,
        requests,
        per_second: requests as f64 / seconds,
        p50_us: Some(printed.p50_us),
        p99_us: Some(printed.p99_us),
        cpu_us: (requests > 0).then(|| cpu / requests as f64 * MICROSECONDS),
        foreign_cores,
        refused: printed.refused + printed.failures,
        broken: printed.broken,
        refusals: printed.refusals,
        untold: printed.untold,
    })
}

/// How many requests of the file were sent so far, over all runs.
fn position(requests: &Path) -> Result<u64> {
    Ok(std::fs::read_to_string(position_file(requests))?
        .trim()
        .parse()?)
}

fn position_file(requests: &Path) -> String {
    format!("{}.position", requests.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_is_found_in_what_wrk_prints() {
        let printed = parse(
            "Running 1s test\n\nRESULT {\"requests\":7,\"microseconds\":1000000,\"refused\":0,\"failures\":0,\"broken\":0,\
             \"refusals\":{\"503\":2},\"untold\":0,\"p50_us\":1,\"p99_us\":2,\"bytes\":9}\n",
        );
        let printed = printed.unwrap();
        assert_eq!((printed.requests, printed.refusals[&503]), (7, 2));
        assert!(parse("unable to connect").is_err());
    }
}
