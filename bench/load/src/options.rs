//! The command line, and what it asks for.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, Parser, Subcommand};

use crate::operations::{OPERATIONS, Operation};

/// Measures Rollcall beside what its databases can do at all and beside other SCIM servers. `./bench.sh` starts it with
/// everything it needs.
#[derive(Debug, Parser)]
#[command(max_term_width = 120)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Measures, writes the result and the report
    Measure(Box<Options>),
    /// Writes the report of an earlier result anew
    Report(ReportOptions),
    /// Draws flame graphs of the server under load
    Flame(Box<FlameOptions>),
    /// Serves one fixed answer: the floor of everything that answers over HTTP
    Hello(HelloOptions),
    /// Stands in for an Okta organization, from which people are pulled
    Okta(OktaOptions),
}

/// `report`
#[derive(Debug, Args)]
pub struct ReportOptions {
    /// The result.json of a run, or of several
    #[arg(required = true, value_name = "FILE")]
    pub results: Vec<PathBuf>,
    /// Folder of the documentation, whose PERFORMANCE.md gets the tables
    #[arg(long, value_name = "FOLDER")]
    pub publish: Option<PathBuf>,
}

/// `flame`
#[derive(Debug, Args)]
pub struct FlameOptions {
    /// Operations
    #[arg(long, value_delimiter = ',', default_value = "get,patch,create")]
    pub only: Vec<String>,
    /// People in the store
    #[arg(long, default_value_t = 10_000)]
    pub people: u64,
    /// How long each operation is sampled
    #[arg(long, default_value_t = 10)]
    pub seconds: u32,
    /// Part of the files' names, to keep graphs beside each other: before, after
    #[arg(long, value_name = "NAME")]
    pub label: Option<String>,
    /// Folder of inferno's programs
    #[arg(long, value_name = "FOLDER")]
    pub inferno: PathBuf,
    /// Where the graphs go
    #[arg(long, value_name = "FOLDER")]
    pub graphs: PathBuf,
    /// Where all goes that is thrown away
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// What is sampled.
    #[command(flatten)]
    pub programs: Programs,
}

/// `hello`
#[derive(Debug, Args)]
pub struct HelloOptions {
    /// Port on 127.0.0.1
    #[arg(long)]
    pub port: u16,
    /// Length of the answer's body
    #[arg(long)]
    pub bytes: usize,
}

/// `okta`
#[derive(Debug, Args)]
pub struct OktaOptions {
    /// Port on 127.0.0.1
    #[arg(long)]
    pub port: u16,
    /// Users
    #[arg(long)]
    pub users: u64,
    /// Requests for users that it answers in a minute
    #[arg(long)]
    pub requests_a_minute: u64,
}

/// `measure`
#[derive(Debug, Args)]
pub struct Options {
    /// About twenty minutes: small stores and short runs
    #[arg(long)]
    pub quick: bool,
    /// Stores by their number of people [default: 1000,10000,100000,1000000; quick: 1000,10000; for `pull` alone: 10000,200000]
    #[arg(long, value_delimiter = ',', value_name = "PEOPLE")]
    pub sizes: Vec<u64>,
    /// The size at which everything is measured at all numbers of connections, beside floors and peers [default: 10000]
    #[arg(long, value_name = "PEOPLE")]
    pub main_size: Option<u64>,
    /// Groups by their number of members, in the largest store [default: 10,1000,10000,100000]
    #[arg(long, value_delimiter = ',', value_name = "MEMBERS")]
    pub groups: Vec<u64>,
    /// People in the peers' stores, which fill slowly [default: 10000; quick: 1000]
    #[arg(long, value_name = "PEOPLE")]
    pub peer_size: Option<u64>,
    /// Numbers of connections [default: 1,16,64; quick: 16, and all three for creations and reads by id]
    #[arg(long, value_delimiter = ',')]
    pub connections: Vec<u32>,
    /// Length of one run [default: 5; quick: 1]
    #[arg(long)]
    pub seconds: Option<u32>,
    /// Runs of each measurement, of which the median counts [default: 3]
    #[arg(long)]
    pub runs: Option<usize>,
    /// Only these, by their keys in the result: operations, `fairness`, `export`, `diff`, `indexes`, `request-log`, `console`, `pull`; or `flat`: all operations on the smallest
    /// and the largest store (1,000 and 1,000,000 people unless --sizes says otherwise), without floors and peers; or `micro`: what
    /// criterion measured (--criterion)
    #[arg(long, value_delimiter = ',', value_name = "KEY")]
    pub only: Vec<String>,
    /// Databases
    #[arg(long, value_delimiter = ',', default_value = "sqlite,postgres")]
    pub databases: Vec<String>,
    /// Other servers; `none` for none
    #[arg(long, value_delimiter = ',', default_value = "scim2-server,scimmy")]
    pub peers: Vec<String>,
    /// Requests for users that the organization answers in a minute, from which `pull` pulls: so many that nobody waits, unless a real
    /// organization's limit is to be seen at work, for example 600
    #[arg(long, value_name = "REQUESTS", default_value_t = 1_000_000)]
    pub okta_limit: u64,
    /// Folder in which criterion left the micro-benchmarks' results
    #[arg(long, value_name = "FOLDER")]
    pub criterion: Option<PathBuf>,
    /// Where the result goes, and all that is thrown away: the disk that is measured
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Folder of the documentation, whose PERFORMANCE.md gets the tables
    #[arg(long, value_name = "FOLDER")]
    pub publish: Option<PathBuf>,
    /// How the run was started, for the report
    #[arg(long, default_value = "./bench.sh")]
    pub command_line: String,
    /// A version for the report, of what cannot be asked; repeatable
    #[arg(long = "version-of", value_name = "NAME=VERSION")]
    pub versions: Vec<String>,
    /// What is measured and what it is measured with.
    #[command(flatten)]
    pub programs: Programs,
}

