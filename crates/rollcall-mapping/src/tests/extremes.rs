//! People with far too much of something: each gets something that is defined, and nobody else notices.

use scim_core::Object;
use scim_core::schema::Registry;
use serde_json::{Value, json};

use crate::export::{FORMATS, Pass, Writer};
use crate::{Bundle, Definition, Earlier, Mapping, Person, Signature};

fn mapping() -> Mapping {
    let mut definition = Definition::builtin().clone();
    definition.signatures = Signature::starters();
    let rules = json!({
        "rules": [{"key": "many", "name": "Many", "when": "groups.display eq \"Group 9999\"", "signature": "photo"}],
        "default": "lines"
    });
    definition.assignment = serde_json::from_value(rules).unwrap();
    let registry = Registry::builtin();
    Mapping::new(&definition, registry.by_name("User").unwrap()).unwrap()
}

fn object(person: &Value) -> &Object {
    person.as_object().unwrap()
}

fn now() -> jiff::Timestamp {
    "2026-11-30T00:00:00Z".parse().unwrap()
}

#[test]
fn ten_thousand_groups_of_one_person() {
    let names: Vec<_> = (0..10_000)
        .map(|number| format!("Group {number}"))
        .collect();
    let groups: Vec<_> = names.iter().map(|name| json!({"display": name})).collect();
    let person = json!({"userName": "ada@example.com", "groups": groups});
    let person = Person {
        groups: &names,
        ..Person::new("p", object(&person))
    };
    let mapping = mapping();
    let user = mapping.target_user(&person);
    assert_eq!(user.groups.len(), 10_000);
    assert_eq!(mapping.choice(&person).signature.as_deref(), Some("photo"));
    for format in FORMATS {
        let mut writer = Writer::new(format);
        let mut out = Vec::new();
        loop {
            writer
                .records(&mapping, std::slice::from_ref(&user), &mut out)
                .unwrap();
            if writer.end_of_pass(&mapping, &mut out).unwrap() == Pass::Finished {
                break;
            }
        }
        assert_eq!(writer.written() + writer.skipped(), 1, "{}", format.name);
    }
}

#[test]
fn the_address_of_a_picture_that_has_ten_million_characters() {
    let long = format!("https://example.com/{}.png", "x".repeat(10_000_000));
    let person = json!({"userName": "ada@example.com", "displayName": "Ada", "photos": [{"type": "photo", "value": long}]});
    let other = json!({"userName": "bob@example.com", "displayName": "Bob"});
    let mapping = mapping();
    let (ada, bob) = (
        Person::new("a", object(&person)),
        Person::new("b", object(&other)),
    );
    // A template sees the beginning, so the signature has a bound; lint tells that it is too long.
    let made = mapping.render("photo", &ada).unwrap().unwrap();
    assert!(made.html.len() < 30_000, "{}", made.html.len());
    let mut bundle = Bundle::new(Earlier::default(), now()).unwrap();
    bundle.add(&mapping, &ada).unwrap();
    bundle.add(&mapping, &bob).unwrap();
    assert_eq!((bundle.counts().written, bundle.counts().failed), (2, 0));
}

#[test]
fn what_is_written_in_names_stays_text() {
    let name = "\u{202e}Ada\u{0}\u{7} <img src=x onerror=alert(1)> {{ email }} =1+1";
    let person =
        json!({"userName": "ada@example.com", "displayName": name, "title": "\u{202e}\u{2066}"});
    let mapping = mapping();
    for signature in ["lines", "photo", "card"] {
        let made = mapping
            .render(signature, &Person::new("p", object(&person)))
            .unwrap()
            .unwrap();
        assert!(
            !made.html.contains("<img src=\"x\"") && !made.html.contains("onerror=\""),
            "{}",
            made.html
        );
        assert!(
            made.html.contains("{{ email }}"),
            "no template within a template: {}",
            made.html
        );
    }
}
