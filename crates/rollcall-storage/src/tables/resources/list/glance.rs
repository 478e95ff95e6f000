//! What a filter or an order looks at in a document, read without building the rest of it: of a thousand resources that
//! are looked at one by one, most are not what is looked for.

use std::fmt;

use scim_core::Object;
use scim_core::condition::Condition;
use scim_core::schema::MEMBERS;
use scim_core::sort::Sort;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::Error;

/// What a rendered resource has and its document has not.
const RENDERED: [&str; 5] = ["schemas", "id", "meta", MEMBERS, "groups"];

/// The keys of a document that are looked at.
pub(super) struct Glance<'k>(Vec<&'k str>);

impl<'k> Glance<'k> {
    /// What these look at; none where some of it is not in the document.
    pub(super) fn of(condition: Option<&'k Condition>, sort: Option<&'k Sort>) -> Option<Self> {
        let mut keys = condition.map(Condition::keys).unwrap_or_default();
        keys.extend(sort.map(|sort| sort.place.key()));
        keys.sort_unstable();
        keys.dedup();
        let all_inside = keys.iter().all(|key| !RENDERED.contains(key));
        all_inside.then_some(Self(keys))
    }

    /// Those of the document's attributes and extensions.
    ///
    /// # Errors
    /// [`Error::Corrupt`]
    pub(super) fn read(&self, document: &str) -> Result<Object, Error> {
        let mut json = serde_json::Deserializer::from_str(document);
        let read = json
            .deserialize_map(Attributes(self))
            .and_then(|object| json.end().map(|()| object));
        read.map_err(|_| Error::Corrupt("resources.document is not a JSON object"))
    }
}

struct Attributes<'g, 'k>(&'g Glance<'k>);

impl<'de> Visitor<'de> for Attributes<'_, '_> {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut found = Object::new();
        while let Some(key) = map.next_key_seed(Key(self.0))? {
            match key {
                Some(key) => drop(found.insert(key.to_owned(), map.next_value()?)),
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }
}

/// A key of the document, if it is looked at.
struct Key<'g, 'k>(&'g Glance<'k>);

impl<'de, 'k> DeserializeSeed<'de> for Key<'_, 'k> {
    type Value = Option<&'k str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'k> Visitor<'_> for Key<'_, 'k> {
    type Value = Option<&'k str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Self::Value, E> {
        let Self(Glance(keys)) = self;
        Ok(keys.iter().find(|wanted| **wanted == key).copied())
    }
}

#[cfg(test)]
mod tests {
    use scim_core::schema::Registry;
    use scim_core::{Rules, condition};
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_looked_at_is_read() {
        let registry = Registry::builtin();
        let users = registry.by_endpoint("Users").unwrap();
        let filter = r#"title co "e" and name.givenName pr and urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "IT""#;
        let condition = condition::parse(users, filter, Rules::NONE).unwrap();
        let glance = Glance::of(Some(&condition), None).unwrap();
        let document = json!({
            "userName": "amina", "name": {"givenName": "Am\u{ed}na"}, "emails": [{"value": "a@example.com"}], "title": "Engineer",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "IT"},
        });
        let mut expected = document.as_object().unwrap().clone();
        expected.retain(|key, _| key != "userName" && key != "emails");
        assert_eq!(glance.read(&document.to_string()).unwrap(), expected);
        for broken in ["", "[]", r#"{"title": "E""#, r#"{"title": "E"} x"#] {
            assert!(glance.read(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn what_is_rendered_is_not_in_the_document() {
        let registry = Registry::builtin();
        let users = registry.by_endpoint("Users").unwrap();
        for filter in [
            r#"groups pr"#,
            r#"title pr or id sw "0""#,
            "not (meta.version pr)",
        ] {
            let condition = condition::parse(users, filter, Rules::NONE).unwrap();
            assert!(Glance::of(Some(&condition), None).is_none(), "{filter}");
        }
    }
}
