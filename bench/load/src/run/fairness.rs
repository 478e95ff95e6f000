//! Whether one tenant feels what another does.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use indicatif::ProgressBar;

use super::Bench;
use super::load::Measured;
use crate::client::Client;
use crate::operations::find;
use crate::person;
use crate::result::Fairness;
use crate::server::Rollcall;
use crate::store::{Filling, Store};
use crate::wrk::{self, Load};

/// It sends little, and is watched.
const QUIET: &str = "quiet";
const QUIET_PEOPLE: u64 = 1_000;
/// What a tenant may always send.
const REQUESTS_PER_SECOND: u32 = 25;
/// It creates people, who would make the store that is measured grow.
const CREATING: &str = "creating";
const FILL_MAX: Duration = Duration::from_secs(60);
/// What the others do, at so many connections.
const FLOODS: [(&str, u32); 3] = [("get", 64), ("create", 64), ("scan", 2)];

impl Bench<'_> {
    /// A tenant at its 25 requests a second, alone, then beside floods of others.
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
        let quiet = Store::fill(
            &tenant(QUIET)?,
            QUIET_PEOPLE,
            Filling::Bulk,
            FILL_MAX,
            &ProgressBar::hidden(),
        )?;
        let creating = tenant(CREATING)?;
        let (alone_p99_us, _) = watch(&quiet, self.plan.watch_seconds)?;
        for (flood, flood_connections) in FLOODS {
            let who = if flood == "create" {
                &creating
            } else {
                &measured.store.client
            };
            let asked = Fairness {
                subject: measured.subject.to_owned(),
                flood: flood.to_owned(),
                flood_connections,
                alone_p99_us,
                ..Fairness::default()
            };
            let found = self.beside(asked, who, &quiet, measured)?;
            let (alone, flooded) = (found.alone_p99_us / 1e3, found.flooded_p99_us / 1e3);
            self.progress.say(&format!(
                "{:<13} p99 of a quiet tenant {alone:.1} ms, beside {flood} at {flood_connections} connections {flooded:.1} ms",
                found.subject
            ));
            self.outcome.fairness.push(found);
        }
        Ok(())
    }

    /// Watches the quiet tenant while somebody else sends what they can.
    fn beside(
        &self,
        asked: Fairness,
        who: &Client,
        quiet: &Store,
        measured: &Measured<'_>,
    ) -> Result<Fairness> {
        let operation =
            find(&asked.flood).with_context(|| format!("there is no operation {}", asked.flood))?;
        let lines = match operation.key {
            "create" => vec![format!(
                "POST\t/scim/v2/Users\t{}",
                person::person("flood", person::NUMBER, "Engineer")
            )],
            _ => (operation.prepare)(measured.store)?,
        };
        let requests = measured
            .folder
            .join(format!("flood-{}.requests", operation.key));
        std::fs::write(&requests, lines.join("\n") + "\n")?;
        let load = Load {
            script: &self.options.programs.requests,
            requests: &requests,
            lines: lines.len() as u64,
            order: operation.order,
            client: who,
            processes: &measured.server.all,
            connections: asked.flood_connections,
            // It begins before the watch and ends after it.
            seconds: self.plan.watch_seconds + 2,
        };
        let (watched, flood) = std::thread::scope(|scope| {
            let flood = scope.spawn(|| wrk::run(&load));
            std::thread::sleep(Duration::from_secs(1));
            (watch(quiet, self.plan.watch_seconds), flood.join())
        });
        let (flooded_p99_us, refused) = watched?;
        let flood = flood.map_err(|_| anyhow!("the flood panicked"))??;
        Ok(Fairness {
            flooded_p99_us,
            refused,
            flood_per_second: flood.per_second,
            flood_refused: flood.refused,
            ..asked
        })
    }
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
    let p99 = latencies.get(latencies.len() * 99 / 100);
    Ok((*p99.context("nobody was watched")?, refused))
}
