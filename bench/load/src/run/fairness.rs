//! Whether one tenant feels what another does.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use indicatif::ProgressBar;

use super::Bench;
use super::load::Measured;
use crate::client::Client;
use crate::machine;
use crate::operations::find;
use crate::person;
use crate::result::{Fairness, median};
use crate::server::Rollcall;
use crate::store::{Filling, Store};
use crate::wrk::{self, Load};

/// It sends little, and is watched.
const QUIET: &str = "quiet";
const QUIET_PEOPLE: u64 = 1_000;
/// It has so many connections, since it does not wait for one answer before it sends the next request.
const CLIENTS: usize = 8;
/// What a tenant may always send.
const REQUESTS_PER_SECOND: u32 = 25;
/// It creates people, who would make the store that is measured grow.
const CREATING: &str = "creating";
const FILL_MAX: Duration = Duration::from_secs(60);
const SETTLE_MAX: Duration = Duration::from_secs(30);
/// What the others do, at so many connections: the last is more than any server can take at once.
const FLOODS: [(&str, u32); 4] = [
    ("get", 64),
    ("create", 64),
    ("page-first", 64),
    ("create", 512),
];

/// What the quiet tenant was answered.
struct Watched {
    p99_us: f64,
    /// 429
    paced: u64,
    /// Refused otherwise.
    refused: u64,
}

impl Bench<'_> {
    /// A tenant at its 25 requests a second, alone, then beside each flood of others; and again.
    pub(super) fn fairness(
        &mut self,
        rollcall: &Rollcall<'_>,
        measured: &Measured<'_>,
    ) -> Result<()> {
        let base = &measured.server.client.base;
        let tenant = |name| -> Result<Client> {
            rollcall.run(&["tenant", "create", name])?;
            Ok(Client::new(base, &rollcall.token(name, "scim")?))
        };
        let mut quiet = Quiet {
            store: Store::fill(
                &tenant(QUIET)?,
                QUIET_PEOPLE,
                Filling::Bulk,
                FILL_MAX,
                &ProgressBar::hidden(),
            )?,
            asked: 0,
        };
        let creating = tenant(CREATING)?;
        let mut found = FLOODS.map(|(flood, flood_connections)| Fairness {
            subject: measured.subject.to_owned(),
            flood: flood.to_owned(),
            flood_connections,
            ..Fairness::default()
        });
        for _ in 0..self.plan.runs {
            self.progress.now("a quiet tenant alone");
            let alone = quiet.watch(self.plan.watch_seconds)?;
            for flood in &mut found {
                flood.alone_p99_us.push(alone.p99_us);
                let who = match flood.flood.as_str() {
                    "create" => &creating,
                    _ => &measured.store.client,
                };
                if flood.invalid.is_none()
                    && let Err(error) = self.beside(flood, who, &mut quiet, measured)
                {
                    flood.invalid = Some(self.told(&format!("{error:#}")));
                }
                // Whatever the flood left behind is worked off before the next.
                measured.server.all.settle(SETTLE_MAX);
                machine::write_back();
            }
            found[0].quiet_paced += alone.paced;
            found[0].quiet_refused += alone.refused;
        }
        for flood in &found {
            self.progress.say(&told(flood));
        }
        self.outcome.fairness.extend(found);
        self.keep(Vec::new());
        Ok(())
    }

    /// Watches the quiet tenant while somebody else sends what they can.
    fn beside(
        &self,
        found: &mut Fairness,
        who: &Client,
        quiet: &mut Quiet,
        measured: &Measured<'_>,
    ) -> Result<()> {
        self.progress.now(&format!(
            "a quiet tenant beside {} at {} connections",
            found.flood, found.flood_connections
        ));
        let operation =
            find(&found.flood).with_context(|| format!("there is no operation {}", found.flood))?;
        let lines = match operation.key {
            // Names go on from flood to flood.
            "create" => vec![format!(
                "POST\t/scim/v2/Users\t{}",
                person::person(
                    &format!("flood{}x{}", found.flood_connections, found.floods.len()),
                    person::NUMBER,
                    "Engineer"
                )
            )],
            _ => (operation.prepare)(measured.store)?,
        };
        let load = Load {
            script: &self.options.programs.requests,
            requests: &wrk::write_requests(measured.folder, "flood", &lines)?,
            lines: lines.len() as u64,
            order: operation.order,
            client: who,
            processes: &measured.server.all,
            connections: found.flood_connections,
            // It begins before the watch and ends after it.
            seconds: self.plan.watch_seconds + 2,
            watches_refusals: true,
        };
        let (watched, flood) = std::thread::scope(|scope| {
            let flood = scope.spawn(|| wrk::run(&load));
            std::thread::sleep(Duration::from_secs(1));
            (quiet.watch(self.plan.watch_seconds), flood.join())
        });
        let watched = watched?;
        found.flooded_p99_us.push(watched.p99_us);
        found.quiet_paced += watched.paced;
        found.quiet_refused += watched.refused;
        found
            .floods
            .push(flood.map_err(|_| anyhow!("the flood panicked"))??);
        Ok(())
    }
}

