//! The demonstration that a run leaves behind: one active person in one group, pushed as Okta would push them.

use serde_json::{Value, json};

use super::answer::{ENTERPRISE, Stop, USER, expect_field, id_of};
use super::client::Client;
use super::names::group_body;
use super::play::{Play, Step, percent_encode};

const USER_NAME: &str = "ada.example@example.com";
const GROUP_NAME: &str = "Rollcall demo";

/// What is told when the demonstration stays.
pub(crate) const NOTE: &str = "Left on the server: Ada Example, active, in the group \"Rollcall demo\" (--clean leaves nothing). \
     On a Rollcall server, see her with: rollcall export target-users --format csv";

/// Played after everything else, unless all is to be cleaned; each works again and again on the same person and group.
pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "Assign Ada Example",
        okta: "match by userName; POST when nobody is found, else PATCH active:true and PUT the profile",
        advice: "See the steps above that create, activate and update people.",
        run: assign,
    },
    Step {
        name: "Push the group \"Rollcall demo\"",
        okta: "find by displayName; POST when there is none, else PATCH its members",
        advice: "See the steps above that push groups.",
        run: push_group,
    },
];

fn profile() -> Value {
    json!({
        "schemas": [USER, ENTERPRISE],
        "userName": USER_NAME,
        "externalId": "00uAdaExampleDemo001",
        "name": {"givenName": "Ada", "familyName": "Example"},
        "displayName": "Ada Example",
        "title": "Head of Computation",
        "emails": [{"primary": true, "value": USER_NAME, "type": "work"}],
        "phoneNumbers": [
            {"value": "+44 20 7946 0123", "type": "work", "primary": true},
            {"value": "+44 7400 123456", "type": "mobile"}
        ],
        "addresses": [{"streetAddress": "1 St James's Square", "locality": "London", "postalCode": "SW1Y 4LB",
            "country": "GB", "type": "work", "primary": true}],
        "preferredLanguage": "en-GB",
        "locale": "en_GB",
        "timezone": "Europe/London",
        "active": true,
        ENTERPRISE: {"department": "Engineering", "employeeNumber": "1815", "organization": "Example Ltd"}
    })
}

fn assign(play: &mut Play) -> Result<(), Stop> {
    let found = play.find("/Users", "userName", USER_NAME, "+")?;
    let user = match found.resources.first() {
        None => play
            .client
            .post("/Users", &profile())?
            .resource(201, "201 with the whole user")?,
        Some(user) => {
            let target = format!("/Users/{}", id_of(user)?);
            play.set_active(&target, true)?;
            play.fetch_and_put(&target, |user| {
                if let Value::Object(profile) = profile() {
                    user.extend(profile);
                }
            })?
        }
    };
    expect_field(&user, "/active", &json!(true))?;
    expect_field(&user, "/displayName", &json!("Ada Example"))
}

fn push_group(play: &mut Play) -> Result<(), Stop> {
    let people = play.find("/Users", "userName", USER_NAME, "+")?;
    let ada = id_of(
        people
            .resources
            .first()
            .ok_or(Stop::Needs("needs Ada Example"))?,
    )?;
    let found = play.find("/Groups", "displayName", GROUP_NAME, "%20")?;
    let group = match found.resources.first() {
        None => {
            let body = group_body(GROUP_NAME, &[(&ada, USER_NAME)]);
            id_of(
                &play
                    .client
                    .post("/Groups", &body)?
                    .resource(201, "201 with the group")?,
            )?
        }
        Some(group) => {
            let id = id_of(group)?;
            let add = json!([
                {"op": "replace", "value": {"id": id, "displayName": GROUP_NAME}},
                {"op": "add", "path": "members", "value": [{"value": ada, "display": USER_NAME}]}
            ]);
            play.patch(&format!("/Groups/{id}"), &add)?.patched()?;
            id
        }
    };
    expect_member(&play.fetch(&format!("/Groups/{group}"))?, &ada)
}

fn expect_member(group: &Value, id: &str) -> Result<(), Stop> {
    let is_member = group["members"]
        .as_array()
        .is_some_and(|members| members.iter().any(|one| one["value"] == id));
    if is_member {
        return Ok(());
    }
    Err(super::answer::red(
        format!("{id} among the members"),
        format!("members = {}", group["members"]),
    ))
}

/// Where the demonstration of an earlier run is, as `/Users/{id}`; nothing when there is none.
pub(crate) fn targets(client: &mut Client) -> Vec<String> {
    let searches = [
        ("/Users", "userName", USER_NAME),
        ("/Groups", "displayName", GROUP_NAME),
    ];
    let mut targets = Vec::new();
    for (endpoint, attribute, value) in searches {
        let filter = format!("{attribute}+eq+%22{}%22", percent_encode(value));
        let page = client.get(&format!(
            "{endpoint}?filter={filter}&startIndex=1&count=100"
        ));
        let found = page.ok().and_then(|answer| answer.list().ok());
        let ids = found
            .iter()
            .flat_map(|list| &list.resources)
            .filter_map(|resource| resource["id"].as_str());
        targets.extend(ids.map(|id| format!("{endpoint}/{id}")));
    }
    targets
}
