//! How many of a tenant's active people have each field, and which have not.

use rollcall_mapping::{Labels, Mapping, Presence};
use scim_core::Rules;
use scim_core::condition::{self, Condition};
use serde::Serialize;

use crate::looks::Mark;
use crate::people::{self, Record};
use crate::provisioning::people as people_type;
use crate::walk::Walk;
use crate::{Error, Provisioning, Result};

/// How complete the smart fields of a tenant's active people are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Completeness {
    /// How many people were looked at.
    pub people: u64,
    /// How many of them have a good value in every field that is required.
    pub complete: u64,
    /// The fields, in the order of the mapping.
    pub fields: Vec<FieldCompleteness>,
}

/// How many people have a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldCompleteness {
    /// The field's key.
    pub field: String,
    /// What people read.
    pub labels: Labels,
    /// Whether whoever lacks it is incomplete.
    pub required: bool,
    /// How many have a value.
    pub have: u64,
    /// How many of those have one that is not of the field's kind.
    pub flawed: u64,
}

/// Somebody who lacks a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lacking {
    /// The person's id.
    pub id: String,
    /// Their name, as the provider sent it.
    pub user_name: String,
    /// Whether there is nothing, or something that is not of the field's kind.
    pub presence: Presence,
}

/// A count under way.
pub struct Count {
    p: Provisioning,
    tenant: String,
    mark: Mark,
    /// None where it is known already.
    walk: Option<Walk>,
    mapping: Mapping,
    of: u64,
    counted: Completeness,
}

impl Count {
    /// Begins to count.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a tenant that does not exist.
    pub async fn begin(p: &Provisioning, tenant: &str) -> Result<Self> {
        crate::tenants::find(p, tenant).await?;
        let mark = Mark::of(p, tenant).await?;
        let mapping = p.mappings().of(p, tenant).await?.mapping;
        let fields = mapping.fields().map(|field| FieldCompleteness {
            field: field.key.clone(),
            labels: field.labels.clone(),
            required: field.required,
            have: 0,
            flawed: 0,
        });
        let counted = Completeness {
            people: 0,
            complete: 0,
            fields: fields.collect(),
        };
        let known = p.mappings().everybody.completeness.found(tenant, &mark);
        let walk = match known {
            Some(_) => None,
            None => {
                let active = Some(active(p, tenant).await?);
                Some(Walk::begin(p, tenant, active, [mapping.clone()]).await?)
            }
        };
        Ok(Self {
            of: people::count(p, tenant).await?,
            p: p.clone(),
            tenant: tenant.to_owned(),
            mark,
            walk,
            mapping,
            counted: known.unwrap_or(counted),
        })
    }

    /// Looks at the next people, and answers how many were looked at of how many at most; `None` at the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Option<(u64, u64)>> {
        let Some(walk) = &mut self.walk else {
            return Ok(None);
        };
        let mapping = self.mapping.clone();
        let looked = walk.next(move |people| {
            let of = |record: &Record| mapping.presence(&record.person(0));
            people.iter().map(of).collect::<Vec<_>>()
        });
        let Some(people) = looked.await? else {
            self.walk = None;
            let kept = &self.p.mappings().everybody.completeness;
            kept.keep(&self.tenant, &self.mark, self.counted.clone());
            return Ok(None);
        };
        for presence in &people {
            self.counted.add(presence);
        }
        Ok(Some((
            self.counted.people,
            self.of.max(self.counted.people),
        )))
    }

    /// The numbers until now.
    pub fn counted(&self) -> &Completeness {
        &self.counted
    }
}

impl Completeness {
    fn add(&mut self, person: &[Presence]) {
        self.people += 1;
        let mut complete = true;
        for (field, presence) in self.fields.iter_mut().zip(person) {
            field.have += u64::from(*presence != Presence::Missing);
            field.flawed += u64::from(*presence == Presence::Flawed);
            complete &= !field.required || *presence == Presence::Good;
        }
        self.complete += u64::from(complete);
    }
}

/// Who lacks a field, some people at a time.
pub struct Search {
    walk: Walk,
    mapping: Mapping,
    place: usize,
}

impl Search {
    /// Begins to look for who lacks a field.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a tenant or field that does not exist.
    pub async fn begin(p: &Provisioning, tenant: &str, field: &str) -> Result<Self> {
        crate::tenants::find(p, tenant).await?;
        let mapping = p.mappings().of(p, tenant).await?.mapping;
        let place = mapping.fields().position(|it| it.key == field);
        let place = place.ok_or_else(|| super::no_field(field))?;
        let active = Some(active(p, tenant).await?);
        Ok(Self {
            walk: Walk::begin(p, tenant, active, [mapping.clone()]).await?,
            mapping,
            place,
        })
    }

    /// Those of the next people who lack it; `None` at the end.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Option<Vec<Lacking>>> {
        let (mapping, place) = (self.mapping.clone(), self.place);
        let looked = self.walk.next(move |people| {
            let lacking = people.iter().filter_map(|record| {
                let all = mapping.presence(&record.person(0));
                let presence = *all.get(place)?;
                (presence != Presence::Good).then(|| Lacking {
                    id: record.id().to_owned(),
                    user_name: record.user_name().to_owned(),
                    presence,
                })
            });
            lacking.collect()
        });
        looked.await
    }
}

/// Whoever was not deactivated.
pub(crate) async fn active(p: &Provisioning, tenant: &str) -> Result<Condition> {
    let registry = p.registry(tenant).await?;
    let condition = condition::parse(people_type(&registry)?, "not (active eq false)", Rules::ALL);
    condition.map_err(Error::from)
}
