//! What is looked at once, in the largest store: groups of all sizes, exports.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::json;

use super::Bench;
use super::load::{Measured, cell};
use crate::client::Client;
use crate::measure::{Contestant, rounds};
use crate::operations::{Groups, one_by_one};
use crate::options::USUAL_CONNECTIONS;
use crate::result::{Cell, Run};
use crate::server::Rollcall;
use crate::wrk::{self, Load, Meter, Order};

const ONE_BY_ONE: usize = 100;

impl Bench<'_> {
    /// Everything that is not a row of operations.
    pub(super) fn looks(&mut self, rollcall: &Rollcall<'_>, measured: &Measured<'_>) {
        if Some(&measured.store.people) != self.plan.sizes.last() {
            return;
        }
        if self.plan.wants("member") {
            for members in self.plan.groups.clone() {
                self.attempt(&format!("groups of {members}"), |bench| {
                    bench.groups(measured, members)
                });
            }
        }
        if self.plan.wants("export") {
            self.attempt("export", |bench| bench.export(rollcall, measured));
        }
        if self.plan.wants("console") {
            self.attempt("console", |bench| bench.console(rollcall, measured));
        }
        if self.plan.wants("diff") {
            self.attempt("diff", |bench| bench.diff(rollcall, measured));
        }
    }

    /// One member more and one less, by the size of the group: under load, and one request after the other.
    fn groups(&mut self, measured: &Measured<'_>, members: u64) -> Result<()> {
        let (subject, server, store) = (measured.subject, measured.server, measured.store);
        if members > store.people {
            return Ok(());
        }
        self.progress
            .now(&format!("{subject} groups of {members}: preparing"));
        let groups = Groups::create(store, members, "sized")?;
        let lines = groups.lines(&store.client);
        let requests = wrk::write_requests(measured.folder, "groups", &lines)?;
        let load = Load {
            script: &self.options.programs.requests,
            requests: &requests,
            lines: lines.len() as u64,
            order: Order::Cycle,
            client: &store.client,
            processes: &server.all,
            connections: USUAL_CONNECTIONS,
            seconds: self.plan.seconds,
            watches_refusals: false,
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
    fn export(&mut self, rollcall: &Rollcall<'_>, measured: &Measured<'_>) -> Result<()> {
        let client = admin(rollcall, measured)?;
        self.everybody("export", &client, "/target-users?format=ndjson", measured)
    }

    /// What a draft would change for everybody: other titles, and who gets which signature.
    fn diff(&mut self, rollcall: &Rollcall<'_>, measured: &Measured<'_>) -> Result<()> {
        let client = admin(rollcall, measured)?;
        let in_force = client.get("/mapping")?;
        let mut draft = in_force["definition"].clone();
        let fields = draft["fields"].as_array_mut().context("fields")?;
        let title = fields.iter_mut().find(|field| field["key"] == "job_title");
        title.context("a field for titles")?["transforms"] = json!(["upper"]);
        draft["signatures"] = client.get("/signatures/starters")?;
        draft["assignment"] = json!({
            "rules": [{"key": "engineers", "name": "Engineers", "when": "fields.job_title co \"engineer\"", "signature": "card"}],
            "default": "lines",
        });
        client
            .send("PUT", "/mapping/draft", Some(&draft))?
            .succeeded("/mapping/draft")?;
        self.everybody("diff", &client, "/mapping/draft/diff", measured)
    }

    /// One answer about everybody, and what that takes of memory.
    fn everybody(
        &mut self,
        operation: &'static str,
        client: &Client,
        path: &str,
        measured: &Measured<'_>,
    ) -> Result<()> {
        let (server, store) = (measured.server, measured.store);
        let mut exports = cell(measured.subject, operation, store.people, 1);
        let before = server.own.resident_bytes();
        if let Some(footprint) = self.footprint() {
            footprint.rss_before_export_bytes = Some(before);
        }
        for _ in 0..self.plan.runs {
            let meter = Meter::start(&server.all);
            let (began, mut most) = (Instant::now(), 0);
            let (lines, rss) = std::thread::scope(|scope| {
                let export = scope.spawn(|| client.count_lines(path));
                while !export.is_finished() {
                    most = server.own.resident_bytes().max(most);
                    std::thread::sleep(Duration::from_millis(20));
                }
                (export.join(), most)
            });
            lines.map_err(|_| anyhow::anyhow!("the {operation} panicked"))??;
            let people = store.people;
            let (cpu, foreign_cores) = meter.stop();
            let seconds = began.elapsed().as_secs_f64();
            if let Some(footprint) = self.footprint() {
                footprint.rss_export_bytes = footprint.rss_export_bytes.max(Some(rss));
            }
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
}

/// Whoever administers the tenant.
fn admin(rollcall: &Rollcall<'_>, measured: &Measured<'_>) -> Result<Client> {
    let base = measured.server.client.base.replace("/scim/v2", "/api/v1");
    Ok(Client::new(&base, &rollcall.token("default", "api")?))
}
