//! Who gets which signature, over all active people; memory does not grow with the tenant.

use rollcall_mapping::{Because, Choice, Mapping};
use serde::Serialize;

use super::{Definition, mapping};
use crate::mappings::active;
use crate::people::{self, Record};
use crate::walk::Walk;
use crate::{Error, Provisioning, Result};

/// So many names are shown for each choice.
const SAMPLES: usize = 3;

/// What somebody gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assigned {
    /// The person's id.
    pub id: String,
    /// Their name, as the provider sent it.
    pub user_name: String,
    /// The signature, and why.
    #[serde(flatten)]
    pub choice: Choice,
}

/// How many people get a signature for the same reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChoiceCount {
    /// The signature, and why.
    #[serde(flatten)]
    pub choice: Choice,
    /// How many.
    pub people: u64,
    /// The first of them.
    pub samples: Vec<String>,
}

/// Whom a list has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Whom {
    /// Everybody who is active.
    #[default]
    All,
    /// Whoever gets this signature.
    With(String),
    /// Whoever gets none.
    Without,
}

/// Some people were looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// So many until now.
    pub seen: u64,
    /// Of about so many.
    pub of: u64,
    /// Those of this step who belong to the list.
    pub people: Vec<Assigned>,
}

/// A list under way.
pub struct Assignments {
    walk: Walk,
    mapping: Mapping,
    whom: Whom,
    of: u64,
    seen: u64,
    counts: Vec<ChoiceCount>,
}

impl Assignments {
    /// Begins a list.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a tenant, draft or signature that there is not.
    pub async fn begin(
        p: &Provisioning,
        tenant: &str,
        which: Definition,
        whom: Whom,
    ) -> Result<Self> {
        crate::tenants::find(p, tenant).await?;
        let mapping = mapping(p, tenant, which).await?;
        if let Whom::With(key) = &whom
            && !mapping.signatures().any(|known| known == key)
        {
            return Err(Error::Unknown(format!("There is no signature {key:?}.")));
        }
        let active = Some(active(p, tenant).await?);
        Ok(Self {
            walk: Walk::begin(p, tenant, active, [mapping.clone()]).await?,
            of: people::count(p, tenant).await?,
            mapping,
            whom,
            seen: 0,
            counts: Vec::new(),
        })
    }

    /// Looks at the next people; `None` at the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Option<Step>> {
        let mapping = self.mapping.clone();
        let looked = self.walk.next(move |people| {
            let assigned = |record: &Record| Assigned {
                id: record.id().to_owned(),
                user_name: record.user_name().to_owned(),
                choice: mapping.choice(&record.person(0)),
            };
            people.iter().map(assigned).collect::<Vec<_>>()
        });
        let Some(mut people) = looked.await? else {
            return Ok(None);
        };
        self.seen += people.len() as u64;
        for person in &people {
            self.count(person);
        }
        people.retain(|person| match &self.whom {
            Whom::All => true,
            Whom::With(key) => person.choice.signature.as_ref() == Some(key),
            Whom::Without => person.choice.signature.is_none(),
        });
        Ok(Some(Step {
            seen: self.seen,
            of: self.of.max(self.seen),
            people,
        }))
    }

    fn count(&mut self, person: &Assigned) {
        let known = self.counts.iter().position(|it| it.choice == person.choice);
        let place = known.unwrap_or_else(|| {
            self.counts.push(ChoiceCount {
                choice: person.choice.clone(),
                people: 0,
                samples: Vec::new(),
            });
            self.counts.len() - 1
        });
        let count = &mut self.counts[place];
        count.people += 1;
        if count.samples.len() < SAMPLES {
            count.samples.push(person.user_name.clone());
        }
    }

    /// How many get what until now: by hand first, then in the order of the rules, the default, none.
    pub fn counts(&self) -> Vec<ChoiceCount> {
        let mut counts = self.counts.clone();
        counts.sort_by_cached_key(|count| self.mapping.order(&count.choice.because));
        counts
    }

    /// How many people were looked at until now.
    pub fn seen(&self) -> u64 {
        self.seen
    }
}

impl ChoiceCount {
    /// Why, in words for people.
    pub fn reason(&self) -> String {
        match &self.choice.because {
            Because::Inactive => "deactivated".to_owned(),
            Because::Hand => "set by hand".to_owned(),
            Because::Exception { name } => format!("exception: {name}"),
            Because::Rule { name, .. } => format!("rule: {name}"),
            Because::Default => "default".to_owned(),
            Because::Nothing => "no rule applies, and there is no default".to_owned(),
        }
    }
}
