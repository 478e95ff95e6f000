//! The people and groups of one run: new names each time, so that runs never meet each other.

use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::{ENTERPRISE, GROUP, USER};

/// A person as Okta knows it before it is pushed.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) user_name: String,
    pub(crate) given_name: &'static str,
    pub(crate) family_name: &'static str,
    /// Okta's own id of the user: 20 characters that start with `00u`.
    pub(crate) external_id: String,
}

/// What one run calls its people and groups.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    pub(crate) first: Person,
    pub(crate) second: Person,
    /// The first person's `userName` after the rename.
    pub(crate) renamed: String,
    pub(crate) group: String,
    pub(crate) group_renamed: String,
}

impl Names {
    /// Names that no earlier run used.
    pub(crate) fn new() -> Names {
        let id = Uuid::now_v7().simple().to_string();
        // The end of a UUIDv7 is random, its start is the time.
        let tag = &id[20..];
        Names {
            first: Person {
                user_name: format!("grace.{tag}@example.com"),
                given_name: "Grace",
                family_name: "Simulated",
                external_id: okta_id(),
            },
            second: Person {
                user_name: format!("alan.{tag}@example.com"),
                given_name: "Alan",
                family_name: "Simulated",
                external_id: okta_id(),
            },
            renamed: format!("grace.renamed.{tag}@example.com"),
            group: format!("Simulated {tag}"),
            group_renamed: format!("Simulated {tag} renamed"),
        }
    }
}

fn okta_id() -> String {
    format!("00u{}", &Uuid::now_v7().simple().to_string()[15..])
}

impl Person {
    /// The body of Okta's `POST /Users`: a placeholder password and the read-only `groups` are always in it.
    pub(crate) fn body(&self) -> Value {
        json!({
            "schemas": [USER],
            "userName": self.user_name,
            "name": {"givenName": self.given_name, "familyName": self.family_name},
            "emails": [{"primary": true, "value": self.user_name, "type": "work"}],
            "displayName": self.display_name(),
            "locale": "en_US",
            "externalId": self.external_id,
            "groups": [],
            "password": "1mz050nq",
            "active": true
        })
    }

    /// [`Person::body`] with what an admin maps besides: title and the enterprise extension.
    pub(crate) fn mapped_body(&self, manager_id: &str) -> Value {
        let mut body = self.body();
        body["schemas"] = json!([USER, ENTERPRISE]);
        body["title"] = json!("Analyst");
        body[ENTERPRISE] = json!({
            "department": "Research",
            "employeeNumber": "4711",
            "manager": {"value": manager_id, "displayName": "Grace Simulated"}
        });
        body
    }

    /// First and last name, as Okta fills `displayName`.
    pub(crate) fn display_name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

/// An extension of the kind an admin invents in Okta's Profile Editor.
pub(crate) const CUSTOM: &str = "urn:ietf:params:scim:schemas:extension:simulation:2.0:User";

/// The body of Okta's `POST` and `PUT /Groups`; `members` are (id, display) pairs.
pub(crate) fn group_body(display_name: &str, members: &[(&str, &str)]) -> Value {
    json!({"schemas": [GROUP], "displayName": display_name, "members": member_values(members)})
}

/// `members` values as Okta sends them: the id and the login name, no `type`, no `$ref`.
pub(crate) fn member_values(members: &[(&str, &str)]) -> Value {
    members
        .iter()
        .map(|(id, display)| json!({"value": id, "display": display}))
        .collect()
}
