//! One step of a feed's work: some changes, or some of the people of a task. It is found out what there is to announce without
//! holding anything up, then written down in one transaction.

use jiff::Timestamp;
use rollcall_mapping::{CampaignState, Mapping};
use rollcall_storage::feeds::{self, Announcement, Feed, Task};
use rollcall_storage::resources::{self, Scope};
use rollcall_storage::{Conn, changes, mappings, schemas};
use scim_core::schema::Registry;
use uuid::Uuid;

use super::ask::{self, task};
use super::assess::{Assessment, Entry, Share};
use super::concern::{Concerned, named};
use super::{Cause, Whom};
use crate::provisioning::people;
use crate::signatures::moment_of;
use crate::{Error, Provisioning, Result};

/// Changes that one step looks at; fewer where they concern many.
const CHANGES_MAX: i64 = 100;
/// People of a task that one step looks at.
const PEOPLE_MAX: usize = 200;
/// Tasks of one tenant that are looked through for those that a new mapping makes needless.
const TASKS_MAX: i64 = 10_000;

/// What a step may find.
pub(super) enum Found {
    /// Nothing to do.
    Idle,
    /// The mapping or the schemas in hand are no longer those in force.
    Stale,
    /// Everybody is to be looked at anew, as this version of the mapping and of the definitions of schemas see them.
    Renew(i64, i64),
    /// This is to be written.
    Work(Box<Outcome>),
}

/// What came of a look.
#[derive(Clone)]
pub(super) struct Outcome {
    entries: Vec<Entry>,
    digests: Vec<(Uuid, Option<Vec<u8>>)>,
    names: Vec<String>,
    tasks: Vec<(Whom, Cause)>,
    /// When the next campaign begins or ends, as seen when a look at everybody begins, in microseconds since the Unix epoch.
    next_campaign: Option<i64>,
    progress: Progress,
}

/// How far the feed is then.
#[derive(Clone)]
enum Progress {
    /// Every change up to this number was looked at.
    Changes(i64),
    /// A task has come this far, or to its end.
    Task {
        id: Uuid,
        position: Option<Uuid>,
        finished: bool,
        /// Whether a look at everybody begins with this.
        is_start: bool,
        /// Whether with its end the feed begins to announce.
        is_beginning: bool,
    },
}

/// What is at hand for a look.
pub(super) struct Hand {
    pub(super) tenant: String,
    pub(super) registry: std::sync::Arc<Registry>,
    pub(super) mapping: Mapping,
    /// Of the mapping and the definitions of schemas.
    pub(super) mark: (i64, i64),
    pub(super) now: i64,
    /// Whether tasks come before changes this time: neither is to keep the other waiting.
    pub(super) tasks_first: bool,
}

/// A kind of thing to do.
type Look = fn(&mut Conn, &Hand, &Feed) -> Result<Option<Outcome>>;

/// Looks what there is to do, and what comes of it.
pub(super) fn find_out(conn: &mut Conn, hand: &Hand) -> Result<Found> {
    let Some(feed) = feeds::find(conn, &hand.tenant)? else {
        return Ok(Found::Idle);
    };
    let definitions = schemas::version(conn, &hand.tenant)?.definitions;
    if (mappings::version(conn, &hand.tenant)?, definitions) != hand.mark {
        return Ok(Found::Stale);
    }
    if (feed.mapping_version, feed.definitions) != hand.mark {
        return Ok(Found::Renew(hand.mark.0, hand.mark.1));
    }
    let looks: [Look; 2] = if hand.tasks_first {
        [of_task, of_changes]
    } else {
        [of_changes, of_task]
    };
    for look in looks {
        if let Some(outcome) = look(conn, hand, &feed)? {
            return Ok(Found::Work(Box::new(outcome)));
        }
    }
    Ok(Found::Idle)
}

impl Hand {
    fn scope(&self) -> Result<Scope<'_>> {
        Ok(Scope {
            tenant: &self.tenant,
            resource_type: people(&self.registry)?,
        })
    }

    fn assessment(&self, feed: &Feed) -> Result<Assessment<'_>> {
        let (names, announces) = (feed.names.clone(), feed.ready_at.is_some());
        Ok(Assessment::new(
            self.scope()?,
            &self.mapping,
            moment_of(self.now),
            names,
            announces,
        ))
    }
}

