mod promises;

use serde_json::json;

use super::*;
use crate::schema::{ENTERPRISE_USER, Registry};

fn user() -> ResourceType {
    Registry::builtin().by_name("User").unwrap().clone()
}

fn person() -> Object {
    let person = json!({
        "schemas": ["u"],
        "id": "1",
        "externalId": "e",
        "userName": "amina",
        "name": {"familyName": "Okafor", "givenName": "Amina"},
        "emails": [{"value": "a@x", "type": "work"}, {"value": "b@x", "primary": true}],
        "groups": [{"value": "g"}],
        (ENTERPRISE_USER): {"department": "R", "manager": {"value": "m", "displayName": "B"}},
        "urn:example:Hat": {"size": 7, "band": {"colour": "red"}},
        "meta": {"resourceType": "User", "version": "W/\"1\""},
    });
    person.as_object().unwrap().clone()
}

fn projected(attributes: Option<&str>, excluded: Option<&str>) -> Value {
    Value::Object(
        Projection::parse(attributes, excluded)
            .unwrap()
            .apply(&user(), person()),
    )
}

fn only(attributes: &str) -> Value {
    let mut object = projected(Some(attributes), None);
    let members = object.as_object_mut().unwrap();
    assert_eq!(
        members.shift_remove("schemas"),
        Some(json!(["u"])),
        "schemas is always returned"
    );
    assert_eq!(
        members.shift_remove("id"),
        Some(json!("1")),
        "id is always returned"
    );
    object
}

/// Checks that excluding takes away exactly what the JSON pointer points at.
fn without(excluded: &str, gone: &str) {
    let mut expected = Value::Object(person());
    if let Some((parent, name)) = gone.rsplit_once('/') {
        let parent = expected.pointer_mut(parent).unwrap();
        parent.as_object_mut().unwrap().shift_remove(name).unwrap();
    }
    assert_eq!(projected(None, Some(excluded)), expected, "{excluded}");
}

#[test]
fn without_parameters_everything_is_there() {
    for empty in [None, Some(""), Some(" , ")] {
        assert_eq!(projected(empty, empty), Value::Object(person()));
    }
}

#[test]
fn what_is_no_path_asks_for_the_least_and_not_for_everything() {
    assert_eq!(only("emails["), only("unknown"));
    assert_ne!(projected(Some("emails["), None), Value::Object(person()));
    assert_eq!(projected(None, Some("emails[")), Value::Object(person()));
}

#[test]
fn only_named_attributes_are_there() {
    let department = json!({(ENTERPRISE_USER): {"department": "R"}});
    let enterprise = json!({(ENTERPRISE_USER): person()[ENTERPRISE_USER]});
    let cases = [
        ("userName".to_owned(), json!({"userName": "amina"})),
        (
            " USERNAME , externalid".to_owned(),
            json!({"externalId": "e", "userName": "amina"}),
        ),
        (
            "name.familyName,emails.VALUE".to_owned(),
            json!({"name": {"familyName": "Okafor"}, "emails": [{"value": "a@x"}, {"value": "b@x"}]}),
        ),
        (
            "emails.primary".to_owned(),
            json!({"emails": [{"primary": true}]}),
        ),
        (
            "name,name.givenName".to_owned(),
            json!({"name": {"familyName": "Okafor", "givenName": "Amina"}}),
        ),
        (
            "name.givenName,name.familyName".to_owned(),
            json!({"name": {"familyName": "Okafor", "givenName": "Amina"}}),
        ),
        ("name.middleName".to_owned(), json!({})),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:userName".to_owned(),
            json!({"userName": "amina"}),
        ),
        (format!("{ENTERPRISE_USER}:department"), department.clone()),
        (
            ENTERPRISE_USER.to_uppercase() + ":DEPARTMENT",
            department.clone(),
        ),
        ("department".to_owned(), department),
        (
            format!("{ENTERPRISE_USER}:manager.value"),
            json!({(ENTERPRISE_USER): {"manager": {"value": "m"}}}),
        ),
        (ENTERPRISE_USER.to_lowercase(), enterprise),
        (
            "urn:example:Hat".to_owned(),
            json!({"urn:example:Hat": person()["urn:example:Hat"]}),
        ),
        (
            "urn:example:Hat:size".to_owned(),
            json!({"urn:example:Hat": {"size": 7}}),
        ),
        (
            "urn:example:hat:band.colour".to_owned(),
            json!({"urn:example:Hat": {"band": {"colour": "red"}}}),
        ),
        (
            "meta.version".to_owned(),
            json!({"meta": {"version": "W/\"1\""}}),
        ),
        (
            "nosuch,userName.value,emails[,password".to_owned(),
            json!({}),
        ),
    ];
    for (attributes, expected) in cases {
        assert_eq!(only(&attributes), expected, "{attributes}");
    }
}

