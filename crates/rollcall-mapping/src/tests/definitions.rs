//! Definitions: what is refused, and what transforms, defaults, overrides and managers make of a person.

use insta::assert_snapshot;
use scim_core::Object;
use scim_core::schema::Registry;
use serde_json::{Value, json};

use super::manager;
use crate::{Definition, Language, Mapping, Override, Overrides, Person, SmartField};

pub(super) fn mapping(fields: &Value) -> Result<Mapping, String> {
    let definition = json!({"default_country": "DE", "fields": fields});
    let definition = Definition::read(definition.to_string().as_bytes());
    let registry = Registry::builtin();
    let people = registry.by_name("User").unwrap();
    Mapping::new(&definition.map_err(|it| it.to_string())?, people).map_err(|it| it.to_string())
}

/// A definition of one field `x` with these members beside its names.
pub(super) fn one(kind: &str, members: &Value) -> Result<Mapping, String> {
    mapping(&json!([field("x", kind, members)]))
}

pub(super) fn field(key: &str, kind: &str, members: &Value) -> Value {
    let mut field = json!({"key": key, "kind": kind, "labels": {"en": "X", "de": "Iks"}});
    for (name, value) in members.as_object().unwrap() {
        field[name] = value.clone();
    }
    field
}

pub(super) fn object(value: &Value) -> Object {
    value.as_object().cloned().unwrap()
}

/// The last field of a mapping, explained for a person with these attributes.
fn explained(mapping: &Mapping, person: &Value) -> SmartField {
    let object = object(person);
    let mut fields = mapping.smart_fields(&Person::new("p", &object), Language::En);
    fields.pop().unwrap()
}

fn value(mapping: &Mapping, person: &Value) -> Value {
    explained(mapping, person).value.unwrap_or_default()
}

#[test]
fn the_builtin_definition_is_valid_and_can_be_written_and_read() {
    let written = serde_json::to_vec(Definition::builtin()).unwrap();
    assert_eq!(&Definition::read(&written).unwrap(), Definition::builtin());
    assert_eq!(
        Mapping::builtin().fields().len(),
        Definition::builtin().fields.len()
    );
}

