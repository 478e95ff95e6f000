//! Some people of a page: what is to be done with them, and doing it, in one transaction.

use std::collections::{HashMap, HashSet};

use rollcall_okta::plan::{self, Action, Fingerprint, Local, Locals, Reason, Step, Written};
use rollcall_okta::source::{LeftOut, Read, Remote};
use rollcall_storage::resources::{self, HeldAs, Scope, Stored};
use rollcall_storage::{Conn, id, pulled_people};
use scim_core::bulk::{Method, Target};
use scim_core::fold;
use serde_json::Value;
use uuid::Uuid;

use super::person::{self, Done};
use super::progress::{Problem, Progress, Stage};
use super::run::{Work, end};
use super::vanished;
use crate::Result;
use crate::provisioning::people;
use crate::resources::is_left;

/// People who waited, in one transaction.
const CHUNK_PEOPLE: usize = 50;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// People of a page: whoever finds a name taken may wait.
    Page,
    /// Those who waited, for the last time.
    Last,
}

/// What a replacement is counted as in the catalogue of what a connection sends.
pub(super) fn put() -> Target {
    Target {
        method: Method::Put,
        endpoint: "Users".to_owned(),
        id: String::new(),
    }
}

/// Plans and does what is to be done with some people. Answers what was written of them.
pub(super) fn apply(
    tx: &mut Conn,
    work: &Work,
    progress: &mut Progress,
    some: &[Remote],
    turn: Turn,
) -> Result<Vec<Value>> {
    let (locals, mut here) = locals(tx, work, some)?;
    let steps = match turn {
        Turn::Page => plan::page(some, &locals, &work.policy),
        Turn::Last => {
            let seen = seen(tx, work, &locals)?;
            let is_there = |id: &str| Some(*seen.as_ref()?.get(id).unwrap_or(&false));
            plan::last(some, &locals, &work.policy, &is_there)
        }
    };
    let mut sent = Vec::new();
    for (remote, step) in some.iter().zip(&steps) {
        let person = step.person.as_deref().and_then(id::parse);
        let known = Known {
            // Whoever is written is not as they were read any more.
            here: person.and_then(|person| here.remove(&person)),
            written: locals.written(&step.external_id),
        };
        sent.extend(one(tx, work, progress, (remote, step), &known)?);
    }
    see(
        tx,
        work,
        some.iter().map(|remote| remote.external_id.as_str()),
    )?;
    Ok(sent)
}

/// What is known of somebody before anything is done.
struct Known<'k> {
    here: Option<Stored>,
    written: Option<&'k Written>,
}

fn one(
    tx: &mut Conn,
    work: &Work,
    progress: &mut Progress,
    (remote, step): (&Remote, &Step),
    known: &Known<'_>,
) -> Result<Option<Value>> {
    // Of a page that is read once more, for the program ended in the middle of it.
    let is_again = progress.page_done.contains(&step.external_id);
    match step.action {
        Action::Keep => {
            if !is_again && step.reason != Reason::Repeated {
                progress.counts.unchanged += 1;
            }
        }
        Action::Later if progress.wait(remote) => {}
        Action::Later | Action::Failed => {
            if !is_again {
                fail(progress, step, step.reason.sentence().to_owned());
            }
        }
        _ => {
            if let Some(here) = &known.here
                && person::is_as_said(work, step, here)?
            {
                if known.written != step.write.as_ref().map(|write| &write.written) {
                    person::link(tx, work, step, here.id)?;
                }
                if !is_again {
                    count(progress, step, Done::Unchanged);
                }
                return Ok(None);
            }
            let (done, sent) = person::apply(tx, work, step)?;
            if !(is_again && matches!(done, Done::Unchanged | Done::Failed(_))) {
                count(progress, step, done);
            }
            return Ok(sent);
        }
    }
    Ok(None)
}

/// Counts what was done.
pub(super) fn count(progress: &mut Progress, step: &Step, done: Done) {
    let counts = &mut progress.counts;
    let place = match done {
        Done::Created => &mut counts.created,
        Done::Changed => &mut counts.changed,
        Done::Reactivated => &mut counts.reactivated,
        Done::Deactivated => &mut counts.deactivated,
        Done::Held => &mut counts.held,
        Done::Unchanged => &mut counts.unchanged,
        Done::Failed(why) => return fail(progress, step, why),
    };
    *place += 1;
}

fn fail(progress: &mut Progress, step: &Step, why: String) {
    progress.counts.failed += 1;
    progress.note(Problem {
        external_id: Some(step.external_id.clone()),
        user_name: Some(step.user_name.clone()),
        why,
    });
}

/// Notes that those were seen, where that is of use.
fn see<'a>(tx: &mut Conn, work: &Work, ids: impl Iterator<Item = &'a str>) -> Result<()> {
    let ids: Vec<&str> = ids.collect();
    let (Some(run), false) = (work.sees_for, ids.is_empty()) else {
        return Ok(());
    };
    let claimed = &work.claimed;
    Ok(pulled_people::see(
        tx,
        &claimed.tenant,
        claimed.connection,
        &ids,
        run,
    )?)
}

