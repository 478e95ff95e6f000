//! One connection in hand: its run is begun or gone on with, pages are asked for and applied, until it ends or has to wait.

use std::time::Duration;

use rollcall_provisioning::pulls::sources::attempts::{Attempts, Limits, Next};
use rollcall_provisioning::pulls::sources::payfit::{
    OAUTH_ORIGIN, introspect_request, read_introspected,
};
use rollcall_provisioning::pulls::sources::schema::{self, SchemaId};
use rollcall_provisioning::pulls::sources::scim_client::{
    Base, capabilities_request, read_capabilities,
};
use rollcall_provisioning::pulls::sources::source::{Ask, LeftOut, Read};
use rollcall_provisioning::pulls::sources::trouble::Missing;
use rollcall_provisioning::pulls::sources::{Kind, Request, Response, Trouble};
use rollcall_provisioning::pulls::{
    self, Claimed, Due, Ended, Flow, Known, Run, SourceSettings, Stage,
};
use rollcall_provisioning::{Error as VerbError, Result};
use uuid::Uuid;

use super::Kept;
use super::access::{Asked, access, longest};
use super::send::send;
use crate::site::Site;

/// Requests for a schema: with a proof, with a nonce, with a new token.
const SCHEMA_TRIES_MAX: usize = 4;
/// What is waited for longer than that is waited for without the connection in hand.
const WAIT_IN_HAND: Duration = Duration::from_secs(5);
/// Pages of one run: a source whose pages lead in a circle has no last one.
const PAGES_MAX: u64 = 100_000;
/// How often it is looked whether the site ends.
const STOP_PERIOD: Duration = Duration::from_millis(100);

/// Whether a refusal can be of one person alone.
fn is_about_one(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Forbidden(Missing::Role | Missing::Right) | Kind::Broken
    )
}

/// Why nothing more is done with a connection for now.
enum Rest {
    /// The run has ended.
    Ended,
    /// It is another's, paused, or ended.
    Lost,
    /// The run goes on after a while.
    After(Duration),
    /// The run has ended with that.
    Trouble(Trouble),
}

/// What to do with what went wrong.
type Done<T> = std::result::Result<T, Rest>;

/// A connection in hand.
struct Driver<'d> {
    site: &'d Site,
    kept: &'d mut Kept,
    run: Run,
    /// What went wrong last, if nothing was read since.
    waits_for: Option<Trouble>,
}

/// Pulls over a connection, if nobody else does.
///
/// # Errors
/// When the database does not answer; the run is gone on with later.
pub(super) async fn drive(site: &Site, due: Due) -> Result<()> {
    let p = &site.provisioning;
    let Some(mut claimed) = pulls::claim(p, &due).await? else {
        return Ok(());
    };
    let Some(run) = Run::begin(p, &mut claimed).await? else {
        return Ok(());
    };
    let mut kept = site.pulling.take(&due, claimed.settings.share_percent);
    let mut driver = Driver {
        site,
        kept: &mut kept,
        run,
        waits_for: None,
    };
    let rest = driver.pull().await;
    let rest = rest.map(|rest| rest.err().unwrap_or(Rest::Ended));
    let ended = driver.rest(rest, &due).await;
    site.pulling.keep(due, kept);
    ended
}

/// An answer from the database's side, and what is done with the connection.
type Outcome<T> = Result<Done<T>>;

/// Goes on with what is inside, or answers why not.
macro_rules! go_on {
    ($outcome:expr) => {
        match $outcome {
            Ok(inside) => inside,
            Err(rest) => return Ok(Err(rest)),
        }
    };
}

