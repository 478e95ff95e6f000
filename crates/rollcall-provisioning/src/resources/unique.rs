//! Which value of a resource nobody else may have.

use rollcall_storage::resources::Scope;
use rollcall_storage::{Conn, Error as StorageError, unique_values};
use scim_core::schema::{
    Attribute, GROUP, ResourceType, Uniqueness, unique_values as unique_values_of,
};
use scim_core::{ErrorKind, Object, Rule, Rules};
use uuid::Uuid;

use crate::{Error, Result};

/// The value that no other resource of the type in the tenant may have.
///
/// A person's `userName` is so by RFC 7643 §4.1.1. A group's `displayName` is so by our choice, since
/// Okta's push and Entra's validator expect it; without [`Rule::UniqueGroupNames`] twins are allowed, as
/// RFC 7643 has it.
pub(super) fn unique_value<'a>(
    rt: &ResourceType,
    rules: Rules,
    attributes: &'a Object,
) -> Option<&'a str> {
    let may_have_twins = rt.schema.id == GROUP && !rules.allows(Rule::UniqueGroupNames);
    if may_have_twins {
        None
    } else {
        value(rt, attributes)
    }
}

/// Whether a change concerns the unique attribute.
pub(super) fn is_changed(rt: &ResourceType, before: &Object, after: &Object) -> bool {
    value(rt, before) != value(rt, after)
}

fn value<'a>(rt: &ResourceType, attributes: &'a Object) -> Option<&'a str> {
    attributes.get(&rt.unique_attribute()?.name)?.as_str()
}

/// Turns the database's refusal of a twin into the client's error.
pub(super) fn taken<T>(
    result: std::result::Result<T, StorageError>,
    scope: &Scope<'_>,
    attributes: &Object,
) -> Result<T> {
    result.map_err(|error| match error {
        StorageError::Uniqueness { .. } => uniqueness(scope, attributes),
        other => other.into(),
    })
}

/// Claims the values of all other unique attributes, which no other resource of the type may have either.
///
/// # Errors
/// 409 `uniqueness` naming the attribute.
pub(super) fn claim(tx: &mut Conn, scope: &Scope<'_>, id: Uuid, attributes: &Object) -> Result<()> {
    let rt = scope.resource_type;
    if !has_more(rt) {
        return Ok(());
    }
    unique_values::claim(tx, scope, id, &unique_values_of(rt, attributes)).map_err(|error| {
        match error {
            StorageError::Uniqueness { constraint } => Error::scim(
                ErrorKind::Uniqueness,
                format!(
                    "Another {} has this value of {constraint} already, which no two may share.",
                    rt.name
                ),
            ),
            other => other.into(),
        }
    })
}

/// Whether the type has unique attributes beside the one in its own column. Most have none, and pay nothing.
fn has_more(rt: &ResourceType) -> bool {
    let promoted = rt.unique_attribute();
    let unique = |attribute: &Attribute| attribute.uniqueness != Uniqueness::None;
    let any =
        |attribute: &Attribute| unique(attribute) || attribute.sub_attributes.iter().any(unique);
    let own = rt
        .schema
        .attributes
        .iter()
        .filter(|attribute| promoted != Some(*attribute));
    own.chain(
        rt.extensions
            .iter()
            .flat_map(|extension| &extension.schema.attributes),
    )
    .any(any)
}

/// The 409 that names what is taken.
pub(super) fn uniqueness(scope: &Scope<'_>, attributes: &Object) -> Error {
    let kind = &scope.resource_type.name;
    let what = scope.resource_type.unique_attribute().and_then(|a| {
        Some(format!(
            "{} {:?}",
            a.name,
            attributes.get(&a.name)?.as_str()?
        ))
    });
    let detail = format!(
        "A {kind} with {} already exists.",
        what.as_deref().unwrap_or("this unique value")
    );
    Error::scim(ErrorKind::Uniqueness, detail)
}
