//! Comparing what people have with what was announced of them.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;
use rollcall_mapping::Mapping;
use rollcall_storage::resources::Scope;
use rollcall_storage::{Conn, feeds};
use uuid::Uuid;

use super::concern::Concerned;
use super::digest::{Kind, Noted, compare};
use super::view::{self, Names};
use super::{Cause, Whom};
use crate::{Error, Result};

/// People who are looked at in one step because of their managers; more are a task.
const REPORTS_AT_ONCE_MAX: usize = 200;

/// Something to be announced.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) person: Uuid,
    pub(super) kind: Kind,
    /// The names of the values that differ.
    pub(super) changed: Vec<String>,
    pub(super) cause: Cause,
}

/// Whose own change is looked at, which says whether whoever has them as manager is looked at with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// With their reports.
    WithReports,
    /// Alone. What is noted of them as managers stays as it is, so that it shows when their own turn comes.
    Alone,
}

/// A look at some people.
pub(super) struct Assessment<'a> {
    scope: Scope<'a>,
    mapping: &'a Mapping,
    /// The moment at which signatures are looked at.
    now: Timestamp,
    /// Whether anything is announced yet.
    announces: bool,
    pub(super) names: Names,
    pub(super) entries: Vec<Entry>,
    /// What is to be noted of whom; nothing of who is gone.
    pub(super) digests: Vec<(Uuid, Option<Vec<u8>>)>,
    /// What is too much for now.
    pub(super) tasks: Vec<(Whom, Cause)>,
    seen: HashSet<Uuid>,
}

impl<'a> Assessment<'a> {
    pub(super) fn new(
        scope: Scope<'a>,
        mapping: &'a Mapping,
        now: Timestamp,
        names: Vec<String>,
        announces: bool,
    ) -> Self {
        Self {
            scope,
            mapping,
            now,
            announces,
            names: Names::new(names),
            entries: Vec::new(),
            digests: Vec::new(),
            tasks: Vec::new(),
            seen: HashSet::new(),
        }
    }

    /// Looks at whom changes concern, and at whoever has one of those as manager that are not what they were.
    pub(super) fn of_concerned(
        &mut self,
        conn: &mut Conn,
        concerned: Concerned,
        share: Share,
    ) -> Result<()> {
        let Concerned {
            people,
            mut reports,
            tasks,
            ..
        } = concerned;
        self.tasks.extend(tasks);
        reports.extend(self.assess(conn, &people, share)?);
        let mut further = Concerned::default();
        let mut budget = REPORTS_AT_ONCE_MAX;
        for (manager, references) in reports {
            let cause = people.iter().find(|(id, _)| *id == manager);
            let Some((_, cause)) = cause else { continue };
            let cause = cause.of_reports(manager);
            let references: Vec<_> = references
                .into_iter()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect();
            let limit = budget + 1;
            let found = feeds::reports_after(conn, &self.scope, &references, None, limit)?;
            if found.len() > budget {
                self.tasks.push((Whom::Reports { references }, cause));
                continue;
            }
            budget -= found.len();
            for report in found {
                if !self.seen.contains(&report) {
                    further.add(report, &cause);
                }
            }
        }
        self.assess(conn, &further.people, Share::Alone)?;
        Ok(())
    }

    /// Looks at people, and answers those whose reports are to be looked at, with what these may call them.
    fn assess(
        &mut self,
        conn: &mut Conn,
        people: &[(Uuid, Cause)],
        share: Share,
    ) -> Result<Vec<(Uuid, Vec<String>)>> {
        let ids: Vec<_> = people.iter().map(|(id, _)| *id).collect();
        let seen = view::look(conn, &self.scope, self.mapping, self.now, &ids)?;
        let noted = feeds::digests(conn, self.scope.tenant, &ids)?;
        let mut with_reports = Vec::new();
        for (id, cause) in people {
            self.seen.insert(*id);
            let was = noted.get(id).map(|bytes| read(bytes)).transpose()?;
            let found = seen.get(id);
            let mut is = found.map(|seen| seen.note(&mut self.names)).transpose()?;
            match (share, &was, &mut is) {
                (Share::Alone, Some(was), Some(is)) => is.as_manager = was.as_manager,
                (Share::WithReports, was, is) => {
                    let as_manager = |it: &Noted| it.as_manager;
                    if was.as_ref().map(as_manager) != is.as_ref().map(as_manager) {
                        let mut references = vec![id.to_string()];
                        references.extend(found.map(|seen| seen.user_name.clone()));
                        with_reports.push((*id, references));
                    }
                }
                _ => {}
            }
            if let Some((kind, changed)) = compare(was.as_ref(), is.as_ref())
                && self.announces
            {
                let changed = self.names.of(&changed).into_iter();
                self.entries.push(Entry {
                    person: *id,
                    kind,
                    changed: changed.map(str::to_owned).collect(),
                    cause: cause.clone(),
                });
            }
            if was != is {
                self.digests.push((*id, is.map(|is| is.encode())));
            }
        }
        Ok(with_reports)
    }
}

fn read(bytes: &[u8]) -> Result<Noted> {
    Noted::decode(bytes)
        .ok_or_else(|| Error::Internal("what was noted of a person cannot be read".into()))
}
