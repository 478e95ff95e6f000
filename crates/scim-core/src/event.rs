//! What happened to a resource, as the payload of a security event token (RFC 9967 §2, RFC 8417 §2).
//!
//! ```
//! use scim_core::{event::{self, Detail, Occurrence, Operation}, schema::Registry};
//! use serde_json::json;
//!
//! let registry = Registry::builtin();
//! let (before, after) = (json!({"active": true}), json!({"active": false}));
//! let occurrence = Occurrence {
//!     operation: Operation::Patched,
//!     resource_type: registry.by_name("User").unwrap(),
//!     id: Some("2819c223"),
//!     external_id: None,
//!     etag: "W/\"3\"",
//!     before: before.as_object().unwrap(),
//!     after: after.as_object().unwrap(),
//!     document: None,
//! };
//! let told = event::statements(&occurrence, Detail::Notice);
//! assert!(told.contains_key("urn:ietf:params:scim:event:prov:deactivate"));
//! assert_eq!(event::sub_id(&occurrence)["uri"], "/Users/2819c223");
//! ```

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::Object;
use crate::patch::PATCH_OP;
use crate::render::{self, Relations, Resource};
use crate::schema::{Attribute, MEMBERS, ResourceType, is_plain_name, is_urn};

const PREFIX: &str = "urn:ietf:params:scim:event:";
const ASYNC_RESPONSE: &str = "urn:ietf:params:scim:event:misc:asyncresp";

/// The events that [`statements`] makes: those of provisioning (RFC 9967 §2.4), and the completion of asynchronous requests
/// (§2.5.1). Nothing joins or leaves a feed, so the events of §2.3 do not occur.
pub const URIS: &[&str] = &[
    "urn:ietf:params:scim:event:prov:create:notice",
    "urn:ietf:params:scim:event:prov:create:full",
    "urn:ietf:params:scim:event:prov:put:notice",
    "urn:ietf:params:scim:event:prov:put:full",
    "urn:ietf:params:scim:event:prov:patch:notice",
    "urn:ietf:params:scim:event:prov:patch:full",
    "urn:ietf:params:scim:event:prov:delete",
    "urn:ietf:params:scim:event:prov:activate",
    "urn:ietf:params:scim:event:prov:deactivate",
    ASYNC_RESPONSE,
];

/// More members than this come or go in one change: their group's event names `members` and does not list
/// them, whatever was asked for (RFC 9967 §5).
pub const LISTED_MEMBERS_MAX: usize = 100;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Operation {
    /// Made by a POST.
    Created,
    /// Somebody deactivated came back by a POST.
    Revived,
    /// Changed by a PUT, or by a POST for somebody who stays deactivated.
    Replaced,
    /// Changed by a PATCH, or because a member was deleted.
    Patched,
    /// Nothing but `active` changed, to true.
    Activated,
    /// Nothing but `active` changed, to false.
    Deactivated,
    /// Deleted.
    Deleted,
    /// An asynchronous request was answered; what differs is its answer (RFC 9967 §2.5.1.3).
    Answered,
    /// What a provider did to a person is shown to it and counts nowhere until somebody decides. Told to nobody.
    Held,
    /// What was held never counted and is undone for the provider too. Told to nobody.
    Kept,
}

impl Operation {
    const ALL: [Self; 10] = [
        Self::Created,
        Self::Revived,
        Self::Replaced,
        Self::Patched,
        Self::Activated,
        Self::Deactivated,
        Self::Deleted,
        Self::Answered,
        Self::Held,
        Self::Kept,
    ];

    /// The word by which it is recorded.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Revived => "revived",
            Self::Replaced => "replaced",
            Self::Patched => "patched",
            Self::Activated => "activated",
            Self::Deactivated => "deactivated",
            Self::Deleted => "deleted",
            Self::Answered => "answered",
            Self::Held => "held",
            Self::Kept => "kept",
        }
    }

    /// The operation of that word. A word of a later version is a change of some kind.
    pub fn of(word: &str) -> Self {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == word);
        known.unwrap_or(Self::Patched)
    }

    /// A change by PUT or PATCH, more exactly: one of `active` and nothing else is an activation or a
    /// deactivation.
    #[must_use]
    pub fn narrowed(self, before: &Object, after: &Object) -> Self {
        match (self, turn(before, after)) {
            (Self::Replaced | Self::Patched, Some(turn)) if turn.alone => turn.to,
            _ => self,
        }
    }
}

