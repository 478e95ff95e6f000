//! A resource as JSON text, made of its document's text: what is only passed on is not read.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap as _, Serializer as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Base, Relations, Resource, groups, meta, schemas};
use crate::project::{Projection, Projector};
use crate::schema::{MEMBERS, ResourceType, is_urn};

/// What an answer has besides the document, in bytes: more than most.
const ENVELOPE_BYTES: usize = 512;

/// A JSON text that is part of an answer as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json(String);

impl AsRef<str> for Json {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Json {
    /// The text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// What it says.
    ///
    /// # Errors
    /// None in practice: it is JSON.
    pub fn read(&self) -> serde_json::Result<Value> {
        serde_json::from_str(&self.0)
    }
}

/// What of a resource is part of an answer: [`object`](super::object), then [`Projection::apply`], then written as text.
/// `resource.attributes` is the JSON text of the canonical attributes, without white space.
///
/// # Errors
/// When that is not the text of a JSON object.
///
/// ```
/// use scim_core::{project::Projection, render::{self, Relations, Resource}, schema::Registry};
///
/// let registry = Registry::builtin();
/// let users = registry.by_endpoint("Users").unwrap();
/// let stored = Resource { id: "2819c223".to_owned(), version: 3, created: 0, modified: 0, attributes: r#"{"userName":"amina","title":"Dr"}"# };
/// let projection = Projection::parse(Some("userName"), None).unwrap();
/// let shown = render::text(users, &stored, &Relations::default(), "https://example.com/scim", &projection).unwrap();
/// assert!(shown.as_ref().ends_with(r#""id":"2819c223","userName":"amina"}"#));
/// ```
pub fn text<'b>(
    resource_type: &ResourceType,
    resource: &Resource<&str>,
    relations: &Relations,
    base: impl Into<Base<'b>>,
    projection: &Projection,
) -> serde_json::Result<Json> {
    let base = base.into();
    let mut json = serde_json::Deserializer::from_str(resource.attributes);
    let Members(members) = Members::deserialize(&mut json)?;
    json.end()?;
    let is_extension = |(key, _): &&Member<'_>| is_urn(key);
    let extensions = || members.iter().filter(is_extension);

    let mut written = Vec::with_capacity(resource.attributes.len() + ENVELOPE_BYTES);
    let mut serializer = serde_json::Serializer::new(&mut written);
    let mut answer = Answer {
        map: serializer.serialize_map(None)?,
        projector: projection.on(resource_type),
    };
    let urns = extensions().map(|(urn, _)| urn.as_ref());
    answer.add("schemas", &schemas(resource_type, urns))?;
    answer.add("id", &resource.id)?;
    for (key, value) in members.iter().filter(|member| !is_extension(member)) {
        answer.pass_on(key, value)?;
    }
    if let Some(members) = super::members(resource_type, relations, base) {
        answer.add(MEMBERS, &members)?;
    }
    if let Some(groups) = groups(resource_type, relations, base) {
        answer.add("groups", &groups)?;
    }
    for (urn, value) in extensions() {
        answer.pass_on(urn, value)?;
    }
    answer.add("meta", &meta(resource_type, resource, relations, base.url))?;
    answer.map.end()?;
    let written = String::from_utf8(written).map_err(serde::ser::Error::custom)?;
    Ok(Json(written))
}

type Map<'w> = serde_json::ser::Compound<'w, &'w mut Vec<u8>, serde_json::ser::CompactFormatter>;

/// The answer as it is written.
struct Answer<'p, 'w> {
    map: Map<'w>,
    projector: Projector<'p>,
}

impl Answer<'_, '_> {
    /// Adds what of a value, which has nothing empty in it, is part of the answer.
    fn add(&mut self, key: &str, value: &impl Serialize) -> serde_json::Result<()> {
        if self.projector.takes_all(key) {
            return self.map.serialize_entry(key, value);
        }
        let value = serde_json::to_value(value)?;
        self.entry(key, self.projector.member(key, value))
    }

    /// Adds what of a member of the document is part of the answer.
    fn pass_on(&mut self, key: &str, value: &RawValue) -> serde_json::Result<()> {
        self.entry(key, self.projector.text(key, value)?)
    }

    fn entry(&mut self, key: &str, value: Option<impl Serialize>) -> serde_json::Result<()> {
        match value {
            Some(value) => self.map.serialize_entry(key, &value),
            None => Ok(()),
        }
    }
}

type Member<'d> = (Cow<'d, str>, &'d RawValue);

/// The members of a JSON object in their order, their values as they stand there.
struct Members<'d>(Vec<Member<'d>>);

#[derive(Deserialize)]
struct Key<'d>(#[serde(borrow)] Cow<'d, str>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(24);
                while let Some((Key(key), value)) = map.next_entry()? {
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}
