//! Removing what a tenant defined or learned.

use rollcall_storage::Conn;
use rollcall_storage::schemas::{self, DefinitionKind};
use scim_core::schema::Definitions;
use serde_json::Value;

use super::{Named, change, defined, done_to, json_of, own, parse_learned};
use crate::audit::note_in;
use crate::{Error, Provisioning, Result, registries, tenants};

/// Removes a definition of the tenant's own; where there is none of that URN, what was learned about it. Both may
/// come again: by a definition, or by the next resource that has something under the URN.
///
/// # Errors
/// [`Error::Unknown`] when the tenant has none of that name; [`Error::Exists`] while resources use it, with their
/// number; [`Error::Input`] while the definition of a resource type names it.
pub async fn remove(p: &Provisioning, tenant: &str, named: Named) -> Result<()> {
    tenants::find(p, tenant).await?;
    let (verb, tenant) = (p.clone(), tenant.to_owned());
    p.store()
        .write(move |tx| {
            if let Named::Schema(urn) = &named {
                refuse_needed(&own(tx, &tenant)?, &tenant, urn)?;
            }
            change(tx, &verb, &tenant, |own| without(own, &named))?;
            let (kind, name) = match &named {
                Named::Schema(urn) => (DefinitionKind::Schema, urn),
                Named::ResourceType(name) => (DefinitionKind::ResourceType, name),
            };
            let removed = match defined(tx, &tenant, kind, name)? {
                Some(definition) => {
                    schemas::undefine(tx, &tenant, kind, name)?;
                    Some(definition)
                }
                None if kind == DefinitionKind::Schema => forget(tx, &verb, &tenant, name)?,
                None => None,
            };
            if let Some(definition) = removed {
                let act = done_to("schema.remove", kind, name).before(definition);
                return note_in(tx, &verb, &tenant, act);
            }
            let detail = format!("The tenant {tenant:?} has neither defined nor learned {name:?}; what is common to all tenants cannot be removed.");
            Err(Error::Unknown(detail))
        })
        .await
}

/// Refuses to remove a schema of which one of the tenant's types is made.
fn refuse_needed(own: &Definitions, tenant: &str, urn: &str) -> Result<()> {
    let mut schemas = own.schemas.iter();
    if !schemas.any(|schema| schema.id.eq_ignore_ascii_case(urn)) {
        return Ok(());
    }
    let needs = own.resource_types.iter().find(|rt| {
        let mut extensions = rt.schema_extensions.iter();
        rt.schema.eq_ignore_ascii_case(urn)
            || extensions.any(|extension| extension.schema.eq_ignore_ascii_case(urn))
    });
    match needs {
        None => Ok(()),
        Some(rt) => Err(Error::Input(format!(
            "The definition of the resource type {name} names {urn:?}. Define {name} without it, or remove that definition \
             first (`rollcall schema remove {name} --tenant {tenant}`).",
            name = rt.name
        ))),
    }
}

/// Forgets what was learned about a URN, and answers whether there was anything.
fn forget(tx: &mut Conn, p: &Provisioning, tenant: &str, urn: &str) -> Result<Option<Value>> {
    let registry = registries::read_in(tx, p.common_registry(), tenant)?;
    let all = schemas::learned(tx, tenant)?;
    let about = all.iter().filter(|row| row.urn.eq_ignore_ascii_case(urn));
    let mut used = Vec::new();
    for row in about {
        let Some(rt) = registry.by_name(&row.resource_type) else {
            continue; // The type is gone, and so are its resources.
        };
        // Documents have the URN as it was first spelt.
        let spelt = parse_learned(&row.definition)?.id;
        let count = schemas::count_resources(tx, tenant, rt, Some(&spelt))?;
        if count > 0 {
            let plural = if count == 1 { "" } else { "s" };
            used.push(format!("{count} resource{plural} of type {}", rt.name));
        }
    }
    if used.is_empty() {
        schemas::forget_learned(tx, tenant, urn)?;
        let mut known = all.iter().filter(|row| row.urn.eq_ignore_ascii_case(urn));
        return known.next().map(|row| json_of(&row.definition)).transpose();
    }
    Err(Error::Exists(format!(
        "What was learned about {urn:?} cannot be removed while it is used by {}. Take it out of them or delete them first.",
        used.join(" and ")
    )))
}

fn without(own: &Definitions, named: &Named) -> Definitions {
    let mut rest = own.clone();
    match named {
        Named::Schema(urn) => rest
            .schemas
            .retain(|schema| !schema.id.eq_ignore_ascii_case(urn)),
        Named::ResourceType(name) => rest
            .resource_types
            .retain(|rt| !rt.name.eq_ignore_ascii_case(name)),
    }
    rest
}
