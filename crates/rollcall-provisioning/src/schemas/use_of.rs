//! What resources would lose by a change of schemas.

use rollcall_storage::{Conn, schemas};
use scim_core::schema::{Extension, Registry, ResourceType, Schema, narrowings};

use crate::{Error, Result};

/// Refuses a change that resources of the tenant do not fit.
///
/// # Errors
/// [`Error::Exists`] that says which change, and how many resources stand against it.
pub(super) fn refuse_loss(
    tx: &mut Conn,
    tenant: &str,
    old: &Registry,
    new: &Registry,
) -> Result<()> {
    for before in old.types() {
        let Some(after) = new.types().iter().find(|rt| rt.name == before.name) else {
            let what = format!("The resource type {}", before.name);
            let count = schemas::count_resources(tx, tenant, before, None)?;
            refuse(count, &what, "cannot be removed", &before.name)?;
            continue;
        };
        if before == after {
            continue;
        }
        if let Some(why) = whole(before, after) {
            let count = schemas::count_resources(tx, tenant, before, None)?;
            refuse(count, &why, "cannot be changed so", &before.name)?;
        }
        for extension in before
            .extensions
            .iter()
            .filter(|extension| !extension.learned)
        {
            refuse_in_extension(tx, tenant, before, extension, after)?;
        }
        for extension in &after.extensions {
            refuse_addition(tx, tenant, before, extension)?;
        }
    }
    Ok(())
}

/// What a change of the base schema, or of what identifies a resource, takes away from every resource.
fn whole(before: &ResourceType, after: &ResourceType) -> Option<String> {
    if before.endpoint != after.endpoint || before.schema.id != after.schema.id {
        return Some(format!(
            "{}: its endpoint or schema would be another, so it",
            before.name
        ));
    }
    if let Some(why) = first(&before.schema, &after.schema) {
        return Some(why);
    }
    let unique = |rt: &ResourceType| {
        rt.unique_attribute()
            .map(|attribute| attribute.name.clone())
    };
    (unique(before) != unique(after)).then(|| {
        format!(
            "{}: another attribute would identify a resource, so it",
            before.schema.id
        )
    })
}

fn refuse_in_extension(
    tx: &mut Conn,
    tenant: &str,
    before: &ResourceType,
    extension: &Extension,
    after: &ResourceType,
) -> Result<()> {
    let urn = &extension.schema.id;
    let why = match after.extension(urn) {
        None => Some(format!("The extension {urn}")),
        Some(changed) => first(&extension.schema, &changed.schema),
    };
    let Some(why) = why else {
        return Ok(());
    };
    let count = schemas::count_resources(tx, tenant, before, Some(urn))?;
    refuse(count, &why, "cannot be removed or changed so", &before.name)
}

/// A new extension must not ask of resources what they do not have.
fn refuse_addition(
    tx: &mut Conn,
    tenant: &str,
    before: &ResourceType,
    extension: &Extension,
) -> Result<()> {
    let urn = &extension.schema.id;
    let known = before.extension(urn);
    if extension.required && !known.is_some_and(|known| known.required) {
        let count = schemas::count_resources(tx, tenant, before, None)?;
        refuse(
            count,
            &format!("The extension {urn}"),
            "cannot be required",
            &before.name,
        )?;
    }
    if known.is_none_or(|known| known.learned) {
        let empty = Schema {
            attributes: Vec::new(),
            ..extension.schema.clone()
        };
        if let Some(why) = first(
            known.map_or(&empty, |known| &known.schema),
            &extension.schema,
        ) {
            // Providers may have sent this URN before anybody defined it.
            let count = schemas::count_resources(tx, tenant, before, Some(urn))?;
            refuse(count, &why, "cannot be defined so", &before.name)?;
        }
    }
    Ok(())
}

fn first(old: &Schema, new: &Schema) -> Option<String> {
    let narrowing = narrowings(old, new).into_iter().next()?;
    Some(format!(
        "{}: the attribute `{}` {}, so it",
        old.id, narrowing.attribute, narrowing.what
    ))
}

fn refuse(count: i64, what: &str, cannot: &str, type_name: &str) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let (resources, have) = if count == 1 {
        ("resource", "has")
    } else {
        ("resources", "have")
    };
    Err(Error::Exists(format!(
        "{what} {cannot}: {count} {resources} of type {type_name} {have} it. Change or delete them first."
    )))
}
