//! What is looked at once: groups of all sizes, exports, and whether one tenant feels another.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::Bench;
use super::load::cell;
use crate::client::Client;
use crate::measure::{Contestant, rounds};
use crate::operations::{Groups, OPERATIONS, Operation, find, one_by_one};
use crate::options::USUAL_CONNECTIONS;
use crate::person;
use crate::processes::Processes;
use crate::result::{Cell, Fairness, Footprint, Run, median};
use crate::server::{Rollcall, Server};
use crate::store::{Filling, Store};
use crate::wrk::{self, Load, Meter, Order};

const ONE_BY_ONE: usize = 100;
const OTHER_TENANT: &str = "quiet";
const OTHER_PEOPLE: u64 = 1_000;
/// What a tenant may always send.
const REQUESTS_PER_SECOND: u32 = 25;
const FLOOD_CONNECTIONS: u32 = 64;
const SCAN_CONNECTIONS: u32 = 2;

impl Bench<'_> {
    /// Everything that is not a row of operations.
    pub(super) fn looks(
        &mut self,
        rollcall: &Rollcall<'_>,
        server: &Server,
        store: &Store,
        footprint: &mut Footprint,
    ) -> Result<()> {
        let subject = footprint.subject.clone();
        if store.people == self.plan.main_size && self.plan.only.is_empty() {
            self.attempt("fairness", |bench| {
                bench.fairness(rollcall, server, store, &subject)
            });
        }
        if Some(&store.people) == self.plan.sizes.last() {
            if self.plan.wants("member") {
                for members in self.plan.groups.clone() {
                    self.attempt(&format!("groups of {members}"), |bench| {
                        bench.groups(server, store, &subject, rollcall, members)
                    });
                }
            }
            if self.plan.wants("export") {
                self.attempt("export", |bench| {
                    bench.export(rollcall, server, store, footprint)
                });
            }
        }
        Ok(())
    }

    /// One member more and one less, by the size of the group: under load, and one request after the other.
    fn groups(
        &mut self,
        server: &Server,
        store: &Store,
        subject: &str,
        rollcall: &Rollcall<'_>,
        members: u64,
    ) -> Result<()> {
        if members > store.people {
            return Ok(());
        }
        self.progress
            .now(&format!("{subject} groups of {members}: preparing"));
        let groups = Groups::create(store, members, "sized")?;
        let requests = rollcall.folder.join("groups.requests");
        let lines = groups.lines(&store.client);
        std::fs::write(&requests, lines.join("\n") + "\n")?;
        drop(std::fs::remove_file(
            rollcall.folder.join("groups.requests.position"),
        ));
        let load = Load {
            script: &self.options.programs.requests,
            requests: &requests,
            lines: lines.len() as u64,
            order: Order::Cycle,
            client: &store.client,
            processes: &server.all,
            connections: USUAL_CONNECTIONS,
            seconds: self.plan.seconds,
        };
        wrk::run(&load)?; // Warms up, and brings the groups into their steady state.
        let sized = |operation, connections| Cell {
            members: Some(members),
            ..cell(subject, operation, store.people, connections)
        };
        let under_load = Contestant {
            cell: sized("member", USUAL_CONNECTIONS),
            run: Box::new(|| wrk::run(&load)),
        };
        let mut cells = rounds(self.plan.runs, vec![under_load], &self.progress);
        let (mut adding, mut removing) = (sized("member-add", 1), sized("member-remove", 1));
        for _ in 0..self.plan.runs {
            let (added, removed) = one_by_one(&store.client, &groups, ONE_BY_ONE)?;
            adding.runs.push(added);
            removing.runs.push(removed);
        }
        cells.extend(
            [adding, removing]
                .into_iter()
                .inspect(|cell| self.progress.done(cell)),
        );
        self.keep(cells);
        Ok(())
    }

    /// Everybody as a target user, and what that takes of memory.
    fn export(
        &mut self,
        rollcall: &Rollcall<'_>,
        server: &Server,
        store: &Store,
        footprint: &mut Footprint,
    ) -> Result<()> {
        let base = server.client.base.replace("/scim/v2", "/api/v1");
        let client = Client::new(&base, &rollcall.token("default", "api")?);
        let mut exports = cell(&footprint.subject, "export", store.people, 1);
        for _ in 0..self.plan.runs {
            let meter = Meter::start(&server.all);
            let (began, mut most) = (Instant::now(), 0);
            let (lines, rss) = std::thread::scope(|scope| {
                let export = scope.spawn(|| client.count_lines("/target-users?format=ndjson"));
                while !export.is_finished() {
                    most = server.own.resident_bytes().max(most);
                    std::thread::sleep(Duration::from_millis(20));
                }
                (export.join(), most)
            });
            let people = lines.map_err(|_| anyhow::anyhow!("the export panicked"))??;
            let (cpu, foreign_cores) = meter.stop();
            let seconds = began.elapsed().as_secs_f64();
            footprint.rss_export_bytes = footprint.rss_export_bytes.max(Some(rss));
            let each = people.max(1) as f64;
            exports.runs.push(Run {
                seconds,
                requests: people,
                per_second: each / seconds,
                cpu_us: Some(cpu / each * 1e6),
                foreign_cores,
                ..Run::default()
            });
        }
        self.progress.done(&exports);
        self.keep(vec![exports]);
        Ok(())
    }

    /// A tenant at its 25 requests a second, alone, then beside a flood of another tenant, then beside one that scans.
    fn fairness(
        &mut self,
        rollcall: &Rollcall<'_>,
        server: &Server,
        store: &Store,
        subject: &str,
    ) -> Result<()> {
        rollcall.run(&["tenant", "create", OTHER_TENANT])?;
        let client = Client::new(&server.client.base, &rollcall.token(OTHER_TENANT, "scim")?);
        let quiet = Store::fill(
            &client,
            OTHER_PEOPLE,
            Filling::Bulk,
            Duration::from_secs(60),
            &indicatif::ProgressBar::hidden(),
        )?;
        let seconds = self.plan.watch_seconds;
        let (alone, _) = watch(&quiet, seconds)?;
        for (key, connections) in [
            ("get", FLOOD_CONNECTIONS),
            ("create", FLOOD_CONNECTIONS),
            ("scan", SCAN_CONNECTIONS),
        ] {
            let operation = find(key)
                .with_context(|| format!("there is no operation {key}; there are {}", keys()))?;
            self.progress
                .now(&format!("{subject}: a tenant beside a flood of {key}"));
            let fairness = self.beside(
                operation,
                connections,
                (store, &quiet),
                &server.all,
                rollcall,
                alone,
            )?;
            self.progress.say(&format!("{subject:<13} p99 of a quiet tenant {alone:.0} µs, beside {key} at {connections} connections {:.0} µs", fairness.flooded_p99_us));
            self.outcome.fairness.push(Fairness {
                subject: subject.to_owned(),
                ..fairness
            });
        }
        Ok(())
    }

    fn beside(
        &self,
        operation: &Operation,
        connections: u32,
        (store, quiet): (&Store, &Store),
        processes: &Processes,
        rollcall: &Rollcall<'_>,
        alone: f64,
    ) -> Result<Fairness> {
        let lines = match operation.key {
            // Its people are there already, from the operation's own measurement.
            "create" => vec![format!(
                "POST\t/scim/v2/Users\t{}",
                person::person("flood", person::NUMBER, "Engineer")
            )],
            _ => (operation.prepare)(store)?,
        };
        let requests = rollcall.folder.join("flood.requests");
        std::fs::write(&requests, lines.join("\n") + "\n")?;
        drop(std::fs::remove_file(
            rollcall.folder.join("flood.requests.position"),
        ));
        let load = Load {
            script: &self.options.programs.requests,
            requests: &requests,
            lines: lines.len() as u64,
            order: operation.order,
            client: &store.client,
            processes,
            connections,
            seconds: self.plan.watch_seconds + 2,
        };
        let (flood, watched) = std::thread::scope(|scope| {
            let flood = scope.spawn(|| wrk::run(&load));
            std::thread::sleep(Duration::from_secs(1));
            let watched = watch(quiet, self.plan.watch_seconds);
            (flood.join(), watched)
        });
        let flood = flood.map_err(|_| anyhow::anyhow!("the flood panicked"))??;
        let (flooded_p99_us, refused) = watched?;
        Ok(Fairness {
            flood: operation.key.to_owned(),
            alone_p99_us: alone,
            flooded_p99_us,
            refused,
            flood_connections: connections,
            flood_per_second: flood.per_second,
            flood_refused: flood.refused,
            ..Fairness::default()
        })
    }
}

