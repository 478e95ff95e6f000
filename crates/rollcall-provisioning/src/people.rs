//! A person as the two products see them: smart fields and a target-user record.

use std::collections::HashMap;

use rollcall_mapping::{Manager, Person, SmartField, manager_id};
use rollcall_storage::resources::{self, Scope, Stored};
use rollcall_storage::{Conn, id};
use scim_core::fold;
use scim_core::render::{self, Relations};
use scim_core::schema::ResourceType;
use scim_core::{ErrorKind, Object};
use serde_json::Value;

use crate::provisioning::people;
use crate::{Error, Provisioning, Result};

/// A person's smart fields, each with its value and where that came from.
///
/// # Errors
/// 404 when the tenant has no such person.
pub async fn smart_fields(p: &Provisioning, tenant: &str, id: &str) -> Result<Vec<SmartField>> {
    let registry = p.registry(tenant).await?;
    let (verb, tenant, id) = (p.clone(), tenant.to_owned(), id.to_owned());
    p.store()
        .read(move |conn| {
            let rt = people(&registry)?;
            let scope = Scope {
                tenant: &tenant,
                resource_type: rt,
            };
            let missing = || {
                Error::scim(
                    ErrorKind::NotFound,
                    format!("There is no person with id {id:?} here."),
                )
            };
            let uuid = id::parse(&id).ok_or_else(missing)?;
            let stored = resources::find(conn, &scope, uuid)?.ok_or_else(missing)?;
            let mut groups = rollcall_storage::memberships::groups_of(conn, &tenant, &[uuid])?;
            let relations = Relations {
                groups: groups.remove(&uuid).unwrap_or_default(),
                ..Relations::default()
            };
            let records = records(conn, &scope, vec![(stored, relations)])?;
            let fields = records
                .iter()
                .flat_map(|record| verb.mapping().smart_fields(&record.person()));
            Ok::<_, Error>(fields.collect())
        })
        .await
}

/// A person with everything the mapping reads.
pub(crate) struct Record {
    id: String,
    object: Object,
    groups: Vec<String>,
    manager: Option<Manager>,
}

impl Record {
    pub(crate) fn person(&self) -> Person<'_> {
        Person {
            id: &self.id,
            object: &self.object,
            groups: &self.groups,
            manager: self.manager.as_ref(),
        }
    }
}

/// Turns rows into records: renders each person and finds their managers, each manager once.
pub(crate) fn records(
    conn: &mut Conn,
    scope: &Scope<'_>,
    rows: Vec<(Stored, Relations)>,
) -> Result<Vec<Record>> {
    let mut managers = HashMap::new();
    let mut records = Vec::with_capacity(rows.len());
    for (stored, relations) in rows {
        let object = render::object(scope.resource_type, stored.into(), &relations, "");
        let manager = match manager_id(&object) {
            Some(reference) => find_manager(conn, scope, reference, &mut managers)?,
            None => None,
        };
        records.push(Record {
            id: object
                .get("id")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            groups: relations
                .groups
                .into_iter()
                .filter_map(|group| group.display)
                .collect(),
            manager,
            object,
        });
    }
    Ok(records)
}

/// The manager that a reference means: by our id, or, as Okta's profile mapping often sends it, by user name.
fn find_manager(
    conn: &mut Conn,
    scope: &Scope<'_>,
    reference: &str,
    known: &mut HashMap<String, Option<Manager>>,
) -> Result<Option<Manager>> {
    if let Some(manager) = known.get(reference) {
        return Ok(manager.clone());
    }
    let by_id = match id::parse(reference) {
        Some(id) => resources::find(conn, scope, id)?,
        None => None,
    };
    let stored = match by_id {
        Some(stored) => Some(stored),
        None => resources::find_by_unique_key(conn, scope, &fold(reference))?,
    };
    let manager = stored.map(|stored| as_manager(scope.resource_type, stored));
    known.insert(reference.to_owned(), manager.clone());
    Ok(manager)
}

fn as_manager(rt: &ResourceType, stored: Stored) -> Manager {
    let object = render::object(rt, stored.into(), &Relations::default(), "");
    Manager::of(&object)
}
