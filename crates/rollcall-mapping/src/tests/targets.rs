//! Who is a target user, and in which groups.

use serde_json::{Value, json};

use super::assignment::{SALES, with};
use crate::{LeftOut, Person};

#[test]
fn target_users_are_chosen_held_and_grouped() {
    let targets = json!({
        "allowed_domains": ["Example.com"],
        "exclusions": [{"name": "Trainers", "when": "groups.display eq \"Trainers\""}],
        "held": [{"name": "On leave", "when": "fields.job_title co \"(on leave)\""}],
        "groups": {"field": {"key": "department", "otherwise": "Others"}}
    });
    let mapping = with(json!({}), targets).unwrap();
    let target = |person: &Value| mapping.target(&Person::new("p", person.as_object().unwrap()));
    let ada = target(
        &json!({"userName": "ada@mail.EXAMPLE.com", "title": "Analyst (on leave)", SALES: {"department": "Maths"}}),
    );
    assert_eq!(
        (ada.left_out, ada.held_by.as_deref()),
        (None, Some("On leave"))
    );
    assert_eq!(
        (ada.user.status.as_str(), ada.user.groups.join(",").as_str()),
        ("held", "Maths")
    );
    let bob = target(&json!({"userName": "bob@example.com.evil.org"}));
    assert_eq!(
        bob.left_out,
        Some(LeftOut::Domain {
            domain: "example.com.evil.org".to_owned()
        })
    );
    assert_eq!(bob.user.groups, ["Others"]);
    let eve = target(&json!({"userName": "eve@example.com", "groups": [{"display": "trainers"}]}));
    assert_eq!(
        eve.left_out,
        Some(LeftOut::Excluded {
            name: "Trainers".to_owned()
        })
    );
    let gone =
        target(&json!({"userName": "ada@example.com", "title": "(on leave)", "active": false}));
    assert_eq!(gone.user.status, "inactive");
}

#[test]
fn target_groups_of_every_kind() {
    let groups = |groups: Value| {
        let mapping = with(json!({}), json!({"groups": groups})).unwrap();
        let person = json!({"title": "Chief", "name": {"givenName": "Ada"}});
        let names = ["Push".to_owned()];
        let person = Person {
            groups: &names,
            ..Person::new("p", person.as_object().unwrap())
        };
        mapping.target(&person).user.groups.join(",")
    };
    assert_eq!(groups(json!("provider")), "Push");
    assert_eq!(groups(json!("none")), "");
    assert_eq!(groups(json!({"one": "All"})), "All");
    assert_eq!(groups(json!({"field": {"key": "department"}})), "");
    let saved = json!({"saved": [{"name": "Chiefs", "when": "title eq \"chief\""}, {"name": "Adas", "when": "fields.first_name eq \"ada\""}, {"name": "Others", "when": "not (title pr)"}]});
    assert_eq!(groups(saved), "Chiefs,Adas");
}
