//! Everybody's target-user record or smart fields, read in chunks so that memory does not grow with the tenant.

mod check;
mod formatted;
mod selection;

pub use check::{Check, CheckStep, Checked, KindCount, PersonProblems};
pub use formatted::Formatted;
pub use selection::{Selection, StatusSelection};

use std::marker::PhantomData;

use rollcall_mapping::{Mapping, Person, PersonFields, TargetUser};

use crate::people::Record;
use crate::walk::Walk;
use crate::{Provisioning, Result};

/// What can be exported of a person.
pub trait Exported: Sized + Send + 'static {
    /// The record of this person.
    fn of(mapping: &Mapping, person: &Person<'_>) -> Self;
}

impl Exported for TargetUser {
    fn of(mapping: &Mapping, person: &Person<'_>) -> Self {
        mapping.target_user(person)
    }
}

impl Exported for PersonFields {
    fn of(mapping: &Mapping, person: &Person<'_>) -> Self {
        Self {
            id: person.id.to_owned(),
            fields: mapping.values(person),
        }
    }
}

/// An export of `R` under way.
pub struct Export<R> {
    walk: Walk,
    mapping: Mapping,
    records: PhantomData<fn() -> R>,
}

impl<R: Exported> Export<R> {
    /// Begins an export. A wrong selection is refused here, before the first byte is sent.
    ///
    /// # Errors
    /// 400 `invalidFilter`; [`crate::Error::Unknown`] for a tenant or group that does not exist.
    pub async fn begin(p: &Provisioning, tenant: &str, selection: &Selection) -> Result<Self> {
        crate::tenants::find(p, tenant).await?;
        let condition = selection.condition(p, tenant).await?;
        let mapping = p.mappings().of(p, tenant).await?.mapping;
        Ok(Self {
            walk: Walk::begin(p, tenant, condition, [mapping.clone()]).await?,
            mapping,
            records: PhantomData,
        })
    }

    /// The mapping that the records are made by.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Goes back to the beginning, where a format has to see everybody once more.
    pub(crate) fn again(&mut self) {
        self.walk.again();
    }

    /// The records of the next people, or `None` at the end. Somebody who is deactivated while the export
    /// runs is left out from the next chunk on.
    ///
    /// # Errors
    /// When the database does not answer; 400 `tooMany` for a filter that no index helps with.
    pub async fn next(&mut self) -> Result<Option<Vec<R>>> {
        let mapping = self.mapping.clone();
        let records = self.walk.next(move |people| {
            let map = |record: &Record| R::of(&mapping, &record.person(0));
            people.iter().map(map).collect()
        });
        records.await
    }
}
