//! A run: pages that were read are applied, each in transactions with how far the run has come.

use std::sync::Arc;

use rollcall_okta::Trouble;
use rollcall_okta::plan::Policy;
use rollcall_okta::source::{Ask, Read, Remote, Source};
use rollcall_storage::pull_runs::{self, Run as Row};
use rollcall_storage::pulls as rows;
use rollcall_storage::{Conn, Error as StorageError, connections};
use serde_json::Value;
use uuid::Uuid;

use super::chunk::{self, Turn};
use super::lease::{Claimed, full_is_due, hold_in, trouble_in};
use super::manage::locked;
use super::progress::{Known, Progress, Stage};
use super::vanished::{self, undecided};
use super::view::progress_of;
use crate::auth::{call_of, caller_of_connection, own_call};
use crate::resources::{Call, RENEWALS_MAX, received};
use crate::{Error, Provisioning, Result, SECOND};

/// People in one transaction.
const CHUNK_PEOPLE: usize = 50;
/// Who changed so long before the newest change that was seen is read once more: a source's index may be late.
const OVERLAP_SECONDS: i64 = 300;
/// Runs that are kept of one connection.
const RUNS_KEPT: i64 = 200;
/// Counts the ways in which people were translated: whoever was written by another one is written anew.
const TRANSLATION: u32 = 1;

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Something is left to do.
    On,
    /// All is done.
    Done,
    /// The connection was paused or ended, or another replica has it: nothing more is to be done here.
    Stop,
}

/// A run under way. Everything of it is in the database, so that it can be begun anew at any time.
pub struct Run {
    p: Provisioning,
    work: Work,
    progress: Progress,
}

/// What all steps of a run have in common.
#[derive(Clone)]
pub(super) struct Work {
    pub(super) p: Provisioning,
    pub(super) call: Call,
    pub(super) claimed: Claimed,
    pub(super) run: Row,
    pub(super) policy: Policy,
    /// In which run those are seen who are met.
    pub(super) sees_for: Option<Uuid>,
    /// Whether an administrator decided that those who vanished go.
    pub(super) is_decided: bool,
}

/// What a transaction of a run answers.
enum Written {
    Stop,
    Renew,
    Done(Box<(Progress, i64, Vec<Value>)>),
}

