//! Definitions that ask for too much, or for what can never be.

use scim_core::Object;
use serde_json::{Value, json};

use super::definitions::{field, mapping, object, one};
use crate::{Definition, Language, Override, Overrides, Person};

#[test]
fn what_could_grow_without_end_does_not() {
    let long = json!([{"constant": {"value": "x".repeat(2_000)}}]);
    let mut fields = vec![field("f0", "text", &json!({"sources": long}))];
    for number in 1..40 {
        let below = format!("f{}", number - 1);
        let twice = json!([{"join": {"fields": [below, below], "separator": ""}}]);
        fields.push(field(
            &format!("f{number}"),
            "text",
            &json!({"sources": twice}),
        ));
    }
    let mapping = mapping(&json!(fields)).unwrap();
    let object = Object::new();
    for field in mapping.smart_fields(&Person::new("p", &object), Language::En) {
        assert!(field.value.unwrap().as_str().unwrap().len() <= 10_000);
    }
}

#[test]
fn what_is_too_large_is_refused_before_it_is_looked_at() {
    let error = |fields: Vec<Value>| mapping(&json!(fields)).unwrap_err();
    let many = (0..201).map(|number| field(&format!("f{number}"), "text", &json!({})));
    assert!(error(many.collect()).contains("201 fields; 200 are allowed"));
    let wrong = json!({"sources": [{"path": "titel"}]});
    let key = error(vec![field(&"k".repeat(100_000), "text", &wrong)]);
    assert!(key.len() < 200, "{key}");
    let sources = json!({"sources": vec![json!({"path": ""}); 21]});
    assert!(error(vec![field("x", "text", &sources)]).contains("20 sources"));
    let conditions = (0..20).map(|n| {
        let when = format!("title co \"{}\"", "x".repeat(1_100));
        let source = json!({"constant": {"value": "v", "when": when}});
        field(&format!("f{n}"), "text", &json!({"sources": [source]}))
    });
    assert!(error(conditions.collect()).contains("20000 are allowed"));
    let joined = json!({"sources": [{"join": {"fields": vec!["x"; 21]}}]});
    let joins = field("y", "text", &joined);
    assert!(error(vec![field("x", "text", &json!({})), joins]).contains("at most 20 fields"));
    let long = "x".repeat(1_100_000);
    let whole = format!("{{\"fields\": [], \"default_country\": \"{long}\"}}");
    let refused = Definition::read(whole.as_bytes()).unwrap_err();
    assert!(refused.detail.contains("1048576"));
}

#[test]
fn what_can_never_work_is_refused() {
    for (kind, members, wanted) in [
        ("text", json!({"sources": ["groups"]}), "has to be a list"),
        (
            "text",
            json!({"sources": [{"path": "password"}]}),
            "never kept",
        ),
        (
            "list",
            json!({"target": "email"}),
            "kind list cannot fill the column email",
        ),
        (
            "text",
            json!({"target": "user_name"}),
            "cannot fill the column user_name",
        ),
        (
            "text",
            json!({"target": "groups"}),
            "cannot fill the column groups",
        ),
    ] {
        let error = one(kind, &members).unwrap_err();
        assert!(error.contains(wanted), "{members}: {error}");
    }
    let list = field("l", "list", &json!({"sources": ["groups"]}));
    for source in [json!({"join": {"fields": ["l"]}}), json!({"manager": "l"})] {
        let reader = field("x", "text", &json!({"sources": [source]}));
        let error = mapping(&json!([list, reader])).unwrap_err();
        assert!(error.contains("is a list"), "{error}");
    }
    let error = mapping(&json!([field("id", "text", &json!({}))])).unwrap_err();
    assert!(error.contains("id, if and labels are taken"), "{error}");
}

#[test]
fn somebody_without_a_field_for_it_has_a_status_nevertheless() {
    let mapping = one("text", &json!({})).unwrap();
    let status = |person: Value| {
        let object = object(&person);
        mapping.target_user(&Person::new("p", &object)).status
    };
    assert_eq!(status(json!({})), "active");
    assert_eq!(status(json!({"active": false})), "inactive");
}

#[test]
fn telephone_numbers_are_of_the_country_that_is_shown() {
    let country = json!({"sources": [{"path": "addresses.country"}], "default": "NL"});
    let phone = json!({"sources": [{"path": "phoneNumbers.value"}], "transforms": [{"phone": "international"}]});
    let fields = [
        field("country", "country", &country),
        field("x", "phone", &phone),
    ];
    let mapping = mapping(&json!(fields)).unwrap();
    let shown = |country: &str, by_hand: Option<Override>| {
        let numbers = json!([{"value": "030 9018200"}]);
        let sent = json!({"addresses": [{"country": country}], "phoneNumbers": numbers});
        let object = object(&sent);
        let by_hand = by_hand.map(|it| ("country".to_owned(), it));
        let overrides: Overrides = by_hand.into_iter().collect();
        let person = Person {
            overrides: &overrides,
            ..Person::new("p", &object)
        };
        let fields = mapping.smart_fields(&person, Language::En);
        fields[1].value.clone().unwrap()
    };
    let germany = |instead_of: &str| {
        Some(Override {
            value: Some("DE".to_owned()),
            locked: false,
            instead_of: Some(json!(instead_of)),
        })
    };
    assert_eq!(shown("", None), "+31 30 901 8200", "the default");
    assert_eq!(shown("FR", germany("FR")), "+49 30 9018200", "set by hand");
    assert_eq!(
        shown("NL", germany("FR")),
        "+31 30 901 8200",
        "and not any more"
    );
}
