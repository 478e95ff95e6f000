//! Rounds: whoever is compared is measured in turns, so that whatever else the machine does meets all alike.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::client::Client;
use crate::operations::Operation;
use crate::options::Plan;
use crate::processes::Processes;
use crate::progress::Progress;
use crate::result::{Cell, Run};
use crate::server::Server;
use crate::store::Store;
use crate::wrk::{self, Load, Order};

/// Somebody who is measured in each round.
pub struct Contestant<'a> {
    /// Where the runs go.
    pub cell: Cell,
    /// Makes one run.
    pub run: Box<dyn FnMut() -> Result<Run> + 'a>,
}

/// The contestants' cells after so many rounds. Whoever fails takes no further part.
pub fn rounds(
    count: usize,
    mut contestants: Vec<Contestant<'_>>,
    progress: &Progress,
) -> Vec<Cell> {
    for _ in 0..count {
        for contestant in &mut contestants {
            if contestant.cell.invalid.is_some() {
                continue;
            }
            progress.now(&format!(
                "{} {}, {} connections",
                contestant.cell.subject, contestant.cell.operation, contestant.cell.connections
            ));
            match (contestant.run)() {
                Ok(run) => {
                    contestant.cell.invalid = fault(&run);
                    contestant.cell.runs.push(run);
                }
                Err(error) => contestant.cell.invalid = Some(format!("{error:#}")),
            }
        }
    }
    let cells = contestants.into_iter().map(|contestant| contestant.cell);
    cells.inspect(|cell| progress.done(cell)).collect()
}

/// Why a run is no result: a fast error is none.
pub fn fault(run: &Run) -> Option<String> {
    match run {
        Run {
            requests: 0,
            seconds,
            ..
        } => Some(format!("no answer within {seconds:.0} s")),
        Run {
            refused, requests, ..
        } if *refused > 0 => Some(format!(
            "{refused} of {requests} requests were refused or failed"
        )),
        Run { broken, .. } if *broken > 0 => {
            Some(format!("{broken} connections broke or waited too long"))
        }
        _ => None,
    }
}

/// An operation ready to be played against a server.
pub struct Prepared<'a> {
    operation: &'a Operation,
    script: &'a Path,
    requests: PathBuf,
    lines: u64,
    client: &'a Client,
    processes: &'a Processes,
    /// Requests a second at one connection, roughly.
    pace: f64,
}

impl<'a> Prepared<'a> {
    /// Tries the operation, writes its requests into the folder, warms the server up with them and so learns its pace.
    pub fn new(
        operation: &'a Operation,
        store: &'a Store,
        processes: &'a Processes,
        script: &'a Path,
        folder: &Path,
        seconds_max: u32,
    ) -> Result<Self> {
        let lines = (operation.prepare)(store)?;
        let requests = wrk::write_requests(folder, operation.key, &lines)?;
        let lines = u64::try_from(lines.len())?;
        let mut prepared = Self {
            operation,
            script,
            requests,
            lines,
            client: &store.client,
            processes,
            pace: 0.0,
        };
        for seconds in [1, seconds_max] {
            let warm_up = prepared.play(1, seconds)?;
            prepared.pace = warm_up.per_second;
            if warm_up.requests > 0 {
                break;
            }
        }
        Ok(prepared)
    }

    /// One run.
    pub fn play(&self, connections: u32, seconds: u32) -> Result<Run> {
        self.play_to(self.client, self.processes, connections, seconds)
    }

    /// One run of the same requests against another server.
    pub fn play_against(&self, server: &Server, connections: u32, seconds: u32) -> Result<Run> {
        self.play_to(&server.client, &server.all, connections, seconds)
    }

    fn play_to(
        &self,
        client: &Client,
        processes: &Processes,
        connections: u32,
        seconds: u32,
    ) -> Result<Run> {
        wrk::run(&Load {
            script: self.script,
            requests: &self.requests,
            lines: self.lines,
            order: self.operation.order,
            client,
            processes,
            connections,
            seconds,
            watches_refusals: false,
        })
    }

    /// How long a run has to be for a few answers on each connection, and may be if requests cannot be sent twice.
    pub fn seconds(&self, connections: u32, plan: &Plan) -> u32 {
        const ANSWERS: f64 = 3.0;
        /// How much faster it may become with more connections.
        const SPEEDUP: f64 = 2.5;
        let needed = (ANSWERS * f64::from(connections) / self.pace).ceil();
        let runs = (plan.runs * plan.floor_connections.len()) as f64;
        let lasting = (self.lines as f64 / (SPEEDUP * self.pace * runs)).floor();
        let longest = match self.operation.order {
            Order::Once => lasting.clamp(1.0, plan.seconds_max.into()),
            _ => plan.seconds_max.into(),
        };
        needed.max(plan.seconds.into()).min(longest) as u32
    }

    /// The numbers of connections at which each would be answered at all within the longest run; at least one.
    pub fn connections(&self, all: &[u32], plan: &Plan) -> Vec<u32> {
        let answers = self.pace * f64::from(plan.seconds_max);
        let possible = all.iter().copied();
        let possible: Vec<u32> = possible
            .filter(|&connections| f64::from(connections) <= answers)
            .collect();
        if possible.is_empty() {
            vec![1]
        } else {
            possible
        }
    }
}
