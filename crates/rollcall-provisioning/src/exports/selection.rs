//! Whom an export contains, as one condition.

use rollcall_storage::id;
use rollcall_storage::resources::{self, Part, Query, Scope, Window};
use scim_core::Rules;
use scim_core::condition::{self, Condition};
use uuid::Uuid;

use crate::provisioning::{people, resource_type};
use crate::{Error, Provisioning, Result};

/// Whom an export contains.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// A SCIM filter over people.
    pub filter: Option<String>,
    /// A group's id or name.
    pub group: Option<String>,
    /// Who is in by status. Whoever is deactivated or held back leaves the default at once.
    pub status: StatusSelection,
    /// Since which moment, in microseconds, an address that changed is told beside the new one.
    pub renamed_since: Option<i64>,
}

/// Who is in an export by status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StatusSelection {
    /// Only active people who are not held back.
    #[default]
    Active,
    /// Only deactivated people.
    Inactive,
    /// Only active people who are held back.
    Held,
    /// All of them.
    Any,
}

impl Selection {
    /// The selection as one condition over people; `None` means everybody.
    pub(crate) async fn condition(
        &self,
        p: &Provisioning,
        tenant: &str,
    ) -> Result<Option<Condition>> {
        let mut filters = Vec::new();
        match self.status {
            // Also true of whoever has no `active`.
            StatusSelection::Active | StatusSelection::Held => {
                filters.push("not (active eq false)".to_owned());
            }
            StatusSelection::Inactive => filters.push("active eq false".to_owned()),
            StatusSelection::Any => {}
        }
        if let Some(group) = &self.group {
            let id = find_group(p, tenant, group).await?;
            filters.push(format!("groups.value eq \"{id}\""));
        }
        filters.extend(self.filter.clone());
        let registry = p.registry(tenant).await?;
        let people = people(&registry)?;
        let conditions = filters
            .iter()
            .map(|text| condition::parse(people, text, Rules::ALL));
        let all = conditions.collect::<std::result::Result<Vec<_>, _>>()?;
        Ok((!all.is_empty()).then_some(Condition::All(all)))
    }
}

async fn find_group(p: &Provisioning, tenant: &str, id_or_name: &str) -> Result<Uuid> {
    let registry = p.registry(tenant).await?;
    let rt = resource_type(&registry, "Groups")?;
    // Groups of a `strict` connection may share a name, so this looks for two.
    let name = serde_json::Value::from(id_or_name);
    let condition = condition::parse(rt, &format!("displayName eq {name}"), Rules::ALL)?;
    let query = Query {
        condition: Some(condition),
        ..Query::default()
    };
    let (tenant_id, wanted) = (tenant.to_owned(), id::parse(id_or_name));
    let found = p
        .store()
        .read(move |conn| {
            let scope = Scope {
                tenant: &tenant_id,
                resource_type: resource_type(&registry, "Groups")?,
            };
            if let Some(id) = wanted
                && resources::find(conn, &scope, id)?.is_some()
            {
                return Ok(vec![id]);
            }
            let part = Part {
                scope,
                query: &query,
            };
            let page = resources::list(conn, &[part], &Window::first(2))?;
            let groups = page.rows.into_iter();
            Ok::<_, Error>(groups.map(|group| group.stored.id).collect())
        })
        .await?;
    match found.as_slice() {
        [id] => Ok(*id),
        [] => Err(Error::Unknown(format!(
            "Tenant {tenant:?} has no group with the name or id {id_or_name:?}."
        ))),
        [one, ..] => Err(Error::Input(format!(
            "Several groups are named {id_or_name:?}; say which by id, for example {one}."
        ))),
    }
}