/// A line of progress.
fn told(found: &Fairness) -> String {
    let p99 = |of: &[f64]| median(of.iter().copied()).map_or(f64::NAN, |p99| p99.median / 1e3);
    format!(
        "{:<13} p99 of a quiet tenant {:.1} ms, beside {} at {} connections {:.1} ms",
        found.subject,
        p99(&found.alone_p99_us),
        found.flood,
        found.flood_connections,
        p99(&found.flooded_p99_us)
    )
}

/// The tenant that is watched.
struct Quiet {
    store: Store,
    /// Requests so far.
    asked: usize,
}

impl Quiet {
    /// Reads and changes people by turns at 25 requests a second; each change is one. A latency counts from when the request was due, so
    /// that one slow answer does not hide that those behind it waited.
    fn watch(&mut self, seconds: u32) -> Result<Watched> {
        let (length, began) = (Duration::from_secs(seconds.into()), Instant::now());
        let each = Duration::from_secs(1) / REQUESTS_PER_SECOND;
        let (this, count) = (&*self, (seconds * REQUESTS_PER_SECOND) as usize);
        let send = |first: usize| -> Result<Vec<(f64, u16)>> {
            let mut answers = Vec::new();
            for index in (first..count).step_by(CLIENTS) {
                let due = each * u32::try_from(index)?;
                std::thread::sleep(due.saturating_sub(began.elapsed()));
                // The others will stop soon: what is late by now stays unsent.
                if began.elapsed() > length {
                    break;
                }
                let status = this.ask(this.asked + index)?;
                answers.push(((began.elapsed() - due).as_secs_f64() * 1e6, status));
            }
            Ok(answers)
        };
        let answers = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|first| scope.spawn(move || send(first)))
                .collect();
            let answers = clients.into_iter().map(|client| {
                client
                    .join()
                    .map_err(|_| anyhow!("the quiet tenant panicked"))?
            });
            answers.collect::<Result<Vec<_>>>()
        })?
        .concat();
        self.asked += count;
        let refused = |paced: bool| {
            let statuses = answers.iter().map(|answer| answer.1);
            statuses
                .filter(|status| *status >= 300 && (*status == 429) == paced)
                .count() as u64
        };
        let mut latencies: Vec<f64> = answers.iter().map(|answer| answer.0).collect();
        latencies.sort_by(f64::total_cmp);
        let p99 = latencies.get(latencies.len() * 99 / 100);
        Ok(Watched {
            p99_us: *p99.context("nobody was watched")?,
            paced: refused(true),
            refused: refused(false),
        })
    }

    /// One request; answers its status.
    fn ask(&self, index: usize) -> Result<u16> {
        let (client, people) = (&self.store.client, &self.store.known);
        let path = format!("/Users/{}", people[index % people.len()].id);
        // Everybody is active at first, and inactive after an odd number of laps.
        let active = (index / people.len()) % 2 == 1;
        let answer = match index % 2 {
            0 => client.send("GET", &path, None)?,
            _ => client.send("PATCH", &path, Some(&person::set_active(active)))?,
        };
        Ok(answer.status)
    }
}
