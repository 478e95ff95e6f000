//! Who is believed about which attribute.

use scim_core::Object;
use serde_json::{Value, json};

use super::super::{Owned, Priorities, Winner, reduce};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

fn object(value: &Value) -> Object {
    value.as_object().unwrap().clone()
}

fn pulled() -> Object {
    object(&json!({
        "schemas": [USER, ENTERPRISE], "externalId": "e1", "userName": "isaac", "title": "Singer", "active": false,
        ENTERPRISE: {"department": "Music", "costCenter": "7"},
    }))
}

fn pushed() -> Owned {
    Owned::of(&object(&json!({
        "userName": "isaac", "Title": "Vocals", "active": true, "nickName": null,
        ENTERPRISE: {"department": "Band", "division": null},
    })))
}

#[test]
fn who_pushes_is_believed_about_what_they_say() {
    let reduced = reduce(&pulled(), &pushed(), &Priorities::default());
    assert_eq!(
        reduced,
        object(
            &json!({"schemas": [USER, ENTERPRISE], "externalId": "e1", ENTERPRISE: {"costCenter": "7"}})
        )
    );
    let nobody = reduce(&pulled(), &Owned::default(), &Priorities::default());
    assert_eq!(nobody, pulled());
}

#[test]
fn one_attribute_can_be_the_other_ones() {
    let urn = format!("{ENTERPRISE}:Department");
    let some = Priorities::new(
        Winner::Push,
        [("TITLE", Winner::Pull), (&urn, Winner::Pull)],
    );
    let reduced = reduce(&pulled(), &pushed(), &some);
    assert_eq!(reduced["title"], "Singer");
    assert_eq!(reduced[ENTERPRISE]["department"], "Music");
    assert!(!reduced.contains_key("active"));
    let pull = Priorities::new(Winner::Pull, [("active", Winner::Push)]);
    let mut expected = pulled();
    expected.remove("active");
    assert_eq!(reduce(&pulled(), &pushed(), &pull), expected);
}

#[test]
fn an_extension_of_which_nothing_is_left_is_not_named() {
    let owned = Owned::named(
        [
            format!("{ENTERPRISE}:department"),
            format!("{ENTERPRISE}:costcenter"),
        ]
        .iter()
        .map(String::as_str),
    );
    let reduced = reduce(&pulled(), &owned, &Priorities::default());
    assert!(!reduced.contains_key(ENTERPRISE));
    assert_eq!(reduced["schemas"], json!([USER]));
}

#[test]
fn priorities_are_configuration() {
    let read: Priorities =
        serde_json::from_value(json!({"otherwise": "pull", "attributes": {"Title": "push"}}))
            .unwrap();
    let reduced = reduce(&pulled(), &pushed(), &read);
    assert!(!reduced.contains_key("title"));
    assert_eq!(reduced["userName"], "isaac");
    assert!(serde_json::from_value::<Priorities>(json!({"else": "pull"})).is_err());
}
