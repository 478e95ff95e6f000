//! What is shown of connections over which people are pulled, and of runs.

use rollcall_okta::plan::Vanished;
use rollcall_storage::pull_runs::{self, Run as Row};
use rollcall_storage::pulls::{self as rows, Pull};
use rollcall_storage::{Conn, id, pulled_people};
use scim_core::format_instant;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::manage::{pull_in, told_of};
use super::progress::{Counts, Problem, Progress, Stage};
use super::secrets::Secrets;
use super::settings::Settings;
use crate::connections::Connection;
use crate::{Error, Provisioning, Result, tenants};

/// How people are pulled over a connection.
#[derive(Debug, Clone, Serialize)]
pub struct PullView {
    /// The connection's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: i64,
    /// `new`, `connected`, `needs_sign_in`, `failing`; `paused` and `disconnected` as the connection is.
    pub state: String,
    /// What is wrong: `code`, `detail`, `at`.
    pub problem: Option<Value>,
    /// How it is set.
    #[serde(flatten)]
    pub settings: Settings,
    /// Whether it has a token, where the source wants one.
    pub has_token: bool,
    /// Who signed in at the source.
    pub signed_in_as: Option<String>,
    /// Whether the schema may be read.
    pub may_read_schemas: bool,
    /// Whether it has an address for event hooks.
    pub has_hook: bool,
    /// When a new token came, or somebody signed in.
    pub asked_since: Option<String>,
    /// The newest change at the source that was taken over.
    pub seen_until: Option<String>,
    /// When everybody was last read.
    pub full_at: Option<String>,
    /// When it is asked again.
    pub next_at: Option<String>,
    /// What somebody asked for and was not begun yet.
    pub wanted: Option<String>,
    /// Of how many people the source has told, who are not read yet.
    pub told: u64,
    /// How many people came over it.
    pub people: i64,
    /// The run under way.
    pub running: Option<RunView>,
    /// The last one that ended.
    pub last_run: Option<RunView>,
}

/// A run.
#[derive(Debug, Clone, Serialize)]
pub struct RunView {
    /// Its id.
    pub id: String,
    /// The connection's id.
    pub connection: String,
    /// `full`, `changes`, `told`.
    pub kind: String,
    /// When it began.
    pub began_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// `done`, `failed`, `held`, `stopped`; none while it runs.
    pub outcome: Option<String>,
    /// What is done now.
    pub stage: Stage,
    /// What was done.
    pub counts: Counts,
    /// Pages that were read.
    pub pages: u64,
    /// People who were read.
    pub seen: u64,
    /// Requests that were sent.
    pub requests: u64,
    /// Why it failed.
    pub failed: Option<String>,
    /// What was judged of those who vanished.
    pub vanished: Option<Vanished>,
    /// What an administrator decided about them.
    pub decided: Option<String>,
    /// What went wrong with single people, at most 200 of them.
    pub problems: Vec<Problem>,
    /// What went wrong with more of them.
    pub more_problems: u64,
}

impl RunView {
    pub(super) fn of(row: Row) -> Result<Self> {
        let progress = progress_of(&row)?;
        Ok(Self {
            id: row.id.to_string(),
            connection: row.connection_id.to_string(),
            kind: row.kind,
            began_at: format_instant(row.began_at),
            ended_at: row.ended_at.map(format_instant),
            outcome: row.outcome,
            stage: progress.stage,
            counts: progress.counts,
            pages: progress.pages,
            seen: progress.seen,
            requests: progress.requests,
            failed: progress.failed,
            vanished: progress.vanished,
            decided: progress.decided,
            problems: progress.problems,
            more_problems: progress.more_problems,
        })
    }
}

/// How far a run has come, as it is stored.
pub(super) fn progress_of(row: &Row) -> Result<Progress> {
    serde_json::from_str(&row.progress)
        .map_err(|_| Error::Internal("pull_runs.progress cannot be read".into()))
}

/// Runs that are looked at for the last one that has ended: one may be under way.
const LATEST: i64 = 2;

