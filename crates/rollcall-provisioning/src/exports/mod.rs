//! Everybody's target-user record or smart fields, read in chunks so that memory does not grow with the tenant.

mod check;
mod formatted;
mod renames;
mod selection;

pub use check::{Check, CheckStep, Checked, KindCount, PersonProblems};
pub use formatted::Formatted;
pub use selection::{Selection, StatusSelection};

use std::marker::PhantomData;
use std::sync::Arc;

use renames::Renames;
use rollcall_mapping::{HELD, Mapping, Person, PersonFields, TargetUser};
use scim_core::Object;

use crate::people::Record;
use crate::walk::Walk;
use crate::{Error, Provisioning, Result};

/// What can be exported of a person.
pub trait Exported: Sized + Send + 'static {
    /// Whether there is such a thing as being held back.
    const CAN_BE_HELD: bool;

    /// The record of this person. `was` has the attributes that an address is made of and that changed, as they were before.
    fn of(mapping: &Mapping, person: &Person<'_>, was: Option<&Object>) -> Self;

    /// Whether it is of that status, as far as rules of the definition decide it.
    fn is_of(&self, status: StatusSelection) -> bool {
        let _ = status;
        true
    }
}

impl Exported for TargetUser {
    const CAN_BE_HELD: bool = true;

    fn of(mapping: &Mapping, person: &Person<'_>, was: Option<&Object>) -> Self {
        let mut user = mapping.target_user(person);
        user.previous_email = was.and_then(|was| mapping.previous_email(person, was));
        user
    }

    fn is_of(&self, status: StatusSelection) -> bool {
        match status {
            StatusSelection::Active => self.status != HELD,
            StatusSelection::Held => self.status == HELD,
            StatusSelection::Inactive | StatusSelection::Any => true,
        }
    }
}

impl Exported for PersonFields {
    const CAN_BE_HELD: bool = false;

    fn of(mapping: &Mapping, person: &Person<'_>, _: Option<&Object>) -> Self {
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
    status: StatusSelection,
    renames: Arc<Renames>,
    records: PhantomData<fn() -> R>,
}

impl<R: Exported> Export<R> {
    /// Begins an export. A wrong selection is refused here, before the first byte is sent.
    ///
    /// # Errors
    /// 400 `invalidFilter`; [`crate::Error::Unknown`] for a tenant or group that does not exist; [`crate::Error::Input`] if too many
    /// addresses changed since [`Selection::renamed_since`].
    pub async fn begin(p: &Provisioning, tenant: &str, selection: &Selection) -> Result<Self> {
        crate::tenants::find(p, tenant).await?;
        if selection.status == StatusSelection::Held && !R::CAN_BE_HELD {
            let why =
                "Only target users are held back; the status is active, inactive or any here.";
            return Err(Error::Input(why.to_owned()));
        }
        let condition = selection.condition(p, tenant).await?;
        let mapping = p.mappings().of(p, tenant).await?.mapping;
        let renames = match selection.renamed_since {
            Some(moment) => Renames::since(p, tenant, moment).await?,
            None => Renames::default(),
        };
        Ok(Self {
            walk: Walk::begin(p, tenant, condition, [mapping.clone()]).await?,
            mapping,
            status: selection.status,
            renames: Arc::new(renames),
            records: PhantomData,
        })
    }

    /// The mapping that the records are made by.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Whom by status it is of.
    pub(crate) fn status(&self) -> StatusSelection {
        self.status
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
        let (mapping, renames) = (self.mapping.clone(), self.renames.clone());
        let records = self.walk.next(move |people| {
            let map = |record: &Record| R::of(&mapping, &record.person(0), renames.of(record.id()));
            people.iter().map(map).collect()
        });
        records.await
    }
}