fn of_changes(conn: &mut Conn, hand: &Hand, feed: &Feed) -> Result<Option<Outcome>> {
    // Until everybody was looked at nobody knows what a change changes.
    if feed.ready_at.is_none() {
        return Ok(None);
    }
    let next = changes::after(conn, &hand.tenant, feed.position, CHANGES_MAX)?;
    let concerned = Concerned::by(&next, &hand.registry, people(&hand.registry)?);
    let Some(last) = concerned.last else {
        return Ok(None);
    };
    let mut assessment = hand.assessment(feed)?;
    assessment.of_concerned(conn, concerned, Share::WithReports)?;
    let progress = Progress::Changes(last);
    Ok(Some(Outcome::of(assessment, progress)))
}

fn of_task(conn: &mut Conn, hand: &Hand, feed: &Feed) -> Result<Option<Outcome>> {
    let Some(task) = feeds::next_task(conn, &hand.tenant, hand.now)? else {
        return Ok(None);
    };
    let (whom, cause) = ask::read(&task)?;
    let next = next_of(conn, hand, &whom, &task)?;
    let finished = next.len() < PEOPLE_MAX;
    let is_start = whom == Whom::Everybody && task.position.is_none();
    let progress = Progress::Task {
        id: task.id,
        position: next.last().copied(),
        finished,
        is_start,
        is_beginning: cause == Cause::Beginning,
    };
    let share = match whom {
        Whom::Person { .. } | Whom::Members { .. } | Whom::Named { .. } => Share::WithReports,
        Whom::Reports { .. } | Whom::Everybody => Share::Alone,
    };
    let mut concerned = Concerned::default();
    for id in next {
        concerned.add(id, &cause);
    }
    let mut assessment = hand.assessment(feed)?;
    assessment.of_concerned(conn, concerned, share)?;
    let mut outcome = Outcome::of(assessment, progress);
    if is_start {
        outcome.next_campaign = next_campaign(hand);
    }
    Ok(Some(outcome))
}

/// When the next campaign begins or ends.
fn next_campaign(hand: &Hand) -> Option<i64> {
    let campaigns = hand.mapping.campaigns(moment_of(hand.now));
    let times = campaigns.filter_map(|(_, state)| match state {
        CampaignState::Active { until } => Some(until),
        CampaignState::Waiting { next } => Some(next),
        CampaignState::Over => None,
    });
    times.min().map(Timestamp::as_microsecond)
}

/// The next people of a task, in the order of their ids.
fn next_of(conn: &mut Conn, hand: &Hand, whom: &Whom, task: &Task) -> Result<Vec<Uuid>> {
    let (tenant, after) = (&hand.tenant, task.position);
    let next = match whom {
        Whom::Person { id } => vec![*id],
        Whom::Reports { references } => {
            feeds::reports_after(conn, &hand.scope()?, references, after, PEOPLE_MAX)?
        }
        Whom::Members { group } => feeds::members_after(conn, tenant, *group, after, PEOPLE_MAX)?,
        Whom::Named { change } => {
            let found = changes::find_all(conn, tenant, &[*change])?;
            let sides = found.iter().flat_map(|it| [&it.before, &it.after]);
            let mut all: Vec<_> = sides.flat_map(named).collect();
            all.sort_unstable();
            all.dedup();
            let next = all.into_iter().filter(|id| after.is_none_or(|it| *id > it));
            next.take(PEOPLE_MAX).collect()
        }
        Whom::Everybody => {
            let limit = i64::try_from(PEOPLE_MAX).unwrap_or(i64::MAX);
            resources::ids_after(conn, &hand.scope()?, after, limit)?
        }
    };
    Ok(next)
}

impl Outcome {
    fn of(assessment: Assessment<'_>, progress: Progress) -> Self {
        Self {
            entries: assessment.entries,
            digests: assessment.digests,
            names: assessment.names.all,
            tasks: assessment.tasks,
            next_campaign: None,
            progress,
        }
    }

