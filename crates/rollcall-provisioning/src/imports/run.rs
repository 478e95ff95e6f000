//! Carrying an import out, or looking at what it would do: the same steps, with and without writing.

use std::collections::HashSet;
use std::sync::Arc;

use rollcall_mapping::import::{LineProblem, List, ListColumn};
use rollcall_storage::connections::{self, Connection};
use rollcall_storage::{Conn, Error as StorageError, imported_people, resources};
use scim_core::bulk::{Method, Target};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::line::{Done, Line, Outcome};
use super::{is_imported, sources};
use crate::audit::{Act, note as note_act};
use crate::auth::{call_of, caller_of_connection, own_call};
use crate::provisioning::people;
use crate::resources::{Call, Prepared, RENEWALS_MAX, is_left};
use crate::{Error, Provisioning, Result, tenants};

/// Lines in one transaction.
const CHUNK_ROWS: usize = 50;
/// Entries looked at at a time for who is missing.
const MISSING_ROWS: i64 = 500;
/// Lines with problems that are told of; the others are counted.
const PROBLEMS_MAX: usize = 1_000;
/// People shown as examples.
const SAMPLES_MAX: usize = 5;

/// What becomes of people of the list who are in the file no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missing {
    /// They stay as they are.
    #[default]
    Keep,
    /// They are deactivated, if they are as many as that: who asks for it has been told how many.
    Deactivate(u64),
}

/// An import that is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The name of the list.
    pub source: String,
    /// What becomes of people who are missing.
    pub missing: Missing,
    /// Whether it is only looked at.
    pub dry_run: bool,
    /// The request that its changes are noted with.
    pub request: String,
}

/// One of the people in the file, as an example.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sample {
    /// The line, from 1.
    pub line: u64,
    /// What becomes of it: `new`, `changed`, `unchanged`, `linked`, `left_out`.
    pub outcome: &'static str,
    /// The person as SCIM has them.
    pub person: Value,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Summary {
    /// The name of the list.
    pub source: String,
    /// Whether it was only looked at.
    pub dry_run: bool,
    /// The columns, and what they mean.
    pub columns: Vec<ListColumn>,
    /// Lines with people, those left out too.
    pub lines: u64,
    /// People who came by this import.
    pub new: u64,
    /// People who were here and are changed.
    pub changed: u64,
    /// People who were here and are as they were.
    pub unchanged: u64,
    /// Lines that mean somebody whom a provider pushes: an administrator linked them, or the provider took them over. Lists change
    /// nothing about those.
    pub linked: u64,
    /// Lines that were left out since something is wrong with them.
    pub left_out: u64,
    /// Active people of the list who are in the file no more.
    pub missing: u64,
    /// How many of those were deactivated.
    pub deactivated: u64,
    /// What is wrong with lines, at most 1,000 of them.
    pub problems: Vec<LineProblem>,
    /// How many problems there are beside those.
    pub more_problems: u64,
    /// The first people.
    pub samples: Vec<Sample>,
}

/// An import under way.
pub struct Import {
    p: Provisioning,
    call: Call,
    /// None while there is no such list and nothing is written.
    connection: Option<Uuid>,
    list: Arc<List>,
    missing: Missing,
    position: usize,
    /// Entries that some line meant.
    met: HashSet<Uuid>,
    swept: bool,
    summary: Summary,
}

impl Import {
    /// Begins an import. What refuses all of it does so here, before anything is written.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a tenant that does not exist; [`Error::Input`], [`Error::Exists`] for a name that cannot be the
    /// list's; [`Error::Input`] where the missing are to be deactivated and are not as many as said, or where lines were left
    /// out, whose people would seem to be missing.
    pub async fn begin(p: &Provisioning, tenant: &str, list: List, asked: Asked) -> Result<Self> {
        tenants::find(p, tenant).await?;
        let list = Arc::new(list);
        if let (Missing::Deactivate(expected), false) = (asked.missing, asked.dry_run) {
            refuse_unexpected(p, tenant, &list, &asked, expected).await?;
        }
        let connection = match asked.dry_run {
            true => sources::find(p, tenant, &asked.source).await?,
            false => Some(sources::ensure(p, tenant, &asked.source).await?),
        };
        let call = match &connection {
            Some(connection) => {
                let caller = caller_of_connection(p, tenant, connection.id, None).await?;
                call_of(caller, &asked.request)
            }
            None => own_call(p, tenant, &asked.request).await?,
        };
        let left_out: HashSet<_> = list
            .problems
            .iter()
            .filter(|it| it.left_out)
            .map(|it| it.line)
            .collect();
        let left_out = u64::try_from(left_out.len()).unwrap_or(u64::MAX);
        let mut summary = Summary {
            source: asked.source,
            dry_run: asked.dry_run,
            columns: list.columns.clone(),
            lines: u64::try_from(list.people.len())
                .unwrap_or(u64::MAX)
                .saturating_add(left_out),
            left_out,
            ..Summary::default()
        };
        for problem in &list.problems {
            note(&mut summary, problem.clone());
        }
        if let Some(connection) = connection.as_ref().filter(|_| !summary.dry_run) {
            record(p, tenant, connection, &summary).await?;
        }
        Ok(Self {
            p: p.clone(),
            call,
            connection: connection.map(|connection| connection.id),
            list,
            missing: asked.missing,
            position: 0,
            met: HashSet::new(),
            swept: false,
            summary,
        })
    }