#[test]
fn excluded_attributes_are_not_there() {
    let enterprise = ENTERPRISE_USER;
    without("userName,nosuch", "/userName");
    without("ID,schemas", "");
    without("meta", "/meta");
    without("name.familyName,name.givenName", "/name");
    without("emails.type", "/emails/0/type");
    without("emails.type,emails", "/emails");
    without(enterprise, &format!("/{enterprise}"));
    without("department", &format!("/{enterprise}/department"));
    without(
        &format!("{enterprise}:manager.value"),
        &format!("/{enterprise}/manager/value"),
    );
    without("urn:example:Hat:size", "/urn:example:Hat/size");
    without("urn:example:Hat", "/urn:example:Hat");
}

#[test]
fn the_two_parameters_exclude_each_other() {
    let error = Projection::parse(Some("userName"), Some("emails")).unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidValue);
    assert!(Projection::parse(Some("userName"), Some("")).is_ok());
}

#[test]
fn returned_on_request_and_never_are_honoured() {
    let mut user = user();
    let mut person = person();
    person.insert("password".to_owned(), json!("secret"));
    person.insert("title".to_owned(), json!("T"));
    let set = |user: &mut ResourceType, name: &str, returned| {
        user.schema
            .attributes
            .iter_mut()
            .find(|a| a.name == name)
            .unwrap()
            .returned = returned;
    };
    set(&mut user, "title", Returned::Request);
    set(&mut user, "userName", Returned::Always);
    let emails = user
        .schema
        .attributes
        .iter_mut()
        .find(|a| a.name == "emails")
        .unwrap();
    emails
        .sub_attributes
        .iter_mut()
        .find(|a| a.name == "type")
        .unwrap()
        .returned = Returned::Request;
    emails
        .sub_attributes
        .iter_mut()
        .find(|a| a.name == "value")
        .unwrap()
        .returned = Returned::Always;

    let apply = |attributes, excluded| {
        let object = Projection::parse(attributes, excluded)
            .unwrap()
            .apply(&user, person.clone());
        assert!(
            !object.contains_key("password"),
            "{attributes:?} {excluded:?}"
        );
        object
    };
    assert!(!apply(None, None).contains_key("title"));
    assert!(!apply(None, Some("name")).contains_key("title"));
    assert_eq!(apply(Some("title,password"), None)["title"], "T");
    assert_eq!(apply(None, Some("userName"))["userName"], "amina");
    assert_eq!(apply(Some("title"), None)["userName"], "amina");
    assert_eq!(apply(None, None)["emails"][0], json!({"value": "a@x"}));
    assert_eq!(
        apply(Some("emails.type"), None)["emails"][0],
        json!({"value": "a@x", "type": "work"})
    );
    assert_eq!(
        apply(None, Some("emails.value"))["emails"][0],
        json!({"value": "a@x"})
    );
}

#[test]
fn members_are_wanted_only_where_they_are_shown() {
    let registry = Registry::builtin();
    let group = registry.by_name("Group").unwrap();
    let cases = [
        (None, None, true),
        (Some("members"), None, true),
        (Some("MEMBERS.value"), None, true),
        (Some("displayName"), None, false),
        (None, Some("Members"), false),
        (None, Some("members.display"), true),
        (None, Some("displayName"), true),
    ];
    for (attributes, excluded, expected) in cases {
        let projection = Projection::parse(attributes, excluded).unwrap();
        assert_eq!(
            projection.wants(group, "members"),
            expected,
            "{attributes:?} {excluded:?}"
        );
    }
    assert!(
        !Projection::default().wants(&user(), "members"),
        "a person has no members"
    );
    assert!(Projection::default().wants(&user(), "groups"));
    assert!(!Projection::default().wants(&user(), "password"));
}