/// Notes who could not be taken. They are there all the same.
pub(super) fn note_left_out(
    tx: &mut Conn,
    work: &Work,
    progress: &mut Progress,
    left_out: &[LeftOut],
) -> Result<()> {
    for one in left_out {
        progress.leave_out(one);
    }
    see(
        tx,
        work,
        left_out.iter().filter_map(|one| one.external_id.as_deref()),
    )
}

/// A page was applied to its end: the next one is asked for.
pub(super) fn page_is_done(
    tx: &mut Conn,
    work: &Work,
    progress: &mut Progress,
    rest: &Read,
) -> Result<()> {
    note_left_out(tx, work, progress, &rest.left_out)?;
    progress.pages += 1;
    progress.seen += u64::try_from(rest.left_out.len()).unwrap_or_default();
    progress.page_done.clear();
    progress.newest_micros = progress.newest_micros.max(rest.newest_micros);
    progress.position.clone_from(&rest.next);
    if rest.next.is_none() {
        progress.stage = Stage::Waiting;
    }
    Ok(())
}

/// Those who waited have their turn, as often as that helps anybody; then the last one.
pub(super) fn waiting(tx: &mut Conn, work: &Work, progress: &mut Progress) -> Result<Vec<Value>> {
    let mut sent = Vec::new();
    loop {
        let before = progress.later.len();
        let all: Vec<Remote> = progress
            .later
            .drain(..)
            .map(|later| later.remote())
            .collect();
        for some in all.chunks(CHUNK_PEOPLE) {
            sent.extend(apply(tx, work, progress, some, Turn::Page)?);
        }
        if progress.later.is_empty() || progress.later.len() >= before {
            break;
        }
    }
    let all: Vec<Remote> = progress
        .later
        .drain(..)
        .map(|later| later.remote())
        .collect();
    for some in all.chunks(CHUNK_PEOPLE) {
        sent.extend(apply(tx, work, progress, some, Turn::Last)?);
    }
    match work.run.kind.as_str() {
        "full" => vanished::judge(tx, work, progress)?,
        _ => end(tx, work, progress, "done")?,
    }
    Ok(sent)
}

/// Which of those whom the connection knows the source has, after a full run; `None` after another.
fn seen(tx: &mut Conn, work: &Work, locals: &Locals) -> Result<Option<HashMap<String, bool>>> {
    if work.run.kind != "full" {
        return Ok(None);
    }
    let ids: Vec<&str> = locals.known_ids().collect();
    let claimed = &work.claimed;
    let seen = pulled_people::seen(tx, &claimed.tenant, claimed.connection, &ids, work.run.id)?;
    Ok(Some(seen.into_iter().map(|id| (id, true)).collect()))
}

/// The people here whom these could mean, as the plan sees them and as they are stored.
fn locals(tx: &mut Conn, work: &Work, some: &[Remote]) -> Result<(Locals, HashMap<Uuid, Stored>)> {
    let (tenant, connection) = (&work.claimed.tenant, work.claimed.connection);
    let scope = Scope {
        tenant,
        resource_type: people(&work.call.caller.registry)?,
    };
    let ids: Vec<&str> = some.iter().map(|it| it.external_id.as_str()).collect();
    let linked = pulled_people::by_external_ids(tx, tenant, connection, &ids)?;
    // In the order in which they are meant: of two with the same `externalId` the linked one, then the one with a name.
    let mut meant: Vec<Uuid> = linked.into_iter().map(|it| it.resource_id).collect();
    let names: Vec<_> = some.iter().map(|it| fold(&it.user_name)).collect();
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    meant.extend(resources::namesakes_of_all(tx, &scope, &names, &ids)?);
    let mut met = HashSet::new();
    meant.retain(|person| met.insert(*person));
    let here: HashMap<Uuid, Stored> = resources::find_all(tx, &scope, &meant)?
        .into_iter()
        // Whom a provider deleted, and the guard holds, comes back when they are made anew.
        .filter(|stored| stored.held != Some(HeldAs::Removed))
        .map(|stored| (stored.id, stored))
        .collect();
    let found: Vec<&Stored> = meant.iter().filter_map(|person| here.get(person)).collect();
    let locals = Locals::new(local_people(tx, work, &found)?);
    Ok((locals, here))
}

/// As whom the plan sees people here.
pub(super) fn local_people(tx: &mut Conn, work: &Work, found: &[&Stored]) -> Result<Vec<Local>> {
    let (tenant, connection) = (&work.claimed.tenant, work.claimed.connection);
    let ids: Vec<Uuid> = found.iter().map(|stored| stored.id).collect();
    let links = pulled_people::by_people(tx, tenant, connection, &ids)?;
    let mut links: HashMap<Uuid, _> = links.into_iter().map(|it| (it.resource_id, it)).collect();
    let local = |stored: &&Stored| {
        let text = |name: &str| stored.attributes.get(name).and_then(Value::as_str);
        Local {
            id: stored.id.to_string(),
            external_id: text("externalId").map(str::to_owned),
            user_name: text("userName").unwrap_or_default().to_owned(),
            is_active: stored.held.is_none() && !is_left(&stored.attributes),
            written: links.remove(&stored.id).map(|known| Written {
                external_id: known.external_id,
                fingerprint: Fingerprint::stored(known.fingerprint),
                active: known.active,
                changed_micros: known.changed_at,
            }),
        }
    };
    Ok(found.iter().map(local).collect())
}