impl Run {
    /// Goes on with the run that was broken off, or begins the one that is due: everybody at the hour that is set and when somebody asked for it, else who
    /// changed; of whom the source has told first. `None`: the connection is not in this hand any more.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(p: &Provisioning, claimed: &mut Claimed) -> Result<Option<Self>> {
        let (verb, of, now) = (p.clone(), claimed.clone(), p.now());
        let begun = p.store().write(move |tx| {
            let Some(until) = hold_in(tx, &verb, &of)? else {
                return Ok(None);
            };
            let run = match pull_runs::open(tx, &of.tenant, of.connection)? {
                Some(open) => open,
                None => begin_in(tx, &of, now)?,
            };
            Ok::<_, Error>(Some((run, until)))
        });
        let Some((run, until)) = begun.await? else {
            return Ok(None);
        };
        claimed.held = until;
        let progress = progress_of(&run)?;
        let is_decided = progress.decided.is_some();
        let request = format!("pull-{}", run.id);
        let call = match is_decided {
            // Nobody holds whom an administrator lets go.
            true => own_call(p, &claimed.tenant, &request).await?,
            false => {
                let caller = caller_of_connection(p, &claimed.tenant, claimed.connection, None);
                call_of(caller.await?, &request)
            }
        };
        let settings = &claimed.settings;
        let policy = Policy {
            adoption: settings.adoption,
            ids_are_unique: settings.source.kind() == "okta",
            creates_inactive: settings.creates_inactive,
            reasserts: run.kind == "full",
            revision: revision(claimed)?,
        };
        let work = Work {
            p: p.clone(),
            call,
            claimed: claimed.clone(),
            sees_for: progress.sees_for,
            run,
            policy,
            is_decided,
        };
        Ok(Some(Self {
            p: p.clone(),
            work,
            progress,
        }))
    }

    /// Its id.
    pub fn id(&self) -> Uuid {
        self.work.run.id
    }

    /// `full`, `changes`, `told`.
    pub fn kind(&self) -> &str {
        &self.work.run.kind
    }

    /// How far it has come.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// The connection in hand.
    pub fn claimed(&mut self) -> &mut Claimed {
        &mut self.work.claimed
    }

    /// What is asked next, or `None` when all pages were read.
    pub fn ask(&self, source: &dyn Source) -> Option<Ask> {
        (self.progress.stage == Stage::Reading).then(|| self.progress.ask(source.page_people_max()))
    }

    /// The next page is asked for so: with fewer people in it, or from the beginning.
    pub fn asks(&mut self, ask: &Ask) {
        self.progress.asks(ask);
    }

    /// A request was sent.
    pub fn sent(&mut self) {
        self.progress.requests += 1;
    }

    /// Notes what the source said before people were asked for; it is kept with the next page.
    pub fn knows(&mut self, known: Known) {
        self.progress.known = known;
    }

    /// Applies a page. It is done again as long as it was not to its end, which does no harm.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn page(&mut self, read: Read) -> Result<Flow> {
        let mut rest = read.storable();
        let mut people = std::mem::take(&mut rest.people);
        loop {
            let later = people.split_off(people.len().min(CHUNK_PEOPLE));
            // A transaction may be tried more than once.
            let chunk: Arc<[Remote]> = std::mem::replace(&mut people, later).into();
            let rest = people.is_empty().then(|| rest.clone());
            let is_last = rest.is_some();
            let flow = self
                .write(move |tx, work, progress| {
                    let sent = chunk::apply(tx, work, progress, &chunk, Turn::Page)?;
                    progress.see(&chunk);
                    match &rest {
                        Some(rest) => chunk::page_is_done(tx, work, progress, rest)?,
                        None => progress
                            .page_done
                            .extend(chunk.iter().map(|remote| remote.external_id.clone())),
                    }
                    Ok(sent)
                })
                .await?;
            if flow == Flow::Stop {
                return Ok(Flow::Stop);
            }
            if is_last {
                break;
            }
        }
        Ok(match self.progress.stage {
            Stage::Reading => Flow::On,
            _ => Flow::Done,
        })
    }

    /// Applies people who were read one by one, since the source told of them. Those who were asked for until then need not be read again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn people(&mut self, read: Read, asked: Vec<String>, until: i64) -> Result<Flow> {
        let read = read.storable();
        self.write(move |tx, work, progress| {
            let sent = chunk::apply(tx, work, progress, &read.people, Turn::Page)?;
            progress.see(&read.people);
            chunk::note_left_out(tx, work, progress, &read.left_out)?;
            super::told::were_read(tx, work, &asked, until)?;
            Ok(sent)
        })
        .await
    }

    /// All of those of whom the source told were read.
    pub fn told_all(&mut self) {
        self.progress.stage = Stage::Waiting;
    }

    /// Does the next thing that is left when all pages were read: those who waited for a name, those who vanished, the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Flow> {
        let flow = match self.progress.stage {
            Stage::Reading => return Ok(Flow::On),
            Stage::Waiting => self.write(chunk::waiting).await?,
            Stage::Vanishing => self.write(vanished::step).await?,
            Stage::Ended => return Ok(Flow::Done),
        };
        Ok(match (flow, self.progress.stage) {
            (Flow::Stop, _) => Flow::Stop,
            (_, Stage::Ended) => Flow::Done,
            _ => Flow::On,
        })
    }

    /// Ends the run before its end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn fail(&mut self, trouble: &Trouble) -> Result<Flow> {
        let (why, trouble) = (trouble.to_string(), trouble.clone());
        self.write(move |tx, work, progress| {
            progress.failed = Some(why.clone());
            end(tx, work, progress, "failed")?;
            trouble_in(tx, &work.p, &work.claimed, &trouble)?;
            Ok(Vec::new())
        })
        .await
    }

    /// One transaction: the connection is in this hand, what is done is done, and how far that came is written.
    async fn write(
        &mut self,
        how: impl Fn(&mut Conn, &Work, &mut Progress) -> Result<Vec<Value>>
        + Clone
        + Send
        + Sync
        + 'static,
    ) -> Result<Flow> {
        for _ in 0..=RENEWALS_MAX {
            let (work, progress, how) = (self.work.clone(), self.progress.clone(), how.clone());
            let written = self.p.store().write(move |tx| {
                let Some(until) = hold_in(tx, &work.p, &work.claimed)? else {
                    return Ok(Written::Stop);
                };
                let (tenant, connection) = (&work.claimed.tenant, work.claimed.connection);
                connections::lock(tx, tenant, connection)?;
                let open = connections::find(tx, tenant, connection)?
                    .is_some_and(|it| it.paused.is_none() && it.disconnected.is_none());
                let is_same = rows::find(tx, tenant, connection)?
                    .is_some_and(|it| it.secrets_at == work.claimed.secrets_at);
                if !open || !is_same {
                    return Ok(Written::Stop);
                }
                if !work.call.is_current(tx)? {
                    return Ok(Written::Renew);
                }
                let mut progress = progress.clone();
                let sent = how(tx, &work, &mut progress)?;
                if progress.stage != Stage::Ended {
                    let run = Row {
                        progress: text(&progress)?,
                        ..work.run.clone()
                    };
                    pull_runs::update(tx, tenant, &run)?;
                }
                Ok::<_, Error>(Written::Done(Box::new((progress, until, sent))))
            });
            match written.await? {
                Written::Stop => return Ok(Flow::Stop),
                Written::Renew => {
                    self.work.call = self.work.call.clone().renewed(&self.p).await?;
                }
                Written::Done(done) => {
                    let (progress, until, sent) = *done;
                    self.progress = progress;
                    self.work.claimed.held = until;
                    for body in sent {
                        received(&self.p, &self.work.call, &chunk::put(), &body);
                    }
                    return Ok(Flow::On);
                }
            }
        }
        Err(StorageError::Busy.into())
    }
}

