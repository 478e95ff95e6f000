//! From what is stored to the resource a client sees.
//!
//! ```
//! use scim_core::{render::{self, Relations, Resource}, schema::Registry};
//!
//! let registry = Registry::builtin();
//! let users = registry.by_endpoint("Users").unwrap();
//! let stored = Resource {
//!     id: "2819c223".to_owned(),
//!     version: 3,
//!     created: 0,
//!     modified: 0,
//!     attributes: serde_json::json!({"userName": "amina"}).as_object().cloned().unwrap(),
//! };
//! let shown = render::object(users, stored, &Relations::default(), "https://example.com/scim");
//! assert_eq!(shown["meta"]["location"], "https://example.com/scim/Users/2819c223");
//! assert_eq!(render::etag(3, &Relations::default()), r#"W/"3""#);
//! ```

mod text;

use serde::Serialize;
use serde_json::{Value, json};

pub use self::text::{Json, text};
use crate::schema::{MEMBERS, Registry, ResourceType, is_urn};
use crate::{Object, format_instant};

/// A resource as it is stored; `A` is how its attributes are at hand: read, or as JSON text.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource<A = Object> {
    /// The id.
    pub id: String,
    /// Counts the changes, from 1.
    pub version: i64,
    /// When it was created, in microseconds since the Unix epoch.
    pub created: i64,
    /// When it last changed, in microseconds since the Unix epoch.
    pub modified: i64,
    /// The canonical attributes, without `schemas`, `id`, `meta`, `members` and `groups`.
    pub attributes: A,
}

/// What a resource has to do with others: kept as rows, not in its document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Relations {
    /// A group's members.
    pub members: Vec<MemberRef>,
    /// The groups that the resource is a direct member of.
    pub groups: Vec<GroupRef>,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberRef {
    /// The member's id.
    pub id: String,
    /// The name of the member's resource type: `User` or `Group`.
    pub resource_type: String,
    /// The member's display name.
    pub display: Option<String>,
}

/// A group that a resource is a member of.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRef {
    /// The group's id.
    pub id: String,
    /// The name of the group's resource type: `Group`.
    pub resource_type: String,
    /// The group's display name.
    pub display: Option<String>,
}

/// Where resources are: the base URL without a slash at its end, and the types, whose endpoints are in `$ref`.
#[derive(Debug, Clone, Copy)]
pub struct Base<'b> {
    url: &'b str,
    registry: Option<&'b Registry>,
}

impl<'b> Base<'b> {
    /// The base URL of a server with these types.
    pub fn new(url: &'b str, registry: &'b Registry) -> Self {
        Self {
            url,
            registry: Some(registry),
        }
    }

    /// The URL of a resource of a type that is known by its name.
    fn location(&self, resource_type: &str, id: &str) -> Option<String> {
        let resource_type = self.registry?.by_name(resource_type)?;
        Some(location(resource_type, self.url, id))
    }
}

impl<'b> From<&'b str> for Base<'b> {
    /// A base URL where nobody looks at `$ref`.
    fn from(url: &'b str) -> Self {
        Self {
            url,
            registry: None,
        }
    }
}

/// The whole resource: `schemas`, `id`, the attributes in their stored order, `members` or `groups`
/// where there are any, the extensions, `meta` (RFC 7643 §3).
pub fn object<'b>(
    resource_type: &ResourceType,
    resource: Resource,
    relations: &Relations,
    base: impl Into<Base<'b>>,
) -> Object {
    let base = base.into();
    let meta = json!(meta(resource_type, &resource, relations, base.url));
    let (extensions, core): (Vec<_>, Vec<_>) = resource
        .attributes
        .into_iter()
        .partition(|(name, _)| is_urn(name));
    let urns = extensions.iter().map(|(urn, _)| urn.as_str());
    let mut object = Object::with_capacity(core.len() + extensions.len() + 4);
    object.insert("schemas".to_owned(), json!(schemas(resource_type, urns)));
    object.insert("id".to_owned(), Value::from(resource.id));
    object.extend(core);
    if let Some(members) = members(resource_type, relations, base) {
        object.insert(MEMBERS.to_owned(), json!(members));
    }
    if let Some(groups) = groups(resource_type, relations, base) {
        object.insert("groups".to_owned(), json!(groups));
    }
    object.extend(extensions);
    object.insert("meta".to_owned(), meta);
    object
}

