//! What the request log costs: the same requests with it and without.

use anyhow::{Context as _, Result};

use super::Bench;
use crate::measure::{Prepared, fault};
use crate::operations::find;
use crate::options::USUAL_CONNECTIONS;
use crate::result::{LogUse, median};
use crate::server::{Rollcall, Server};
use crate::store::Store;

/// What of each request is kept: nothing, all but bodies, everything.
pub const SETTINGS: [&str; 3] = ["off", "meaning", "bodies"];
/// Reads and changes that providers send most.
const OPERATIONS: [&str; 5] = ["get", "user-name", "patch", "put", "create"];

impl Bench<'_> {
    /// Each operation, with the settings by turns; each time the server is started anew.
    pub(super) fn request_log(
        &mut self,
        rollcall: &Rollcall<'_>,
        subject: &str,
        server: Server,
        mut store: Store,
    ) -> Result<()> {
        let token = server.client.token.clone();
        server.stop()?;
        for key in OPERATIONS {
            let mut found = SETTINGS.map(|setting| LogUse {
                subject: subject.to_owned(),
                operation: key.to_owned(),
                people: store.people,
                connections: USUAL_CONNECTIONS,
                setting: setting.to_owned(),
                ..LogUse::default()
            });
            if let Err(error) = self.with_each_setting(rollcall, &token, &mut store, &mut found) {
                let why = self.told(&format!("{error:#}"));
                found
                    .iter_mut()
                    .for_each(|it| it.invalid = Some(why.clone()));
            }
            self.progress.say(&told(&found));
            self.outcome.request_log.extend(found);
            self.keep(Vec::new());
        }
        Ok(())
    }

    fn with_each_setting(
        &self,
        rollcall: &Rollcall<'_>,
        token: &str,
        store: &mut Store,
        found: &mut [LogUse],
    ) -> Result<()> {
        let key = &found[0].operation;
        let operation = find(key).with_context(|| format!("there is no operation {key}"))?;
        let start =
            |setting: &str| rollcall.start_with(Some(token), &[("ROLLCALL_REQUEST_LOG", setting)]);
        let first = start("off")?;
        store.client = first.client.clone();
        let processes = first.all.clone();
        let prepared = Prepared::new(
            operation,
            store,
            &processes,
            &self.options.programs.requests,
            rollcall.folder,
            self.plan.seconds_max,
        )?;
        first.stop()?;
        for _ in 0..self.plan.runs {
            for one in found.iter_mut().filter(|one| one.invalid.is_none()) {
                self.progress.now(&format!(
                    "{} {}, request_log = {}",
                    one.subject, one.operation, one.setting
                ));
                let server = start(&one.setting)?;
                prepared.play_against(&server, USUAL_CONNECTIONS, 1)?;
                let run = prepared.play_against(&server, USUAL_CONNECTIONS, self.plan.seconds)?;
                one.invalid = fault(&run);
                one.runs.push(run);
                server.stop()?;
            }
        }
        Ok(())
    }
}

/// A line of progress.
fn told(found: &[LogUse]) -> String {
    let Some(first) = found.first() else {
        return String::new();
    };
    let each = found.iter().map(|one| {
        let of = |figure: fn(&crate::result::Run) -> Option<f64>| {
            median(one.runs.iter().filter_map(figure)).map_or(f64::NAN, |of| of.median)
        };
        let (rate, cpu) = (of(|run| Some(run.per_second)), of(|run| run.cpu_us));
        format!("{} {rate:.0}/s {cpu:.0} µs", one.setting)
    });
    let each: Vec<_> = each.collect();
    format!(
        "{:<13} {} with the request log {}",
        first.subject,
        first.operation,
        each.join(", ")
    )
}
