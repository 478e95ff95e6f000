//! Who is a target user, who is left out or held back and why, and how many are in each target group.

use std::collections::BTreeMap;

use rollcall_mapping::export::{Context, FORMATS, RowProblem, Severity, Survey, problems};
use rollcall_mapping::{HELD, LeftOut, Mapping, TargetUser};
use serde::Serialize;

use crate::looks::Mark;
use crate::mappings::active;
use crate::people::{self, Record};
use crate::signatures::{Definition, mapping};
use crate::walk::Walk;
use crate::{Error, Provisioning, Result};

/// A field may have a value of its own for everybody; so many groups are counted each by itself.
const GROUPS_MAX: usize = 10_000;

/// How many active people are target users.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct TargetSummary {
    /// How many were looked at.
    pub people: u64,
    /// How many are target users, held back or not.
    pub targets: u64,
    /// How many of those are held back.
    pub held: u64,
    /// How many are left out by which exclusion.
    pub excluded: BTreeMap<String, u64>,
    /// How many are left out for the domain of their address, by the domain.
    pub foreign_domains: BTreeMap<String, u64>,
    /// How many target users are in which target group.
    pub groups: BTreeMap<String, u64>,
    /// How many groups and domains there are beyond those that are counted each by itself.
    pub not_counted: u64,
}

/// Somebody who is left out or held back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotTargeted {
    /// The person's id.
    pub id: String,
    /// Their name, as the provider sent it.
    pub user_name: String,
    /// Why they are no target user.
    pub left_out: Option<LeftOut>,
    /// Why nothing is sent to them for the time being.
    pub held_by: Option<String>,
}

/// A look at everybody, under way.
pub struct Targeting {
    walk: Walk,
    /// Where to keep the numbers, if they are of the definition in force.
    kept: Option<(Provisioning, String, Mark)>,
    mapping: Mapping,
    of: u64,
    summary: TargetSummary,
}

/// What was seen of one person.
struct Seen {
    person: NotTargeted,
    is_held: bool,
    groups: Vec<String>,
}

impl Targeting {
    /// Begins to look.
    ///
    /// # Errors
    /// [`crate::Error::Unknown`] for a tenant or draft that there is not.
    pub async fn begin(p: &Provisioning, tenant: &str, which: Definition) -> Result<Self> {
        crate::tenants::find(p, tenant).await?;
        let kept = match which {
            Definition::InForce => Some((p.clone(), tenant.to_owned(), Mark::of(p, tenant).await?)),
            Definition::Draft => None,
        };
        let mapping = mapping(p, tenant, which).await?;
        let active = Some(active(p, tenant).await?);
        let mut summary = TargetSummary::default();
        for name in mapping.named_target_groups() {
            summary.groups.insert(name.to_owned(), 0);
        }
        Ok(Self {
            walk: Walk::begin(p, tenant, active, [mapping.clone()]).await?,
            kept,
            of: people::count(p, tenant).await?,
            mapping,
            summary,
        })
    }

    /// The numbers, if they are known and nobody need be looked at.
    pub fn known(&self) -> Option<TargetSummary> {
        let (p, tenant, mark) = self.kept.as_ref()?;
        p.mappings().everybody.targets.found(tenant, mark)
    }

    /// Looks at the next people, and answers those who are left out or held back; `None` at the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Option<Vec<NotTargeted>>> {
        let mapping = self.mapping.clone();
        let looked = self.walk.next(move |people| {
            let of = |record: &Record| {
                let target = mapping.target(&record.person(0));
                Seen {
                    is_held: target.user.status == HELD,
                    groups: target.user.groups,
                    person: NotTargeted {
                        id: record.id().to_owned(),
                        user_name: record.user_name().to_owned(),
                        left_out: target.left_out,
                        held_by: target.held_by,
                    },
                }
            };
            people.iter().map(of).collect::<Vec<_>>()
        });
        let Some(people) = looked.await? else {
            if let Some((p, tenant, mark)) = &self.kept {
                let kept = &p.mappings().everybody.targets;
                kept.keep(tenant, mark, self.summary.clone());
            }
            return Ok(None);
        };
        for person in &people {
            self.summary.add(person);
        }
        let people = people.into_iter().map(|seen| seen.person);
        let others = people.filter(|it| it.left_out.is_some() || it.held_by.is_some());
        Ok(Some(others.collect()))
    }

    /// How many were looked at until now, of how many at most.
    pub fn progress(&self) -> (u64, u64) {
        (self.summary.people, self.of.max(self.summary.people))
    }

    /// The numbers until now.
    pub fn summary(&self) -> &TargetSummary {
        &self.summary
    }
}