pub(super) fn view_in(
    conn: &mut Conn,
    p: &Provisioning,
    connection: Connection,
    pull: Pull,
) -> Result<PullView> {
    let running = pull_runs::open(conn, &pull.tenant_id, connection.id)?;
    let latest = pull_runs::list(conn, &pull.tenant_id, connection.id, None, LATEST)?;
    let last = latest.into_iter().find(|run| run.ended_at.is_some());
    // A run may have ended since the connection was read, and has changed it.
    let pull = rows::find(conn, &pull.tenant_id, connection.id)?.unwrap_or(pull);
    let secrets = Secrets::of(p, &pull)?;
    let state = match (&connection.disconnected, &connection.paused) {
        (Some(_), _) => "disconnected",
        (None, Some(_)) => "paused",
        (None, None) => pull.state.as_str(),
    };
    let is_asked = ["connected", "failing"].contains(&state);
    let problem = pull.problem.as_deref().and_then(shown_problem);
    Ok(PullView {
        id: connection.id.to_string(),
        name: connection.name,
        version: connection.version,
        state: state.to_owned(),
        problem,
        settings: Settings::stored(&pull.settings)?,
        has_token: secrets.token.is_some(),
        may_read_schemas: secrets.may_read_schemas,
        has_hook: secrets.hook.is_some(),
        asked_since: (pull.secrets_at > 0 && secrets.can_ask())
            .then(|| format_instant(pull.secrets_at)),
        signed_in_as: secrets.signed_in_as,
        seen_until: pull.seen_until.map(format_instant),
        full_at: pull.full_at.map(format_instant),
        next_at: is_asked.then(|| format_instant(pull.next_at)),
        told: told_of(conn, &pull)?,
        people: pulled_people::count(conn, &pull.tenant_id, connection.id)?,
        wanted: pull.wanted,
        running: running.map(RunView::of).transpose()?,
        last_run: last.map(RunView::of).transpose()?,
    })
}

fn shown_problem(text: &str) -> Option<Value> {
    let mut problem: Value = serde_json::from_str(text).ok()?;
    let at = problem.get("at").and_then(Value::as_i64);
    problem["at"] = json!(at.map(format_instant));
    Some(problem)
}

/// A page of runs.
#[derive(Debug, Clone, Serialize)]
pub struct Runs {
    /// The runs, the newest first.
    pub runs: Vec<RunView>,
    /// After which the next page begins.
    pub next_after: Option<String>,
}

/// The connection's runs after that one, the newest first, at most `limit`.
///
/// # Errors
/// [`Error::Unknown`] where there is no such connection; [`Error::Input`] for a place that is none.
pub async fn runs(
    p: &Provisioning,
    tenant: &str,
    id_or_name: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Runs> {
    tenants::find(p, tenant).await?;
    let before = after.map(run_id).transpose()?;
    let (tenant, wanted) = (tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .read(move |conn| {
            let (connection, _) = pull_in(conn, &tenant, &wanted)?;
            let more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
            let mut rows = pull_runs::list(conn, &tenant, connection.id, before, more)?;
            let has_more = rows.len() > limit;
            rows.truncate(limit);
            let next_after = rows.last().filter(|_| has_more).map(|it| it.id.to_string());
            let runs: Result<Vec<_>> = rows.into_iter().map(RunView::of).collect();
            Ok(Runs {
                runs: runs?,
                next_after,
            })
        })
        .await
}

/// One of the connection's runs.
///
/// # Errors
/// [`Error::Unknown`] where there is no such connection or run.
pub async fn run(p: &Provisioning, tenant: &str, id_or_name: &str, run: &str) -> Result<RunView> {
    tenants::find(p, tenant).await?;
    let id = run_id(run)?;
    let (tenant, wanted) = (tenant.to_owned(), id_or_name.to_owned());
    p.store()
        .read(move |conn| RunView::of(run_in(conn, &tenant, &wanted, id)?))
        .await
}

pub(super) fn run_in(conn: &mut Conn, tenant: &str, connection: &str, id: Uuid) -> Result<Row> {
    let (connection, _) = pull_in(conn, tenant, connection)?;
    let found = pull_runs::find(conn, tenant, id)?;
    found
        .filter(|run| run.connection_id == connection.id)
        .ok_or_else(|| {
            Error::Unknown(format!(
                "The connection {:?} has no run {id}; the last 200 are kept.",
                connection.name
            ))
        })
}

pub(super) fn run_id(text: &str) -> Result<Uuid> {
    id::parse(text).ok_or_else(|| {
        Error::Unknown("There is no such run: its id is a UUID, as the list has it.".to_owned())
    })
}
