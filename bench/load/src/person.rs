//! The people and requests that the benchmark is made of: as Okta sends them.

use serde_json::{Value, json};

use crate::client::escape;

/// Stands for the number of a request, and is as long as one; see requests.lua.
pub const NUMBER: &str = "@NUMBER@";
/// Stands for the id of the person whose life is played.
pub const ID: &str = "@ID@";

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// Numbers have eight digits, as [`NUMBER`] has characters.
pub fn number(number: u64) -> String {
    format!("{number:08}")
}

/// A person's `userName`; `family` keeps those of one operation apart from those of another.
pub fn user_name(family: &str, number: &str) -> String {
    format!("{family}.{number}@example.com")
}

/// A person's `externalId`.
pub fn external_id(family: &str, number: &str) -> String {
    format!("00u{family}{number}d7")
}

/// A person's `displayName`.
pub fn display_name(number: &str) -> String {
    format!("Given{number} Family{number}")
}

/// A person, a little less than 1,000 bytes.
pub fn person(family: &str, number: &str, title: &str) -> Value {
    let name = user_name(family, number);
    json!({
        "schemas": [USER, ENTERPRISE],
        "userName": name,
        "externalId": external_id(family, number),
        "name": { "givenName": format!("Given{number}"), "familyName": format!("Family{number}"), "middleName": "M",
                  "formatted": format!("Given{number} M Family{number}") },
        "displayName": display_name(number),
        "nickName": format!("nick{number}"),
        "title": title,
        "locale": "en-US",
        "timezone": "America/Los_Angeles",
        "emails": [{ "primary": true, "value": name, "type": "work" },
                   { "primary": false, "value": format!("home.{name}"), "type": "home" }],
        "phoneNumbers": [{ "primary": true, "value": format!("+1-555-{number}"), "type": "work" },
                         { "value": format!("+1-556-{number}"), "type": "mobile" }],
        "active": true,
        ENTERPRISE: { "employeeNumber": format!("E{number}"), "costCenter": "CC-4130", "organization": "Example Corp",
                      "division": "Engineering", "department": "Platform" },
    })
}

/// A group of these members.
pub fn group<'a>(name: &str, members: impl IntoIterator<Item = &'a str>) -> Value {
    json!({ "schemas": [GROUP], "displayName": name, "members": values(members) })
}

fn values<'a>(members: impl IntoIterator<Item = &'a str>) -> Vec<Value> {
    members
        .into_iter()
        .map(|id| json!({ "value": id }))
        .collect()
}

fn patch(operation: &Value) -> Value {
    json!({ "schemas": [PATCH], "Operations": [operation] })
}

/// Okta's way to deactivate and reactivate.
pub fn set_active(active: bool) -> Value {
    patch(&json!({ "op": "replace", "value": { "active": active } }))
}

/// Puts people into a group.
pub fn add_members<'a>(members: impl IntoIterator<Item = &'a str>) -> Value {
    patch(&json!({ "op": "add", "path": "members", "value": values(members) }))
}

/// Takes one person out of a group, as Okta does.
pub fn remove_member(id: &str) -> Value {
    patch(&json!({ "op": "remove", "path": format!("members[value eq \"{id}\"]") }))
}

/// Several requests in one: method, path and body of each.
pub fn bulk(operations: impl IntoIterator<Item = (&'static str, String, Value)>) -> Value {
    let operation = |(index, (method, path, body))| json!({ "method": method, "bulkId": format!("b{index}"), "path": path, "data": body });
    let operations: Vec<Value> = operations.into_iter().enumerate().map(operation).collect();
    json!({ "schemas": [BULK], "Operations": operations })
}

/// The path of people that a filter finds.
pub fn filtered(filter: &str) -> String {
    format!("/Users?filter={}", escape(filter))
}
