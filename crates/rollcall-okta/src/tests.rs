//! Users as Okta answers them, and what becomes of them.

use insta::assert_snapshot;
use scim_core::schema::Registry;
use scim_core::{Object, Rules, normalize, validate};
use serde_json::{Value, json};

use crate::{EXTENSION, Error, StatusPolicy, user_to_scim, user_to_scim_with};

/// Okta's base profile: every attribute, each with a value of its own.
fn base_profile() -> Value {
    json!({
        "login": "isaac.brock@example.com", "email": "isaac@example.com", "secondEmail": "isaac@home.example",
        "firstName": "Isaac", "lastName": "Brock", "middleName": "K", "honorificPrefix": "Mr", "honorificSuffix": "III",
        "title": "Singer", "displayName": "Isaac Brock", "nickName": "Ike", "profileUrl": "https://example.com/isaac",
        "primaryPhone": "+1-503-555-0100", "mobilePhone": "+1-503-555-0101",
        "streetAddress": "1 Float On", "city": "Portland", "state": "OR", "zipCode": "97201", "countryCode": "US",
        "postalAddress": "1 Float On, Portland OR 97201",
        "preferredLanguage": "en-US", "locale": "en_US", "timezone": "America/Los_Angeles",
        "userType": "Employee", "employeeNumber": "42", "costCenter": "7", "organization": "Modest", "division": "West",
        "department": "Music", "managerId": "00umanager", "manager": "Eric Judy",
    })
}

fn user(profile: &Value) -> Value {
    json!({
        "id": "00ub0oNGTSWTBKOLGLNR", "status": "ACTIVE", "created": "2013-06-24T16:39:18.000Z", "activated": null,
        "lastUpdated": "2013-06-27T16:35:28.000Z", "transitioningToStatus": null, "type": {"id": "otyfnjfba4ye7pgjB0g4"},
        "profile": profile,
        "credentials": {"password": {}, "recovery_question": {"question": "?"}, "provider": {"type": "OKTA", "name": "OKTA"}},
        "_links": {"self": {"href": "https://example.okta.example/api/v1/users/00ub0oNGTSWTBKOLGLNR"}},
    })
}

/// The translation, once it is certain that the server takes it whole, by the RFC to the letter but for the
/// extension, which no schema knows.
fn translated(profile: &Value) -> Object {
    let scim = user_to_scim(&user(profile)).unwrap();
    let registry = Registry::builtin();
    let users = registry.by_name("User").unwrap();
    let rules = Rules::NONE.with(scim_core::Rule::UnknownSchemas);
    let incoming = normalize::resource(users, &scim.clone().into(), rules).unwrap();
    validate::complete(users, &incoming.attributes).unwrap();
    assert_eq!(incoming.dropped, Vec::<String>::new());
    let mut kept = scim.clone();
    kept.remove("schemas");
    assert_eq!(
        incoming.attributes, kept,
        "nothing has to be changed to be stored"
    );
    scim
}

/// One line per attribute.
fn lines(scim: &Object) -> String {
    let lines: Vec<_> = scim
        .iter()
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    lines.join("\n")
}

#[test]
fn the_whole_base_profile() {
    let profile = base_profile();
    assert_eq!(profile.as_object().unwrap().len(), 31);
    assert_snapshot!(lines(&translated(&profile)), @r#"
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]
    externalId: "00ub0oNGTSWTBKOLGLNR"
    userName: "isaac.brock@example.com"
    name: {"familyName":"Brock","givenName":"Isaac","middleName":"K","honorificPrefix":"Mr","honorificSuffix":"III"}
    displayName: "Isaac Brock"
    nickName: "Ike"
    profileUrl: "https://example.com/isaac"
    title: "Singer"
    userType: "Employee"
    preferredLanguage: "en-US"
    locale: "en_US"
    timezone: "America/Los_Angeles"
    active: true
    emails: [{"value":"isaac@example.com","type":"work","primary":true},{"value":"isaac@home.example","type":"other"}]
    phoneNumbers: [{"value":"+1-503-555-0100","type":"work","primary":true},{"value":"+1-503-555-0101","type":"mobile"}]
    addresses: [{"formatted":"1 Float On, Portland OR 97201","streetAddress":"1 Float On","locality":"Portland","region":"OR","postalCode":"97201","country":"US","type":"work","primary":true}]
    urn:ietf:params:scim:schemas:extension:enterprise:2.0:User: {"employeeNumber":"42","costCenter":"7","organization":"Modest","division":"West","department":"Music","manager":{"value":"00umanager","displayName":"Eric Judy"}}
    "#);
}