fn keys() -> String {
    OPERATIONS
        .iter()
        .map(|operation| operation.key)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Reads and changes people by turns at 25 requests a second; answers the p99 in microseconds and how many were refused.
fn watch(store: &Store, seconds: u32) -> Result<(f64, u64)> {
    let (began, mut refused, mut latencies) = (Instant::now(), 0, Vec::new());
    for index in 0..seconds * REQUESTS_PER_SECOND {
        let due = Duration::from_secs(1) / REQUESTS_PER_SECOND * index;
        std::thread::sleep(due.saturating_sub(began.elapsed()));
        let path = format!(
            "/Users/{}",
            store.known[index as usize % store.known.len()].id
        );
        let asked = Instant::now();
        let answer = match index % 2 {
            0 => store.client.send("GET", &path, None)?,
            _ => store
                .client
                .send("PATCH", &path, Some(&person::set_active(index % 4 == 1)))?,
        };
        latencies.push(asked.elapsed().as_secs_f64() * 1e6);
        refused += u64::from(answer.status >= 300);
    }
    latencies.sort_by(f64::total_cmp);
    let p99 = latencies.get(latencies.len() * 99 / 100).copied();
    Ok((
        p99.or(median(latencies).map(|found| found.max))
            .unwrap_or_default(),
        refused,
    ))
}