/// How much an event says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The names of the attributes.
    Notice,
    /// Their values too.
    Full,
}

/// One committed change.
#[derive(Debug, Clone)]
pub struct Occurrence<'a> {
    /// What was done.
    pub operation: Operation,
    /// To a resource of which type.
    pub resource_type: &'a ResourceType,
    /// The resource's id; `None` when a request was answered that made none.
    pub id: Option<&'a str>,
    /// The resource's `externalId`, if known.
    pub external_id: Option<&'a str>,
    /// Its entity tag since.
    pub etag: &'a str,
    /// What differs, as it was; `members` as ids, as everywhere here.
    pub before: &'a Object,
    /// What differs, as it is.
    pub after: &'a Object,
    /// All of it as it is, where that was recorded: a full PUT is told only with it.
    pub document: Option<&'a Object>,
}

/// The `sub_id` of an event (RFC 9967 §2.1).
pub fn sub_id(of: &Occurrence<'_>) -> Value {
    let endpoint = &of.resource_type.endpoint;
    let Some(id) = of.id else {
        return json!({ "format": "scim", "uri": format!("/{endpoint}") });
    };
    let mut sub_id = json!({ "format": "scim", "uri": format!("/{endpoint}/{id}") });
    if let Some(external_id) = of.external_id {
        sub_id["externalId"] = external_id.into();
    }
    sub_id["id"] = id.into();
    sub_id
}

/// The `events` of an event: one logical event, which is two statements where somebody was activated or
/// deactivated and something else changed too (RFC 9967 §2.1, RFC 8417 §2.2). What is never returned is in
/// none of them.
pub fn statements(of: &Occurrence<'_>, detail: Detail) -> Object {
    let (before, after) = (
        shown(of.resource_type, of.before),
        shown(of.resource_type, of.after),
    );
    let turn = turn(&before, &after);
    let mut statements = Object::new();
    let told = match of.operation {
        Operation::Created => Some(("create", created(of, detail, &after))),
        Operation::Revived | Operation::Replaced if !turn.is_some_and(|turn| turn.alone) => {
            Some(("put", replaced(of, detail, &before, &after)))
        }
        Operation::Patched if !turn.is_some_and(|turn| turn.alone) => {
            Some(("patch", patched(detail, &before, &after)))
        }
        Operation::Deleted => {
            statements.insert(format!("{PREFIX}prov:delete"), json!({}));
            return statements;
        }
        Operation::Answered => {
            statements.insert(ASYNC_RESPONSE.to_owned(), of.after.clone().into());
            return statements;
        }
        _ => None,
    };
    let version = of.etag;
    if let Some((verb, (detail, mut payload))) = told {
        payload.insert("version".to_owned(), version.into());
        statements.insert(format!("{PREFIX}prov:{verb}:{detail}"), payload.into());
    }
    let to = match of.operation {
        Operation::Created => None,
        Operation::Activated | Operation::Deactivated => Some(of.operation),
        _ => turn.map(|turn| turn.to),
    };
    if let Some(to) = to {
        let word = if to == Operation::Activated {
            "activate"
        } else {
            "deactivate"
        };
        statements.insert(
            format!("{PREFIX}prov:{word}"),
            json!({ "version": version }),
        );
    }
    statements
}

/// `active` changed its meaning: absent is not deactivated.
#[derive(Clone, Copy)]
struct Turn {
    to: Operation,
    /// Nothing else differs.
    alone: bool,
}

fn turn(before: &Object, after: &Object) -> Option<Turn> {
    let off = |object: &Object| object.get("active") == Some(&Value::Bool(false));
    let to = match (off(before), off(after)) {
        (true, false) => Operation::Activated,
        (false, true) => Operation::Deactivated,
        _ => return None,
    };
    let alone = before.keys().chain(after.keys()).all(|key| key == "active");
    Some(Turn { to, alone })
}