#[test]
fn a_user_with_the_least() {
    assert_snapshot!(lines(&translated(&json!({"login": "isaac"}))), @r#"
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"]
    externalId: "00ub0oNGTSWTBKOLGLNR"
    userName: "isaac"
    active: true
    "#);
}

#[test]
fn what_an_organization_added_is_kept() {
    let profile = json!({
        "login": "isaac", "badge": "gold", "floors": [1, 2], "remote": true, "desk": {"room": "4b"}, "gone": null,
        "department": ["not", "a text"],
    });
    assert_snapshot!(lines(&translated(&profile)), @r#"
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User","urn:rollcall:scim:schemas:extension:okta:2.0:User"]
    externalId: "00ub0oNGTSWTBKOLGLNR"
    userName: "isaac"
    active: true
    urn:rollcall:scim:schemas:extension:okta:2.0:User: {"badge":"gold","floors":[1,2],"remote":true,"desk":{"room":"4b"},"department":["not","a text"]}
    "#);
}

#[test]
fn nulls_and_empty_texts_are_no_values() {
    let mut profile = base_profile();
    for (place, (name, value)) in profile.as_object_mut().unwrap().iter_mut().enumerate() {
        if name != "login" {
            *value = if place % 2 == 0 {
                Value::Null
            } else {
                " ".into()
            };
        }
    }
    let keys: Vec<_> = translated(&profile).keys().cloned().collect();
    assert_eq!(keys, ["schemas", "externalId", "userName", "active"]);
}

#[test]
fn each_base_attribute_alone_arrives_at_its_place() {
    const ENTERPRISE: &str = "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let table = [
        ("email", "/emails/0/value"),
        ("secondEmail", "/emails/0/value"),
        ("firstName", "/name/givenName"),
        ("lastName", "/name/familyName"),
        ("middleName", "/name/middleName"),
        ("honorificPrefix", "/name/honorificPrefix"),
        ("honorificSuffix", "/name/honorificSuffix"),
        ("title", "/title"),
        ("displayName", "/displayName"),
        ("nickName", "/nickName"),
        ("profileUrl", "/profileUrl"),
        ("primaryPhone", "/phoneNumbers/0/value"),
        ("mobilePhone", "/phoneNumbers/0/value"),
        ("streetAddress", "/addresses/0/streetAddress"),
        ("city", "/addresses/0/locality"),
        ("state", "/addresses/0/region"),
        ("zipCode", "/addresses/0/postalCode"),
        ("countryCode", "/addresses/0/country"),
        ("postalAddress", "/addresses/0/formatted"),
        ("preferredLanguage", "/preferredLanguage"),
        ("locale", "/locale"),
        ("timezone", "/timezone"),
        ("userType", "/userType"),
        ("employeeNumber", &format!("{ENTERPRISE}/employeeNumber")),
        ("costCenter", &format!("{ENTERPRISE}/costCenter")),
        ("organization", &format!("{ENTERPRISE}/organization")),
        ("division", &format!("{ENTERPRISE}/division")),
        ("department", &format!("{ENTERPRISE}/department")),
        ("managerId", &format!("{ENTERPRISE}/manager/value")),
        ("manager", &format!("{ENTERPRISE}/manager/displayName")),
    ];
    for (name, pointer) in table {
        let mut profile = json!({"login": "isaac"});
        profile[name] = "https://x.example".into();
        let scim = Value::Object(translated(&profile));
        assert_eq!(
            scim.pointer(pointer),
            Some(&"https://x.example".into()),
            "{name}"
        );
        assert!(scim.get(EXTENSION).is_none(), "{name}");
    }
}

#[test]
fn numbers_in_the_place_of_texts_become_texts() {
    let scim = Value::Object(translated(&json!({"login": "isaac", "employeeNumber": 42})));
    assert_eq!(
        scim["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["employeeNumber"],
        "42"
    );
}

#[test]
fn a_status_says_who_is_active() {
    let lenient = StatusPolicy {
        staged_is_active: true,
        suspended_is_active: true,
    };
    let table = [
        (json!("ACTIVE"), Some(true), Some(true)),
        (json!("LOCKED_OUT"), Some(true), Some(true)),
        (json!("PASSWORD_EXPIRED"), Some(true), Some(true)),
        (json!("PROVISIONED"), Some(true), Some(true)),
        (json!("RECOVERY"), Some(true), Some(true)),
        (json!("STAGED"), Some(false), Some(true)),
        (json!("SUSPENDED"), Some(false), Some(true)),
        (json!("DEPROVISIONED"), Some(false), Some(false)),
        (json!("SOMETHING_NEW"), None, None),
        (Value::Null, None, None),
    ];
    for (status, strict_active, lenient_active) in table {
        let mut raw = user(&json!({"login": "isaac"}));
        raw["status"] = status.clone();
        let active = |policy| {
            user_to_scim_with(&raw, policy)
                .unwrap()
                .get("active")
                .and_then(Value::as_bool)
        };
        assert_eq!(active(StatusPolicy::default()), strict_active, "{status}");
        assert_eq!(active(lenient), lenient_active, "{status}");
    }
}

#[test]
fn a_policy_is_configuration() {
    let policy: StatusPolicy = serde_json::from_value(json!({"staged_is_active": true})).unwrap();
    assert_eq!(
        policy,
        StatusPolicy {
            staged_is_active: true,
            suspended_is_active: false
        }
    );
    let error = serde_json::from_value::<StatusPolicy>(json!({"staged": true})).unwrap_err();
    assert!(
        error.to_string().contains("unknown field `staged`"),
        "{error}"
    );
}

#[test]
fn what_is_no_user_says_what_is_missing() {
    let id = || "00u1".to_owned();
    let table = [
        (json!([]), Error::NotAnObject),
        (json!({"profile": {"login": "x"}}), Error::IdMissing),
        (
            json!({"id": 7, "profile": {"login": "x"}}),
            Error::IdMissing,
        ),
        (
            json!({"id": " ", "profile": {"login": "x"}}),
            Error::IdMissing,
        ),
        (json!({"id": "00u1"}), Error::ProfileMissing { id: id() }),
        (
            json!({"id": "00u1", "profile": null}),
            Error::ProfileMissing { id: id() },
        ),
        (
            json!({"id": "00u1", "profile": {"email": "x@example.com"}}),
            Error::LoginMissing { id: id() },
        ),
        (
            json!({"id": "00u1", "profile": {"login": ""}}),
            Error::LoginMissing { id: id() },
        ),
    ];
    for (raw, wanted) in table {
        assert_eq!(user_to_scim(&raw), Err(wanted), "{raw}");
    }
    let missing = user_to_scim(&json!({"id": "00u1", "profile": {}})).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "The Okta user 00u1 has no `profile.login`."
    );
}