impl TargetSummary {
    fn add(&mut self, seen: &Seen) {
        self.people += 1;
        match &seen.person.left_out {
            Some(LeftOut::Excluded { name }) => {
                *self.excluded.entry(name.clone()).or_default() += 1;
            }
            Some(LeftOut::Domain { domain }) => {
                self.not_counted += count(&mut self.foreign_domains, domain);
            }
            None => {
                self.targets += 1;
                self.held += u64::from(seen.is_held);
                for group in &seen.groups {
                    self.not_counted += count(&mut self.groups, group);
                }
            }
        }
    }
}

/// Counts one more of a name; answers 1 where there are too many names already.
fn count(counts: &mut BTreeMap<String, u64>, name: &str) -> u64 {
    if let Some(count) = counts.get_mut(name) {
        *count += 1;
    } else if counts.len() < GROUPS_MAX {
        counts.insert(name.to_owned(), 1);
    } else {
        return 1;
    }
    0
}

/// What exports have of one person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfPerson {
    /// The record, as each format makes its columns of it.
    pub record: TargetUser,
    /// Why they are in no export.
    pub left_out: Option<LeftOut>,
    /// The rule that holds them back.
    pub held_by: Option<String>,
    /// Whether they are deactivated.
    pub deactivated: bool,
    /// Each export, and whether they are in it.
    pub exports: Vec<OfExport>,
}

/// A person in an export.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfExport {
    /// The export's format.
    pub format: &'static str,
    /// Whether there is a row of theirs.
    #[serde(rename = "in")]
    pub is_in: bool,
    /// What the tool will make of the row. What only everybody's rows tell together, such as an address that two have, is not among it.
    pub problems: Vec<RowProblem>,
}

/// What exports have of that person, or why they have nothing.
///
/// # Errors
/// 404 when the tenant has no such person.
pub async fn of_person(p: &Provisioning, tenant: &str, id: &str) -> Result<OfPerson> {
    let mapping = p.mappings().of(p, tenant).await?.mapping;
    people::seen(p, tenant, id, vec![mapping], |mappings, record| {
        let target = mappings.first().map(|it| it.target(&record.person(0)));
        let target = target.ok_or_else(|| Error::Internal("nobody mapped the person".into()))?;
        let exports = mappings.first().map(|it| exports(it, &target.user));
        Ok(OfPerson {
            left_out: target.left_out,
            held_by: target.held_by,
            deactivated: target.user.deactivated,
            record: target.user,
            exports: exports.unwrap_or_default(),
        })
    })
    .await
}

/// Which exports somebody is in: those of which nothing keeps them out. Whoever is held back or deactivated is in none unless asked for.
fn exports(mapping: &Mapping, user: &TargetUser) -> Vec<OfExport> {
    let survey = Survey::default();
    let context = Context {
        mapping,
        survey: &survey,
    };
    let is_taken = user.status != HELD && !user.deactivated;
    let of = |format: &'static rollcall_mapping::export::Format| {
        let problems = problems(format, user, &context);
        let is_refused = problems.iter().any(|it| it.severity == Severity::Error);
        OfExport {
            format: format.name,
            is_in: is_taken && !is_refused,
            problems,
        }
    };
    FORMATS.iter().map(of).collect()
}