#[test]
fn everything_that_is_wrong_is_named() {
    let wrong = mapping(&json!([
        field(
            "Job",
            "text",
            &json!({"sources": [{"path": "titel"}, {"address": "emails"}]})
        ),
        field(
            "a",
            "text",
            &json!({"sources": [{"join": {"fields": ["b"]}}, {"manager": "c"}]})
        ),
        field(
            "a",
            "email",
            &json!({"transforms": [{"phone": "tel"}, {"join": ", "}, {"first": 0}]})
        ),
        field(
            "b",
            "text",
            &json!({"sources": [{"constant": {"value": "v", "when": "titel pr"}}]})
        ),
        field(
            "d",
            "date",
            &json!({"transforms": ["upper", {"date": {"length": "long"}}], "default": "x".repeat(2_001)})
        ),
    ]));
    assert_snapshot!(wrong.unwrap_err().replace("; fields", "\nfields"), @r#"
    fields[Job].key: "Job" is no key: a small letter, then small letters, digits and _, at most 50; and words such as id, if and labels are taken.
    fields[Job].sources[0]: The source titel cannot be used: it is no attribute of a person.
    fields[Job].sources[1]: The source emails (an e-mail address) cannot be used: it ends at a complex value: name one of its sub-attributes.
    fields[a].sources[0]: The source join(b) cannot be used: the field "b" does not stand earlier in the table.
    fields[a].sources[1]: The source c of the manager cannot be used: there is no field "c".
    fields[a].key: There are two fields "a".
    fields[a].transforms[0]: phone cannot be applied to values of kind e-mail.
    fields[a].transforms[1]: join is for lists.
    fields[a].transforms[2]: first 0 leaves nothing.
    fields[b].sources[0]: The source rule: titel pr cannot be used: `titel` is not an attribute of User.
    fields[d]: A constant, default or explanation has more than 2000 characters.
    fields[d].transforms[1]: date has to come first: what stands before it changes how the date is written.
    "#);
}

#[test]
fn what_is_no_definition_is_refused_with_the_place() {
    for (members, wanted) in [
        (
            json!({"transforms": ["uper"]}),
            "fields[0].transforms[0]: unknown variant `uper`",
        ),
        (
            json!({"source": []}),
            "fields[0].source: unknown field `source`",
        ),
        (json!({"sources": [{"path": 7}]}), "fields[0].sources[0]"),
        (
            json!({"updates": "sometimes"}),
            "fields[0].updates: unknown variant `sometimes`",
        ),
        (
            json!({"sources": [{"join": {"fields": [], "with": ""}}]}),
            "unknown field `with`",
        ),
    ] {
        let error = one("text", &members).unwrap_err();
        assert!(error.contains(wanted), "{members}: {error}");
    }
    let error = one("words", &json!({})).unwrap_err();
    assert!(
        error.contains("fields[0].kind: unknown variant `words`"),
        "{error}"
    );
}

#[test]
fn transforms_follow_one_another() {
    let title = |transforms: Value, title: &str| {
        let mapping = one(
            "text",
            &json!({"sources": [{"path": "title"}], "transforms": transforms}),
        );
        value(&mapping.unwrap(), &json!({"title": title}))
    };
    assert_eq!(
        title(json!(["trim", "lower", "title"]), "HEAD\n OF  sales"),
        "Head Of Sales"
    );
    assert_eq!(title(json!(["upper", {"first": 4}]), "Straße"), "STRA");
    assert_eq!(title(json!(["initials"]), "Ada Lovelace"), "AL");
    assert_eq!(
        title(json!(["initials"]), "—"),
        Value::Null,
        "nothing is left"
    );
}

#[test]
fn lists_are_joined_and_paths_read_all_values() {
    let all = json!({"sources": [{"path": "emails.value"}], "transforms": ["lower"]});
    let person =
        json!({"emails": [{"value": "A@example.com"}, {"value": " "}, {"value": "b@example.com"}]});
    assert_eq!(
        value(&one("list", &all).unwrap(), &person),
        json!(["a@example.com", "b@example.com"])
    );
    let joined = json!({"sources": [{"path": "emails.value"}], "transforms": [{"join": " | "}]});
    assert_eq!(
        value(&one("list", &joined).unwrap(), &person),
        "A@example.com | b@example.com"
    );
}

#[test]
fn numbers_are_those_of_the_persons_country() {
    let fields = json!([
        field(
            "country",
            "country",
            &json!({"sources": [{"path": "addresses.country"}]})
        ),
        field(
            "x",
            "phone",
            &json!({"sources": [{"path": "phoneNumbers.value"}], "transforms": [{"phone": "international"}]})
        ),
    ]);
    let mapping = mapping(&fields).unwrap();
    let person = |country: &str, number: &str| json!({"addresses": [{"country": country}], "phoneNumbers": [{"value": number}]});
    assert_eq!(
        value(&mapping, &person("NL", "020 555 0100")),
        "+31 20 555 0100"
    );
    assert_eq!(
        value(&mapping, &person("", "030 901820")),
        "+49 30 901820",
        "the default country"
    );
    let kept = explained(&mapping, &person("NL", "ask Bob"));
    assert_eq!(kept.value, Some(json!("ask Bob")), "kept");
    assert!(
        kept.flaw.unwrap().contains("no telephone number"),
        "and flagged"
    );
}

#[test]
fn countries_and_dates_are_in_the_persons_language() {
    let language = field(
        "language",
        "language",
        &json!({"sources": [{"path": "preferredLanguage"}]}),
    );
    let country = field(
        "x",
        "country",
        &json!({"sources": [{"path": "addresses.country"}], "transforms": [{"country_name": {}}]}),
    );
    let countries = mapping(&json!([language, country])).unwrap();
    let of = |language: &str, country: &str| {
        value(
            &countries,
            &json!({"preferredLanguage": language, "addresses": [{"country": country}]}),
        )
    };
    assert_eq!(of("fr-BE", "DE"), "Allemagne");
    let made = json!({"addresses": [{"country": "DE"}]});
    assert_eq!(
        explained(&countries, &made).flaw,
        None,
        "what is made of a good code is good"
    );
    assert_eq!(of("nl;q=0.5, de", "DE"), "Deutschland");
    assert_eq!(of("ja", "DE"), "Germany");
    assert_eq!(of("de", "Preußen"), "Preußen");
    let date = field(
        "x",
        "date",
        &json!({"sources": [{"path": "urn:x:User:start"}], "transforms": [{"date": {"length": "long"}}]}),
    );
    let dates = mapping(&json!([language, date])).unwrap();
    let of = |text: &str| {
        value(
            &dates,
            &json!({"preferredLanguage": "de", "urn:x:User": {"start": text}}),
        )
    };
    assert_eq!(of("2026-11-30"), "30. November 2026");
    assert_eq!(of("soon"), "soon");
}

#[test]
fn values_that_are_not_of_their_kind_are_flagged_and_kept() {
    for (kind, good, bad) in [
        ("email", "ada@example.com", "ada"),
        ("phone", "+49 30 901820", "030"),
        ("url", "http://example.com/a", "javascript:alert(1)"),
        (
            "image",
            "https://example.com/a.png",
            "http://example.com/a.png",
        ),
        ("language", "de-AT", "Deutsch"),
        ("country", "AT", "Austria"),
        ("time_zone", "Europe/Vienna", "Vienna"),
        ("date", "2026-11-30", "30.11.2026"),
    ] {
        let mapping = one(kind, &json!({"sources": [{"path": "title"}]})).unwrap();
        let field = |text: &str| explained(&mapping, &json!({"title": text}));
        assert_eq!(
            (field(good).value, field(good).flaw),
            (Some(json!(good)), None),
            "{kind}"
        );
        assert_eq!(field(bad).value, Some(json!(bad)), "{kind}");
        assert!(field(bad).flaw.is_some(), "{kind}: {bad}");
    }
}

#[test]
fn losers_are_told_beside_the_winner_and_a_default_wins_at_last() {
    let chain = json!({"sources": [{"path": "title"}, {"path": "nickName"}, {"path": "displayName"}], "default": "nothing", "transforms": ["upper"]});
    let mapping = one("text", &chain).unwrap();
    let field = explained(&mapping, &json!({"title": "a", "nickName": "b"}));
    assert_eq!(
        (field.value, field.source.as_deref()),
        (Some(json!("A")), Some("title"))
    );
    let candidates: Vec<_> = field
        .candidates
        .iter()
        .map(|it| (it.source.as_str(), &it.value))
        .collect();
    assert_eq!(
        candidates,
        [("title", &json!("A")), ("nickName", &json!("B"))]
    );
    let nobody = explained(&mapping, &json!({}));
    assert_eq!(
        (nobody.value, nobody.source.as_deref()),
        (Some(json!("nothing")), Some("default")),
        "as it is"
    );
}

#[test]
fn what_is_set_by_hand_stays_as_long_as_it_should() {
    let always = one(
        "text",
        &json!({"sources": [{"path": "title"}], "default": "d"}),
    )
    .unwrap();
    let set = |value: Option<&str>, locked: bool, instead_of: Value| Override {
        value: value.map(str::to_owned),
        locked,
        instead_of: (!instead_of.is_null()).then_some(instead_of),
    };
    let shown = |mapping: &Mapping, by_hand: Override, title: Option<&str>| {
        let object = object(&json!({"title": title}));
        let overrides = Overrides::from([("x".to_owned(), by_hand)]);
        let person = Person {
            overrides: &overrides,
            ..Person::new("p", &object)
        };
        let field = mapping.smart_fields(&person, Language::De).pop().unwrap();
        assert_eq!(field.label, "Iks");
        (
            field.value.unwrap_or_default(),
            field.source.unwrap_or_default(),
            field.locked,
        )
    };
    let by_hand = |value: &str, locked| (json!(value), "set by hand".to_owned(), locked);
    let locked = set(Some("h"), true, json!("old"));
    assert_eq!(shown(&always, locked, Some("new")), by_hand("h", true));
    let unlocked = |instead_of| set(Some("h"), false, instead_of);
    assert_eq!(
        shown(&always, unlocked(json!("old")), Some("old")),
        by_hand("h", false)
    );
    assert_eq!(
        shown(&always, unlocked(json!("old")), Some("new")).1,
        "title",
        "the source says something else by now"
    );
    assert_eq!(
        shown(&always, unlocked(Value::Null), None),
        by_hand("h", false)
    );
    assert_eq!(
        shown(&always, set(None, true, Value::Null), Some("new")).0,
        Value::Null,
        "emptied by hand"
    );
    let never = one(
        "text",
        &json!({"sources": [{"path": "title"}], "updates": "never", "default": "d"}),
    )
    .unwrap();
    assert_eq!(value(&never, &json!({"title": "t"})), "d");
    assert_eq!(
        shown(&never, unlocked(Value::Null), Some("t")),
        by_hand("h", false)
    );
}

#[test]
fn any_field_of_the_manager_can_be_asked_for_and_circles_end() {
    let fields = json!([
        field(
            "name",
            "text",
            &json!({"sources": [{"path": "displayName"}]})
        ),
        field("boss", "text", &json!({"sources": [{"manager": "name"}]})),
        field(
            "x",
            "text",
            &json!({"sources": [{"manager": "boss"}, {"manager": "name"}]})
        ),
    ]);
    let mapping = mapping(&fields).unwrap();
    let mo = object(&json!({"displayName": "Mo"}));
    let own_manager = manager(Some("Zoe".to_owned()), None);
    let mo = Person {
        manager: Some(&own_manager),
        ..Person::new("m", &mo)
    };
    let above = mapping.manager(&mo);
    let nobody = Object::new();
    let person = Person {
        manager: Some(&above),
        ..Person::new("p", &nobody)
    };
    let fields = mapping.smart_fields(&person, Language::En);
    assert_eq!(
        fields[2].value,
        Some(json!("Mo")),
        "a manager's manager is not looked at"
    );
    assert_eq!(fields[2].source.as_deref(), Some("name of the manager"));
}
