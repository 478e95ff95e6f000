//! What a run finds out, as it is written to result.json.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::options::USUAL_CONNECTIONS;

/// All of a run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// When it began, RFC 3339.
    pub started: String,
    /// How long it took.
    pub seconds: u64,
    /// How it was started.
    pub command: String,
    /// What of everything was measured, by keys; empty: everything.
    pub part: String,
    /// Whether runs were short and stores small.
    pub quick: bool,
    /// The size at which everything was measured.
    pub main_size: u64,
    /// What it ran on, line by line: processor, cores, memory, system.
    pub machine: Vec<(String, String)>,
    /// What was measured and what it was measured with.
    pub versions: Vec<(String, String)>,
    /// Operations at so many connections on so many people.
    pub cells: Vec<Cell>,
    /// Memory, disk and start of each store.
    pub footprints: Vec<Footprint>,
    /// One tenant beside another that floods the server.
    pub fairness: Vec<Fairness>,
    /// What indexes earn.
    pub indexes: Vec<IndexUse>,
    /// What the request log costs.
    pub request_log: Vec<LogUse>,
    /// Pages of the console.
    pub console: Vec<Page>,
    /// Runs in which people were pulled.
    pub pulls: Vec<Pull>,
    /// The pure steps of a request alone.
    pub micro: Vec<Micro>,
    /// What was skipped or went wrong, in sentences.
    pub remarks: Vec<String>,
}

/// One operation of one subject at one number of connections.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Cell {
    /// Who was measured: see `subjects`.
    pub subject: String,
    /// The operation's key.
    pub operation: String,
    /// People in the store when the first run began.
    pub people: u64,
    /// Members of the groups, for operations on members.
    pub members: Option<u64>,
    /// Kept-alive connections, or clients of the database.
    pub connections: u32,
    /// The runs, in the order they were made.
    pub runs: Vec<Run>,
    /// Why there is no figure: refused requests, an operation that the server does not know …
    pub invalid: Option<String>,
}

/// One run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// How long it took.
    pub seconds: f64,
    /// Answered requests, or rows written.
    pub requests: u64,
    /// Of these a second.
    pub per_second: f64,
    /// Latency, where it is known.
    pub p50_us: Option<f64>,
    /// Latency, where it is known.
    pub p99_us: Option<f64>,
    /// CPU time of the server's processes for one, its database's included.
    pub cpu_us: Option<f64>,
    /// Cores that neither the server nor the load generator used, but somebody else.
    pub foreign_cores: f64,
    /// Answers of 400 and more, and operations that failed within a bulk request.
    pub refused: u64,
    /// Connections that could not be made, broke, or waited too long.
    pub broken: u64,
    /// A flood's refused ones, by their status.
    pub refusals: BTreeMap<u16, u64>,
    /// Of those for too much at once (429 and 503), the ones without a `Retry-After` in whole seconds.
    pub untold: u64,
}

/// What a store takes, at rest and while it works.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Footprint {
    /// Whose.
    pub subject: String,
    /// People in it.
    pub people: u64,
    /// How they came in: `bulk`, or `one` at a time.
    pub loaded_by: String,
    /// How long that took.
    pub load_seconds: f64,
    /// Resident memory of the server's own processes after its start on the empty store.
    pub rss_start_bytes: u64,
    /// The same after the load.
    pub rss_loaded_bytes: u64,
    /// The same after all operations.
    pub rss_end_bytes: u64,
    /// On disk after the load, tables and indexes; nothing for those who keep memory.
    pub disk_bytes: Option<u64>,
    /// The same by table and index.
    pub disk_parts: Vec<(String, u64)>,
    /// Resident memory just before all target users were exported, when everything else had been asked.
    pub rss_before_export_bytes: Option<u64>,
    /// The most while they were exported.
    pub rss_export_bytes: Option<u64>,
    /// From the start of the process on the loaded store to its first answer, each start.
    pub start_milliseconds: Vec<f64>,
}

/// A tenant at 25 requests a second, alone and beside others who send what they can; a figure of each round.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Fairness {
    /// Whose.
    pub subject: String,
    /// What the others do, an operation's key.
    pub flood: String,
    /// The others' connections.
    pub flood_connections: u32,
    /// Its p99 without them.
    pub alone_p99_us: Vec<f64>,
    /// Its p99 beside them.
    pub flooded_p99_us: Vec<f64>,
    /// Of its requests, those that were answered 429, alone or beside them.
    pub quiet_paced: u64,
    /// Those that were refused otherwise.
    pub quiet_refused: u64,
    /// The runs of the others.
    pub floods: Vec<Run>,
    /// Why there is no figure.
    pub invalid: Option<String>,
}

/// One index, and the time of a request that it serves; of each round.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct IndexUse {
    /// Whose.
    pub subject: String,
    /// People in the store when it was weighed.
    pub people: u64,
    /// People in the store when the requests were sent.
    pub people_by_then: u64,
    /// Its name, the same on both databases.
    pub index: String,
    /// What the request does.
    pub serves: String,
    /// Microseconds of a request over one connection, one after the other.
    pub with_us: Vec<f64>,
    /// The same after the index was dropped.
    pub without_us: Vec<f64>,
    /// Why there is no figure.
    pub invalid: Option<String>,
}

