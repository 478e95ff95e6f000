//! Those whom the source does not have any more: known once everybody was read.

use rollcall_okta::plan::{Vanished, gone};
use rollcall_storage::pull_runs;
use rollcall_storage::resources::{self, Scope, Stored};
use rollcall_storage::{Conn, pulled_people};
use scim_core::format_instant;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::chunk::{count, local_people};
use super::manage::locked;
use super::person;
use super::progress::{Progress, Stage};
use super::run::{Work, end, text};
use super::view::{RunView, progress_of, run_id, run_in};
use crate::audit::note_in;
use crate::connections::{done_to, refuse_disconnected};
use crate::provisioning::people;
use crate::{Error, Provisioning, Result, tenants};

/// People in one transaction.
const CHUNK_PEOPLE: i64 = 50;

/// Judges how many vanished, when all of it was read: they go, or an administrator decides.
pub(super) fn judge(tx: &mut Conn, work: &Work, progress: &mut Progress) -> Result<()> {
    let claimed = &work.claimed;
    let (tenant, connection) = (&claimed.tenant, claimed.connection);
    let (of, gone) = pulled_people::count_unseen(tx, tenant, connection, work.run.id)?;
    let number = |count: i64| u64::try_from(count).unwrap_or_default();
    let judged = Vanished::judged(
        number(gone),
        number(of),
        progress.seen,
        progress.unidentified,
        claimed.settings.vanished,
    );
    progress.vanished = (gone > 0).then_some(judged);
    if judged == Vanished::Deactivate {
        progress.stage = Stage::Vanishing;
        return Ok(());
    }
    end(tx, work, progress, "held")
}

/// Deactivates some of those who vanished.
pub(super) fn step(tx: &mut Conn, work: &Work, progress: &mut Progress) -> Result<Vec<Value>> {
    let claimed = &work.claimed;
    let (tenant, connection) = (&claimed.tenant, claimed.connection);
    let after = progress.vanished_after.clone();
    let unseen = pulled_people::unseen(tx, tenant, connection, work.run.id, &after, CHUNK_PEOPLE)?;
    let Some(last) = unseen.last() else {
        end(tx, work, progress, "done")?;
        return Ok(Vec::new());
    };
    progress.vanished_after.clone_from(&last.external_id);
    let ids: Vec<Uuid> = unseen.iter().map(|it| it.resource_id).collect();
    let scope = Scope {
        tenant,
        resource_type: people(&work.call.caller.registry)?,
    };
    let found = resources::find_all(tx, &scope, &ids)?;
    let found: Vec<&Stored> = found.iter().collect();
    for local in local_people(tx, work, &found)? {
        if let Some(step) = gone(&local) {
            let (done, _) = person::apply(tx, work, &step)?;
            // Somebody who is pushed as active stays so.
            count(progress, &step, done);
        }
    }
    Ok(Vec::new())
}

/// The run that holds people about whom it is to be decided; none once everybody was read once more.
pub(crate) fn undecided(
    conn: &mut Conn,
    tenant: &str,
    connection: Uuid,
) -> Result<Option<pull_runs::Run>> {
    if let Some(open) = pull_runs::open(conn, tenant, connection)?
        && progress_of(&open)?.decided.is_some()
    {
        return Ok(None);
    }
    let last = pull_runs::last_full(conn, tenant, connection)?;
    Ok(last.filter(|run| run.outcome.as_deref() == Some("held")))
}

/// Somebody whom the source does not have any more.
#[derive(Debug, Clone, Serialize)]
pub struct Absent {
    /// The person's id.
    pub id: String,
    /// What they are called.
    pub name: Option<String>,
    /// By which the source knew them.
    pub external_id: String,
}

/// A page of them.
#[derive(Debug, Clone, Serialize)]
pub struct Absentees {
    /// The people.
    pub people: Vec<Absent>,
    /// After which the next page begins.
    pub next_after: Option<String>,
}

/// About whom it is to be decided: active people whom a run that holds them did not see, after that one, at most `limit`. Nobody where
/// nobody is held any more.
///
/// # Errors
/// [`Error::Unknown`] where there is no such connection or run.
pub async fn absent(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    run: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Absentees> {
    tenants::find(p, tenant).await?;
    let id = run_id(run)?;
    let (tenant, wanted) = (tenant.to_owned(), id_or_name.to_owned());
    let after = after.unwrap_or_default().to_owned();
    p.store()
        .read(move |conn| {
            let run = run_in(conn, &tenant, &wanted, id)?;
            let undecided = undecided(conn, &tenant, run.connection_id)?;
            if undecided.is_none_or(|it| it.id != run.id) {
                return Ok(Absentees {
                    people: Vec::new(),
                    next_after: None,
                });
            }
            let more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
            let connection = run.connection_id;
            let mut rows =
                pulled_people::unseen_active(conn, &tenant, connection, id, &after, more)?;
            let has_more = rows.len() > limit;
            rows.truncate(limit);
            let last = rows.last().filter(|_| has_more);
            let next_after = last.map(|(it, _)| it.external_id.clone());
            let people = rows.into_iter().map(|(it, name)| Absent {
                id: it.resource_id.to_string(),
                name,
                external_id: it.external_id,
            });
            Ok(Absentees {
                people: people.collect(),
                next_after,
            })
        })
        .await
}

/// What an administrator decides about those who vanished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// They are deactivated.
    Release,
    /// They stay.
    Reject,
}

/// Decides about those who vanished in a run that holds them. What is released is done in the background.
///
/// # Errors
/// [`Error::Unknown`] where there is no such connection or run; [`Error::Exists`] where nothing is to be decided (any more).
pub async fn decide(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    run: &str,
    decision: Decision,
) -> Result<RunView> {
    tenants::find(p, tenant).await?;
    let id = run_id(run)?;
    let (verb, tenant, wanted) = (p.clone(), tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .write(move |tx| {
            let (connection, mut pull) = locked(tx, &tenant, &wanted)?;
            refuse_disconnected(&connection)?;
            let mut run = run_in(tx, &tenant, &wanted, id)?;
            let undecided = undecided(tx, &tenant, connection.id)?;
            if undecided.is_none_or(|it| it.id != run.id) {
                return Err(Error::Exists(
                    "In this run nobody is held, it was decided already, or everybody was read once more since."
                        .to_owned(),
                ));
            }
            let mut progress = progress_of(&run)?;
            let by = verb.by().name().to_owned();
            let word = match decision {
                Decision::Release => "released",
                Decision::Reject => "rejected",
            };
            progress.decided = Some(format!("{word} by {by} on {}", format_instant(verb.now())));
            match decision {
                Decision::Release => {
                    progress.stage = Stage::Vanishing;
                    run.outcome = None;
                    run.ended_at = None;
                    run.progress = text(&progress)?;
                    pull_runs::reopen(tx, &tenant, &run)?;
                    pull.next_at = pull.next_at.min(verb.now());
                    rollcall_storage::pulls::update(tx, &pull)?;
                }
                Decision::Reject => {
                    run.outcome = Some("done".to_owned());
                    run.progress = text(&progress)?;
                    pull_runs::annotate(tx, &tenant, &run)?;
                }
            }
            let of = |decision| json!({ "run": run.id.to_string(), "decision": decision });
            let act = done_to("pull.vanished", &connection)
                .before(of(None))
                .after(of(Some(decision)));
            note_in(tx, &verb, &tenant, act)?;
            RunView::of(run)
        })
        .await
}
