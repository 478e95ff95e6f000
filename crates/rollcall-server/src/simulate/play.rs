//! Plays the steps one after the other and records how each went.

use std::collections::BTreeSet;
use std::time::{Instant, SystemTime};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::answer::{Answer, List, PATCH_OP, Stop, red};
use super::client::{Client, NoAnswer, milliseconds};
use super::demo;
use super::names::Names;
use super::report::{Outcome, Report, StepReport};
use super::steps::CHAPTERS;

/// What is left on the server at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Afterwards {
    /// One demonstration person in one group; everything else is removed.
    KeepDemo,
    /// Everything that was made.
    KeepAll,
    /// Nothing of what this run made.
    CleanOwn,
    /// Nothing, not even the demonstration of earlier runs.
    CleanAll,
}

/// One step of the sequence.
pub(crate) struct Step {
    /// What an admin would call it.
    pub(crate) name: &'static str,
    /// What Okta does here, and when.
    pub(crate) okta: &'static str,
    /// What to do when it is red.
    pub(crate) advice: &'static str,
    /// Plays it.
    pub(crate) run: fn(&mut Play) -> Result<(), Stop>,
}

/// How the whole run ended.
pub(crate) enum Ending {
    Played(Report),
    /// No request got any answer; the text says what to check.
    Unreachable(String),
}

/// The state that later steps take from earlier ones.
pub(crate) struct Play {
    pub(crate) client: Client,
    pub(crate) names: Names,
    /// The server's ids.
    pub(crate) first_id: Option<String>,
    pub(crate) second_id: Option<String>,
    pub(crate) group_id: Option<String>,
    /// Everything this run made and that is to be removed at the end, as `/Users/{id}`.
    made: Vec<String>,
}

/// Plays all [`CHAPTERS`] and, unless all is to be cleaned, the demonstration's; `on_step` hears of each that
/// was tried, as it ends.
pub(crate) fn play(
    client: Client,
    afterwards: Afterwards,
    on_step: &mut dyn FnMut(&StepReport),
) -> Ending {
    let started_at = SystemTime::now();
    let started = Instant::now();
    let mut play = Play::new(client);
    let demo: &[Step] = if matches!(afterwards, Afterwards::CleanOwn | Afterwards::CleanAll) {
        &[]
    } else {
        demo::STEPS
    };
    let mut reports: Vec<StepReport> = Vec::new();
    let mut credentials_refused = false;
    for step in CHAPTERS.iter().copied().flatten().chain(demo) {
        let report = if credentials_refused {
            StepReport::skipped(step, "needs a base URL and token that work")
        } else {
            play.step(step)
        };
        if let Outcome::NoAnswer { reason } = &report.outcome
            && !play.client.answered()
        {
            return Ending::Unreachable(format!(
                "no answer from {}: {reason}. {}",
                play.client.base(),
                report.advice
            ));
        }
        if !credentials_refused {
            on_step(&report);
        }
        // Where the very first question is refused, forty more red lines would hide why.
        credentials_refused |= reports.is_empty()
            && report
                .requests
                .iter()
                .all(|request| request.status != Some(200));
        reports.push(report);
    }
    let mut notes = if credentials_refused {
        Vec::new()
    } else {
        play.tidy_up(afterwards)
    };
    if !demo.is_empty()
        && reports
            .iter()
            .rev()
            .take(demo.len())
            .all(|step| step.outcome == Outcome::Passed)
    {
        notes.push(demo::NOTE.to_owned());
    }
    Ending::Played(Report::new(
        play.client.base(),
        started_at,
        started.elapsed(),
        reports,
        notes,
    ))
}

impl Play {
    pub(crate) fn new(client: Client) -> Play {
        Play {
            client,
            names: Names::new(),
            first_id: None,
            second_id: None,
            group_id: None,
            made: Vec::new(),
        }
    }

    /// Plays one step.
    pub(crate) fn step(&mut self, step: &Step) -> StepReport {
        let started = Instant::now();
        let result = (step.run)(self);
        let milliseconds = milliseconds(started.elapsed());
        let (outcome, advice) = match result {
            Ok(()) => (Outcome::Passed, step.advice),
            Err(Stop::Needs(what)) => (
                Outcome::Skipped {
                    needs: what.to_owned(),
                },
                step.advice,
            ),
            Err(Stop::NoAnswer(NoAnswer { reason, advice })) => {
                (Outcome::NoAnswer { reason }, advice)
            }
            Err(Stop::Red {
                expected,
                came,
                status,
            }) => (
                Outcome::Failed { expected, came },
                advice_for(status).unwrap_or(step.advice),
            ),
        };
        StepReport::new(
            step,
            outcome,
            advice,
            milliseconds,
            self.client.take_exchanges(),
        )
    }

    /// Notes that `target` was made by this run.
    pub(crate) fn remember(&mut self, target: String) {
        self.made.push(target);
    }