/// The programs of a run; `bench.sh` builds and installs them.
#[derive(Debug, Args)]
pub struct Programs {
    /// The release binary
    #[arg(long, value_name = "FILE")]
    pub rollcall: PathBuf,
    /// The secret key of the servers, 32 bytes in base64
    #[arg(long, env = "ROLLCALL_SECRET_KEY", hide_env_values = true)]
    pub secret_key: String,
    /// requests.lua, which wrk plays
    #[arg(long, value_name = "FILE")]
    pub requests: PathBuf,
    /// A PostgreSQL cluster without a database's name: postgres://user:password@host:port
    #[arg(long, value_name = "URL")]
    pub postgres: Option<String>,
    /// The cluster's main process
    #[arg(long, value_name = "PID")]
    pub postgres_pid: Option<u32>,
    /// Folder of psql and pgbench
    #[arg(long, value_name = "FOLDER")]
    pub postgres_bin: Option<PathBuf>,
    /// scim2-server's program
    #[arg(long, value_name = "FILE")]
    pub scim2_server: Option<PathBuf>,
    /// SCIMMY's server.mjs
    #[arg(long, value_name = "FILE")]
    pub scimmy: Option<PathBuf>,
    /// SCIMMY's node_modules
    #[arg(long, value_name = "FOLDER")]
    pub scimmy_modules: Option<PathBuf>,
}

/// What is measured how often and how long: the options with their defaults.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Stores, by their number of people.
    pub sizes: Vec<u64>,
    /// The one measured at all numbers of connections.
    pub main_size: u64,
    /// Groups in the largest store, by their number of members.
    pub groups: Vec<u64>,
    /// People in the peers' stores.
    pub peer_size: u64,
    /// Numbers of connections for every operation.
    pub connections: Vec<u32>,
    /// Numbers of connections for what is compared with the floors.
    pub floor_connections: Vec<u32>,
    /// Numbers of connections for the peers.
    pub peer_connections: Vec<u32>,
    /// Length of one run.
    pub seconds: u32,
    /// The longest run, for what is too slow for `seconds`.
    pub seconds_max: u32,
    /// Runs of each measurement.
    pub runs: usize,
    /// How long one tenant is watched while another floods the server.
    pub watch_seconds: u32,
    /// How long a store may take to be filled; it is measured with those who are in it by then.
    pub load_seconds_max: u64,
    /// The same of a peer's.
    pub peer_load_seconds_max: u64,
    /// What is measured, by keys; empty: everything.
    pub only: Vec<String>,
    /// Whether only the growth with the number of people is asked for.
    pub flat: bool,
    /// Other servers.
    pub peers: Vec<String>,
}

/// What can be chosen beside operations.
const LOOKS: [&str; 7] = [
    "fairness",
    "export",
    "diff",
    "indexes",
    "request-log",
    "console",
    PULL,
];
const FLAT: &str = "flat";
/// What needs no store that was filled before.
const PULL: &str = "pull";
/// No other server.
const NONE: &str = "none";
/// No server at all.
const MICRO: &str = "micro";

/// The number of connections at which stores of all sizes, floors and peers are compared.
pub const USUAL_CONNECTIONS: u32 = 16;

