//! Everybody, some people at a time, so that memory does not grow with the tenant.

use std::sync::Arc;

use rollcall_mapping::Mapping;
use rollcall_storage::resources::{self, Scope};
use scim_core::condition::Condition;
use scim_core::schema::Registry;
use uuid::Uuid;

use crate::people::{self, Record};
use crate::{Error, Provisioning, Result, provisioning};

/// A way through the people of a tenant, in the order of their ids. Somebody who comes meanwhile is seen, somebody who goes is
/// not, if it has not come that far.
pub(crate) struct Walk {
    p: Provisioning,
    tenant: String,
    registry: Arc<Registry>,
    /// Only those who match.
    condition: Option<Condition>,
    /// By which managers are seen.
    mappings: Arc<[Mapping]>,
    position: Option<Uuid>,
    finished: bool,
}

impl Walk {
    pub(crate) async fn begin(
        p: &Provisioning,
        tenant: &str,
        condition: Option<Condition>,
        mappings: impl Into<Arc<[Mapping]>>,
    ) -> Result<Self> {
        Ok(Self {
            p: p.clone(),
            tenant: tenant.to_owned(),
            registry: p.registry(tenant).await?,
            condition,
            mappings: mappings.into(),
            position: None,
            finished: false,
        })
    }

    /// Begins after somebody.
    pub(crate) fn beyond(self, position: Option<Uuid>) -> Self {
        Self { position, ..self }
    }

    /// Goes back to the beginning.
    pub(crate) fn again(&mut self) {
        self.position = None;
        self.finished = false;
    }

    /// What `look` makes of the next people, where it may take its time; `None` at the end.
    ///
    /// # Errors
    /// When the database does not answer; 400 `tooMany` for a condition that no index helps with.
    pub(crate) async fn next<T: Send + 'static>(
        &mut self,
        look: impl FnOnce(&[Record]) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        if self.finished {
            return Ok(None);
        }
        let (verb, tenant, registry) = (self.p.clone(), self.tenant.clone(), self.registry.clone());
        let (condition, position) = (self.condition.clone(), self.position);
        let mappings = self.mappings.clone();
        let read = self.p.export_store().read(move |conn| {
            let scope = Scope {
                tenant: &tenant,
                resource_type: provisioning::people(&registry)?,
            };
            let rows_max = verb.limits().export_chunk_rows;
            let rows = resources::after(conn, &scope, condition.as_ref(), position, rows_max)?;
            let Some(last) = rows.last().map(|(stored, _)| stored.id) else {
                return Ok(None);
            };
            let records = people::records(conn, &scope, &mappings, rows)?;
            Ok::<_, Error>(Some((look(&records), last)))
        });
        let Some((made, last)) = read.await? else {
            self.finished = true;
            return Ok(None);
        };
        self.position = Some(last);
        Ok(Some(made))
    }
}