/// An operation with one setting of `request_log`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LogUse {
    /// Whose.
    pub subject: String,
    /// The operation's key.
    pub operation: String,
    /// People in the store when the first run began.
    pub people: u64,
    /// Kept-alive connections.
    pub connections: u32,
    /// `off`, `meaning` or `bodies`.
    pub setting: String,
    /// The runs, by turns with the other settings.
    pub runs: Vec<Run>,
    /// Why there is no figure.
    pub invalid: Option<String>,
}

/// A page of the console, asked for again and again over one connection.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Page {
    /// Whose.
    pub subject: String,
    /// People in the store.
    pub people: u64,
    /// What it shows.
    pub page: String,
    /// Milliseconds of each.
    pub milliseconds: Vec<f64>,
    /// Length of the page.
    pub bytes: u64,
    /// Why there is no figure.
    pub invalid: Option<String>,
}

/// A run in which people were pulled.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Pull {
    /// Whose.
    pub subject: String,
    /// Users of the organization.
    pub people: u64,
    /// What the organization answers in a minute.
    pub requests_a_minute: u64,
    /// Which run: see `run::pull`.
    pub run: String,
    /// From its begin to its end, as the server says.
    pub seconds: f64,
    /// Users who were read.
    pub seen: u64,
    /// People who were made or changed.
    pub written: u64,
    /// Requests to the organization, by its own count.
    pub requests: u64,
    /// CPU time of the server's own processes.
    pub cpu_seconds: f64,
    /// The same of the database's, where it has any.
    pub database_cpu_seconds: Option<f64>,
    /// Cores that somebody else used.
    pub foreign_cores: f64,
    /// Resident memory of the server before.
    pub rss_before_bytes: u64,
    /// The most meanwhile.
    pub rss_peak_bytes: u64,
    /// Why there is no figure.
    pub invalid: Option<String>,
}

/// One micro-benchmark, by criterion's samples.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Micro {
    /// Its name: what is done, and to what.
    pub name: String,
    /// Nanoseconds of one, the median of the samples.
    pub nanoseconds: f64,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
    /// How many samples.
    pub samples: usize,
}

/// The middle one, with least and greatest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Median {
    /// The middle one; of an even number, the lesser of the two in the middle.
    pub median: f64,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
}

/// The middle one of several; none of none.
pub fn median(values: impl IntoIterator<Item = f64>) -> Option<Median> {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    Some(Median {
        median: *sorted.get(sorted.len().checked_sub(1)? / 2)?,
        min: *sorted.first()?,
        max: *sorted.last()?,
    })
}

impl Run {
    /// Refused for too much at once.
    pub fn overloaded(&self) -> u64 {
        [429, 503]
            .iter()
            .filter_map(|status| self.refusals.get(status))
            .sum()
    }
}

impl Cell {
    /// Requests or rows a second; none if the cell is invalid.
    pub fn rate(&self) -> Option<Median> {
        match self.invalid {
            Some(_) => None,
            None => median(self.runs.iter().map(|run| run.per_second)),
        }
    }

    /// The median of a figure that not every run has.
    pub fn figure(&self, of: impl Fn(&Run) -> Option<f64>) -> Option<f64> {
        match self.invalid {
            Some(_) => None,
            None => median(self.runs.iter().filter_map(of)).map(|found| found.median),
        }
    }
}

impl Outcome {
    /// The cell of a subject and operation on so many people, groups of a given size left out.
    pub fn cell(
        &self,
        subject: &str,
        operation: &str,
        people: u64,
        connections: u32,
    ) -> Option<&Cell> {
        self.cells.iter().find(|cell| {
            cell.subject == subject
                && cell.operation == operation
                && cell.people == people
                && cell.connections == connections
                && cell.members.is_none()
        })
    }

    /// The same at the usual number of connections, or at one where so many would take too long.
    pub fn usual(&self, subject: &str, operation: &str, people: u64) -> Option<&Cell> {
        let at = |connections| self.cell(subject, operation, people, connections);
        at(USUAL_CONNECTIONS).or_else(|| at(1))
    }

    /// The same, its rate alone.
    pub fn usual_rate(&self, subject: &str, operation: &str, people: u64) -> Option<f64> {
        let rate = self.usual(subject, operation, people)?.rate()?;
        Some(rate.median)
    }

    /// The rate of a cell.
    pub fn rate(
        &self,
        subject: &str,
        operation: &str,
        people: u64,
        connections: u32,
    ) -> Option<f64> {
        let cell = self.cell(subject, operation, people, connections)?;
        cell.rate().map(|rate| rate.median)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_one_of_the_values() {
        let found = median([3.0, 1.0, 2.0, 9.0]).unwrap();
        assert_eq!((found.median, found.min, found.max), (2.0, 1.0, 9.0));
        assert_eq!(median([]), None);
    }

    #[test]
    fn a_cell_with_refused_requests_has_no_rate() {
        let mut cell = Cell {
            runs: vec![Run {
                per_second: 5.0,
                ..Run::default()
            }],
            ..Cell::default()
        };
        assert_eq!(cell.rate().map(|rate| rate.median), Some(5.0));
        cell.invalid = Some("3 of 10 refused".to_owned());
        assert_eq!(cell.rate(), None);
    }
}
