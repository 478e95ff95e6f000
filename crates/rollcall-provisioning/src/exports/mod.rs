//! Everybody's target-user record or smart fields, read in chunks so that memory does not grow with the tenant.

mod formatted;
mod selection;

pub use formatted::Formatted;
pub use selection::{Selection, StatusSelection};

use std::marker::PhantomData;
use std::sync::Arc;

use rollcall_mapping::{Mapping, Person, PersonFields, TargetUser};
use rollcall_storage::resources::{self, Scope};
use scim_core::condition::Condition;
use scim_core::schema::Registry;
use uuid::Uuid;

use crate::people::{self, Record};
use crate::{Error, Provisioning, Result, provisioning};

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
    p: Provisioning,
    tenant: String,
    registry: Arc<Registry>,
    mapping: Mapping,
    condition: Option<Condition>,
    after: Option<Uuid>,
    finished: bool,
    records: PhantomData<fn() -> R>,
}

impl<R: Exported> Export<R> {
    /// Begins an export. A wrong selection is refused here, before the first byte is sent.
    ///
    /// # Errors
    /// 400 `invalidFilter`; [`Error::Unknown`] for a tenant or group that does not exist.
    pub async fn begin(p: &Provisioning, tenant: &str, selection: &Selection) -> Result<Self> {
        crate::tenants::find(p, tenant).await?;
        let condition = selection.condition(p, tenant).await?;
        Ok(Self {
            p: p.clone(),
            tenant: tenant.to_owned(),
            registry: p.registry(tenant).await?,
            mapping: p.mappings().of(p, tenant).await?.mapping,
            condition,
            after: None,
            finished: false,
            records: PhantomData,
        })
    }

    /// The mapping that the records are made by.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The records of the next people, or `None` at the end. Somebody who is deactivated while the export
    /// runs is left out from the next chunk on.
    ///
    /// # Errors
    /// When the database does not answer; 400 `tooMany` for a filter that no index helps with.
    pub async fn next(&mut self) -> Result<Option<Vec<R>>> {
        if self.finished {
            return Ok(None);
        }
        let (verb, tenant, registry) = (self.p.clone(), self.tenant.clone(), self.registry.clone());
        let (condition, after, mapping) =
            (self.condition.clone(), self.after, self.mapping.clone());
        let (records, last) = self
            .p
            .export_store()
            .read(move |conn| {
                let scope = Scope {
                    tenant: &tenant,
                    resource_type: provisioning::people(&registry)?,
                };
                let rows_max = verb.limits().export_chunk_rows;
                let rows = resources::after(conn, &scope, condition.as_ref(), after, rows_max)?;
                let last = rows.last().map(|(stored, _)| stored.id);
                let records = people::records(conn, &scope, &[&mapping], rows)?;
                let map = |record: &Record| R::of(&mapping, &record.person(0));
                Ok::<_, Error>((records.iter().map(map).collect::<Vec<_>>(), last))
            })
            .await?;
        self.finished = last.is_none();
        self.after = last;
        Ok((!self.finished).then_some(records))
    }
}