fn revision(claimed: &Claimed) -> Result<String> {
    let settings = &claimed.settings;
    let parts = (TRANSLATION, settings.statuses, &settings.priorities);
    serde_json::to_string(&parts).map_err(|error| Error::Internal(Box::new(error)))
}

pub(super) fn text(progress: &Progress) -> Result<String> {
    serde_json::to_string(progress).map_err(|error| Error::Internal(Box::new(error)))
}

/// The run that is due.
fn begin_in(tx: &mut Conn, claimed: &Claimed, now: i64) -> Result<Row> {
    let (tenant, connection) = (&claimed.tenant, claimed.connection);
    let (_, mut pull) = locked(tx, tenant, &connection.to_string())?;
    let told = super::told::are_waiting(tx, claimed, now)?;
    let wanted = pull.wanted.take();
    let is_full =
        wanted.as_deref() == Some("full") || full_is_due(&claimed.settings, pull.full_at, now);
    let is_told = told && !is_full && wanted.is_none();
    let kind = match (is_full, is_told) {
        (true, _) => "full",
        (_, true) => "told",
        _ => "changes",
    };
    if is_told {
        pull.wanted = wanted;
    }
    rows::update(tx, &pull)?;
    let id = Uuid::now_v7();
    let mut progress = Progress::default();
    if kind == "changes" {
        let since = pull.seen_until.map(|seen| seen - OVERLAP_SECONDS * SECOND);
        progress.since_micros = since;
    }
    let undecided = undecided(tx, tenant, connection)?;
    progress.sees_for = match is_full {
        true => Some(id),
        false => undecided.map(|run| run.id),
    };
    let run = Row {
        id,
        connection_id: connection,
        kind: kind.to_owned(),
        began_at: now,
        ended_at: None,
        outcome: None,
        progress: text(&progress)?,
    };
    pull_runs::insert(tx, tenant, &run)?;
    Ok(run)
}

/// Ends a run whose connection ends.
pub(super) fn stop_in(tx: &mut Conn, p: &Provisioning, tenant: &str, run: Row) -> Result<()> {
    let mut progress = progress_of(&run)?;
    progress.stage = Stage::Ended;
    let run = Row {
        ended_at: Some(p.now()),
        outcome: Some("stopped".to_owned()),
        progress: text(&progress)?,
        ..run
    };
    pull_runs::update(tx, tenant, &run)?;
    Ok(())
}

/// Ends a run, and notes at the connection what it has seen.
pub(super) fn end(
    tx: &mut Conn,
    work: &Work,
    progress: &mut Progress,
    outcome: &str,
) -> Result<()> {
    let (tenant, connection) = (&work.claimed.tenant, work.claimed.connection);
    progress.stage = Stage::Ended;
    progress.later.clear();
    progress.page_done.clear();
    progress.position = None;
    let run = Row {
        ended_at: Some(work.p.now()),
        outcome: Some(outcome.to_owned()),
        progress: text(progress)?,
        ..work.run.clone()
    };
    pull_runs::update(tx, tenant, &run)?;
    let kept = pull_runs::list(tx, tenant, connection, None, RUNS_KEPT)?;
    if let Some(oldest) = kept
        .last()
        .filter(|_| kept.len() >= usize::try_from(RUNS_KEPT).unwrap_or(0))
    {
        // About whom it is to be decided is known of the last full run.
        let full = pull_runs::last_full(tx, tenant, connection)?;
        pull_runs::forget(tx, tenant, connection, oldest.id, full.map(|run| run.id))?;
    }
    if outcome == "failed" {
        return Ok(());
    }
    let (_, mut pull) = locked(tx, tenant, &connection.to_string())?;
    if work.run.kind != "told" {
        // A time that is still to come would hide all changes until then.
        let now = work.p.now();
        let newest = progress.newest_micros.map(|it| it.min(now));
        let before = pull.seen_until.filter(|it| *it <= now);
        pull.seen_until = before.max(newest);
    }
    if work.run.kind == "full" {
        pull.full_at = pull.full_at.max(Some(work.run.began_at));
    }
    if pull.state == "failing" {
        "connected".clone_into(&mut pull.state);
    }
    if pull.state == "connected" {
        pull.problem = None;
    }
    Ok(rows::update(tx, &pull)?)
}
