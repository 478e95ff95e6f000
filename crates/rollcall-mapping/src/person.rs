//! What the mapping reads about a person.

use scim_core::Object;
use scim_core::schema::ENTERPRISE_USER;
use serde_json::Value;

use crate::Mapping;

/// A person with everything around them that fields are made of.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// The resource's id.
    pub id: &'a str,
    /// The resource as it is rendered, with `id`, `meta` and extensions.
    pub object: &'a Object,
    /// The display names of the groups that the person is in.
    pub groups: &'a [String],
    /// The person whom [`manager_id`] refers to, if there is such a person.
    pub manager: Option<&'a Manager>,
}

/// A manager as the people below see them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manager {
    /// By the rules of the field `full_name`.
    pub name: Option<String>,
    /// By the rules of the field `email`.
    pub email: Option<String>,
}

impl Manager {
    /// The manager whose rendered resource this is.
    pub fn of(object: &Object) -> Self {
        Mapping::shared().manager(object)
    }
}

/// Whom the person names as their manager: `manager.value` of the enterprise extension, as sent. It should be
/// an id of ours (RFC 7643 §4.3), but providers also send user names and e-mail addresses.
pub fn manager_id(object: &Object) -> Option<&str> {
    let id = object
        .get(ENTERPRISE_USER)?
        .get("manager")?
        .get("value")
        .and_then(Value::as_str)?
        .trim();
    (!id.is_empty()).then_some(id)
}