/// The URNs of the base schema and of the extensions that the resource has.
fn schemas<'u>(
    resource_type: &'u ResourceType,
    extensions: impl Iterator<Item = &'u str>,
) -> Vec<&'u str> {
    std::iter::once(resource_type.schema.id.as_str())
        .chain(extensions)
        .collect()
}

/// The members of a group, where there are any.
fn members<'m>(
    resource_type: &ResourceType,
    relations: &'m Relations,
    base: Base<'_>,
) -> Option<Vec<Member<'m>>> {
    let members = relations.members.iter();
    let shown = members.len() > 0 && resource_type.has_members();
    shown.then(|| members.map(|member| Member::of(member, base)).collect())
}

/// The groups of a resource, where there are any. Groups in groups have parents too, but a Group has no attribute to show
/// them.
fn groups<'g>(
    resource_type: &ResourceType,
    relations: &'g Relations,
    base: Base<'_>,
) -> Option<Vec<Group<'g>>> {
    let groups = relations.groups.iter();
    let shown = groups.len() > 0 && resource_type.has_groups();
    shown.then(|| groups.map(|group| Group::of(group, base)).collect())
}

/// The entity tag of a resource, weak because key order and projection may differ: `W/"3"`, its version. A
/// person's `groups` change without their version, so whoever is in groups has a digest of them behind it:
/// `W/"3-9f3c21aa"`.
pub fn etag(version: i64, relations: &Relations) -> String {
    if relations.groups.is_empty() {
        return format!("W/\"{version}\"");
    }
    let texts = relations
        .groups
        .iter()
        .flat_map(|group| [Some(&group.id), group.display.as_ref()]);
    let bytes = texts.flatten().flat_map(|text| text.bytes().chain([0]));
    // FNV-1a: the same on every replica and in every version, and nobody gains by a collision.
    let digest = bytes.fold(0x811c_9dc5_u32, |digest, byte| {
        (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("W/\"{version}-{digest:08x}\"")
}

/// The URL of a resource.
pub fn location(resource_type: &ResourceType, base_url: &str, id: &str) -> String {
    format!("{base_url}/{}/{id}", resource_type.endpoint)
}

fn meta<'m, A>(
    resource_type: &'m ResourceType,
    resource: &Resource<A>,
    relations: &Relations,
    base_url: &str,
) -> Meta<'m> {
    Meta {
        resource_type: &resource_type.name,
        created: format_instant(resource.created),
        last_modified: format_instant(resource.modified),
        location: location(resource_type, base_url, &resource.id),
        version: etag(resource.version, relations),
    }
}

/// RFC 7643 §3.1.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'m> {
    resource_type: &'m str,
    created: String,
    last_modified: String,
    location: String,
    version: String,
}

/// A member as a group shows it (RFC 7643 §4.2): `value`, `$ref`, `type` and `display`.
pub fn member_object<'b>(member: &MemberRef, base: impl Into<Base<'b>>) -> Value {
    json!(Member::of(member, base.into()))
}

#[derive(Serialize)]
struct Member<'m> {
    value: &'m str,
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(rename = "type")]
    resource_type: &'m str,
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<&'m str>,
}

impl<'m> Member<'m> {
    fn of(member: &'m MemberRef, base: Base<'_>) -> Self {
        Self {
            value: &member.id,
            url: base.location(&member.resource_type, &member.id),
            resource_type: &member.resource_type,
            display: member.display.as_deref(),
        }
    }
}

/// A group as its member shows it (RFC 7643 §4.1.2). Only groups that somebody was put into themselves are
/// shown, hence always `direct`.
#[derive(Serialize)]
struct Group<'g> {
    value: &'g str,
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<&'g str>,
    #[serde(rename = "type")]
    how: &'static str,
}

impl<'g> Group<'g> {
    fn of(group: &'g GroupRef, base: Base<'_>) -> Self {
        Self {
            value: &group.id,
            url: base.location(&group.resource_type, &group.id),
            display: group.display.as_deref(),
            how: "direct",
        }
    }
}

#[cfg(test)]
mod tests;