    /// Writes it, if the feed is still the holder's; answers whether it is.
    pub(super) fn write(
        &self,
        tx: &mut Conn,
        p: &Provisioning,
        tenant: &str,
        held: i64,
        until: i64,
    ) -> Result<bool> {
        let Some(mut feed) = locked(tx, tenant, held)? else {
            return Ok(false);
        };
        let now = p.now();
        let numbered = (feed.last_seq + 1..).zip(&self.entries);
        let new = numbered.map(|(seq, entry)| entry.numbered(seq, now));
        let new = new.collect::<Result<Vec<_>>>()?;
        feeds::append(tx, tenant, &new)?;
        feeds::set_digests(tx, tenant, &self.digests)?;
        for (whom, cause) in &self.tasks {
            feeds::add_task(tx, tenant, &task(whom, cause, now)?)?;
        }
        if let Progress::Task {
            id, is_start: true, ..
        } = &self.progress
        {
            self.note_campaign(tx, tenant, *id)?;
        }
        match &self.progress {
            Progress::Changes(to) => feed.position = *to,
            Progress::Task {
                id, finished: true, ..
            } => feeds::remove_task(tx, tenant, *id)?,
            Progress::Task { id, position, .. } => feeds::move_task(tx, tenant, *id, *position)?,
        }
        if let Progress::Task {
            finished: true,
            is_beginning: true,
            ..
        } = self.progress
        {
            feed.ready_at = Some(now);
        }
        feed.last_seq = new.last().map_or(feed.last_seq, |last| last.seq);
        feed.names.clone_from(&self.names);
        feed.lease_until = until;
        feeds::update(tx, &feed)?;
        Ok(true)
    }

    /// Notes when the next campaign begins or ends, as a look at everybody begins. What comes between its begin and its end
    /// is not lost so: whoever was looked at before is looked at again. Every other such task is needless: what it was due
    /// for is seen by this look, or noted anew; so there is one that waits at most.
    fn note_campaign(&self, tx: &mut Conn, tenant: &str, beginning: Uuid) -> Result<()> {
        give_up(tx, tenant, |id, cause| {
            id != beginning && is_campaign(cause)
        })?;
        if let Some(due) = self.next_campaign {
            feeds::add_task(tx, tenant, &task(&Whom::Everybody, &campaign(), due)?)?;
        }
        Ok(())
    }
}

impl Entry {
    fn numbered(&self, seq: i64, at: i64) -> Result<Announcement> {
        Ok(Announcement {
            seq,
            at,
            resource_id: self.person,
            kind: self.kind.word().to_owned(),
            changed: serde_json::to_string(&self.changed)
                .map_err(|error| Error::Internal(Box::new(error)))?,
            cause: self.cause.write()?,
        })
    }
}

/// Has everybody looked at anew: what a former mapping was looked through for is given up. Answers whether the feed is
/// still the holder's.
pub(super) fn renew(
    tx: &mut Conn,
    p: &Provisioning,
    tenant: &str,
    (version, definitions): (i64, i64),
    held: i64,
    until: i64,
) -> Result<bool> {
    let Some(mut feed) = locked(tx, tenant, held)? else {
        return Ok(false);
    };
    for task in feeds::tasks(tx, tenant, TASKS_MAX)? {
        if let (Whom::Everybody, Cause::Beginning) = ask::read(&task)? {
            feeds::move_task(tx, tenant, task.id, None)?;
        }
    }
    give_up(tx, tenant, |_, cause| {
        is_campaign(cause) || matches!(cause, Cause::Mapping { .. } | Cause::Schemas)
    })?;
    if feed.ready_at.is_some() {
        let cause = if feed.mapping_version == version {
            Cause::Schemas
        } else {
            Cause::Mapping { version }
        };
        feeds::add_task(tx, tenant, &task(&Whom::Everybody, &cause, p.now())?)?;
    }
    feed.mapping_version = version;
    feed.definitions = definitions;
    feed.lease_until = until;
    feeds::update(tx, &feed)?;
    Ok(true)
}

/// Why everybody is looked at when a campaign begins or ends.
fn campaign() -> Cause {
    Cause::Time {
        note: "campaign".to_owned(),
    }
}

fn is_campaign(cause: &Cause) -> bool {
    *cause == campaign()
}

/// Removes the tasks about everybody that are for such a cause.
fn give_up(tx: &mut Conn, tenant: &str, is_needless: impl Fn(Uuid, &Cause) -> bool) -> Result<()> {
    for task in feeds::tasks(tx, tenant, TASKS_MAX)? {
        if let (Whom::Everybody, cause) = ask::read(&task)?
            && is_needless(task.id, &cause)
        {
            feeds::remove_task(tx, tenant, task.id)?;
        }
    }
    Ok(())
}

/// The feed, if it is still the holder's.
fn locked(tx: &mut Conn, tenant: &str, held: i64) -> Result<Option<Feed>> {
    let feed = feeds::lock(tx, tenant)?;
    Ok(feed.filter(|feed| feed.lease_until == held))
}