type Payload = (&'static str, Object);

fn notice(names: Vec<String>) -> Payload {
    (
        "notice",
        Object::from_iter([("attributes".to_owned(), names.into())]),
    )
}

fn full(data: Value) -> Payload {
    ("full", Object::from_iter([("data".to_owned(), data)]))
}

fn created(of: &Occurrence<'_>, detail: Detail, after: &Object) -> Payload {
    if detail == Detail::Full && members_told(after) <= LISTED_MEMBERS_MAX {
        return full(resource(of, after).into());
    }
    let mut names = vec!["id".to_owned()];
    names.extend(
        differences(&Object::new(), after)
            .into_iter()
            .map(|d| d.path),
    );
    notice(names)
}

fn replaced(of: &Occurrence<'_>, detail: Detail, before: &Object, after: &Object) -> Payload {
    match of.document {
        // A group's PUT would have to repeat all of its members.
        Some(document) if detail == Detail::Full && !of.resource_type.has_members() => {
            full(resource(of, &shown(of.resource_type, document)).into())
        }
        _ => notice(names(before, after)),
    }
}

fn patched(detail: Detail, before: &Object, after: &Object) -> Payload {
    if detail == Detail::Notice || members_told(before) + members_told(after) > LISTED_MEMBERS_MAX {
        return notice(names(before, after));
    }
    let operations: Vec<_> = differences(before, after)
        .into_iter()
        .flat_map(operations)
        .collect();
    full(json!({ "schemas": [PATCH_OP], "Operations": operations }))
}

fn names(before: &Object, after: &Object) -> Vec<String> {
    differences(before, after)
        .into_iter()
        .map(|d| d.path)
        .collect()
}

fn members_told(object: &Object) -> usize {
    object
        .get(MEMBERS)
        .and_then(Value::as_array)
        .map_or(0, Vec::len)
}

/// The whole resource without `meta`, as a client would send it but with its id (RFC 9967 figure 4).
fn resource(of: &Occurrence<'_>, attributes: &Object) -> Object {
    let mut attributes = attributes.clone();
    let members = attributes.shift_remove(MEMBERS);
    let resource = Resource {
        id: of.id.unwrap_or_default().to_owned(),
        version: 0,
        created: 0,
        modified: 0,
        attributes,
    };
    let mut object = render::object(of.resource_type, resource, &Relations::default(), "");
    object.shift_remove("meta");
    if let Some(Value::Array(ids)) = members {
        object.insert(MEMBERS.to_owned(), member_values(ids));
    }
    object
}

fn member_values(ids: Vec<Value>) -> Value {
    ids.into_iter().map(|id| json!({ "value": id })).collect()
}

/// One attribute or sub-attribute in which a resource differs.
struct Difference<'a> {
    /// RFC 7644 §3.5.2's `path`.
    path: String,
    /// The extension of which it is an attribute, and the attribute's name, where that is all of the path.
    extension: Option<(&'a str, &'a str)>,
    was: Option<&'a Value>,
    is: Option<&'a Value>,
}

/// What differs, each by its path. Sub-attributes count for themselves, since a PATCH that replaces a complex
/// attribute keeps those that it does not name.
fn differences<'a>(before: &'a Object, after: &'a Object) -> Vec<Difference<'a>> {
    static NOTHING: LazyLock<Object> = LazyLock::new(Object::new);
    let attributes =
        |value: Option<&'a Value>| value.and_then(Value::as_object).unwrap_or(&NOTHING);
    let mut found = Vec::new();
    for key in keys(before, after) {
        let (was, is) = (before.get(key), after.get(key));
        if is_urn(key) {
            let (one, other) = (attributes(was), attributes(is));
            for name in keys(one, other) {
                found.extend(compared(Difference {
                    path: format!("{key}:{name}"),
                    extension: Some((key, name)),
                    was: one.get(name),
                    is: other.get(name),
                }));
            }
        } else {
            found.extend(compared(Difference {
                path: key.clone(),
                extension: None,
                was,
                is,
            }));
        }
    }
    found
}

