//! What a tool will make of everybody's row, before anybody downloads the file.

use std::collections::BTreeMap;

use rollcall_mapping::export::{
    Context, Format, PROBLEMS, RowProblem, Severity, Survey, problems, survey,
};
use rollcall_mapping::{HELD, TargetUser};
use serde::Serialize;

use super::{Export, Exported as _, Selection};
use crate::{Provisioning, Result, people};

/// Somebody whose row has problems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonProblems {
    /// The person's id.
    pub id: String,
    /// Their name, as the provider sent it.
    pub user_name: String,
    /// Their address, if there is one.
    pub email: Option<String>,
    /// What is wrong.
    pub problems: Vec<RowProblem>,
}

/// How many people have a problem in a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindCount {
    /// The kind of problem.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// The column of the file, if it is about one.
    pub column: Option<&'static str>,
    /// So many.
    pub people: u64,
    /// What the first of them is told.
    pub example: String,
}

/// A check in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// How many people were looked at.
    pub people: u64,
    /// How many have a problem, be it a note.
    pub with_problems: u64,
    /// How many would be left out or refused.
    pub with_errors: u64,
    /// What there is of each kind, the worst first.
    pub kinds: Vec<KindCount>,
}

/// Some people were looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckStep {
    /// So many until now. Everybody is looked at twice.
    pub seen: u64,
    /// Of about so many.
    pub of: u64,
    /// Those of this step who have problems.
    pub people: Vec<PersonProblems>,
}

/// The places of a kind of problem and of the column it is in.
type Kind = (Severity, usize, Option<&'static str>);

/// A check under way: first a look at everybody, for what only all rows together tell (an address that two people have, a
/// manager who is not in the file, a column that stays empty), then the problems of each.
pub struct Check {
    export: Export<TargetUser>,
    format: &'static Format,
    survey: Survey,
    is_surveyed: bool,
    seen: u64,
    of: u64,
    checked: Checked,
    kinds: BTreeMap<Kind, (u64, String)>,
}

impl Check {
    /// Begins a check. A wrong selection is refused here.
    ///
    /// # Errors
    /// As [`Export::begin`].
    pub async fn begin(
        p: &Provisioning,
        tenant: &str,
        selection: &Selection,
        format: &'static Format,
    ) -> Result<Self> {
        Ok(Self {
            export: Export::begin(p, tenant, selection).await?,
            format,
            survey: Survey::of_addresses(),
            is_surveyed: false,
            seen: 0,
            of: 2 * people::count(p, tenant).await?,
            checked: Checked::default(),
            kinds: BTreeMap::new(),
        })
    }

    /// Looks at the next people; `None` at the end.
    ///
    /// # Errors
    /// As [`Export::next`].
    pub async fn next(&mut self) -> Result<Option<CheckStep>> {
        let mut users = self.export.next().await?;
        if users.is_none() && !self.is_surveyed {
            self.is_surveyed = true;
            self.export.again();
            users = self.export.next().await?;
        }
        let Some(mut users) = users else {
            return Ok(None);
        };
        self.seen += users.len() as u64;
        let (status, is_told) = (self.export.status(), self.is_surveyed);
        // Whoever is held back is no part of the file, and told of.
        users.retain(|user| user.is_of(status) || is_told && user.status == HELD);
        let people = if self.is_surveyed {
            self.judged(&users)
        } else {
            let found = &mut self.survey;
            users
                .iter()
                .for_each(|user| survey(self.format, user, found));
            Vec::new()
        };
        Ok(Some(CheckStep {
            seen: self.seen,
            of: self.of.max(self.seen),
            people,
        }))
    }

    /// The numbers until now.
    pub fn checked(&self) -> Checked {
        let count =
            |(&(severity, place, column), (people, example)): (&Kind, &(u64, String))| KindCount {
                code: PROBLEMS.get(place).map_or("", |kind| kind.code),
                severity,
                column,
                people: *people,
                example: example.clone(),
            };
        Checked {
            kinds: self.kinds.iter().map(count).collect(),
            ..self.checked.clone()
        }
    }

    fn judged(&mut self, users: &[TargetUser]) -> Vec<PersonProblems> {
        let mut people = Vec::new();
        for user in users {
            let context = Context {
                mapping: self.export.mapping(),
                survey: &self.survey,
            };
            let found = problems(self.format, user, &context);
            self.count(&found);
            if !found.is_empty() {
                people.push(PersonProblems {
                    id: user.id.clone(),
                    user_name: user.user_name.clone(),
                    email: user.email.clone(),
                    problems: found,
                });
            }
        }
        people
    }

    fn count(&mut self, found: &[RowProblem]) {
        self.checked.people += 1;
        self.checked.with_problems += u64::from(!found.is_empty());
        let is_error = |it: &RowProblem| it.severity == Severity::Error;
        self.checked.with_errors += u64::from(found.iter().any(is_error));
        for problem in found {
            let place = PROBLEMS.iter().position(|kind| kind.code == problem.code);
            let kind = (
                problem.severity,
                place.unwrap_or(usize::MAX),
                problem.column,
            );
            let (people, _) = self
                .kinds
                .entry(kind)
                .or_insert_with(|| (0, problem.text.clone()));
            *people += 1;
        }
    }
}