    /// The next lines; answers how many of how many have been seen, `None` at the end. Whoever stops before that has imported the lines
    /// up to there; the same file again goes on.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Option<(u64, u64)>> {
        let of = self.list.people.len();
        if self.position < of {
            let end = of.min(self.position + CHUNK_ROWS);
            let done = self.chunk(self.position, end).await?;
            for (offset, done) in done.into_iter().enumerate() {
                self.take(self.position + offset, done);
            }
            self.position = end;
        } else if self.swept {
            self.summary.problems.sort_by_key(|problem| problem.line);
            return Ok(None);
        } else {
            self.sweep().await?;
            self.swept = true;
        }
        let number = |it: usize| u64::try_from(it).unwrap_or(u64::MAX);
        Ok(Some((number(self.position), number(of))))
    }

    /// What came of it so far.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    async fn chunk(&mut self, start: usize, end: usize) -> Result<Vec<Done>> {
        for _ in 0..=RENEWALS_MAX {
            let (p, call, list) = (self.p.clone(), self.call.clone(), self.list.clone());
            let (connection, dry_run) = (self.connection, self.summary.dry_run);
            let work = move |conn: &mut Conn| {
                let lines = list.people.get(start..end).unwrap_or_default();
                let mut all = Vec::with_capacity(lines.len());
                for line in lines {
                    let one = Line {
                        p: &p,
                        call: &call,
                        connection,
                        line,
                    };
                    all.push(one.run(conn, dry_run)?);
                }
                Ok::<_, Error>(all)
            };
            if dry_run {
                return self.p.store().read(work).await;
            }
            let call = self.call.clone();
            let written = self.p.store().write(move |tx| {
                if !call.is_current(tx)? {
                    return Ok(None);
                }
                // Two imports of one list at once would each make whom neither finds.
                if let Some(connection) = connection {
                    connections::lock(tx, &call.caller.tenant, connection)?;
                }
                work(tx).map(Some)
            });
            if let Some(done) = written.await? {
                return Ok(done);
            }
            self.call = self.call.clone().renewed(&self.p).await?;
        }
        Err(StorageError::Busy.into())
    }

    fn take(&mut self, at: usize, done: Done) {
        let Some(line) = self.list.people.get(at).map(|person| person.line) else {
            return;
        };
        self.met.extend(done.entry);
        let (count, outcome) = match done.outcome {
            Outcome::New => (&mut self.summary.new, "new"),
            Outcome::Changed => (&mut self.summary.changed, "changed"),
            Outcome::Unchanged => (&mut self.summary.unchanged, "unchanged"),
            Outcome::Linked => (&mut self.summary.linked, "linked"),
            Outcome::LeftOut => (&mut self.summary.left_out, "left_out"),
        };
        *count += 1;
        if self.summary.samples.len() < SAMPLES_MAX {
            self.summary.samples.push(Sample {
                line,
                outcome,
                person: Value::Object(done.person),
            });
        }
        if let Some((detail, left_out)) = done.problem {
            let problem = LineProblem {
                line,
                column: None,
                detail,
                left_out,
            };
            note(&mut self.summary, problem);
        }
    }

    /// Counts who is missing, and deactivates them where that was asked for.
    async fn sweep(&mut self) -> Result<()> {
        let Some(connection) = self.connection else {
            return Ok(());
        };
        let mut position = Uuid::nil();
        loop {
            let (tenant, registry) = (
                self.call.caller.tenant.clone(),
                self.call.caller.registry.clone(),
            );
            let met = std::mem::take(&mut self.met);
            let met = Arc::new(met);
            let known = met.clone();
            let read = self.p.store().read(move |conn| {
                let scope = resources::Scope {
                    tenant: &tenant,
                    resource_type: people(&registry)?,
                };
                let entries = imported_people::unlinked(
                    conn,
                    &tenant,
                    Some(connection),
                    position,
                    MISSING_ROWS,
                )?;
                let last = entries.last().map(|entry| entry.id);
                let mut missing = Vec::new();
                for entry in entries
                    .into_iter()
                    .filter(|entry| !known.contains(&entry.id))
                {
                    let person = resources::find(conn, &scope, entry.resource_id)?;
                    if person
                        .is_some_and(|it| is_imported(&it.attributes) && !is_left(&it.attributes))
                    {
                        missing.push(entry.resource_id);
                    }
                }
                Ok::<_, Error>((last, missing))
            });
            let (last, missing) = read.await?;
            self.met = Arc::try_unwrap(met).unwrap_or_else(|shared| (*shared).clone());
            self.summary.missing += u64::try_from(missing.len()).unwrap_or(0);
            let deactivates = matches!(self.missing, Missing::Deactivate(_));
            if deactivates && !self.summary.dry_run {
                for id in missing {
                    self.deactivate(connection, id).await?;
                }
            }
            match last {
                Some(last) => position = last,
                None => return Ok(()),
            }
        }
    }

    async fn deactivate(&mut self, connection: Uuid, id: Uuid) -> Result<()> {
        for _ in 0..=RENEWALS_MAX {
            let (p, call) = (self.p.clone(), self.call.clone());
            let written = self.p.store().write(move |tx| {
                if !call.is_current(tx)? {
                    return Ok(None);
                }
                deactivate_in(tx, &p, &call, connection, id).map(Some)
            });
            match written.await {
                Ok(Some(done)) => {
                    self.summary.deactivated += u64::from(done);
                    return Ok(());
                }
                Ok(None) => self.call = self.call.clone().renewed(&self.p).await?,
                // Gone meanwhile.
                Err(Error::Scim(_)) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Err(StorageError::Busy.into())
    }
}

/// Notes who imports a list; what becomes of each person stands in the log of changes.
async fn record(
    p: &Provisioning,
    tenant: &str,
    connection: &Connection,
    summary: &Summary,
) -> Result<()> {
    let act = Act::new("import.begin", "list")
        .to(connection.id, &connection.name)
        .after(json!({ "lines": summary.lines, "left_out": summary.left_out }));
    note_act(p, tenant, act).await
}

/// Deactivates somebody who, once nobody else can change them, still came by the list alone and is active; answers whether
/// that was so.
fn deactivate_in(
    tx: &mut Conn,
    p: &Provisioning,
    call: &Call,
    connection: Uuid,
    id: Uuid,
) -> Result<bool> {
    let tenant = &*call.caller.tenant;
    let scope = resources::Scope {
        tenant,
        resource_type: people(&call.caller.registry)?,
    };
    let Some(person) = resources::lock(tx, &scope, id)? else {
        return Ok(false);
    };
    let is_listed = imported_people::of(tx, tenant, id)?
        .iter()
        .any(|entry| entry.connection_id == connection && entry.linked_at.is_none());
    if !is_listed || !is_imported(&person.attributes) || is_left(&person.attributes) {
        return Ok(false);
    }
    let target = Target {
        method: Method::Patch,
        endpoint: "Users".to_owned(),
        id: id.to_string(),
    };
    let body = json!({
        "schemas": [scim_core::patch::PATCH_OP],
        "Operations": [{"op": "replace", "value": {"active": false}}],
    });
    Prepared::read(p, call, target, &body)?.run(tx, p, call)?;
    Ok(true)
}

fn note(summary: &mut Summary, problem: LineProblem) {
    if summary.problems.len() < PROBLEMS_MAX {
        summary.problems.push(problem);
    } else {
        summary.more_problems += 1;
    }
}

/// Looks at all of it first.
async fn refuse_unexpected(
    p: &Provisioning,
    tenant: &str,
    list: &Arc<List>,
    asked: &Asked,
    expected: u64,
) -> Result<()> {
    let dry = Asked {
        missing: Missing::Keep,
        dry_run: true,
        ..asked.clone()
    };
    let look = Box::pin(Import::begin(p, tenant, List::clone(list), dry));
    let mut look = look.await?;
    while look.next().await?.is_some() {}
    let found = look.summary();
    if found.left_out > 0 {
        return Err(Error::Input(format!(
            "{} lines are left out, and the people in them would seem to be missing. Correct the lines, or import without \
             deactivating anybody.",
            found.left_out
        )));
    }
    if found.missing != expected {
        return Err(Error::Input(format!(
            "{} people of the list are missing in the file and would be deactivated, not {expected}. Nothing was done; look, and \
             ask again with that number.",
            found.missing
        )));
    }
    Ok(())
}