/// An attribute, if it differs; a complex one by its sub-attributes, where a path can name them all. A path goes no deeper.
fn compared(attribute: Difference<'_>) -> Vec<Difference<'_>> {
    let of = |one: &Difference<'_>| one.was != one.is;
    match (attribute.was, attribute.is) {
        (Some(Value::Object(one)), Some(Value::Object(other)))
            if attribute
                .extension
                .is_none_or(|(_, name)| is_plain_name(name))
                && keys(one, other).all(|sub| sub == "$ref" || is_plain_name(sub)) =>
        {
            keys(one, other)
                .map(|sub| Difference {
                    path: format!("{}.{sub}", attribute.path),
                    extension: None,
                    was: one.get(sub),
                    is: other.get(sub),
                })
                .filter(of)
                .collect()
        }
        _ => Some(attribute).filter(of).into_iter().collect(),
    }
}

fn keys<'a>(one: &'a Object, other: &'a Object) -> impl Iterator<Item = &'a String> {
    let added = other.keys().filter(|key| !one.contains_key(*key));
    one.keys().chain(added)
}

/// The PATCH operations that make the difference.
fn operations(difference: Difference<'_>) -> Vec<Value> {
    let Difference {
        path,
        extension,
        was,
        is,
    } = difference;
    if path == MEMBERS {
        return membership(was, is);
    }
    let op = match (was, is) {
        (_, None) => "remove",
        (None, Some(_)) => "add",
        (Some(_), Some(_)) => "replace",
    };
    // An object under a URN that no schema defines may, by its path alone, be all that is under it; and some names have
    // no path. Null is no value (RFC 7643 §2.5).
    if let Some((urn, name)) = extension
        && (is.is_some_and(Value::is_object) || !is_plain_name(name))
    {
        let op = if is.is_none() { "replace" } else { op };
        return vec![json!({ "op": op, "value": { urn: { name: merged(was, is) } } })];
    }
    vec![match is {
        Some(is) => json!({ "op": op, "path": path, "value": is }),
        None => json!({ "op": op, "path": path }),
    }]
}

/// The value that makes the one of the other: sub-attributes stay unless they are named, so those that went are null.
fn merged(was: Option<&Value>, is: Option<&Value>) -> Value {
    let mut value = is.cloned().unwrap_or_default();
    if let (Some(Value::Object(was)), Some(value)) = (was, value.as_object_mut()) {
        for gone in was.keys() {
            value.entry(gone.clone()).or_insert(Value::Null);
        }
    }
    value
}

fn membership(left: Option<&Value>, came: Option<&Value>) -> Vec<Value> {
    let ids = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let left = ids(left).into_iter();
    let mut operations: Vec<_> = left
        .map(|id| json!({ "op": "remove", "path": format!("{MEMBERS}[value eq {id}]") }))
        .collect();
    let came = ids(came);
    if !came.is_empty() {
        operations.push(json!({ "op": "add", "path": MEMBERS, "value": member_values(came) }));
    }
    operations
}

/// The attributes without those that no answer may show.
fn shown(resource_type: &ResourceType, object: &Object) -> Object {
    let mut shown = Object::new();
    for (key, value) in object {
        let value = match value {
            Value::Object(attributes) if is_urn(key) => {
                let schema = resource_type
                    .extension(key)
                    .map(|extension| &extension.schema);
                let attribute = |name: &str| schema.and_then(|schema| schema.attribute(name));
                let kept = attributes.iter().filter_map(|(name, value)| {
                    Some((name.clone(), kept(attribute(name), value)?))
                });
                Some(Value::Object(kept.collect()))
            }
            value => kept(resource_type.attribute(key), value),
        };
        shown.extend(value.map(|value| (key.clone(), value)));
    }
    shown
}

fn kept(attribute: Option<&Attribute>, value: &Value) -> Option<Value> {
    if attribute.is_some_and(|attribute| !attribute.is_kept()) {
        return None;
    }
    Some(match value {
        Value::Object(subs) => {
            let sub = |name: &str| attribute.and_then(|attribute| attribute.sub_attribute(name));
            let kept = subs
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), kept(sub(name), value)?)));
            Value::Object(kept.collect())
        }
        Value::Array(elements) => elements
            .iter()
            .filter_map(|element| kept(attribute, element))
            .collect(),
        value => value.clone(),
    })
}

#[cfg(test)]
mod tests;
