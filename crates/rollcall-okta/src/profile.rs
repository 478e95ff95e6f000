//! A profile from which attributes are taken one by one, so that what is left is known to be custom.

use scim_core::Object;
use serde_json::Value;

/// An Okta profile without what was taken from it.
pub(crate) struct Profile(Object);

impl Profile {
    /// A profile without its nulls: Okta may send null for every attribute that has no value.
    pub(crate) fn new(mut sent: Object) -> Self {
        sent.retain(|_, value| !value.is_null());
        Self(sent)
    }

    /// Takes an attribute that is a text; numbers and booleans become one. A text of white space is taken and
    /// nothing. An array or object is not what Okta's base profile has there: it stays, so that it is not lost.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        let text = match self.0.get(name)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(boolean) => boolean.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        // `shift_remove` and not `remove`, which would disorder what is left.
        self.0.shift_remove(name);
        (!text.trim().is_empty()).then_some(Value::String(text))
    }

    /// Takes several attributes, each under its new name.
    pub(crate) fn take_all(&mut self, names: &[(&str, &str)]) -> Object {
        let taken = names
            .iter()
            .filter_map(|(okta, scim)| Some(((*scim).to_owned(), self.take(okta)?)));
        taken.collect()
    }

    /// What nobody took.
    pub(crate) fn rest(self) -> Object {
        self.0
    }
}