    /// Forgets `target`, which is gone or is to stay.
    pub(crate) fn forget(&mut self, target: &str) {
        self.made.retain(|made| made != target);
    }

    pub(crate) fn first_id(&self) -> Result<String, Stop> {
        self.first_id
            .clone()
            .ok_or(Stop::Needs("needs the person an earlier step creates"))
    }

    pub(crate) fn second_id(&self) -> Result<String, Stop> {
        self.second_id.clone().ok_or(Stop::Needs(
            "needs the second person an earlier step creates",
        ))
    }

    pub(crate) fn group_id(&self) -> Result<String, Stop> {
        self.group_id
            .clone()
            .ok_or(Stop::Needs("needs the group an earlier step creates"))
    }

    /// `GET {endpoint}?filter={attribute} eq "{value}"&startIndex=1&count=100`: how Okta asks whether somebody exists.
    pub(crate) fn find(
        &mut self,
        endpoint: &str,
        attribute: &str,
        value: &str,
        blank: &str,
    ) -> Result<List, Stop> {
        let filter = format!("{attribute}{blank}eq{blank}%22{}%22", percent_encode(value));
        self.client
            .get(&format!(
                "{endpoint}?filter={filter}&startIndex=1&count=100"
            ))?
            .list()
    }

    /// A resource by id, which must be there.
    pub(crate) fn fetch(&mut self, target: &str) -> Result<Value, Stop> {
        self.client
            .get(target)?
            .resource(200, "200 with the whole resource")
    }

    /// Okta's profile update: GET, overwrite what changed, PUT everything back, read-only parts included.
    pub(crate) fn fetch_and_put(
        &mut self,
        target: &str,
        change: impl FnOnce(&mut Map<String, Value>),
    ) -> Result<Value, Stop> {
        let mut resource = self.fetch(target)?;
        if let Some(attributes) = resource.as_object_mut() {
            change(attributes);
        }
        self.client
            .put(target, &resource)?
            .resource(200, "200 with the whole updated resource")
    }

    /// `PATCH target` with these operations.
    pub(crate) fn patch(&mut self, target: &str, operations: &Value) -> Result<Answer, Stop> {
        let body = json!({"schemas": [PATCH_OP], "Operations": operations});
        Ok(self.client.patch(target, &body)?)
    }

    /// Okta's activate and deactivate: a PATCH without a path, and the answer, or else the next GET, must show it.
    pub(crate) fn set_active(&mut self, target: &str, active: bool) -> Result<(), Stop> {
        let answer = self.patch(
            target,
            &json!([{"op": "replace", "value": {"active": active}}]),
        )?;
        let user = match answer.patched()? {
            Some(user) => user,
            None => self.fetch(target)?,
        };
        super::answer::expect_field(&user, "/active", &json!(active))
    }

    /// Red unless the group has exactly these members, asked by a GET of its own.
    pub(crate) fn expect_members(&mut self, group_id: &str, expected: &[&str]) -> Result<(), Stop> {
        let group = self.fetch(&format!("/Groups/{group_id}"))?;
        let found: BTreeSet<&str> = group["members"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|member| member["value"].as_str())
            .collect();
        let wanted: BTreeSet<&str> = expected.iter().copied().collect();
        if found == wanted {
            return Ok(());
        }
        Err(red(
            format!("the members {wanted:?}"),
            format!("the members {found:?}"),
        ))
    }

    /// Removes what this run made. Okta never deletes people; this is the simulation's own tidying.
    fn tidy_up(&mut self, afterwards: Afterwards) -> Vec<String> {
        if afterwards == Afterwards::KeepAll {
            return vec![format!("Kept on request: {}", self.made.join(", "))];
        }
        if afterwards == Afterwards::CleanAll {
            self.made.extend(demo::targets(&mut self.client));
        }
        let targets = std::mem::take(&mut self.made);
        targets
            .iter()
            .rev()
            .filter_map(|target| match self.client.delete(target) {
                Ok(answer) if matches!(answer.status, 200 | 204 | 404) => None,
                Ok(answer) => Some(format!(
                    "{target} could not be removed: {}",
                    answer.describe()
                )),
                Err(error) => Some(format!("{target} could not be removed: {}", error.reason)),
            })
            .collect()
    }
}

/// Advice that follows from the status alone and is better than the step's own.
fn advice_for(status: Option<u16>) -> Option<&'static str> {
    match status? {
        401 | 403 => {
            Some("Check the token: copied whole, not expired, not revoked, and allowed to push.")
        }
        301 | 302 | 307 | 308 => {
            Some("Okta does not follow redirects here: use the final base URL.")
        }
        429 => {
            Some("The server limits the rate: raise it for this connection, or run again later.")
        }
        500..=599 => {
            Some("The server failed: its log has the cause (by request id, where it writes one).")
        }
        _ => None,
    }
}

/// Everything but unreserved characters (RFC 3986 §2.3) as `%XX`.
pub(crate) fn percent_encode(text: &str) -> String {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    utf8_percent_encode(text, RESERVED).to_string()
}
