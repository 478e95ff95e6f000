//! The whole run: each database at each size, floors beside it at the main size, then the peers.

mod beside;
mod console;
mod fairness;
mod indexes;
mod load;
mod looks;
mod peers;
mod pull;
mod request_log;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::machine;
use crate::micro;
use crate::options::{Options, Plan};
use crate::progress::Progress;
use crate::psql::Cluster;
use crate::result::{Cell, Footprint, Outcome};

/// Repeated starts on a loaded store.
const STARTS: usize = 5;
/// Of the reason why there is no figure.
const TOLD_CHARACTERS_MAX: usize = 400;

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
    /// When the run began.
    began: Instant,
}

/// Measures everything; answers the result, which is also in the folder, however far it got.
pub fn run(options: &Options) -> Result<Outcome> {
    let plan = options.plan()?;
    std::fs::create_dir_all(&options.out)?;
    let out = options.out.canonicalize()?;
    let folder = tempfile::Builder::new()
        .prefix("stores-")
        .tempdir_in(&out)?;
    let databases = || options.databases.iter().filter(|_| !plan.sizes.is_empty());
    let cluster = databases()
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
            part: part(options),
            quick: options.quick,
            main_size: plan.main_size,
            machine: machine::describe(),
            versions: machine::versions(options, cluster.as_ref())?,
            micro: match &options.criterion {
                Some(folder) => micro::read(folder)?,
                None => Vec::new(),
            },
            ..Outcome::default()
        },
        options,
        plan,
        cluster,
        folder: folder.path().to_owned(),
        began: Instant::now(),
    };
    for people in bench.plan.sizes.clone() {
        for database in &options.databases {
            let what = format!("{database}, {people} people");
            if bench.plan.wants_store() {
                bench.attempt(&what, |bench| bench.store(database, people));
            }
            if bench.plan.wants_pull(people) {
                bench.attempt(&format!("{what}, pull"), |bench| {
                    bench.pull(database, people)
                });
            }
        }
    }
    for peer in &bench.plan.peers.clone() {
        bench.attempt(peer, |bench| bench.peer(peer));
    }
    bench.progress.finish();
    bench.save()?;
    Ok(bench.outcome)
}

/// What of everything is measured; a published run replaces the one of the same part.
fn part(options: &Options) -> String {
    let on = match options.databases.as_slice() {
        [one] => format!("on {one}"),
        _ => String::new(),
    };
    format!("{} {on}", options.only.join(",")).trim().to_owned()
}

/// How many measurements there will be, for the bar.
fn measurements(options: &Options, plan: &Plan) -> u64 {
    let operations = plan.operations().len();
    let of_a_database = operations * (plan.connections.len() + plan.sizes.len().saturating_sub(1))
        + 3 * plan.groups.len()
        + 2 * plan.floor_connections.len();
    let peers = plan.peers.len() * operations * plan.peer_connections.len();
    (options.databases.len() * of_a_database + peers) as u64
}

impl Bench<'_> {
    /// What fails is remarked, and the rest goes on.
    fn attempt(&mut self, what: &str, work: impl FnOnce(&mut Self) -> Result<()>) {
        self.progress.now(what);
        if let Err(error) = work(self) {
            self.remark(&format!("{what}: {error:#}"));
        }
    }

    fn remark(&mut self, remark: &str) {
        let remark = self.told(remark);
        self.progress.say(&format!("! {remark}"));
        self.outcome.remarks.push(remark);
        self.keep(Vec::new());
    }

    /// Keeps what was measured, so that an interrupted run can be reported as far as it got.
    fn keep(&mut self, mut cells: Vec<Cell>) {
        for cell in &mut cells {
            cell.invalid = cell.invalid.take().map(|why| self.told(&why));
        }
        self.outcome.cells.extend(cells);
        if let Err(error) = self.save() {
            self.progress.say(&format!("! {error:#}"));
        }
    }

    /// The latest store's, which is kept from its fill on.
    fn footprint(&mut self) -> Option<&mut Footprint> {
        self.outcome.footprints.last_mut()
    }

    /// Written beside and renamed, so that there is a whole result at any time.
    fn save(&mut self) -> Result<()> {
        self.outcome.seconds = self.began.elapsed().as_secs();
        let text = serde_json::to_string_pretty(&self.outcome)?;
        let (new, file) = (
            self.options.out.join("result.json.new"),
            self.options.out.join("result.json"),
        );
        std::fs::write(&new, text)
            .and_then(|()| std::fs::rename(&new, &file))
            .context("result.json cannot be written")
    }

    /// Words of a program as the report may show them: without places of this machine, and no longer than a few lines.
    fn told(&self, text: &str) -> String {
        let folder = self.folder.display().to_string();
        let address = self.options.programs.postgres.as_deref();
        shortened(text, [Some(folder.as_str()), address].into_iter().flatten())
    }
}

fn shortened<'a>(text: &str, places: impl IntoIterator<Item = &'a str>) -> String {
    let text = places
        .into_iter()
        .fold(text.to_owned(), |text, place| text.replace(place, "…"));
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= TOLD_CHARACTERS_MAX {
        return line;
    }
    line.chars().take(TOLD_CHARACTERS_MAX).collect::<String>() + " …"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_names_no_places() {
        assert_eq!(
            shortened("pgbench: /x/run-1/insert.sql:\n  refused", ["/x/run-1"]),
            "pgbench: …/insert.sql: refused"
        );
        assert!(shortened(&"long ".repeat(200), []).chars().count() <= TOLD_CHARACTERS_MAX + 2);
    }
}
