//! What the mapping reads about a person.

use std::collections::BTreeMap;

use scim_core::Object;
use scim_core::schema::ENTERPRISE_USER;
use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    /// What was set by hand, by the keys of fields.
    pub overrides: &'a Overrides,
    /// What is kept of fields whose first value stays.
    pub first: &'a FirstValues,
}

impl<'a> Person<'a> {
    /// A person of whom nothing is known but the resource.
    pub fn new(id: &'a str, object: &'a Object) -> Self {
        static NONE: Overrides = Overrides::new();
        static NOTHING: FirstValues = FirstValues::new();
        Self {
            id,
            object,
            groups: &[],
            manager: None,
            overrides: &NONE,
            first: &NOTHING,
        }
    }
}

/// A manager as the people below see them: the values of the fields that any source of the mapping asks a manager for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manager {
    pub(crate) values: BTreeMap<String, String>,
}

impl Manager {
    /// Keys and values, by key: all that can be read of a manager.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        let values = self.values.iter();
        values.map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// What was set by hand for one person, by the keys of fields.
pub type Overrides = BTreeMap<String, Override>;

/// What the sources of fields said for one person before they said something else, before transforms, by the keys of fields.
pub type FirstValues = BTreeMap<String, Value>;

/// A value that was set by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The value; without one the field is empty whatever its sources have.
    pub value: Option<String>,
    /// Whether it stays whatever the sources say. One that does not is shown as long as they say what they did when it was set.
    #[serde(default)]
    pub locked: bool,
    /// What the sources said when it was set, before transforms.
    #[serde(default)]
    pub instead_of: Option<Value>,
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
