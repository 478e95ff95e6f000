//! The whole run: each database at each size, floors beside it at the main size, then the peers.

mod beside;
mod fairness;
mod load;
mod looks;
mod peers;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::machine;
use crate::options::{Options, Plan};
use crate::progress::Progress;
use crate::psql::Cluster;
use crate::result::{Cell, Footprint, Outcome};

/// Repeated starts on a loaded store.
const STARTS: usize = 5;

/// A run that goes on.
pub struct Bench<'a> {
    options: &'a Options,
    plan: Plan,
    progress: Progress,
    cluster: Option<Cluster>,
    /// What is known so far.
    outcome: Outcome,
    /// What is thrown away.
    folder: PathBuf,
}

/// Measures everything; answers the result, which is also in the folder, however far it got.
pub fn run(options: &Options) -> Result<Outcome> {
    let (plan, began) = (options.plan(), Instant::now());
    std::fs::create_dir_all(&options.out)?;
    let out = options.out.canonicalize()?;
    let folder = tempfile::Builder::new()
        .prefix("stores-")
        .tempdir_in(&out)?;
    let cluster = options
        .databases
        .iter()
        .any(|name| name == "postgres")
        .then(|| Cluster::of(&options.programs))
        .transpose()?;
    let mut bench = Bench {
        progress: Progress::new(measurements(options, &plan)),
        outcome: Outcome {
            started: jiff::Timestamp::now()
                .round(jiff::Unit::Second)?
                .to_string(),
            command: options.command_line.clone(),
            quick: options.quick,
            main_size: plan.main_size,
            machine: machine::describe(),
            versions: machine::versions(options, cluster.as_ref())?,
            ..Outcome::default()
        },
        options,
        plan,
        cluster,
        folder: folder.path().to_owned(),
    };
    for people in bench.plan.sizes.clone() {
        for database in &options.databases {
            bench.attempt(&format!("{database}, {people} people"), |bench| {
                bench.store(database, people)
            });
            bench.save(began)?;
        }
    }
    for peer in options.peers.iter().filter(|peer| *peer != "none") {
        bench.attempt(peer, |bench| bench.peer(peer));
        bench.save(began)?;
    }
    bench.progress.finish();
    Ok(bench.outcome)
}

/// How many measurements there will be, for the bar.
fn measurements(options: &Options, plan: &Plan) -> u64 {
    let operations = plan.operations().len();
    let of_a_database = operations * (plan.connections.len() + plan.sizes.len() - 1)
        + 3 * plan.groups.len()
        + 2 * plan.floor_connections.len();
    let peers = options.peers.iter().filter(|peer| *peer != "none").count();
    (options.databases.len() * of_a_database + peers * operations * plan.peer_connections.len())
        as u64
}

impl Bench<'_> {
    /// What fails is remarked, and the rest goes on.
    fn attempt(&mut self, what: &str, work: impl FnOnce(&mut Self) -> Result<()>) {
        self.progress.now(what);
        if let Err(error) = work(self) {
            self.remark(format!("{what}: {error:#}"));
        }
    }

    fn remark(&mut self, remark: String) {
        self.progress.say(&format!("! {remark}"));
        self.outcome.remarks.push(remark);
    }

    fn keep(&mut self, cells: Vec<Cell>) {
        self.outcome.cells.extend(cells);
    }

    fn keep_footprint(&mut self, footprint: Footprint) {
        self.outcome.footprints.push(footprint);
    }

    fn save(&mut self, began: Instant) -> Result<()> {
        self.outcome.seconds = began.elapsed().as_secs();
        let text = serde_json::to_string_pretty(&self.outcome)?;
        std::fs::write(self.options.out.join("result.json"), text)
            .context("result.json cannot be written")
    }
}
