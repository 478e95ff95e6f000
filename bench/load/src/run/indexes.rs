//! What indexes earn: a request with the index and without.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::Value;

use super::Bench;
use super::load::{DATABASE, Measured};
use crate::indexes::{Door, INDEXES, Index};
use crate::result::{IndexUse, median};
use crate::server::Rollcall;

/// Requests of one round, and how long it may take.
const REQUESTS: usize = 100;
const ROUND_MAX: Duration = Duration::from_secs(1);

impl Bench<'_> {
    /// Each index in turn. It goes last: a failure leaves the store without an index.
    pub(super) fn indexes(
        &mut self,
        rollcall: &Rollcall<'_>,
        measured: &Measured<'_>,
    ) -> Result<()> {
        let cluster = self.cluster.clone();
        let door = match &cluster {
            Some(cluster) if rollcall.url.starts_with("postgres:") => {
                Door::Postgres(cluster, DATABASE)
            }
            _ => Door::of_sqlite(&rollcall.folder.join("rollcall.db"))?,
        };
        // Creations have made the store larger than it was when it was weighed.
        let all = measured.server.client.get("/Users?count=0")?;
        let people_by_then = all.get("totalResults").and_then(Value::as_u64);
        for index in INDEXES {
            self.progress
                .now(&format!("{} without {}", measured.subject, index.name));
            let mut found = IndexUse {
                subject: measured.subject.to_owned(),
                people: measured.store.people,
                people_by_then: people_by_then.unwrap_or_default(),
                index: index.name.to_owned(),
                serves: index.serves.to_owned(),
                ..IndexUse::default()
            };
            let mut number = 0;
            for _ in 0..self.plan.runs {
                let with = asked(index, measured, &mut number);
                let Some(back) = door.drop_index(index.name)? else {
                    found.invalid = Some("is the table itself".to_owned());
                    break;
                };
                let without = asked(index, measured, &mut number);
                door.run(&back)?;
                match with.and_then(|with| Ok((with, without?))) {
                    Ok((with, without)) => {
                        found.with_us.push(with);
                        found.without_us.push(without);
                    }
                    Err(error) => {
                        found.invalid = Some(self.told(&format!("{error:#}")));
                        break;
                    }
                }
            }
            self.progress.say(&told(&found));
            self.outcome.indexes.push(found);
            self.keep(Vec::new());
        }
        Ok(())
    }
}

/// A line of progress.
fn told(found: &IndexUse) -> String {
    let (subject, index) = (&found.subject, &found.index);
    let shown = |of: &[f64]| median(of.iter().copied()).map_or(f64::NAN, |of| of.median / 1e3);
    match &found.invalid {
        Some(why) => format!("{subject:<13} {index}: {why}"),
        None => format!(
            "{subject:<13} {index}: {} {:.2} ms, without it {:.2} ms",
            found.serves,
            shown(&found.with_us),
            shown(&found.without_us)
        ),
    }
}

/// The median time of the request in microseconds.
fn asked(index: &Index, measured: &Measured<'_>, number: &mut u64) -> Result<f64> {
    let (began, mut taken) = (Instant::now(), Vec::new());
    let people = measured.store.known.iter().step_by(7).cycle();
    for somebody in people.take(REQUESTS) {
        *number += 1;
        let request = (index.request)(somebody, *number);
        let asked = Instant::now();
        let client = &measured.server.client;
        let answer = client.send(request.method, &request.path, request.body.as_ref())?;
        taken.push(asked.elapsed().as_secs_f64() * 1e6);
        let found = answer.succeeded(&format!("{} without an index", index.serves))?;
        ensure!(
            found.get("totalResults").is_none_or(|found| *found != 0),
            "{} found nobody",
            index.serves
        );
        if began.elapsed() > ROUND_MAX {
            break;
        }
    }
    Ok(median(taken).map_or(f64::NAN, |taken| taken.median))
}
