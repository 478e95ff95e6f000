//! Which value of a resource nobody else may have.

use rollcall_storage::Error as StorageError;
use rollcall_storage::resources::Scope;
use scim_core::schema::ResourceType;
use scim_core::{ErrorKind, Object};

use crate::auth::Profile;
use crate::{Error, Result};

/// The value that no other resource of the type in the tenant may have.
///
/// A person's `userName` is so by RFC 7643 §4.1.1. A group's `displayName` is so by our choice, since
/// Okta's push and Entra's validator expect it; the `strict` profile allows twins, as RFC 7643 does.
pub(super) fn unique_value<'a>(
    rt: &ResourceType,
    profile: Profile,
    attributes: &'a Object,
) -> Option<&'a str> {
    let may_have_twins = rt.has_members() && profile == Profile::Strict;
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