impl Options {
    /// The plan, defaults filled in.
    pub fn plan(&self) -> Result<Plan> {
        let or = |given: &[u64], full: &[u64], quick: &[u64]| match given {
            [] if self.quick => quick.to_vec(),
            [] => full.to_vec(),
            given => given.to_vec(),
        };
        let quick_or = |quick: u32, full: u32| if self.quick { quick } else { full };
        let (only, flat) = (self.chosen()?, self.only.iter().any(|key| key == FLAT));
        let mut sizes = match (flat, only.as_slice()) {
            (_, [one]) if one == MICRO => Vec::new(),
            (_, [one]) if one == PULL && self.sizes.is_empty() => vec![10_000, 200_000],
            (true, _) if self.sizes.is_empty() => vec![1_000, 1_000_000],
            _ => or(
                &self.sizes,
                &[1_000, 10_000, 100_000, 1_000_000],
                &[1_000, 10_000],
            ),
        };
        sizes.sort_unstable();
        let largest = sizes.last().copied().unwrap_or_default();
        let all = match self.connections.as_slice() {
            [] => vec![1, USUAL_CONNECTIONS, 64],
            given => given.to_vec(),
        };
        let some = match self.connections.as_slice() {
            [] if self.quick => vec![USUAL_CONNECTIONS],
            _ => all.clone(),
        };
        let peers = self.peers.iter().filter(|peer| *peer != NONE);
        Ok(Plan {
            main_size: match self.main_size {
                _ if flat => 0,
                given => given.unwrap_or(10_000).min(largest),
            },
            groups: or(
                &self.groups,
                &[10, 1_000, 10_000, 100_000],
                &[10, 1_000, 10_000],
            ),
            peer_size: self
                .peer_size
                .unwrap_or(if self.quick { 1_000 } else { 10_000 }),
            connections: some.clone(),
            peer_connections: some,
            floor_connections: all,
            seconds: self.seconds.unwrap_or(quick_or(1, 5)),
            seconds_max: quick_or(5, 60),
            watch_seconds: quick_or(8, 20),
            runs: self.runs.unwrap_or(3).max(1),
            // Chosen sizes are filled however long it takes.
            load_seconds_max: match largest {
                0..=10_000 if self.quick => 120,
                _ => 3_600,
            },
            peer_load_seconds_max: quick_or(60, 600).into(),
            peers: if flat || sizes.is_empty() {
                Vec::new()
            } else {
                peers.cloned().collect()
            },
            only,
            flat,
            sizes,
        })
    }

    /// The keys of `--only`, if all are known.
    fn chosen(&self) -> Result<Vec<String>> {
        let operations = || OPERATIONS.iter().map(|operation| operation.key);
        let mut chosen = Vec::new();
        for key in &self.only {
            match key.as_str() {
                FLAT => chosen.extend(operations().map(str::to_owned)),
                key if key == MICRO
                    || LOOKS.contains(&key)
                    || operations().any(|known| known == key) =>
                {
                    chosen.push(key.to_owned());
                }
                key => bail!(
                    "--only {key}: there is no such thing; there are {}, {}, {FLAT} and {MICRO}",
                    operations().collect::<Vec<_>>().join(", "),
                    LOOKS.join(", ")
                ),
            }
        }
        Ok(chosen)
    }
}

impl Plan {
    /// The operations to be measured.
    pub fn operations(&self) -> Vec<&'static Operation> {
        OPERATIONS
            .iter()
            .filter(|operation| self.wants(operation.key))
            .collect()
    }

    /// Whether an operation or a look is to be measured.
    pub fn wants(&self, key: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == key)
    }

    /// Whether anything is to be measured that needs a filled store.
    pub fn wants_store(&self) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only != PULL)
    }

    /// Whether so many people are to be pulled: of all sizes only the main one, unless that is asked for.
    pub fn wants_pull(&self, people: u64) -> bool {
        let is_chosen = !self.only.is_empty() && self.wants(PULL);
        is_chosen || (self.only.is_empty() && people == self.main_size)
    }

    /// Whether any operation is compared with floors.
    pub fn wants_floors(&self) -> bool {
        !self.flat && ["get", "create"].iter().any(|key| self.wants(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(arguments: &[&str]) -> Result<Plan> {
        let fixed = ["bench", "measure", "--out", "x", "--rollcall", "x"];
        let key = ["--secret-key", "x", "--requests", "x"];
        let all = fixed.iter().chain(&key).chain(arguments);
        match Cli::try_parse_from(all)?.command {
            Command::Measure(options) => options.plan(),
            _ => bail!("another command"),
        }
    }

    #[test]
    fn flat_is_every_operation_on_two_sizes() {
        let plan = plan(&["--only", "flat"]).unwrap();
        assert_eq!(plan.sizes, [1_000, 1_000_000]);
        assert_eq!(plan.operations().len(), OPERATIONS.len());
        assert!(!plan.wants("fairness") && !plan.wants_floors() && plan.peers.is_empty());
    }

    #[test]
    fn pulling_alone_needs_no_store() {
        let alone = plan(&["--only", "pull"]).unwrap();
        assert_eq!(alone.sizes, [10_000, 200_000]);
        assert!(alone.wants_pull(200_000) && !alone.wants_store());
        let all = plan(&[]).unwrap();
        assert!(all.wants_pull(10_000) && !all.wants_pull(100_000) && all.wants_store());
        assert!(!plan(&["--only", "get"]).unwrap().wants_pull(10_000));
        assert!(plan(&["--only", "pull,get"]).unwrap().wants_store());
    }

    #[test]
    fn what_is_unknown_is_told() {
        let error = plan(&["--only", "gets"]).unwrap_err().to_string();
        assert!(error.contains("--only gets") && error.contains("get, user-name"));
        assert!(plan(&["--only", "get,fairness"]).unwrap().wants_floors());
    }

    #[test]
    fn a_quick_run_is_small() {
        let plan = plan(&["--quick"]).unwrap();
        assert_eq!(
            (plan.sizes.as_slice(), plan.seconds),
            ([1_000, 10_000].as_slice(), 1)
        );
        assert_eq!(plan.peers.len(), 2);
    }
}