impl Driver<'_> {
    fn claimed(&mut self) -> Claimed {
        self.run.claimed().clone()
    }

    /// Lets go of the connection.
    async fn rest(&mut self, rest: Result<Rest>, due: &Due) -> Result<()> {
        let p = &self.site.provisioning;
        let (tenant, connection) = (&due.tenant, due.connection);
        let rest = match rest {
            // What the operator or somebody else took away: nobody is asked until that is otherwise.
            Err(VerbError::Input(why)) => Rest::Trouble(Trouble::settings(why)),
            other => other?,
        };
        match rest {
            Rest::Lost => pulls::park(p, self.claimed(), Duration::ZERO, None).await,
            Rest::After(wait) => {
                let why = self.waits_for.take();
                pulls::park(p, self.claimed(), wait, why.as_ref()).await
            }
            Rest::Ended => {
                self.kept.attempts = Attempts::new(Limits::default());
                self.site.metrics.pull_ended("done");
                let progress = self.run.progress();
                tracing::info!(tenant, %connection, run = %self.run.id(), kind = self.run.kind(), seen = progress.seen, "people were pulled");
                pulls::release(p, self.claimed(), Ended::Done).await
            }
            Rest::Trouble(trouble) => {
                self.site.metrics.pull_ended("failed");
                tracing::warn!(tenant, %connection, run = %self.run.id(), why = %trouble, "people could not be pulled");
                self.run.fail(&trouble).await?;
                self.kept.attempts = Attempts::new(Limits::default());
                pulls::release(p, self.claimed(), Ended::Trouble(trouble)).await
            }
        }
    }

    async fn pull(&mut self) -> Outcome<()> {
        if self.run.progress().stage == Stage::Reading {
            go_on!(match self.run.kind() {
                "told" => self.told().await?,
                _ => self.pages().await?,
            });
        }
        loop {
            if self.site.is_ending() {
                return Ok(Err(Rest::After(Duration::ZERO)));
            }
            match self.run.next().await? {
                Flow::On => {}
                Flow::Done => return Ok(Ok(())),
                Flow::Stop => return Ok(Err(Rest::Lost)),
            }
        }
    }

    /// Reads and applies page after page.
    async fn pages(&mut self) -> Outcome<()> {
        let p = self.site.provisioning.clone();
        go_on!(self.prepare().await?);
        go_on!(self.attributes().await?);
        let known = self.run.progress().known.clone();
        let source = pulls::source(&p, &self.claimed().settings, &known)?;
        loop {
            if self.site.is_ending() {
                return Ok(Err(Rest::After(Duration::ZERO)));
            }
            let Some(ask) = self.run.ask(&*source) else {
                return Ok(Ok(()));
            };
            if self.run.progress().pages >= PAGES_MAX {
                return Ok(Err(Rest::Trouble(Trouble {
                    kind: Kind::Broken,
                    code: None,
                    detail: format!("The source has no last page: {PAGES_MAX} were read."),
                })));
            }
            let request = source.page_request(&ask);
            let answer = match go_on!(self.asked(request, Some(&ask)).await?) {
                Ok(answer) => answer,
                Err(trouble) => {
                    go_on!(self.failed(Some(ask), trouble).await?);
                    continue;
                }
            };
            match source.read(&ask, &answer) {
                Ok(page) => {
                    self.kept.attempts.answered();
                    self.waits_for = None;
                    self.site.metrics.pulled(page.people.len());
                    match self.run.page(page).await? {
                        Flow::Stop => return Ok(Err(Rest::Lost)),
                        Flow::Done => return Ok(Ok(())),
                        Flow::On => {}
                    }
                    let wait = self.kept.pace.after(&answer);
                    go_on!(self.wait(wait).await?);
                }
                Err(trouble) => go_on!(self.failed(Some(ask), trouble).await?),
            }
        }
    }

    /// Asks what has to be known before people are asked for.
    async fn prepare(&mut self) -> Outcome<()> {
        loop {
            let settings = self.claimed().settings;
            if pulls::is_ready(&settings, &self.run.progress().known) {
                return Ok(Ok(()));
            }
            let request = self.first_request(&settings.source).await?;
            let trouble = match go_on!(self.asked(request, None).await?) {
                Ok(answer) => match known(&settings.source, &answer) {
                    Ok(known) => {
                        self.run.knows(known);
                        continue;
                    }
                    Err(trouble) => trouble,
                },
                Err(trouble) => trouble,
            };
            go_on!(self.failed(None, trouble).await?);
        }
    }

    /// Asks, before everybody is read, which attributes the organization added. People are read without it as well.
    async fn attributes(&mut self) -> Outcome<()> {
        let p = self.site.provisioning.clone();
        let claimed = self.claimed();
        if self.run.kind() != "full" || self.run.progress().pages > 0 {
            return Ok(Ok(()));
        }
        let Some(okta) = pulls::okta(&p, &claimed.settings)? else {
            return Ok(Ok(()));
        };
        for _ in 0..SCHEMA_TRIES_MAX {
            let request = schema::request(&okta.org, &SchemaId::default());
            let answer = match go_on!(self.asked(request, None).await?) {
                Ok(answer) => answer,
                // Whatever this is, people cannot be read either.
                Err(trouble) => return self.failed(None, trouble).await,
            };
            match schema::read(&answer) {
                Ok(found) => {
                    self.kept.attempts.answered();
                    if let Some(found) = found {
                        pulls::keep_attributes(&p, &claimed, &found).await?;
                    }
                    break;
                }
                Err(trouble) if trouble.is_about_access() => {
                    go_on!(self.failed(None, trouble).await?);
                }
                Err(trouble) => {
                    tracing::debug!(run = %self.run.id(), why = %trouble, "the schema of a source could not be read");
                    break;
                }
            }
        }
        Ok(Ok(()))
    }

    async fn first_request(
        &mut self,
        source: &SourceSettings,
    ) -> Result<std::result::Result<Request, Trouble>> {
        let p = &self.site.provisioning;
        Ok(match source {
            SourceSettings::Scim { url } => {
                Base::typed(url, p.pull_origins()).and_then(|base| capabilities_request(&base))
            }
            SourceSettings::Payfit { origin } => {
                let claimed = self.run.claimed().clone();
                match pulls::credentials(p, &claimed).await? {
                    Some(pulls::Credentials::Token(key)) => {
                        introspect_request(origin.as_deref().unwrap_or(OAUTH_ORIGIN), &key)
                    }
                    _ => Err(Trouble::unanswered(None)),
                }
            }
            SourceSettings::Okta { .. } | SourceSettings::Rippling { .. } => {
                Err(Trouble::unanswered(None))
            }
        })
    }

    /// Reads those of whom the source told, one by one.
    async fn told(&mut self) -> Outcome<()> {
        let p = self.site.provisioning.clone();
        let Some(okta) = pulls::okta(&p, &self.claimed().settings)? else {
            self.run.told_all();
            return Ok(Ok(()));
        };
        loop {
            let claimed = self.claimed();
            let (ids, until) = pulls::next_told(&p, &claimed).await?;
            if ids.is_empty() {
                self.run.told_all();
                return Ok(Ok(()));
            }
            let mut page = Read {
                people: Vec::new(),
                left_out: Vec::new(),
                next: None,
                newest_micros: None,
            };
            let (mut asked, mut wait) = (Vec::new(), Duration::ZERO);
            'told: for id in ids {
                let answer = loop {
                    if self.site.is_ending() {
                        return Ok(Err(Rest::After(Duration::ZERO)));
                    }
                    let outcome = go_on!(self.asked(okta.user_request(&id), None).await?);
                    let read = outcome.and_then(|answer| Ok((okta.read_user(&answer)?, answer)));
                    match read {
                        Ok(read) => break read,
                        // That one alone is not for us to read: no reason to read nobody.
                        Err(trouble) if is_about_one(&trouble.kind) => {
                            page.left_out.push(LeftOut {
                                external_id: Some(id.clone()),
                                user_name: None,
                                why: trouble.detail,
                            });
                            asked.push(id);
                            continue 'told;
                        }
                        Err(trouble) => go_on!(self.failed(None, trouble).await?),
                    }
                };
                self.kept.attempts.answered();
                self.waits_for = None;
                match answer.0 {
                    Some(Ok(remote)) => page.people.push(remote),
                    Some(Err(left_out)) => page.left_out.push(left_out),
                    // The next full run sees that they are gone.
                    None => {}
                }
                asked.push(id);
                wait = self.kept.pace.after(&answer.1);
                if !wait.is_zero() {
                    break;
                }
            }
            self.site.metrics.pulled(page.people.len());
            if self.run.people(page, asked, until).await? == Flow::Stop {
                return Ok(Err(Rest::Lost));
            }
            go_on!(self.wait(wait).await?);
        }
    }

    /// Sends a request with what the source is asked with.
    async fn asked(
        &mut self,
        request: std::result::Result<Request, Trouble>,
        ask: Option<&Ask>,
    ) -> Outcome<std::result::Result<Response, Trouble>> {
        let mut request = match request {
            Ok(request) => request,
            Err(trouble) => return Ok(Ok(Err(trouble))),
        };
        if let Err(trouble) = go_on!(self.ready(false).await?) {
            return Ok(Ok(Err(trouble)));
        }
        if let Some(access) = &self.kept.access
            && let Err(trouble) = access.put(&self.site.provisioning, &mut request)
        {
            return Ok(Ok(Err(trouble)));
        }
        let longest = Duration::from_secs(self.site.provisioning.limits().pull_seconds_max);
        go_on!(self.hold(longest).await?);
        self.run.sent();
        self.site.metrics.pull_request();
        let Ok(answer) = send(&self.site.provisioning, &self.site.pull_agent, request).await else {
            return Ok(Ok(Err(Trouble::unanswered(ask))));
        };
        if let Some(access) = &mut self.kept.access {
            access.heard(&answer);
        }
        Ok(Ok(Ok(answer)))
    }

    /// Holds the connection for as long as what is asked may take.
    async fn hold(&mut self, longest: Duration) -> Outcome<()> {
        let p = &self.site.provisioning;
        let is_held = pulls::hold(p, self.run.claimed(), longest).await?;
        Ok(if is_held { Ok(()) } else { Err(Rest::Lost) })
    }

    /// Has an access token that is good.
    async fn ready(&mut self, proves: bool) -> Outcome<std::result::Result<(), Trouble>> {
        let claimed = self.claimed();
        let is_good = |access: &super::access::Access| access.is_good(&claimed);
        if !proves && self.kept.access.as_ref().is_some_and(is_good) {
            return Ok(Ok(Ok(())));
        }
        self.kept.access = None;
        go_on!(self.hold(longest(&self.site.provisioning)).await?);
        let claimed = self.claimed();
        match access(self.site, &claimed, proves).await? {
            Asked::Access(access) => {
                self.kept.access = Some(*access);
                Ok(Ok(Ok(())))
            }
            Asked::Lost => Ok(Err(Rest::Lost)),
            Asked::Trouble(trouble) => Ok(Ok(Err(trouble))),
        }
    }

    /// Does what is to be done after trouble with a page, or with something else, or answers that nothing can be.
    async fn failed(&mut self, page: Option<Ask>, trouble: Trouble) -> Outcome<()> {
        let is_page = page.is_some();
        let ask = page.unwrap_or_else(|| Ask::everybody(1));
        let random = u32::try_from(Uuid::now_v7().as_u128() & u128::from(u32::MAX)).unwrap_or(0);
        tracing::debug!(run = %self.run.id(), why = %trouble, "a source of people could not be read");
        self.waits_for = Some(trouble.clone());
        match self.kept.attempts.failed(ask, trouble, random) {
            Next::Ask { ask, wait } => {
                if is_page {
                    self.run.asks(&ask);
                }
                self.wait(wait).await
            }
            Next::Refresh { .. } => {
                self.kept.access = None;
                Ok(Ok(()))
            }
            Next::Prove { nonce: Some(_), .. } => Ok(Ok(())),
            Next::Prove { nonce: None, .. } => match go_on!(self.ready(true).await?) {
                Ok(()) => Ok(Ok(())),
                Err(trouble) => Ok(Err(Rest::Trouble(trouble))),
            },
            Next::Stop(trouble) => Ok(Err(Rest::Trouble(trouble))),
        }
    }

    /// Waits, for a while with the connection in hand, for longer without.
    async fn wait(&mut self, wait: Duration) -> Outcome<()> {
        if wait > WAIT_IN_HAND {
            return Ok(Err(Rest::After(wait)));
        }
        let until = tokio::time::Instant::now() + wait;
        while tokio::time::Instant::now() < until {
            if self.site.is_ending() {
                return Ok(Err(Rest::After(Duration::ZERO)));
            }
            let next = tokio::time::Instant::now() + STOP_PERIOD;
            tokio::time::sleep_until(next.min(until)).await;
        }
        Ok(Ok(()))
    }
}

/// What a source says before people are asked for.
fn known(source: &SourceSettings, answer: &Response) -> std::result::Result<Known, Trouble> {
    Ok(match source {
        SourceSettings::Payfit { .. } => Known {
            company: Some(read_introspected(answer)?.as_str().to_owned()),
            ..Known::default()
        },
        _ => Known {
            capabilities: Some(read_capabilities(answer)?),
            ..Known::default()
        },
    })
}
