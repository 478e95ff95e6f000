//! What the draft would change for everybody, looked at before it is published; memory does not grow with the tenant.

use std::sync::Arc;

use rollcall_mapping::{Alteration, Comparison, Difference, alterations};
use serde::Serialize;

use super::{compile, draft};
use crate::people::{self, Record};
use crate::signatures;
use crate::walk::Walk;
use crate::{Provisioning, Result};

/// So many people are shown in a summary.
const SAMPLES: usize = 5;

/// A person whom the draft would change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Altered {
    /// The person's id.
    pub id: String,
    /// Their name, as the provider sent it.
    pub user_name: String,
    /// What would change.
    pub fields: Vec<Difference>,
}

/// What the draft would change, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Which revision of the draft it is about.
    pub revision: i64,
    /// What it says otherwise than the definition in force, whether that changes anything for anybody or not.
    pub definition: Vec<Alteration>,
    /// How many people were looked at.
    pub people: u64,
    /// How many would change.
    pub altered: u64,
    /// How many would lose a value.
    pub losing: u64,
    /// How many would get a value where they had none.
    pub gaining: u64,
    /// The fields that would change for somebody.
    pub fields: Vec<FieldCount>,
    /// The first few people who would change.
    pub samples: Vec<Altered>,
}

/// For how many people a field would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldCount {
    /// The field's key.
    pub field: String,
    /// For so many.
    pub altered: u64,
    /// For so many to nothing.
    pub losing: u64,
    /// For so many from nothing.
    pub gaining: u64,
}

/// Some people were looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// So many until now.
    pub seen: u64,
    /// Of about so many.
    pub of: u64,
    /// Those of this step who would change.
    pub altered: Vec<Altered>,
}

/// A comparison of the draft with what is in force, under way.
pub struct Diff {
    walk: Walk,
    comparison: Arc<Comparison>,
    of: u64,
    summary: Summary,
}

impl Diff {
    /// Begins a comparison.
    ///
    /// # Errors
    /// [`crate::Error::Unknown`] where there is no draft; [`crate::Error::Invalid`] when a schema changed under it.
    pub async fn begin(p: &Provisioning, tenant: &str) -> Result<Self> {
        let draft = draft(p, tenant).await?;
        let after = compile(p.registry(tenant).await?.as_ref(), &draft.definition)?;
        let current = p.mappings().of(p, tenant).await?;
        let definition = alterations(&current.definition, &draft.definition);
        let before = current.mapping;
        Ok(Self {
            comparison: Arc::new(Comparison::new(&before, &after, signatures::moment(p))),
            of: people::count(p, tenant).await?,
            walk: Walk::begin(p, tenant, None, [before, after]).await?,
            summary: Summary {
                revision: draft.revision,
                definition,
                ..Summary::default()
            },
        })
    }

    /// Looks at the next people; `None` at the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Option<Step>> {
        let comparison = self.comparison.clone();
        let looked = self.walk.next(move |people| {
            let altered = people.iter().filter_map(|it| altered(&comparison, it));
            (people.len(), altered.collect::<Vec<_>>())
        });
        let Some((seen, altered)) = looked.await? else {
            return Ok(None);
        };
        self.summary.add(&altered, seen);
        Ok(Some(Step {
            seen: self.summary.people,
            of: self.of.max(self.summary.people),
            altered,
        }))
    }

    /// The numbers until now; the fields in the order of the mapping.
    pub fn summary(&self) -> Summary {
        let mut summary = self.summary.clone();
        let order: Vec<_> = self.comparison.keys().collect();
        summary
            .fields
            .sort_by_key(|count| order.iter().position(|key| *key == count.field));
        summary
    }
}

fn altered(comparison: &Comparison, record: &Record) -> Option<Altered> {
    let fields = comparison.differences(&record.person(0), &record.person(1));
    (!fields.is_empty()).then(|| Altered {
        id: record.id().to_owned(),
        user_name: record.user_name().to_owned(),
        fields,
    })
}

impl Summary {
    fn add(&mut self, altered: &[Altered], seen: usize) {
        self.people += seen as u64;
        self.altered += altered.len() as u64;
        let room = SAMPLES - self.samples.len().min(SAMPLES);
        self.samples.extend(altered.iter().take(room).cloned());
        for person in altered {
            let loses = |it: &Difference| it.after.is_none();
            let gains = |it: &Difference| it.before.is_none();
            self.losing += u64::from(person.fields.iter().any(loses));
            self.gaining += u64::from(person.fields.iter().any(gains));
            for difference in &person.fields {
                let count = self.count(&difference.field);
                count.altered += 1;
                count.losing += u64::from(loses(difference));
                count.gaining += u64::from(gains(difference));
            }
        }
    }

    fn count(&mut self, field: &str) -> &mut FieldCount {
        let known = self.fields.iter().position(|count| count.field == field);
        let place = known.unwrap_or_else(|| {
            self.fields.push(FieldCount {
                field: field.to_owned(),
                altered: 0,
                losing: 0,
                gaining: 0,
            });
            self.fields.len() - 1
        });
        &mut self.fields[place]
    }
}
